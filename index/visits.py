"""What was read where and when, and what failed: so that unchanged things are not read again, and failing ones wait.

A visit belongs to a file or an address. A failure belongs to a file, an address, or a record in one, and is counted
until it can be read; from the second time on it waits, each time twice as long.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from index.archive_file import ArchiveFile
from index.seconds import moment_of, seconds_of

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)

_FAILURE = "SELECT place, record, source, reason, times, first, last, again FROM failure"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The last reading of a file or address that succeeded. `digest` names its bytes and the way they were read.

    `etag` and `last_modified` are what a server gave to ask by whether the page has changed, `hint` is what the feed
    said of the page. Times are aware UTC.
    """

    place: str
    source: str
    digest: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    hint: str | None = None
    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class KnownFailure:
    """What could not be read, why, how often by now, and when it is tried again. Times are aware UTC."""

    place: str
    record: str
    source: str
    reason: str
    times: int
    first: datetime
    last: datetime
    again: datetime


class Visits:
    """The visits and failures of an archive."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file

    def visit(self, place: str) -> Visit | None:
        """The last reading of a file or address; None where it never succeeded."""
        row = self._file.first(
            "SELECT source, digest, etag, last_modified, hint, first, last FROM visit WHERE place = ?", (place,)
        )
        if row is None:
            return None
        source, digest, etag, last_modified, hint, first, last = row
        return Visit(
            place=place,
            source=source,
            digest=digest,
            etag=etag,
            last_modified=last_modified,
            hint=hint,
            first=moment_of(first),
            last=moment_of(last),
        )

    def store(self, visit: Visit) -> None:
        """Keep a reading in place of the last one; the first time stays, and the place's failures are forgotten."""
        self._file.write(
            "INSERT INTO visit (place, source, digest, etag, last_modified, hint, first, last)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE SET source = excluded.source,"
            " digest = excluded.digest, etag = excluded.etag, last_modified = excluded.last_modified,"
            " hint = excluded.hint, last = excluded.last",
            (
                visit.place,
                visit.source,
                visit.digest,
                visit.etag,
                visit.last_modified,
                visit.hint,
                seconds_of(visit.first),
                seconds_of(visit.last),
            ),
        )
        self._file.write("DELETE FROM failure WHERE place = ?", (visit.place,))

    def forget(self, place: str) -> None:
        """Forget a reading, so that the place is read again whatever it holds."""
        self._file.write("DELETE FROM visit WHERE place = ?", (place,))

    def places(self, source: str, since: datetime) -> list[str]:
        """Every file or address that was read for a source, and for the first time since then."""
        query = "SELECT place FROM visit WHERE source = ? AND first >= ? ORDER BY place"
        return [row[0] for row in self._file.rows(query, (source, seconds_of(since)))]

    def fail(  # noqa: PLR0913 - the columns of a failure
        self, place: str, record: str, source: str, reason: str, now: datetime, *, wait: timedelta | None = None
    ) -> None:
        """Count a failure. `wait` is what a server asked for, where that is longer than the wait by count."""
        known = self._file.first("SELECT times, first FROM failure WHERE place = ? AND record = ?", (place, record))
        times, first = (known[0] + 1, known[1]) if known else (1, seconds_of(now))
        again = now + max(waiting(times), min(wait or timedelta(), LONGEST_WAIT))
        self._file.write(
            "INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (place, record, source, reason, times, first, seconds_of(now), seconds_of(again)),
        )

    def forgive(self, failure: "KnownFailure") -> None:
        """Forget what failed once."""
        query = "DELETE FROM failure WHERE place = ? AND record = ?"
        self._file.write(query, (failure.place, failure.record))

    def failures(self, source: str | None = None) -> Iterator[KnownFailure]:
        """What can't be read now, all of it or of one source, by source and place."""
        query = f"{_FAILURE} WHERE coalesce(?, source) = source ORDER BY source, place, record"
        for row in self._file.rows(query, (source,)):
            yield _failure(row)

    def failures_at(self, place: str) -> list[KnownFailure]:
        """What can't be read of one file or address."""
        return [_failure(row) for row in self._file.rows(f"{_FAILURE} WHERE place = ? ORDER BY record", (place,))]


def waiting(times: int) -> timedelta:
    """How long to wait after so many failures: not at all after the first, then twice as long each time."""
    if times <= 1:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(times - 2, 20)), LONGEST_WAIT)


def _failure(row: tuple[str, str, str, str, int, int, int, int]) -> KnownFailure:
    place, record, source, reason, times, first, last, again = row
    return KnownFailure(
        place=place,
        record=record,
        source=source,
        reason=reason,
        times=times,
        first=moment_of(first),
        last=moment_of(last),
        again=moment_of(again),
    )
