"""What a button or a modal says of itself when it is pressed: `nh1:why:0a1b2c3d4e5f:2`.

All that a press needs is in its custom id, so that it works after a restart and an update. Whoever speaks to Discord's
API can send any; what is read here is therefore only a claim, and who may press is looked up.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "nh1"
"""Counts up where an old button could not be understood any more."""

_OURS = re.compile(r"nh\d{1,4}:")
_CUSTOM_ID = re.compile(rf"{PREFIX}:(?P<action>[a-z]+):(?P<key>[0-9a-f]{{1,32}})(?::(?P<number>\d{{1,4}}))?")


class Action(StrEnum):
    """What a press asks for; ASK and REASON are the modals that FOLLOW and NO open."""

    FOLLOW = "follow"
    ASK = "ask"
    PASSAGES = "passages"
    WHY = "why"
    YES = "yes"
    NO = "no"
    REASON = "reason"
    PUBLISH = "publish"
    CANCEL = "cancel"
    FORGET = "forget"
    SOURCES = "sources"


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A custom id, read: `key` is a receipt's id or a number that Discord gave, `number` a page, counted from 0."""

    action: Action
    key: str
    number: int | None = None


def custom_id(action: Action, key: str, number: int | None = None) -> str:
    """The custom id of a button or a modal."""
    return f"{PREFIX}:{action}:{key}" + ("" if number is None else f":{number}")


def read_custom_id(text: str) -> Pressed | None:
    """What a custom id says; None for what is none of ours, or of another age."""
    match = _CUSTOM_ID.fullmatch(text)
    if match is None or match["action"] not in set(Action):
        return None
    return Pressed(
        action=Action(match["action"]), key=match["key"], number=int(match["number"]) if match["number"] else None
    )


def is_ours(text: str) -> bool:
    """Whether a custom id looks like one of Newshound's, of any age."""
    return _OURS.match(text) is not None
