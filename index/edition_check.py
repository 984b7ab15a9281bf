"""Whether the stores of an edition agree: each holds every passage, and what it holds can be read and found."""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.edition_texts import unpack
from index.errors import IndexFaultError
from index.graph import check_graph
from index.lexical import LexicalIndex
from index.manifest import ARTICLES, CHROMA, LEXICAL, Manifest

if TYPE_CHECKING:
    from index.vectors import VectorStore

CHECKED_AT_ONCE = 1000
SAMPLE = 1000
"""Passages of a copied edition whose vectors are read back, those that are new aside."""
ASKED = 20
"""Passages that are looked for by their own vectors."""
SAME_COSINE = 0.999
UNIT_WITHIN = 1e-2


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The open stores of an edition: ids and entries in order of rows, entries of articles in theirs."""

    folder: Path
    manifest: Manifest
    ids: Sequence[str]
    entries: npt.NDArray[np.int64]
    article_entries: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float32]
    chroma: "VectorStore"
    lexical: LexicalIndex
    articles: LexicalIndex
    texts: sqlite3.Connection
    texts_lock: threading.Lock


def check(stores: Stores, new: Sequence[int] | None = None) -> None:
    """Read everything back, or, of a copy that only gained the rows `new`, these and a sample of the others.

    Raises:
        IndexFaultError: something is missing, damaged, or differs between two stores.
    """
    _check_counts(stores)
    _check_texts(stores, thoroughly=new is None)
    check_graph(stores.folder / CHROMA)
    count = len(stores.ids)
    rows = np.arange(count)
    if new is not None:
        sample = np.linspace(0, count - 1, num=min(SAMPLE, count), dtype=np.int64)
        rows = np.unique(np.concatenate([sample, np.array(new, dtype=np.int64)]))
        if stores.chroma.ids() != set(stores.ids):
            raise _unreadable(stores)
    for start in range(0, len(rows), CHECKED_AT_ONCE):
        _check_vectors(stores, rows[start : start + CHECKED_AT_ONCE])
    _check_finding(stores)


def _check_counts(stores: Stores) -> None:
    expected, articles = stores.manifest.passages, stores.manifest.articles
    counts = {
        "the ids": (len(set(stores.ids)), expected),
        CHROMA: (stores.chroma.count(), expected),
        LEXICAL: (stores.lexical.count(), expected),
        ARTICLES: (stores.articles.count(), articles),
    }
    wrong = ", ".join(f"{name} holds {count}" for name, (count, right) in counts.items() if count != right)
    for name, index, entries in (
        (LEXICAL, stores.lexical, stores.entries),
        (ARTICLES, stores.articles, stores.article_entries),
    ):
        if not wrong and sorted(index.entries()) != np.sort(entries).tolist():
            wrong = f"{name} holds others"
    if wrong:
        raise IndexFaultError(
            f"The edition {stores.folder.name} should hold {expected} passages of {articles} articles, but {wrong};"
            " run `newshound reindex`."
        )


def _check_texts(stores: Stores, *, thoroughly: bool) -> None:
    """Have SQLite read every page of the texts; thoroughly, unpack each."""
    try:
        with stores.texts_lock:
            found = stores.texts.execute("PRAGMA quick_check(1)").fetchone()[0]
            query = "SELECT packed, characters FROM article LEFT JOIN text USING (key)"
            for packed, characters in stores.texts.execute(query) if thoroughly else ():
                if len(unpack(packed)) != characters:
                    found = "of other lengths"
    except (sqlite3.DatabaseError, TypeError, ValueError):
        found = "unreadable"
    if found != "ok":
        raise IndexFaultError(f"The texts of the edition {stores.folder.name} are damaged; run `newshound reindex`.")


def _check_vectors(stores: Stores, rows: npt.NDArray[np.int64]) -> None:
    """Read vectors back from Chroma: they are those of `vectors.npy`, and unit vectors."""
    ids = [stores.ids[row] for row in rows]
    kept = stores.matrix[rows]
    stored = stores.chroma.stored(ids)
    if stored.keys() != set(ids) or not np.allclose(np.stack([stored[id_] for id_ in ids]), kept, atol=1e-3):
        raise _unreadable(stores)
    if not np.allclose(np.linalg.norm(kept, axis=1), 1, atol=UNIT_WITHIN):
        raise _unreadable(stores)


def _unreadable(stores: Stores) -> IndexFaultError:
    return IndexFaultError(
        f"The vectors of the edition {stores.folder.name} can't all be read back; check the disk, and run"
        " `newshound reindex`."
    )


def _check_finding(stores: Stores) -> None:
    count = len(stores.ids)
    sample = np.unique(np.linspace(0, count - 1, num=min(ASKED, count), dtype=np.int64))
    # The cosine decides, for a passage that stands in several articles is nearest to any of its copies. Not all are
    # found: a graph search is approximate, and hundreds of equal passages can cut others off from it.
    nearest = [stores.chroma.nearest(np.asarray(stores.matrix[row]), 1) for row in sample]
    found = sum(cosine > SAME_COSINE for best in nearest for _, cosine in best)
    if 2 * found < len(sample):
        raise IndexFaultError(
            f"The edition {stores.folder.name} finds {found} of {len(sample)} of its own passages;"
            " run `newshound reindex`."
        )
