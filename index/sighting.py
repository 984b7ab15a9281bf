"""Where and when an article was read, and what is known of it without its text: values beside `Article`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from index.announcements import Announcement

Change = Literal["new", "changed", "details", "unchanged"]
"""What storing has found: `changed` is a new text, `details` the same text with another title, date, address, …"""

Withdrawer = Literal["operator", "source"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an article was read: a file or an address, and the record in it (empty where it is the article)."""

    file: str
    record: str = ""

    def __str__(self) -> str:
        return f"{self.file} ({self.record})" if self.record else self.file


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One reading of an article: where and when, for which source, and by which name it is known again.

    `said` is a digest of all that its source said of it; equal ones mean that nothing has changed.
    """

    place: Place
    now: datetime
    source: str = ""
    identity: str | None = None
    said: bytes | None = None
    announcement: Announcement | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an article without its text. `withdrawn_by` is None where it is searched or held.

    `said` is None where it was kept before there were such digests, and empty where its place holds it no more.
    """

    id: str
    identity: str | None
    source: str | None
    place: Place
    said: bytes | None
    withdrawn_by: Withdrawer | None
