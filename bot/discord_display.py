"""Where an answer is shown: the answer to an interaction, or a reply to a message. Shown again, it changes its place.

Nobody is pinged, whatever is shown; what Discord refuses is logged, for whoever asked can't be told any more.
"""

import asyncio
import logging
from datetime import timedelta
from functools import partial
from typing import Protocol

import discord

from bot.discord_answer import sentence_view
from bot.discord_errors import UNSENT
from bot.discord_journal import Journal
from bot.discord_limits import EXPIRED

logger = logging.getLogger(__name__)


PAUSES_SECONDS = (1.0, 3.0, 10.0, 20.0)
"""What got lost on the way is sent again after these; an edit may be repeated, and a reply has its nonce."""
REFUSED = frozenset({400, 401, 403, 404, 413})
"""Sent again, it would be refused again."""
NOT_SHOWN = "I have an answer, but Discord did not take it; please ask again, or ask for less."
PROMISE_LASTS = timedelta(minutes=15)
"""A reply that was to become an answer is mended after a crash within the time that an interaction has."""


class Display(Protocol):
    """A place in Discord that shows one view after the other."""

    async def show(self, view: discord.ui.LayoutView) -> discord.Message | None:
        """Show a view instead of what was shown before; the message, or None where nobody can see it any more.

        Raises:
            discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError: it was not sent, and may be tried again.
        """

    def done(self) -> None:
        """What was shown last stays: nobody waits here any more."""


class InteractionDisplay:
    """The one answer to an interaction that was deferred."""

    def __init__(self, interaction: discord.Interaction, journal: Journal) -> None:
        self._interaction = interaction
        self._journal = journal

    async def show(self, view: discord.ui.LayoutView) -> discord.Message | None:
        """Edit the answer; raises as `Display.show` does."""
        number = self._interaction.id
        try:
            return await self._interaction.edit_original_response(view=view)
        except discord.NotFound:
            logger.info("nobody saw the answer to interaction %d: its message or channel is gone", number)
        except discord.HTTPException as error:
            if error.code not in EXPIRED:
                raise
            logger.warning("the answer to interaction %d came too late: Discord gave it up", number)
        return None

    def done(self) -> None:
        """Take the interaction out of the journal."""
        self._journal.closed(self._interaction.token)


class ReplyDisplay:
    """A reply to a message, and where that is not allowed a message in its channel.

    The nonce is the message's own, so that Discord drops a second reply of a repeated request or a second process.
    """

    def __init__(self, message: discord.Message, journal: Journal) -> None:
        self._message = message
        self._journal = journal
        self._reply: discord.Message | None = None
        self._lost = False
        self.refused = False
        """Whether nothing may be sent there."""

    async def show(self, view: discord.ui.LayoutView) -> discord.Message | None:
        """Send the reply, or edit it; raises as `Display.show` does."""
        if self.refused:
            return None
        if self._reply is None:
            await self._begin(view)
            if self._reply is None or not self._lost:
                return self._reply
            # What got lost may have arrived: then its nonce led to that message, and not to this view.
        try:
            # Without it the library would leave the field out of an edit, and Discord then parses every mention.
            nobody = discord.AllowedMentions.none()
            self._reply = await self._reply.edit(view=view, allowed_mentions=nobody)
        except discord.NotFound:
            logger.info("nobody saw the reply to message %d: it is gone", self._message.id)
            return None
        return self._reply

    def done(self) -> None:
        """Take the reply out of the journal."""
        if self._reply is not None:
            self._journal.closed_message(self._reply.id)

    async def _begin(self, view: discord.ui.LayoutView) -> None:
        try:
            self._reply = await self._send(view)
        except UNSENT:
            self._lost = True
            raise
        self.refused = self._reply is None
        if self._reply is not None:
            ends = discord.utils.utcnow() + PROMISE_LASTS
            self._journal.opened_message(self._reply.channel.id, self._reply.id, ends)

    async def _send(self, view: discord.ui.LayoutView) -> discord.Message | None:
        message = self._message
        send = partial(message.channel.send, view=view, nonce=f"a{message.id}", mention_author=False)
        for way in (partial(send, reference=message.to_reference(fail_if_not_exists=False)), send):
            try:
                return await way()
            except discord.Forbidden as error:
                logger.info("not allowed to answer message %d that way (code %d)", message.id, error.code)
            except discord.NotFound:
                logger.info("could not answer message %d: its channel is gone", message.id)
                return None
        logger.warning(
            "could not answer message %d: no permission to send in channel %d", message.id, message.channel.id
        )
        return None


async def show_at_last(display: Display, view: discord.ui.LayoutView) -> discord.Message | None:
    """Show the view that a question ends in, again and again for half a minute where it gets lost on the way.

    What Discord refuses is replaced by a sentence. Where nothing arrives, the journal keeps whoever waits, so that the
    next start can tell them.
    """
    for pause in (*PAUSES_SECONDS, None):
        try:
            shown = await _accepted(display, view)
        except UNSENT as error:
            logger.warning("an asker was not answered: Discord took no message (%s)", type(error).__name__)
            if pause is None:
                return None
            await asyncio.sleep(pause)
        else:
            display.done()
            return shown
    return None


async def _accepted(display: Display, view: discord.ui.LayoutView) -> discord.Message | None:
    """Show a view, or a sentence in its place where Discord takes the view amiss; raises where neither arrives."""
    try:
        return await display.show(view)
    except discord.HTTPException as error:
        if error.status not in REFUSED:
            raise
        logger.warning("Discord refused an answer (status %d, code %d)", error.status, error.code)
    try:
        return await display.show(sentence_view(NOT_SHOWN))
    except discord.HTTPException as error:
        if error.status not in REFUSED:
            raise
        logger.warning("an asker was not answered: Discord refused it (code %d)", error.code)
        return None
