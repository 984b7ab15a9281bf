"""The line in which questions stand: first come, first served, and anybody may leave it."""

from collections import deque
from threading import Condition
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Line(Generic[Entry]):
    """Up to `places` entries wait, and workers take them in order; any thread may do anything."""

    def __init__(self, places: int) -> None:
        if places < 1:
            raise ValueError(f"a line of {places} places would take nobody")
        self._places = places
        self._waiting: deque[Entry] = deque()
        self._changed = Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether one more would find no place."""
        return len(self._waiting) >= self._places

    def join(self, entry: Entry) -> bool:
        """Stand at the end; False where there is no place, or no line any more."""
        with self._changed:
            if self._closed or self.full:
                return False
            self._waiting.append(entry)
            self._changed.notify()
            return True

    def leave(self, entry: Entry) -> bool:
        """Leave the line; whether the entry was in it."""
        with self._changed:
            try:
                self._waiting.remove(entry)
            except ValueError:
                return False
            return True

    def ahead(self, entry: Entry) -> int | None:
        """How many stand before an entry; None where it is not in line."""
        with self._changed:
            return next((number for number, one in enumerate(self._waiting) if one is entry), None)

    def take(self) -> Entry | None:
        """The first one, as soon as there is one; None when the line is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            return None if self._closed else self._waiting.popleft()

    def close(self) -> None:
        """Nobody is taken from the line any more, and nobody can join it."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
