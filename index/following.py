"""Follows the news: reads each source when it is due or has changed, and goes on whatever happens to a round.

A round is a run of `reindex` over what is due. The model stays loaded between rounds, the writer's lock is held in them
alone. A round that fails is tried again, later each time; what its sources failed with waits as in any run.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.archive import Archive
from index.choosing_sources import choose
from index.errors import BusyError, NewshoundError
from index.fetching import Fetcher
from index.given_sources import GivenSources
from index.home import Home
from index.recipe import Progress
from index.reindexing import Order, Tools, reindex
from index.round_events import RoundEvents
from index.round_stop import RoundStop, StoppedError
from index.source_file import FetchOptions, SourceFile
from index.sources import Source
from index.timetable import Timetable
from index.watching import Watcher

logger = logging.getLogger(__name__)

_FIRST_RETRY_S = 5.0
_LONGEST_RETRY_S = 300.0
_LONGEST_BUSY_S = 30.0
_SLICE_S = 0.2
# A round with more feeds than this would keep everything else waiting.
_FEEDS_AT_ONCE = 16

Tell = Callable[[str, Mapping[str, object]], None]
"""Is told of each event: its name, and what is to be said of it."""

Show = Callable[[], AbstractContextManager[Progress]]
"""Gives what shows the progress of one round."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to follow: `given` sources, or else those of the source file, or else the remembered ones.

    `listing` reads the file anew, None where there is none; `fetcher_of` makes what fetches as the file says. `force`
    and `insist` hold for the first round.
    """

    given: tuple[Source, ...] = ()
    file: Path
    listing: Callable[[], SourceFile | None]
    fetcher_of: Callable[[FetchOptions | None], Fetcher]
    force: bool = False
    insist: bool = False


def follow(home: Home, plan: Plan, tools: Tools, tell: Tell, show: Show) -> None:
    """Follow the plan's sources until `tools.stop` is set.

    Raises:
        SourceError: there is nothing to follow.
        SettingsError: the source file says something that is not understood.
        IndexFaultError: the archive can't be used.
    """
    with closing(_Follower(home, plan, tools, tell, show)) as follower:
        follower.take_up()
        tell("started", {"home": str(home.folder), "sources": len(follower.sources)})
        follower.run()
    tell("stopped", {})


class _Follower:
    """Follows; one thread."""

    def __init__(self, home: Home, plan: Plan, tools: Tools, tell: Tell, show: Show) -> None:
        self.sources: dict[str, Source] = {}
        self._home = home
        self._plan = plan
        self._tools = tools
        self._tell = tell
        self._show = show
        self._watcher = Watcher(home.folder)
        self._listing: SourceFile | None = None
        self._paths: frozenset[Path] = frozenset()
        self._timetable = Timetable()
        self._rounds = 0
        self._failed = 0
        self._not_before = 0.0
        self._events = RoundEvents()

    def close(self) -> None:
        """Follow nothing any more."""
        self._watcher.close()

    def run(self) -> None:
        """Read what is due, again and again."""
        while not self._tools.stop.is_set():
            self._notice(self._watcher.wait(_SLICE_S))
            now = time.monotonic()
            due = self._timetable.due(now)
            if due and now >= self._not_before and not self._tools.stop.is_set():
                web = [name for name in due if self._is_web(name)]
                self._round(frozenset(due).difference(web[_FEEDS_AT_ONCE:]))

    def take_up(self) -> None:
        """Find out what is followed, and follow that."""
        listing = self._plan.listing()
        with Archive(self._home.archive) as archive:
            remembered = GivenSources(archive.file).all()
        chosen = choose(self._plan.given, listing.sources if listing else (), remembered)
        self.sources = {source.name: source for source in (*chosen.roots, *chosen.web)}
        paths = frozenset({self._plan.file, *_lists(listing), *(Path(source.place) for source in chosen.roots)})
        if paths != self._paths:
            # Before anything is read: what changes from then on is told.
            self._watcher.follow(paths)
            self._paths = paths
        if listing and (self._listing is None or listing.fetching != self._listing.fetching):
            self._tools = replace(self._tools, fetcher=self._plan.fetcher_of(listing.fetching))
        self._listing = listing
        self._timetable.follow(self.sources.values(), time.monotonic())

    def _notice(self, changed: set[Path]) -> None:
        if self._plan.file in changed or not changed.isdisjoint(_lists(self._listing)):
            before = self.sources
            self._take_up_again()
            if self.sources != before:
                self._tell("sources", {"file": str(self._plan.file), "sources": len(self.sources)})
        for name, source in self.sources.items():
            if source.kind == "path" and Path(source.place) in changed:
                self._timetable.hurry(name, time.monotonic())

    def _take_up_again(self) -> None:
        """The same while it is followed already: what can't be understood leaves everything as it was."""
        try:
            self.take_up()
        except (NewshoundError, OSError) as error:
            self._tell("failed", {"place": str(self._plan.file), "reason": _sentence(error)})

    # Rounds

    def _round(self, due: frozenset[str]) -> None:
        order = Order(
            given=self._plan.given,
            listed=self._listing.sources if self._listing else (),
            only=due,
            force=self._plan.force and not self._rounds,
            insist=self._plan.insist and not self._rounds,
        )
        stop = RoundStop(self._tools.stop)
        try:
            with self._show() as progress:
                summary = reindex(self._home, order, replace(self._tools, stop=stop), stop.told(progress))
            waits = self._waits(due)
        except StoppedError:
            return
        except (NewshoundError, OSError) as error:
            self._put_off(error)
            return
        self._rounds += 1
        self._failed = 0
        for event, said in self._events.of(due, summary):
            self._tell(event, said)
        now = time.monotonic()
        for name in due:
            if stop.is_cut and self._is_web(name):
                self._timetable.put_back(name, now)
                continue
            self._timetable.done(name, now, wait_s=waits.get(name, 0.0), told=self._watcher.is_told)
            if waits.get(name, 0.0) > self.sources[name].every_s:
                self._tell("waiting", {"source": name, "seconds": round(waits[name])})
        if not self._plan.given and self._listing is None:
            # Another run may have been given sources that are to be remembered.
            self._take_up_again()

    def _is_web(self, name: str) -> bool:
        return self.sources[name].kind != "path"

    def _waits(self, due: frozenset[str]) -> dict[str, float]:
        """For how many seconds feeds and pages that have failed are not to be asked for."""
        now = datetime.now(UTC)
        web = [self.sources[name] for name in due if self.sources[name].kind in {"feed", "address"}]
        with Archive(self._home.archive) as archive:
            return {
                source.name: max((failure.again - now).total_seconds() for failure in failures)
                for source in web
                if (failures := archive.visits.failures_at(source.place))
            }

    def _put_off(self, error: NewshoundError | OSError) -> None:
        """Try again later; what was due stays due."""
        self._failed += 1
        longest = _LONGEST_BUSY_S if isinstance(error, BusyError) else _LONGEST_RETRY_S
        wait = min(_FIRST_RETRY_S * 2 ** min(self._failed - 1, 10), longest)
        self._not_before = time.monotonic() + wait
        event = "waiting" if isinstance(error, BusyError) else "failed"
        self._tell(event, {"reason": _sentence(error), "seconds": wait})


def _lists(listing: SourceFile | None) -> set[Path]:
    """The files of addresses that a source file names."""
    return {Path(source.place) for source in listing.sources if source.urls and source.place} if listing else set()


def _sentence(error: NewshoundError | OSError) -> str:
    if isinstance(error, NewshoundError):
        return str(error)
    return f"The index can't be written ({error.strerror or 'input or output failed'}); free some space or mend it."
