"""The messages of the fake Discord: what it takes to send, edit, refer to and delete one.

Nothing in here waits or knows the network; whoever calls holds the server's lock.
"""

import copy
from collections.abc import Callable
from typing import TypeAlias

from loopback_payloads import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    JsonObject,
    Scene,
    Snowflakes,
    User,
    channel_json,
    message_json,
    timestamp,
    walk_components,
)
from loopback_requests import UploadedFile
from loopback_rules import Refusal, check_message

REPLY = 19
EDITABLE = ("content", "embeds", "components")
SETTABLE_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
Dispatch: TypeAlias = Callable[[str, JsonObject], None]


class Messages:
    """Every message by its id, with all the versions it had, and the channels they stand in."""

    def __init__(self, scene: Scene, *, snowflakes: Snowflakes, dispatch: Dispatch) -> None:
        self.scene = scene
        self.snowflakes = snowflakes
        self.dispatch = dispatch
        self.channels = {scene.channel_id, scene.dm_channel_id}
        self.by_id: dict[int, JsonObject] = {}
        self.versions: dict[int, list[JsonObject]] = {}
        self._nonces: dict[tuple[int, str], int] = {}

    def new_message(self, channel_id: int, author: User, content: str = "") -> JsonObject:
        """Return a message that is not stored yet."""
        message = message_json(self.scene, message_id=self.snowflakes.take(), channel_id=channel_id, author=author)
        return message | {"content": content}

    def store(self, message: JsonObject) -> None:
        """Keep a new or changed message and tell the bot of it, unless only one person may see it."""
        message_id = int(message["id"])
        event = "MESSAGE_UPDATE" if message_id in self.by_id else "MESSAGE_CREATE"
        self.by_id[message_id] = message
        self.versions.setdefault(message_id, []).append(copy.deepcopy(message))
        if not message["flags"] & EPHEMERAL:
            self.dispatch(event, copy.deepcopy(message))

    def channel(self, channel_id: int) -> JsonObject:
        """Return a channel, or refuse with 10003."""
        if channel_id not in self.channels:
            raise Refusal(10003)
        return channel_json(self.scene, channel_id)

    def message(self, channel_id: int, message_id: int) -> JsonObject:
        """Return a message of a channel, or refuse with 10003 or 10008."""
        self.channel(channel_id)
        message = self.by_id.get(message_id)
        if message is None or int(message["channel_id"]) != channel_id or message["flags"] & EPHEMERAL:
            raise Refusal(10008)
        return message

    def send(self, channel_id: int, body: JsonObject, files: tuple[UploadedFile, ...]) -> JsonObject:
        """Do what POST of a channel message does and return the message."""
        self.channel(channel_id)
        self._require(channel_id, SEND_MESSAGES, otherwise=50013)
        nonce = str(body["nonce"]) if body.get("nonce") is not None else None
        known = self._nonces.get((channel_id, nonce)) if nonce is not None else None
        if known is not None and body.get("enforce_nonce"):
            return self.by_id[known]
        message = self.filled(self.new_message(channel_id, self.scene.bot), body, files)
        if body.get("message_reference"):
            self._refer(message, body["message_reference"])
        if nonce is not None:
            message["nonce"] = nonce
            self._nonces[(channel_id, nonce)] = int(message["id"])
        self.store(message)
        return message

    def edit(self, message: JsonObject, body: JsonObject, files: tuple[UploadedFile, ...]) -> JsonObject:
        """Do what PATCH of a message does and return the message as it is then."""
        changed = self.filled(message, body, files)
        changed["flags"] &= ~LOADING
        changed["edited_timestamp"] = timestamp()
        self.store(changed)
        return changed

    def delete(self, message: JsonObject) -> None:
        """Remove a message and tell the bot of it."""
        del self.by_id[int(message["id"])]
        gone: JsonObject = {key: message[key] for key in ("id", "channel_id", "guild_id") if key in message}
        if not message["flags"] & EPHEMERAL:
            self.dispatch("MESSAGE_DELETE", gone)

    def delete_channel(self, channel_id: int) -> None:
        """Remove a channel and tell the bot of it."""
        channel = self.channel(channel_id)
        self.channels.remove(channel_id)
        self.dispatch("CHANNEL_DELETE", channel)

    def filled(self, message: JsonObject, body: JsonObject, files: tuple[UploadedFile, ...]) -> JsonObject:
        """Return the message with the fields of a request's body in it, or refuse it by Discord's limits."""
        result = copy.deepcopy(message)
        for key in EDITABLE:
            if key in body:
                result[key] = copy.deepcopy(body[key]) or ("" if key == "content" else [])
        for embed in result["embeds"]:
            embed.setdefault("type", "rich")
        for number, component in enumerate(walk_components(result["components"]), start=1):
            component.setdefault("id", number)
        if "flags" in body:
            result["flags"] = (result["flags"] & ~SUPPRESS_EMBEDS) | (body["flags"] & SETTABLE_FLAGS)
        result["attachments"] = self._attachments(message["attachments"], body.get("attachments"), files)
        check_message(result)
        return result

    def _attachments(
        self, present: list[JsonObject], kept: list[JsonObject] | None, files: tuple[UploadedFile, ...]
    ) -> list[JsonObject]:
        wanted = {str(entry["id"]) for entry in kept} if kept is not None else None
        remaining = [entry for entry in present if wanted is None or entry["id"] in wanted]
        added = []
        for file in files:
            url = f"https://cdn.invalid/{file.name}"
            entry: JsonObject = {"id": str(self.snowflakes.take()), "filename": file.name, "size": len(file.content)}
            added.append(entry | {"url": url, "proxy_url": url})
        return remaining + added

    def _refer(self, message: JsonObject, reference: JsonObject) -> None:
        channel_id = int(message["channel_id"])
        target = self.by_id.get(int(reference["message_id"]))
        if target is None and reference.get("fail_if_not_exists", True):
            raise Refusal(50035, {"message_reference": "Unknown message"})
        if target is not None:
            self._require(channel_id, READ_MESSAGE_HISTORY, otherwise=160002)
            self.refer(message, target)

    def refer(self, message: JsonObject, target: JsonObject) -> None:
        """Make a message a reply to another."""
        message["type"] = REPLY
        message["message_reference"] = {"type": 0, "message_id": target["id"], "channel_id": target["channel_id"]}
        if "guild_id" in target:
            message["message_reference"]["guild_id"] = target["guild_id"]
        message["referenced_message"] = {
            key: copy.deepcopy(value) for key, value in target.items() if key != "referenced_message"
        }

    def _require(self, channel_id: int, permission: int, *, otherwise: int) -> None:
        if self.scene.in_guild(channel_id) and not self.scene.bot_permissions & permission:
            raise Refusal(otherwise)
