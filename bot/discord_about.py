"""`/sources`, `/help` and `/forget-me`: what the bot knows, what it does, and what it keeps of somebody."""

import asyncio
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.discord_answer import markdown_view
from bot.discord_custom_id import Action, custom_id
from bot.discord_desk import Desk
from bot.discord_known import help_text, sources_pages
from bot.discord_pages import page_view
from bot.discord_replies import say

FORGET_LABEL = "Delete my answers"


def add_about_commands(tree: app_commands.CommandTree[discord.Client], desk: Desk) -> None:
    """Add the commands; each answers who used it alone."""

    @tree.command(name="sources", description="What I know: which outlets, from when to when, and how fresh")
    async def sources(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await say(interaction, await sources_view(desk, 0))

    @tree.command(name="help", description="How to ask me, how to read my answers, and what I keep")
    async def help_(interaction: discord.Interaction) -> None:
        terms = desk.terms
        text = help_text(per_minute=terms.per_minute, days=terms.ledger_days, direct_messages=terms.direct_messages)
        await say(interaction, markdown_view(text))

    @tree.command(name="forget-me", description="Delete the questions that you have asked me, and my answers to them")
    async def forget_me(interaction: discord.Interaction) -> None:
        await say(interaction, _forget_view(interaction.user.id))


async def sources_view(desk: Desk, number: int) -> discord.ui.LayoutView:
    """A page of what is known."""
    known = await asyncio.to_thread(desk.terms.known)
    pages = sources_pages(known, datetime.now(UTC))
    number = min(number, len(pages) - 1)
    return page_view(pages[number], number=number, pages=len(pages), action=Action.SOURCES, key="0")


def _forget_view(asker: int) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(
        discord.ui.TextDisplay(
            "I keep your questions and my answers to explain and correct them. This deletes all of them, with what you"
            " said of answers. Messages that stand in channels stay there; delete those yourself, or ask a moderator."
        )
    )
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
        label=FORGET_LABEL, style=discord.ButtonStyle.danger, custom_id=custom_id(Action.FORGET, str(asker))
    )
    view.add_item(discord.ui.ActionRow(button))
    view.stop()
    return view
