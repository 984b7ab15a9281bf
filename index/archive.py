"""The archive: every article with all its versions, their passages, and every vector that was ever computed.

SQLite in WAL mode, the source of truth, with one writer (`index.reindexing`, under the writer's lock). Nothing that
was paid for once is computed again: passages are kept by text and splitter, vectors by passage text and model.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.errors import IndexFaultError
from index.home import home_fault
from index.passage import Span

SCHEMA = 2
QUERY_BATCH = 500

_TABLES = """
CREATE TABLE source (path TEXT PRIMARY KEY, added INTEGER NOT NULL);
CREATE TABLE article (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    place TEXT NOT NULL,
    version TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, withdrawn INTEGER
);
CREATE INDEX article_file ON article (file);
CREATE TABLE version (
    article TEXT NOT NULL REFERENCES article (id),
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    published INTEGER,
    url TEXT,
    author TEXT, section TEXT,
    text TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    modified INTEGER,
    PRIMARY KEY (article, version)
);
CREATE TABLE passage (
    version TEXT NOT NULL,
    splitter TEXT NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    PRIMARY KEY (version, splitter, ordinal)
) WITHOUT ROWID;
CREATE TABLE vector (
    passage BLOB NOT NULL,
    model TEXT NOT NULL,
    numbers BLOB NOT NULL,
    PRIMARY KEY (passage, model)
);
"""

_MIGRATIONS = {1: "ALTER TABLE version ADD COLUMN modified INTEGER;"}
"""What makes an archive of each older schema one of the next."""

_ARTICLE = """
SELECT a.id, a.file, a.place, v.title, v.publisher, v.published, v.modified, v.url, v.author, v.section, v.text
FROM article a JOIN version v ON v.article = a.id AND v.version = {version}
"""

Change = Literal["new", "changed", "unchanged"]
_Value = str | int | bytes | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an article was read: a file, and the record in it (empty where the file is the article)."""

    file: str
    record: str = ""

    def __str__(self) -> str:
        return f"{self.file} ({self.record})" if self.record else self.file


class Archive:
    """An open archive. Use it in a `with`; changes are kept by `transaction`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise home_fault(path, error) from error
        with self._translated(), ExitStack() as stack:
            self._database = sqlite3.connect(path, isolation_level=None)
            stack.callback(self._database.close)
            self._prepare()
            stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def _prepare(self) -> None:
        self._database.execute("PRAGMA journal_mode = WAL")
        found = self._database.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            self._database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
        for older in range(found or SCHEMA, SCHEMA):
            migration = f"BEGIN; {_MIGRATIONS[older]} PRAGMA user_version = {older + 1}; COMMIT;"
            self._database.executescript(migration)
        if found > SCHEMA:
            raise IndexFaultError(
                f"The archive {self._path} has schema {found}, this Newshound knows {SCHEMA}; use the newer Newshound."
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all changes made inside, or none.

        Raises:
            IndexFaultError: the archive can't be written.
        """
        with self._translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                # On a full disk SQLite has rolled back already.
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise IndexFaultError(
                f"The archive {self._path} can't be read or written ({error}); free some space or mend the permissions,"
                " and run `newshound reindex` again."
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexFaultError(
                f"The archive {self._path} can't be read as one; restore it from a backup, or move it away and run"
                " `newshound reindex` with your sources to make a new one."
            ) from error

    def _rows(self, query: str, values: Sequence[_Value] = ()) -> Iterator[tuple[Any, ...]]:
        """What a query finds, row by row, for a damaged page may be met at any of them."""
        with self._translated():
            yield from self._database.execute(query, values)

    def _first(self, query: str, values: Sequence[_Value] = ()) -> tuple[Any, ...] | None:
        return next(self._rows(query, values), None)

    def _write(self, query: str, *rows: Sequence[_Value]) -> None:
        with self._translated():
            self._database.executemany(query, rows)

    # Sources

    def remember_source(self, path: str, now: datetime) -> None:
        """Keep a path that was given, so that it is read again when none is."""
        self._write("INSERT OR IGNORE INTO source VALUES (?, ?)", (path, _seconds(now)))

    def sources(self) -> list[str]:
        """The paths that were ever given, oldest first."""
        return [row[0] for row in self._rows("SELECT path FROM source ORDER BY added, path")]

    # Articles

    def place(self, article_id: str) -> Place | None:
        """Where the article with this id was read last; None for an unknown id."""
        row = self._first("SELECT file, place FROM article WHERE id = ?", (article_id,))
        return Place(file=row[0], record=row[1]) if row else None

    def store(self, article: Article, place: Place, now: datetime) -> Change:
        """Keep an article as it was read now; its earlier versions stay."""
        seen = _seconds(now)
        dates = (_seconds_or_none(article.published), _seconds_or_none(article.modified))
        values = (article.title, article.publisher, *dates, article.url, article.author, article.section)
        known = self._first("SELECT version FROM article WHERE id = ?", (article.id,))
        if known is None:
            self._write(
                "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (article.id, place.file, place.record, article.version, seen, seen),
            )
        else:
            self._write(
                "UPDATE article SET file = ?, place = ?, version = ?, last_seen = ? WHERE id = ?",
                (place.file, place.record, article.version, seen, article.id),
            )
        kept = self._first(
            "SELECT title, publisher, published, modified, url, author, section FROM version"
            " WHERE article = ? AND version = ?",
            (article.id, article.version),
        )
        if kept is None:
            self._write(
                "INSERT INTO version (article, version, title, publisher, published, modified, url, author, section,"
                " text, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (article.id, article.version, *values, article.text, seen),
            )
        elif kept != values:
            self._write(
                "UPDATE version SET title = ?, publisher = ?, published = ?, modified = ?, url = ?, author = ?,"
                " section = ? WHERE article = ? AND version = ?",
                (*values, article.id, article.version),
            )
        if known is None:
            return "new"
        return "unchanged" if known[0] == article.version and kept == values else "changed"

    def article(self, article_id: str, version: str | None = None) -> Article | None:
        """One article, in its newest version or another one; None where there is no such."""
        query = _ARTICLE.format(version="coalesce(?, a.version)") + " WHERE a.id = ?"
        row = self._first(query, (version or None, article_id))
        return _article(row) if row else None

    def searched(self, article_id: str) -> Article | None:
        """The version of an article that is searched; None where it was withdrawn or there is no such."""
        row = self._first(
            _ARTICLE.format(version="a.version") + " WHERE a.withdrawn IS NULL AND a.id = ?", (article_id,)
        )
        return _article(row) if row else None

    def articles(self) -> Iterator[Article]:
        """Every article that is searched, in its newest version, by date (undated first) and id."""
        query = _ARTICLE.format(version="a.version") + " WHERE a.withdrawn IS NULL ORDER BY v.published, a.id"
        for row in self._rows(query):
            yield _article(row)

    def places(self) -> list[tuple[str, Place]]:
        """Every article that is searched: its id, and where it was read last."""
        query = "SELECT id, file, place FROM article WHERE withdrawn IS NULL ORDER BY file, place"
        return [(row[0], Place(file=row[1], record=row[2])) for row in self._rows(query)]

    def changed(self) -> dict[str, datetime]:
        """When the present text of an article was first seen, by id, for those that had another text before."""
        query = (
            "SELECT a.id, v.first_seen FROM article a JOIN version v ON v.article = a.id AND v.version = a.version"
            " WHERE v.first_seen > (SELECT min(first_seen) FROM version WHERE article = a.id)"
        )
        return {row[0]: datetime.fromtimestamp(row[1], UTC) for row in self._rows(query)}

    def state(self) -> str:
        """A name for what is searched now: equal states would give equal editions."""
        digest = hashlib.sha256()
        query = (
            "SELECT a.id, a.version, v.title, v.publisher, v.published, v.modified, v.url, v.author, v.section"
            " FROM article a JOIN version v ON v.article = a.id AND v.version = a.version"
            " WHERE a.withdrawn IS NULL ORDER BY a.id"
        )
        for row in self._rows(query):
            digest.update(repr(row).encode())
        return digest.hexdigest()

    # Passages and vectors

    def passages(self, version: str, splitter: str) -> list[Span]:
        """The passages that a splitter made of a text; none where it has not cut that text yet."""
        query = "SELECT start, end FROM passage WHERE version = ? AND splitter = ? ORDER BY ordinal"
        return [Span(*row) for row in self._rows(query, (version, splitter))]

    def store_passages(self, version: str, splitter: str, spans: Sequence[Span]) -> None:
        """Keep how a splitter cuts a text."""
        rows = [(version, splitter, ordinal, span.start, span.end) for ordinal, span in enumerate(spans)]
        self._write("INSERT OR REPLACE INTO passage VALUES (?, ?, ?, ?, ?)", *rows)

    def vectors(self, texts: Sequence[str], model: str) -> dict[str, npt.NDArray[np.float32]]:
        """The kept vectors of those passages that have one, by text."""
        by_hash = {passage_hash(text): text for text in texts}
        found = {}
        hashes = list(by_hash)
        for start in range(0, len(hashes), QUERY_BATCH):
            batch = hashes[start : start + QUERY_BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT passage, numbers FROM vector WHERE model = ? AND passage IN ({marks})"  # noqa: S608
            for key, numbers in self._rows(query, (model, *batch)):
                found[by_hash[key]] = np.frombuffer(numbers, dtype=np.float32)
        return found

    def store_vectors(self, texts: Iterable[str], vectors: npt.NDArray[np.float32], model: str) -> None:
        """Keep the vectors of some passages, row by row."""
        rows = [(passage_hash(text), model, vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        self._write("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", *rows)


def passage_hash(text: str) -> bytes:
    """What a passage's vector is kept by."""
    return hashlib.sha256(text.encode()).digest()


def _article(
    row: tuple[str, str, str, str, str | None, int | None, int | None, str | None, str | None, str | None, str],
) -> Article:
    article_id, file, record, title, publisher, published, modified, url, author, section, text = row
    return Article(
        id=article_id,
        title=title,
        text=text,
        origin=str(Place(file=file, record=record)),
        publisher=publisher,
        published=_moment(published),
        modified=_moment(modified),
        url=url,
        author=author,
        section=section,
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _seconds_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else _seconds(moment)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
