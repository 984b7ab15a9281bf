"""Options that several commands share."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from index.dates import read_date
from index.errors import QuestionError

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The folder of the index; otherwise NEWSHOUND_HOME or newshound-data/.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

LONGEST_DAY_DIGITS = 8
"""A day written in figures alone is not longer than this, 20240925; more of them are seconds since 1970."""


def read_moment(value: str | None, name: str, *, end: bool = False) -> datetime | None:
    """A date or time that a person gave, aware UTC; a day alone means its first second, or with `end` its last.

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
    return found + timedelta(days=1, seconds=-1) if end and whole_day else found
