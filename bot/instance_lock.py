"""One bot for each token on a machine: two would answer every question twice.

The lock is an flock on a file in the folder for temporary files, which all users of the machine share. The file's name
is a hash, so that it says nothing of the token, and the kernel drops the lock of a process that has died in any way.
"""

import errno
import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import NewshoundError

WAIT_SECONDS = 3.0
"""A killed process is gone a moment after its killing, and whoever starts the bot again at once should succeed."""
LOOK_AGAIN_SECONDS = 0.05
FILE_MODE = 0o644
LONGEST_PID_CHARACTERS = 20

# Never waits for the other end of a pipe that somebody has put there, and follows no link out of the shared folder.
_OPENING = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class AlreadyRunningError(NewshoundError):
    """Another process serves with the same token; a program should exit with `exit_code`.

    That code is for what passes by itself: a supervisor may start the bot again after its usual pause, for nothing has
    been loaded and Discord has not been asked anything.
    """

    exit_code = 75  # EX_TEMPFAIL of sysexits.h


class LockFileError(NewshoundError):
    """There can't be a lock file; a program should exit with `exit_code`, for a person has to look."""

    exit_code = 78  # EX_CONFIG of sysexits.h


@contextmanager
def one_instance(
    token: str, folder: Path | None = None, *, server: str | None = None, seconds: float = WAIT_SECONDS
) -> Iterator[None]:
    """Be the only bot with this token on this machine, after waiting up to `seconds` for another one to end.

    `folder` is the one for temporary files if it is not given. The same token at another `server` is another bot.

    Raises:
        AlreadyRunningError: another process is that bot; the message names it.
        LockFileError: the lock file can't be used.
    """
    path = lock_path(token, folder, server=server)
    descriptor = _taken(path, time.monotonic() + seconds)
    try:
        _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def lock_path(token: str, folder: Path | None = None, *, server: str | None = None) -> Path:
    """The file that the bot with this token locks."""
    name = hashlib.sha256(f"newshound bot\n{server or ''}\n{token}".encode()).hexdigest()[:32]
    return (folder or Path(tempfile.gettempdir())) / f"newshound-{name}.lock"


def _taken(path: Path, end: float) -> int:
    """The locked file that stands at `path`, also after its removal by somebody who cleans the folder."""
    while True:
        try:
            descriptor = _opened(path)
        except OSError as error:
            raise LockFileError(
                f"The lock file {path} can't be used ({error.strerror}); remove it, or have the folder mended."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(descriptor)
            os.close(descriptor)
            if time.monotonic() >= end:
                raise AlreadyRunningError(
                    f"A bot with this token is running already ({holder}); stop that one first, or use another token."
                ) from None
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            if _stands_at(path, descriptor):
                return descriptor
            os.close(descriptor)


def _opened(path: Path) -> int:
    """The lock file, made if there is none; where it is another user's, as a file to read, which can be locked too."""
    try:
        descriptor = os.open(path, os.O_RDWR | _OPENING)
    except PermissionError:
        descriptor = os.open(path, os.O_RDONLY | _OPENING)
    except FileNotFoundError:
        # Not with O_CREAT in the first place: in a shared folder the kernel may refuse that for another user's file.
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _OPENING, FILE_MODE)
        except FileExistsError:
            return _opened(path)
        # Whatever this process's umask says: other users have to be able to lock it.
        os.fchmod(descriptor, FILE_MODE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return descriptor


def _stands_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


def _sign(descriptor: int) -> None:
    """Leave this process's id for whoever comes second; a file that is another user's keeps what it says."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except OSError:
        # The lock holds without it, also on a full disk.
        return


def _holder(descriptor: int) -> str:
    """The process that holds the lock, as far as the file tells: what it says may be older than the lock."""
    said = os.pread(descriptor, LONGEST_PID_CHARACTERS, 0)
    if said.isdigit():
        try:
            os.kill(int(said), 0)
        except PermissionError:
            return f"process {int(said)}"
        except (ProcessLookupError, OverflowError):
            return "its process is not known"
        return f"process {int(said)}"
    return "its process is not known"
