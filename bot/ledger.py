"""The ledger: every answer's receipt, kept so that it can be explained later and found again when an article changes.

One SQLite file, `ledger.db` (`bot.ledger_file`), that the bot and the commands write side by side. It holds the
question and its answer, where the answer was posted (`bot.posts`), what people thought of it (`bot.feedback`), and
nobody's other messages; who asked is a keyed hash, with a key that never leaves the file. What is older than the
retention is deleted, and overwritten on the disk.
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.ledger_file import SCHEMA, LedgerError, LedgerFile, hashed, overwrite
from bot.machine_form import Json
from index.passage import Span

__all__ = ["SCHEMA", "Cited", "Kept", "Ledger", "LedgerError", "Receipt"]

SHORTEST_ID_CHARACTERS = 4
"""So much of an id names a receipt where no other begins with it."""

Receipt = Mapping[str, Json]
"""A receipt in its machine form (`bot.receipt`)."""

CITED = "c.number, c.article, c.version, c.start, c.end, c.passage_start, c.passage_end"
"""The columns of a citation `c` that `read_cited` reads."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A receipt in the ledger, and when it was put there."""

    id: str
    kept: datetime
    question: str
    receipt: Receipt


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Words that a kept answer rests on: `words` were quoted out of `passage`, both offsets into that version."""

    number: int
    article: str
    version: str
    words: Span
    passage: Span


@dataclass(frozen=True)
class Ledger:
    """The ledger in a file, which need not be there yet. `days` is the retention; 0 keeps nothing."""

    path: Path
    days: int

    @property
    def file(self) -> LedgerFile:
        """The file, for whoever keeps something beside the receipts."""
        return LedgerFile(self.path)

    def keep(self, receipt: Receipt, citations: Sequence[Cited], *, asker: str | None = None) -> bool:
        """Keep a receipt, and delete what is too old; whether it is kept.

        Raises:
            LedgerError: it can't be written.
        """
        now = datetime.now(UTC)
        if not self.days and not self.file.exists():
            return False
        with self.file.changing() as database:
            oldest = int((now - timedelta(days=self.days)).timestamp())
            database.execute("DELETE FROM receipt WHERE kept < ?", (oldest if self.days else int(now.timestamp()) + 1,))
            if not self.days:
                return False
            who = None if asker is None else hashed(database, asker)
            # Half a surrogate pair, which a title can hold, is nothing that SQLite can keep: JSON escapes it.
            row = (receipt["id"], int(now.timestamp()), who, receipt["question"], json.dumps(receipt))
            database.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", row)
            database.executemany(
                "INSERT INTO citation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (receipt["id"], one.number, one.article, one.version, *_ends(one.words), *_ends(one.passage))
                    for one in citations
                ],
            )
        return True

    def one(self, receipt: str) -> Kept | None:
        """The receipt with just this id; None where none is kept. Raises LedgerError where it can't be read."""
        return next(self._kept("id = ?", (receipt,)), None)

    def find(self, beginning: str) -> tuple[Kept, ...]:
        """The receipts whose id is, or begins with, this; an id that is whole finds one at most.

        Raises:
            LedgerError: it can't be read.
        """
        begins = len(beginning) >= SHORTEST_ID_CHARACTERS
        where = "id = ? OR (? AND substr(id, 1, length(?)) = ?)"
        return tuple(self._kept(where, (beginning, begins, beginning, beginning)))

    def newest(self, limit: int) -> tuple[Kept, ...]:
        """The receipts that were kept last, newest first; raises LedgerError where it can't be read."""
        return tuple(self._kept("1 ORDER BY kept DESC, rowid DESC LIMIT ?", (limit,)))

    def resting(self, receipt: str | None = None) -> Iterator[tuple[Kept, Cited]]:
        """Every citation of every kept answer, or of one of them, oldest answer first.

        Raises:
            LedgerError: it can't be read.
        """
        if not self.file.exists():
            return
        of_one, values = ("1", ()) if receipt is None else ("r.id = ?", (receipt,))
        query = (
            f"SELECT c.receipt, {CITED} FROM citation c JOIN receipt r ON r.id = c.receipt"  # noqa: S608 - our own words
            f" WHERE {of_one} ORDER BY r.kept, r.rowid, c.number"
        )
        with self.file.opened() as database:
            citations = database.execute(query, values).fetchall()
            # Receipts are long: each is read when its turn has come, and read once.
            for name, rows in groupby(citations, key=lambda row: row[0]):
                row = database.execute("SELECT id, kept, question, form FROM receipt WHERE id = ?", (name,)).fetchone()
                kept = _kept(row) if row else None
                yield from [(kept, read_cited(one[1:])) for one in rows if kept]

    def is_asker(self, receipt: str, asker: str) -> bool:
        """Whether this is who asked; nobody is known to have asked what isn't kept.

        Raises:
            LedgerError: it can't be read.
        """
        if not self.file.exists():
            return False
        with self.file.opened() as database:
            row = database.execute("SELECT asker FROM receipt WHERE id = ?", (receipt,)).fetchone()
            who = hashed(database, asker)
        return row is not None and row[0] is not None and hmac.compare_digest(row[0], who)

    def forget(self, asker: str) -> int:
        """Delete all that is known of an asker: their answers, and what they said of others'; how many answers it were.

        Raises:
            LedgerError: it can't be written, and nothing was deleted.
        """
        if not self.file.exists():
            return 0
        with self.file.changing() as database:
            who = hashed(database, asker)
            database.execute("DELETE FROM feedback WHERE asker = ?", (who,))
            answers = database.execute("DELETE FROM receipt WHERE asker = ?", (who,)).rowcount
        with self.file.opened() as database:
            overwrite(database)
        return answers

    def _kept(self, where: str, values: Sequence[str | int]) -> Iterator[Kept]:
        query = f"SELECT id, kept, question, form FROM receipt WHERE {where}"  # noqa: S608 - our own words
        yield from map(_kept, self.file.rows(query, values))


def read_cited(row: Sequence[Any]) -> Cited:
    """A citation out of the columns `CITED`."""
    number, article, version, start, end, passage_start, passage_end = row
    return Cited(
        number=number,
        article=article,
        version=version,
        words=Span(start, end),
        passage=Span(passage_start, passage_end),
    )


def _kept(row: Sequence[Any]) -> Kept:
    return Kept(id=row[0], kept=datetime.fromtimestamp(row[1], UTC), question=row[2], receipt=json.loads(row[3]))


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end
