"""Reading from somebody who may never come to an end: on a thread of its own, until a deadline.

A client's own timeout bounds each wait for the network; a server that sends one byte a second keeps within it for ever.
"""

import time
from collections.abc import Callable, Generator
from contextlib import closing
from queue import Empty, SimpleQueue
from threading import Event, Thread

from index.errors import NewshoundError

_END = None


def until_deadline(
    pieces: Callable[[], Generator[str, None, None]], *, seconds: float, characters: int
) -> Generator[str, None, None]:
    """What `pieces` yields, read within so many seconds from now, and no more than about so many characters of it.

    Whoever stops reading closes this generator; the thread then stops at its next piece, and is not waited for. It is a
    daemon, so one that hangs holds up no exit.

    Raises:
        TimeoutError: there was more to come at the deadline.
        NewshoundError: what `pieces` raises.
    """
    received: SimpleQueue[str | NewshoundError | None] = SimpleQueue()
    abandoned = Event()
    deadline = time.monotonic() + seconds

    def read() -> None:
        length = 0
        try:
            with closing(pieces()) as opened:
                for piece in opened:
                    if piece:
                        received.put(piece[: characters - length])
                    length += len(piece)
                    if length >= characters or abandoned.is_set():
                        break
        except NewshoundError as error:
            received.put(error)
        finally:
            received.put(_END)

    Thread(target=read, name="model", daemon=True).start()
    try:
        while True:
            try:
                piece = received.get(timeout=max(deadline - time.monotonic(), 0))
            except Empty:
                raise TimeoutError from None
            if piece is _END:
                return
            if isinstance(piece, NewshoundError):
                raise piece
            yield piece
    finally:
        abandoned.set()
