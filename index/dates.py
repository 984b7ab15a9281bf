"""A date as articles carry it, read only where it names a whole day.

A library such as dateutil fills what is missing from today's date, so that "10:30" or "Monday" becomes a day on which
nothing was published. Here the whole value must be a date with year, month and day, in one of the forms below, or the
article stays undated. Days and months in figures with the year last (03/04/2024) differ by country and are not read.
The zone that a time was written in is kept beside the moment, for a reader's "that evening" is the writer's.
"""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

_LONGEST_CHARACTERS = 80
_YEARS = range(1500, 2101)
# Seconds since 1970 are taken for a date from 2001 (when they got ten digits) to 2100; smaller ones are counters.
_EPOCH_SECONDS = range(1_000_000_000, 4_102_444_800)
_MILLISECONDS = 1_000

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:(?:\s*[t,]\s*|\s+(?:at\s+)?)"
    r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<zone>z|[a-z]{2,5}|(?:gmt|utc)?\s*[+-]\d{2}(?::?\d{2})?)(?:\s*\([a-z ]{1,30}\))?)?)?"
)
_FORMS = tuple(
    re.compile(_WEEKDAY + day + _TIME, re.ASCII | re.IGNORECASE)
    for day in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        _MONTH + r"\s+" + _DAY + r",?\s+(?P<year>\d{4})",
        _DAY + r"(?:\s+|-)(?:of\s+)?" + _MONTH + r",?(?:\s+|-)(?P<year>\d{4})",
    )
)
# The zones that RFC 2822 names, hours from UTC. Other letters mean several zones each (IST, BST, CST in Asia).
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:gmt|utc)?\s*(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?", re.ASCII)
_NOBODY_KNOWS = re.compile(r"-00(?::?00)?")


@dataclass(frozen=True, kw_only=True)
class Written:
    """A moment in aware UTC, and the zone that it was written in.

    `zone` is in minutes east of UTC: 0 for Z, UTC and GMT, -240 for -04:00. It is None where the value writes none
    that is known: a whole day, a time alone, a number, and -00:00, by which RFC 3339 says that nobody knows.
    """

    moment: datetime
    zone: int | None = None


def read_date(value: object) -> datetime | None:
    """The moment that a value names, in UTC; None where it names none, or not all of it.

    A day is its midnight in UTC, and a time without a zone is taken for UTC. Where the letters of a zone are not known,
    the day is kept and the time is dropped. Numbers are seconds or milliseconds since 1970, where that is plausible.
    """
    written = read_written(value)
    return written.moment if written else None


def read_written(value: object) -> Written | None:
    """The moment that a value names, as `read_date` has it, with the zone that it was written in."""
    try:
        return _written(value)
    except (ValueError, OverflowError):  # the 31st of February, the hour 25, a zone four days away
        return None


def _written(value: object) -> Written | None:
    match value:
        case datetime():
            return _in_utc(value, _minutes_east(value.utcoffset()))
        case date():
            return _in_utc(datetime.combine(value, time(), UTC), None)
        case int() | float() if not isinstance(value, bool) and math.isfinite(value):
            return _from_number(int(value))
        case str() if len(value) <= _LONGEST_CHARACTERS:
            return _from_words(value.strip())
        case _:
            return None


def _from_number(number: int) -> Written | None:
    """Seconds or milliseconds since 1970, or a day in the form 20240925."""
    return _from_epoch(number) or _from_words(str(number))


def _from_epoch(number: int) -> Written | None:
    for unit in (1, _MILLISECONDS):
        if number // unit in _EPOCH_SECONDS:
            return Written(moment=datetime.fromtimestamp(number // unit, UTC))
    return None


def _from_words(words: str) -> Written | None:
    if words.isascii() and words.isdigit() and (written := _from_epoch(int(words))):
        return written
    found = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    if found is None:
        return None
    day = date(int(found["year"]), _month(found["month"]), int(found["day"]))
    zone = _zone(found["zone"])
    if zone is None:
        return _in_utc(datetime.combine(day, time(), UTC), None)
    moment = datetime.combine(day, _time_of(found), zone)
    return _in_utc(moment, _minutes_east(moment.utcoffset()) if _says_zone(found["zone"]) else None)


def _month(month: str) -> int:
    return int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1


def _time_of(found: re.Match[str]) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a clock
            raise ValueError(f"no clock shows {hour} with a.m. or p.m.")
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    fraction = (found["fraction"] or "")[:6].ljust(6, "0")
    return time(hour, minute, min(second, 59), int(fraction))  # a leap second is not a time that Python knows


def _zone(name: str | None) -> timezone | None:
    """The zone; UTC where none is named, None where the name is not known."""
    if name is None:
        return UTC
    offset = _OFFSET.fullmatch(name.strip().lower())
    if offset is None:
        hours = _ZONES.get(name.strip().lower())
        return None if hours is None else timezone(timedelta(hours=hours))
    size = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    return timezone(-size if offset["sign"] == "-" else size)


def _says_zone(name: str | None) -> bool:
    return name is not None and _NOBODY_KNOWS.fullmatch(name.strip()) is None


def _minutes_east(offset: timedelta | None) -> int | None:
    """The offset in whole minutes; None where there is none, or odd seconds as in local times before 1900."""
    if offset is None or offset % timedelta(minutes=1):
        return None
    return offset // timedelta(minutes=1)


def _in_utc(moment: datetime, zone: int | None) -> Written | None:
    """The same moment in UTC; None for the years that stand for "no date" in other programs (1, 9999)."""
    aware = moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)
    utc = aware.astimezone(UTC)
    return Written(moment=utc, zone=zone) if utc.year in _YEARS else None
