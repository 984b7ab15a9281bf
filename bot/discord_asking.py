"""The way of a question in Discord: taken, accompanied while it is worked on, answered once, and remembered.

Whichever way it was asked, it ends in one view on its display: an answer, a refusal, or a sentence that says why not.
"""

import asyncio
from dataclasses import dataclass

import discord

from bot.conversation import turns_of
from bot.discord_answer import answer_view
from bot.discord_desk import Desk
from bot.discord_display import Display, show_at_last
from bot.discord_errors import told, told_view
from bot.discord_waiting import accompany
from bot.ledger import LedgerError
from bot.posts import Posted
from bot.receipt import receipt_of
from bot.receipt_form import read_receipt
from prompts.answer import Answer, NoAnswer
from prompts.conversation import Turn
from prompts.question import Question

LAST_EDIT_SECONDS = 10.0
"""How long the last sign of progress may take before the answer is shown all the same."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question and where it was asked; `key` names it to its Cancel button, `follows` is the receipt before it.

    `lead` is a sentence without which its answer must not be shown, so that it can't be published.
    """

    key: str
    asker: int
    question: Question
    guild: int | None
    channel: int
    private: bool = False
    follows: str | None = None
    lead: str = ""


async def answer(desk: Desk, asked: Asked, display: Display) -> None:
    """Take a question, and show how it fares and what it ends in; whatever happens, whoever asked hears something."""
    try:
        outcome = await _outcome(desk, asked, display)
        await _post(desk, asked, outcome, display)
    except Exception as error:  # noqa: BLE001 - logged, and told as a sentence of ours
        await show_at_last(display, told_view(error))


async def _outcome(desk: Desk, asked: Asked, display: Display) -> Answer | NoAnswer:
    pending = desk.service.take(asked.question, turns=await _turns(desk, asked))
    with desk.opened(asked.key, asked.asker, pending):
        progress = asyncio.create_task(accompany(pending, display.show, key=asked.key, articles=desk.terms.articles()))
        try:
            return await pending.outcome()
        finally:
            pending.cancel()
            await _ended(progress)
            progress.cancel()


async def _turns(desk: Desk, asked: Asked) -> tuple[Turn, ...]:
    if asked.follows is None:
        return ()
    try:
        return await asyncio.to_thread(
            turns_of,
            desk.records.ledger,
            desk.records.posts,
            asked.follows,
            asker=str(asked.asker),
            guild=asked.guild,
            channel=asked.channel,
            private=asked.private,
        )
    except LedgerError as error:
        told(error)  # for the log; without what was said before, the question stands alone
        return ()


async def _ended(progress: asyncio.Task[None]) -> None:
    """Wait until no edit is on its way, for one that came after the answer would replace it."""
    done, _ = await asyncio.wait({progress}, timeout=LAST_EDIT_SECONDS)
    for task in done:
        if not task.cancelled() and task.exception() is not None:
            told(task.exception() or RuntimeError())


async def _post(desk: Desk, asked: Asked, outcome: Answer | NoAnswer, display: Display) -> None:
    """Show an outcome; it is remembered before it is shown, so that its buttons work from the first moment."""
    receipt = read_receipt(receipt_of(outcome))
    posted = Posted(
        receipt=receipt.id,
        guild=asked.guild,
        channel=asked.channel,
        message=None,
        private=asked.private,
        follows=asked.follows,
        noted=None,
        sealed=bool(asked.lead),
    )
    kept = outcome.trace.kept and await _remembered(desk, posted)
    view = answer_view(receipt, buttons=kept, private=asked.private and not asked.lead, lead=asked.lead)
    message = await show_at_last(display, view)
    if kept and message is not None:
        await _remembered(desk, posted, message)


async def _remembered(desk: Desk, posted: Posted, message: discord.Message | None = None) -> bool:
    posts = desk.records.posts
    try:
        if message is None:
            await asyncio.to_thread(posts.begin, posted)
        else:
            await asyncio.to_thread(posts.shown, posted.receipt, message.id)
    except LedgerError as error:
        told(error)
        return False
    return True
