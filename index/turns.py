"""Whose turn it is: hosts wait for their moments, and as many as may be asked at once have a thread each that asks.

The threads do nothing but ask and hand over their answers; everything else happens in the thread that uses `Turns`.
"""

import heapq
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from index.fetch_error import FetchError
from index.http_response import Redirect, Response
from index.pace import Host, Job
from index.robots import Robots

# How soon it is noticed that the run is to stop, and how long its threads get to notice it.
_LONGEST_SLICE_S = 0.2
_GRACE_S = 1.0
_FAULT = "could not be fetched for a fault of Newshound's own, which its log shows; report it"


Answer = Response | Redirect | Robots


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one request brought: of a robots.txt where `robots` is its address, else of the job's own."""

    host: Host
    job: Job
    robots: str | None
    answer: Answer | FetchError


Results = queue.SimpleQueue[Done]


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since some moment; never less than before."""
        return time.monotonic()

    def wait(self, results: Results, seconds: float) -> Done | None:
        """The next result if it comes in so many seconds, else None."""
        try:
            return results.get(timeout=seconds)
        except queue.Empty:
            return None


class Turns:
    """The hosts that wait, and the requests that are under way, at most `parallel`."""

    def __init__(self, parallel: int, clock: SystemClock) -> None:
        self._parallel = parallel
        self._clock = clock
        self._due: list[tuple[float, int, Host]] = []
        self._order = count()
        self._results: Results = queue.SimpleQueue()
        self._threads: dict[int, threading.Thread] = {}

    @property
    def idle(self) -> bool:
        """Whether no host waits and none is asked."""
        return not self._due and not self._threads

    def schedule(self, host: Host) -> None:
        """Give a host its turn as soon as it may be asked, if it has something waiting."""
        if host.waiting and not host.busy and not host.scheduled:
            heapq.heappush(self._due, (host.next_at, next(self._order), host))
            host.scheduled = True

    def due(self) -> Iterator[Host]:
        """The hosts that may be asked now, while there are threads for them."""
        now = self._clock.now()
        while self._due and self._due[0][0] <= now and len(self._threads) < self._parallel:
            host = heapq.heappop(self._due)[2]
            host.scheduled = False
            yield host

    def start(self, host: Host, job: Job, robots: str | None, ask: Callable[[], Answer]) -> None:
        """Ask on a thread of its own; `results` has what it brings."""

        def work() -> None:
            answer: Answer | FetchError = FetchError(job.url, _FAULT, "fault")
            try:
                answer = ask()
            except FetchError as error:
                answer = error
            finally:
                # Whatever happened, somebody waits for it.
                self._results.put(Done(host=host, job=job, robots=robots, answer=answer))

        host.busy = True
        # A daemon: where a system's resolver hangs, the program can end all the same.
        self._threads[id(host)] = threading.Thread(target=work, name=f"fetch {job.url}", daemon=True)
        self._threads[id(host)].start()

    def results(self, *, wait: bool) -> Iterator[Done]:
        """What has come; with `wait`, after waiting a moment, or until the next host's turn, if nothing has."""
        done = self._clock.wait(self._results, self._seconds_to_wait() if wait else 0)
        while done is not None:
            done.host.busy = False
            del self._threads[id(done.host)]
            yield done
            done = self._results.get_nowait() if not self._results.empty() else None

    def end(self, interrupt: Callable[[], None]) -> None:
        """Break off what is under way. A thread that waits for a name or a connection is left to its time limit."""
        if not self._threads:
            return
        interrupt()
        until = time.monotonic() + _GRACE_S
        for thread in self._threads.values():
            thread.join(max(until - time.monotonic(), 0))

    def _seconds_to_wait(self) -> float:
        if not self._due or len(self._threads) >= self._parallel:
            return _LONGEST_SLICE_S
        return min(max(self._due[0][0] - self._clock.now(), 0), _LONGEST_SLICE_S)
