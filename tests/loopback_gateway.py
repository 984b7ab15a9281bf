"""Discord's gateway: sessions that number and keep their events, and the sockets they travel over.

Everything that changes state is synchronous and runs under one lock, so that a test's thread and the server's
event loop see whole states only; a socket has a queue and one writer, so events leave in the order they happened.
"""

import asyncio
import json
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from aiohttp import WSMsgType, web
from loopback_payloads import JsonObject, Scene, as_readable_without_intent, guild_json, member_json, user_json


class Op(IntEnum):
    """The gateway's opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
MEMBERS, PRESENCES, MESSAGE_CONTENT = 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
MESSAGE_EVENTS = {"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"}

UNKNOWN_OPCODE, WRONG_TOKEN, DISALLOWED_INTENTS = 4001, 4004, 4014

Frame = str | bytes


def frame_encoder(compression: str | None) -> Callable[[JsonObject], Frame]:
    """Return what turns payloads into frames of one connection: one compressed stream, flushed after each payload."""
    if compression == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda payload: deflate.compress(json.dumps(payload).encode()) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compression == "zstd-stream":
        # discord.py asks for this only where zstandard is installed; langsmith happens to bring it.
        import zstandard

        squeeze = zstandard.ZstdCompressor().compressobj()
        block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return lambda payload: squeeze.compress(json.dumps(payload).encode()) + squeeze.flush(block)
    return json.dumps


class Socket:
    """One connection of the bot; sending is possible from any thread and never waits."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self._ws = ws
        self._transport = request.transport
        self._encode = frame_encoder(request.query.get("compress"))
        self._loop = asyncio.get_running_loop()
        self._outgoing: asyncio.Queue[JsonObject | int] = asyncio.Queue()
        self.heartbeats = [time.monotonic()]
        self.open = True

    def send(self, payload: JsonObject) -> None:
        """Queue a payload."""
        self._loop.call_soon_threadsafe(self._outgoing.put_nowait, payload)

    def close(self, code: int) -> None:
        """Close with a code of Discord's once everything queued has left."""
        self._loop.call_soon_threadsafe(self._outgoing.put_nowait, code)

    def cut(self) -> None:
        """Break the connection without a goodbye, as a failing network does."""
        if self._transport is not None:
            self._loop.call_soon_threadsafe(self._transport.abort)

    async def write(self) -> None:
        """Send what is queued until the connection ends."""
        while True:
            item = await self._outgoing.get()
            if isinstance(item, int):
                await self._ws.close(code=item)
                return
            frame = self._encode(item)
            try:
                if isinstance(frame, bytes):
                    await self._ws.send_bytes(frame)
                else:
                    await self._ws.send_str(frame)
            except ConnectionResetError:
                # The bot has gone; its session keeps the event for the replay.
                return


@dataclass(kw_only=True)
class Session:
    """What Discord remembers of one logged-in process: its events, and the socket they go to if there is one."""

    id: str
    intents: int
    socket: Socket | None
    sent: list[JsonObject] = field(default_factory=list)
    heard: int = 0
    """The number of the last event that the bot is known to have read; it tells with each heartbeat."""

    def ask_what_was_heard(self) -> None:
        """Ask for a heartbeat out of turn, as Discord may at any time."""
        if self.socket is not None:
            self.socket.send({"op": Op.HEARTBEAT, "d": None})

    def dispatch(self, event: str, data: JsonObject) -> None:
        """Number an event, keep it for a replay and send it if the bot is connected."""
        payload: JsonObject = {"op": Op.DISPATCH, "t": event, "s": len(self.sent) + 1, "d": data}
        self.sent.append(payload)
        if self.socket is not None:
            self.socket.send(payload)

    def replay(self, socket: Socket, after: int) -> None:
        """Take a new socket and send again everything that the bot has not seen."""
        self.socket = socket
        for payload in self.sent[after:]:
            socket.send(payload)


class Gateway:
    """The gateway's end of all connections."""

    def __init__(self, scene: Scene, *, changed: threading.Condition) -> None:
        self._scene = scene
        self._changed = changed
        self._accepting = asyncio.Event()
        self._accepting.set()
        self.url = ""
        self.sockets: list[Socket] = []
        self.sessions: dict[str, Session] = {}
        self.identifies: list[JsonObject] = []
        self.resumes: list[JsonObject] = []
        self.close_codes: list[int] = []

    def dispatch(self, event: str, data: JsonObject) -> None:
        """Send an event to every session that its intents let see it; call with the lock held."""
        for session in self.sessions.values():
            seen = self._as_seen(event, data, session.intents)
            if seen is not None:
                session.dispatch(event, seen)

    def connected(self) -> list[Session]:
        """Return the sessions that have a live socket."""
        return [session for session in self.sessions.values() if session.socket is not None]

    def cut(self) -> None:
        """Break every connection; the sessions stay and can be resumed. Call with the lock held."""
        for session in self.connected():
            if session.socket is not None:
                session.socket.cut()
            session.socket = None

    def accept(self, *, accepting: bool) -> None:
        """Let new connections through, or keep them waiting before HELLO; call on the server's loop."""
        if accepting:
            self._accepting.set()
        else:
            self._accepting.clear()

    def longest_heartbeat_gap_s(self) -> float:
        """Return the longest silence between two heartbeats of one connection, the present one included."""
        gaps = [0.0]
        for socket in self.sockets:
            beats = [*socket.heartbeats, time.monotonic()] if socket.open else socket.heartbeats
            gaps += [later - earlier for earlier, later in pairwise(beats)]
        return max(gaps)

    def silence_s(self) -> float:
        """Return how long the most silent of the open connections has sent no heartbeat."""
        now = time.monotonic()
        return max((now - socket.heartbeats[-1] for socket in self.sockets if socket.open), default=0.0)

    async def close(self) -> None:
        """Say goodbye to every connection."""
        self._accepting.set()
        for socket in self.sockets:
            socket.close(1001)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket from HELLO to its end."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        await self._accepting.wait()
        socket = Socket(ws, request)
        writer = asyncio.create_task(socket.write())
        with self._changed:
            self.sockets.append(socket)
        socket.send({"op": Op.HELLO, "d": {"heartbeat_interval": int(self._scene.heartbeat_interval_s * 1000)}})
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    with self._changed:
                        self._receive(socket, json.loads(message.data))
                        self._changed.notify_all()
        finally:
            writer.cancel()
            with self._changed:
                self._forget(socket, ws.close_code)
                self._changed.notify_all()
        return ws

    def _receive(self, socket: Socket, payload: JsonObject) -> None:
        match payload["op"]:
            case Op.HEARTBEAT:
                # discord.py sends the first one straight after HELLO, before it identifies.
                socket.heartbeats.append(time.monotonic())
                socket.send({"op": Op.HEARTBEAT_ACK})
                for session in self.sessions.values():
                    if session.socket is socket:
                        session.heard = payload["d"] or 0
            case Op.IDENTIFY:
                self._identify(socket, payload["d"])
            case Op.RESUME:
                self._resume(socket, payload["d"])
            case Op.REQUEST_MEMBERS:
                self._send_members(socket, payload["d"])
            case Op.PRESENCE | Op.VOICE_STATE:
                pass
            case _:
                self._refuse(socket, UNKNOWN_OPCODE)

    def _refuse(self, socket: Socket, code: int) -> None:
        self.close_codes.append(code)
        socket.close(code)

    def _identify(self, socket: Socket, data: JsonObject) -> None:
        self.identifies.append(data)
        if data["token"] != self._scene.token:
            self._refuse(socket, WRONG_TOKEN)
            return
        if data["intents"] & PRIVILEGED & ~self._scene.privileged_intents:
            self._refuse(socket, DISALLOWED_INTENTS)
            return
        session = Session(id=f"session-{len(self.identifies)}", intents=data["intents"], socket=socket)
        self.sessions[session.id] = session
        ready: JsonObject = {
            "v": 10,
            "user": user_json(self._scene.bot),
            "guilds": [{"id": str(self._scene.guild_id), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": data.get("shard", [0, 1]),
            "application": {"id": str(self._scene.application_id), "flags": 0},
        }
        session.dispatch("READY", ready)
        if session.intents & GUILDS:
            session.dispatch("GUILD_CREATE", guild_json(self._scene))
        session.ask_what_was_heard()

    def _resume(self, socket: Socket, data: JsonObject) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._scene.token:
            socket.send({"op": Op.INVALID_SESSION, "d": False})
            return
        self.resumes.append(data)
        session.replay(socket, after=data["seq"])
        session.dispatch("RESUMED", {})

    def _send_members(self, socket: Socket, data: JsonObject) -> None:
        for session in self.connected():
            if session.socket is socket:
                members = [member_json(self._scene.bot), member_json(self._scene.asker)]
                chunk = {"guild_id": data["guild_id"], "members": members, "chunk_index": 0, "chunk_count": 1}
                session.dispatch("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce"), "not_found": []})

    def _forget(self, socket: Socket, close_code: int | None) -> None:
        socket.open = False
        for session in self.connected():
            if session.socket is socket:
                session.socket = None
                # A bot that says goodbye ends its session; after anything else it may resume.
                if close_code in (1000, 1001):
                    del self.sessions[session.id]

    def _as_seen(self, event: str, data: JsonObject, intents: int) -> JsonObject | None:
        if event not in MESSAGE_EVENTS:
            return data
        if not intents & (GUILD_MESSAGES if "guild_id" in data else DIRECT_MESSAGES):
            return None
        return data if intents & MESSAGE_CONTENT else as_readable_without_intent(self._scene, data)
