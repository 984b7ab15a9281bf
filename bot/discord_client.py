"""The connection to Discord: what the bot may see, and who answers what arrives."""

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import discord

from bot.discord_commands import CommandTree
from bot.discord_desk import Desk
from bot.discord_embed import sentence_embeds
from bot.discord_errors import UNSENT, told
from bot.discord_mention import answer_message, is_question, reply
from bot.discord_sync import sync_if_changed
from bot.service import watch

logger = logging.getLogger(__name__)

SCOPES = ("bot", "applications.commands")

Look = Callable[[], bool]


class NewshoundClient(discord.Client):
    """Answers `/ask`, mentions and direct messages, without any privileged intent and without pinging anyone.

    `announce` is given the invite link at the start. `look`, if any, is called on a thread every `look_seconds`.
    """

    def __init__(
        self, desk: Desk, state_folder: Path, *, announce: Callable[[str], None], look: Look | None, look_seconds: float
    ) -> None:
        # Messages that mention the bot and direct messages arrive with their content, without the content intent.
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.desk = desk
        self.tree = CommandTree(self, desk)
        self._state_folder = state_folder
        self._announce = announce
        self._look = look
        self._look_seconds = look_seconds
        self._watching: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Run once before the connection, unlike `on_ready`, which comes again after a lost session."""
        await sync_if_changed(self.tree, self._state_folder)
        self._announce(f"To invite the bot to a server, open {invite_link(self.application_id)}")
        if self._look is not None:
            self._watching = asyncio.create_task(watch(self._look, self._look_seconds))

    async def on_ready(self) -> None:
        """Say in the log that Discord let the bot in."""
        logger.info("connected to Discord as %s, in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Answer what is addressed to the bot, once."""
        if self.user is not None and is_question(message, self.user) and self.desk.take(message.id):
            await answer_message(self.desk, message, self.user)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log what failed while an event was handled, and tell the asker if there is one."""
        error = sys.exception()
        message = args[0] if args else None
        if error is None or not isinstance(message, discord.Message):
            logger.exception("failed to handle the event %s", event_method)
            return
        try:
            await reply(message, sentence_embeds(told(error)))
        except UNSENT as unsent:
            logger.warning("could not tell the asker of message %d that something failed: %s", message.id, unsent)

    async def close(self) -> None:
        """Stop looking for new editions and leave Discord."""
        if self._watching is not None:
            self._watching.cancel()
        await super().close()


def invite_link(application_id: int | None) -> str:
    """The link that invites the bot with exactly the scopes and permissions that it needs."""
    permissions = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        embed_links=True,
        read_message_history=True,
    )
    return discord.utils.oauth_url(application_id or 0, permissions=permissions, scopes=SCOPES)
