"""What people's clicks and texts become on the wire.

What Discord's own client would not let people do is an error of the test.
"""

import copy
import re

from loopback_payloads import JsonObject, Scene, User, user_json, walk_components
from loopback_rules import BUTTON, LINK_BUTTON, TEXT_INPUT


def pressed_button(message: JsonObject, label: str) -> JsonObject:
    """Return the interaction data of pressing the button with this label or custom id."""
    buttons = [part for part in walk_components(message["components"]) if part["type"] == BUTTON]
    able = [part for part in buttons if part["style"] != LINK_BUTTON and not part.get("disabled")]
    for part in able:
        if label in (part.get("label"), part["custom_id"]):
            return {"component_type": BUTTON, "custom_id": part["custom_id"], "id": part["id"]}
    raise LookupError(f"no button {label!r} that can be pressed, only {[part.get('label') for part in able]}")


def filled_modal(modal: JsonObject, texts: tuple[str, ...]) -> JsonObject:
    """Return the interaction data of sending a modal with these texts in its inputs, in order."""
    components = copy.deepcopy(modal["components"])
    inputs = [part for part in walk_components(components) if part["type"] == TEXT_INPUT]
    for part, text in zip(inputs, texts, strict=True):
        part["value"] = text
    return {"custom_id": modal["custom_id"], "components": components}


def mentions(scene: Scene, content: str, *, author: User, reply_to: JsonObject | None) -> list[JsonObject]:
    """Return the users that a message mentions: those named `<@id>` in its text, and whom it replies to.

    A reply below an interaction's answer mentions nobody (`reference/discord.md`, section 3, "Follow-up questions").
    """
    known = {user.id: user for user in (scene.bot, scene.asker, author)}
    ids = [int(found) for found in re.findall(r"<@!?(\d+)>", content)]
    found = {number: user_json(known.get(number, User(id=number, name="someone"))) for number in ids}
    if reply_to is not None and "interaction_metadata" not in reply_to:
        found[int(reply_to["author"]["id"])] = reply_to["author"]
    return list(found.values())
