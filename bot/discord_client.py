"""The connection to Discord: what the bot may see, and who answers what arrives."""

import asyncio
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import discord

from bot.discord_buttons import button_item, handle_interaction
from bot.discord_commands import CommandTree
from bot.discord_desk import Desk
from bot.discord_display import ReplyDisplay, show_at_last
from bot.discord_errors import told_view
from bot.discord_mention import answer_message, is_question
from bot.discord_sync import sync_if_changed
from bot.watching_editions import watch

logger = logging.getLogger(__name__)

SCOPES = ("bot", "applications.commands")

LAST_WORDS_SECONDS = 5.0

Look = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Watching:
    """How the bot sees a new edition: `look`, which is called on a thread every `seconds`, says that it took one up.

    Then `on_new` is called.
    """

    look: Look | None = None
    seconds: float = 5.0
    on_new: Callable[[], None] = lambda: None


class NewshoundClient(discord.Client):
    """Answers commands, mentions and direct messages, without any privileged intent and without pinging anyone.

    `announce` is given the invite link at the start.
    """

    def __init__(self, desk: Desk, state_folder: Path, *, announce: Callable[[str], None], watching: Watching) -> None:
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
        self._watching = watching
        self._task: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Run once before the connection, unlike `on_ready`, which comes again after a lost session."""
        self.add_dynamic_items(button_item(self.desk))
        await sync_if_changed(self.tree, self._state_folder)
        self._announce(f"To invite the bot to a server, open {invite_link(self.application_id)}")
        if self._watching.look is not None:
            work = watch(self._watching.look, self._watching.seconds, on_new=self._watching.on_new)
            self._task = asyncio.create_task(work)

    async def on_ready(self) -> None:
        """Say in the log that Discord let the bot in."""
        logger.info("connected to Discord as %s, in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Answer what is addressed to the bot, once."""
        if self.user is not None and is_question(message, self.user) and self.desk.take(message.id):
            await answer_message(self.desk, message, self.user)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take the interactions that are no command's and no button's."""
        await handle_interaction(self.desk, interaction)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget what a server has set that the bot was removed from."""
        await asyncio.to_thread(self.desk.records.servers.forget, guild.id)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log what failed while an event was handled, and tell the asker if there is one."""
        error = sys.exception()
        message = args[0] if args else None
        if error is None or not isinstance(message, discord.Message):
            logger.exception("failed to handle the event %s", event_method)
            return
        await show_at_last(ReplyDisplay(message, self.desk.journal), told_view(error))

    async def close(self) -> None:
        """Stop looking for new editions, tell whoever still waits, and leave Discord."""
        if self._task is not None:
            self._task.cancel()
        # After a drain nobody waits; but the library closes by itself where Discord ends the connection for good.
        await self.desk.close(answer_seconds=0, send_seconds=LAST_WORDS_SECONDS)
        await super().close()


def invite_link(application_id: int | None) -> str:
    """The link that invites the bot with exactly the scopes and permissions that it needs."""
    permissions = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
    )
    return discord.utils.oauth_url(application_id or 0, permissions=permissions, scopes=SCOPES)
