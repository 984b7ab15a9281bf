"""How the time of a development reads: as exactly as it is told, `3 May 2024` or `May 2024`."""

from datetime import UTC, datetime, time

from prompts.answer import day
from prompts.dated import Precision, When
from prompts.timeline import Line

UNKNOWN = "date not told"
OF_REPORT = "date of the report"
ANNOUNCED = "announced"


def dated(line: Line) -> str:
    """The time of a development, and what is to be known of it: `3 May 2024 (announced)`."""
    marks = [ANNOUNCED] if line.announced else []
    if line.when and line.words is None:
        marks.append(OF_REPORT)
    return f"{event_day(line.when)} ({'; '.join(marks)})" if marks else event_day(line.when)


def event_day(when: When | None) -> str:
    """The day, week, month or year that is told."""
    if when is None:
        return UNKNOWN
    match when.precision:
        case Precision.WEEK:
            return f"week of {_day(when)}"
        case Precision.MONTH:
            return f"{when.first:%B %Y}"
        case Precision.YEAR:
            return str(when.first.year)
    return _day(when)


def _day(when: When) -> str:
    return day(datetime.combine(when.first, time(), UTC))
