"""Times as they are stored: whole seconds since 1970."""

from datetime import UTC, datetime
from typing import overload


@overload
def seconds_of(moment: datetime) -> int: ...
@overload
def seconds_of(moment: None) -> None: ...
def seconds_of(moment: datetime | None) -> int | None:
    """An aware time as it is stored; None stays None."""
    return None if moment is None else int(moment.timestamp())


@overload
def moment_of(seconds: int) -> datetime: ...
@overload
def moment_of(seconds: None) -> None: ...
def moment_of(seconds: int | None) -> datetime | None:
    """A stored time as an aware UTC one; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
