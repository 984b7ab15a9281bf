"""The days that words of a question name, counted from the day of asking: "3 March", "mid May 2024", "last week".

A year that is not said is the latest one that keeps the period's first day in the past, and a weekday is the latest one
before the day of asking. What names no day of the calendar ("30 February") or a day still to come is not read.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """How long the period is that was named."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, both counted. `relative` says that it is named by the day of asking ("last week")."""

    first: date
    last: date
    grain: Grain
    relative: bool = False


MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_WORDS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
_YEAR = r"(?:19|20)\d\d(?!s|\d|[-–/]\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_WEEKDAY},?\s+)?(?:(?:the\s+(?=\d+[a-z]))?{_DAY}\s+(?:of\s+)?{MONTH_WORDS}\.?"
    rf"|{MONTH_WORDS}\.?\s+{_DAY}(?!\d|[.,:]\d))"
)
_PART = r"(?:(?:early|mid|late)(?:\s+in)?[\s-]+|(?:the\s+)?(?:start|beginning|middle|end)\s+of\s+)"
_QUARTER = rf"(?:q[1-4]|(?:the\s+)?(?:first|second|third|fourth)\s+quarter)(?:\s+of)?\s+{_YEAR}"
_RELATIVE = (
    r"(?:the\s+)?day\s+before\s+yesterday|yesterday(?:\s+(?:morning|afternoon|evening))?|last\s+night"
    r"|today|tonight|this\s+(?:morning|afternoon|evening)|(?:the\s+)?week\s+before\s+last"
    rf"|(?:\d{{1,2}}|{'|'.join(NUMBERS)})\s+days?\s+ago|(?:this|last|the|this\s+past)\s+weekend|(?:this|last)\s+(?:week|month|quarter|year)"
)
RELATIVE = rf"(?:{_RELATIVE}|(?:last|this\s+past)\s+{_WEEKDAY})(?!\w)"
"""A period that needs no preposition: "yesterday", "last week", "last Tuesday"."""
PERIOD = (
    rf"(?:(?:19|20)\d\d-\d\d-\d\d|{_DATE}(?:,?\s+{_YEAR})?|{_QUARTER}|(?:the\s+)?(?:spring|summer|autumn|fall)(?:\s+of)?\s+{_YEAR}"
    rf"|(?:{_PART})?(?:(?:last|this)\s+)?{MONTH_WORDS}\.?(?:,?\s+(?:of\s+)?(?:{_YEAR}|last\s+year|this\s+year))?|(?:{_PART})?{_YEAR}"
    rf"|(?:{_PART})?(?:{_RELATIVE})|{_PART}(?:the|this|last)\s+(?:week|month|year)"
    rf"|(?:last\s+|this\s+past\s+)?{_WEEKDAY}(?:\s+(?:morning|afternoon|evening|night))?)(?!\w|['’]\w{{2}})"
)
"""Any period, to be matched without regard to capitals."""

_FIGURES = re.compile(rf"(?P<month>\b{MONTH_WORDS})|(?P<year>{_YEAR})|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b")
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
# The widest use of each: they differ by a month between the weather's seasons and the sun's. A winter has two years.
_SEASONS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12)}
_PARTS = {"early": (1, 12), "start": (1, 12), "beginning": (1, 12), "mid": (8, 22), "middle": (8, 22)}
_LATE = 18
_SATURDAY = 5
# From and to so many days ago. "Last night" reaches over midnight, and is told in the morning.
_NEAR = (
    ("(?:the )?day before yesterday", 2, 2),
    ("yesterday.*", 1, 1),
    ("last night", 1, 0),
    ("today|tonight|this (?:morning|afternoon|evening)", 0, 0),
)


def read_period(words: str, today: date) -> Period | None:
    """The days that the words name on this day, if they have begun; None for those to come and those that never are.

    `words` is what `PERIOD` matches. "last May" is read only from the next year on: in June it may be either of two.
    """
    words = " ".join(words.lower().split())
    try:
        period = _relative(words, today) or _weekday(words, today) or _dated(words, today)
    except (ValueError, OverflowError):  # the 30th of February, the week before the year 1
        return None
    return period if period and period.first <= today else None


def _relative(words: str, today: date) -> Period | None:
    words = re.sub(rf"^{_PART}", "", words)
    for pattern, first, last in _NEAR:
        if re.fullmatch(pattern, words):
            return _days(today, first, last)
    ago = re.fullmatch(r"(\w+) days? ago", words)
    if ago:
        count = 1 + NUMBERS.index(ago[1]) if ago[1] in NUMBERS else int(ago[1])
        return _days(today, count, count)
    if words.endswith("weekend"):
        return _weekend(words, today)
    if words.endswith("week before last"):
        monday = today - timedelta(days=today.weekday())
        return _span(monday - timedelta(days=14), monday - timedelta(days=8), Grain.WEEK)
    return _unit(words, today)


def _unit(words: str, today: date) -> Period | None:
    """The present or the last week, month, quarter or year; all of it where its "start" or "end" is said."""
    found = re.search(r"\b(this|last|the) (week|month|quarter|year)$", words)
    if found is None or re.search(r"\d|" + MONTH_WORDS, words):
        return None
    back = found[1] == "last"
    match found[2]:
        case "week":
            monday = today - timedelta(days=today.weekday() + 7 * back)
            return _span(monday, monday + timedelta(days=6), Grain.WEEK)
        case "month":
            return _months(today.year, today.month - back, 1, Grain.MONTH, relative=True)
        case "quarter":
            return _months(today.year, 3 * ((today.month - 1) // 3 - back) + 1, 3, Grain.YEAR, relative=True)
        case _:
            return _months(today.year - back, 1, 12, Grain.YEAR, relative=True)


def _weekend(words: str, today: date) -> Period | None:
    """The last Saturday and Sunday; from Wednesday to Friday, "this weekend" may be the next one, and is not read."""
    inside = today.weekday() >= _SATURDAY
    if not inside and words == "this weekend" and today.weekday() > 1:
        return None
    back = (today.weekday() - _SATURDAY) % 7 + 7 * (inside and "last" in words)
    saturday = today - timedelta(days=back)
    return _span(saturday, saturday + timedelta(days=1), Grain.DAY)


def _weekday(words: str, today: date) -> Period | None:
    found = re.fullmatch(rf"(?:last |this past )?({_WEEKDAY})(?: \w+)?", words)
    if found is None:
        return None
    day = today - timedelta(days=(today.weekday() - _WEEKDAYS.index(found[1]) - 1) % 7 + 1)
    return Period(first=day, last=day, grain=Grain.DAY)


def _dated(words: str, today: date) -> Period | None:
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", words)
    if iso:
        day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        return Period(first=day, last=day, grain=Grain.DAY)
    parts = {found.lastgroup: found.group(found.lastgroup or 0) for found in _FIGURES.finditer(words)}
    year = int(parts["year"]) if "year" in parts else None
    if words.endswith(("last year", "this year")):
        year = today.year - words.endswith("last year")
    if "month" not in parts:
        return _of_year(words, year, today) if year else None
    month = _MONTHS.index(parts["month"][:3]) + 1
    if "day" in parts:
        return _day(year, month, int(parts["day"]), today)
    return _of_month(words, year, month, today)


def _day(year: int | None, month: int, day: int, today: date) -> Period | None:
    years = [year] if year else range(today.year, max(today.year - 9, MINYEAR), -1)
    for each in years:
        if day <= monthrange(each, month)[1]:
            found = date(each, month, day)
            if year or found <= today:
                return Period(first=found, last=found, grain=Grain.DAY)
    return None


def _of_month(words: str, year: int | None, month: int, today: date) -> Period | None:
    if year is None:
        year = today.year - (month > today.month)
        if (words.startswith("last ") and year == today.year) or (words.startswith("this ") and year != today.year):
            return None
    first, last = 1, monthrange(year, month)[1]
    for part, days in _PARTS.items():
        if re.search(rf"\b{part}\b", words):
            first, last = days
    if re.search(r"\b(?:late|end)\b", words):
        first = _LATE
    return Period(first=date(year, month, first), last=date(year, month, last), grain=Grain.MONTH)


def _of_year(words: str, year: int, today: date) -> Period | None:
    """A year, its quarter or season; of its start or end, the whole of it."""
    quarter = re.search(r"\bq([1-4])|\b(first|second|third|fourth)\b", words)
    if quarter:
        return _months(year, 3 * (int(quarter[1] or 0) or _QUARTERS[quarter[2]]) - 2, 3, Grain.YEAR)
    for season, (first, last) in _SEASONS.items():
        if season in words:
            return _months(year, first, last - first + 1, Grain.YEAR)
    return _months(year, 1, 12, Grain.YEAR)


def _days(today: date, first: int, last: int) -> Period:
    """From so many days ago to so many days ago."""
    return _span(today - timedelta(days=first), today - timedelta(days=last), Grain.DAY)


def _span(first: date, last: date, grain: Grain) -> Period:
    return Period(first=first, last=last, grain=grain, relative=True)


def _months(year: int, month: int, count: int, grain: Grain, *, relative: bool = False) -> Period:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end = month + count - 1
    return Period(
        first=date(year, month, 1), last=date(year, end, monthrange(year, end)[1]), grain=grain, relative=relative
    )
