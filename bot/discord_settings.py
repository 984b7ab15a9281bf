"""`/settings`: what a server has set, for those who manage it; a change counts from the next question on."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import discord
from discord import app_commands

from bot.discord_answer import markdown_view
from bot.discord_choices import MOST_CHOICES, choices_of
from bot.discord_desk import Desk
from bot.discord_replies import say
from bot.discord_text import clean
from bot.publishers import suggested
from bot.servers import MOST_CHANNELS, MOST_PUBLISHERS, ServerSettings
from index.errors import NewshoundError

LONGEST_WINDOW_DAYS = 3650
LONGEST_LIST_CHARACTERS = 1000
LONGEST_ZONE_CHARACTERS = 60
NONE = "none"

Channel = discord.TextChannel | discord.ForumChannel | discord.VoiceChannel


class SettingError(NewshoundError):
    """What was given can't be set, or not by this member."""


def settings_command(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """`/settings` without options shows what is set."""

    @app_commands.command(name="settings", description="Show or change how I answer in this server")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.describe(
        allow="A channel in which I answer; once one is named, I answer only in those that are",
        disallow="A channel in which I don't answer any more",
        publishers="Outlets to read where a question names none, with semicolons between them; none for all",
        window_days="How many days to look back where a question names no time; 0 for all",
        timezone="The time zone of “yesterday” and “last week”, such as Europe/Vienna; none for mine",
        private="Whether answers are shown to their asker alone, who may publish them",
        corrections="Whether I reply to my own answer when an article that it cites is changed or withdrawn",
        reset="Set everything back first",
    )
    async def settings(  # noqa: PLR0913, PLR0917 - one option each
        interaction: discord.Interaction,
        allow: Channel | None = None,
        disallow: Channel | None = None,
        publishers: app_commands.Range[str, 1, LONGEST_LIST_CHARACTERS] | None = None,
        window_days: app_commands.Range[int, 0, LONGEST_WINDOW_DAYS] | None = None,
        timezone: app_commands.Range[str, 1, LONGEST_ZONE_CHARACTERS] | None = None,
        private: bool | None = None,
        corrections: bool | None = None,
        reset: bool = False,
    ) -> None:
        guild = interaction.guild_id
        # A server may let others use the command; the settings are for those who manage it all the same.
        if guild is None or not interaction.permissions.manage_guild:
            raise SettingError("Only members who may manage this server can see and change its settings.")
        await interaction.response.defer(thinking=True, ephemeral=True)
        before = desk.server(guild)
        given: dict[str, Any] = {
            "publishers": _outlets(publishers, desk.terms.publishers()) if publishers is not None else None,
            "timezone": _zone(timezone) if timezone is not None else None,
            "private": private,
            "corrections": corrections,
        }
        wanted = replace(
            _with_channels(ServerSettings() if reset else before, allow, disallow),
            **{name: value for name, value in given.items() if value is not None},
        )
        if window_days is not None:
            wanted = replace(wanted, window_days=window_days or None)
        if wanted != before:
            await asyncio.to_thread(desk.records.servers.change, guild, wanted)
        await say(interaction, markdown_view("\n".join(_lines(wanted, changed=wanted != before))))

    @settings.autocomplete("timezone")
    async def zones(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.casefold().replace(" ", "_")
        found = [name for name in sorted(available_timezones()) if wanted in name.casefold()]
        return [app_commands.Choice(name=name, value=name) for name in found[:MOST_CHOICES]]

    @settings.autocomplete("publishers")
    async def outlets(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        before, _, last = typed.rpartition(";")
        start = f"{before.strip()}; " if before.strip() else ""
        found = [f"{start}{name}" for name in suggested(last, desk.terms.publishers(), MOST_CHOICES)]
        return choices_of(found)

    return settings


def _with_channels(settings: ServerSettings, allow: Channel | None, disallow: Channel | None) -> ServerSettings:
    channels = settings.channels
    if allow is not None:
        channels |= {allow.id}
    if disallow is not None:
        if disallow.id not in channels:
            raise SettingError(
                "That channel is not among those that were named; name with allow the channels in which I answer."
            )
        channels -= {disallow.id}
    if len(channels) > MOST_CHANNELS:
        raise SettingError(f"At most {MOST_CHANNELS} channels can be named; disallow one first.")
    return replace(settings, channels=frozenset(channels))


def _outlets(given: str, publishers: Sequence[str]) -> tuple[str, ...]:
    if given.strip().casefold() == NONE:
        return ()
    known = {name.casefold(): name for name in publishers}
    names = [" ".join(part.split()) for part in given.split(";") if part.strip()]
    unknown = [name for name in names if name.casefold() not in known]
    if unknown or not names:
        raise SettingError(f"No article is of the outlet “{unknown[0] if unknown else given}”; /sources lists them.")
    if len(names) > MOST_PUBLISHERS:
        raise SettingError(f"At most {MOST_PUBLISHERS} outlets can be named; name fewer.")
    return tuple(dict.fromkeys(known[name.casefold()] for name in names))


def _zone(given: str) -> str:
    name = given.strip()
    if name.casefold() == NONE:
        return ""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        # Not `from` it: what the system says of a path is for operators, and nothing here is.
        raise SettingError(f"“{name}” is no time zone that I know; write it as Europe/Vienna.") from None
    return name


def _lines(settings: ServerSettings, *, changed: bool) -> Iterator[str]:
    yield "**Settings, as they are from now on**" if changed else "**Settings**"
    channels = ", ".join(f"<#{channel}>" for channel in sorted(settings.channels))
    yield f"- Channels: {channels or 'all that I can see'}"
    yield f"- Outlets where a question names none: {', '.join(map(clean, settings.publishers)) or 'all'}"
    days = settings.window_days
    yield f"- Days to look back where a question names no time: {days if days else 'all'}"
    yield f"- Time zone: {settings.timezone or 'mine'}"
    yield f"- Answers are shown to {'their asker alone, who may publish them' if settings.private else 'everybody'}"
    yield f"- Corrections of answers: {'on' if settings.corrections else 'off'}"
