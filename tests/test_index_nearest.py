"""The nearest rows of a matrix: the same as sorting all of their products would give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.nearest import GATHER_SHARE, GATHERED_AT_ONCE, nearest

MATRIX = np.asarray([[3, 0], [1, 0], [2, 0], [3, 0], [0, 1]], dtype=np.float32)
EAST = np.asarray([1, 0], dtype=np.float32)


def numbered(*rows):
    return np.asarray(rows, dtype=np.int64)


def sorted_out(matrix, rows, vector, limit):
    """What a plain sort of all rows says, where those outside come last."""
    products = np.full(len(matrix), -np.inf)
    products[rows] = matrix[rows].astype(np.float64) @ vector.astype(np.float64)
    best = np.argsort(-products, kind="stable")[: min(limit, len(rows))]
    return [(int(row), float(products[row])) for row in best]


@st.composite
def searches(draw):
    """A matrix of small whole numbers (exact, and full of ties), some of its rows, a vector and a limit."""
    count, width = draw(st.integers(1, 80)), draw(st.integers(1, 4))
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    span = draw(st.sampled_from([1, 2, 40]))
    matrix = seed.integers(-span, span + 1, (count, width)).astype(np.float32)
    vector = seed.integers(-span, span + 1, width).astype(np.float32)
    first, last = sorted(draw(st.tuples(st.integers(0, count), st.integers(0, count))))
    stretch = st.just(list(range(first, last)))
    scattered = st.sets(st.integers(0, count - 1), max_size=max(2, count // 10)).map(sorted)
    rows = draw(st.one_of(stretch, scattered, st.sets(st.integers(0, count - 1)).map(sorted)))
    return matrix, numbered(*rows), vector, draw(st.integers(0, count + 5))


@given(searches())
def test_the_nearest_rows_are_those_of_a_plain_sort(search):
    assert nearest(*search) == sorted_out(*search)


@pytest.mark.parametrize("count", [GATHERED_AT_ONCE - 1, GATHERED_AT_ONCE, GATHERED_AT_ONCE + 1, 2500])
def test_rows_that_lie_far_apart_are_found_in_every_block(count):
    step = round(2 / GATHER_SHARE)
    matrix = np.random.default_rng(7).integers(-9, 10, (count * step, 3)).astype(np.float32)
    rows = np.arange(count, dtype=np.int64) * step + 1
    vector = np.asarray([5, -3, 2], dtype=np.float32)

    assert nearest(matrix, rows, vector, count) == sorted_out(matrix, rows, vector, count)


def test_of_rows_that_are_equally_near_the_first_ones_are_taken():
    assert nearest(MATRIX, numbered(0, 1, 2, 3, 4), EAST, 1) == [(0, 3.0)]
    assert nearest(MATRIX, numbered(0, 1, 2, 3, 4), EAST, 3) == [(0, 3.0), (3, 3.0), (2, 2.0)]


def test_rows_outside_are_never_found_however_near_they_are():
    assert nearest(MATRIX, numbered(1, 4), EAST, 5) == [(1, 1.0), (4, 0.0)]


@pytest.mark.parametrize(("rows", "limit"), [((), 3), ((), 0), ((0, 1, 2), 0)])
def test_without_rows_or_without_a_limit_nothing_is_found(rows, limit):
    assert nearest(MATRIX, numbered(*rows), EAST, limit) == []
