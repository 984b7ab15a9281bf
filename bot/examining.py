"""Has the checks made in a process of their own, so that none can hang the doctor or take the others with it.

A torn graph crashes whoever opens it, a dead network disk never answers, and a library that is written in C ends the
whole process: what does not answer in time is killed, and is a finding itself. The next check gets a new process.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from bot.check_list import Check
from index.errors import NewshoundError
from index.finding import Finding, wrong
from index.killing import killed_after

START_SECONDS = 120.0
QUICK_SECONDS = 60.0
LAST_SECONDS = 2.0
LONG_SECONDS = 900.0
"""A check may take this long. To read all of an archive of millions of passages takes minutes."""

_LONGEST_LINE_BYTES = 1 << 20
_READY = b"ready\n"  # as `examining_child` has it
_PROGRAM = (
    "import json, sys; said = json.loads(sys.argv[1]); sys.path[:] = said.pop('paths'); "
    "from bot.examining_child import examine; examine(**said)"
)


def examine(
    home: Path, wanted: Sequence[Check], *, quick: bool = False, seconds: float | None = None
) -> Iterator[tuple[str, Finding]]:
    """The finding of each check, as soon as it is made.

    Raises:
        NewshoundError: no process can be started.
    """
    limit = seconds or (QUICK_SECONDS if quick else LONG_SECONDS)
    left = list(wanted)
    while left:
        with _process(home, left, quick=quick, seconds=limit) as process:
            while left:
                line, overdue = _line(process, limit)
                one = left.pop(0)
                if line.endswith(b"\n"):
                    yield one.name, Finding(**json.loads(line))
                    continue
                yield one.name, _overdue(limit) if overdue else _ended(_status(process), one)
                break


@contextmanager
def _process(home: Path, checks: Sequence[Check], *, quick: bool, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ready; it is killed at the end."""
    paths = [path or str(Path.cwd()) for path in sys.path]
    said = {
        "paths": paths,
        "home": str(home),
        "checks": [asdict(check) for check in checks],
        "quick": quick,
        "seconds": seconds,
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-I", "-c", _PROGRAM, json.dumps(said)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise _no_start(error.strerror or "unknown") from error
    with process:
        try:
            line, _ = _line(process, START_SECONDS)
            if line != _READY:
                raise _no_start(f"it ended with {_status(process)}")
            yield process
        finally:
            process.kill()


def _line(process: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bool]:
    """The next line, and whether it did not come in time; not a whole one where the process has ended."""
    with killed_after(seconds, process) as overdue:
        line = process.stdout.readline(_LONGEST_LINE_BYTES) if process.stdout else b""
    return line, overdue.is_set()


def _overdue(seconds: float) -> Finding:
    return wrong(
        f"it could not be looked at within {seconds:g} s",
        "see whether the disk or the network behind it answers and is not busy, and run `newshound doctor` again",
    )


def _ended(status: int, check: Check) -> Finding:
    return wrong(f"it could not be looked at (its process ended with {status})", check.mend)


def _status(process: subprocess.Popen[bytes]) -> int:
    """The exit status of a process that has closed its output."""
    with suppress(subprocess.TimeoutExpired):  # for its own one, before it is killed
        return process.wait(LAST_SECONDS)
    process.kill()
    return process.wait()


def _no_start(cause: str) -> NewshoundError:
    return NewshoundError(
        f"The process that looks at everything could not be started ({cause}); look for free memory and a whole"
        " installation."
    )
