"""The desk at which all questions from Discord arrive: each is taken once, and those being answered are known.

It holds what every way to ask and every button needs, and decides nothing about Discord.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from time import monotonic

from bot.asking import Setting
from bot.discord_journal import Journal
from bot.feedback import Feedback
from bot.known import Known
from bot.ledger import Ledger
from bot.pending import Pending
from bot.posts import Posts
from bot.quote_lines import Found
from bot.quotes_asked import QuotesAsked
from bot.servers import Servers, ServerSettings
from bot.service import AnswerService
from prompts.latest import Latest
from prompts.question import Question
from prompts.timeline import Timeline

FORBIDDEN_SECONDS = 60.0
"""So long nothing is tried in a channel that is closed to the bot: Discord bans who is refused too often.

https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

# Discord replays at most what happened during a short disconnection.
REMEMBERED_IDS = 5000


@dataclass(frozen=True, kw_only=True)
class Records:
    """What is kept of answers and servers; `archive` is the file that holds every cited version."""

    ledger: Ledger
    posts: Posts
    feedback: Feedback
    servers: Servers
    archive: Path


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On which terms questions are taken: what the operator has set, and what the edition in use says.

    `timeline`, `latest`, `quotes` and `speakers` look up so many of each; they take their time, and belong on a
    worker's thread.
    """

    zone: tzinfo
    publishers: Callable[[], Sequence[str]]
    articles: Callable[[], int]
    known: Callable[[], Known | None]
    timeline: Callable[[Question, int], Timeline]
    latest: Callable[[Question, int], Latest]
    quotes: Callable[[QuotesAsked], Found]
    speakers: Callable[[str, int], list[str]]
    per_minute: int
    ledger_days: int
    direct_messages: bool = True
    user_installs: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question that is being answered, and whose it is."""

    asker: int
    pending: Pending


class Desk:
    """Belongs to one event loop; `answering` are the tasks that still have something to say to an asker."""

    def __init__(self, service: AnswerService, records: Records, terms: Terms, journal: Journal) -> None:
        self.service = service
        self.records = records
        self.terms = terms
        self.journal = journal
        self.answering: set[asyncio.Task[object]] = set()
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._open: dict[str, OpenQuestion] = {}
        self._forbidden: dict[int, float] = {}

    def take(self, number: int) -> bool:
        """Take the message or interaction of this id into the current task; False if it was taken before."""
        if number in self._taken:
            return False
        self._taken[number] = None
        if len(self._taken) > REMEMBERED_IDS:
            self._taken.popitem(last=False)
        task = asyncio.current_task()
        if task is not None:
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)
        return True

    def server(self, guild: int | None) -> ServerSettings:
        """What a server has set; the defaults where there is no server."""
        return ServerSettings() if guild is None else self.records.servers.of(guild)

    def setting(self, guild: int | None, now: datetime) -> Setting:
        """Where and when a question is asked."""
        return Setting(now=now, zone=self.terms.zone, publishers=self.terms.publishers(), server=self.server(guild))

    @contextmanager
    def opened(self, key: str, asker: int, pending: Pending) -> Iterator[None]:
        """Know of a question while it is being answered, so that its asker can cancel it."""
        self._open[key] = OpenQuestion(asker=asker, pending=pending)
        try:
            yield
        finally:
            self._open.pop(key, None)

    def open_question(self, key: str) -> OpenQuestion | None:
        """The question of this key, while it is being answered."""
        return self._open.get(key)

    def withdraw(self, asker: int) -> None:
        """Give up the open questions of an asker, who is to be forgotten."""
        for question in self._open.values():
            if question.asker == asker:
                question.pending.cancel()

    def forbid(self, channel: int) -> None:
        """Try nothing in a channel for a minute: nothing may be sent there."""
        now = monotonic()
        self._forbidden = {one: until for one, until in self._forbidden.items() if until > now}
        self._forbidden[channel] = now + FORBIDDEN_SECONDS

    def may_try(self, channel: int) -> bool:
        """Whether something may be sent in a channel, as far as it is known."""
        return self._forbidden.get(channel, 0.0) <= monotonic()

    def hurry(self) -> None:
        """Stop the open questions now, and let their askers be told."""
        self.service.drop()

    async def close(self, *, answer_seconds: float, send_seconds: float) -> int:
        """Take no more questions, let the open ones end or tell their askers; returns how many were stopped."""
        stopped = await self.service.drain(answer_seconds)
        if self.answering:
            await asyncio.wait(set(self.answering), timeout=send_seconds)
        return stopped
