"""The one day, week, month or year that a date expression of the news most likely means, by its article's day.

`prompts.checks.moments` names all that it may mean, for a check must not fail what is right. Here one has to be
chosen: what was is the last such day, what is to come the next one. A period that holds the day of publication ("this
week", "in 2024" in 2024) says no more than that day does, and is not read.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from prompts.checks.dates_named import Grain, Named


class Precision(StrEnum):
    """How exactly a time is told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A day, or the period that begins with it; `ahead` says that it lay before who wrote of it."""

    first: date
    precision: Precision
    ahead: bool = False

    @property
    def last(self) -> date:
        """The last day of the period."""
        match self.precision:
            case Precision.DAY:
                return self.first
            case Precision.WEEK:
                return self.first + timedelta(days=6)
            case Precision.MONTH:
                return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
            case Precision.YEAR:
                return self.first.replace(month=12, day=31)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


_DAYS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_HOURS = frozenset({"second", "minute", "hour"})
_SATURDAY = 5


def resolved(named: Named, published: date | None, *, ahead: bool) -> When | None:
    """What an expression means; `ahead` says that its words look ahead.

    None where its article would have to be dated and is not, where it holds that day, and where no one day or period
    can be told.
    """
    try:
        found = _resolved(named, published, ahead=ahead)
    except (OverflowError, ValueError):  # the 30th of February, the week before the year 1
        return None
    if found is None or published is None:
        return found
    if found.precision is not Precision.DAY and found.holds(published):
        return None
    past = found.first < published or (found.first == published and not ahead)
    return found if past else When(first=found.first, precision=found.precision, ahead=True)


def _resolved(named: Named, published: date | None, *, ahead: bool) -> When | None:
    if named.year and named.grain is Grain.YEAR:
        return When(first=date(named.year, 1, 1), precision=Precision.YEAR)
    if named.year and named.month:
        return _of(named.year, named.month, named.day)
    return None if published is None else _by_publication(named, published, ahead=ahead)


def _by_publication(named: Named, published: date, *, ahead: bool) -> When | None:
    match named.grain:
        case Grain.DAY | Grain.MONTH:
            return _nearest(_without_year(named, published), published, ahead=ahead or named.word == "next")
        case Grain.WEEKDAY if named.weekday is not None:
            return _day(_weekday(named, published, ahead=ahead))
        case Grain.WORD:
            return _worded(named.word, published)
        case Grain.AGO:
            return _ago(named.word, published)
    return None


def _of(year: int, month: int, day: int | None) -> When:
    if day is None:
        return When(first=date(year, month, 1), precision=Precision.MONTH)
    return _day(date(year, month, day))


def _day(day: date) -> When:
    return When(first=day, precision=Precision.DAY)


def _without_year(named: Named, published: date) -> Iterator[When]:
    """The day or month in each year or month around that of publication."""
    if named.month is None:
        months = (divmod(published.year * 12 + published.month - 1 + step, 12) for step in (-1, 0, 1))
        dates = [(year, month + 1) for year, month in months]
    else:
        dates = [(year, named.month) for year in (published.year - 1, published.year, published.year + 1)]
    for year, month in dates:
        if not named.day or named.day <= monthrange(year, month)[1]:
            yield _of(year, month, named.day)


def _nearest(found: Iterator[When], published: date, *, ahead: bool) -> When | None:
    """The last that has begun, or the next that is not over; what is no more than a month away is meant in any case."""
    several = list(found)
    began = [one for one in several if one.first <= published]
    coming = [one for one in several if one.last >= published]
    chosen = min(coming, key=lambda one: one.first, default=None) if ahead else None
    chosen = chosen or max(began, key=lambda one: one.first, default=None)
    soon = min(coming, key=lambda one: one.first, default=None)
    if chosen and soon and (published - chosen.last).days > _OLD_DAYS and (soon.first - published).days < _SOON_DAYS:
        return soon
    return chosen


_OLD_DAYS, _SOON_DAYS = 240, 45


def _weekday(named: Named, published: date, *, ahead: bool) -> date:
    back = (published.weekday() - (named.weekday or 0)) % 7
    if named.word == "next" or (ahead and named.word != "last"):
        days = (-back) % 7
        return published + timedelta(days=days or (7 if named.word == "next" else 0))
    return published - timedelta(days=back or (7 if named.word == "last" else 0))


def _worded(word: str, published: date) -> When | None:
    if word in _DAYS:
        return _day(published + timedelta(days=_DAYS[word]))
    side, unit = word.split()
    step = {"last": -1, "next": 1}.get(side, 0)
    match unit:
        case "week":
            monday = published + timedelta(days=7 * step - published.weekday())
            return When(first=monday, precision=Precision.WEEK)
        case "weekend":
            back = (published.weekday() - _SATURDAY) % 7
            return _day(published - timedelta(days=back or 7)) if step < 0 else None
        case "month":
            year, month = divmod(published.year * 12 + published.month - 1 + step, 12)
            return _of(year, month + 1, None)
        case "year":
            return When(first=date(published.year + step, 1, 1), precision=Precision.YEAR)
    return None


def _ago(word: str, published: date) -> When | None:
    number, unit = word.split()
    count = int(number)
    if unit in _HOURS:
        return _day(published)
    match unit:
        case "day":
            return _day(published - timedelta(days=count))
        case "week":
            day = published - timedelta(days=7 * count)
            return When(first=day - timedelta(days=day.weekday()), precision=Precision.WEEK)
        case "month":
            year, month = divmod(published.year * 12 + published.month - 1 - count, 12)
            return _of(year, month + 1, None)
        case "year":
            return When(first=date(published.year - count, 1, 1), precision=Precision.YEAR)
    return None
