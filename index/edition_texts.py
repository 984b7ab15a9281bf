"""The texts of an edition, `passages.db`: its tables, and how articles and passages get in and out.

Texts stand apart from what is known about them, packed, so that reading the columns of all articles touches none of
them and an edition stays small. Numbers of articles (`key`) and passages (`row`) are places in order of date; `entry`
is the number under which the word index knows one, which stays when places shift.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from index.article import Article
from index.quote_tables import QUOTE_TABLES
from index.seconds import moment_of

_PAGE_BYTES = 16_384  # of the default 4,096 a packed article would leave a third empty

_TABLES = """
CREATE TABLE article (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT,
    published INTEGER, modified INTEGER, appeared INTEGER, url TEXT, author TEXT, section TEXT, language TEXT,
    zone INTEGER, origin TEXT NOT NULL, characters INTEGER NOT NULL, entry INTEGER NOT NULL,
    story INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE text (key INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, article INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    entry INTEGER NOT NULL
);
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRow:
    """An article without its text. Times are seconds since 1970; `appeared` is that of its present text."""

    key: int
    id: str
    version: str
    title: str
    publisher: str | None
    published: int | None
    modified: int | None
    appeared: int | None
    url: str | None
    author: str | None
    section: str | None
    language: str | None
    zone: int | None
    origin: str
    characters: int
    entry: int


class PassageRow(NamedTuple):
    """A passage: its place, its stable name, its article's number, its span, and its number in the word index."""

    row: int
    id: str
    article: int
    start: int
    end: int
    entry: int


_NAMES = tuple(field.name for field in fields(ArticleRow))
_COLUMNS = ", ".join(_NAMES)
_MARKS = ", ".join("?" * len(_NAMES))
_VALUES = attrgetter(*_NAMES)


@contextmanager
def new_texts(path: Path) -> Iterator[sqlite3.Connection]:
    """A new file of texts, to be filled; what was written is kept at the end.

    Without a journal: nobody else sees the file, and one that was not finished is deleted.
    """
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.executescript(
            f"PRAGMA page_size = {_PAGE_BYTES}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            f"{_TABLES} {QUOTE_TABLES} BEGIN;"
        )
        yield database
        database.execute("COMMIT")
    finally:
        database.close()


def open_texts(path: Path) -> sqlite3.Connection:
    """A published file of texts, for reading by any thread, one at a time."""
    # immutable: nobody writes to a published edition, so SQLite needs neither locks nor a journal.
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def put_articles(database: sqlite3.Connection, articles: Sequence[tuple[ArticleRow, bytes]]) -> None:
    """Write articles and their packed texts."""
    rows = (_VALUES(article) for article, _ in articles)
    database.executemany(f"INSERT INTO article ({_COLUMNS}) VALUES ({_MARKS})", rows)  # noqa: S608
    database.executemany("INSERT INTO text VALUES (?, ?)", ((article.key, packed) for article, packed in articles))


def put_passages(database: sqlite3.Connection, passages: Iterable[PassageRow]) -> None:
    """Write passages."""
    database.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)", passages)


def put_stories(database: sqlite3.Connection, stories: Sequence[int]) -> None:
    """Note the story of each article, in order of their numbers."""
    database.executemany("UPDATE article SET story = ? WHERE key = ?", ((story, k) for k, story in enumerate(stories)))


def article_rows(database: sqlite3.Connection) -> Iterator[ArticleRow]:
    """All articles in order, without their texts."""
    for values in database.execute(f"SELECT {_COLUMNS} FROM article ORDER BY key"):  # noqa: S608
        yield ArticleRow(**dict(zip(_NAMES, values, strict=True)))


def packed_text(database: sqlite3.Connection, key: int) -> bytes:
    """The text of an article as it is stored."""
    packed: bytes = database.execute("SELECT packed FROM text WHERE key = ?", (key,)).fetchone()[0]
    return packed


def pack(text: str) -> bytes:
    """A text as it is stored."""
    return zlib.compress(text.encode())


def unpack(packed: bytes) -> str:
    """A stored text.

    Raises:
        ValueError: it is damaged.
    """
    try:
        return zlib.decompress(packed).decode()
    except zlib.error as error:
        raise ValueError("a text is damaged") from error


def read_article(database: sqlite3.Connection, key: int) -> Article:
    """One article with its text.

    Raises:
        ValueError: its text is damaged.
        TypeError: there is none with this number.
    """
    row = database.execute(
        "SELECT id, title, origin, publisher, published, modified, url, author, section, language, zone FROM article"
        " WHERE key = ?",
        (key,),
    ).fetchone()
    article_id, title, origin, publisher, published, modified, url, author, section, language, zone = row
    return Article(
        id=article_id,
        title=title,
        text=unpack(packed_text(database, key)),
        origin=origin,
        publisher=publisher,
        published=moment_of(published),
        modified=moment_of(modified),
        url=url,
        author=author,
        section=section,
        language=language,
        zone=zone,
    )
