"""The filter columns of an edition: small arrays, a row a passage, that say which passages a query's filters keep.

A filter is a mask over them: Chroma's `where` takes 80 to 410 ms at 100,000 passages (reference/chroma.md, 1.3).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from index.lexical import UNDATED, LexicalFilter
from index.query import Coverage, Query

Mask = npt.NDArray[np.bool_]


class Columns:
    """Publication time, outlet and article of every passage; `publishers` are all outlets that are named, sorted."""

    def __init__(self, rows: Sequence[tuple[int | None, str | None, int]]) -> None:
        self._seconds = np.array([UNDATED if row[0] is None else row[0] for row in rows], dtype=np.int64)
        self._article = np.array([row[2] for row in rows], dtype=np.int64)
        self.publishers = tuple(sorted({row[1] for row in rows if row[1]}))
        code = {publisher: number for number, publisher in enumerate(self.publishers)}
        self._publisher = np.array([code.get(row[1] or "", -1) for row in rows], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._seconds)

    def mask(self, query: Query) -> Mask | None:
        """Which rows a query's filters keep; None where it has no filter."""
        bounds = self.bounds(query)
        if bounds == LexicalFilter():
            return None
        kept = np.ones(len(self._seconds), dtype=np.bool_)
        if bounds.since is not None or bounds.until is not None:
            kept &= self._seconds > UNDATED
        if bounds.since is not None:
            kept &= self._seconds >= bounds.since
        if bounds.until is not None:
            kept &= self._seconds <= bounds.until
        if bounds.publishers is not None:
            kept &= self._of_publishers(bounds.publishers)
        return kept

    def coverage(self, query: Query, *, edition: str, built: datetime) -> Coverage:
        """What a query searches through."""
        mask = self.mask(query)
        kept = np.ones(len(self._seconds), dtype=np.bool_) if mask is None else mask
        seconds = self._seconds[kept]
        dated = seconds[seconds > UNDATED]
        everywhere = self._seconds[self._seconds > UNDATED]
        undated = self._seconds == UNDATED
        bounds = self.bounds(query)
        if bounds.publishers is not None:
            undated &= self._of_publishers(bounds.publishers)
        windowed = bounds.since is not None or bounds.until is not None
        return Coverage(
            edition=edition,
            built=built,
            articles=len(np.unique(self._article[kept])),
            undated=len(np.unique(self._article[undated])) if windowed else 0,
            publishers=tuple(self.publishers[code] for code in np.unique(self._publisher[kept]) if code >= 0),
            newest=moment(dated.max()) if len(dated) else None,
            oldest=moment(dated.min()) if len(dated) else None,
            corpus_newest=moment(everywhere.max()) if len(everywhere) else None,
        )

    def bounds(self, query: Query) -> LexicalFilter:
        """The same filters for the word search."""
        ends = [moment for moment in (query.until, query.as_of) if moment is not None]
        return LexicalFilter(
            since=None if query.since is None else int(query.since.timestamp()),
            until=int(min(ends).timestamp()) if ends else None,
            publishers=None if query.publisher is None else self._spellings(query.publisher),
        )

    def _spellings(self, wanted: str) -> tuple[str, ...]:
        """The outlet as the articles write it, capitals aside; none where it is unknown, and then nothing is found."""
        return tuple(name for name in self.publishers if name.casefold() == wanted.strip().casefold())

    def _of_publishers(self, names: Sequence[str]) -> Mask:
        return np.isin(self._publisher, [self.publishers.index(name) for name in names])


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(int(seconds), UTC)
