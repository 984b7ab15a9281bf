"""`newshound doctor`: says line by line what is well and what is not, and how to mend it."""

import json
from collections import Counter
from typing import Annotated

import typer

from bot.check_list import all_checks
from bot.cli_options import HomeOption, JsonOption
from bot.examining import examine
from bot.quantities import counted
from bot.settings import load_settings
from bot.terminal import shown
from index.finding import Finding, Status

SOMETHING_WRONG = 1

QuickOption = Annotated[bool, typer.Option("--quick", help="Take samples, and load no model: some seconds.")]


def doctor(quick: QuickOption = False, json_form: JsonOption = False, home: HomeOption = None) -> int:
    """Look at settings, archive, edition, models and disk, and say how to mend what is wrong.

    Exit code 0: nothing is wrong. 1: something is. 2: it could not be looked at.
    """
    settings = load_settings(home)
    wanted = all_checks()
    width = max(len(one.name) for one in wanted)
    made: list[tuple[str, Finding]] = []
    for name, finding in examine(settings.home, wanted, quick=quick):
        made.append((name, finding))
        if not json_form:
            print(line_of(name, finding, width), flush=True)
    statuses = Counter(finding.status for _, finding in made)
    if json_form:
        print(json.dumps({"checks": [_entry(*one) for one in made], "ok": not statuses["wrong"]}, ensure_ascii=False))
    else:
        print(_sum(statuses))
    return SOMETHING_WRONG if statuses["wrong"] else 0


def line_of(name: str, finding: Finding, width: int = 0) -> str:
    """One check as one line."""
    told = shown(f"{finding.found}; {finding.fix}" if finding.fix else finding.found)
    return f"{finding.status:<8} {name:<{width}}  {told}"


def _entry(name: str, finding: Finding) -> dict[str, str]:
    return {"name": name, "status": finding.status, "found": finding.found, "fix": finding.fix}


def _sum(statuses: Counter[Status]) -> str:
    checks_made = counted(sum(statuses.values()), "check")
    others: tuple[Status, ...] = ("warning", "wrong", "skipped")
    rest = ", ".join(f"{statuses[status]} {status}" for status in others if statuses[status])
    return f"{checks_made}: {statuses['ok']} ok{f', {rest}' if rest else ''}."
