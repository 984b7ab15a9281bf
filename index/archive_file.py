"""The file of the archive: SQLite in WAL mode, its tables, how older schemas become this one, and transactions.

Every error of SQLite becomes a sentence here, so that the modules which know single tables hold queries alone.
"""

import hashlib
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from index.errors import IndexFaultError
from index.home import home_fault

SCHEMA = 4

Value = str | int | bytes | None

# These tables are as migration 2 made them; whoever changes one of them gives that migration the older text.
_SOURCE = """
CREATE TABLE source (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL, added INTEGER NOT NULL
);
"""
_PASSAGE = """
CREATE TABLE passage (
    version TEXT NOT NULL,
    splitter TEXT NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (version, splitter, ordinal)
) WITHOUT ROWID;
"""
_NOTES = """
CREATE TABLE model (
    signature TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, window INTEGER NOT NULL, rate REAL
);
CREATE TABLE visit (
    place TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    digest BLOB,
    etag TEXT, last_modified TEXT, hint TEXT,
    first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE TABLE failure (
    place TEXT NOT NULL, record TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    times INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, again INTEGER NOT NULL,
    PRIMARY KEY (place, record)
);
CREATE TABLE run (began INTEGER PRIMARY KEY, ended INTEGER, outcome TEXT);
"""
"""What is noted beside the articles: measurements, visits, failures, runs."""

_QUOTES = """
CREATE TABLE quotes (version TEXT PRIMARY KEY, rules INTEGER NOT NULL, packed BLOB NOT NULL);
"""
_TABLES = f"""
{_SOURCE}
CREATE TABLE article (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    place TEXT NOT NULL,
    version TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    withdrawn INTEGER, withdrawn_by TEXT,
    identity TEXT, source TEXT,
    said BLOB,
    held INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX article_file ON article (file);
CREATE UNIQUE INDEX article_identity ON article (identity);
CREATE INDEX article_source ON article (source);
CREATE TABLE version (
    article TEXT NOT NULL REFERENCES article (id),
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    published INTEGER,
    url TEXT,
    author TEXT, section TEXT,
    text TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    modified INTEGER,
    language TEXT, zone INTEGER,
    announces TEXT, announced TEXT,
    PRIMARY KEY (article, version)
);
{_PASSAGE}
CREATE TABLE vector (
    passage BLOB NOT NULL,
    model TEXT NOT NULL,
    numbers BLOB NOT NULL,
    PRIMARY KEY (passage, model)
);
{_NOTES}
{_QUOTES}"""

_SEARCHED = "CREATE TEMP VIEW searched AS SELECT * FROM article WHERE withdrawn IS NULL AND NOT held"
"""Of articles, those that are searched."""

_MIGRATIONS = {
    1: "ALTER TABLE version ADD COLUMN modified INTEGER;",
    2: f"""
    ALTER TABLE source RENAME TO given;
    {_SOURCE}
    INSERT INTO source SELECT path, 'path', path, added FROM given;
    DROP TABLE given;
    ALTER TABLE article ADD COLUMN withdrawn_by TEXT;
    ALTER TABLE article ADD COLUMN identity TEXT;
    ALTER TABLE article ADD COLUMN source TEXT;
    ALTER TABLE article ADD COLUMN said BLOB;
    ALTER TABLE article ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
    CREATE UNIQUE INDEX article_identity ON article (identity);
    CREATE INDEX article_source ON article (source);
    UPDATE article SET source = (
        SELECT name FROM source WHERE file = place OR substr(file, 1, length(place) + 1) = place || '/'
        ORDER BY length(place) LIMIT 1
    );
    ALTER TABLE version ADD COLUMN language TEXT;
    ALTER TABLE version ADD COLUMN zone INTEGER;
    ALTER TABLE version ADD COLUMN announces TEXT;
    ALTER TABLE version ADD COLUMN announced TEXT;
    ALTER TABLE passage RENAME TO cut;
    {_PASSAGE}
    INSERT INTO passage SELECT c.version, c.splitter, c.ordinal, c.start, c.end,
        passage_hash(substr(v.text, c.start + 1, c.end - c.start))
        FROM cut c JOIN (SELECT version, min(text) AS text FROM version GROUP BY version) v ON v.version = c.version;
    DROP TABLE cut;
    {_NOTES}
    """,  # noqa: S608 - put together from constants
    3: _QUOTES,
}
"""What makes an archive of each older schema one of the next."""


class ArchiveFile:
    """An open archive file; changes are kept by `transaction`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise home_fault(path, error) from error
        with self._translated(), ExitStack() as stack:
            self._database = sqlite3.connect(path, isolation_level=None)
            stack.callback(self._database.close)
            self._prepare()
            stack.pop_all()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _prepare(self) -> None:
        self._database.execute("PRAGMA journal_mode = WAL")
        self._bring_up()
        self._database.execute(_SEARCHED)

    def _bring_up(self) -> None:
        """Make the tables, or those of an older schema into these."""
        if self._found_schema() == SCHEMA:
            return
        self._database.create_function("passage_hash", 1, passage_hash, deterministic=True)
        with self.transaction():
            # Asked again, for another process may have done it meanwhile.
            found = self._found_schema()
            if found > SCHEMA:
                raise IndexFaultError(
                    f"The archive {self.path} has schema {found}, this Newshound knows {SCHEMA};"
                    " use the newer Newshound."
                )
            scripts = [_MIGRATIONS[older] for older in range(found, SCHEMA)] if found else [_TABLES]
            for script in scripts:
                self._run(script.split(";"))
            self._database.execute(f"PRAGMA user_version = {SCHEMA}")

    def _found_schema(self) -> int:
        return int(self._database.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all changes made inside, or none. Inside another one it is a part of it.

        Raises:
            IndexFaultError: the archive can't be written.
        """
        begin, keep, drop = "BEGIN IMMEDIATE", ["COMMIT"], ["ROLLBACK"]
        if self._database.in_transaction:
            begin, keep, drop = "SAVEPOINT part", ["RELEASE part"], ["ROLLBACK TO part", "RELEASE part"]
        with self._translated():
            self._database.execute(begin)
            try:
                yield
                self._run(keep)
            except BaseException:
                # On a full disk SQLite has rolled back already.
                if self._database.in_transaction:
                    self._run(drop)
                raise

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Keep none of the changes made inside, which are seen there as if they were made."""
        with self._translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def _run(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self._database.execute(statement)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise IndexFaultError(
                f"The archive {self.path} can't be read or written ({error}); free some space or mend the permissions,"
                " and run `newshound reindex` again."
            ) from error
        except sqlite3.DatabaseError as error:
            raise IndexFaultError(
                f"The archive {self.path} can't be read as one; restore it from a backup, or move it away and run"
                " `newshound reindex` with your sources to make a new one."
            ) from error

    def rows(self, query: str, values: Sequence[Value] = ()) -> Generator[tuple[Any, ...], None, None]:
        """What a query finds, row by row, for a damaged page may be met at any of them."""
        with self._translated():
            # Not `yield from`, which would close the cursor of an archive that may be closed by then.
            for row in self._database.execute(query, values):  # noqa: UP028
                yield row

    def first(self, query: str, values: Sequence[Value] = ()) -> tuple[Any, ...] | None:
        """The first row that a query finds."""
        with closing(self.rows(query, values)) as rows:
            return next(rows, None)

    def write(self, query: str, *rows: Sequence[Value]) -> int:
        """Run a statement for each row of values; returns how many rows of the table it changed."""
        with self._translated():
            return self._database.executemany(query, rows).rowcount

    def damage(self) -> str | None:
        """What SQLite finds wrong with the file; None where it is whole."""
        try:
            found = str(self._database.execute("PRAGMA integrity_check(1)").fetchone()[0])
        except sqlite3.DatabaseError as error:
            return str(error)
        return None if found == "ok" else found


def passage_hash(text: str) -> bytes:
    """What a passage's vector is kept by."""
    return hashlib.sha256(text.encode()).digest()
