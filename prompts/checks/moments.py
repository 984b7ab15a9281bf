"""The days, months and years that a date expression may mean in an article of a certain day."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from prompts.checks.dates_named import Grain, Named


@dataclass(frozen=True, order=True, slots=True)
class Moment:
    """A day, month or year; 0 is what the expression does not say."""

    year: int
    month: int = 0
    day: int = 0


# A date without a year is meant within so many days of its article.
_MIDDLE = 15
_NEAR_DAYS = 300
_NEAR_MONTH_DAYS = 330
_WEEK = timedelta(days=7)
_DAYS = {
    "yesterday": (-1, -1),
    "day before yesterday": (-2, -2),
    "last night": (-1, 0),
    "today": (0, 0),
    "tonight": (0, 0),
    "this morning": (0, 0),
    "this afternoon": (0, 0),
    "this evening": (0, 0),
    "tomorrow": (1, 1),
    "day after tomorrow": (2, 2),
}
_SPANS = {"week": 7, "weekend": 7, "month": 31, "quarter": 92}
_AGO_DAYS = {"day": 1, "week": 7}


def moments(named: Named, published: date | None) -> frozenset[Moment]:
    """What an expression may mean; nothing where that depends on a date of publication and there is none."""
    try:
        return frozenset(_moments(named, published))
    except (OverflowError, ValueError):  # the 30th of February, the week before the year 1
        return frozenset()


def _moments(named: Named, published: date | None) -> Iterator[Moment]:
    match named.grain:
        case Grain.DAY | Grain.MONTH if named.month:
            yield from _dated(named, published)
        case Grain.YEAR if named.year:
            yield Moment(named.year)
        case Grain.WEEKDAY if published is not None and named.weekday is not None:
            back = published - timedelta(days=(published.weekday() - named.weekday) % 7)
            ahead = back + _WEEK
            days = {"last": (back - _WEEK, back), "next": (ahead, ahead + _WEEK)}.get(named.word, (back, ahead))
            yield from (Moment(day.year, day.month, day.day) for day in days)
        case Grain.WORD if published is not None:
            yield from _worded(named.word, published)
        case Grain.AGO if published is not None:
            yield from _ago(named.word, published)


def _dated(named: Named, published: date | None) -> Iterator[Moment]:
    month, day = named.month or 0, named.day or 0
    if named.year:
        yield Moment(named.year, month, day)
    elif published is None:
        yield Moment(0, month, day)
    else:
        reach = _NEAR_DAYS if day else _NEAR_MONTH_DAYS
        for year in (published.year - 1, published.year, published.year + 1):
            # 29 February exists in one of them at most.
            exists = day <= monthrange(year, month)[1]
            if exists and abs((date(year, month, day or _MIDDLE) - published).days) <= reach:
                yield Moment(year, month, day)


def _worded(word: str, published: date) -> Iterator[Moment]:
    if word in _DAYS:
        first, last = _DAYS[word]
        for days in range(first, last + 1):
            day = published + timedelta(days=days)
            yield Moment(day.year, day.month, day.day)
        return
    side, unit = word.split()
    step = {"last": -1, "next": 1}.get(side, 0)
    if unit in _SPANS:
        # Only the month is compared: where a week begins and how long ago it may lie is not said exactly.
        for days in (0, _SPANS[unit]) if step else (0,):
            day = published + timedelta(days=step * days)
            yield Moment(day.year, day.month)
        if unit.startswith("week") and not step:
            for days in (-6, 6):
                day = published + timedelta(days=days)
                yield Moment(day.year, day.month)
    elif unit not in {"decade", "century"}:
        yield Moment(published.year + step)
        if unit not in {"year"}:
            yield Moment(published.year)


def _ago(word: str, published: date) -> Iterator[Moment]:
    number, unit = word.split()
    count = int(number)
    if unit in _AGO_DAYS:
        day = published - timedelta(days=count * _AGO_DAYS[unit])
        yield Moment(day.year, day.month, day.day if unit == "day" else 0)
    elif unit == "month":
        year, month = divmod(published.year * 12 + published.month - 1 - count, 12)
        yield Moment(year, month + 1)
    elif unit in {"year", "decade"}:
        yield Moment(published.year - count * (10 if unit == "decade" else 1))
