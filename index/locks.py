"""File locks (flock): one writer to a home, many readers of an edition. The kernel drops a dead holder's lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from index.errors import BusyError
from index.home import home_fault


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Be the only writer.

    Raises:
        BusyError: another process is; the message names it.
        IndexFaultError: there can't be such a file, or it may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise home_fault(path, error) from error
    with opened as file:
        if not _try(file, fcntl.LOCK_EX):
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise BusyError(f"Another reindex is running (process {holder}, {path}); wait until it has ended.")
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def reader_lock(path: Path) -> Iterator[None]:
    """Keep an edition from being removed while it is read; many readers may."""
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def in_use(path: Path) -> bool:
    """Whether a reader holds this lock now, or may hold it: what this user may not lock is left to its owner."""
    try:
        with path.open("r+", encoding="utf-8") as file:
            return not _try(file, fcntl.LOCK_EX)
    except FileNotFoundError:
        return False
    except PermissionError:
        return True


def _try(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
