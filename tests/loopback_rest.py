"""Discord's REST interface, version 10: each route turns a recorded request into a change and an answer.

The answer to every request goes through one place, which records it, lets scripted faults strike, and sends exactly
`application/json`, because discord.py compares the whole header.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace

from aiohttp import BodyPartReader, hdrs, web
from loopback_commands import Commands
from loopback_gateway import MESSAGE_CONTENT
from loopback_interactions import DEFERRED_MESSAGE, MESSAGE, UPDATE, InteractionRecord, Interactions
from loopback_messages import Messages
from loopback_payloads import (
    EPHEMERAL,
    LOADING,
    JsonObject,
    application_json,
    as_readable_without_intent,
    user_json,
)
from loopback_requests import FaultScript, Reply, Request, UploadedFile
from loopback_rules import Refusal

BASE_PATH = "/api/v10"
NO_TOKEN_NEEDED = re.compile(r"/gateway|/interactions/.*|/webhooks/\d+/.+")

Groups = dict[str, str]
Route = Callable[[Request, Groups], Reply]


class Rest:
    """All routes, over the state that they change."""

    def __init__(
        self,
        *,
        messages: Messages,
        interactions: Interactions,
        commands: Commands,
        faults: FaultScript,
        changed: threading.Condition,
    ) -> None:
        self._scene = messages.scene
        self._messages = messages
        self._interactions = interactions
        self._commands = commands
        self._faults = faults
        self._changed = changed
        self.gateway_url = ""
        self.requests: list[Request] = []
        self._routes: list[tuple[re.Pattern[str], dict[str, Route]]] = [
            (re.compile(pattern), methods) for pattern, methods in self._route_table().items()
        ]

    def _route_table(self) -> dict[str, dict[str, Route]]:
        scope = rf"/applications/{self._scene.application_id}(/guilds/(?P<guild>\d+))?/commands"
        channel = r"/channels/(?P<channel>\d+)"
        message = channel + r"/messages/(?P<message>\d+)"
        webhook = rf"/webhooks/{self._scene.application_id}/(?P<token>[^/]+)"
        return {
            "/gateway": {"GET": self._gateway},
            "/gateway/bot": {"GET": self._gateway},
            "/users/@me": {"GET": lambda _request, _groups: Reply(status=200, body=user_json(self._scene.bot))},
            "/users/@me/channels": {"POST": self._open_dm},
            "/applications/@me": {"GET": self._application},
            "/oauth2/applications/@me": {"GET": self._application},
            scope: {"GET": self._list_commands, "PUT": self._sync_commands, "POST": self._add_command},
            scope + r"/(?P<command>\d+)": {
                "GET": self._get_command,
                "PATCH": self._edit_command,
                "DELETE": self._delete_command,
            },
            channel: {
                "GET": lambda _request, groups: Reply(status=200, body=self._messages.channel(int(groups["channel"])))
            },
            channel + "/typing": {"POST": self._type},
            channel + "/messages": {"GET": self._list_messages, "POST": self._post_message},
            message: {"GET": self._get_message, "PATCH": self._edit_message, "DELETE": self._delete_message},
            r"/interactions/(?P<interaction>\d+)/(?P<token>[^/]+)/callback": {"POST": self._call_back},
            webhook: {"POST": self._follow_up},
            webhook + r"/messages/(?P<message>@original|\d+)": {
                "GET": self._get_answer,
                "PATCH": self._edit_answer,
                "DELETE": self._delete_answer,
            },
        }

    async def handle(self, http_request: web.Request) -> web.Response:
        """Answer one HTTP request, and record it."""
        request = await self._read(http_request)
        with self._changed:
            reply = Reply(status=500)
            try:
                reply = self._answer(request)
            finally:
                # Where this server itself fails, the request stands in the record with status 500 and no answer.
                done = replace(request, status=reply.status, answer=reply.body, served=reply is not UNKNOWN_ROUTE)
                self.requests.append(done)
                self._changed.notify_all()
        if reply.body is None:
            return web.Response(status=reply.status, headers=reply.headers)
        headers = {hdrs.CONTENT_TYPE: "application/json", **reply.headers}
        return web.Response(status=reply.status, body=json.dumps(reply.body).encode(), headers=headers)

    async def _read(self, http_request: web.Request) -> Request:
        body, files = None, []
        if http_request.content_type == "multipart/form-data":
            parts = await http_request.multipart()
            while isinstance(part := await parts.next(), BodyPartReader):
                content = bytes(await part.read(decode=False))
                if part.name == "payload_json":
                    body = json.loads(content)
                else:
                    files.append(UploadedFile(name=part.filename or part.name or "", content=content))
        elif http_request.can_read_body:
            body = await http_request.json()
        return Request(
            method=http_request.method,
            path=http_request.path.removeprefix(BASE_PATH),
            query=dict(http_request.query),
            body=body,
            files=tuple(files),
            authorization=http_request.headers.get(hdrs.AUTHORIZATION),
            at=self._interactions.clock(),
        )

    def _answer(self, request: Request) -> Reply:
        fault = self._faults.take(request)
        if fault is not None and not fault.after_commit:
            return fault.reply
        reply = self._rightful_answer(request)
        return reply if fault is None else fault.reply

    def _rightful_answer(self, request: Request) -> Reply:
        headers, limited = self._faults.limit(request)
        if limited is not None:
            return replace(limited, headers={**headers, **limited.headers})
        try:
            reply = self._route(request)
        except Refusal as refusal:
            reply = Reply.refusing(refusal)
        return replace(reply, headers=headers) if headers else reply

    def _route(self, request: Request) -> Reply:
        if not NO_TOKEN_NEEDED.fullmatch(request.path) and request.authorization != f"Bot {self._scene.token}":
            raise Refusal(0)
        for pattern, methods in self._routes:
            match = pattern.fullmatch(request.path)
            if match and request.method in methods:
                groups = {name: value for name, value in match.groupdict().items() if value is not None}
                return methods[request.method](request, groups)
        return UNKNOWN_ROUTE

    # Login

    def _gateway(self, _request: Request, _groups: Groups) -> Reply:
        limits = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return Reply(status=200, body={"url": self.gateway_url, "shards": 1, "session_start_limit": limits})

    def _application(self, _request: Request, _groups: Groups) -> Reply:
        return Reply(status=200, body=application_json(self._scene))

    # Commands

    def _list_commands(self, _request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._commands.registered.get(_guild(groups), []))

    def _sync_commands(self, request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._commands.overwrite(_guild(groups), request.body))

    def _add_command(self, request: Request, groups: Groups) -> Reply:
        return Reply(status=201, body=self._commands.put(_guild(groups), request.body))

    def _get_command(self, _request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._commands.by_id(_guild(groups), groups["command"]))

    def _edit_command(self, request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._commands.change(_guild(groups), groups["command"], request.body))

    def _delete_command(self, _request: Request, groups: Groups) -> Reply:
        self._commands.remove(_guild(groups), groups["command"])
        return Reply(status=204)

    # Channels and messages

    def _open_dm(self, _request: Request, _groups: Groups) -> Reply:
        return Reply(status=200, body=self._messages.channel(self._scene.dm_channel_id))

    def _type(self, _request: Request, groups: Groups) -> Reply:
        self._messages.channel(int(groups["channel"]))
        return Reply(status=204)

    def _readable(self, message: JsonObject) -> JsonObject:
        return (
            message
            if self._scene.privileged_intents & MESSAGE_CONTENT
            else as_readable_without_intent(self._scene, message)
        )

    def _list_messages(self, request: Request, groups: Groups) -> Reply:
        channel_id, limit = int(groups["channel"]), int(request.query.get("limit", 50))
        self._messages.channel(channel_id)
        before = int(request.query["before"]) if "before" in request.query else None
        after = int(request.query.get("after", 0))
        there = [
            message
            for message_id, message in sorted(self._messages.by_id.items())
            if int(message["channel_id"]) == channel_id
            and after < message_id
            and (before is None or message_id < before)
            and not message["flags"] & EPHEMERAL
        ]
        # Newest first; but `after` pages forward, so there the oldest ones are taken.
        page = there[:limit] if "after" in request.query else there[-limit:]
        return Reply(status=200, body=[self._readable(message) for message in reversed(page)])

    def _post_message(self, request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._messages.send(int(groups["channel"]), request.body, request.files))

    def _get_message(self, _request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._readable(self._message(groups)))

    def _edit_message(self, request: Request, groups: Groups) -> Reply:
        message = self._message(groups)
        if int(message["author"]["id"]) != self._scene.bot.id:
            raise Refusal(50005)
        return Reply(status=200, body=self._messages.edit(message, request.body, request.files))

    def _delete_message(self, _request: Request, groups: Groups) -> Reply:
        message = self._message(groups)
        if int(message["author"]["id"]) != self._scene.bot.id:
            raise Refusal(50013)
        self._messages.delete(message)
        return Reply(status=204)

    def _message(self, groups: Groups) -> JsonObject:
        return self._messages.message(int(groups["channel"]), int(groups["message"]))

    # Interactions

    def _call_back(self, request: Request, groups: Groups) -> Reply:
        record = self._interactions.acknowledge(
            int(groups["interaction"]), groups["token"], request.body, request.files
        )
        if request.query.get("with_response") not in ("1", "true"):
            return Reply(status=204)
        return Reply(status=200, body=self._callback_json(record))

    def _callback_json(self, record: InteractionRecord) -> JsonObject:
        described: JsonObject = {"id": str(record.id), "type": record.type}
        resource: JsonObject = {"type": record.callback}
        if record.callback in (MESSAGE, DEFERRED_MESSAGE, UPDATE):
            message = self._interactions.original(record)
            described |= {
                "response_message_id": message["id"],
                "response_message_loading": bool(message["flags"] & LOADING),
                "response_message_ephemeral": bool(message["flags"] & EPHEMERAL),
            }
            if record.callback != DEFERRED_MESSAGE:
                resource["message"] = message
        return {"interaction": described, "resource": resource}

    def _follow_up(self, request: Request, groups: Groups) -> Reply:
        record = self._interactions.by_token(groups["token"])
        return Reply(status=200, body=self._interactions.follow_up(record, request.body, request.files))

    def _get_answer(self, _request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._answer_message(groups))

    def _edit_answer(self, request: Request, groups: Groups) -> Reply:
        return Reply(status=200, body=self._messages.edit(self._answer_message(groups), request.body, request.files))

    def _delete_answer(self, _request: Request, groups: Groups) -> Reply:
        self._messages.delete(self._answer_message(groups))
        return Reply(status=204)

    def _answer_message(self, groups: Groups) -> JsonObject:
        record = self._interactions.by_token(groups["token"])
        return self._interactions.webhook_message(record, groups["message"])


UNKNOWN_ROUTE = Reply(status=404, body={"message": "404: Not Found", "code": 0})


def _guild(groups: Groups) -> int | None:
    return int(groups["guild"]) if "guild" in groups else None
