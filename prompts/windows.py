"""When the articles that a question asks for were published, read from its words by code; nothing is guessed.

A window keeps articles by the day they appeared, but most dates of a question say when something *happened*, and what
happened is reported afterwards. So a date is read in one of three ways:

- **Bounds** ("since Tuesday", "before the vote on 3 March") and **relative periods** ("yesterday", "last week") are
  taken at their word. So is every date of a question that asks for reports ("news from May").
- **The date of an event** ("who won on 3 March?") begins on that day and ends a week after a day, and a month after a
  month in which something was said or happened. It has no end where it is told of for long: figures ("how many died on
  3 March?"), other facts of a month, anything of a quarter or a year. A period that is not over ends with today.
- **Everything else gives no window**: the present, and last week, where it only helps to identify something ("which
  firm went under this week?"; on RealTimeQA a filter there cost 4 to 8 points of gold article@5; the newest articles
  come first instead), dates to come, dates that only name a thing ("the 2024 election", "Bloody Sunday"), ages and
  durations, comparisons of two times, and "before", "until" and "by" where the question is not for what was said or
  happened, for there they limit a record or a deadline.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from prompts.periods import NUMBERS, RELATIVE, Grain, Period, read_period
from prompts.tense import Tense, read_tense
from prompts.time_phrases import BOUND, ON, QUOTED, RANGE, ROLLING, UNREAD, is_a_name


@dataclass(frozen=True, kw_only=True)
class Window:
    """Publication from `since` to `until` (both counted, aware UTC; None is no bound), and the words that say so."""

    since: datetime | None
    until: datetime | None
    phrase: str


@dataclass(frozen=True, kw_only=True)
class _Limits:
    """What one phrase of the question limits; `bound` says that it names one side of a span."""

    since: datetime | None
    until: datetime | None
    start: int
    end: int
    bound: bool = False


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """The question and its clock, with what its words say about time."""

    text: str
    asked: datetime
    zone: tzinfo
    today: date
    tense: Tense

    def begin(self, day: date) -> datetime:
        """Midnight where the server is; where clocks skip it, the moment they go on."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def close(self, day: date) -> datetime:
        """The last second of the day, or of the day of asking if that comes first."""
        return self.begin(min(day, self.today) + timedelta(days=1)) - timedelta(seconds=1)


_NEAR = re.compile(r"\b(?:this (?:week|month|year)|(?:last|past) week)\b", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|current(?:ly)?(?! (?:of|account))|(?<!until )(?<!till )now|these days"
    r"|at the moment|at present|up[- ]to[- ]date|what['’]s new|any (?:news|updates?|progress|word)|updates?\s+on"
    r"|breaking news)\b|\byet\W*$",
    re.IGNORECASE,
)
_GRACE = {Grain.DAY: timedelta(days=7), Grain.WEEK: timedelta(days=7), Grain.MONTH: timedelta(days=31)}
_WEEK = 7
_DAY_OF_MONTH = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?!\d|[a-z])", re.IGNORECASE)


def asks_for_latest(text: str) -> bool:
    """Whether the question is for the newest: "the latest", "now", "current", or "which firm went under this week?"."""
    return _LATEST.search(text) is not None or (_NEAR.search(text) is not None and _identifies(read_tense(text)))


def read_window(text: str, asked: datetime, zone: tzinfo) -> Window | None:
    """The window that the question names; None where it names none, several, or one that can't be read.

    `asked` is aware; days are those of `zone`, from its midnight to the last second before the next. `until` is never
    later than the end of the day of asking. Of several windows, only a "since" and an "until" that fit are joined.
    """
    try:
        asking = _Asking(text=text, asked=asked, zone=zone, today=asked.astimezone(zone).date(), tense=read_tense(text))
        found = _limits(asking)
    except (OverflowError, ValueError):  # the first and the last days that Python can count have no neighbours
        return None
    if len(found) > 1 and not all(limits.bound for limits in found):
        return None
    since = [limits.since for limits in found if limits.since]
    until = [limits.until for limits in found if limits.until]
    if not found or len(since) > 1 or len(until) > 1 or (since and until and since[0] > until[0]):
        return None
    return Window(
        since=since[0] if since else None,
        until=until[0] if until else None,
        phrase=text[min(limits.start for limits in found) : max(limits.end for limits in found)],
    )


def _limits(asking: _Asking) -> list[_Limits]:
    """Each phrase is read once, by the first form that matches it; the next forms don't see it, read or not."""
    left = QUOTED.sub(lambda quoted: " " * len(quoted.group()), asking.text)
    found = []
    for form, read in ((UNREAD, _unread), (RANGE, _range), (BOUND, _bound), (ROLLING, _rolling), (ON, _on)):
        for match in form.finditer(left):
            limits = read(match, asking)
            if limits:
                found.append(limits)
        left = form.sub(lambda match: " " * len(match.group()), left)
    return found


def _unread(match: re.Match[str], asking: _Asking) -> None:
    """Such a phrase only keeps its words from being read."""


def _range(match: re.Match[str], asking: _Asking) -> _Limits | None:
    """From one day to another; a day without its month takes the other's."""
    earlier, later = match["a"] or match["b"], match["last"]
    if _DAY_OF_MONTH.fullmatch(later):
        later = _DAY_OF_MONTH.sub(later, earlier, count=1)
    elif _DAY_OF_MONTH.fullmatch(earlier):
        earlier = _DAY_OF_MONTH.sub(earlier, later, count=1)
    last = read_period(later, asking.today)
    if last is None or not _is_past(asking, dated=False):
        return None
    relative = re.fullmatch(RELATIVE, earlier, re.IGNORECASE)
    first = read_period(earlier, asking.today if relative else min(last.last, asking.today))
    if first is None or first.first > last.last:
        return None
    exact = asking.tense.reports or (asking.tense.told and last.grain is not Grain.YEAR)
    return _event(match, asking, Period(first=first.first, last=last.last, grain=last.grain), exact=exact)


def _bound(match: re.Match[str], asking: _Asking) -> _Limits | None:
    """One side of a span. A "before" is a limit of reports only where the question is for what was said or happened."""
    side, period = match["side"].lower(), read_period(match["period"], asking.today)
    if period is None or is_a_name(match, "period", asking.text):
        return None
    since = until = None
    if side == "since":
        since = period.first
    elif side == "after":
        since = period.first if match["event"] else period.last + timedelta(days=1)
        if since > asking.today or not _is_past(asking, dated=True):
            return None
    else:
        until = period.last if side in {"until", "till", "by"} else period.first - timedelta(days=1)
        # "By Tuesday", asked on a Tuesday, may be this one.
        same_weekday = match["period"].lower().endswith("day") and (asking.today - period.last).days == _WEEK
        if not _limits_reports(asking.tense) or same_weekday or until >= asking.today:
            return None
    return _Limits(
        since=asking.begin(since) if since else None,
        until=asking.close(until) if until else None,
        start=match.start(),
        end=match.end(),
        bound=True,
    )


def _limits_reports(tense: Tense) -> bool:
    return (tense.told or tense.reports) and not (tense.record or tense.compared or tense.future)


def _rolling(match: re.Match[str], asking: _Asking) -> _Limits | None:
    """So many hours, days, weeks, months or years up to the moment of asking; all but hours begin at midnight."""
    said, unit = (match["count"] or "").lower(), match["unit"].lower()
    count = 1 + NUMBERS.index(said) if said in NUMBERS else int(said or 1)
    if asking.tense.compared or count == 0 or (unit == "day" and not said):
        return None
    if unit == "week" and count == 1 and _identifies(asking.tense):
        return None
    if unit == "hour":
        since = asking.asked.astimezone(UTC) - timedelta(hours=count)
    elif unit in {"day", "week"}:
        since = asking.begin(asking.today - timedelta(days=count * (1 if unit == "day" else _WEEK)))
    else:
        since = asking.begin(_months_before(asking.today, count * (1 if unit == "month" else 12)))
    return _Limits(since=since, until=asking.asked.astimezone(UTC), start=match.start(), end=match.end())


def _identifies(tense: Tense) -> bool:
    """Whether the time only helps to say which one is meant: it may well be told best by an article of another time."""
    return tense.identifies and not (tense.reports or tense.figures)


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        raise OverflowError(f"{months} months before {day} is before the year 1")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _on(match: re.Match[str], asking: _Asking) -> _Limits | None:
    """A period of the question, relative to the day of asking or dated."""
    group = "relative" if match["relative"] else "dated"
    period = read_period(match[group], asking.today)
    if period is None or asking.tense.compared or is_a_name(match, group, asking.text):
        return None
    over = period.relative and period.last < asking.today
    near = period.relative and (period.grain is Grain.WEEK or not (over or period.grain is Grain.DAY))
    if near and _identifies(asking.tense):
        return None
    if not over and not _is_past(asking, dated=not period.relative):
        return None
    if not period.relative and period.grain is Grain.DAY and match.group().lower().startswith("in"):
        return None
    told_at_once = period.relative and period.grain is not Grain.YEAR and not asking.tense.figures
    return _event(match, asking, period, exact=told_at_once or asking.tense.reports)


def _event(match: re.Match[str], asking: _Asking, period: Period, *, exact: bool) -> _Limits:
    """The period and the time in which it is reported; one that is not over ends with the day of asking."""
    until: date | None = period.last
    if not exact and period.last < asking.today:
        until = period.last + _GRACE[period.grain] if _has_an_end(match, asking, period) else None
    return _Limits(
        since=asking.begin(period.first),
        until=asking.close(until) if until else None,
        start=match.start(),
        end=match.end(),
    )


def _has_an_end(match: re.Match[str], asking: _Asking, period: Period) -> bool:
    """Whether it is reported at once; figures, facts of a month and what was "back in" May come up much later."""
    if asking.tense.figures or match.groupdict().get("back"):
        return False
    return period.grain in {Grain.DAY, Grain.WEEK} or (period.grain is Grain.MONTH and asking.tense.told)


def _is_past(asking: _Asking, *, dated: bool) -> bool:
    """Whether the question is about what has been; where it has a date and a "will", that may mean the date."""
    told = asking.tense.told or asking.tense.reports
    if asking.tense.future and (dated or not told):
        return False
    return told or asking.tense.past
