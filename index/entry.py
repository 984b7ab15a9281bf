"""What a feed says of the articles that it announces; the articles themselves are fetched from their addresses."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One article as its feed announces it; whatever the feed doesn't say is None.

    `url` is absolute, http or https. `published` and `modified` are aware UTC; `zone` is how many minutes east of UTC
    the time of publication was written in.
    """

    url: str
    guid: str | None = None
    title: str | None = None
    published: datetime | None = None
    zone: int | None = None
    modified: datetime | None = None
    author: str | None = None
    section: str | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed with its entries in the order in which it has them, each address once; `language` is ISO 639-1."""

    title: str | None = None
    language: str | None = None
    entries: tuple[Entry, ...] = ()
