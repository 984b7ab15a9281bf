"""What a test holds after a person acted in the fake Discord: the interaction or message, and what came of it."""

import copy
from collections.abc import Callable
from typing import Protocol

from loopback_interactions import DEFERRED_UPDATE, UPDATE, InteractionRecord
from loopback_messages import Messages
from loopback_payloads import LOADING, JsonObject

Condition = Callable[[JsonObject], bool]


class Waiting(Protocol):
    """The server's way to wait, which keeps its lock while it looks."""

    def __call__(self, condition: Callable[[], bool], what: str, timeout: float) -> None:
        """Return once the condition holds; after `timeout` seconds fail the test, saying what was waited for."""


def _any_message(_message: JsonObject) -> bool:
    return True


class Interaction:
    """A command, button press, menu use, modal or completion of one person, and the bot's answers to it."""

    def __init__(self, record: InteractionRecord, messages: Messages, wait: Waiting) -> None:
        self.record = record
        self._messages = messages
        self._wait = wait
        self._versions_before = len(self.versions)

    @property
    def answer(self) -> JsonObject | None:
        """The message `@original` as it is now, or nothing while the bot has not answered or is still "thinking"."""
        record = self.record
        message = self._messages.by_id.get(record.original_id) if record.original_id is not None else None
        if message is None or record.callback is None or message["flags"] & LOADING:
            return None
        # A button may change the message that it belongs to, which was there before.
        unchanged = record.callback in (DEFERRED_UPDATE, UPDATE) and len(self.versions) == self._versions_before
        return None if unchanged else copy.deepcopy(message)

    @property
    def versions(self) -> list[JsonObject]:
        """Every state `@original` has had, the "thinking" one included."""
        return copy.deepcopy(self._messages.versions.get(self.record.original_id or 0, []))

    @property
    def followups(self) -> list[JsonObject]:
        """The bot's further messages."""
        return [
            copy.deepcopy(self._messages.by_id[number])
            for number in self.record.followup_ids
            if number in self._messages.by_id
        ]

    def wait_for_acknowledgement(self, timeout: float = 30) -> int:
        """Wait for the callback and return its type (4 message, 5 deferred, 6 deferred update, 7 update, 9 modal)."""
        self._wait(lambda: self.record.callback is not None, f"{self} to be acknowledged", timeout)
        return self.record.callback or 0

    def wait_for_answer(self, timeout: float = 30, *, when: Condition = _any_message) -> JsonObject:
        """Wait for `@original` to be answered and to fulfil `when`; return it."""
        self._wait(lambda: self.answer is not None and when(self.answer), f"an answer to {self}", timeout)
        return self.answer or {}

    def wait_for_followup(self, timeout: float = 30) -> JsonObject:
        """Wait for a further message and return the first one."""
        self._wait(lambda: bool(self.followups), f"a followup to {self}", timeout)
        return self.followups[0]

    def wait_for_modal(self, timeout: float = 30) -> JsonObject:
        """Wait for the bot to open a modal and return it."""
        self._wait(lambda: self.record.modal is not None, f"a modal for {self}", timeout)
        return copy.deepcopy(self.record.modal or {})

    def wait_for_choices(self, timeout: float = 30) -> list[JsonObject]:
        """Wait for the choices of a completion and return them."""
        self._wait(lambda: self.record.choices is not None, f"choices for {self}", timeout)
        return copy.deepcopy(self.record.choices or [])

    def __str__(self) -> str:
        """Return what was done, for messages."""
        return f"interaction {self.record.id} of type {self.record.type} with {self.record.payload['data']}"


class SaidMessage:
    """A message that a person wrote, and the bot's replies to it."""

    def __init__(self, message: JsonObject, messages: Messages, wait: Waiting) -> None:
        self.payload = message
        self._messages = messages
        self._wait = wait

    @property
    def replies(self) -> list[JsonObject]:
        """Every message that refers to this one, oldest first."""
        return [
            copy.deepcopy(message)
            for _, message in sorted(self._messages.by_id.items())
            if message.get("message_reference", {}).get("message_id") == self.payload["id"]
        ]

    def wait_for_reply(self, timeout: float = 30, *, when: Condition = _any_message) -> JsonObject:
        """Wait for a reply that fulfils `when` and return it."""
        self._wait(lambda: any(map(when, self.replies)), f"a reply to {self.payload['content']!r}", timeout)
        return next(filter(when, self.replies))
