"""A loopback server that speaks enough of OpenAI's protocol to test the chat model: it gives what it was told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Response:
    """What the server answers with. Where `never` is set, it holds the line until it is closed."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    never: bool = False


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
    return Response(body=json.dumps(completion).encode())


def fails(status: int, message: str = "boom SECRET") -> Response:
    """An error as OpenAI's servers report it."""
    return Response(status=status, body=json.dumps({"error": {"message": message, "type": "t", "code": "c"}}).encode())


@contextmanager
def chat_server(*responses: Response) -> Iterator[ChatServer]:
    """A running server with these responses."""
    server = ChatServer(responses=list(responses))

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            super().setup()
            server.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            response = server.take(
                Request(
                    path=self.path, authorization=self.headers.get("Authorization", ""), body=json.loads(body or "{}")
                )
            )
            if response.never:
                server.closing.wait(30)
                self.close_connection = True
                return
            self.send_response(response.status)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
            self.send_header("retry-after-ms", "1")  # OpenAI's client then doesn't wait for half a second
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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
