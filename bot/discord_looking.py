"""`/timeline`, `/latest` and `/quotes`: looked up in their turn like a question, shown once, and not kept."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.asking import Limits, question_of
from bot.discord_answer import markdown_view
from bot.discord_choices import MOST_CHOICES, choices_of
from bot.discord_desk import Desk
from bot.discord_display import InteractionDisplay, show_at_last
from bot.discord_errors import told_view
from bot.discord_options import DayOption, OutletOption, QuestionOption
from bot.discord_place import check_place, place_of
from bot.discord_quotes import quotes_text
from bot.discord_replies import acknowledged
from bot.discord_timeline import latest_text, timeline_text
from bot.publishers import suggested
from bot.quotes_asked import QuotesAsked
from prompts.latest import STORIES
from prompts.question import Question
from prompts.timeline import LINES

STATEMENTS = 20
ANY_WORDS = "what people said"
ANY_TOPIC = "the newest stories"
"""What is asked where nothing is given, as far as it is admitted and counted."""


def add_looking_commands(tree: app_commands.CommandTree[discord.Client], desk: Desk) -> None:
    """Add the commands."""
    quotes = _quotes_command(desk)
    for command in (_timeline_command(desk), _latest_command(desk), quotes):

        @command.autocomplete("publisher")
        async def publishers(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return choices_of(suggested(typed, desk.terms.publishers(), MOST_CHOICES))

        tree.add_command(command)

    @quotes.autocomplete("speaker")
    async def speakers(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices_of(await asyncio.to_thread(desk.terms.speakers, typed, MOST_CHOICES))


def _quotes_command(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(name="quotes", description="Who said what and when, in their own words")
    @app_commands.describe(
        speaker="Whose words: a name, an office, or a body such as the Pentagon",
        topic="What they are about",
        since="Only from this day on, such as 2024-09-25 or last week",
        until="Only articles up to this day",
        publisher="Only articles of this outlet",
        private="Show it to you alone",
    )
    async def quotes(  # noqa: PLR0913, PLR0917 - one option each
        interaction: discord.Interaction,
        speaker: QuestionOption | None = None,
        topic: QuestionOption | None = None,
        since: DayOption | None = None,
        until: DayOption | None = None,
        publisher: OutletOption | None = None,
        private: bool | None = None,
    ) -> None:
        limits = Limits(since=since or "", until=until or "", publisher=publisher or "")

        def text_of(question: Question) -> str:
            asked = QuotesAsked(
                speaker=(speaker or "").strip(),
                topic=(topic or "").strip(),
                since=question.since,
                until=question.until,
                publisher=question.publisher,
                outlets=question.outlets,
                limit=STATEMENTS,
            )
            return quotes_text(desk.terms.quotes(asked))

        wanted = " ".join(filter(None, (speaker, topic))) or ANY_WORDS
        await _look(desk, interaction, _Wanted(topic=wanted, limits=limits, private=private, text_of=text_of))

    return quotes


def _timeline_command(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(name="timeline", description="What happened in a story, in order; every line is cited")
    @app_commands.describe(
        topic="Which story, such as Port Maren ferry",
        since="Only from this day on, such as 2024-09-25 or last week",
        until="Only articles up to this day",
        publisher="Only articles of this outlet",
        private="Show it to you alone",
    )
    async def timeline(  # noqa: PLR0913, PLR0917 - one option each
        interaction: discord.Interaction,
        topic: QuestionOption,
        since: DayOption | None = None,
        until: DayOption | None = None,
        publisher: OutletOption | None = None,
        private: bool | None = None,
    ) -> None:
        limits = Limits(since=since or "", until=until or "", publisher=publisher or "")

        def text_of(question: Question) -> str:
            return timeline_text(desk.terms.timeline(question, LINES))

        await _look(desk, interaction, _Wanted(topic=topic, limits=limits, private=private, text_of=text_of))

    return timeline


def _latest_command(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(name="latest", description="The newest stories, with one line each")
    @app_commands.describe(
        publisher="Only stories of this outlet", topic="Only stories about this", private="Show it to you alone"
    )
    async def latest(
        interaction: discord.Interaction,
        publisher: OutletOption | None = None,
        topic: QuestionOption | None = None,
        private: bool | None = None,
    ) -> None:
        def text_of(question: Question) -> str:
            wanted = question if topic else replace(question, text="")
            return latest_text(desk.terms.latest(wanted, STORIES))

        limits = Limits(publisher=publisher or "")
        await _look(
            desk, interaction, _Wanted(topic=topic or ANY_TOPIC, limits=limits, private=private, text_of=text_of)
        )

    return latest


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What came with a command, and what gives the text to show; `private` is None where nothing was said of it."""

    topic: str
    limits: Limits
    private: bool | None
    text_of: Callable[[Question], str]


async def _look(desk: Desk, interaction: discord.Interaction, wanted: _Wanted) -> None:
    # As for /ask: what can't be looked up is told to the asker alone, before the public "thinking".
    place = place_of(interaction)
    check_place(desk, place)
    setting = desk.setting(place.guild, datetime.now(UTC))
    question = question_of(wanted.topic, setting, asker=str(interaction.user.id), limits=wanted.limits)
    question = desk.service.admit(question)
    private = setting.server.private if wanted.private is None else wanted.private
    if not await acknowledged(interaction, desk.journal, private=private):
        return
    try:
        # The text too is made on the thread: what does not fit is laid out several times.
        view = markdown_view(await desk.service.look(question, lambda: wanted.text_of(question)))
    except Exception as error:  # noqa: BLE001 - logged, and told as a sentence of ours
        view = told_view(error)
    await show_at_last(InteractionDisplay(interaction, desk.journal), view)
