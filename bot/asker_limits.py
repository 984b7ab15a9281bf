"""How many questions one asker may put: so many a minute, and two at a time."""

from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from index.errors import NewshoundError

AT_A_TIME = 2
MINUTE_SECONDS = 60.0
REMEMBERED_ASKERS = 1_000
"""Above that, those who have asked nothing for a minute are forgotten."""


class TooManyError(NewshoundError):
    """Somebody asks too much; `until` is when they may ask again, where that is known."""

    def __init__(self, sentence: str, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.until = until


class AskerLimits:
    """Who has asked how much lately. `clock` gives seconds that never go back."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._asked: dict[str, deque[float]] = {}
        self._open: Counter[str] = Counter()

    def check(self, asker: str) -> None:
        """See that somebody may ask now.

        Raises:
            TooManyError: they may not, or not yet.
        """
        if self._open[asker] >= AT_A_TIME:
            raise TooManyError(
                f"{AT_A_TIME} of your questions are being answered already; please wait for one of them."
            )
        asked = self._asked.get(asker)
        now = self._clock()
        while asked and asked[0] <= now - MINUTE_SECONDS:
            asked.popleft()
        if asked and len(asked) >= self._per_minute:
            often = "once" if self._per_minute == 1 else f"{self._per_minute} times"
            wait = timedelta(seconds=asked[0] + MINUTE_SECONDS - now)
            raise TooManyError(f"You may ask {often} a minute; please wait.", datetime.now(UTC) + wait)

    def begin(self, asker: str) -> None:
        """Count a question that was taken."""
        self._asked.setdefault(asker, deque()).append(self._clock())
        self._open[asker] += 1
        if len(self._asked) > REMEMBERED_ASKERS:
            self._forget()

    def end(self, asker: str) -> None:
        """A question has ended."""
        self._open[asker] -= 1
        if self._open[asker] <= 0:
            del self._open[asker]

    def _forget(self) -> None:
        oldest = self._clock() - MINUTE_SECONDS
        self._asked = {asker: times for asker, times in self._asked.items() if times and times[-1] > oldest}
