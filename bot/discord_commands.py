"""The slash command `/ask`, and the one place where errors of commands become sentences."""

import logging

import discord
from discord import app_commands

from bot.discord_desk import Desk
from bot.discord_embed import sentence_embeds
from bot.discord_errors import UNSENT, told
from bot.discord_limits import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION
from prompts.question import LONGEST_QUESTION_CHARACTERS

logger = logging.getLogger(__name__)

QuestionOption = app_commands.Range[str, 1, LONGEST_QUESTION_CHARACTERS]


class CommandTree(app_commands.CommandTree[discord.Client]):
    """Newshound's commands."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        super().__init__(client)
        self._desk = desk
        self.add_command(ask_command(desk))

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Whether this interaction is new: after a reconnection Discord may send one again."""
        return self._desk.take(interaction.id)

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the asker, privately where nothing public has been said yet."""
        await _tell(interaction, told(error))


def ask_command(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """`/ask question`: acknowledged at once, then answered with one edit."""

    @app_commands.command(name="ask", description="Ask the news; every sentence of the answer is cited")
    @app_commands.describe(question="What do you want to know?")
    async def ask(interaction: discord.Interaction, question: QuestionOption) -> None:
        # Without waiting for anything: what can't be asked is told to the asker alone, before the public "thinking".
        desk.admit(question)
        if await _acknowledged(interaction):
            await _show(interaction, await desk.answer(question, interaction.user))

    return ask


async def _acknowledged(interaction: discord.Interaction) -> bool:
    """Show "thinking"; False if Discord has given the interaction up, so that nobody would see an answer."""
    try:
        await interaction.response.defer(thinking=True)
    except discord.HTTPException as error:
        if error.code == UNKNOWN_INTERACTION:
            age = (discord.utils.utcnow() - interaction.created_at).total_seconds()
            logger.warning("interaction %d was lost: Discord gave it up, %.1f seconds old", interaction.id, age)
            return False
        if error.code != ALREADY_ACKNOWLEDGED:
            raise
        # discord.py sent it again after an answer got lost on the way: the first one had arrived.
    return True


async def _show(interaction: discord.Interaction, embeds: list[discord.Embed]) -> None:
    try:
        await interaction.edit_original_response(embeds=embeds)
    except discord.NotFound:
        logger.info("nobody saw the answer to interaction %d: its message or channel is gone", interaction.id)


async def _tell(interaction: discord.Interaction, sentence: str) -> None:
    embeds = sentence_embeds(sentence)
    try:
        if not interaction.response.is_done():
            try:
                await interaction.response.send_message(embeds=embeds, ephemeral=True)
            except discord.HTTPException as error:
                if error.code != ALREADY_ACKNOWLEDGED:
                    raise
            else:
                return
        await interaction.edit_original_response(embeds=embeds)
    except UNSENT as error:
        logger.warning("could not tell the asker of interaction %d that something failed: %s", interaction.id, error)
