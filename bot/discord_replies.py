"""The first words to an interaction: acknowledged within three seconds, and whoever acted hears something.

Discord gives an interaction up that is not acknowledged in time. Then nobody can be told anything, and no work is done.
"""

import logging

import discord

from bot.discord_errors import UNSENT, told_view
from bot.discord_journal import Journal
from bot.discord_limits import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION

logger = logging.getLogger(__name__)


async def acknowledged(interaction: discord.Interaction, journal: Journal, *, private: bool) -> bool:
    """Show "thinking"; False if Discord has given the interaction up, so that nobody would see an answer.

    The journal knows of whoever waits until an `InteractionDisplay` is done.
    """
    journal.opened(interaction.token, interaction.expires_at)
    try:
        await interaction.response.defer(thinking=True, ephemeral=private)
    except discord.HTTPException as error:
        if error.code == UNKNOWN_INTERACTION:
            age = (discord.utils.utcnow() - interaction.created_at).total_seconds()
            logger.warning("interaction %d was lost: Discord gave it up, %.1f seconds old", interaction.id, age)
            journal.closed(interaction.token)
            return False
        if error.code != ALREADY_ACKNOWLEDGED:
            raise
        # discord.py sent it again after an answer got lost on the way: the first one had arrived.
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
            return
        await interaction.edit_original_response(view=view, attachments=[file] if file else [])
    except UNSENT as error:
        logger.warning("could not tell who acted in interaction %d: %s", interaction.id, error)


async def say_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell whoever acted what went wrong, in a sentence of ours."""
    await say(interaction, told_view(error))
