"""An edition: one published state of the index, in a folder that nobody changes any more.

The one module that opens all stores (passages.db, chroma/, vectors.npy, lexical/ of passages and articles/ of whole
articles); nobody else knows how many there are. Filters are masks over a few small arrays, never Chroma's `where`
(reference/chroma.md, 1.3).
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.columns import ArticleColumns, Columns, Mask
from index.edition_check import Stores, check
from index.edition_texts import open_texts, read_article
from index.errors import IndexFaultError
from index.lexical import LexicalIndex
from index.locks import reader_lock
from index.manifest import ARTICLES, CHROMA, LEXICAL, LOCK, PASSAGES, VECTORS, Manifest
from index.nearest import nearest
from index.passage import Passage, Span
from index.query import Coverage, Query
from index.quoted import Quoted, QuoteQuery, SaidResults

if TYPE_CHECKING:
    from index.vectors import VectorStore

EXACT_PASSAGES = 150_000
"""Up to here a scan of all vectors is as quick as Chroma's graph (12 ms at 100,000) and misses nothing: the graph can't
reach some passages among hundreds of equal ones."""


class Edition:
    """An open edition, shared by threads. While it is open, nobody removes its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        _check_rights(folder)
        with ExitStack() as stack:
            try:
                stack.enter_context(reader_lock(folder / LOCK))
                self.manifest = Manifest.read(folder)
                self._vectors: npt.NDArray[np.float32] = np.load(folder / VECTORS, mmap_mode="r")
                self._database = open_texts(folder / PASSAGES)
                stack.callback(self._database.close)
                self._database_lock = threading.Lock()
                self._read_columns()
                self._quoted = Quoted(self._database, self._database_lock, self.columns)
            except PermissionError as error:
                raise _shut(folder) from error
            except (EOFError, OSError, ValueError, sqlite3.DatabaseError) as error:
                raise IndexFaultError(
                    f"The edition {folder} can't be opened; run `newshound reindex` to build it again."
                ) from error
            self._check_rows()
            self._graph: VectorStore | None = None
            self._graph_lock = threading.Lock()
            self._lexical = LexicalIndex(folder / LEXICAL)
            self._articles = LexicalIndex(folder / ARTICLES)
            self._stack = stack.pop_all()
        if self._is_large:
            self._opened_graph()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the stores and let go of the folder."""
        self._stack.close()

    def _read_columns(self) -> None:
        articles = self._database.execute(
            "SELECT id, published, appeared, publisher, story, characters, entry FROM article ORDER BY key"
        ).fetchall()
        rows = self._database.execute("SELECT id, article, entry, start FROM passage ORDER BY row").fetchall()
        self.columns = Columns([ArticleColumns(*article[:-1]) for article in articles], [row[1] for row in rows])
        self._row_of = {row[0]: number for number, row in enumerate(rows)}
        self._entries = _Places([row[2] for row in rows])
        self._starts = np.array([row[3] for row in rows], dtype=np.int64)
        self._article_entries = _Places([article[-1] for article in articles])

    def _check_rows(self) -> None:
        """Every row that a search finds must be in each array; without this one too few is met by some question."""
        manifest = self.manifest
        shapes = (len(self.columns), self._vectors.shape)
        if shapes != (manifest.passages, (manifest.passages, manifest.dimension)):
            raise IndexFaultError(
                f"The edition {self.folder} should hold {manifest.passages} passages, and its {PASSAGES} or {VECTORS}"
                " holds others; run `newshound reindex` to build it again."
            )

    @property
    def built(self) -> datetime:
        """When this edition was built, aware UTC."""
        return datetime.fromisoformat(self.manifest.built)

    @property
    def publishers(self) -> tuple[str, ...]:
        """Every outlet that is named in the articles, sorted."""
        return self.columns.publishers

    def mask(self, query: Query) -> Mask | None:
        """Which rows a query's filters keep; None where it has no filter."""
        return self.columns.mask(query)

    def dense(self, vector: npt.NDArray[np.float32], limit: int, mask: Mask | None) -> list[tuple[int, float]]:
        """Rows and cosines of the passages nearest to a unit vector, best first.

        Exact, but for an unfiltered search of very many passages, which asks Chroma's graph.
        """
        if mask is None and self._is_large:
            return [(self._row_of[id_], cosine) for id_, cosine in self._opened_graph().nearest(vector, limit)]
        rows = np.arange(len(self.columns)) if mask is None else np.flatnonzero(mask)
        return nearest(self._vectors, rows, vector, limit)

    def lexical(self, stems: Sequence[str], limit: int, query: Query) -> list[tuple[int, float]]:
        """Rows and BM25 scores of the best passages inside a query's filters, best first."""
        bounds = self.columns.bounds(query)
        return self._kept(lambda count: self._entries.of(self._lexical.search(stems, count, bounds)), limit, query)

    def pairs(self, stems: Sequence[str], limit: int, query: Query) -> list[tuple[int, float]]:
        """The same for pairs of neighbouring words."""
        return self._entries.of(self._lexical.search_pairs(stems, limit, self.columns.bounds(query)))

    def articles(self, stems: Sequence[str], limit: int, query: Query) -> dict[int, float]:
        """The BM25 scores of the best whole articles inside a query's filters, by the article's number in `columns`."""
        return dict(self._article_entries.of(self._articles.search(stems, limit, self.columns.bounds(query))))

    def weights(self, stems: Sequence[str]) -> dict[str, float]:
        """The idf of each stem over all passages."""
        return self._lexical.weights(stems)

    def pair_weights(self, stems: Sequence[str]) -> dict[str, float]:
        """The idf of each pair of neighbouring words over all passages."""
        return self._lexical.pair_weights(stems)

    def article_weights(self, stems: Sequence[str]) -> dict[str, float]:
        """The idf of each stem over all articles."""
        return self._articles.weights(stems)

    def _kept(
        self, search: Callable[[int], list[tuple[int, float]]], limit: int, query: Query
    ) -> list[tuple[int, float]]:
        """What a word search finds but for articles that the query leaves out, which its own filters don't know."""
        if not query.without:
            return search(limit)
        mask = self.mask(query)
        left_out = 0 if mask is None else int((~mask).sum())
        found = search(min(limit + left_out, len(self.columns)))
        return [(row, score) for row, score in found if mask is None or mask[row]][:limit]

    def similarities(self, rows: Sequence[int], vector: npt.NDArray[np.float32]) -> list[float]:
        """The exact cosine of each row to a unit vector."""
        return [float(score) for score in self._vectors[np.array(rows, dtype=np.int64)] @ vector] if rows else []

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of some rows, in the same order.

        Raises:
            IndexFaultError: their texts can't be read.
        """
        articles: dict[int, Article] = {}
        found = []
        with self._database_lock:
            try:
                for row in rows:
                    key, start, end = self._database.execute(
                        "SELECT article, start, end FROM passage WHERE row = ?", (row,)
                    ).fetchone()
                    if key not in articles:
                        articles[key] = read_article(self._database, key)
                    found.append(Passage(article=articles[key], span=Span(start, end)))
            except (sqlite3.DatabaseError, TypeError, ValueError) as error:
                raise self._unreadable() from error
        return found

    def articles_at(self, keys: Sequence[int]) -> list[Article]:
        """The articles with some numbers of `columns`, in the same order.

        Raises:
            IndexFaultError: their texts can't be read.
        """
        with self._database_lock:
            try:
                return [read_article(self._database, key) for key in keys]
            except (sqlite3.DatabaseError, TypeError, ValueError) as error:
                raise self._unreadable() from error

    def spoken(self, query: Query, limit: int) -> list[tuple[int, float]]:
        """The passages that have words of a query's speaker, and how much of its matter these have, 0 to 1."""
        asked = QuoteQuery(speaker=query.speaker, topic=query.matter, within=query, limit=limit)
        with self._read_well():
            places = self._quoted.places(asked)
        best: dict[int, float] = {}
        for article, start, share in places:
            first, end = np.searchsorted(self.columns.article_of_row, (article, article + 1))
            row = int(first + np.searchsorted(self._starts[first:end], start, side="right") - 1)
            best[row] = max(best.get(row, 0.0), share)
        return list(best.items())

    def said(self, query: QuoteQuery) -> SaidResults:
        """Who said what, newest first.

        Raises:
            IndexFaultError: the quotations can't be read.
        """
        with self._read_well():
            return self._quoted.search(query)

    def speakers(self, typed: str, limit: int) -> list[str]:
        """Speakers as articles call them who have a word that begins with what is typed; those quoted most first.

        Raises:
            IndexFaultError: the quotations can't be read.
        """
        with self._read_well():
            return self._quoted.beginning(typed, limit)

    @contextmanager
    def _read_well(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, TypeError, ValueError, IndexError) as error:
            raise self._unreadable() from error

    def _unreadable(self) -> IndexFaultError:
        return IndexFaultError(
            f"The texts of the edition {self.folder} can't be read; run `newshound reindex` to build it again."
        )

    @property
    def _is_large(self) -> bool:
        """Whether an unfiltered search asks the graph."""
        return len(self.columns) > EXACT_PASSAGES

    def _opened_graph(self) -> "VectorStore":
        """Chroma, opened when it is first needed: opening it takes a second, and writes, which a full disk forbids.

        Raises:
            IndexFaultError: it can't be opened.
        """
        from index.vectors import VectorStore  # noqa: PLC0415 - chromadb takes a second to be imported

        with self._graph_lock:
            if self._graph is None:
                self._graph = self._stack.enter_context(VectorStore(self.folder / CHROMA))
            return self._graph

    def coverage(self, query: Query) -> Coverage:
        """What a query searches through."""
        return self.columns.coverage(query, edition=self.name, built=self.built)

    def verify(self, new: Sequence[int] | None = None) -> None:
        """Check that all stores hold the passages that opening found, and that these can be found.

        Everything is read back, or, of a copy that only gained the rows `new`, these and a sample of the others.

        Raises:
            IndexFaultError: they don't; the edition must not be published.
        """
        check(
            Stores(
                folder=self.folder,
                manifest=self.manifest,
                ids=tuple(self._row_of),
                entries=self._entries.known,
                article_entries=self._article_entries.known,
                matrix=self._vectors,
                chroma=self._opened_graph(),
                lexical=self._lexical,
                articles=self._articles,
                texts=self._database,
                texts_lock=self._database_lock,
            ),
            new,
        )


class _Places:
    """Where the entries of a word index stand: their rows, or their articles' numbers."""

    def __init__(self, entries: Sequence[int]) -> None:
        self.known: npt.NDArray[np.int64] = np.array(entries, dtype=np.int64)
        self._order = np.argsort(self.known, kind="stable")
        self._sorted = self.known[self._order]

    def of(self, found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """Places and scores for entries and scores; of equal scores the earliest place first, in every copy alike."""
        if not len(self._order):
            return []
        entries = np.array([entry for entry, _ in found], dtype=np.int64)
        at = np.minimum(np.searchsorted(self._sorted, entries), len(self._order) - 1)
        places = self._order[at]
        pairs = [(int(place), score) for place, (_, score) in zip(places, found, strict=True)]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _check_rights(folder: Path) -> None:
    """Tell an edition that is shut to this user from a damaged one; Chroma and the lock write even for a reader."""
    written = (folder / LOCK, folder / CHROMA, *(folder / CHROMA).glob("*"))
    needed = [(folder / name, os.R_OK) for name in (PASSAGES, VECTORS, LEXICAL, ARTICLES)] + [
        (path, os.W_OK) for path in written
    ]
    for path, right in needed:
        if os.path.exists(path) and not os.access(path, right):  # noqa: PTH110 - an OSError means that it is not there
            raise _shut(path)


def _shut(path: Path) -> IndexFaultError:
    return IndexFaultError(
        f"{path} is shut to this user; who asks must be able to read and write the whole edition, so mend the"
        " permissions, for example with chmod."
    )
