"""Writes the four stores of an edition from what the archive holds.

Articles stand in order of date, so that a window of time is one stretch of rows. Every searched article must have its
passages and vectors in the archive already.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.archive import Archive
from index.article import Article
from index.calibration import shipped
from index.edition import ARTICLES, CHROMA, LEXICAL, LOCK, PASSAGES, VECTORS
from index.errors import IndexFaultError
from index.lexical import UNDATED, LexicalEntry, write_lexical
from index.manifest import SCHEMA, Manifest
from index.passage import Passage
from index.stories import FINGERPRINT, stories
from index.terms import Analyser
from index.vectors import write_vectors

SECONDS_A_DAY = 86_400
VECTORS_AT_ONCE = 1000

Progress = Callable[[str, int, int | None], None]
"""Told of a long step as it goes on: its name, how much is done, and of how much where that is known."""

_TABLES = """
CREATE TABLE article (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT,
    published INTEGER, modified INTEGER, appeared INTEGER, story INTEGER NOT NULL, url TEXT, author TEXT, section TEXT,
    origin TEXT NOT NULL, characters INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article INTEGER NOT NULL REFERENCES article (key),
    start INTEGER NOT NULL, end INTEGER NOT NULL
);
"""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How an edition is made: fingerprints of the embedding model and of the splitter, and when (aware UTC)."""

    model: str
    splitter: str
    built: datetime


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A passage as the stores hold it, with its article's key."""

    article: int
    id: str
    passage: Passage


def build(folder: Path, archive: Archive, recipe: Recipe, progress: Progress) -> None:
    """Fill the folder of an edition.

    Raises:
        IndexFaultError: a passage has no vector in the archive.
    """
    (folder / LOCK).touch()
    articles = list(archive.articles())
    rows = [row for key, article in enumerate(articles) for row in _rows(archive, key, article, recipe)]
    appeared = _appeared(archive, articles)
    progress("stories", 0, None)
    _write_texts(folder / PASSAGES, articles, appeared, stories(articles), rows)
    matrix = _vectors(archive, rows, recipe.model, progress)
    np.save(folder / VECTORS, matrix)
    days = [max(_seconds(row.passage.article.published) // SECONDS_A_DAY, -1) for row in rows]
    ids = [row.id for row in rows]
    write_vectors(folder / CHROMA, ids, matrix, days, stored=lambda count: progress("store", count, len(ids)))
    _write_words(folder, articles, appeared, rows)
    Manifest(
        schema=SCHEMA,
        model=recipe.model,
        splitter=recipe.splitter,
        stories=FINGERPRINT,
        state=archive.state(),
        articles=len(articles),
        passages=len(rows),
        dimension=matrix.shape[1],
        built=recipe.built.isoformat(),
        calibration=shipped(len(rows)),
    ).write(folder)


def _rows(archive: Archive, key: int, article: Article, recipe: Recipe) -> list[_Row]:
    passages = [Passage(article=article, span=span) for span in archive.passages(article.version, recipe.splitter)]
    return [_Row(article=key, id=_id(passage), passage=passage) for passage in passages]


def _id(passage: Passage) -> str:
    """A passage's stable name: the same words at the same place of the same version keep it from edition to edition."""
    article, span = passage.article, passage.span
    return hashlib.sha256(f"{article.id}\0{article.version}\0{span.start}\0{span.end}".encode()).hexdigest()[:24]


def _appeared(archive: Archive, articles: Sequence[Article]) -> list[int | None]:
    """From when on each text is known to have been as it is, in seconds since 1970; None where the article is undated.

    A first text is as old as the article says; a later one is not older than when it was first seen.
    """
    changed = archive.changed()
    found: list[int | None] = []
    for article in articles:
        times = [time for time in (article.published, article.modified, changed.get(article.id)) if time]
        found.append(None if article.published is None else _seconds(max(times)))
    return found


def _write_texts(
    path: Path,
    articles: Sequence[Article],
    appeared: Sequence[int | None],
    story_of: Mapping[str, int],
    rows: Sequence[_Row],
) -> None:
    database = sqlite3.connect(path)
    try:
        database.executescript(_TABLES)
        database.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    key,
                    article.id,
                    article.version,
                    article.title,
                    article.publisher,
                    None if article.published is None else _seconds(article.published),
                    None if article.modified is None else _seconds(article.modified),
                    appeared[key],
                    story_of[article.id],
                    article.url,
                    article.author,
                    article.section,
                    article.origin,
                    len(article.text),
                    article.text,
                )
                for key, article in enumerate(articles)
            ),
        )
        database.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?)",
            (
                (number, row.id, row.article, row.passage.span.start, row.passage.span.end)
                for number, row in enumerate(rows)
            ),
        )
        database.commit()
    finally:
        database.close()


def _vectors(archive: Archive, rows: Sequence[_Row], model: str, progress: Progress) -> npt.NDArray[np.float32]:
    parts = []
    for start in range(0, len(rows), VECTORS_AT_ONCE):
        texts = [row.passage.text for row in rows[start : start + VECTORS_AT_ONCE]]
        known = archive.vectors(texts, model)
        missing = len(set(texts) - known.keys())
        if missing:
            raise IndexFaultError(f"{missing} passages have no vector in the archive; run `newshound reindex` again.")
        parts.append(np.stack([known[text] for text in texts]))
        progress("build", min(start + VECTORS_AT_ONCE, len(rows)), len(rows))
    if not parts:
        raise IndexFaultError("No article has a passage in the archive; run `newshound reindex` again.")
    return np.concatenate(parts)


def _write_words(
    folder: Path, articles: Sequence[Article], appeared: Sequence[int | None], rows: Sequence[_Row]
) -> None:
    analyser = Analyser()

    def entry(row: int, article: int, text: str) -> LexicalEntry:
        source = articles[article]
        time = appeared[article]
        return LexicalEntry(
            row=row,
            stems=analyser.stems(f"{source.title}\n{source.date_words}\n{text}"),
            seconds=_seconds(source.published),
            appeared=UNDATED if time is None else time,
            publisher=source.publisher or "",
        )

    write_lexical(folder / LEXICAL, (entry(number, row.article, row.passage.text) for number, row in enumerate(rows)))
    write_lexical(folder / ARTICLES, (entry(key, key, article.text) for key, article in enumerate(articles)))


def _seconds(moment: datetime | None) -> int:
    return UNDATED if moment is None else int(moment.timestamp())
