"""The dense store: what goes in comes out, and what is damaged is said."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.errors import IndexFaultError
from index.vectors import VectorStore, amend_vectors, write_vectors

COUNT = 1200
"""More than one batch."""


@pytest.fixture(scope="module")
def vectors():
    found = np.random.default_rng(7).normal(size=(COUNT, 16)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def folder(vectors, tmp_path_factory):
    folder = tmp_path_factory.mktemp("store") / "chroma"
    write_vectors(folder, [f"p{i}" for i in range(COUNT)], vectors)
    return folder


def damaged(folder, tmp_path):
    copy = tmp_path / "chroma"
    shutil.copytree(folder, copy)
    return copy


def test_every_vector_is_nearest_to_itself_with_cosine_one(folder, vectors):
    with VectorStore(folder) as store:
        for i in range(0, COUNT, 50):
            [(name, cosine)] = store.nearest(vectors[i], 1)
            assert name == f"p{i}"
            assert cosine == pytest.approx(1, abs=1e-5)


def test_the_nearest_are_the_exact_ones_best_first(folder, vectors):
    query = vectors[3] + 0.1 * vectors[4]
    query /= np.linalg.norm(query)
    exact = np.argsort(-(vectors @ query))[:10]

    with VectorStore(folder) as store:
        found = store.nearest(query, 10)

    assert [name for name, _ in found] == [f"p{i}" for i in exact]
    assert [cosine for _, cosine in found] == pytest.approx([float(vectors[i] @ query) for i in exact], abs=1e-5)


def test_all_are_counted_and_can_be_read_back(folder, vectors):
    with VectorStore(folder) as store:
        found = store.stored(["p1199", "p0", "nobody"])

        assert store.count() == COUNT
        assert found.keys() == {"p0", "p1199"}
        assert np.allclose(found["p1199"], vectors[1199], atol=1e-6)
        assert store.stored(["nobody"]) == {}


def test_asking_for_more_than_there_are_gives_all(folder, vectors):
    with VectorStore(folder) as store:
        assert len(store.nearest(vectors[0], 5000)) == COUNT
        assert store.nearest(vectors[0], 0) == []


def test_threads_may_ask_at_once(folder, vectors):
    with VectorStore(folder) as store, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda i: store.nearest(vectors[i], 1)[0][0], range(100)))

    assert found == [f"p{i}" for i in range(100)]


def test_closing_one_of_two_leaves_the_other_open(folder, vectors):
    with VectorStore(folder) as first:
        VectorStore(folder).close()

        assert first.nearest(vectors[5], 1)[0][0] == "p5"


def test_a_folder_without_a_store_is_a_sentence(tmp_path):
    with pytest.raises(IndexFaultError, match=r"can't be opened; run `newshound reindex` to build the index again\.$"):
        VectorStore(tmp_path)


@pytest.mark.parametrize("content", [b"", b"junk" * 1000])
def test_a_damaged_database_is_a_sentence(folder, tmp_path, content):
    copy = damaged(folder, tmp_path)
    (copy / "chroma.sqlite3").write_bytes(content)

    with pytest.raises(IndexFaultError, match=r"can't be opened; run"):
        VectorStore(copy)


@pytest.mark.parametrize(
    "use",
    [lambda s, v: s.count(), lambda s, v: s.stored(["p1"]), lambda s, v: s.nearest(v[0], 1)],
    ids=["count", "stored", "nearest"],
)
def test_a_damaged_graph_is_a_sentence_whatever_is_asked(folder, tmp_path, vectors, use):
    copy = damaged(folder, tmp_path)
    [pickle] = copy.glob("*/index_metadata.pickle")
    pickle.write_bytes(b"")

    with VectorStore(copy) as store, pytest.raises(IndexFaultError, match=r"can't be (counted|read|searched); run"):
        use(store, vectors)


def test_a_copy_is_changed_and_its_source_is_not(folder, tmp_path, vectors):
    copy = damaged(folder, tmp_path)
    new = -vectors[:1100]

    amend_vectors(copy, gone=[f"p{i}" for i in range(1100)], ids=[f"n{i}" for i in range(1100)], vectors=new)

    with VectorStore(copy) as store:
        assert store.ids() == {f"n{i}" for i in range(1100)} | {f"p{i}" for i in range(1100, COUNT)}
        assert store.count() == COUNT
        assert np.allclose(store.stored(["n7"])["n7"], new[7], atol=1e-6)
        assert [name for name, _ in store.nearest(new[7], 1)] == ["n7"]
        assert {name for name, _ in store.nearest(vectors[7], 50)}.isdisjoint({f"p{i}" for i in range(1100)})
    with VectorStore(folder) as store:
        assert store.ids() == {f"p{i}" for i in range(COUNT)}


def test_what_was_taken_out_can_be_put_in_again(folder, tmp_path, vectors):
    copy = damaged(folder, tmp_path)

    amend_vectors(copy, gone=["p5", "p6"], ids=[], vectors=vectors[:0])
    amend_vectors(copy, gone=["p9"], ids=["p5"], vectors=vectors[5:6])

    with VectorStore(copy) as store:
        assert store.ids() == {f"p{i}" for i in range(COUNT)} - {"p6", "p9"}
        assert store.nearest(vectors[5], 1)[0][0] == "p5"
        assert np.allclose(store.stored(["p5"])["p5"], vectors[5], atol=1e-6)


def test_a_damaged_copy_can_not_be_changed(folder, tmp_path, vectors):
    copy = damaged(folder, tmp_path)
    (copy / "chroma.sqlite3").write_bytes(b"junk" * 1000)

    with pytest.raises(IndexFaultError, match=r"can't be written; free some space, and run"):
        amend_vectors(copy, gone=["p1"], ids=[], vectors=vectors[:0])
