"""The commands, and the one place where errors of commands become sentences."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.asking import Limits, question_of, statement_of
from bot.discord_about import add_about_commands
from bot.discord_asking import Asked, answer
from bot.discord_choices import MOST_CHOICES, choices_of
from bot.discord_desk import Desk
from bot.discord_display import InteractionDisplay
from bot.discord_looking import add_looking_commands
from bot.discord_options import DayOption, OutletOption, QuestionOption
from bot.discord_place import check_place, place_of
from bot.discord_replies import acknowledged, say_error
from bot.discord_settings import settings_command
from bot.publishers import suggested

MENU_NAME = "Ask about this message"
NO_VERDICT = "What the articles say about this message; that is no verdict on it."


class CommandTree(app_commands.CommandTree[discord.Client]):
    """Newshound's commands, in the places where the operator lets it be used."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        terms = desk.terms
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=terms.direct_messages, private_channel=terms.user_installs
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=terms.user_installs),
        )
        self._desk = desk
        self.add_command(ask_command(desk))
        self.add_command(message_menu(desk))
        self.add_command(settings_command(desk))
        add_looking_commands(self, desk)
        add_about_commands(self, desk)

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Whether this interaction is new: after a reconnection Discord may send one again."""
        return self._desk.take(interaction.id)

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the asker, privately where nothing public has been said yet."""
        await say_error(interaction, error)


def ask_command(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """`/ask question [since] [until] [publisher] [private]`: acknowledged at once, then answered with one edit."""

    @app_commands.command(name="ask", description="Ask the news; every sentence of the answer is cited")
    @app_commands.describe(
        question="What do you want to know?",
        since="Only articles from this day on, such as 2024-09-25 or last week",
        until="Only articles up to this day",
        publisher="Only articles of this outlet",
        private="Show the answer to you alone",
    )
    async def ask(  # noqa: PLR0913, PLR0917 - one option each
        interaction: discord.Interaction,
        question: QuestionOption,
        since: DayOption | None = None,
        until: DayOption | None = None,
        publisher: OutletOption | None = None,
        private: bool | None = None,
    ) -> None:
        limits = Limits(since=since or "", until=until or "", publisher=publisher or "")
        await _ask(desk, interaction, _Given(text=question, limits=limits, private=private))

    @ask.autocomplete("publisher")
    async def publishers(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices_of(suggested(typed, desk.terms.publishers(), MOST_CHOICES))

    return ask


def message_menu(desk: Desk) -> app_commands.ContextMenu:
    """The menu of a message: what the articles say about it, shown to who asks alone."""

    async def about(interaction: discord.Interaction, message: discord.Message) -> None:
        await _ask(desk, interaction, _Given(text=statement_of(message.content), private=True, lead=NO_VERDICT))

    return app_commands.ContextMenu(name=MENU_NAME, callback=about)


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What came with a command; `private` is None where nothing was said of it."""

    text: str
    limits: Limits = field(default_factory=Limits)
    private: bool | None = None
    lead: str = ""


async def _ask(desk: Desk, interaction: discord.Interaction, given: _Given) -> None:
    # Without waiting for anything: what can't be asked is told to the asker alone, before the public "thinking".
    place = place_of(interaction)
    check_place(desk, place)
    setting = desk.setting(place.guild, datetime.now(UTC))
    asker = interaction.user.id
    question = question_of(given.text, setting, asker=str(asker), limits=given.limits)
    desk.service.admit(question)
    asked = Asked(
        key=str(interaction.id),
        asker=asker,
        question=question,
        guild=place.guild,
        channel=place.channel,
        private=setting.server.private if given.private is None else given.private,
        lead=given.lead,
    )
    if await acknowledged(interaction, desk.journal, private=asked.private):
        await answer(desk, asked, InteractionDisplay(interaction, desk.journal))
