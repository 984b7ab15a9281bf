"""What an archive holds, counted and listed for its operators by SQLite itself, without reading any text.

Lists come as a stream in the order in which they are shown, so that a large archive costs no memory.
"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.announcements import Announcement
from index.archive_file import ArchiveFile, Value
from index.seconds import moment_of, seconds_of
from index.sighting import Withdrawer

NEAR_IDS = 3
NEAR_ENDS_CHARACTERS = 4
"""A mistyped id is looked for among those that begin or end as it does: comparing it with all would take seconds."""
NEAR_CANDIDATES = 500

_NEWEST = "JOIN version v ON v.article = a.id AND v.version = a.version"
_SEARCHED = "a.withdrawn IS NULL AND NOT a.held"
_LISTED = (
    "SELECT a.id, a.source, a.version, a.first_seen, a.last_seen, a.withdrawn, a.withdrawn_by, a.held, v.title,"  # noqa: S608
    " v.publisher, v.published, v.announces, v.announced,"
    f" (SELECT count(*) FROM version o WHERE o.article = a.id) FROM article a {_NEWEST}"
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which articles to list: those that are all of this. Publishers and sources are names as they are kept.

    `words` must all occur in the title, in capitals or not; times are aware UTC, both ends included.
    """

    publishers: Sequence[str] = ()
    sources: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    withdrawn: bool = False
    held: bool = False
    announces: bool = False
    words: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An article in a list: its newest version without the text. `versions` counts all of them; times are aware UTC."""

    id: str
    source: str | None
    version: str
    versions: int
    title: str
    publisher: str | None
    published: datetime | None
    first_seen: datetime
    last_seen: datetime
    withdrawn: datetime | None
    withdrawn_by: Withdrawer | None
    held: bool
    announcement: Announcement | None


@dataclass(frozen=True, kw_only=True)
class KeptVersion:
    """One version of an article: its name, when it was first seen (aware UTC), and what it announces."""

    version: str
    first_seen: datetime
    announcement: Announcement | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many articles there are, and what of them. `undated` are among the searched ones."""

    articles: int
    versions: int
    withdrawn: int
    held: int
    searched: int
    undated: int


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Searched articles by some name (None where they have none): the first few, and the sum of all `others`."""

    first: tuple[tuple[str | None, int], ...]
    others: int = 0
    rest: int = 0


class Holdings:
    """What is in an archive's file."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file

    # Lists

    def listed(self, wanted: Wanted, limit: int | None = None) -> Iterator[Listed]:
        """The articles that are wanted, newest first and undated ones last, at most `limit` of them."""
        condition, values = _condition(wanted)
        words = [word.casefold() for word in wanted.words]
        # SQLite knows capitals of ASCII alone, so titles are compared here.
        in_sql = -1 if limit is None or words else limit
        query = f"{_LISTED} WHERE {condition} ORDER BY v.published DESC, a.id LIMIT ?"
        left = limit
        for row in self._file.rows(query, (*values, in_sql)):
            if left == 0:
                return
            listed = _listed(row)
            title = listed.title.casefold()
            if all(word in title for word in words):
                yield listed
                left = None if left is None else left - 1

    def one(self, article_id: str) -> Listed | None:
        """One article; None where there is no such."""
        row = self._file.first(f"{_LISTED} WHERE a.id = ?", (article_id,))
        return _listed(row) if row else None

    def newest(self) -> Listed | None:
        """The searched article with the latest date; None where none has a date."""
        query = f"{_LISTED} WHERE {_SEARCHED} AND v.published IS NOT NULL ORDER BY v.published DESC, a.id LIMIT 1"
        row = self._file.first(query)
        return _listed(row) if row else None

    def versions(self, article_id: str) -> list[KeptVersion]:
        """All versions of an article, oldest first, as far as that is known."""
        query = (
            "SELECT version, first_seen, announces, announced FROM version WHERE article = ? ORDER BY first_seen, rowid"
        )
        return [
            KeptVersion(version=version, first_seen=moment_of(seen), announcement=_announcement(kind, words))
            for version, seen, kind, words in self._file.rows(query, (article_id,))
        ]

    def near(self, article_id: str) -> list[str]:
        """The ids that look most like one that doesn't exist, best first."""
        length = min(NEAR_ENDS_CHARACTERS, max(len(article_id) // 2, 1))
        head, tail = article_id[:length].lower(), article_id[-length:].lower()
        query = (
            "SELECT id FROM article WHERE lower(substr(id, 1, ?)) = ? OR lower(substr(id, ?)) = ? ORDER BY id LIMIT ?"
        )
        values = (len(head), head, -len(tail), tail, NEAR_CANDIDATES)
        found = [row[0] for row in self._file.rows(query, values)]
        return difflib.get_close_matches(article_id, found, n=NEAR_IDS)

    # Counts

    def counts(self) -> Counts:
        """How many articles and versions there are."""
        query = (
            "SELECT count(*), coalesce(sum(a.withdrawn IS NOT NULL), 0),"  # noqa: S608
            f" coalesce(sum(a.withdrawn IS NULL AND a.held), 0), coalesce(sum({_SEARCHED}), 0),"
            f" coalesce(sum({_SEARCHED} AND v.published IS NULL), 0) FROM article a {_NEWEST}"
        )
        articles, withdrawn, held, searched, undated = self._file.first(query) or (0,) * 5
        [versions] = self._file.first("SELECT count(*) FROM version") or (0,)
        return Counts(
            articles=articles, versions=versions, withdrawn=withdrawn, held=held, searched=searched, undated=undated
        )

    def publishers(self, limit: int | None = None) -> Shares:
        """Searched articles by outlet, most first."""
        return self._shares("v.publisher", "2 DESC, 1", limit)

    def languages(self, limit: int | None = None) -> Shares:
        """Searched articles by language, most first."""
        return self._shares("v.language", "2 DESC, 1", limit)

    def months(self, limit: int | None = None) -> Shares:
        """Searched articles by month of publication in UTC (2024-09), latest first; undated ones are not among them."""
        return self._shares("strftime('%Y-%m', v.published, 'unixepoch')", "1 DESC", limit, "v.published IS NOT NULL")

    def _shares(self, name: str, order: str, limit: int | None, condition: str = "1") -> Shares:
        query = (
            f"SELECT {name}, count(*) FROM article a {_NEWEST}"  # noqa: S608 - our own words
            f" WHERE {_SEARCHED} AND {condition} GROUP BY 1 ORDER BY {order}"
        )
        rows = [(row[0], row[1]) for row in self._file.rows(query)]
        first, others = (rows, []) if limit is None else (rows[:limit], rows[limit:])
        return Shares(first=tuple(first), others=len(others), rest=sum(count for _, count in others))

    # Names

    def publisher_names(self) -> list[str]:
        """Every outlet that an article names in its newest version, those with the most articles first."""
        query = (
            f"SELECT v.publisher FROM article a {_NEWEST} WHERE v.publisher IS NOT NULL"  # noqa: S608 - our own words
            " GROUP BY 1 ORDER BY count(*) DESC, 1"
        )
        return [row[0] for row in self._file.rows(query)]

    def source_names(self) -> list[str]:
        """Every source that articles were read for, those with the most articles first."""
        query = "SELECT source FROM article WHERE source != '' GROUP BY 1 ORDER BY count(*) DESC, 1"
        return [row[0] for row in self._file.rows(query)]

    def by_source(self) -> dict[str, int]:
        """How many articles were read last for each source."""
        return dict(self._file.rows("SELECT source, count(*) FROM article WHERE source != '' GROUP BY 1"))

    def last_read(self) -> dict[str, datetime]:
        """When something of each source was read last."""
        rows = self._file.rows("SELECT source, max(last) FROM visit GROUP BY 1")
        return {source: moment_of(last) for source, last in rows}


def _condition(wanted: Wanted) -> tuple[str, list[Value]]:
    parts, values = ["1"], list[Value]()
    for column, names in (("v.publisher", wanted.publishers), ("a.source", wanted.sources)):
        if names:
            parts.append(f"{column} IN ({', '.join('?' * len(names))})")
            values.extend(names)
    for sign, end in ((">=", wanted.since), ("<=", wanted.until)):
        if end is not None:
            parts.append(f"v.published {sign} ?")
            values.append(seconds_of(end))
    parts += ["a.withdrawn IS NOT NULL"] if wanted.withdrawn else []
    parts += ["a.held"] if wanted.held else []
    parts += ["v.announces IS NOT NULL"] if wanted.announces else []
    return " AND ".join(parts), values


_Row = tuple[
    str, str | None, str, int, int, int | None, Withdrawer | None, int, str, str | None, int | None,
    str | None, str | None, int,
]  # fmt: skip


def _listed(row: _Row) -> Listed:
    name, source, version, first, last, withdrawn, by, held, title, publisher, published, kind, words, versions = row
    return Listed(
        id=name,
        source=source or None,
        version=version,
        versions=versions,
        title=title,
        publisher=publisher,
        published=moment_of(published),
        first_seen=moment_of(first),
        last_seen=moment_of(last),
        withdrawn=moment_of(withdrawn),
        withdrawn_by=by,
        held=bool(held),
        announcement=_announcement(kind, words),
    )


def _announcement(kind: str | None, words: str | None) -> Announcement | None:
    match kind:
        case "correction" | "clarification" | "update" | "retraction":
            return Announcement(kind=kind, words=words or "")
    return None
