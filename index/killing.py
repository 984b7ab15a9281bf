"""Kills a process that takes too long, which ends every wait for it."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kills the process if the block is not left in time; the event says so."""
    overdue = threading.Event()

    def end() -> None:
        overdue.set()
        process.kill()

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        yield overdue
    finally:
        watch.cancel()
        watch.join()
