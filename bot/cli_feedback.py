"""`newshound feedback`: what people thought of answers, listed, or exported as evaluation cases."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import HomeOption, JsonOption
from bot.composition import home_of, ledger_of
from bot.feedback import Feedback, Given
from bot.feedback_cases import TO_JUDGE, Cases, cases_of, write_cases
from bot.ledger import Ledger
from bot.quantities import counted
from bot.settings import Settings, load_settings
from bot.terminal import shown
from index.archive import Archive
from index.errors import QuestionError

NEWEST_SHOWN = 20
INDENT = "    "


def feedback(
    not_helpful: Annotated[bool, typer.Option("--not-helpful", help="Only what did not help.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help=f"How many, newest first ({NEWEST_SHOWN}).")] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write all of it as an evaluation pack, with the articles' texts."),
    ] = None,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """List what people thought of answers, or export it as evaluation cases for `newshound eval`."""
    if export is not None and (not_helpful or limit is not None or json_form):
        raise QuestionError("--export takes all that was given; give no --not-helpful, --limit or --json with it.")
    settings = load_settings(home)
    ledger = ledger_of(settings)
    if export is not None:
        return _export(ledger, settings, export)
    found = Feedback(ledger.file).given(helpful=False if not_helpful else None, limit=limit or NEWEST_SHOWN)
    if json_form:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    elif not found:
        print("No answer was found unhelpful." if not_helpful else _NONE)
    for one in [] if json_form else found:
        print(f"{one.given:%Y-%m-%d %H:%M}  {_verdict(one)}  {shown(one.question)}")
        print(f"{INDENT}{f'“{shown(one.reason)}”; ' if one.reason else ''}receipt {one.receipt}")
    return 0


_NONE = "Nobody has said yet whether an answer helped."


def _verdict(one: Given) -> str:
    return "helpful    " if one.helpful else "not helpful"


def _as_json(one: Given) -> dict[str, object]:
    return {
        "id": one.receipt,
        "given": one.given.isoformat().replace("+00:00", "Z"),
        "helpful": one.helpful,
        "question": one.question,
        "reason": one.reason,
    }


def _export(ledger: Ledger, settings: Settings, folder: Path) -> int:
    given = Feedback(ledger.file).given()[::-1]
    if not given:
        print(f"{_NONE} Nothing was written.")
        return 0
    home = home_of(settings)
    if not home.has_archive():
        raise QuestionError(
            f"There is no archive in {settings.home}, so what the answers cite can't be exported; name its home with"
            " --home."
        )
    with Archive(home.archive) as archive:
        cases = cases_of(given, ledger.one, archive)
    write_cases(cases, folder)
    print("\n".join(_told(cases, folder)))
    return 0


def _told(cases: Cases, folder: Path) -> list[str]:
    questions, articles = len(cases.pack.questions), len(cases.pack.documents)
    lines = [f"Wrote {counted(questions, 'question')} and {counted(articles, 'article')} to {folder}."]
    if questions:
        lines.append(f"`newshound eval {folder}` asks them.")
    if cases.to_judge:
        lines.append(
            f"{counted(len(cases.to_judge), 'question')} without an answer that is known to be right went to {TO_JUDGE}"
            " there: say for each whether it is “answerable” and give its “gold”, and move its line to"
            " questions_gold.jsonl."
        )
    if cases.lost:
        lines.append(f"{counted(cases.lost, 'answer')} left out, for the archive doesn't hold what they cite.")
    if cases.pack.left_out:
        lines.append(f"{counted(cases.pack.left_out, 'question')} left out, which can't be asked.")
    return lines
