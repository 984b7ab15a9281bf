"""The published edition as the next one's beginning: what of it is still right is copied, not made again."""

import shutil
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from index.edition_texts import ArticleRow, article_rows, open_texts, packed_text
from index.errors import IndexFaultError
from index.graph import check_graph
from index.locks import reader_lock
from index.manifest import ARTICLES, CHROMA, LEXICAL, LOCK, PASSAGES, VECTORS, Manifest
from index.story_memory import StoryMemory


class Published:
    """A published edition, open for copying; nobody removes it meanwhile.

    By rows: `ids`, `starts`, `ends` and `entries` of its passages, and `vectors`; `keys` has the number of each article
    by id.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with ExitStack() as stack:
            try:
                stack.enter_context(reader_lock(folder / LOCK))
                self.manifest = Manifest.read(folder)
                self.vectors: npt.NDArray[np.float32] = np.load(folder / VECTORS, mmap_mode="r")
                self._database = open_texts(folder / PASSAGES)
                stack.callback(self._database.close)
                self._read_rows()
                self.memory = StoryMemory.read(folder)
            except (EOFError, OSError, ValueError, sqlite3.DatabaseError) as error:
                raise IndexFaultError(
                    f"The edition {folder} can't be copied; run `newshound reindex` to build it again."
                ) from error
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _read_rows(self) -> None:
        self._articles = list(article_rows(self._database))
        self.keys = {article.id: article.key for article in self._articles}
        found = self._database.execute('SELECT id, article, start, "end", entry FROM passage ORDER BY row').fetchall()
        self.ids = [row[0] for row in found]
        numbers = np.array([row[1:] for row in found], dtype=np.int64).reshape(-1, 4)
        self.starts, self.ends, self.entries = numbers[:, 1], numbers[:, 2], numbers[:, 3]
        # A passage's article is never one before that of the passage above it.
        self._first = np.searchsorted(numbers[:, 0], np.arange(len(self._articles) + 1))

    def article(self, article_id: str) -> ArticleRow | None:
        """What is known of an article; None where it is not there."""
        key = self.keys.get(article_id)
        return None if key is None else self._articles[key]

    def rows(self, key: int) -> range:
        """The rows of an article's passages."""
        return range(int(self._first[key]), int(self._first[key + 1]))

    def packed(self, key: int) -> bytes:
        """The text of an article as it is stored."""
        return packed_text(self._database, key)

    def article_entries(self) -> set[int]:
        """The entries of all articles in their word index."""
        return {article.entry for article in self._articles}

    def copy_stores(self, folder: Path) -> None:
        """Copy what is then changed there: Chroma and the word indexes.

        Raises:
            IndexFaultError: Chroma's graph is torn.
        """
        check_graph(self.folder / CHROMA)
        for name in (LEXICAL, ARTICLES):
            shutil.copytree(self.folder / name, folder / name)
        shutil.copytree(self.folder / CHROMA, folder / CHROMA, ignore=shutil.ignore_patterns("*.sqlite3*"))
        for path in (self.folder / CHROMA).glob("*.sqlite3"):
            _copy_database(path, folder / CHROMA / path.name)


def _copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite file that a reader may be writing its row into just now."""
    with ExitStack() as stack:
        old = sqlite3.connect(source)
        stack.callback(old.close)
        new = sqlite3.connect(target)
        stack.callback(new.close)
        old.backup(new)
