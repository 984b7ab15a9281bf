"""Copies of files that others may be reading or writing: of SQLite's files, and of an edition.

SQLite's files are copied through SQLite, each as it is at one moment, for a file that is being written must not be
copied by itself.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from index.errors import NewshoundError
from index.recipe import Progress

PAGES_AT_ONCE = 2048
BYTES_AT_ONCE = 1 << 20
BUSY_SECONDS = 30.0
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file while it is open."""


class BackupError(NewshoundError):
    """There can't be such a backup; nothing is left of it, and the home is as it was."""


def copy_edition(folder: Path, target: Path, progress: Progress) -> None:
    """Copy the files of an edition, which must be kept from being removed meanwhile.

    Raises:
        BackupError: its SQLite file can't be copied.
        OSError: another one can't be.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(BESIDE)]
    total = sum(path.stat().st_size for path in files)
    done = 0
    for path in files:
        place = target / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".sqlite3":
            # Whoever opens Chroma writes into this one; everything else of an edition stays as it is.
            copy_database(path, place, lambda *_: None)
        else:
            for count in _copy_file(path, place):
                progress("copying the edition", done + count, total)
        done += path.stat().st_size
        progress("copying the edition", done, total)


def _copy_file(path: Path, target: Path) -> Iterator[int]:
    """Copy a file; yields how much is copied, again and again."""
    with path.open("rb") as source, target.open("xb") as copy:
        done = 0
        while part := source.read(BYTES_AT_ONCE):
            copy.write(part)
            done += len(part)
            yield done
    shutil.copymode(path, target)


def copy_database(path: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Copy an SQLite file as it is at one moment, whoever writes to it meanwhile.

    Without a transaction around it a copy begins again with every commit of another process, and never ends beside one
    that commits often (measured). The reader's transaction blocks no writer in WAL mode.

    Raises:
        BackupError: it can't be read, or the copy not written.
    """
    target.touch(mode=0o600)
    try:
        with ExitStack() as stack:
            source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)
            stack.callback(source.close)
            copy = sqlite3.connect(target)
            stack.callback(copy.close)
            source.isolation_level = None
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES_AT_ONCE, progress=lambda _, left, total: progress(total - left, total))
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error
    shutil.copymode(path, target)


def _unreadable(path: Path, error: sqlite3.DatabaseError) -> BackupError:
    if isinstance(error, sqlite3.OperationalError):
        return BackupError(
            f"{path} can't be copied ({error}); free some space or mend the permissions, and run it again."
        )
    return BackupError(f"{path} is damaged, so there is no backup of it; `newshound doctor` says what to do.")


def damage_of(path: Path) -> str | None:
    """What SQLite finds wrong with a file of its own, on one line; None where it is whole."""
    database = sqlite3.connect(path)
    try:
        found = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        database.close()
    return None if found == "ok" else " ".join(found.split())
