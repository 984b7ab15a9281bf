"""The filter columns of an edition: small arrays that say which articles and passages a query's filters keep.

A filter is a mask over them: Chroma's `where` takes 80 to 410 ms at 100,000 passages (reference/chroma.md, 1.3). What
belongs to an article stands once for each article, ten times fewer values than passages, and spreads to rows by index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from index.lexical import UNDATED, LexicalFilter
from index.query import Coverage, Query
from index.seconds import moment_of, seconds_of

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ArticleColumns:
    """What a search needs of one article. Times are seconds since 1970; `appeared` is that of its present text."""

    id: str
    published: int | None
    appeared: int | None
    publisher: str | None
    story: int
    characters: int


@dataclass(frozen=True, kw_only=True)
class PublisherShare:
    """The articles of one publisher, None for those that name none, and how many of them are undated.

    `oldest` and `newest` are when the first and the last of them were published, aware UTC; None where all are undated.
    """

    publisher: str | None
    articles: int
    undated: int
    oldest: datetime | None
    newest: datetime | None


class Columns:
    """The columns of all articles, and which article each passage is of; `publishers` are all outlets, sorted."""

    def __init__(self, articles: Sequence[ArticleColumns], article_of_row: Sequence[int]) -> None:
        self.article_of_row: Numbers = np.array(article_of_row, dtype=np.int64)
        self.seconds: Numbers = _seconds(one.published for one in articles)
        self.stories: Numbers = np.array([one.story for one in articles], dtype=np.int64)
        self._appeared = _seconds(one.appeared for one in articles)
        self._characters = [one.characters for one in articles]
        self._ids = {one.id: number for number, one in enumerate(articles)}
        self.publishers = tuple(sorted({one.publisher for one in articles if one.publisher}))
        code = {publisher: number for number, publisher in enumerate(self.publishers)}
        self._publisher = np.array([code.get(one.publisher or "", -1) for one in articles], dtype=np.int64)
        self._members: dict[int, list[int]] = {}
        for number, one in enumerate(articles):
            self._members.setdefault(one.story, []).append(number)

    def __len__(self) -> int:
        return len(self.article_of_row)

    def mask(self, query: Query) -> Mask | None:
        """Which rows a query's filters keep; None where it has no filter."""
        kept = self.articles_kept(query)
        return None if kept is None else kept[self.article_of_row]

    def by_publisher(self) -> list[PublisherShare]:
        """The articles by publisher, those that name none first, then sorted by name; without any text being read."""
        if not len(self.seconds):
            return []
        order = np.lexsort((self.seconds, self._publisher))
        codes, starts = np.unique(self._publisher[order], return_index=True)
        parts = np.split(self.seconds[order], starts[1:])
        return [
            _share(self.publishers[code] if code >= 0 else None, part) for code, part in zip(codes, parts, strict=True)
        ]

    def copies(self, article: int, query: Query) -> list[int]:
        """The other articles of an article's story that a query's filters keep, oldest first."""
        members = [other for other in self._members[int(self.stories[article])] if other != article]
        kept = self.articles_kept(query) if members else None
        return [other for other in members if kept is None or kept[other]]

    def newest(self, query: Query, limit: int) -> list[int]:
        """The first dated article of each of the newest stories inside a query's filters, newest story first.

        A story is as new as its first report: a copy that comes later is no news.
        """
        kept = self.articles_kept(query)
        dated = np.flatnonzero(self.seconds > UNDATED if kept is None else kept & (self.seconds > UNDATED))
        by_time = dated[np.argsort(self.seconds[dated], kind="stable")]
        _, first = np.unique(self.stories[by_time], return_index=True)
        return [int(number) for number in by_time[np.sort(first)[::-1][:limit]]]

    def fullness(self, article: int) -> tuple[int, bool, int]:
        """What the article of a story that is shown has most of: text, and of equal ones the earliest place in time."""
        return self._characters[article], bool(self.seconds[article] > UNDATED), -article

    def coverage(self, query: Query, *, edition: str, built: datetime) -> Coverage:
        """What a query searches through."""
        found = self.articles_kept(query)
        kept = np.ones(len(self.seconds), dtype=np.bool_) if found is None else found
        seconds = self.seconds[kept]
        dated = seconds[seconds > UNDATED]
        everywhere = self.seconds[self.seconds > UNDATED]
        bounds = self.bounds(query)
        of_publishers = self._of_publishers(bounds.publishers)
        windowed = bounds != LexicalFilter(publishers=bounds.publishers)
        later = of_publishers & (self.seconds > UNDATED) & (self._appeared > _bound(bounds.appeared))
        later &= self.seconds <= min(_bound(bounds.until), _bound(bounds.appeared))
        later &= self.seconds >= (UNDATED if bounds.since is None else bounds.since)
        return Coverage(
            edition=edition,
            built=built,
            articles=int(kept.sum()),
            undated=int((of_publishers & (self.seconds == UNDATED)).sum()) if windowed else 0,
            later=int(later.sum()),
            publishers=tuple(self.publishers[code] for code in np.unique(self._publisher[kept]) if code >= 0),
            newest=moment_of(int(dated.max())) if len(dated) else None,
            oldest=moment_of(int(dated.min())) if len(dated) else None,
            corpus_newest=moment_of(int(everywhere.max())) if len(everywhere) else None,
        )

    def bounds(self, query: Query) -> LexicalFilter:
        """The same filters for the word search, but for `without`."""
        return LexicalFilter(
            since=seconds_of(query.since),
            until=seconds_of(query.until),
            appeared=seconds_of(query.as_of),
            publishers=self.spellings(query.publishers) if query.publishers else None,
        )

    def spellings(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Outlets as the articles write them, capitals aside; none for an unknown one, of which nothing is found."""
        folded = {name.strip().casefold() for name in wanted}
        return tuple(name for name in self.publishers if name.casefold() in folded)

    def of_publishers(self, wanted: Sequence[str]) -> Mask:
        """Which articles are of one of these outlets, capitals aside."""
        return self._of_publishers(self.spellings(wanted))

    def articles_kept(self, query: Query) -> Mask | None:
        """Which articles a query's filters keep; None where it has no filter."""
        bounds = self.bounds(query)
        if bounds == LexicalFilter() and not query.without:
            return None
        kept = self._of_publishers(bounds.publishers)
        if bounds != LexicalFilter(publishers=bounds.publishers):
            kept &= self.seconds > UNDATED
        if bounds.since is not None:
            kept &= self.seconds >= bounds.since
        kept &= self.seconds <= _bound(bounds.until)
        kept &= self._appeared <= _bound(bounds.appeared)
        kept[[self._ids[name] for name in query.without if name in self._ids]] = False
        return kept

    def _of_publishers(self, names: Sequence[str] | None) -> Mask:
        if names is None:
            return np.ones(len(self.seconds), dtype=np.bool_)
        return np.isin(self._publisher, [self.publishers.index(name) for name in names])


def _share(publisher: str | None, seconds: Numbers) -> PublisherShare:
    """The share of a publisher whose articles have these times, sorted; undated ones come first."""
    undated = int(np.searchsorted(seconds, UNDATED, side="right"))
    dated = undated < len(seconds)
    return PublisherShare(
        publisher=publisher,
        articles=len(seconds),
        undated=undated,
        oldest=moment_of(int(seconds[undated])) if dated else None,
        newest=moment_of(int(seconds[-1])) if dated else None,
    )


def _seconds(times: Iterable[int | None]) -> Numbers:
    return np.array([UNDATED if time is None else time for time in times], dtype=np.int64)


def _bound(seconds: int | None) -> int:
    return int(np.iinfo(np.int64).max) if seconds is None else seconds
