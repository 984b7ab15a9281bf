"""The structure that tells a whole graph from a torn one."""

import struct

import numpy as np
import pytest

from index.errors import IndexFaultError
from index.graph import check_graph
from index.vectors import write_vectors

VECTORS, OF_VECTOR = 3, 1000


def graph(folder, *, links=None, level=VECTORS * OF_VECTOR, count=VECTORS):
    """The files of a graph of three vectors, of which the second has upper links."""
    inside = folder / "segment"
    inside.mkdir()
    lists = struct.pack("<II8sI", 0, 8, b"upwards!", 0)
    (inside / "header.bin").write_bytes(struct.pack("<iqqqq", 1, 0, 100, count, OF_VECTOR) + bytes(64))
    (inside / "data_level0.bin").write_bytes(bytes(level))
    (inside / "link_lists.bin").write_bytes(lists if links is None else links(lists))
    return folder


def test_a_healthy_graph_passes(tmp_path):
    check_graph(graph(tmp_path))


def test_a_graph_that_chroma_has_just_written_passes(tmp_path):
    for name, count in (("few", 10), ("many", 2100)):
        vectors = np.random.default_rng(1).standard_normal((count, 16), dtype=np.float32)
        write_vectors(tmp_path / name, [str(number) for number in range(count)], vectors)

        check_graph(tmp_path / name)

    assert next(tmp_path.glob("many/*/link_lists.bin")).stat().st_size > 2100 * 4


def test_where_no_graph_was_written_yet_there_is_nothing_wrong(tmp_path):
    check_graph(tmp_path)
    check_graph(graph(tmp_path, links=lambda _: b"", level=100 * OF_VECTOR, count=0))


@pytest.mark.parametrize(
    ("torn", "fault"),
    [
        ({"links": lambda lists: lists * 100}, "link_lists.bin has 2000 bytes, data_level0.bin 3000"),
        ({"links": lambda lists: b""}, "link_lists.bin ends too early"),
        ({"links": lambda lists: lists[:-1]}, "link_lists.bin ends too early"),
        ({"links": lambda lists: lists + b"1234"}, "link_lists.bin holds more than 3 vectors have"),
        ({"level": 2999}, "data_level0.bin has 2999 bytes for 3 vectors of 1000"),
        ({"level": 0, "links": lambda _: b""}, "data_level0.bin has 0 bytes for 3 vectors of 1000"),
        ({"count": 0}, "link_lists.bin has 20 bytes for no vector"),
    ],
)
def test_a_torn_graph_is_a_sentence(tmp_path, torn, fault):
    with pytest.raises(IndexFaultError) as error:
        check_graph(graph(tmp_path, **torn))

    assert f"is torn ({fault}); run `newshound reindex --from-archive`" in str(error.value)


def test_a_torn_header_is_a_sentence(tmp_path):
    (graph(tmp_path) / "segment" / "header.bin").write_bytes(b"")

    with pytest.raises(IndexFaultError, match=r"header\.bin has 0 bytes"):
        check_graph(tmp_path)


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin"])
def test_a_graph_without_one_of_its_files_is_a_sentence(tmp_path, name):
    (graph(tmp_path) / "segment" / name).unlink()

    with pytest.raises(IndexFaultError, match="can't be read"):
        check_graph(tmp_path)
