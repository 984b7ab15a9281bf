"""A loopback server that speaks enough of OpenAI's protocol to test the chat model: it gives what it was told to."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Response:
    """What the server answers with. Where `never` is set, it holds the line until it is closed.

    `events` are the parts of the body where a stream is asked for, with a pause before each; `for_ever` is sent again
    and again behind them until the client leaves. A stream has no length: it ends when the connection does.
    """

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    never: bool = False
    events: tuple[bytes, ...] | None = None
    pause_s: float = 0
    for_ever: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"retry-after-ms": "1"})  # no half seconds in tests


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the server was asked."""

    path: str
    authorization: str
    body: dict[str, object]


@dataclass
class ChatServer:
    """Gives its responses in order, the last one for ever, and remembers requests and the number of connections."""

    responses: list[Response]
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    connections: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when a client left before its response ended."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def take(self, request: Request) -> Response:
        self.requests.append(request)
        return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]


def says(text: str | None, *, finish_reason: str = "stop") -> Response:
    """A completed chat with this reply."""
    completion = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "parrot",
        "choices": [
            {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": text}},
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return Response(body=json.dumps(completion).encode(), events=events([text], finish_reason=finish_reason))


def streams(*texts: str | None, finish_reason: str | None = "stop", done: bool = True, **details: object) -> Response:
    """A reply in these pieces; without a reason and an end it is broken off."""
    return Response(events=events(texts, finish_reason=finish_reason, done=done), **details)


def events(
    texts: Sequence[str | None], *, finish_reason: str | None = "stop", done: bool = True, **message: object
) -> tuple[bytes, ...]:
    """The events of a streamed reply, one a piece."""
    deltas: list[dict[str, object]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": text, **message} for text in texts]
    parts = [event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}) for delta in deltas]
    if finish_reason:
        parts.append(event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish_reason}]}))
    return (*parts, b"data: [DONE]\n\n") if done else tuple(parts)


def event(chunk: Mapping[str, object]) -> bytes:
    """One event of a streamed reply."""
    known = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "parrot"}
    return b"data: " + json.dumps({**known, **chunk}).encode() + b"\n\n"


def fails(status: int, message: str = "boom SECRET") -> Response:
    """An error as OpenAI's servers report it."""
    return Response(status=status, body=json.dumps({"error": {"message": message, "type": "t", "code": "c"}}).encode())


class Handler(BaseHTTPRequestHandler):
    """Answers with the next response of its server."""

    server: "Listener"

    def setup(self) -> None:
        super().setup()
        self.server.chat.connections += 1

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
        response = self.server.chat.take(
            Request(path=self.path, authorization=self.headers.get("Authorization", ""), body=asked)
        )
        if response.never:
            self.server.chat.closing.wait(30)
            self.close_connection = True
            return
        streamed = response.events is not None and bool(asked.get("stream"))
        self.send_response(response.status)
        self.send_header("Content-Type", "text/event-stream" if streamed else response.content_type)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if not streamed:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        try:
            self.write_stream(response) if streamed else self.wfile.write(response.body)
        except OSError:
            self.server.chat.gone.set()

    def do_GET(self) -> None:
        self.do_POST()

    def write_stream(self, response: Response) -> None:
        self.close_connection = True
        for part in response.events or ():
            self.server.chat.closing.wait(response.pause_s)
            self.wfile.write(part)
        while response.for_ever and not self.server.chat.closing.wait(response.pause_s):
            self.wfile.write(response.for_ever)

    def log_message(self, *_: object) -> None:
        pass


class Listener(ThreadingHTTPServer):
    """Takes the connections of one chat server."""

    def __init__(self, chat: ChatServer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.chat = chat


@contextmanager
def chat_server(*responses: Response) -> Iterator[ChatServer]:
    """A running server with these responses."""
    server = ChatServer(responses=list(responses))
    http = Listener(server)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()
