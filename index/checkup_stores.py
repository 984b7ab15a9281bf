"""Looks into the stores that answer: Chroma's graph and the two word indexes hold each passage, and find it."""

import sqlite3
from collections.abc import Generator, Sequence

import numpy as np
import numpy.typing as npt

from index.checkup_edition import Published, closed, published
from index.edition_texts import read_article
from index.errors import IndexFaultError
from index.finding import FROM_ARCHIVE, Finding, Scope, counted, fault, first, ok, skipped, warning, wrong
from index.graph import check_graph
from index.layout import LARGEST_CHANGE
from index.lexical import LexicalFilter, LexicalIndex
from index.manifest import ARTICLES, CHROMA, LEXICAL, VECTORS
from index.terms import Analyser, distinct
from index.vectors import VectorStore

VECTORS_SAMPLED = 1_000
READ_AT_ONCE = 1_000
ASKED = 50
"""Passages that are looked for by their own vectors, or their own words."""
NEAREST = 10
FOUND_AMONG = 50
STEMS_ASKED = 60
SAME_COSINE = 0.999
SAME_WITHIN = 1e-3
LEAST_RECALL = 0.5
GOOD_RECALL = 0.9


def check_chroma(scope: Scope) -> Finding:
    """Whether Chroma's graph is sane, holds the vectors of vectors.npy, and finds them."""
    if why := closed(scope.home):
        return skipped(why)
    with published(scope.home) as edition:
        try:
            # Before it is opened: a torn graph can fill the disk.
            check_graph(edition.folder / CHROMA)
            matrix: npt.NDArray[np.float32] = np.load(edition.folder / VECTORS, mmap_mode="r")
            ids = edition.ids()
            with VectorStore(edition.folder / CHROMA) as store:
                return _chroma(edition, store, ids, matrix, scope)
        except IndexFaultError as error:
            return fault(error, FROM_ARCHIVE)
        except (OSError, ValueError, EOFError, sqlite3.Error):
            return skipped("its ids or vectors can't be read to compare it with")


def _chroma(
    edition: Published, store: VectorStore, ids: Sequence[str], matrix: npt.NDArray[np.float32], scope: Scope
) -> Finding:
    count = store.count()
    if count != edition.manifest.passages:
        return wrong(f"Chroma holds {count:,} vectors, not {edition.manifest.passages:,}", FROM_ARCHIVE)
    if store.ids() != set(ids) or len(matrix) != len(ids):
        return wrong("Chroma holds the vectors of other passages", FROM_ARCHIVE)
    step, first = scope.sample(len(ids), VECTORS_SAMPLED)
    rows = np.arange(first, len(ids), step)
    bad = sum(
        _differing(store, ids, matrix, rows[start : start + READ_AT_ONCE])
        for start in range(0, len(rows), READ_AT_ONCE)
    )
    if bad:
        return wrong(f"{counted(bad, 'vector')} of {len(rows):,} in Chroma unreadable or others", FROM_ARCHIVE)
    asked = np.unique(np.linspace(0, len(ids) - 1, num=min(ASKED, len(ids)), dtype=np.int64))
    # The cosine decides, for a passage that stands in several articles is nearest to any of its copies.
    nearest = [store.nearest(np.asarray(matrix[row]), NEAREST) for row in asked]
    found = sum(any(cosine > SAME_COSINE for _, cosine in best) for best in nearest)
    share = edition.manifest.tombstones / max(edition.manifest.passages, 1)
    return _graph_finding(count, len(rows), found, len(asked), share)


def _differing(
    store: VectorStore, ids: Sequence[str], matrix: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]
) -> int:
    """How many of some rows have no vector in Chroma, or another one than in the matrix."""
    names = [ids[row] for row in rows]
    stored = store.stored(names)
    same = sum(
        name in stored and np.allclose(stored[name], matrix[row], atol=SAME_WITHIN)
        for name, row in zip(names, rows, strict=True)
    )
    return len(names) - same


def _graph_finding(count: int, looked: int, found: int, asked: int, dead: float) -> Finding:
    recall = f"finds {found} of {asked} passages by their own vectors"
    if found < LEAST_RECALL * asked:
        return wrong(f"the graph {recall}", FROM_ARCHIVE)
    if found < GOOD_RECALL * asked:
        return warning(f"the graph {recall}", FROM_ARCHIVE)
    if dead > LARGEST_CHANGE:
        return warning(f"{dead:.0%} of the graph are deleted vectors", FROM_ARCHIVE)
    return ok(f"{counted(count, 'vector')}, {looked:,} compared; the graph {recall}, {dead:.1%} of it deleted")


def check_words(scope: Scope) -> Finding:
    """Whether the word index of passages holds them all, and finds them by their words."""
    return first(_words(scope, LEXICAL, "SELECT entry, article, start, end FROM passage", "passage"))


def check_article_words(scope: Scope) -> Finding:
    """The same of whole articles."""
    return first(_words(scope, ARTICLES, "SELECT entry, key, 0, characters FROM article", "article"))


def _words(scope: Scope, store: str, query: str, thing: str) -> Generator[Finding, None, None]:
    if why := closed(scope.home):
        yield skipped(why)
    with published(scope.home) as edition:
        try:
            rows = edition.texts.execute(query).fetchall()
            step = max(len(rows) // ASKED, 1)
            asked = [(entry, _stems(edition, key, start, end)) for entry, key, start, end in rows[::step][:ASKED]]
        except (sqlite3.Error, ValueError, TypeError):
            yield skipped("the texts can't be read to compare it with")
        try:
            index = LexicalIndex(edition.folder / store)
            entries = sorted(index.entries())
            found = sum(_finds(index, entry, stems) for entry, stems in asked)
        except IndexFaultError as error:
            yield fault(error, FROM_ARCHIVE)
        except (ValueError, OSError) as error:
            yield wrong(f"the word index {store} can't be searched ({error})", FROM_ARCHIVE)
    if entries != sorted(row[0] for row in rows):
        yield wrong(
            f"the word index {store} holds {len(entries):,} texts, not the {len(rows):,} it should", FROM_ARCHIVE
        )
    told = f"finds {found} of {len(asked)} {thing}s by their own words"
    if found < LEAST_RECALL * len(asked):
        yield wrong(f"the word index {store} {told}", FROM_ARCHIVE)
    if found < GOOD_RECALL * len(asked):
        yield warning(f"the word index {store} {told}", FROM_ARCHIVE)
    yield ok(f"{counted(len(entries), thing)}; {told}")


def _stems(edition: Published, key: int, start: int, end: int) -> list[str]:
    article = read_article(edition.texts, key)
    stems = Analyser().stems(f"{article.title}\n{article.date_words}\n{article.text[start:end]}")
    return distinct(stems)[:STEMS_ASKED]


def _finds(index: LexicalIndex, entry: int, stems: Sequence[str]) -> bool:
    """Whether a text is among the best for its own words; where these are all alike, any of them will do."""
    hits = index.search(stems, FOUND_AMONG, LexicalFilter())
    if not stems or any(found == entry for found, _ in hits):
        return True
    return bool(hits) and hits[0][1] - hits[-1][1] < SAME_WITHIN
