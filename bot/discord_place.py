"""Where something is asked in Discord, and whether that is a place where the bot answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.discord_desk import Desk
from index.errors import NewshoundError


class WrongPlaceError(NewshoundError):
    """The bot doesn't answer there; `channels` are those where it does."""

    def __init__(self, sentence: str, channels: Sequence[int] = ()) -> None:
        super().__init__(sentence)
        self.channels = tuple(channels)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A channel and its server; `channels` are the channel, and of a thread the one that it belongs to."""

    guild: int | None
    channel: int
    channels: frozenset[int]
    installed: bool = False
    """Whether the bot is used here by who installed it for themselves, and is no member."""


def place_of(interaction: discord.Interaction) -> Place:
    """Where an interaction happens."""
    channel = interaction.channel_id or 0
    return Place(
        guild=interaction.guild_id,
        channel=channel,
        channels=_channels(channel, interaction.channel),
        installed=interaction.is_user_integration() and not interaction.is_guild_integration(),
    )


def place_of_message(message: discord.Message) -> Place:
    """Where a message was written."""
    return Place(
        guild=message.guild.id if message.guild else None,
        channel=message.channel.id,
        channels=_channels(message.channel.id, message.channel),
    )


def check_place(desk: Desk, place: Place) -> None:
    """See that the bot answers there.

    Raises:
        WrongPlaceError: it doesn't.
    """
    if place.installed:
        if not desk.terms.user_installs:
            raise WrongPlaceError("I answer only in servers that I was invited to; ask me there.")
        return
    if place.guild is None:
        if not desk.terms.direct_messages:
            raise WrongPlaceError("I don't answer direct messages; ask me in a server that we share.")
        return
    allowed = desk.server(place.guild).channels
    if allowed and not allowed & place.channels:
        raise WrongPlaceError("In this server I answer in other channels; ask me there:", sorted(allowed))


def _channels(channel: int, known: object) -> frozenset[int]:
    parent = known.parent_id if isinstance(known, discord.Thread) else None
    return frozenset({channel} if parent is None else {channel, parent})
