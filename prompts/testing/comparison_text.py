"""A comparison as plain lines for a terminal, and as Markdown for a job summary or a pull request."""

import textwrap
from collections.abc import Sequence

from prompts.testing.comparing import Change, Comparison, Row

WIDTH = 110
_CHANGES = (Change.WORSE, Change.BETTER, Change.UNMEASURED)


def comparison_lines(compared: Comparison) -> list[str]:
    """The verdict, the cases that changed by name, and the metrics of both versions."""
    lines = [compared.sentence, f"{compared.old.source} → {compared.new.source}, replies of {compared.who}."]
    lines += [f"Working half: {_counts(compared, reserved=False)}. Reserved half: {_counts(compared, reserved=True)}."]
    for change in _CHANGES:
        names = compared.named(change)
        if names:
            lines += ["", f"{change[0].upper()}{change[1:]} ({len(names)}):"]
            lines += textwrap.wrap(
                ", ".join(names), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            )
    lines += ["", f"{'':<40} {'old':>6} {'new':>6}   new less old, 95 %"]
    lines += [
        f"{_label(compared, row):<40} {_mean(row.old.mean)} {_mean(row.new.mean)}   {change_of(row)}"
        for row in _known(compared)
    ]
    return lines


def comparison_markdown(compared: Comparison) -> str:
    """The same in Markdown. What came from templates and cases is put in code, where it can do nothing."""
    lines = [f"### Prompt “{compared.new.id}”: {compared.verdict}", "", compared.sentence, ""]
    lines += [f"Replies of {_code(compared.who)}; {_code(compared.old.source)} → {_code(compared.new.source)}.", ""]
    for change in _CHANGES:
        names = compared.named(change)
        if names:
            lines += [f"**{change[0].upper()}{change[1:]}** ({len(names)}): {', '.join(map(_code, names))}", ""]
    lines += ["| metric | old | new | new less old, 95 % |", "|---|---:|---:|---|"]
    lines += [
        " | ".join(("", _label(compared, row), _mean(row.old.mean), _mean(row.new.mean), change_of(row), "")).strip()
        for row in _known(compared)
    ]
    return "\n".join(lines) + "\n"


def change_of(row: Row) -> str:
    """The new mean less the old one, with its interval."""
    change = row.change
    if change.mean is None:
        return "–"
    between = (
        f" ({change.low:+.3f} to {change.high:+.3f})" if change.low is not None and change.high is not None else ""
    )
    return f"{change.mean:+.3f}{between}{', noise' if change.noise else ''}"


def _known(compared: Comparison) -> Sequence[Row]:
    return [row for row in compared.rows if row.old.mean is not None or row.new.mean is not None]


def _label(compared: Comparison, row: Row) -> str:
    return f"{row.metric.label}{' *' if row.metric.name == compared.new.primary_metric else ''}"


def _mean(mean: float | None) -> str:
    return "     –" if mean is None else f"{mean:6.3f}"


def _counts(compared: Comparison, *, reserved: bool) -> str:
    return ", ".join(f"{len(compared.named(change, reserved=reserved))} {change}" for change in Change)


def _code(text: str) -> str:
    plain = " ".join(text.replace("`", "'").replace("|", "/").split())
    return f"`{plain}`"
