"""When each followed source is read next: at its own pace, a little apart from the others, and later where it fails.

Times are seconds of a clock that only runs forward.
"""

import hashlib
from collections.abc import Iterable

from index.sources import Source

LOOK_S = 300.0
"""How often a folder is read whose changes the system tells of: on a network's file system it tells of none."""
LOOK_UNTOLD_S = 30.0
"""The same where the system can't be asked to tell."""

_SPREAD = 0.1


class Timetable:
    """The sources that are followed, and when each is due."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._at: dict[str, float] = {}

    def follow(self, sources: Iterable[Source], now: float) -> None:
        """Follow just these from now on. A source that is new, or set up in another way, is due at once."""
        before = self._sources
        self._sources = {source.name: source for source in sources}
        self._at = {
            name: self._at[name] if before.get(name) == source else now for name, source in self._sources.items()
        }

    def due(self, now: float) -> tuple[str, ...]:
        """The names of what should be read now; what has waited longest is first."""
        return tuple(name for at, name in sorted((at, name) for name, at in self._at.items()) if at <= now)

    def hurry(self, name: str, now: float) -> None:
        """Have a source read at once, for it has changed."""
        if name in self._at:
            self._at[name] = min(self._at[name], now)

    def put_back(self, name: str, now: float) -> None:
        """Have a source read again at once, but after all that waits already."""
        if name in self._at:
            self._at[name] = now

    def done(self, name: str, now: float, *, wait_s: float = 0.0, told: bool = True) -> None:
        """Note that a source was read; what failed is not read before `wait_s` are over.

        `told` is whether the system tells of changes in folders.
        """
        source = self._sources.get(name)
        if source is None:
            return
        if source.kind == "path":
            pace = LOOK_S if told else LOOK_UNTOLD_S
        else:
            # Never more often than it was asked for, and not all that have one pace at one time.
            pace = source.every_s * (1 + _SPREAD * _share(name))
        self._at[name] = now + max(pace, wait_s)


def _share(name: str) -> float:
    """A number from 0 to 1 that a name always has."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:4], "big") / 0xFFFFFFFF
