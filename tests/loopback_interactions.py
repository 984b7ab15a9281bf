"""The interactions of the fake Discord: what people start, what the bot may answer, and until when.

Nothing in here waits or knows the network; whoever calls holds the server's lock.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

from loopback_messages import Messages
from loopback_payloads import (
    ATTACHMENT_LIMIT_BYTES,
    EPHEMERAL,
    LOADING,
    JsonObject,
    User,
    channel_json,
    member_json,
    user_json,
)
from loopback_requests import UploadedFile
from loopback_rules import Refusal, check_choices, check_modal

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
CALLBACKS_ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED_MESSAGE, MODAL},
    COMPONENT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE},
}
SLASH_ANSWER, MENU_ANSWER = 20, 23


@dataclass(kw_only=True)
class InteractionRecord:
    """One interaction: the payload the bot got, and all that came of it."""

    id: int
    token: str
    type: int
    payload: JsonObject
    created: float
    callback: int | None = None
    answered_after_s: float | None = None
    original_id: int | None = None
    followup_ids: list[int] = field(default_factory=list)
    modal: JsonObject | None = None
    choices: list[JsonObject] | None = None


class Interactions:
    """Every interaction by its id, and the only functions that change one."""

    def __init__(self, messages: Messages, *, clock: Callable[[], float]) -> None:
        self.by_id: dict[int, InteractionRecord] = {}
        self._messages = messages
        self._scene = messages.scene
        self.clock = clock

    def interact(
        self, kind: int, data: JsonObject, *, user: User, channel_id: int, message: JsonObject | None = None
    ) -> InteractionRecord:
        """Let a person use a command, button or modal, and tell the bot of it."""
        interaction_id = self._messages.snowflakes.take()
        record = InteractionRecord(
            id=interaction_id,
            token=f"interaction-token-{interaction_id}",
            type=kind,
            payload={},
            created=self.clock(),
            original_id=int(message["id"]) if message is not None else None,
        )
        record.payload = {
            "id": str(record.id),
            "application_id": str(self._scene.application_id),
            "type": kind,
            "data": data,
            "token": record.token,
            "version": 1,
            "locale": "en-US",
            "attachment_size_limit": ATTACHMENT_LIMIT_BYTES,
            "entitlements": [],
            "channel_id": str(channel_id),
            **self._whereabouts(user, channel_id),
        }
        if message is not None:
            record.payload["message"] = copy.deepcopy(message)
        self.by_id[record.id] = record
        self._messages.dispatch("INTERACTION_CREATE", copy.deepcopy(record.payload))
        return record

    def _whereabouts(self, user: User, channel_id: int) -> JsonObject:
        permissions = str(self._scene.bot_permissions)
        channel = channel_json(self._scene, channel_id) | {"permissions": permissions}
        where: JsonObject = {"channel": channel, "app_permissions": permissions}
        if not self._scene.in_guild(channel_id):
            owners = {"1": str(user.id)}
            return where | {"user": user_json(user), "context": 1, "authorizing_integration_owners": owners}
        return where | {
            "guild": {"id": str(self._scene.guild_id), "locale": "en-US", "features": []},
            "guild_id": str(self._scene.guild_id),
            "guild_locale": "en-US",
            "member": member_json(user, permissions=self._scene.bot_permissions),
            "context": 0,
            "authorizing_integration_owners": {"0": str(self._scene.guild_id)},
        }

    def acknowledge(
        self, interaction_id: int, token: str, body: JsonObject, files: tuple[UploadedFile, ...]
    ) -> InteractionRecord:
        """Do what an interaction callback does, or refuse it with 10062, 40060 or 50035."""
        record = self.by_id.get(interaction_id)
        if record is None or record.token != token:
            raise Refusal(10062)
        if record.callback is not None:
            raise Refusal(40060)
        age = self.clock() - record.created
        if age >= self._scene.answer_window_s:
            raise Refusal(10062)
        kind, data = body["type"], body.get("data") or {}
        if kind not in CALLBACKS_ALLOWED[record.type]:
            raise Refusal(50035, {"type": f"Value must not be {kind} for an interaction of type {record.type}."})
        if kind in (MESSAGE, DEFERRED_MESSAGE):
            message = self._new_answer(record)
            message["flags"] = data.get("flags", 0) & EPHEMERAL
            if kind == MESSAGE:
                message = self._messages.filled(message, data, files)
            else:
                # The "thinking" message is a real one, so that @original exists from here on.
                message["flags"] |= LOADING
            record.original_id = int(message["id"])
            self._messages.store(message)
        elif kind == UPDATE:
            self._messages.edit(self.original(record), data, files)
        elif kind == MODAL:
            check_modal(data)
            record.modal = data
        elif kind == CHOICES:
            check_choices(data["choices"])
            record.choices = data["choices"]
        record.callback = kind
        record.answered_after_s = age
        return record

    def _new_answer(self, record: InteractionRecord) -> JsonObject:
        payload = record.payload
        user = payload["member"]["user"] if "member" in payload else payload["user"]
        message = self._messages.new_message(int(payload["channel_id"]), self._scene.bot)
        message["application_id"] = message["webhook_id"] = str(self._scene.application_id)
        message["interaction_metadata"] = {
            "id": str(record.id),
            "type": record.type,
            "user": user,
            "authorizing_integration_owners": payload["authorizing_integration_owners"],
        }
        if record.type == COMMAND:
            message["type"] = SLASH_ANSWER if payload["data"]["type"] == 1 else MENU_ANSWER
        return message

    def by_token(self, token: str) -> InteractionRecord:
        """Return the interaction whose webhook this is, or refuse with 10015 or, when its life is over, 50027."""
        record = next((one for one in self.by_id.values() if one.token == token), None)
        if record is None:
            raise Refusal(10015)
        if self.clock() - record.created >= self._scene.token_life_s:
            raise Refusal(50027)
        if record.callback is None:
            raise Refusal(10015)
        return record

    def original(self, record: InteractionRecord) -> JsonObject:
        """Return the message that `@original` means, or refuse with 10003 or 10008."""
        return self._still_there(record.original_id)

    def webhook_message(self, record: InteractionRecord, reference: str) -> JsonObject:
        """Return `@original` or a followup by its id, or refuse with 10003 or 10008."""
        if reference == "@original":
            return self.original(record)
        known = int(reference) in (record.original_id, *record.followup_ids)
        return self._still_there(int(reference) if known else None)

    def _still_there(self, message_id: int | None) -> JsonObject:
        message = self._messages.by_id.get(message_id) if message_id is not None else None
        if message is None:
            raise Refusal(10008)
        self._messages.channel(int(message["channel_id"]))
        return message

    def follow_up(self, record: InteractionRecord, body: JsonObject, files: tuple[UploadedFile, ...]) -> JsonObject:
        """Do what POST to an interaction's webhook does: the first one after a deferral edits the deferral."""
        original = self._messages.by_id.get(record.original_id) if record.original_id is not None else None
        if original is not None and original["flags"] & LOADING:
            # Whether the answer is ephemeral was settled by the deferral.
            return self._messages.edit(original, body, files)
        message = self._new_answer(record)
        message["flags"] = body.get("flags", 0) & EPHEMERAL
        message = self._messages.filled(message, body, files)
        record.followup_ids.append(int(message["id"]))
        self._messages.store(message)
        return message
