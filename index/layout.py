"""Lays an edition out: in one pass over the archive's articles, their texts, vectors and words get their places.

Articles stand in order of date, so that a window of time is one stretch of rows. What the published edition has already
is taken over from there. Nothing but a few lines for each article is held in memory.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count, repeat
from pathlib import Path

import numpy as np

from index.archive import Archive
from index.article import Article
from index.edition_texts import (
    ArticleRow,
    PassageRow,
    new_texts,
    pack,
    put_articles,
    put_passages,
    put_stories,
    read_article,
)
from index.errors import IndexFaultError
from index.kept_quotes import read_quotes
from index.lexical import PARTS
from index.manifest import ARTICLES, LEXICAL, PASSAGES, VECTORS
from index.matrix import MatrixWriter
from index.passage import Span
from index.published import Published
from index.quote_tables import QuoteTables
from index.recipe import Progress, Recipe
from index.seconds import seconds_of
from index.sketching import Sketcher
from index.stories import Outline, numbered, outline
from index.story_memory import StoryMemory
from index.terms import Analyser
from index.word_entries import WordEntries, is_indexed_so

PROGRESS_ROWS = 1000
WRITTEN_AT_ONCE = 1000
FEW_ROWS = 10_000
"""So many passages make one part of a word index. More are indexed in as many parts as become one by themselves: a copy
would else have to merge half of them to take in a few new ones."""
LARGEST_CHANGE = 0.2
"""Share of the passages that an edition made from a copy may have changed, or drag along dead."""


class TooMuchChangedError(Exception):
    """So much has changed that an edition made anew is better than a changed copy."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What was laid out: ids by row, rows that are `new`, ids that are `gone`, how many entries are `outdated`.

    `changed` counts passages that came or have other words around them, or those that went if these are more.
    """

    articles: int
    dimension: int
    ids: list[str]
    new: list[int]
    gone: list[str]
    outdated: int
    changed: int


def lay_out(
    folder: Path, archive: Archive, recipe: Recipe, progress: Progress, published: Published | None = None
) -> Layout:
    """Write the texts, the vectors, the stories and the word indexes of an edition into its folder.

    With a published edition, its word indexes are in the folder already and are changed there.

    Raises:
        IndexFaultError: a passage has no vector in the archive, or there is no passage.
        TooMuchChangedError: the published edition is too far from what the archive holds.
    """
    changed = archive.changed()
    total = archive.embedded.count(recipe.splitter)
    with new_texts(folder / PASSAGES) as database, MatrixWriter(folder / VECTORS) as matrix:
        laying = _Laying(folder, database, matrix, archive, recipe, published)
        steps = _Steps(total, progress, laying.end_part if total > FEW_ROWS and not published else None)
        for article in archive.articles():
            laying.put(article, _appeared(article, changed.get(article.id)))
            steps.reach(len(laying.ids))
        progress("build", len(laying.ids), total)
        if not laying.ids:
            raise IndexFaultError("No article has a passage in the archive; run `newshound reindex` again.")
        layout = laying.finish()
        progress("stories", 0, None)
        laying.find_stories(folder)
    return layout


class _Steps:
    """What is done every so often on the way through the rows: telling, and ending parts of the word indexes."""

    def __init__(self, total: int, progress: Progress, end_part: Callable[[], None] | None) -> None:
        self._total, self._progress, self._end_part = total, progress, end_part
        self._told = self._parts = 0

    def reach(self, rows: int) -> None:
        if rows >= self._told + PROGRESS_ROWS:
            self._told = rows
            self._progress("build", rows, self._total)
        if self._end_part and self._parts < PARTS - 1 and rows * PARTS >= self._total * (self._parts + 1):
            self._parts += 1
            self._end_part()


class _Laying:
    """An edition as it is laid out, article by article."""

    def __init__(  # noqa: PLR0913, PLR0917 - what is read and what is written
        self,
        folder: Path,
        database: sqlite3.Connection,
        matrix: MatrixWriter,
        archive: Archive,
        recipe: Recipe,
        published: Published | None,
    ) -> None:
        self.ids: list[str] = []
        self._database, self._matrix, self._archive, self._recipe = database, matrix, archive, recipe
        self._published = published
        self._memory = published.memory if published else StoryMemory()
        self._sketcher = Sketcher()
        self._outlines: list[Outline] = []
        self._articles: list[tuple[ArticleRow, bytes]] = []
        self._passages: list[PassageRow] = []
        self._new: list[int] = []
        self._changed = 0
        analyser = Analyser()
        known = published.entries.tolist() if published else ()
        self._words = WordEntries(folder / LEXICAL, analyser, known, with_pairs=True)
        known = published.article_entries() if published else ()
        self._article_words = WordEntries(folder / ARTICLES, analyser, known, with_pairs=False)
        self._analyser = analyser
        self._quotes = QuoteTables(database, analyser)

    def put(self, article: Article, appeared: int | None) -> None:
        """Give the next place to an article."""
        published, version = self._published, article.version
        known = published.article(article.id) if published else None
        if known and known.version != version:
            known = None
        is_same = known is not None and is_indexed_so(known, article, appeared)
        if published and known and is_same:
            self._article_words.keep([entry := known.entry])
        else:
            entry = self._article_words.put(article, appeared, article.text)
        row = _row(article, version, key=len(self._outlines), appeared=appeared, entry=entry)
        if published and known:
            self._articles.append((row, published.packed(known.key)))
            self._take_over(article, row, published, published.rows(known.key), is_same=is_same)
        else:
            self._articles.append((row, pack(article.text)))
            self._add(article, row)
        # What was withdrawn when texts were read for quotations last is read when it is back.
        kept = self._archive.quotes.of(version)
        said = read_quotes(article.text, self._analyser) if kept is None else kept
        self._quotes.put(row.key, article.title, said)
        self._outlines.append(outline(article, version, self._sketcher, self._memory))
        if len(self._passages) >= WRITTEN_AT_ONCE:
            self._write()
        if published and self._changed > LARGEST_CHANGE * len(published.ids):
            raise TooMuchChangedError

    def _take_over(self, article: Article, row: ArticleRow, published: Published, old: range, *, is_same: bool) -> None:
        """Have the passages of an article whose text stayed as it was."""
        if not old:
            return
        places = slice(old.start, old.stop)
        starts, ends = published.starts[places].tolist(), published.ends[places].tolist()
        if is_same:
            entries = published.entries[places].tolist()
            self._words.keep(entries)
        else:
            texts = [article.text[start:end] for start, end in zip(starts, ends, strict=True)]
            entries = [self._words.put(article, row.appeared, text) for text in texts]
            self._changed += len(old)
        self._put_passages(row, published.ids[places], starts, ends, entries)
        self._matrix.append(published.vectors[places])

    def _add(self, article: Article, row: ArticleRow) -> None:
        """Have the passages of a new text."""
        spans = self._archive.embedded.passages(row.version, self._recipe.splitter)
        if not spans:
            return
        texts = [span.of(article.text) for span in spans]
        known = self._archive.embedded.vectors(texts, self._recipe.model)
        missing = len(set(texts) - known.keys())
        if missing:
            raise IndexFaultError(f"{missing} passages have no vector in the archive; run `newshound reindex` again.")
        self._new.extend(range(len(self.ids), len(self.ids) + len(spans)))
        self._changed += len(spans)
        entries = [self._words.put(article, row.appeared, text) for text in texts]
        ids = [_id(row, span) for span in spans]
        self._put_passages(row, ids, [span.start for span in spans], [span.end for span in spans], entries)
        self._matrix.append(np.stack([known[text] for text in texts]))

    def _put_passages(
        self, row: ArticleRow, ids: list[str], starts: list[int], ends: list[int], entries: list[int]
    ) -> None:
        columns = zip(count(len(self.ids)), ids, repeat(row.key), starts, ends, entries, strict=False)
        self._passages.extend(map(PassageRow._make, columns))
        self.ids.extend(ids)

    def _write(self) -> None:
        put_articles(self._database, self._articles)
        put_passages(self._database, self._passages)
        self._articles.clear()
        self._passages.clear()

    def end_part(self) -> None:
        """End a part of the word indexes."""
        self._words.end_part()
        self._article_words.end_part()

    def finish(self) -> Layout:
        """Take out what is there no more, and make the texts and the word indexes whole."""
        self._write()
        gone = set(self._published.ids).difference(self.ids) if self._published else set()
        changed = max(self._changed, len(gone))  # a passage that was changed has come and gone
        if self._published and changed > LARGEST_CHANGE * len(self._published.ids):
            raise TooMuchChangedError
        self._article_words.finish()
        self._quotes.finish()
        return Layout(
            articles=len(self._outlines),
            dimension=self._matrix.dimension,
            ids=self.ids,
            new=self._new,
            gone=sorted(gone),
            outdated=self._words.finish(),
            changed=changed,
        )

    def find_stories(self, folder: Path) -> None:
        """Number the stories, and keep what was learnt for the next edition."""
        keys = {article.id: key for key, article in enumerate(self._outlines)}
        story_of = numbered(
            self._outlines, lambda name: read_article(self._database, keys[name]), self._sketcher, self._memory
        )
        put_stories(self._database, [story_of[article.id] for article in self._outlines])
        self._memory.write(folder)


def _row(article: Article, version: str, *, key: int, appeared: int | None, entry: int) -> ArticleRow:
    return ArticleRow(
        key=key,
        id=article.id,
        version=version,
        title=article.title,
        publisher=article.publisher,
        published=seconds_of(article.published),
        modified=seconds_of(article.modified),
        appeared=appeared,
        url=article.url,
        author=article.author,
        section=article.section,
        language=article.language,
        zone=article.zone,
        origin=article.origin,
        characters=len(article.text),
        entry=entry,
    )


def _id(article: ArticleRow, span: Span) -> str:
    """A passage's stable name: the same words at the same place of the same version keep it from edition to edition."""
    digest = hashlib.sha256(f"{article.id}\0{article.version}\0{span.start}\0{span.end}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def _appeared(article: Article, changed: datetime | None) -> int | None:
    """From when on a text is known to have been as it is, in seconds since 1970; None where the article is undated.

    A first text is as old as the article says; a later one is not older than when it was first seen.
    """
    times = [time for time in (article.published, article.modified, changed) if time]
    return None if article.published is None else seconds_of(max(times))
