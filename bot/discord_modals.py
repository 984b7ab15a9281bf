"""The two forms of one field that buttons open: a further question, and what was wrong with an answer.

They are sent stopped, so that discord.py keeps none of them: what is submitted is known by its custom id alone, also
after a restart in between.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.discord_custom_id import Action, custom_id
from bot.feedback import LONGEST_REASON_CHARACTERS
from prompts.question import LONGEST_QUESTION_CHARACTERS


def follow_up_modal(receipt: str) -> discord.ui.Modal:
    """The form for a question that follows an answer."""
    return _modal(
        "Follow up",
        custom_id(Action.ASK, receipt),
        label="Your question",
        field=discord.ui.TextInput(
            placeholder="And what did the mayor say?",
            min_length=1,
            max_length=LONGEST_QUESTION_CHARACTERS,
            style=discord.TextStyle.paragraph,
        ),
    )


def reason_modal(receipt: str) -> discord.ui.Modal:
    """The form for what was wrong with an answer; it may be left empty."""
    return _modal(
        "Not helpful",
        custom_id(Action.REASON, receipt),
        label="What was wrong? (optional)",
        field=discord.ui.TextInput(
            placeholder="Another event was meant; the date is wrong; nothing new …",
            required=False,
            max_length=LONGEST_REASON_CHARACTERS,
            style=discord.TextStyle.paragraph,
        ),
    )


def submitted_text(data: Mapping[str, Any]) -> str:
    """What was written into the one field of a form; empty where there is none."""
    return next(_values(data.get("components", ())), "")


def _values(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        if isinstance(component.get("value"), str):
            yield component["value"]
        nested = component.get("component")
        yield from _values([nested] if isinstance(nested, dict) else component.get("components", ()))


def _modal(title: str, number: str, *, label: str, field: "discord.ui.TextInput[discord.ui.Modal]") -> discord.ui.Modal:
    modal = discord.ui.Modal(title=title, custom_id=number)
    modal.add_item(discord.ui.Label(text=label, component=field))
    modal.stop()
    return modal
