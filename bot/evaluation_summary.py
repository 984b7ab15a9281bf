"""The numbers of an evaluation: every metric over its questions, with bounds, and against the rows of another run.

A share is a mean of one value a question. What is none (AUROC, false answers at a threshold, a percentile) is computed
anew for every draw of the bootstrap, the threshold too: it would be another one with other questions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bot.evaluation_row import Row
from bot.evaluation_scores import ANSWERS, FALSE_ANSWERS, RETRIEVAL
from index.intervals import (
    Difference,
    Indices,
    Interval,
    Statistic,
    difference,
    difference_of,
    interval,
    interval_of,
    linked,
)
from index.metrics import percentile
from prompts.answer_metrics import auroc, rate_above, threshold_at

SHARES_ANSWERED = (0.90, 0.95)
DRAWS = 500
"""So often is drawn anew what is no mean: each draw computes it from the questions themselves."""
TITLES = {"gold": "Gold questions (questions_gold.jsonl)", "realtime": "RealTimeQA's questions (questions.jsonl)"}


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number of an evaluation: its section and name, its bounds, and how it differs from another run's.

    `unit` is "" for numbers from 0 to 1, or "ms".
    """

    section: str
    name: str
    found: Interval
    change: Difference | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """How a metric is computed: `value` for a mean, else `statistic`; over the rows that it `applies` to."""

    section: str
    name: str
    applies: Callable[[Row], bool]
    value: Callable[[Row], float | None] | None = None
    statistic: Callable[[Sequence[Row]], Statistic] | None = None
    unit: str = ""


def summary(rows: Sequence[Row], old: Sequence[Row] | None = None, *, by_kind: bool = False) -> list[Metric]:
    """Every metric over the rows that count; with `old`, how each differs over the questions that both runs have."""
    counted = [row for row in rows if not row.dropped]
    metrics = []
    pairs = _pairs(counted, old) if old is not None else None
    for measure in _measures(counted, by_kind=by_kind):
        found = _found(measure, [row for row in counted if measure.applies(row)])
        # A share that nothing has is left out; a threshold that can't be reached is shown as none.
        if found.mean is None and (measure.value or not found.count):
            continue
        change = _change(measure, [pair for pair in pairs if measure.applies(pair[0])]) if pairs is not None else None
        metrics.append(
            Metric(section=measure.section, name=measure.name, found=found, change=change, unit=measure.unit)
        )
    return metrics


def shared(new: Sequence[Row], old: Sequence[Row]) -> int:
    """How many questions two runs have in common."""
    return len(_pairs([row for row in new if not row.dropped], old))


def _pairs(new: Sequence[Row], old: Sequence[Row]) -> list[tuple[Row, Row]]:
    known = {(row.id, row.question): row for row in old if not row.dropped}
    return [(row, known[row.id, row.question]) for row in new if (row.id, row.question) in known]


def _found(measure: _Measure, rows: Sequence[Row]) -> Interval:
    clusters = linked([row.keys for row in rows])
    if measure.value:
        return interval([measure.value(row) for row in rows], clusters)
    return interval_of(_statistic(measure, rows), clusters, draws=DRAWS)


def _change(measure: _Measure, pairs: Sequence[tuple[Row, Row]]) -> Difference:
    new, old = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    clusters = linked([row.keys for row in new])
    if measure.value:
        return difference([measure.value(row) for row in new], [measure.value(row) for row in old], clusters)
    return difference_of(_statistic(measure, new), _statistic(measure, old), clusters, draws=DRAWS)


def _statistic(measure: _Measure, rows: Sequence[Row]) -> Statistic:
    if measure.statistic is None:
        raise ValueError(f"nothing computes {measure.name!r}")
    return measure.statistic(rows)


def _measures(rows: Sequence[Row], *, by_kind: bool) -> Iterator[_Measure]:
    for part, title in TITLES.items():
        asked = [row for row in rows if row.part == part]
        if not asked:
            continue
        yield from _shares(title, partial(_is_of, part, None))
        kinds = list(dict.fromkeys(row.kind for row in asked if not row.answerable))
        if any("answered" in row.values for row in asked):
            yield from (measure for kind in kinds for measure in _refusals(title, part, kind))
        if any(row.timings_ms for row in asked):
            yield from _latencies(title, part)
        for kind in dict.fromkeys(row.kind for row in asked if row.answerable) if by_kind else ():
            yield from _shares(f"{title}: {kind}", partial(_is_of, part, kind))


def _shares(section: str, applies: Callable[[Row], bool]) -> Iterator[_Measure]:
    for name in (*RETRIEVAL, *ANSWERS):
        yield _Measure(section=section, name=name, applies=applies, value=partial(_value, name))


def _refusals(section: str, part: str, kind: str) -> Iterator[_Measure]:
    """How well one kind of unanswerable questions is told from the answerable ones of its part."""
    with_answerable = partial(_is_of_or_answerable, part, kind)
    only = partial(_is_of, part, kind)
    yield _Measure(section=section, name=f"{FALSE_ANSWERS}: {kind}", applies=only, value=partial(_value, FALSE_ANSWERS))
    for share in SHARES_ANSWERED:
        yield _Measure(
            section=section,
            name=f"{FALSE_ANSWERS} at {share * 100:.0f} % answered: {kind}",
            applies=with_answerable,
            statistic=partial(_false_at, share),
        )
    yield _Measure(section=section, name=f"AUROC of confidence: {kind}", applies=with_answerable, statistic=_separation)


def _latencies(section: str, part: str) -> Iterator[_Measure]:
    for stage in ("retrieve", "total"):
        for share in (0.5, 0.95):
            yield _Measure(
                section=section,
                name=f"{stage} p{share * 100:.0f}",
                applies=partial(_is_of, part, None),
                statistic=partial(_percentile, stage, share),
                unit="ms",
            )


def _is_of(part: str, kind: str | None, row: Row) -> bool:
    return row.part == part and kind in {None, row.kind}


def _is_of_or_answerable(part: str, kind: str, row: Row) -> bool:
    return row.part == part and (row.answerable or row.kind == kind)


def _value(name: str, row: Row) -> float | None:
    return row.values.get(name)


def _separation(rows: Sequence[Row]) -> Statistic:
    scores = np.array([row.confidence for row in rows])
    answerable = np.array([row.answerable for row in rows], dtype=np.bool_)
    return lambda places: auroc(scores[places], answerable[places])


def _false_at(share: float, rows: Sequence[Row]) -> Statistic:
    """False answers where the threshold answers this share of the answerable; None where no threshold does.

    What was refused without a confidence (0) can't be answered by lowering the threshold.
    """
    scores = np.array([row.confidence for row in rows])
    answerable = np.array([row.answerable for row in rows], dtype=np.bool_)

    def rate(places: Indices) -> float | None:
        of_answerable = answerable[places]
        threshold = threshold_at(scores[places][of_answerable].tolist(), share)
        return rate_above(scores[places][~of_answerable].tolist(), threshold) if threshold else None

    return rate


def _percentile(stage: str, share: float, rows: Sequence[Row]) -> Statistic:
    times = np.array([row.timings_ms.get(stage, np.nan) for row in rows])

    def at(places: Indices) -> float | None:
        known = times[places][~np.isnan(times[places])]
        return percentile(known.tolist(), share)

    return at
