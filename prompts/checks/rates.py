"""In what time a figure is said to come together: "£120,000 a day", "40 litres every second".

What costs £120,000 a day costs something else an hour. Only another time of the same amount is evidence; where a source
leaves the time out once, it may be any.
"""

import re
from collections.abc import Sequence

from index.passage import Span
from prompts.checks.figures import Figure
from prompts.checks.rounding import is_same
from prompts.checks.units import Unit, units_named

_REACH = 60
_RATE = re.compile(
    r"(?:\s[a-z]{2,20}){0,2}?(?:\s(?:an?|per|each|every)\s(?P<unit>second|minute|hour|day|night|week|fortnight|month|year)"
    r"(?![\w-]|\s(?:ago|later|earlier|before|after|from|of|time|old|long|or)\b)"
    r"|\s(?P<daily>hourly|daily|nightly|weekly|fortnightly|monthly|yearly|annually|per\sannum)\b)"
)
_DAILY = {"daily": "day", "annually": "year"}


def rate_of(text: str, figure: Span) -> Unit | None:
    """The time that a figure is said for; None where none is."""
    match = _RATE.match(text, figure.end, figure.end + _REACH)
    if match is None:
        return None
    word = match["unit"] or _DAILY.get(match["daily"], match["daily"].removesuffix("ly"))
    units = units_named("year" if word.startswith("per") else word)
    return units[0] if units else None


def other_rate(wanted: Figure, rate: Unit, told: Sequence[tuple[str, Sequence[Figure]]]) -> Figure | None:
    """The figure of the sources with the same value that is said for another time; None where one may be for this."""
    first = None
    for text, figures in told:
        for figure in figures:
            if is_same(wanted, figure):
                there = rate_of(text, figure.span)
                if there is None or there == rate:
                    return None
                first = first or figure
    return first
