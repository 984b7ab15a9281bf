"""Gives every text its entry in a word index: the one it has already, or a new one."""

from collections.abc import Iterable
from pathlib import Path

from index.article import Article
from index.edition_texts import ArticleRow
from index.lexical import UNDATED, LexicalEntry, LexicalWriter
from index.seconds import seconds_of
from index.terms import Analyser


class WordEntries:
    """A word index that is written: a new one, or a copy whose `known` entries are there already."""

    def __init__(self, folder: Path, analyser: Analyser, known: Iterable[int], *, with_pairs: bool) -> None:
        self._writer = LexicalWriter(folder, with_pairs=with_pairs)
        self._analyser = analyser
        self._left = set(known)
        self._next = max(self._left, default=-1) + 1

    def keep(self, entries: Iterable[int]) -> None:
        """Leave what is there already as it is."""
        self._left.difference_update(entries)

    def put(self, article: Article, appeared: int | None, text: str) -> int:
        """Index a text of an article; returns its entry."""
        entry, self._next = self._next, self._next + 1
        published = seconds_of(article.published)
        self._writer.add(
            LexicalEntry(
                entry=entry,
                stems=self._analyser.stems(f"{article.title}\n{article.date_words}\n{text}"),
                seconds=UNDATED if published is None else published,
                appeared=UNDATED if appeared is None else appeared,
                publisher=article.publisher or "",
            )
        )
        return entry

    def end_part(self) -> None:
        """End a part of the index; when `PARTS` were ended they become one."""
        self._writer.commit()

    def finish(self) -> int:
        """Take out what was not kept and make the index whole; returns how many these were."""
        if self._left:
            self._writer.remove(self._left)
        self._writer.finish()
        return len(self._left)


def is_indexed_so(known: ArticleRow, article: Article, appeared: int | None) -> bool:
    """Whether all that is indexed beside an article's text is as it was."""
    said = (known.title, known.publisher, known.published, known.appeared)
    return said == (article.title, article.publisher, seconds_of(article.published), appeared)
