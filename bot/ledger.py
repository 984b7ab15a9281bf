"""The ledger: every answer's receipt, kept so that it can be explained later and found again when an article changes.

One SQLite file in WAL mode, `ledger.db`, that the bot and the commands write side by side; each call opens it for
itself, so any thread may call. It holds the question and its answer and nobody's other messages; who asked is a keyed
hash, with a key that never leaves the file. What is older than the retention is deleted, and overwritten on the disk.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.machine_form import Json
from index.errors import NewshoundError
from index.home import home_fault
from index.passage import Span

SCHEMA = 1
BUSY_SECONDS = 5.0
KEY_BYTES = 32
SHORTEST_ID_CHARACTERS = 4
"""So much of an id names a receipt where no other begins with it."""

_TABLES = """
CREATE TABLE secret (key BLOB NOT NULL);
CREATE TABLE receipt (
    id TEXT PRIMARY KEY,
    kept INTEGER NOT NULL,
    asker TEXT,
    question TEXT NOT NULL,
    form TEXT NOT NULL
);
CREATE INDEX receipt_kept ON receipt (kept);
CREATE TABLE citation (
    receipt TEXT NOT NULL REFERENCES receipt (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    article TEXT NOT NULL,
    version TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    passage_start INTEGER NOT NULL, passage_end INTEGER NOT NULL,
    PRIMARY KEY (receipt, number)
) WITHOUT ROWID;
CREATE INDEX citation_article ON citation (article);
"""

Receipt = Mapping[str, Json]
"""A receipt in its machine form (`bot.receipt`)."""


class LedgerError(NewshoundError):
    """The ledger can't be read or written."""


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

    def keep(self, receipt: Receipt, citations: Sequence[Cited], *, asker: str | None = None) -> bool:
        """Keep a receipt, and delete what is too old; whether it is kept.

        Raises:
            LedgerError: it can't be written.
        """
        now = datetime.now(UTC)
        if not self.days and not self.path.exists():
            return False
        with self._open() as database, database:
            oldest = int((now - timedelta(days=self.days)).timestamp())
            database.execute("DELETE FROM receipt WHERE kept < ?", (oldest if self.days else int(now.timestamp()) + 1,))
            if not self.days:
                return False
            key = database.execute("SELECT key FROM secret").fetchone()[0]
            hashed = None if asker is None else _hashed(asker, key)
            # Half a surrogate pair, which a title can hold, is nothing that SQLite can keep: JSON escapes it.
            row = (receipt["id"], int(now.timestamp()), hashed, receipt["question"], json.dumps(receipt))
            database.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", row)
            database.executemany(
                "INSERT INTO citation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (receipt["id"], one.number, one.article, one.version, *_ends(one.words), *_ends(one.passage))
                    for one in citations
                ],
            )
        return True

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

    def resting(self) -> Iterator[tuple[Kept, Cited]]:
        """Every citation of every kept answer, oldest answer first; raises LedgerError where it can't be read."""
        query = (
            "SELECT r.id, r.kept, r.question, r.form, c.number, c.article, c.version, c.start, c.end,"
            " c.passage_start, c.passage_end FROM citation c JOIN receipt r ON r.id = c.receipt"
            " ORDER BY r.kept, r.rowid, c.number"
        )
        for row in self._rows(query, ()):
            number, article, version, start, end, passage_start, passage_end = row[4:]
            yield (
                _kept(row),
                Cited(
                    number=number,
                    article=article,
                    version=version,
                    words=Span(start, end),
                    passage=Span(passage_start, passage_end),
                ),
            )

    def _kept(self, where: str, values: Sequence[str | int]) -> Iterator[Kept]:
        query = f"SELECT id, kept, question, form FROM receipt WHERE {where}"  # noqa: S608 - our own words
        yield from map(_kept, self._rows(query, values))

    def _rows(self, query: str, values: Sequence[str | int]) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._open() as database:
            return database.execute(query, values).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(str(home_fault(self.path, error))) from error
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as database:
                self._prepare(database)
                yield database
        except sqlite3.OperationalError as error:
            raise LedgerError(
                f"The ledger {self.path} can't be read or written ({error}); free some space or mend the permissions."
            ) from error
        except sqlite3.DatabaseError as error:
            raise LedgerError(
                f"The ledger {self.path} can't be read as one; move it away, and a new one is begun."
            ) from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        found = database.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA:
            raise LedgerError(
                f"The ledger {self.path} has schema {found}, this Newshound knows {SCHEMA}; use the newer Newshound."
            )
        if found == SCHEMA:
            return
        with database:
            # Asked again inside the transaction, for another process may have made the tables meanwhile.
            database.execute("BEGIN IMMEDIATE")
            if database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA:
                return
            for statement in _TABLES.split(";\n"):
                database.execute(statement)
            database.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(KEY_BYTES),))
            database.execute(f"PRAGMA user_version = {SCHEMA}")


def _kept(row: Sequence[Any]) -> Kept:
    return Kept(id=row[0], kept=datetime.fromtimestamp(row[1], UTC), question=row[2], receipt=json.loads(row[3]))


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _hashed(asker: str, key: bytes) -> str:
    """Who asked, so that the same person is the same hash in this ledger and in no other."""
    return hmac.new(key, asker.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
