"""File locks (flock): one writer to a home, many readers of an edition. The kernel drops a dead holder's lock."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from index.errors import BusyError
from index.home import home_fault

TRIES = 5
RETRY_S = 0.02


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Be the only writer.

    Raises:
        BusyError: another process is; the message names it.
        IndexFaultError: there can't be such a file, or it may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("a+b", buffering=0)
    except OSError as error:
        raise home_fault(path, error) from error
    with opened as file:
        if not any(_try_again(file, attempt) for attempt in range(TRIES)):
            file.seek(0)
            holder = file.read(20).decode("ascii", "replace").strip() or "unknown"
            raise BusyError(f"Another reindex is running (process {holder}, {path}); wait until it has ended.")
        try:
            file.truncate(0)
            file.write(str(os.getpid()).encode())
        except OSError as error:
            raise home_fault(path, error) from error
        yield


def _try_again(file: IO[bytes], attempt: int) -> bool:
    """`newshound status` looks whether a writer is at work by taking the lock for a moment, which is no writer."""
    if attempt:
        time.sleep(RETRY_S)
    return _try(file, fcntl.LOCK_EX)


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


@contextmanager
def sole_lock(path: Path) -> Iterator[bool]:
    """Keep readers out meanwhile; gives False where one holds this lock, or where it may not be taken by this user.

    Raises:
        OSError: the lock can't be opened for another reason.
    """
    try:
        opened = path.open("r+", encoding="utf-8")
    except FileNotFoundError:  # without a lock it was never finished, so that nobody reads it
        yield True
        return
    except PermissionError:  # what this user may not lock is left to its owner
        yield False
        return
    with opened as file:
        yield _try(file, fcntl.LOCK_EX)


def _try(file: IO[str] | IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
