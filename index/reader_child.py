"""The process that reads what may be hostile: it answers requests, one after the other, and may die at any of them.

It has no secrets (its environment is cleared), little memory, and no wish to live: an interrupt from the terminal is
its parent's business, the end of its input is the end of it, and a request that takes far too long ends it from within,
should its parent be dead and unable to.
"""

import logging
import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from index.reader_messages import (
    OUT_OF_MEMORY,
    READY,
    RECEIVED,
    Answer,
    Failure,
    Request,
    answer_line,
    request_of,
)
from index.readers import Readers
from index.readers_here import ReadersHere

_LONGEST_DETAIL_CHARACTERS = 500
# The parent kills after the time that it allows; this is for a parent that was killed itself.
_GRACE_SECONDS = 5.0


def serve(seconds: float, memory_bytes: int) -> None:
    """Answers requests from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable()  # what parsers think of hostile bytes; what matters comes back as an answer
    _limit(memory_bytes)
    answers = _own_output()
    requests = sys.stdin.buffer
    readers = ReadersHere()
    _say(answers, READY)
    try:
        while line := requests.readline():
            signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)  # no handler: the process ends
            request = request_of(line)
            body = requests.read(request.size)
            _say(answers, RECEIVED)
            _say(answers, _answer(readers, request, body))
            signal.setitimer(signal.ITIMER_REAL, 0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _say(answers: BinaryIO, line: bytes) -> None:
    answers.write(line)
    answers.flush()


def _answer(readers: Readers, request: Request, body: bytes) -> bytes:
    """The answer as a line; any exception is one, too, for whoever asked can't ask this process what went wrong."""
    try:
        return answer_line(_read(readers, request, body))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - parsers of hostile bytes; the parent replaces this process
        return answer_line(Failure(kind=type(error).__name__, detail=repr(error)[:_LONGEST_DETAIL_CHARACTERS]))


def _read(readers: Readers, request: Request, body: bytes) -> Answer:
    match request.reader:
        case "page":
            return readers.page(body, request.about["charset"], request.about["url"])
        case "feed":
            return readers.feed(body, request.about["content_type"], request.about["url"] or "")
        case "pdf":
            return readers.pdf(body)
        case _:
            return readers.markdown(body.decode("utf-8", "surrogatepass"))


def _limit(memory_bytes: int) -> None:
    """Lets this process have so much memory more than it has, where the system can do that; macOS can't."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return
    used = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = used + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most, hard) if hard == resource.RLIM_INFINITY else (min(most, hard), hard))


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what a library prints goes nowhere, and not between them."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers
