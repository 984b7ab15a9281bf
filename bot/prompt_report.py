"""What `newshound prompts test` prints: how many cases stand how, then which, then the metrics.

Of the reserved half only names and counts are shown unless they are asked for: whoever edits a prompt should not fit it
to them.
"""

import textwrap
from collections.abc import Sequence

from index.intervals import interval
from index.terms import Analyser
from prompts.testing.accepting import Standing, State
from prompts.testing.case_files import clusters_of
from prompts.testing.running import Ran
from prompts.testing.scoring import METRICS, columns_of

WIDTH = 110
_HEADINGS = {
    State.REGRESSED: "Worse than accepted",
    State.NEW: "Failing, and not accepted yet (--record accepts them)",
    State.BETTER: "Now passing; accept them with {accept}",
    State.UNMEASURED: "NOT RECORDED: nothing is known of this prompt; --live asks the model, --record keeps the reply",
    State.KNOWN: "Known failures",
}
_IN_FULL = (State.REGRESSED, State.NEW)


def report_lines(
    title: str, standings: Sequence[Standing], analyser: Analyser, *, accept: str, reserved: bool
) -> list[str]:
    """The whole report; `accept` is how an improvement is accepted, `reserved` shows that half in full too."""
    count = {state: sum(one.state is state for one in standings) for state in State}
    measured = len(standings) - count[State.UNMEASURED]
    passing = sum(one.ran.passed for one in standings)
    lines = [
        f"{title}: {measured} of {len(standings)} cases measured; {passing} pass, {count[State.KNOWN]} known failures,"
        f" {count[State.REGRESSED]} worse, {count[State.NEW]} not accepted yet."
    ]
    lines.append(_half("Working half", [one for one in standings if not one.ran.case.reserved]))
    lines.append(_half("reserved half", [one for one in standings if one.ran.case.reserved]))
    lines[-2:] = [f"{lines[-2]}; {lines[-1]}."]
    for state, heading in _HEADINGS.items():
        found = [one for one in standings if one.state is state]
        if found:
            lines += ["", f"{heading.format(accept=accept)} ({len(found)}):"]
            lines += _listed(found, in_full=state in _IN_FULL, reserved=reserved)
    return [*lines, "", *metric_lines([one.ran for one in standings], analyser)]


def metric_lines(rans: Sequence[Ran], analyser: Analyser) -> list[str]:
    """A table of the metrics over the measured cases, with 95 % intervals over cases that share no article."""
    measured = [ran for ran in rans if ran.measured]
    clusters = clusters_of([ran.case for ran in measured])
    lines = []
    for name, values in columns_of(measured, analyser).items():
        [metric] = [one for one in METRICS if one.name == name]
        known = [value for value in values if value is not None]
        if not known:
            continue
        if metric.share:
            found = interval(values, clusters)
            between = (
                f"{found.low:.3f} to {found.high:.3f}" if found.low is not None and found.high is not None else "–"
            )
            lines.append(f"{metric.label:<40} {found.mean:6.3f}   {between:<16} {found.count:>4} cases")
        else:
            lines.append(f"{metric.label:<40} {sum(known) / len(known):6.1f}   {'mean':<16} {len(known):>4} cases")
    return lines


def _half(name: str, standings: Sequence[Standing]) -> str:
    measured = [one for one in standings if one.ran.measured]
    return f"{name}: {sum(one.ran.passed for one in measured)} of {len(measured)} pass"


def _listed(standings: Sequence[Standing], *, in_full: bool, reserved: bool) -> list[str]:
    full = [one for one in standings if in_full and (reserved or not one.ran.case.reserved)]
    brief = [one.ran.case.id for one in standings if one not in full]
    lines: list[str] = []
    for one in full:
        case = one.ran.case
        lines.append(f"  {case.id} ({case.place}): {case.description}")
        lines += [f"    - {failure}" for failure in one.ran.failures or ()]
    if brief and in_full:
        lines.append("  In the reserved half (--reserved shows more):")
    return lines + textwrap.wrap(
        ", ".join(brief), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )
