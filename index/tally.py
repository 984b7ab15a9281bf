"""What a run of `reindex` has met: counted while it reads, and told at its end."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from index.sighting import Change, Place

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A file, record or address that could not be read, and why; `wait` is what a server wants before the next try."""

    place: Place
    sentence: str
    source: str = ""
    wait: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something about one article that an operator should know: held for its date, withdrawn, says it is corrected."""

    article_id: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a run did, or with `dry_run` would have done.

    `edition` is the name of the new edition, None where the published one is already right. `changed` counts new texts
    of known articles, `details` other titles, dates or addresses of the same text; `elsewhere` articles that another
    source holds as well, `waiting` pages that failed before and are tried again later. `fields` says by file how its
    records were read, `outside` are links that lead out of their folder. `to_fetch` and `to_embed` are what a dry run
    left undone, `cost_s` how long that may take.
    """

    new: int
    changed: int
    details: int
    unchanged: int
    elsewhere: int
    failures: tuple[Failure, ...]
    vanished: tuple[Place, ...]
    withdrawn: tuple[Note, ...]
    restored: tuple[Note, ...]
    held: tuple[Note, ...]
    announced: tuple[Note, ...]
    fields: Mapping[str, str]
    outside: tuple[Path, ...]
    fetched: int
    not_modified: int
    waiting: int
    articles: int
    passages: int
    embedded: int
    edition: str | None
    seconds: float
    dry_run: bool = False
    to_fetch: int = 0
    to_embed: int = 0
    cost_s: float | None = None


@dataclass
class Tally:
    """What a run has met so far."""

    changes: dict[Change, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "details": 0, "unchanged": 0})
    elsewhere: int = 0
    failures: list[Failure] = field(default_factory=list)
    withdrawn: list[Note] = field(default_factory=list)
    restored: list[Note] = field(default_factory=list)
    announced: list[Note] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    outside: list[Path] = field(default_factory=list)
    fetched: int = 0
    not_modified: int = 0
    to_fetch: int = 0
    waiting: int = 0
    seen: dict[str, Place] = field(default_factory=dict)
    unread_files: set[str] = field(default_factory=set)
    read_files: set[str] = field(default_factory=set)
    failed_files: set[str] = field(default_factory=set)
    gone: list[Place] = field(default_factory=list)

    def fail(self, place: Place, sentence: str, source: str = "", wait: timedelta | None = None) -> None:
        """Note what could not be read."""
        logger.debug("%s", sentence)
        self.failures.append(Failure(place=place, sentence=sentence, source=source, wait=wait))
        self.failed_files.add(place.file)
