"""Options that several commands share."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from index.dates import read_date
from index.errors import QuestionError
from prompts.question import Question, check_question

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The folder of the index; otherwise NEWSHOUND_HOME or newshound-data/.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

BEGINNING, END = timedelta(), timedelta(days=1, seconds=-1)
NOON = timedelta(hours=12)
"""Asked on a day: at noon it is that day in nearly every time zone, and at midnight the day before in America."""

LONGEST_DAY_DIGITS = 8
"""A day written in figures alone is not longer than this, 20240925; more of them are seconds since 1970."""


def read_moment(value: str | None, name: str, *, of_day: timedelta = BEGINNING) -> datetime | None:
    """A date or time that a person gave, aware UTC; a day alone means what lies `of_day` after its beginning in UTC.

    Raises:
        QuestionError: it is no date.
    """
    if value is None or not value.strip():
        return None
    found = read_date(value)
    if found is None:
        raise QuestionError(f"{name} is {value!r}, which is no date; write it as 2024-09-25 or 2024-09-25T18:30:00Z.")
    digits = value.strip().isdigit() and len(value.strip()) > LONGEST_DAY_DIGITS
    whole_day = found.time() == time() and ":" not in value and not digits
    return found + of_day if whole_day else found


def read_question(text: str, limits: Mapping[str, str | None], named: str) -> Question:
    """The question that a person asked, with the limits they gave: asked, since, until, as_of and publisher.

    `named` is how they know a limit, with {} for its name. A blank limit is none; without `asked` it is asked now.

    Raises:
        QuestionError: there is no question, a limit is no date, or the days end before they begin.
    """

    def moment(name: str, *, of_day: timedelta = BEGINNING) -> datetime | None:
        return read_moment(limits.get(name), _name(name, named), of_day=of_day)

    question = Question(
        text=check_question(text),
        asked=moment("asked", of_day=NOON) or datetime.now(UTC),
        since=moment("since"),
        until=moment("until", of_day=END),
        as_of=moment("as_of", of_day=END),
        publisher=(limits.get("publisher") or "").strip() or None,
    )
    if question.since and question.until and question.since > question.until:
        raise QuestionError(
            f"{_name('since', named)} is {limits.get('since')!r}, which is later than {_name('until', named)},"
            f" {limits.get('until')!r}, so no article can be between them; exchange the two."
        )
    return question


def _name(limit: str, named: str) -> str:
    """A limit as a person wrote it: an option has a hyphen where a field has a low line."""
    return named.format(limit.replace("_", "-") if named.startswith("--") else limit)
