"""The first words to an interaction: acknowledged within three seconds, and whoever acted hears something.

Discord gives an interaction up that is not acknowledged in time. Then nobody can be told anything, and no work is done.
"""

import logging

import discord

from bot.discord_errors import UNSENT, told_view
from bot.discord_journal import Journal
from bot.discord_limits import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION

logger = logging.getLogger(__name__)

LOST = tuple(kind for kind in UNSENT if kind is not discord.HTTPException)
"""Ends of a request that don't say whether it arrived."""


async def acknowledged(interaction: discord.Interaction, journal: Journal, *, private: bool) -> bool:
    """Show "thinking"; False if Discord has given the interaction up, so that nobody would see an answer.

    The journal knows of whoever waits until an `InteractionDisplay` is done.
    """
    journal.opened(interaction.token, interaction.expires_at)
    try:
        try:
            await interaction.response.defer(thinking=True, ephemeral=private)
        except LOST:
            # Whether it arrived, nobody knows; if it did, Discord says so now.
            await interaction.response.defer(thinking=True, ephemeral=private)
    except discord.HTTPException as error:
        if error.code == UNKNOWN_INTERACTION:
            age = (discord.utils.utcnow() - interaction.created_at).total_seconds()
            logger.warning("interaction %d was lost: Discord gave it up, %.1f seconds old", interaction.id, age)
            journal.closed(interaction.token)
            return False
        if error.code != ALREADY_ACKNOWLEDGED:
            journal.closed(interaction.token)
            raise
        # It was sent again after an answer got lost on the way: the first one had arrived.
    except LOST:
        journal.closed(interaction.token)
        raise
    return True


async def say(interaction: discord.Interaction, view: discord.ui.LayoutView, file: discord.File | None = None) -> None:
    """Show a view to whoever acted, and to nobody else unless "thinking" is shown to all already.

    A file needs an interaction that was deferred.
    """
    try:
        if not interaction.response.is_done():
            try:
                await interaction.response.send_message(view=view, ephemeral=True)
            except discord.HTTPException as error:
                if error.code != ALREADY_ACKNOWLEDGED:
                    raise
                if interaction.type is discord.InteractionType.component:
                    # What would be edited may be the message that was pressed on, which is everybody's.
                    return
            else:
                return
        await interaction.edit_original_response(view=view, attachments=[file] if file else [])
    except UNSENT as error:
        # Not the error itself: what it says can hold the address, and with it the interaction's token.
        logger.warning("could not tell who acted in interaction %d (%s)", interaction.id, type(error).__name__)


async def say_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell whoever acted what went wrong, in a sentence of ours."""
    await say(interaction, told_view(error))
