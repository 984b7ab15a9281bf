"""Questions asked by mentioning the bot, by answering one of its messages, or in a direct message."""

import logging
import re
from contextlib import AsyncExitStack, suppress
from functools import partial

import discord

from bot.discord_desk import Desk
from bot.discord_embed import sentence_embeds
from bot.discord_errors import UNSENT, told
from index.errors import NewshoundError

logger = logging.getLogger(__name__)

HELP = "Ask me about the news: mention me with a question, such as “What did the Pentagon say?”, or use /ask."
NO_EMBEDS = "I can't show answers in this channel; please give me the permission “Embed Links”, or use /ask."

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
    question = question_in(message.content, me)
    if not question:
        await reply(message, sentence_embeds(HELP))
        return
    try:
        async with AsyncExitStack() as stack:
            with suppress(*UNSENT):  # the indicator is a kindness: without it the answer is still worth trying
                await stack.enter_async_context(message.channel.typing())
            embeds = await desk.answer(question, message.author)
    except NewshoundError as error:
        embeds = sentence_embeds(told(error))
    await reply(message, embeds)


async def reply(message: discord.Message, embeds: list[discord.Embed]) -> None:
    """Reply without pinging anyone; where that is not allowed, send plainly, then in words, then give up.

    The nonce is the message's own, so that Discord drops a second reply of a repeated request or a second process.
    """
    send = partial(message.channel.send, nonce=f"a{message.id}", mention_author=False)
    ways = (
        partial(send, embeds=embeds, reference=message.to_reference(fail_if_not_exists=False)),
        partial(send, embeds=embeds),
        partial(send, NO_EMBEDS),
    )
    for way in ways:
        try:
            await way()
        except discord.Forbidden as error:
            logger.info("not allowed to answer message %d that way (code %d)", message.id, error.code)
        except discord.NotFound:
            logger.info("could not answer message %d: its channel is gone", message.id)
            return
        else:
            return
    logger.warning("could not answer message %d: no permission to send in channel %d", message.id, message.channel.id)
