"""Replies to the bot's own answers, once, when the words that they rest on have been changed or withdrawn.

Looking for what is due happens on a worker thread, after the start and whenever a new edition was taken up; sending
happens on the event loop, slowly. A note is taken on in the ledger before it is sent, so that two tries never become
two notes: what is lost in a crash between the two is one note, which is then in nobody's way.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import discord
from discord import ui

from bot.corrections import Correction, sentences_of
from bot.discord_errors import UNSENT, log_failure
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_text import clean, shorten
from bot.posts import Posts
from index.errors import NewshoundError

logger = logging.getLogger(__name__)

MOST_IN_A_ROUND = 50
SECONDS_BETWEEN = 0.5
RETRY_SECONDS = 600.0
STOP_SECONDS = 3.0
NAME_UNITS = 150

SERVER_FAULT = 500
PASSING = frozenset({401, 429})
"""Besides the server's faults, what a later try may get around: a token that is just being changed, and a limit."""


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What the bot corrects from: `due` finds what is to be said, oldest first, and `wanted` the servers' own wish.

    `due` and the calls of `posts` are made on worker threads; all may raise a NewshoundError. `wanted` only looks up.
    """

    due: Callable[[], Iterable[Correction]]
    posts: Posts
    wanted: Callable[[int | None], bool]


class Corrector:
    """Adds the notes that are due; belongs to one event loop, but for `wake`."""

    def __init__(
        self,
        corrections: Corrections,
        *,
        seconds_between: float = SECONDS_BETWEEN,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._corrections = corrections
        self._seconds_between = seconds_between
        self._retry_seconds = retry_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._due = asyncio.Event()
        self._due.set()
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._failed = ""

    def start(self, client: discord.Client) -> None:
        """Begin with a first round now; the client has to be logged in."""
        self._loop = asyncio.get_running_loop()
        self._running = asyncio.create_task(self._run(client), name="correcting posted answers")
        self._running.add_done_callback(log_failure)

    def wake(self) -> None:
        """A new edition has been taken up: look again. Any thread may say so, also before the start and at the end."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._due.set)

    async def stop(self) -> None:
        """Let the note that is on its way arrive, and send no more."""
        self._stopping.set()
        self._due.set()
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=STOP_SECONDS)
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self, client: discord.Client) -> None:
        while True:
            await self._due.wait()
            if self._stopping.is_set():
                return
            self._due.clear()
            try:
                again = await self._round(client)
            except NewshoundError as error:
                self._complain(error)
                again = True
            if again:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._due.wait(), self._retry_seconds)
                self._due.set()

    async def _round(self, client: discord.Client) -> bool:
        """Add the notes that are due now; whether some could not be sent, or more are due than one round sends."""
        found = await asyncio.to_thread(self._find)
        self._failed = ""
        again = len(found) == MOST_IN_A_ROUND
        for correction in found:
            if self._stopping.is_set():
                break
            receipt = correction.posted.receipt
            if not await asyncio.to_thread(self._corrections.posts.note, receipt):
                continue
            if not self._corrections.wanted(correction.posted.guild):
                logger.warning("the answer %s has to be corrected: %s", receipt, " ".join(sentences_of(correction)))
                continue
            if not await _sent(client, correction):
                again = True
                await asyncio.to_thread(self._corrections.posts.unnote, receipt)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._seconds_between)
        return again

    def _find(self) -> list[Correction]:
        return list(islice(self._corrections.due(), MOST_IN_A_ROUND))

    def _complain(self, error: NewshoundError) -> None:
        if str(error) != self._failed:
            logger.warning("could not look for answers to correct: %s", error)
        self._failed = str(error)


def note_view(correction: Correction) -> ui.LayoutView:
    """What is said under an answer that has to be corrected."""
    sentences = sentences_of(correction, clean=lambda name: shorten(clean(name), NAME_UNITS))
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(shorten(" ".join(sentences), VIEW_TEXT_UNITS))))
    # Nothing in it can be pressed, so that discord.py need not keep it.
    view.stop()
    return view


async def _sent(client: discord.Client, correction: Correction) -> bool:
    """Reply to the answer; True also where that will never be possible, which is logged."""
    posted = correction.posted
    place = client.get_partial_messageable(posted.channel, guild_id=posted.guild)
    answer = discord.MessageReference(message_id=posted.message or 0, channel_id=posted.channel, guild_id=posted.guild)
    try:
        await place.send(
            view=note_view(correction),
            reference=answer,
            mention_author=False,
            allowed_mentions=discord.AllowedMentions.none(),
            nonce=f"c{posted.receipt}"[:25],
        )
    except UNSENT as error:
        status = error.status if isinstance(error, discord.HTTPException) else SERVER_FAULT
        if status in PASSING or status >= SERVER_FAULT:
            logger.info("the correction of the answer %s could not be sent now; it is tried again", posted.receipt)
            return False
        code = error.code if isinstance(error, discord.HTTPException) else 0
        logger.warning(
            "the answer %s can't be corrected in channel %d (status %d, code %d), and is left as it is: %s",
            posted.receipt, posted.channel, status, code, " ".join(sentences_of(correction)),
        )  # fmt: skip
    else:
        logger.info("corrected the answer %s", posted.receipt)
    return True
