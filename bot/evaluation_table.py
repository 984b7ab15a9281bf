"""The tables of an evaluation as lines of plain text, every column as wide as its widest cell."""

from collections.abc import Iterator, Mapping, Sequence

from bot.evaluation_summary import Metric
from index.intervals import Difference, Interval

NOISE = "noise"
MORE = "more than noise"
STAGES_SHOWN = ("hit@4", "hit@10", "MRR@10", "gold article@1", "gold article@5")


def table(metrics: Sequence[Metric]) -> list[str]:
    """The metrics, section by section; with what changed where they were compared with another run."""
    lines: list[str] = []
    for section in dict.fromkeys(metric.section for metric in metrics):
        chosen = [metric for metric in metrics if metric.section == section]
        head = [section, "value", "95 % interval", "questions", "clusters"]
        compared = any(metric.change for metric in chosen)
        if compared:
            head += ["change", "95 % interval", ""]
        rows = [_cells(metric, compared=compared) for metric in chosen]
        lines += [*([""] if lines else []), *aligned([head, *rows])]
    return lines


def stages_table(runs: Mapping[str, Sequence[Metric]]) -> list[str]:
    """What each stage of the search gives: all of them, then each left out; a star marks more than noise."""
    lines: list[str] = []
    [whole, *_] = runs.values()
    for section in dict.fromkeys(metric.section for metric in whole):
        known = {metric.name for metric in whole if metric.section == section}
        names = [name for name in STAGES_SHOWN if name in known]
        if not names:
            continue
        rows = [[section, *names]]
        for title, metrics in runs.items():
            of = {metric.name: metric for metric in metrics if metric.section == section}
            rows.append([title, *(_stage_cell(of[name]) if name in of else "–" for name in names)])
        lines += [*([""] if lines else []), *aligned(rows)]
    return [*lines, "", "* more than noise: the 95 % interval of the paired difference leaves out 0."]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]


def number(value: float | None, *, unit: str = "", signed: bool = False) -> str:
    """A value as it is shown: .713 for a share, 12.3 ms for a time, – for none."""
    if value is None:
        return "–"
    sign = "−" if value < 0 else "+" if signed else ""
    if unit:
        return f"{sign}{abs(value):.1f} {unit}"
    shown = f"{abs(value):.3f}"
    return sign + (shown[1:] if shown.startswith("0.") else shown)


def _cells(metric: Metric, *, compared: bool) -> list[str]:
    found = metric.found
    cells = [
        metric.name,
        number(found.mean, unit=metric.unit),
        _bounds(found, metric.unit),
        f"{found.count:,}",
        f"{found.clusters:,}",
    ]
    if compared:
        cells += _change(metric.change, metric.unit)
    return cells


def _bounds(found: Interval | Difference, unit: str = "", *, signed: bool = False) -> str:
    # Draws that never differ bound nothing, but where two runs were compared: there they say that nothing changed.
    certain = isinstance(found, Interval) and found.low == found.high
    if found.low is None or found.high is None or certain:
        return "–"
    return f"{number(found.low, unit=unit, signed=signed)} to {number(found.high, unit=unit, signed=signed)}"


def _change(change: Difference | None, unit: str) -> Iterator[str]:
    if change is None or change.mean is None:
        yield from ("–", "–", "")
        return
    yield number(change.mean, unit=unit, signed=True)
    yield _bounds(change, unit, signed=True)
    yield NOISE if change.noise else MORE


def _stage_cell(metric: Metric) -> str:
    shown = number(metric.found.mean)
    if metric.change is None or metric.change.mean is None:
        return shown
    return f"{shown} ({number(metric.change.mean, signed=True)}{'' if metric.change.noise else '*'})"
