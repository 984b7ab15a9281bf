"""A host that is asked: its own queue, when it may be asked again, and what its robots.txt said.

Times are seconds of a clock that only runs forward. Nothing here waits or asks; `index.fetching` does.
"""

from collections import deque
from dataclasses import dataclass, field
from random import Random

from index.fetch_error import FetchError
from index.http_response import Trail
from index.robots import Robots

RULES_LAST_S = 3_600.0
REFUSALS_LAST_S = 300.0
LONGEST_WAIT_S = 60.0
"""A server that wants us to wait longer than this is asked again in another run."""

# How long after the first failure an address is asked again; each further failure doubles it.
_FIRST_RETRY_S = 1.0
_JITTER = (0.5, 1.5)
# After so many addresses in a row that the host itself kept from being fetched, its others are not tried in this run.
_MOST_FAILURES = 3
_HOST_FAULTS = frozenset({"connection", "name", "protocol", "time"})
_HOST_STATUSES = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a host's robots.txt said, or why it could not be had, and until when that is taken for true."""

    found: Robots | FetchError
    until: float


@dataclass(kw_only=True)
class Job:
    """One address to fetch: its place among the wanted, where redirects led so far, and how often it failed."""

    number: int
    trail: Trail
    attempts: int = 0

    @property
    def url(self) -> str:
        """The address to ask now."""
        return self.trail.urls[-1]


@dataclass(kw_only=True)
class Host:
    """One host. It is asked for one thing at a time, and not before `next_at`.

    `rules` goes by the address of the robots.txt: http and https, and every port, have their own. `given_up` is why
    nothing more is asked of the host in this run.
    """

    delay_s: float
    next_at: float = 0.0
    rules: dict[str, Rules] = field(default_factory=dict)
    waiting: deque[Job] = field(default_factory=deque)
    busy: bool = False
    scheduled: bool = False
    failures: int = 0
    robots_attempts: int = 0
    given_up: FetchError | None = None

    def begin_run(self) -> None:
        """Forget what belongs to one run; the rules, and when the host may be asked next, stay."""
        self.waiting.clear()
        self.busy = self.scheduled = False
        self.failures = self.robots_attempts = 0
        self.given_up = None

    def is_forgettable(self, now: float) -> bool:
        """Whether nothing is known of this host that still matters."""
        return now >= self.next_at and all(now >= rules.until for rules in self.rules.values())

    def known_rules(self, address: str, now: float) -> Robots | FetchError | None:
        """What the robots.txt at an address said, as long as that is taken for true."""
        rules = self.rules.get(address)
        return rules.found if rules is not None and now < rules.until else None

    def learn(self, address: str, found: Robots | FetchError, now: float) -> None:
        """Keep what a robots.txt said, and the pace that it asks for."""
        lasts = REFUSALS_LAST_S if isinstance(found, FetchError) else RULES_LAST_S
        self.rules[address] = Rules(found=found, until=now + lasts)
        self.robots_attempts = 0
        if isinstance(found, Robots):
            self.delay_s = max(self.delay_s, found.delay_s)

    def pause(self, seconds: float, now: float) -> None:
        """Ask nothing for so long."""
        self.next_at = max(self.next_at, now + seconds)

    def judge(self, failure: FetchError | None) -> None:
        """Count an address that was had, or was not; too many of these in a row are the host's own failure."""
        if failure is None or not _is_hosts_fault(failure):
            self.failures = 0
            return
        self.failures += 1
        if self.failures >= _MOST_FAILURES or (failure.retry_after_s or 0) > LONGEST_WAIT_S:
            self.given_up = failure


def may_ask_again(failure: FetchError, attempts: int, retries: int) -> bool:
    """Whether an address that failed, after so many further attempts, is worth another in the same run."""
    return failure.transient and attempts < retries and (failure.retry_after_s or 0) <= LONGEST_WAIT_S


def retry_pause_s(failure: FetchError, attempts: int, chance: Random) -> float:
    """How long to wait for the next attempt: as the server says, and longer each time, not all hosts alike."""
    pause: float = min(_FIRST_RETRY_S * 2 ** (attempts - 1), LONGEST_WAIT_S) * chance.uniform(*_JITTER)
    return max(pause, failure.retry_after_s or 0)


def _is_hosts_fault(failure: FetchError) -> bool:
    return failure.kind in _HOST_FAULTS or failure.status in _HOST_STATUSES
