"""Builds an edition from the archive beside the published one, verifies it, and switches to it.

Nobody ever writes where a bot reads: a writer killed inside Chroma's persist destroyed the index in 5 of 5 trials
(reference/chroma.md, 2.3). So an edition is built under a name that ends in `.building`, and only a whole, closed and
verified one is renamed and named in `CURRENT`. What an interrupted run left behind is deleted and never resumed.
"""

import hashlib
import logging
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.archive import Archive
from index.article import Article
from index.edition import CHROMA, LEXICAL, LOCK, PASSAGES, VECTORS, Edition
from index.errors import IndexFaultError
from index.home import BUILDING, Home, sync_folder
from index.lexical import UNDATED, LexicalEntry, write_lexical
from index.locks import in_use
from index.manifest import SCHEMA, Manifest
from index.passage import Passage
from index.terms import Analyser
from index.vectors import write_vectors

logger = logging.getLogger(__name__)

EDITIONS_KEPT = 2
SECONDS_A_DAY = 86_400

Progress = Callable[[str, int, int | None], None]
"""Told of a long step as it goes on: its name, how much is done, and of how much where that is known."""

_EDITION_NAME = re.compile(r"\d{8}T\d{6}Z-\d+")

_TABLES = """
CREATE TABLE article (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT,
    published INTEGER, url TEXT, author TEXT, section TEXT, origin TEXT NOT NULL, text TEXT NOT NULL
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


def publish(home: Home, archive: Archive, recipe: Recipe, progress: Progress) -> str:
    """Build, verify and switch to an edition of what the archive holds; returns its name.

    Every searched article must have its passages and vectors in the archive already.

    Raises:
        IndexFaultError: the new edition is not right; the published one stays.
    """
    home.editions.mkdir(parents=True, exist_ok=True)
    final = _free_name(home.editions, f"{recipe.built:%Y%m%dT%H%M%SZ}")
    building = final.with_name(final.name + BUILDING)
    building.mkdir()
    _build(building, archive, recipe, progress)
    with Edition(building) as edition:
        progress("verify", 0, None)
        edition.verify()
    building.rename(final)
    sync_folder(home.editions)
    previous = home.current_edition()
    home.publish(final)
    logger.info("published edition %s", final.name)
    remove_old_editions(home, keep={final.name, *([previous.name] if previous else [])})
    return final.name


def is_whole(home: Home) -> bool:
    """Whether the published edition can be opened and holds what its manifest says; why not is logged."""
    folder = home.current_edition()
    if folder is None:
        return False
    try:
        with Edition(folder) as edition:
            edition.verify()
    except IndexFaultError as error:
        logger.warning("building a new edition, for the published one is damaged: %s", error)
        return False
    return True


def remove_unfinished(home: Home) -> None:
    """Delete what interrupted runs left behind."""
    for folder in home.editions.glob(f"*{BUILDING}"):
        logger.info("removing the unfinished edition %s", folder.name)
        shutil.rmtree(folder)


def remove_old_editions(home: Home, keep: set[str]) -> None:
    """Delete editions beyond the newest two, except those to keep and those that any process reads."""
    # Only what this module made: a file of the desktop's or a copy under another name is none of its business.
    names = sorted((path.name for path in home.editions.iterdir() if _EDITION_NAME.fullmatch(path.name)), reverse=True)
    for name in names[EDITIONS_KEPT:]:
        folder = home.editions / name
        if name not in keep and not in_use(folder / LOCK):
            shutil.rmtree(folder)


def _build(folder: Path, archive: Archive, recipe: Recipe, progress: Progress) -> None:
    (folder / LOCK).touch()
    passages: list[Passage] = []
    parts: list[npt.NDArray[np.float32]] = []
    articles = 0
    database = sqlite3.connect(folder / PASSAGES)
    try:
        database.executescript(_TABLES)
        for key, article in enumerate(archive.articles()):
            found = [Passage(article=article, span=span) for span in archive.passages(article.version, recipe.splitter)]
            first = len(passages)
            _insert_article(database, key, article)
            database.executemany(
                "INSERT INTO passage VALUES (?, ?, ?, ?, ?)",
                [(first + i, _id(p), key, p.span.start, p.span.end) for i, p in enumerate(found)],
            )
            parts.append(_vectors(archive, found, recipe.model))
            passages += found
            articles = key + 1
            progress("build", articles, None)
        database.commit()
    finally:
        database.close()
    matrix = np.concatenate(parts)
    np.save(folder / VECTORS, matrix)
    days = [max(_seconds(passage.article) // SECONDS_A_DAY, -1) for passage in passages]
    ids = [_id(passage) for passage in passages]
    write_vectors(folder / CHROMA, ids, matrix, days, stored=lambda count: progress("store", count, len(ids)))
    analyser = Analyser()
    write_lexical(folder / LEXICAL, (_entry(analyser, row, passage) for row, passage in enumerate(passages)))
    Manifest(
        schema=SCHEMA,
        model=recipe.model,
        splitter=recipe.splitter,
        state=archive.state(),
        articles=articles,
        passages=len(passages),
        dimension=matrix.shape[1],
        built=recipe.built.isoformat(),
    ).write(folder)


def _id(passage: Passage) -> str:
    """A passage's stable name: the same words at the same place of the same version keep it from edition to edition."""
    article, span = passage.article, passage.span
    return hashlib.sha256(f"{article.id}\0{article.version}\0{span.start}\0{span.end}".encode()).hexdigest()[:24]


def _vectors(archive: Archive, passages: list[Passage], model: str) -> npt.NDArray[np.float32]:
    texts = [passage.text for passage in passages]
    known = archive.vectors(texts, model)
    missing = len(set(texts) - known.keys())
    if missing or not texts:
        raise IndexFaultError(f"{missing} passages have no vector in the archive; run `newshound reindex` again.")
    return np.stack([known[text] for text in texts])


def _entry(analyser: Analyser, row: int, passage: Passage) -> LexicalEntry:
    article = passage.article
    return LexicalEntry(
        row=row,
        stems=analyser.stems(f"{article.title}\n{article.date_words}\n{passage.text}"),
        seconds=_seconds(article),
        publisher=article.publisher or "",
    )


def _seconds(article: Article) -> int:
    return UNDATED if article.published is None else int(article.published.timestamp())


def _insert_article(database: sqlite3.Connection, key: int, article: Article) -> None:
    database.execute(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            article.id,
            article.version,
            article.title,
            article.publisher,
            None if article.published is None else _seconds(article),
            article.url,
            article.author,
            article.section,
            article.origin,
            article.text,
        ),
    )


def _free_name(folder: Path, stamp: str) -> Path:
    """A name that no edition has, in order of time also within one second."""
    number = 0
    while any((folder / f"{stamp}-{number}{end}").exists() for end in ("", BUILDING)):
        number += 1
    return folder / f"{stamp}-{number}"
