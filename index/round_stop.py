"""When a round of following the news should end before all is read, and where that costs nothing.

A round must not take long, whatever there is to read: what else has appeared meanwhile waits for it. So pages are
fetched for some seconds, what was read is published, and the next round goes on. Asking the feeds themselves is never
cut short, for what failed of them would never be known.
"""

import time
from collections.abc import Callable
from threading import Event

from index.errors import NewshoundError
from index.recipe import Progress

PAGES_FOR_S = 20.0

# How long a round may go on to publish what it has read when the program should stop.
_GRACE_S = 5.0
# What these stages have done is kept at every step, and the next run does the rest.
_KEPT_STAGES = frozenset({"read", "split", "embed"})


class StoppedError(NewshoundError):
    """A round ends early, because the program should stop."""


class RoundStop(Event):
    """Set when the whole program should stop, or pages have been fetched for long enough."""

    def __init__(self, whole: Event, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.is_cut = False
        self._whole = whole
        self._clock = clock
        self._pages_until = float("inf")
        self._grace_until = float("inf")

    def is_set(self) -> bool:
        """Whether reading from the web should end; asked while it is read."""
        self.is_cut = self.is_cut or self._clock() >= self._pages_until
        return self.is_cut or self._whole.is_set()

    def told(self, progress: Progress) -> Progress:
        """The same progress, which knows from it how far the round is.

        Where the program should stop, it raises a StoppedError as soon as the round would only begin more work.
        """

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage == "fetch":
                self._pages_until = min(self._pages_until, self._clock() + PAGES_FOR_S)
            if self._whole.is_set():
                self._grace_until = min(self._grace_until, self._clock() + _GRACE_S)
                begins_more = stage in _KEPT_STAGES and total is not None and done < total
                if begins_more or self._clock() >= self._grace_until:
                    raise StoppedError("The run was stopped; what it has read is kept, and the next one goes on.")
            progress(stage, done, total)

        return tell
