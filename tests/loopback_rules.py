"""Discord's limits: whatever message, modal or command Discord would turn away is refused with Discord's own code.

Lengths are counted in UTF-16 units, the stricter reading: Discord does not say what it counts.
"""

from collections import Counter
from typing import Final

from loopback_payloads import COMPONENTS_V2, JsonObject, walk_components

CODES: Final[dict[int, tuple[int, str]]] = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10008: (404, "Unknown Message"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160002: (403, "Cannot reply without permission to read message history"),
}
"""Discord's error codes with the HTTP status and the words that go with them."""

ACTION_ROW, BUTTON, TEXT_INPUT, SECTION, TEXT_DISPLAY = 1, 2, 4, 9, 10
V2_ONLY = {SECTION, TEXT_DISPLAY, 11, 12, 13, 14, 17}
MOST_CHILDREN = {ACTION_ROW: 5, SECTION: 3}
LINK_BUTTON = 5

Problems = dict[str, str]
"""What is wrong, by the path of the field in the body (`embeds.0.title`)."""


class Refusal(Exception):  # noqa: N818 - it is Discord's answer, not a failure of the server
    """An error answer of Discord."""

    def __init__(self, code: int, problems: Problems | None = None) -> None:
        self.status, self.message = CODES[code]
        self.code = code
        self.problems = problems or {}
        super().__init__(f"{self.status} {code} {self.message} {self.problems}")

    def json(self) -> JsonObject:
        """Return the body of the answer, with the problems nested as Discord nests them."""
        body: JsonObject = {"message": self.message, "code": self.code}
        for path, problem in self.problems.items():
            node = body.setdefault("errors", {})
            for part in path.split("."):
                node = node.setdefault(part, {})
            node.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD_LENGTH", "message": problem})
        return body


def length(text: str) -> int:
    """Return the number of UTF-16 units of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(message: JsonObject) -> None:
    """Raise a refusal unless Discord would take this message, given as it would be stored.

    Raises:
        Refusal: 50035 for anything too long or misplaced, 50006 for a message that holds nothing.
    """
    version_2 = bool(message["flags"] & COMPONENTS_V2)
    problems = _too_long("content", message["content"], 2000)
    problems |= _embed_problems(message["embeds"])
    problems |= _component_problems(message["components"], version_2=version_2)
    if version_2 and (message["content"] or message["embeds"]):
        problems["flags"] = "Content and embeds cannot be used with MessageFlags.IS_COMPONENTS_V2."
    if problems:
        raise Refusal(50035, problems)
    # White space is not content: Discord trims it before it looks.
    shown = any(embed.keys() - {"type", "flags", "color"} for embed in message["embeds"])
    if not (message["content"].strip() or shown or message["components"] or message["attachments"]):
        raise Refusal(50006)


def check_modal(modal: JsonObject) -> None:
    """Raise a refusal unless Discord would show this modal."""
    problems = _too_long("title", modal.get("title") or "", 45, least=1)
    problems |= _too_long("custom_id", modal.get("custom_id") or "", 100, least=1)
    if not 1 <= len(modal.get("components", [])) <= 5:
        problems["components"] = "Must be between 1 and 5 in length."
    for number, component in enumerate(walk_components(modal.get("components", []))):
        problems |= _too_long(f"components.{number}.label", component.get("label") or "", 45)
        problems |= _too_long(f"components.{number}.custom_id", component.get("custom_id") or "", 100)
        problems |= _too_long(f"components.{number}.placeholder", component.get("placeholder") or "", 100)
    if problems:
        raise Refusal(50035, problems)


def check_choices(choices: list[JsonObject]) -> None:
    """Raise a refusal unless Discord would offer these choices of an autocompletion."""
    problems = {"choices": "Must be 25 or fewer in length."} if len(choices) > 25 else {}
    for number, choice in enumerate(choices):
        problems |= _too_long(f"choices.{number}.name", choice["name"], 100, least=1)
    if problems:
        raise Refusal(50035, problems)


def check_command(command: JsonObject) -> None:
    """Raise a refusal unless Discord would register this command."""
    problems = _too_long("name", command.get("name", ""), 32, least=1)
    if command.get("type", 1) == 1:
        problems |= _too_long("description", command.get("description", ""), 100, least=1)
    if len(command.get("options", [])) > 25:
        problems["options"] = "Must be 25 or fewer in length."
    if problems:
        raise Refusal(50035, problems)


def _too_long(path: str, text: str, most: int, *, least: int = 0) -> Problems:
    if length(text) > most:
        return {path: f"Must be {most} or fewer in length."}
    if length(text) < least:
        return {path: "This field is required"}
    return {}


def _bad_link(path: str, url: str | None, *, most: int) -> Problems:
    if url and not url.startswith(("http://", "https://")):
        return {path: "Not a well formed URL: the scheme must be http or https."}
    return _too_long(path, url or "", most)


def _embed_problems(embeds: list[JsonObject]) -> Problems:
    problems: Problems = {"embeds": "Must be 10 or fewer in length."} if len(embeds) > 10 else {}
    total = 0
    for number, embed in enumerate(embeds):
        path = f"embeds.{number}"
        fields = embed.get("fields", [])
        if len(fields) > 25:
            problems[f"{path}.fields"] = "Must be 25 or fewer in length."
        texts: list[tuple[str, str, int, int]] = [
            ("title", embed.get("title") or "", 256, 0),
            ("description", embed.get("description") or "", 4096, 0),
            ("footer.text", embed.get("footer", {}).get("text") or "", 2048, 0),
            ("author.name", embed.get("author", {}).get("name") or "", 256, 0),
        ]
        for place, entry in enumerate(fields):
            texts.append((f"fields.{place}.name", entry["name"].strip(), 256, 1))
            texts.append((f"fields.{place}.value", entry["value"].strip(), 1024, 1))
        for name, text, most, least in texts:
            problems |= _too_long(f"{path}.{name}", text, most, least=least)
            total += length(text)
        problems |= _bad_link(f"{path}.url", embed.get("url"), most=2048)
        problems |= _bad_link(f"{path}.author.url", embed.get("author", {}).get("url"), most=2048)
    if total > 6000:
        problems["embeds"] = "Embed size exceeds maximum size of 6000."
    return problems


def _component_problems(components: list[JsonObject], *, version_2: bool) -> Problems:
    problems: Problems = {}
    everything = list(walk_components(components))
    if len(everything) > 40:
        problems["components"] = "Must be 40 or fewer in length."
    if not version_2 and len(components) > 5:
        problems["components"] = "Must be 5 or fewer in length."
    if sum(length(part["content"]) for part in everything if part["type"] == TEXT_DISPLAY) > 4000:
        problems["components"] = "Total text exceeds maximum size of 4000."
    if not version_2 and any(part["type"] in V2_ONLY for part in everything):
        problems["components"] = "Value of field type must be one of (1,) without MessageFlags.IS_COMPONENTS_V2."
    custom_ids = Counter(part["custom_id"] for part in everything if part.get("custom_id"))
    for number, part in enumerate(everything):
        path = f"components.{number}"
        problems |= _part_problems(path, part)
        if custom_ids[part.get("custom_id")] > 1:
            problems[f"{path}.custom_id"] = "Component custom id cannot be duplicated"
    return problems


def _part_problems(path: str, part: JsonObject) -> Problems:
    problems = _too_long(f"{path}.custom_id", part.get("custom_id") or "", 100)
    if part["type"] in MOST_CHILDREN and not 1 <= len(part["components"]) <= MOST_CHILDREN[part["type"]]:
        problems[f"{path}.components"] = f"Must be between 1 and {MOST_CHILDREN[part['type']]} in length."
    if part["type"] == TEXT_DISPLAY:
        problems |= _too_long(f"{path}.content", part["content"], 4000, least=1)
    if part["type"] == BUTTON:
        problems |= _button_problems(path, part)
    return problems


def _button_problems(path: str, button: JsonObject) -> Problems:
    problems = _too_long(f"{path}.label", button.get("label") or "", 80)
    problems |= _bad_link(f"{path}.url", button.get("url"), most=512)
    if not button.get("label") and not button.get("emoji"):
        problems[f"{path}.label"] = "A button needs a label or an emoji."
    needed, other = ("url", "custom_id") if button["style"] == LINK_BUTTON else ("custom_id", "url")
    if not button.get(needed) or button.get(other):
        problems[f"{path}.{needed}"] = f"A button of style {button['style']} needs a {needed} and no {other}."
    return problems
