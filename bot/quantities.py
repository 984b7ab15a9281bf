"""Amounts as people read them: sizes, spans of time, moments, and counted things."""

from datetime import datetime, time, timedelta, timezone

from prompts.answer import day

_STEP = 1_000
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size_words(size: int) -> str:
    """A number of bytes in the largest unit of which there is one, `3.4 MB`."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{size:,} {_UNITS[0]}" if unit == 0 else f"{value:.1f} {_UNITS[unit]}"


def span_words(span: timedelta) -> str:
    """A span of time in its largest unit, `3 days`."""
    seconds = max(int(span.total_seconds()), 0)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit)
    return counted(seconds, "second")


def counted(count: int, thing: str) -> str:
    """A number and its thing, in the plural where there are more: `1 article`, `2 articles`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def moment_words(moment: datetime) -> str:
    """An aware UTC time, `25 September 2024, 22:30 UTC`."""
    return f"{day(moment)}, {moment:%H:%M} UTC"


def published_words(published: datetime | None, zone: int | None) -> str:
    """When an article was published, in the zone in which that was written: `25 September 2024, 22:30 -04:00`.

    A day alone is a day; what was written without a zone is UTC.
    """
    if published is None:
        return "undated"
    written = _in_zone(published, zone or 0)
    if written.utcoffset():
        return f"{day(written)}, {written:%H:%M} {written.isoformat()[-6:]}"
    return day(written) if zone is None and written.time() == time() else moment_words(written)


def _in_zone(moment: datetime, zone: int) -> datetime:
    try:
        return moment.astimezone(timezone(timedelta(minutes=zone)))
    except (OverflowError, ValueError):  # the last hours of the year 9999, or a zone that is none
        return moment
