"""The exact nearest neighbours of a vector among some rows of a matrix, as quickly as one thread can find them."""

import numpy as np
import numpy.typing as npt

GATHER_SHARE = 0.15
"""Below this share of a stretch of rows, gathering them beats scanning the stretch (`benchmarks/retrieval.py`)."""
GATHERED_AT_ONCE = 1000

Vectors = npt.NDArray[np.float32]


def nearest(matrix: Vectors, rows: npt.NDArray[np.int64], vector: Vectors, limit: int) -> list[tuple[int, float]]:
    """The `limit` rows, among some in rising order, with the largest products with a vector, best first, and these."""
    if not len(rows):
        return []
    first, last = int(rows[0]), int(rows[-1]) + 1
    if len(rows) <= GATHER_SHARE * (last - first):
        blocks = [rows[start : start + GATHERED_AT_ONCE] for start in range(0, len(rows), GATHERED_AT_ONCE)]
        scores = np.concatenate([_products(matrix[block], vector) for block in blocks])
    else:
        # A window of time is one stretch of an edition's rows, for they lie in order of date.
        scores = _products(matrix[first:last], vector)[rows - first]
    near = np.arange(len(scores))
    if len(scores) > limit:
        near = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    best = near[np.argsort(-scores[near], kind="stable")][:limit]
    return [(int(rows[i]), float(scores[i])) for i in best]


def _products(matrix: Vectors, vector: Vectors) -> Vectors:
    """Each row times the vector; by einsum and not `@`, whose threads spin on and slow what comes next (measured)."""
    return np.asarray(np.einsum("ij,j->i", matrix, vector), dtype=np.float32)
