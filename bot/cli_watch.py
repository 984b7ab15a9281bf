"""`newshound reindex --watch`: follows the news until it is stopped, and logs one JSON object a line.

Each object has `at` (UTC) and `event`: started, round (what was read, and the counts of that), published, failed (with
`reason`, and `place` where it is one place), waiting (with `seconds`), noted (an article that is withdrawn, restored,
or says that it was corrected), sources (the source file was read anew) or stopped.
"""

import json
import logging
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TextIO

from bot.cli_progress import progress_shown
from bot.composition import fetcher_of, home_of, reindex_tools
from bot.settings import Settings
from bot.source_listing import source_file_of

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run_watch(settings: Settings, sources: Sequence[Path | str], *, force: bool, retry: bool) -> int:
    """Follow the sources until SIGTERM or SIGINT, then end at the next safe point and return 0.

    Must run on the main thread, which receives the signals. A second signal ends it at once.
    """
    stop = Event()
    with _stopped_by_signals(stop):
        from index.following import Plan, follow
        from index.sources import given_source

        plan = Plan(
            given=tuple(given_source(str(source)) for source in sources),
            file=settings.sources.absolute(),
            listing=partial(source_file_of, settings),
            fetcher_of=fetcher_of,
            force=force,
            insist=retry,
        )
        with reindex_tools(settings, stop=stop) as tools:
            follow(home_of(settings), plan, tools, Log(sys.stdout, stop), partial(progress_shown, lines=False))
    return 0


class Log:
    """Writes events. Where nobody reads them any more, it has the program stop; a full disk must not end it."""

    def __init__(self, target: TextIO, stop: Event) -> None:
        self._target = target
        self._stop = stop

    def __call__(self, event: str, said: Mapping[str, object]) -> None:
        """Write one event."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        # In ASCII: a file may be named anything, and so may steer a terminal on which the log is read.
        line = json.dumps({"at": at, "event": event, **said})
        try:
            print(line, file=self._target, flush=True)
        except BrokenPipeError:
            self._stop.set()
        except OSError as error:
            logger.warning("an event can't be logged (%s): %s", error.strerror, line)


@contextmanager
def _stopped_by_signals(stop: Event) -> Iterator[None]:
    """Have the first signal set `stop`, and any other do what it did before."""
    before = {wanted: signal.getsignal(wanted) for wanted in STOP_SIGNALS}

    def restore() -> None:
        for wanted, handler in before.items():
            signal.signal(wanted, handler)

    def end(_number: int, _frame: FrameType | None) -> None:
        # The main thread only ever asks whether it is set: waiting for it there could meet its own lock here.
        stop.set()
        restore()

    for wanted in STOP_SIGNALS:
        signal.signal(wanted, end)
    try:
        yield
    finally:
        restore()
