"""The file of the ledger: SQLite in WAL mode, its tables, how older schemas become this one, and its errors.

Each call opens it for itself, so any thread and any process may call; whoever meets another's change waits for it.
Every error of SQLite becomes a sentence here, so that the modules which know single tables hold queries alone.
"""

import hashlib
import hmac
import logging
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import NewshoundError
from index.home import home_fault

logger = logging.getLogger(__name__)

SCHEMA = 2
BUSY_SECONDS = 5.0
KEY_BYTES = 32

_RECEIPTS = """
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
CREATE INDEX citation_article ON citation (article)
"""
_POSTS_AND_FEEDBACK = """
CREATE INDEX receipt_asker ON receipt (asker);
CREATE TABLE post (
    receipt TEXT PRIMARY KEY REFERENCES receipt (id) ON DELETE CASCADE,
    guild INTEGER, channel INTEGER NOT NULL, message INTEGER,
    private INTEGER NOT NULL,
    follows TEXT,
    noted INTEGER
);
CREATE INDEX post_message ON post (message);
CREATE TABLE feedback (
    receipt TEXT NOT NULL REFERENCES receipt (id) ON DELETE CASCADE,
    asker TEXT NOT NULL,
    helpful INTEGER NOT NULL,
    reason TEXT,
    given INTEGER NOT NULL,
    UNIQUE (receipt, asker)
);
CREATE INDEX feedback_asker ON feedback (asker)
"""
_STEPS = (_RECEIPTS, _POSTS_AND_FEEDBACK)
"""What makes a ledger of each schema one of the next; the first one makes it out of nothing."""

Value = str | int | bytes | None


class LedgerError(NewshoundError):
    """The ledger can't be read or written."""


@dataclass(frozen=True)
class LedgerFile:
    """The ledger's file, which need not be there yet."""

    path: Path

    def exists(self) -> bool:
        """Whether anything was ever kept; raises LedgerError where that can't be known."""
        try:
            self.path.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise LedgerError(str(home_fault(self.path, error))) from error
        return True

    def rows(self, query: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """What a query finds; nothing where there is no file, and none is made. Raises LedgerError."""
        if not self.exists():
            return []
        with self.opened() as database:
            return database.execute(query, values).fetchall()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Keep all changes made inside, or none; nobody else changes anything meanwhile. Raises LedgerError."""
        with self.opened() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                # On a full disk SQLite has rolled back already.
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The open file, made where there is none and brought up to this schema.

        Raises:
            LedgerError: it can't be opened, or what is done inside fails.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(str(home_fault(self.path, error))) from error
        try:
            with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
                self._prepare(database)
                yield database
        except sqlite3.OperationalError as error:
            raise LedgerError(
                f"The ledger {self.path} can't be read or written ({error}); free some space or mend the permissions."
            ) from error
        except sqlite3.IntegrityError as error:
            raise LedgerError(f"The ledger {self.path} holds that answer already ({error}); ask again.") from error
        except sqlite3.DatabaseError as error:
            raise LedgerError(
                f"The ledger {self.path} can't be read as one; move it away, and a new one is begun."
            ) from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        if self._schema(database) == SCHEMA:
            return
        database.execute("BEGIN IMMEDIATE")
        try:
            # Asked again inside the transaction, for another process may have made the tables meanwhile.
            found = self._schema(database)
            for step in _STEPS[found:]:
                for statement in step.strip().split(";\n"):
                    database.execute(statement)
            if not found:
                database.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(KEY_BYTES),))
            database.execute(f"PRAGMA user_version = {SCHEMA}")
            database.execute("COMMIT")
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")

    def _schema(self, database: sqlite3.Connection) -> int:
        found = int(database.execute("PRAGMA user_version").fetchone()[0])
        if found > SCHEMA:
            raise LedgerError(
                f"The ledger {self.path} has schema {found}, this Newshound knows {SCHEMA}; use the newer Newshound."
            )
        return found


def overwrite(database: sqlite3.Connection) -> None:
    """Have what was deleted leave the file of recent changes too, which holds the pages as they were."""
    busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        logger.warning(
            "what was deleted from the ledger is in its -wal file until those who read the ledger now have closed it"
        )


def hashed(database: sqlite3.Connection, asker: str) -> str:
    """Who asked, so that the same person is the same hash in this ledger and in no other."""
    key: bytes = database.execute("SELECT key FROM secret").fetchone()[0]
    return hmac.new(key, asker.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
