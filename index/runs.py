"""The runs of `reindex`, kept in the archive: when each began, and what became of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from index.archive_file import ArchiveFile

RUNS_KEPT = 200


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run. `ended` is None while it goes on, and for ever where it was interrupted; `outcome` are its counts."""

    began: datetime
    ended: datetime | None
    outcome: Mapping[str, object]


class Runs:
    """The runs of an archive."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file

    def begin(self, now: datetime) -> int:
        """Note that a run begins; returns its number, by which it is ended."""
        row = self._file.first("SELECT coalesce(max(began), 0) FROM run")
        number = max(int(now.timestamp() * 1_000_000), (row[0] if row else 0) + 1)
        self._file.write("INSERT INTO run VALUES (?, NULL, NULL)", (number,))
        oldest = "DELETE FROM run WHERE began NOT IN (SELECT began FROM run ORDER BY began DESC LIMIT ?)"
        self._file.write(oldest, (RUNS_KEPT,))
        return number

    def end(self, number: int, now: datetime, outcome: Mapping[str, object]) -> None:
        """Note what became of a run."""
        values = (int(now.timestamp() * 1_000_000), json.dumps(outcome), number)
        self._file.write("UPDATE run SET ended = ?, outcome = ? WHERE began = ?", values)

    def latest(self, limit: int = 1) -> Iterator[Run]:
        """The latest runs, newest first."""
        for began, ended, outcome in self._file.rows("SELECT * FROM run ORDER BY began DESC LIMIT ?", (limit,)):
            yield Run(
                began=_moment(began),
                ended=None if ended is None else _moment(ended),
                outcome=json.loads(outcome) if outcome else {},
            )


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
