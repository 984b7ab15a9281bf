"""What the bot asked of the server, as recorded; and the faults that a test scripts for coming requests."""

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loopback_payloads import JsonObject, Scene
from loopback_rules import CODES, Refusal

MESSAGE_ROUTES = re.compile(r"/channels/\d+/messages(/\d+)?|/webhooks/\d+/[^/]+(/messages/[^/]+)?")
CALLBACK_ROUTE = re.compile(r"/interactions/\d+/[^/]+/callback")
RATE_LIMITED = 429
RETRY_AFTER_S = 0.05


@dataclass(frozen=True, kw_only=True)
class UploadedFile:
    """A file that came with a message."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request of the bot; `at` is the server's clock in seconds.

    `body` is the JSON, of a multipart body its `payload_json`. `status` and `answer` are what the server replied;
    `served` is false where the server has no such route.
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: tuple[UploadedFile, ...]
    authorization: str | None
    at: float
    status: int = 0
    answer: Any = None
    served: bool = True

    def message_body(self) -> JsonObject | None:
        """Return the body of the message that this request sends or edits; nothing for any other request."""
        if self.method not in ("POST", "PATCH") or not isinstance(self.body, dict):
            return None
        if MESSAGE_ROUTES.fullmatch(self.path):
            return self.body
        if CALLBACK_ROUTE.fullmatch(self.path) and self.body["type"] in (4, 7):
            return self.body.get("data") or {}
        return None


def turns_mentions_off(body: JsonObject) -> bool:
    """Tell whether a message's body keeps Discord from notifying anybody; a missing field parses every mention."""
    allowed = body.get("allowed_mentions")
    if allowed is None or allowed.get("parse") != []:
        return False
    return not any(allowed.get(key) for key in ("users", "roles", "replied_user"))


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer of the server; a body of `None` sends no body at all."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def refusing(cls, refusal: Refusal) -> "Reply":
        """Return the error answer for a refusal."""
        return cls(status=refusal.status, body=refusal.json())

    @classmethod
    def rate_limited(cls, retry_after_s: float) -> "Reply":
        """Return a 429; without the `Via` header discord.py takes it for a ban by Cloudflare and gives up."""
        return cls(
            status=RATE_LIMITED,
            body={"message": "You are being rate limited.", "retry_after": retry_after_s, "global": False},
            headers={"Via": "1.1 google", "Retry-After": str(retry_after_s)},
        )


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An answer to give instead of the right one; with `after_commit` only the answer is lost, not what was asked."""

    method: str
    path: re.Pattern[str]
    reply: Reply
    after_commit: bool


def fault_reply(
    *, status: int | None, code: int | None, body: JsonObject | None, headers: Mapping[str, str] | None
) -> Reply:
    """Return the reply of a scripted fault, filled from what Discord would say for this status or error code."""
    if status is None and code is None:
        raise ValueError("a fault needs a status or one of Discord's error codes")
    if status == RATE_LIMITED:
        standard = Reply.rate_limited(RETRY_AFTER_S)
    elif code is not None:
        standard = Reply(status=CODES[code][0], body={"message": CODES[code][1], "code": code})
    else:
        standard = Reply(status=status or 0, body={"message": f"{status}: scripted", "code": 0})
    return Reply(
        status=standard.status if status is None else status,
        body=standard.body if body is None else body,
        headers=standard.headers if headers is None else headers,
    )


class EditBucket:
    """A rate limit on edits, per channel or interaction, announced in the headers as Discord announces it."""

    def __init__(self, *, edits: int, window_s: float) -> None:
        self._edits = edits
        self._window_s = window_s
        self._times: dict[str, list[float]] = {}

    def charge(self, request: Request) -> tuple[dict[str, str], Reply | None]:
        """Return the headers for the answer, and a 429 where this edit is one too many."""
        if request.method != "PATCH" or not MESSAGE_ROUTES.fullmatch(request.path):
            return {}, None
        key = request.path.rpartition("/messages/")[0]
        times = [at for at in self._times.get(key, []) if at > request.at - self._window_s]
        allowed = len(times) < self._edits
        if allowed:
            times.append(request.at)
        self._times[key] = times
        reset_after = times[0] + self._window_s - request.at
        headers = {
            "X-RateLimit-Limit": str(self._edits),
            "X-RateLimit-Remaining": str(self._edits - len(times)),
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
            "X-RateLimit-Bucket": "edits",
        }
        return headers, None if allowed else Reply.rate_limited(reset_after)


class FaultScript:
    """What the server refuses although the request is right: the faults still to come, and the limit on edits."""

    def __init__(self, scene: Scene) -> None:
        self._faults: list[Fault] = []
        self._bucket: EditBucket | None = None
        if scene.edits_per_window is not None:
            self._bucket = EditBucket(edits=scene.edits_per_window, window_s=scene.edit_window_s)

    def add(self, fault: Fault, *, times: int) -> None:
        """Let the next `times` matching requests fail."""
        self._faults.extend([fault] * times)

    def take(self, request: Request) -> Fault | None:
        """Return the first fault that matches the request and strike it off."""
        for number, fault in enumerate(self._faults):
            if fault.method == request.method and fault.path.search(request.path):
                return self._faults.pop(number)
        return None

    def unused(self) -> list[str]:
        """Return the faults that no request has met yet, for a message."""
        left = Counter((fault.method, fault.path.pattern, fault.reply.status) for fault in self._faults)
        return [f"{method} {pattern} -> {status} ({times} times)" for (method, pattern, status), times in left.items()]

    def limit(self, request: Request) -> tuple[Mapping[str, str], Reply | None]:
        """Return headers for the answer to a request, and a 429 where it comes too soon."""
        return self._bucket.charge(request) if self._bucket is not None else ({}, None)
