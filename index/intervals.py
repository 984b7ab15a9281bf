"""How far a number can be trusted: bootstrap intervals that draw whole clusters of questions, not single questions.

Questions about one article, or about one week, succeed and fail together, so that single questions drawn at random
would make an interval too narrow. Each draw takes as many clusters as there are, with replacement, and computes the
number anew over all their questions: a mean is then a ratio of two sums that both vary, right for clusters of different
sizes. The interval is what the middle of the draws covers (the percentile interval), widened to hold the number itself.

With fewer than about 30 clusters it is somewhat too narrow (Cameron and others), so an interval says how many it had.
Everything is computed from a seed: the same values give the same interval.

Sources: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 8 and 13; Cameron, Gelbach and Miller,
Bootstrap-Based Improvements for Inference with Clustered Errors (2008).
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEVEL = 0.95
DRAWS = 2000
SEED = 20240925

Indices = npt.NDArray[np.intp]
Statistic = Callable[[Indices], float | None]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A mean (or another number) with its bounds; `count` questions in `clusters` clusters went into it.

    `mean` is None where no question has a value, `low` and `high` also where all are in one cluster, for nothing then
    says how much another would differ.
    """

    mean: float | None
    low: float | None
    high: float | None
    count: int
    clusters: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """New minus old, with its bounds; `noise` where the interval holds 0 or can't be had."""

    mean: float | None
    low: float | None
    high: float | None
    noise: bool


def interval(
    values: Sequence[float | None],
    clusters: Sequence[Hashable],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """The mean of a metric over questions, with its bounds; `clusters` names the cluster of each.

    A question whose value is None is left out: the metric is not defined for it. Values run from 0 to 1. Where all are
    0, or all are 1, no draw differs: the far bound is then the exact binomial one for as many trials as there are
    clusters (Clopper and Pearson 1934), so that nought of nine is not taken for certainty.
    """
    sums, counts = _totals(values, clusters)
    kept = counts > 0
    sums, counts = sums[kept], counts[kept]
    size, count = len(counts), int(counts.sum())
    if not size:
        return Interval(mean=None, low=None, high=None, count=0, clusters=0)
    mean = float(sums.sum() / counts.sum())
    if size == 1:
        return Interval(mean=mean, low=None, high=None, count=count, clusters=1)
    certain = float(((1 - level) / 2) ** (1 / size))
    if not sums.any():
        low, high = 0.0, 1 - certain
    elif (sums == counts).all():
        low, high = certain, 1.0
    else:
        drawn = np.random.default_rng(seed).integers(size, size=(draws, size))
        low, high = _around(mean, sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), level)
    return Interval(mean=mean, low=low, high=high, count=count, clusters=size)


def difference(  # noqa: PLR0913 - the last three are the same for every number
    new: Sequence[float | None],
    old: Sequence[float | None],
    clusters: Sequence[Hashable],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Difference:
    """The new mean minus the old one over the same questions, in one order, with its bounds.

    It is paired: each draw takes the same clusters of both. A metric may be defined for a question in one run alone (a
    question that only one of them answers); each mean is over its own, as in the table.
    """
    (new_sums, new_counts), (old_sums, old_counts) = _totals(new, clusters), _totals(old, clusters)
    kept = (new_counts > 0) | (old_counts > 0)
    parts = [part[kept] for part in (new_sums, new_counts, old_sums, old_counts)]
    size = int(kept.sum())
    mean = _gap(*(part.sum(keepdims=True) for part in parts))
    if not len(mean):
        return Difference(mean=None, low=None, high=None, noise=True)
    drawn = np.random.default_rng(seed).integers(size, size=(draws if size > 1 else 0, size))
    gaps = _gap(*(part[drawn].sum(axis=1) for part in parts))
    return _judged(float(mean[0]), *_bounds(float(mean[0]), gaps, level))


def interval_of(
    statistic: Statistic,
    clusters: Sequence[Hashable],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """Any number over the questions (AUROC, a percentile) with its bounds, from the same draws of clusters.

    `statistic` gets the places of the drawn questions, which repeat, and returns None where it is not defined for them;
    such a draw is left out. It is called once for every draw.
    """
    labels = _labels(clusters)
    size = int(labels.max(initial=-1)) + 1
    mean = statistic(np.arange(len(labels))) if size else None
    if mean is None:
        return Interval(mean=None, low=None, high=None, count=len(labels), clusters=size)
    order = np.argsort(labels, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(labels))[:-1])
    chance = np.random.default_rng(seed)
    found = [
        statistic(np.concatenate([members[cluster] for cluster in chance.integers(size, size=size)]))
        for _ in range(draws if size > 1 else 0)
    ]
    defined = np.asarray([value for value in found if value is not None], dtype=np.float64)
    low, high = _bounds(mean, defined, level)
    return Interval(mean=mean, low=low, high=high, count=len(labels), clusters=size)


def difference_of(  # noqa: PLR0913 - the last three are the same for every number
    new: Statistic,
    old: Statistic,
    clusters: Sequence[Hashable],
    *,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Difference:
    """A number of the new run minus the same of the old one, paired: both over the same drawn questions."""

    def gap(places: Indices) -> float | None:
        ours, theirs = new(places), old(places)
        return None if ours is None or theirs is None else ours - theirs

    found = interval_of(gap, clusters, level=level, draws=draws, seed=seed)
    return _judged(found.mean, found.low, found.high)


def linked(keys: Sequence[Collection[Hashable]]) -> list[int]:
    """Clusters of questions that share a key (an article, a week), directly or through others; one number for each.

    A question without a key is a cluster of its own.
    """
    parents = list(range(len(keys)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    owners: dict[Hashable, int] = {}
    for place, group in enumerate(keys):
        for key in group:
            parents[root(place)] = root(owners.setdefault(key, place))
    return [root(place) for place in range(len(keys))]


def _labels(clusters: Sequence[Hashable]) -> Indices:
    """The clusters numbered from 0 in the order in which they appear."""
    numbers: dict[Hashable, int] = {}
    return np.asarray([numbers.setdefault(cluster, len(numbers)) for cluster in clusters], dtype=np.intp)


def _totals(values: Sequence[float | None], clusters: Sequence[Hashable]) -> tuple[_Floats, _Floats]:
    """The sum of the values of each cluster, and how many it has."""
    if len(values) != len(clusters):
        raise ValueError(f"{len(values)} values and {len(clusters)} clusters; every value needs its cluster")
    labels = _labels(clusters)
    known = np.asarray([value is not None for value in values], dtype=np.float64)
    numbers = np.asarray([value or 0.0 for value in values], dtype=np.float64)
    size = int(labels.max(initial=-1)) + 1
    sums, counts = np.zeros(size), np.zeros(size)
    np.add.at(sums, labels, numbers)
    np.add.at(counts, labels, known)
    return sums, counts


def _gap(new_sums: _Floats, new_counts: _Floats, old_sums: _Floats, old_counts: _Floats) -> _Floats:
    """New mean minus old, without the draws in which either has no value."""
    both = (new_counts > 0) & (old_counts > 0)
    return new_sums[both] / new_counts[both] - old_sums[both] / old_counts[both]


def _bounds(mean: float, drawn: _Floats, level: float) -> tuple[float, float] | tuple[None, None]:
    """The bounds, none where nothing was drawn."""
    return _around(mean, drawn, level) if len(drawn) else (None, None)


def _around(mean: float, drawn: _Floats, level: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return min(float(low), mean), max(float(high), mean)


def _judged(mean: float | None, low: float | None, high: float | None) -> Difference:
    return Difference(mean=mean, low=low, high=high, noise=low is None or high is None or low <= 0 <= high)
