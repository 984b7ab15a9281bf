"""Vectors written row after row are read back as one array, and a file that was not finished is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.matrix import MatrixWriter


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 9))
def test_rows_come_back_in_order(tmp_path_factory, counts, width):
    path = tmp_path_factory.getbasetemp() / "vectors.npy"
    parts = [
        np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32) for seed, rows in enumerate(counts)
    ]

    with MatrixWriter(path) as writer:
        for part in parts:
            writer.append(part)

    assert np.array_equal(np.load(path, mmap_mode="r"), np.concatenate(parts))
    assert (writer.rows, writer.dimension) == (sum(counts), width)


def test_very_many_rows_fit_into_the_same_header(tmp_path):
    with MatrixWriter(tmp_path / "vectors.npy") as writer:
        for _ in range(11):
            writer.append(np.ones((1000, 1), np.float32))

    assert np.load(tmp_path / "vectors.npy").shape == (11_000, 1)


def test_a_file_that_was_not_finished_has_no_rows(tmp_path):
    path = tmp_path / "vectors.npy"

    def interrupted():
        with MatrixWriter(path) as writer:
            writer.append(np.ones((3, 2), np.float32))
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    assert len(np.load(path)) == 0


def test_rows_of_another_width_are_refused(tmp_path):
    with MatrixWriter(tmp_path / "vectors.npy") as writer:
        writer.append(np.ones((3, 2), np.float32))
        with pytest.raises(ValueError, match="a vector has 3 numbers and those before it 2"):
            writer.append(np.ones((1, 3), np.float32))
