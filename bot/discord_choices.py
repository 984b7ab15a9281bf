"""What an option that completes itself offers: names as people may see them, and the values that they stand for.

One choice that Discord takes amiss spoils the whole list, so such a name is left out.
"""

from collections.abc import Sequence

from discord import app_commands

from bot.discord_text import units
from bot.visible import seen

MOST_CHOICES = 25
LONGEST_CHOICE_UNITS = 100


def choices_of(values: Sequence[str]) -> list[app_commands.Choice[str]]:
    """The values as choices, the first 25 that can be shown; each by its name as it is seen."""
    named = [(" ".join(seen(value).split()), value) for value in values]
    fitting = [
        app_commands.Choice(name=name, value=value)
        for name, value in named
        if name and max(units(name), units(value)) <= LONGEST_CHOICE_UNITS
    ]
    return fitting[:MOST_CHOICES]
