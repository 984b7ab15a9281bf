"""A small ordinary discord.py bot, to hold the loopback server against the real library; it runs in its own thread."""

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Self

import discord
from discord import app_commands
from loopback import LoopbackDiscord

TIMEOUT_S = 20

Press = discord.Interaction[discord.Client]
Answering = Callable[[Press], Awaitable[object]]
Hearing = Callable[[discord.Message], Awaitable[object]]


class Vote(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"vote:(?P<way>up|down)"):
    """A button whose meaning is in its custom id, so that it outlives the process."""

    def __init__(self, way: str) -> None:
        super().__init__(discord.ui.Button(label=f"Vote {way}", custom_id=f"vote:{way}"))
        self.way = way

    @classmethod
    async def from_custom_id(
        cls, _interaction: Press, _item: discord.ui.Item[discord.ui.View], match: re.Match[str], /
    ) -> Self:
        return cls(match["way"])

    async def callback(self, interaction: Press) -> None:
        await interaction.response.send_message(f"You voted {self.way}.", ephemeral=True)


class FollowUp(discord.ui.Modal, title="Follow up"):
    """A form with one field."""

    text: discord.ui.TextInput[Self] = discord.ui.TextInput(label="Your question", custom_id="text")

    async def on_submit(self, interaction: Press, /) -> None:
        await interaction.response.send_message(f"You asked: {self.text.value}")


async def defer_then_edit(interaction: Press) -> None:
    """Answer as Newshound does: acknowledge first, then edit in an embed and buttons."""
    await interaction.response.defer(thinking=True)
    view = discord.ui.View(timeout=None).add_item(Vote("up")).add_item(Vote("down"))
    embed = discord.Embed(description=f"About: {interaction.namespace.question}")
    await interaction.edit_original_response(embed=embed, view=view)


async def reply_to_mentions(message: discord.Message) -> None:
    """Reply to people who mention the bot."""
    if message.guild is not None and message.guild.me in message.mentions and not message.author.bot:
        await message.reply(f"You said: {message.content}", mention_author=False)


async def suggest(_interaction: Press, current: str) -> list[app_commands.Choice[str]]:
    """Complete an option from memory."""
    return [app_commands.Choice(name=f"{current}?", value=f"{current}?")]


async def quote(interaction: Press, message: discord.Message) -> None:
    """Answer a message menu."""
    await interaction.response.send_message(f"> {message.content}")


class SmallBot(discord.Client):
    """One slash command, one message menu, one button, one ear."""

    def __init__(self, *, answering: Answering, hearing: Hearing, intents: discord.Intents) -> None:
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.hearing = hearing
        self.stopped: Future[None] = Future()
        self.home: asyncio.AbstractEventLoop | None = None
        self.tree: app_commands.CommandTree[discord.Client] = app_commands.CommandTree(self)

        @self.tree.command(name="ask", description="Ask the news")
        @app_commands.autocomplete(question=suggest)
        async def ask(interaction: Press, question: app_commands.Range[str, 3, 500]) -> None:
            await answering(interaction)

        self.tree.add_command(app_commands.ContextMenu(name="Quote", callback=quote))

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Vote)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again at once; discord.py would wait five seconds for Discord's sake."""

    async def on_message(self, message: discord.Message) -> None:
        await self.hearing(message)

    async def live(self, token: str) -> None:
        """Run until closed."""
        self.home = asyncio.get_running_loop()
        async with self:
            await self.start(token)

    def run_in_thread(self, token: str) -> None:
        """Run until closed, and leave in `stopped` how it ended."""
        try:
            asyncio.run(self.live(token))
        except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as error:
            self.stopped.set_exception(error)
        else:
            self.stopped.set_result(None)


@contextmanager
def small_bot(
    server: LoopbackDiscord,
    *,
    token: str | None = None,
    answering: Answering = defer_then_edit,
    hearing: Hearing = reply_to_mentions,
    message_content: bool = False,
) -> Iterator[SmallBot]:
    """Run a small bot; discord.py's two addresses must lead to the server.

    One at a time: all clients of a process share locks of discord.py's webhooks, which belong to one event loop.
    """
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=message_content)
    bot = SmallBot(answering=answering, hearing=hearing, intents=intents)
    thread = threading.Thread(target=bot.run_in_thread, args=[token or server.scene.token])
    thread.start()
    try:
        yield bot
    finally:
        if not bot.stopped.done() and bot.home is not None:
            asyncio.run_coroutine_threadsafe(bot.close(), bot.home).result(TIMEOUT_S)
        thread.join(TIMEOUT_S)
