"""Questions asked by mentioning the bot, by answering one of its messages, or in a direct message."""

import asyncio
import re
from datetime import UTC, datetime

import discord

from bot.asking import question_of
from bot.discord_answer import sentence_view
from bot.discord_asking import Asked, answer
from bot.discord_desk import Desk
from bot.discord_display import ReplyDisplay, show_at_last
from bot.discord_errors import told, told_view
from bot.discord_place import check_place, place_of_message
from bot.ledger import LedgerError
from index.errors import NewshoundError

HELP = "Ask me about the news: mention me with a question, such as “What did the Pentagon say?”, or use /ask."
PRIVATE_HERE = "In this server my answers are shown to their asker alone; use /ask."
NO_TEXT = (
    "I can't read that message from here. Open its menu and choose Apps, “Ask about this message”, or mention me with a"
    " question."
)

SAID_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})


def is_question(message: discord.Message, me: discord.abc.User) -> bool:
    """Whether a person addressed the bot by its own mention or privately; @everyone addresses nobody."""
    if message.author.bot or message.webhook_id is not None or message.type not in SAID_BY_PEOPLE:
        return False
    return message.guild is None or any(user.id == me.id for user in message.mentions)


def question_in(content: str, me: discord.abc.User) -> str:
    """What a message says besides mentioning the bot."""
    return " ".join(re.sub(rf"<@!?{me.id}>", " ", content).split())


async def answer_message(desk: Desk, message: discord.Message, me: discord.abc.User) -> None:
    """Reply to a message that asks."""
    if not desk.may_try(message.channel.id):
        return
    display = ReplyDisplay(message, desk.journal)
    try:
        await _answer(desk, message, me, display)
    finally:
        if display.refused:
            desk.forbid(message.channel.id)


async def _answer(desk: Desk, message: discord.Message, me: discord.abc.User, display: ReplyDisplay) -> None:
    text = question_in(message.content, me)
    answered = message.reference.message_id if message.reference else None
    if not text:
        # A mention alone, in a reply to somebody, is about what that one said, which can't be read without an intent.
        await show_at_last(display, sentence_view(NO_TEXT if answered else HELP))
        return
    try:
        asked = await _asked(desk, message, text, answered)
    except NewshoundError as error:
        await show_at_last(display, told_view(error))
        return
    await answer(desk, asked, display)


async def _asked(desk: Desk, message: discord.Message, text: str, answered: int | None) -> Asked:
    place = place_of_message(message)
    check_place(desk, place)
    setting = desk.setting(place.guild, datetime.now(UTC))
    if setting.server.private:
        raise PrivateHereError(PRIVATE_HERE)
    question = question_of(text, setting, asker=str(message.author.id))
    desk.service.admit(question)
    return Asked(
        key=str(message.id),
        asker=message.author.id,
        question=question,
        guild=place.guild,
        channel=place.channel,
        follows=await _answer_there(desk, answered) if answered else None,
    )


class PrivateHereError(NewshoundError):
    """A server wants private answers, and a reply can't be one."""


async def _answer_there(desk: Desk, message: int) -> str | None:
    """The receipt of the answer that a message of the bot's shows."""
    try:
        posted = await asyncio.to_thread(desk.records.posts.of_message, message)
    except LedgerError as error:
        told(error)
        return None
    return posted.receipt if posted else None
