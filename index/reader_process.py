"""Readers in processes of their own, each of which is killed when it takes too long, and limited in its memory.

No parser of pages, feeds or PDFs is bounded: for each there are a few kilobytes that keep it busy for an hour or fill
the memory, and one written in C may crash. Here all of that ends in an Unreadable, and the next request is served by a
new process. A process that ends before it has read its request whole did not end over it: another one is asked.

A plain child process and not multiprocessing, whose children import the main module of their parent again, and whose
messages are pickled.
"""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from index.draft import Draft, Unreadable
from index.entry import Feed
from index.errors import NewshoundError
from index.killing import killed_after
from index.reader_messages import (
    OUT_OF_MEMORY,
    READY,
    RECEIVED,
    Answer,
    Failure,
    Request,
    answer_of,
    request_line,
)
from index.readers import read_plain

logger = logging.getLogger(__name__)

_START_SECONDS = 120.0
_LAST_SECONDS = 2.0
# A page of 16 MB of letters that JSON writes as six is the largest.
_LONGEST_ANSWER_BYTES = 128 << 20
# Parsers keep caches, and C libraries what they once had.
_MOST_REQUESTS = 1_000
# All that is handed on of the environment, which holds tokens and keys.
_ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "TMPDIR")
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from index.reader_child import serve; serve(float(sys.argv[2]), int(sys.argv[3]))"
)

_MEMORY = "needs too much memory to read; save the article as text"
_CRASH = "crashes the program that reads it; save the article as text"
_STOPPED = "was not read, because reading was stopped; run again"


class ReaderProcess:
    """`Readers` in one process or several, which start when they are first needed and end with the `with` block.

    A request that takes longer than `seconds`, needs `memory_bytes` more than the process began with (on Linux), or
    kills it is answered by an Unreadable. Several threads may ask; each waits until one of the processes is free.

    Raises:
        NewshoundError: from every method, when no process can be started.
    """

    def __init__(self, *, seconds: float = 60.0, memory_bytes: int = 2 << 30, processes: int = 1) -> None:
        self._children = tuple(_Child(seconds=seconds, memory_bytes=memory_bytes) for _ in range(processes))
        self._closed = False
        self._free: queue.LifoQueue[_Child] = queue.LifoQueue()  # a running one before one that has to be started
        for child in self._children:
            self._free.put(child)

    def page(self, body: bytes, charset: str | None = None, url: str | None = None) -> Draft | Unreadable:
        """A web page; `charset` is what its server says, `url` where it was found."""
        return _no_feed(self._ask("page", body, {"charset": charset, "url": url}))

    def feed(self, body: bytes, content_type: str | None, url: str) -> Feed | Unreadable:
        """An RSS or Atom feed, which was found at `url`."""
        answer = self._ask("feed", body, {"content_type": content_type, "url": url})
        return Unreadable(place="", reason=_CRASH) if isinstance(answer, Draft) else answer

    def pdf(self, body: bytes) -> Draft | Unreadable:
        """A PDF."""
        return _no_feed(self._ask("pdf", body, {}))

    def plain(self, body: bytes) -> Draft | Unreadable:
        """Plain text, read in this very process."""
        return read_plain(body)

    def markdown(self, text: str) -> Draft | Unreadable:
        """A Markdown file."""
        return _no_feed(self._ask("markdown", text.encode("utf-8", "surrogatepass"), {}))

    def close(self) -> None:
        """Kills the processes; who still waits for an answer gets an Unreadable. They have nothing to lose."""
        self._closed = True
        for child in self._children:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, reader: str, body: bytes, about: Mapping[str, str | None]) -> Answer:
        if self._closed:
            raise RuntimeError("asked of reader processes that are closed")
        child = self._free.get()
        try:
            return child.ask(Request(reader=reader, size=len(body), about=about), body)
        finally:
            self._free.put(child)


def _no_feed(answer: Answer) -> Draft | Unreadable:
    return Unreadable(place="", reason=_CRASH) if isinstance(answer, Feed) else answer


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a process said to a request: that it has read it, and the line that answers it."""

    received: bool = False
    line: bytes = b""

    @property
    def is_whole(self) -> bool:
        return self.line.endswith(b"\n")


class _Child:
    """One process, and its successors. One thread at a time asks; any may close."""

    def __init__(self, *, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._closed = False
        self._lock = threading.Lock()

    def ask(self, request: Request, body: bytes) -> Answer:
        answer = self._answer(request, body)
        if answer is None:
            logger.debug("the request is asked again of another process")
            answer = self._answer(request, body)
        return answer or Unreadable(place="", reason=_CRASH)

    def _answer(self, request: Request, body: bytes) -> Answer | None:
        """The answer of a process; None where it has ended, and not over this request."""
        process = self._running()
        if process is None:
            return Unreadable(place="", reason=_STOPPED)
        said = _Said()
        with killed_after(self._seconds, process) as overdue:
            try:
                said = _exchange(process, request_line(request), body)
            finally:
                if not said.is_whole:
                    self._end(process)
        if overdue.is_set():
            self._end(process)
        self._served += 1
        if not said.is_whole:
            return self._lost(process, said, overdue=overdue.is_set())
        try:
            answer = answer_of(said.line)
        except (ValueError, RecursionError) as error:
            answer = Failure(kind="ValueError", detail=str(error))
        if isinstance(answer, Failure):
            self._end(process)
            logger.debug("a reader process failed: %s", answer.detail)
            return Unreadable(place="", reason=_CRASH)
        return answer

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process = self._process
        if process:
            self._end(process)

    def _lost(self, process: subprocess.Popen[bytes], said: _Said, *, overdue: bool) -> Unreadable | None:
        """What became of a request whose process gave no answer; None where that is not the request's fault."""
        logger.debug("a reader process ended with %s", process.returncode)
        if overdue:
            took = f"took longer than {self._seconds:g} s to read; save the article as text"
            return Unreadable(place="", reason=took)
        if self._closed:
            return Unreadable(place="", reason=_STOPPED)
        if process.returncode == OUT_OF_MEMORY:
            return Unreadable(place="", reason=_MEMORY)
        return Unreadable(place="", reason=_CRASH) if said.received else None

    def _running(self) -> subprocess.Popen[bytes] | None:
        """The process that there is, unless it has died or served long enough; else a new one that is ready.

        None where there is to be none any more.
        """
        process = self._process
        if process and process.poll() is None and self._served < _MOST_REQUESTS:
            return process
        if process:
            self._end(process)
        with self._lock:
            if self._closed:
                return None
            process = self._process = _start(self._seconds, self._memory_bytes)
            self._served = 0
        said = b""
        with killed_after(_START_SECONDS, process):
            try:
                said = process.stdout.readline(len(READY)) if process.stdout else b""
            finally:
                if said != READY:
                    self._end(process)
        if said != READY and not self._closed:
            raise _no_start(f"it ended with {process.returncode} at once")
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        with self._lock:
            if self._process is process:
                self._process = None
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError, ValueError):  # what was still to be written; another thread closing as well
                    pipe.close()


def _exchange(process: subprocess.Popen[bytes], line: bytes, body: bytes) -> _Said:
    """Asks a process; its line is not whole where it ended."""
    if not (process.stdin and process.stdout):
        return _Said()
    received, answer = False, b""
    with suppress(OSError, ValueError):  # it died, or was closed by another thread
        process.stdin.write(line + body)
        process.stdin.flush()
        received = process.stdout.readline(len(RECEIVED)) == RECEIVED
        answer = process.stdout.readline(_LONGEST_ANSWER_BYTES) if received else b""
    if not answer:
        with suppress(subprocess.TimeoutExpired):  # for its own exit status, before it is killed
            process.wait(_LAST_SECONDS)
    return _Said(received=received, line=answer)


def _start(seconds: float, memory_bytes: int) -> subprocess.Popen[bytes]:
    """A new process, in a session of its own, so that an interrupt from the terminal reaches this one alone."""
    paths = json.dumps([path or str(Path.cwd()) for path in sys.path])
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-I", "-c", _PROGRAM, paths, str(seconds), str(memory_bytes)]
    try:
        return subprocess.Popen(  # noqa: S603 - this very interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise _no_start(error.strerror or "unknown") from error


def _no_start(cause: str) -> NewshoundError:
    return NewshoundError(
        f"The process that reads pages could not be started ({cause}); look for free memory and a whole installation."
    )
