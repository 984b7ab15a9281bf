"""Notices that files and folders change. The one module that knows watchfiles.

Folders are watched at any depth through the system's notification; a burst of changes is told once, when it is over.
Single files, and whether a folder is still the same one, are looked at twice a second: notification would follow a file
that is replaced, or a folder that is moved away, to where nobody looks for it. On file systems of a network, and behind
links that lead out of a folder, the system notices nothing; whoever must not miss a change looks there by himself.
"""

import logging
import os
import queue
import stat
import threading
import time
from collections.abc import Collection, Generator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from watchfiles import watch
from watchfiles.main import FileChange

from index.files import SUFFIXES

logger = logging.getLogger(__name__)

_TICK_S = 0.5
_LONGEST_BURST_S = 10.0
# A file that is being written has a young time of change.
_SETTLED_S = 1.0
_LONGEST_START_S = 30.0
# How soon notification is tried again where the system refuses it, as it does beyond its number of folders.
_TRY_AGAIN_S = 60.0

_State = tuple[int, ...] | None


class Watcher:
    """Tells which of the paths that are followed have changed. Changes under `ignored` are none."""

    def __init__(self, ignored: Path) -> None:
        self._ignored = ignored.resolve()
        self._changed: queue.SimpleQueue[Path] = queue.SimpleQueue()
        self._watch: _Watch | None = None

    def follow(self, paths: Collection[Path]) -> None:
        """Follow just these absolute paths from now on, whether or not there is anything yet; what follows is told."""
        self.close()
        self._watch = _Watch(frozenset(paths), self._ignored, self._changed)
        self._watch.start()

    @property
    def is_told(self) -> bool:
        """Whether the system tells of changes in folders."""
        return self._watch is not None and self._watch.is_told

    def wait(self, seconds: float) -> set[Path]:
        """The followed paths in which something has changed, as soon as there is one; empty when the time is over."""
        found: set[Path] = set()
        try:
            found.add(self._changed.get(timeout=seconds))
            while True:
                found.add(self._changed.get_nowait())
        except queue.Empty:
            return found

    def close(self) -> None:
        """Follow nothing any more."""
        if self._watch:
            self._watch.end()
            self._watch = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Watch:
    """Follows a set of paths on a thread of its own."""

    def __init__(self, paths: frozenset[Path], ignored: Path, changed: "queue.SimpleQueue[Path]") -> None:
        self.is_told = False
        self._paths = paths
        self._ignored = ignored
        self._changed = changed
        self._states = {path: _state(path) for path in paths}
        self._unsettled: dict[Path, float] = {}
        self._ended = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)

    def start(self) -> None:
        """Begin; returns when nothing is missed any more, or such a large tree takes too long."""
        self._thread.start()
        self._ready.wait(_LONGEST_START_S)

    def end(self) -> None:
        self._ended.set()
        self._thread.join(2 * _TICK_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            with closing(self._ticks([path for path in self._paths if path.is_dir()])) as ticks:
                for changes in ticks:
                    self._ready.set()
                    self._tell(changes)
                    if self._look():
                        break

    def _ticks(self, folders: list[Path]) -> Generator[set[FileChange], None, None]:
        """What the system tells of the folders, and an empty set twice a second where it tells nothing."""
        if not folders:
            yield from self._silence(float("inf"))
            return
        try:
            for changes in watch(
                *folders,
                watch_filter=None,
                debounce=int(_LONGEST_BURST_S * 1_000),
                step=int(_TICK_S * 1_000),
                rust_timeout=int(_TICK_S * 1_000),
                yield_on_timeout=True,
                stop_event=self._ended,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                self.is_told = True
                yield changes
        except (OSError, RuntimeError) as error:  # RuntimeError is how watchfiles hands on what Rust calls internal
            logger.warning("a change was not told by the system: %s", error)
            for folder in folders:
                self._changed.put(folder)
            # It has failed at one change, such as of a name that is no text, or it does not work here at all.
            is_passing, self.is_told = self.is_told, False
            yield from self._silence(_TICK_S if is_passing else _TRY_AGAIN_S)

    def _silence(self, seconds: float) -> Generator[set[FileChange], None, None]:
        until = time.monotonic() + seconds
        yield set()
        while time.monotonic() < until and not self._ended.wait(_TICK_S):
            yield set()

    def _tell(self, changes: set[FileChange]) -> None:
        for _, name in changes:
            path = Path(name)
            holders = [root for root in self._paths if path.is_relative_to(root)]
            if holders and not path.is_relative_to(self._ignored):
                root = max(holders, key=lambda root: len(root.parts))
                if _may_matter(path, root):
                    self._changed.put(root)

    def _look(self) -> bool:
        """Tell of files that have changed, and of folders that came, went or are others; True where there is such."""
        is_other = False
        for path, before in self._states.items():
            state = _state(path)
            if state == before:
                self._unsettled.pop(path, None)
                continue
            if not self._is_settled(path, state):
                continue
            self._states[path] = state
            self._changed.put(path)
            is_other = is_other or _is_folder(before) or _is_folder(state)
        return is_other

    def _is_settled(self, path: Path, state: _State) -> bool:
        """Whether a file is whole as far as can be seen: not written to in the last second, or for too long already."""
        if state is None or _is_folder(state):
            return True
        since = self._unsettled.setdefault(path, time.monotonic())
        is_young = abs(time.time() - state[-1] / 1_000_000_000) < _SETTLED_S
        if is_young and time.monotonic() - since < _LONGEST_BURST_S:
            return False
        del self._unsettled[path]
        return True


def _state(path: Path) -> _State:
    """What tells a path's present file or folder from an earlier one; of a folder only which one it is."""
    try:
        status = os.stat(path)  # noqa: PTH116 - twice a second
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(status.st_mode):
        return status.st_dev, status.st_ino
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _is_folder(state: _State) -> bool:
    return state is not None and len(state) == 2  # noqa: PLR2004 - see _state


def _may_matter(path: Path, root: Path) -> bool:
    """Whether a change there may be one of articles: other files, and hidden ones, are not read."""
    if any(part.startswith(".") for part in path.relative_to(root).parts):
        return False
    return path.suffix.lower() in SUFFIXES or not path.is_file()
