"""Every button and form of Newshound's, known by its custom id alone: they work after a restart and an update.

Buttons reach the one dynamic item here. Forms, and buttons of another age, are no item of discord.py's any more when
they come in, and are taken from the event of the interaction.
"""

import re
from collections.abc import Mapping
from typing import Any

import discord

from bot.discord_custom_id import PREFIX, is_ours, read_custom_id
from bot.discord_desk import Desk
from bot.discord_presses import act, too_old
from bot.discord_replies import say_error

TEMPLATE = rf"{PREFIX}:[a-z]+:[0-9a-f]+(?::\d+)?"


def button_item(desk: Desk) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """The class that discord.py makes an item of for each press."""

    class Press(discord.ui.DynamicItem[discord.ui.Button[Any]], template=TEMPLATE):
        """A button that was pressed."""

        @classmethod
        async def from_custom_id(
            cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], _match: re.Match[str], /
        ) -> "Press":
            """The item of a press; only buttons have our custom ids."""
            if not isinstance(item, discord.ui.Button):
                raise TypeError(f"a {type(item).__name__} has the custom id of a button")
            return cls(item)

        async def callback(self, interaction: discord.Interaction) -> None:
            """Do what the button says."""
            await _handled(desk, interaction, self.custom_id)

    return Press


async def handle_interaction(desk: Desk, interaction: discord.Interaction) -> None:
    """Handle what reaches no item: a form that was submitted, and a button that this version doesn't know."""
    data: Mapping[str, object] = interaction.data or {}
    number = str(data.get("custom_id", ""))
    pressed = interaction.type is discord.InteractionType.component
    submitted = interaction.type is discord.InteractionType.modal_submit
    if submitted or (pressed and not re.fullmatch(TEMPLATE, number) and is_ours(number)):
        await _handled(desk, interaction, number)


async def _handled(desk: Desk, interaction: discord.Interaction, number: str) -> None:
    if not desk.take(interaction.id):
        return
    try:
        pressed = read_custom_id(number)
        if pressed is None:
            await too_old(interaction)
        else:
            await act(desk, interaction, pressed)
    except Exception as error:  # noqa: BLE001 - the end of this task: discord.py would log it, and nobody would be told
        await say_error(interaction, error)
