"""A real web server on loopback that answers as it is told to, hostile ways included; many tests fetch from it.

    with web("127.0.0.2") as site:
        site.page("/harbour", b"<html>…</html>", etag='"1"')
        site.redirect("/old", "/harbour", status=301)
        site.say("/busy", answer(503, headers={"Retry-After": "7"}), answer(200, b"now"))
        site.send("/broken", b"HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nhalf")
        site.send_for_ever("/drip", b"HTTP/1.1 200 OK\\r\\n\\r\\n", b"x", pause_s=0.01)
        ... fetch site.url("/harbour") ...
        assert [asked.path for asked in site.asked] == [...]

Every loopback address (127.0.0.2, 127.0.0.3, …) is a host of its own to whoever fetches. What was not said is a 404,
the robots.txt included. A path with several answers gives them in order, the last one for ever; the query is part of
it.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request: its path with the query, its headers in small letters, and when the site's clock read what."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The bytes of a whole response, then `again` over and over until the client leaves, then the end.

    `reset` ends the connection with a reset instead of a close; `hold` keeps it open, silent, until the site is closed.
    """

    start: bytes
    again: bytes = b""
    pause_s: float = 0.0
    reset: bool = False
    hold: bool = False


@dataclass
class Site:
    """A running server: what it answers, what it was asked, and what became of its endless responses."""

    host: str
    port: int = 0
    clock: Callable[[], float] = time.monotonic
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    unchanged: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    sent_bytes: int = 0
    """How much of endless responses was sent before their clients left."""
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "") -> str:
        """The address of a path here, under another name of the host if one is given."""
        return f"http://{host or self.host}:{self.port}{path}"

    def paths(self, *, robots: bool = False) -> list[str]:
        """The paths that were asked for, in order; the robots.txt only if wanted."""
        return [asked.path for asked in self.asked if robots or asked.path != "/robots.txt"]

    def say(self, path: str, *answers: Answer) -> None:
        """Give these answers at a path, in order, the last one for ever."""
        self.answers[path] = list(answers)

    def page(
        self,
        path: str,
        body: bytes = b"<p>A page.</p>",
        *,
        content_type: str = "text/html; charset=utf-8",
        etag: str = "",
        last_modified: str = "",
    ) -> None:
        """Serve a page; one with validators is answered with 304 to whoever has it already."""
        validators = {"ETag": etag, "Last-Modified": last_modified}
        said = {"Content-Type": content_type, **{k: v for k, v in validators.items() if v}}
        self.say(path, answer(200, body, headers=said))
        if etag or last_modified:
            self.unchanged[path] = (etag, last_modified)

    def redirect(self, path: str, to: str, *, status: int = 302) -> None:
        """Lead from a path to another address."""
        self.say(path, answer(status, headers={"Location": to}))

    def robots(self, text: str) -> None:
        """Serve a robots.txt."""
        self.page("/robots.txt", text.encode(), content_type="text/plain")

    def send(self, path: str, data: bytes, *, reset: bool = False, hold: bool = False) -> None:
        """Send these very bytes, and end."""
        self.say(path, Answer(start=data, reset=reset, hold=hold))

    def send_for_ever(self, path: str, start: bytes, again: bytes, *, pause_s: float = 0.0) -> None:
        """Send `start`, and then `again` without end."""
        self.say(path, Answer(start=start, again=again, pause_s=pause_s))

    def take(self, asked: Asked) -> Answer:
        """Note a request, and find its answer."""
        with self.lock:
            self.asked.append(asked)
            etag, changed = self.unchanged.get(asked.path, ("", ""))
            known, since = asked.headers.get("if-none-match", ""), asked.headers.get("if-modified-since", "")
            if (etag and known == etag) or (not known and changed and since == changed):
                return answer(304)
            answers = self.answers.get(asked.path)
            if not answers:
                return answer(404, b"nothing here")
            return answers.pop(0) if len(answers) > 1 else answers[0]


def answer(status: int, body: bytes = b"", *, headers: Mapping[str, str] | None = None) -> Answer:
    """A complete response, with its length unless the headers say something else of it."""
    said = {"Content-Length": str(len(body)), **(headers or {})}
    if status == 304 or "Transfer-Encoding" in said:
        said.pop("Content-Length")
    lines = [f"HTTP/1.1 {status} as told", *(f"{name}: {value}" for name, value in said.items()), "", ""]
    return Answer(start="\r\n".join(lines).encode("latin-1") + body)


class Handler(BaseHTTPRequestHandler):
    """Answers one request with what its site was told, and closes the connection."""

    server: "Listener"

    def do_GET(self) -> None:
        site = self.server.site
        self.close_connection = True
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = site.take(Asked(path=self.path, headers=headers, at=site.clock()))
        with suppress(OSError):  # clients leave
            self.give(told, site)

    def give(self, told: Answer, site: Site) -> None:
        self.connection.sendall(told.start)
        while told.again and not site.closing.is_set():
            self.connection.sendall(told.again)
            site.sent_bytes += len(told.again)
            if told.pause_s:
                site.closing.wait(told.pause_s)
        if told.hold:
            site.closing.wait(30)
        if told.reset:
            # To linger for no second is to reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


class Listener(ThreadingHTTPServer):
    """Takes the connections of one site."""

    request_queue_size = 64

    def __init__(self, site: Site, port: int) -> None:
        super().__init__((site.host, port), Handler)
        self.site = site

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave are what is tested."""


@contextmanager
def web(host: str = "127.0.0.1", *, port: int = 0, clock: Callable[[], float] = time.monotonic) -> Iterator[Site]:
    """A running server without pages at a loopback address; `clock` is read at each request."""
    site = Site(host=host, clock=clock)
    listener = Listener(site, port)
    site.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        listener.shutdown()
        thread.join()
        listener.server_close()
