"""What an asker has been told before, or what was reported before a day: values that new claims are held against."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A sentence that was told before, and which version of which article it stands in."""

    text: str
    article: str
    version: str
    published: datetime | None = None
    publisher: str | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is not new.

    `since` is when it was told, or the day (`by_day`) since when news are wanted; `edition` is that in which it was
    found, if it was told. `read` are the versions (article, version) that were read for it, cited or not.
    """

    since: datetime
    by_day: bool = False
    edition: str | None = None
    sentences: tuple[Earlier, ...] = ()
    read: frozenset[tuple[str, str]] = frozenset()
