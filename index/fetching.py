"""Fetches many addresses: hosts at the same time, each of them one request after another, politely and to an end.

One thread decides (the consumer's, whenever it asks for the next outcome), and others only wait for the network. So at
most as many bodies as hosts are asked at once lie ready, and as many are on their way, while the consumer is busy. A
redirect queues its address at the host that it leads to, whose rules and pace hold there.
"""

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from index.canonical import requestable
from index.fetch_error import FetchError
from index.fetch_settings import FetchSettings
from index.http_client import Ask, Client
from index.http_response import NOT_MODIFIED, Redirect, Response, Trail
from index.pace import Host, Job, may_ask_again, retry_pause_s
from index.robots import Robots, fetch_robots, robots_address
from index.turns import Done, SystemClock, Turns

# What fails for a robots.txt in these ways fails for every page there, and is told as if it had.
_SAME_FOR_PAGES = frozenset({"address", "certificate", "connection", "name"})
_DISALLOWED = "is not to be fetched by programs, says its host's robots.txt"
_NO_ADDRESS = "is no address that can be fetched"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An address to fetch; with the validators of an earlier response, only if the page has changed since.

    `key` is the caller's own, and comes back with the outcome.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A page, from the address `url` after redirects; `moved` says that all of these were permanent ones."""

    wanted: Wanted
    url: str
    body: bytes
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved: bool = False


@dataclass(frozen=True, kw_only=True)
class NotModified:
    """The page has not changed since it was fetched with these validators."""

    wanted: Wanted


@dataclass(frozen=True, kw_only=True)
class NotFetched:
    """Why there is no page. `reason` continues a sentence that begins with the address: "answers 404 (not found)".

    `again_after_s` is what the server asked to wait, `gone` that it says there is no such page, `transient` that asking
    again later may well succeed.
    """

    wanted: Wanted
    reason: str
    again_after_s: float | None = None
    gone: bool = False
    transient: bool = False


Outcome = Fetched | NotModified | NotFetched
Told = Callable[[int, int], None]
"""Told, after every outcome, how many there are now and how many there will be."""


@dataclass(frozen=True, kw_only=True)
class _Means:
    """What fetching needs."""

    settings: FetchSettings
    client: Client
    clock: SystemClock
    chance: random.Random


class Fetcher:
    """Fetches, and remembers between the calls which hosts it asked when, and what their robots.txt said.

    One thread at a time may use it. No connection is kept; leaving its context breaks off what is under way.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        client: Client | None = None,
        clock: SystemClock | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._means = _Means(
            settings=settings,
            client=client or Client(settings),
            clock=clock or SystemClock(),
            chance=chance or random.Random(),  # noqa: S311 - it spreads retries, and keeps no secret
        )
        self._hosts: dict[str, Host] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._means.client.interrupt()

    def fetch_all(
        self, wanted: Sequence[Wanted], *, stop: threading.Event | None = None, told: Told | None = None
    ) -> Iterator[Outcome]:
        """One outcome for each of the wanted, in the order in which they come; none after `stop` is set.

        Nothing that a server does raises. Whoever leaves the iteration early breaks off the requests under way.
        """
        self._forget()
        turns = Turns(self._means.settings.parallel, self._means.clock)
        run = _Run(self._means, self._hosts, turns, wanted)
        stopped = stop or threading.Event()
        number = 0
        try:
            while not stopped.is_set():
                outcome = run.next_outcome()
                if outcome is not None:
                    number += 1
                    if told is not None:
                        told(number, len(wanted))
                    yield outcome
                elif turns.idle:
                    return
        finally:
            turns.end(self._means.client.interrupt)

    def _forget(self) -> None:
        now = self._means.clock.now()
        self._hosts = {name: host for name, host in self._hosts.items() if not host.is_forgettable(now)}
        for host in self._hosts.values():
            host.begin_run()


class _Run:
    """One call's work: what each answer leads to, and the outcomes that are ready."""

    def __init__(self, means: _Means, hosts: dict[str, Host], turns: Turns, wanted: Sequence[Wanted]) -> None:
        self._means = means
        self._hosts = hosts
        self._turns = turns
        self._wanted = wanted
        self._ready: deque[Outcome] = deque()
        for number, one in enumerate(wanted):
            address = requestable(one.url)
            if address is None:
                self._ready.append(NotFetched(wanted=one, reason=_NO_ADDRESS))
            else:
                self._queue(Job(number=number, trail=Trail(urls=(address,))))

    def next_outcome(self) -> Outcome | None:
        """The next outcome if there is one soon; None if there is none yet, or none left."""
        for host in self._turns.due():
            self._start_next(host)
        if not self._ready:
            for done in self._turns.results(wait=not self._turns.idle):
                self._settle(done)
        return self._ready.popleft() if self._ready else None

    # Asking

    def _queue(self, job: Job) -> None:
        name = urlsplit(job.url).hostname or ""
        host = self._hosts.setdefault(name, Host(delay_s=self._means.settings.delay_s))
        host.waiting.append(job)
        self._turns.schedule(host)

    def _start_next(self, host: Host) -> None:
        """Ask a host for the first of its addresses that may be asked for; the outcome of those before it is known."""
        now, settings = self._means.clock.now(), self._means.settings
        while host.waiting:
            job = host.waiting[0]
            address = robots_address(job.url)
            rules = host.known_rules(address, now) if settings.obey_robots else None
            if host.given_up is None and settings.obey_robots and rules is None:
                ask = partial(fetch_robots, self._means.client, address, settings.product)
                self._turns.start(host, job, address, ask)
                return
            host.waiting.popleft()
            if host.given_up is not None:
                reason = f"was not asked for, since an address before it on the same host {host.given_up.reason}"
                self._fail(job, host.given_up, reason)
            elif isinstance(rules, FetchError):
                self._fail(job, rules, _without_rules(rules))
            elif isinstance(rules, Robots) and not rules.allows(job.url):
                self._ready.append(NotFetched(wanted=self._wanted[job.number], reason=_DISALLOWED))
            else:
                self._turns.start(host, job, None, partial(self._means.client.hop, self._ask(job)))
                return

    def _ask(self, job: Job) -> Ask:
        wanted = self._wanted[job.number]
        largest = self._means.settings.largest_bytes
        return Ask(url=job.url, largest=largest, etag=wanted.etag, last_modified=wanted.last_modified)

    # Answers

    def _settle(self, done: Done) -> None:
        done.host.pause(done.host.delay_s, self._means.clock.now())
        if done.robots is not None:
            self._settle_robots(done, done.robots)
        else:
            self._settle_page(done)
        self._turns.schedule(done.host)

    def _settle_robots(self, done: Done, address: str) -> None:
        host, now, retries = done.host, self._means.clock.now(), self._means.settings.retries
        if isinstance(done.answer, FetchError) and may_ask_again(done.answer, host.robots_attempts, retries):
            host.robots_attempts += 1
            host.pause(retry_pause_s(done.answer, host.robots_attempts, self._means.chance), now)
        elif isinstance(done.answer, FetchError | Robots):
            host.learn(address, done.answer, now)
            host.pause(host.delay_s, now)

    def _settle_page(self, done: Done) -> None:
        host, job = done.host, done.job
        match done.answer:
            case FetchError() as error if may_ask_again(error, job.attempts, self._means.settings.retries):
                job.attempts += 1
                host.waiting.appendleft(job)
                host.pause(retry_pause_s(error, job.attempts, self._means.chance), self._means.clock.now())
            case FetchError() as error:
                host.judge(error)
                self._fail(job, error, error.reason)
            case Redirect() as redirect:
                host.judge(None)
                self._follow(job, redirect)
            case Response() as response:
                host.judge(None)
                self._ready.append(_outcome(self._wanted[job.number], response, moved=job.trail.moved))

    def _follow(self, job: Job, redirect: Redirect) -> None:
        try:
            job.trail = job.trail.onwards(redirect)
        except FetchError as error:
            self._fail(job, error, error.reason)
        else:
            self._queue(job)

    def _fail(self, job: Job, error: FetchError, reason: str) -> None:
        self._ready.append(
            NotFetched(
                wanted=self._wanted[job.number],
                reason=reason,
                again_after_s=error.retry_after_s,
                gone=error.gone,
                transient=error.transient,
            )
        )


def _without_rules(error: FetchError) -> str:
    if error.kind in _SAME_FOR_PAGES:
        return error.reason
    return f"was not asked for, since its host's robots.txt {error.reason}"


def _outcome(wanted: Wanted, response: Response, *, moved: bool) -> Outcome:
    if response.status == NOT_MODIFIED:
        return NotModified(wanted=wanted)
    return Fetched(
        wanted=wanted,
        url=response.url,
        body=response.body,
        content_type=response.content_type,
        charset=response.charset,
        etag=response.etag,
        last_modified=response.last_modified,
        moved=moved,
    )
