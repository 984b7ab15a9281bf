"""What a press does: looked up, allowed or not, and done.

Whoever speaks to Discord's API can press anything. A custom id says only what somebody wants; whether the answer is
kept, and whether this person may see it here, is looked up for each press.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import discord

from bot.asking import question_of
from bot.conversation import may_see
from bot.discord_about import sources_view
from bot.discord_answer import answer_view, sentence_view
from bot.discord_asking import Asked, answer
from bot.discord_custom_id import Action, Pressed
from bot.discord_desk import Desk, Records
from bot.discord_display import InteractionDisplay
from bot.discord_errors import UNSENT, told
from bot.discord_limits import ALREADY_ACKNOWLEDGED
from bot.discord_modals import follow_up_modal, reason_modal, submitted_text
from bot.discord_pages import MOST_PAGES, as_file, file_view, page_view
from bot.discord_place import Place, check_place, place_of
from bot.discord_private_pages import private_pages, rests_on_withdrawn
from bot.discord_replies import acknowledged, say
from bot.ledger import Kept, LedgerError
from bot.posts import Posted
from bot.receipt_form import read_receipt

logger = logging.getLogger(__name__)

TOO_OLD = "That answer is too old: it isn't kept any more. Ask again with /ask."
NOT_OPEN = "That question is not being answered any more."
NOT_YOURS = "Only who asked can do that."
NO_VERDICT_ALONE = (
    "What the articles say about somebody's message is for you alone; ask with /ask to show an answer to all."
)
SERVER_FAILS = 500
PUBLISHED = "That answer is published already."
WITHDRAWN = "An article that this answer cites has been withdrawn since, so it can't be published. Ask again with /ask."
THANKS = "Thank you; it is noted that this answer helped."
THANKS_NOT = "Thank you; it is noted that this answer did not help."


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A kept answer that this person may see in this place."""

    kept: Kept
    posted: Posted
    is_asker: bool


async def act(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    """Do what a press asks for; raises what its handling raises."""
    await _HANDLERS[pressed.action](desk, interaction, pressed)


async def too_old(interaction: discord.Interaction) -> None:
    """Say that what was pressed belongs to an answer that isn't kept, or that this person can't see here."""
    await say(interaction, sentence_view(TOO_OLD))


async def _found(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> _Found | None:
    """The answer that was pressed on; None, and told so, where there is none for this person."""
    place, asker = place_of(interaction), str(interaction.user.id)
    found = await asyncio.to_thread(_look_up, desk.records, pressed.key, asker, place)
    if found is None:
        await too_old(interaction)
    return found


def _look_up(records: Records, receipt: str, asker: str, place: Place) -> _Found | None:
    posted = records.posts.of_receipt(receipt)
    is_asker = records.ledger.is_asker(receipt, asker)
    if posted is None or not may_see(posted, is_asker=is_asker, guild=place.guild, channel=place.channel):
        return None
    kept = records.ledger.one(receipt)
    return _Found(kept=kept, posted=posted, is_asker=is_asker) if kept else None


async def _follow_up(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    check_place(desk, place_of(interaction))
    if await _found(desk, interaction, pressed):
        await interaction.response.send_modal(follow_up_modal(pressed.key))


async def _ask(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    place = place_of(interaction)
    check_place(desk, place)
    setting, asker = desk.setting(place.guild, datetime.now(UTC)), interaction.user.id
    question = question_of(submitted_text(interaction.data or {}), setting, asker=str(asker))
    desk.service.admit(question)
    found = await _found(desk, interaction, pressed)
    if found is None:
        return
    asked = Asked(
        key=str(interaction.id),
        asker=asker,
        question=question,
        guild=place.guild,
        channel=place.channel,
        private=found.posted.private or setting.server.private,
        follows=pressed.key,
    )
    if await acknowledged(interaction, desk.journal, private=asked.private):
        await answer(desk, asked, InteractionDisplay(interaction, desk.journal))


async def _pages(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    """Passages and Why: the first press opens a page of one's own, and its buttons turn it."""
    found = await _found(desk, interaction, pressed)
    if found is None:
        return
    # A long answer is read from the archive, which may be waiting for a writer.
    await interaction.response.defer(thinking=pressed.number is None, ephemeral=True)
    pages = await asyncio.to_thread(private_pages, desk.records, pressed.action, found.kept)
    if len(pages) > MOST_PAGES:
        file = as_file(pages, f"{pressed.action}-{pressed.key}")
        await say(interaction, file_view(file, len(pages)), file)
        return
    number = min(pressed.number or 0, len(pages) - 1)
    view = page_view(pages[number], number=number, pages=len(pages), action=pressed.action, key=pressed.key)
    await say(interaction, view)


async def _sources(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    await interaction.response.defer(ephemeral=True)
    await say(interaction, await sources_view(desk, pressed.number or 0))


async def _helpful(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    if await _found(desk, interaction, pressed):
        await _give(desk, interaction, pressed, helpful=True)
        await say(interaction, sentence_view(THANKS))


async def _not_helpful(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    if await _found(desk, interaction, pressed):
        await interaction.response.send_modal(reason_modal(pressed.key))
        # Noted at once: whoever closes the form has said as much.
        await _give(desk, interaction, pressed, helpful=False)


async def _reason(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    if await _found(desk, interaction, pressed):
        reason = submitted_text(interaction.data or {}).strip() or None
        await _give(desk, interaction, pressed, helpful=False, reason=reason)
        await say(interaction, sentence_view(THANKS_NOT))


async def _give(
    desk: Desk, interaction: discord.Interaction, pressed: Pressed, *, helpful: bool, reason: str | None = None
) -> None:
    asker = str(interaction.user.id)
    await asyncio.to_thread(desk.records.feedback.give, pressed.key, asker, helpful=helpful, reason=reason)


async def _publish(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    place = place_of(interaction)
    check_place(desk, place)
    found = await _found(desk, interaction, pressed)
    if found is None:
        return
    refused = _why_not_published(found)
    if not refused and await asyncio.to_thread(rests_on_withdrawn, desk.records, found.kept):
        refused = WITHDRAWN
    # Noted before it is sent, and by one press alone: so it can't be published twice, whatever gets lost on the way.
    if not refused and not await asyncio.to_thread(desk.records.posts.published, pressed.key, place.channel):
        refused = PUBLISHED
    if refused:
        await say(interaction, sentence_view(refused))
        return
    message = await _sent_to_all(desk, interaction, pressed, answer_view(read_receipt(found.kept.receipt)))
    if message is None:
        return
    try:
        await asyncio.to_thread(desk.records.posts.shown, pressed.key, message)
    except LedgerError as error:
        # Told here, it would stand in the place of the answer that all can see now.
        told(error)


def _why_not_published(found: _Found) -> str:
    if not found.is_asker:
        return NOT_YOURS
    if not found.posted.private:
        return PUBLISHED
    return NO_VERDICT_ALONE if found.posted.sealed else ""


async def _sent_to_all(
    desk: Desk, interaction: discord.Interaction, pressed: Pressed, view: discord.ui.LayoutView
) -> int | None:
    """Show an answer to everybody in the channel; the message's id, None where it isn't known.

    Raises:
        discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError: it was not shown, as far as is known.
    """
    try:
        return (await interaction.response.send_message(view=view)).message_id
    except UNSENT as error:
        refused = isinstance(error, discord.HTTPException) and error.status < SERVER_FAILS
        if refused and getattr(error, "code", 0) != ALREADY_ACKNOWLEDGED:
            await asyncio.to_thread(desk.records.posts.unpublished, pressed.key)
            raise
        try:
            return (await interaction.original_response()).id
        except discord.NotFound:
            await asyncio.to_thread(desk.records.posts.unpublished, pressed.key)
            raise error from None
        except UNSENT:
            logger.warning("whether an answer was published is not known (%s)", type(error).__name__)
            return None


async def _cancel(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    question = desk.open_question(pressed.key)
    if question is None or question.asker != interaction.user.id:
        await say(interaction, sentence_view(NOT_OPEN if question is None else NOT_YOURS))
        return
    question.pending.cancel()
    await interaction.response.defer()


async def _forget(desk: Desk, interaction: discord.Interaction, pressed: Pressed) -> None:
    asker = str(interaction.user.id)
    if pressed.key != asker:
        await say(interaction, sentence_view(NOT_YOURS))
        return
    await interaction.response.defer(ephemeral=True)
    desk.withdraw(interaction.user.id)
    deleted = await asyncio.to_thread(desk.records.ledger.forget, asker)
    answers = "1 answer is" if deleted == 1 else f"{deleted:,} answers are"
    await say(interaction, sentence_view(f"{answers} deleted, and all that you said of others. I keep nothing of you."))


_HANDLERS: Mapping[Action, Callable[[Desk, discord.Interaction, Pressed], Awaitable[None]]] = {
    Action.FOLLOW: _follow_up,
    Action.ASK: _ask,
    Action.PASSAGES: _pages,
    Action.WHY: _pages,
    Action.SOURCES: _sources,
    Action.YES: _helpful,
    Action.NO: _not_helpful,
    Action.REASON: _reason,
    Action.PUBLISH: _publish,
    Action.CANCEL: _cancel,
    Action.FORGET: _forget,
}
