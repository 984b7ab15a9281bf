"""One GET from servers that nobody vouches for: where it leads, how long it takes and how much it holds are bounded.

The client stands on httpcore2 and not on httpx2: what httpx2 adds (redirects, cookies, the environment's proxies,
unpacking) is what must be done otherwise here. Every connection goes through `index.guarded_network`, which resolves
the name, refuses what is not of the public internet, and connects to an address that it has checked: a name that
resolves otherwise the next time gains nothing. A connection serves one request, for a host is asked once a second.

A redirect from https to http is refused: whoever gave an https address asked for a page that nobody on the way changed.
"""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpcore2

from index.canonical import requestable
from index.fetch_error import FetchError
from index.fetch_settings import FetchSettings
from index.guarded_network import FOREIGN, Exchange, GuardedNetwork
from index.http_response import (
    NOT_MODIFIED,
    Redirect,
    Response,
    Trail,
    header,
    redirect_of,
    response_of,
    status_error,
    validator,
)
from index.inflating import ACCEPTED, BadEncodingError, plain
from index.resolving import Resolver, system_resolver

_ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,"
    "application/pdf;q=0.9,*/*;q=0.8"
)
# h11 gives up at 100 KiB of one head; this bounds heads before heads (1xx) too.
_LONGEST_HEADS_BYTES = 256 * 1024
_WEB_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024
_LONGEST_LENGTH_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What to ask for: an address, and what is known of it.

    With `etag` or `last_modified`, as an earlier response had them, an unchanged page is not sent again. `largest`
    bounds its body in bytes; with `cut`, the beginning is taken of a body that is longer.
    """

    url: str
    largest: int
    etag: str | None = None
    last_modified: str | None = None
    cut: bool = False


class Client:
    """Fetches addresses within the bounds of its settings; threads may share it."""

    def __init__(self, settings: FetchSettings, *, resolver: Resolver = system_resolver) -> None:
        self._settings = settings
        self._resolver = resolver
        self._lock = threading.Lock()
        self._tls: ssl.SSLContext | None = None
        self._running: set[Exchange] = set()

    def get(self, ask: Ask) -> Response:
        """The response behind an address, at most five redirects away.

        Raises:
            FetchError: as `hop` does, or the redirects go on or round.
        """
        trail = Trail(urls=(ask.url,))
        while isinstance(answer := self.hop(replace(ask, url=trail.urls[-1])), Redirect):
            trail = trail.onwards(answer)
        return replace(answer, moved=trail.moved)

    def hop(self, ask: Ask) -> Response | Redirect:
        """What the server at an address answers: a page, that it has not changed (304), or where to go instead.

        Raises:
            FetchError: there is no page to be had, or it may not be had.
        """
        request, host = self._request(ask)
        exchange = Exchange(ask.url, self._settings.timeout_s, _LONGEST_HEADS_BYTES)
        network = GuardedNetwork(exchange, self._resolver, allow_private=self._settings.allow_private)
        with self._lock:
            self._running.add(exchange)
        try:
            with httpcore2.HTTPConnection(host, self._tls_context(host), network_backend=network) as connection:
                return _answer(ask, exchange, connection.handle_request(request))
        except BadEncodingError as error:
            raise FetchError(ask.url, str(error), "encoding") from error
        except FOREIGN as error:
            raise exchange.translated(error) from error
        finally:
            exchange.release()
            with self._lock:
                self._running.discard(exchange)

    def interrupt(self) -> None:
        """Break off every request that is under way, in whatever thread; later ones are not affected."""
        with self._lock:
            running = list(self._running)
        for exchange in running:
            exchange.stop()

    def _request(self, ask: Ask) -> tuple[httpcore2.Request, httpcore2.Origin]:
        if requestable(ask.url) != ask.url:
            raise FetchError(ask.url, "is no address that can be fetched", "url")
        parts = urlsplit(ask.url)
        port = parts.port or _WEB_PORTS[parts.scheme]
        if not self._settings.allow_private and port not in _WEB_PORTS.values() and port < _FIRST_FREE_PORT:
            raise FetchError(ask.url, f"is at port {port}, where no web server is", "address")
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        url = httpcore2.URL(scheme=parts.scheme, host=parts.hostname or "", port=port, target=target)
        headers = {
            "Host": parts.netloc,
            "User-Agent": self._settings.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
            "If-None-Match": validator(ask.etag or ""),
            "If-Modified-Since": validator(ask.last_modified or ""),
        }
        said = [(name, value) for name, value in headers.items() if value is not None]
        return httpcore2.Request("GET", url, headers=said), url.origin

    def _tls_context(self, host: httpcore2.Origin) -> ssl.SSLContext | None:
        if host.scheme != b"https":
            return None
        with self._lock:
            if self._tls is None:
                self._tls = httpcore2.default_ssl_context()
            return self._tls


def _answer(ask: Ask, exchange: Exchange, answer: httpcore2.Response) -> Response | Redirect:
    """What a response means; of its body not a byte more is read than is needed and allowed."""
    if redirect := redirect_of(ask.url, answer.status, answer.headers):
        return redirect
    conditional = bool(ask.etag or ask.last_modified)
    if problem := status_error(ask.url, answer.status, answer.headers, conditional=conditional):
        raise problem
    response = response_of(ask.url, answer.status, answer.headers)
    if response.status == NOT_MODIFIED:
        return response
    length = header(answer.headers, "content-length")
    if not ask.cut and (len(length) > _LONGEST_LENGTH_DIGITS or (length.isdecimal() and int(length) > ask.largest)):
        raise exchange.too_large(ask.largest)
    # A chunk has a head of its own.
    exchange.bytes_left = ask.largest + ask.largest // 4 + _LONGEST_HEADS_BYTES
    body = bytearray()
    for piece in plain(_counted(ask, exchange, answer), header(answer.headers, "content-encoding")):
        body += piece
        if len(body) > ask.largest:
            if ask.cut:
                break
            raise exchange.too_large(ask.largest)
        exchange.seconds_left()
    return replace(response, body=bytes(body[: ask.largest]))


def _counted(ask: Ask, exchange: Exchange, answer: httpcore2.Response) -> Iterator[bytes]:
    """The body as it comes, still packed, and no more of it than it may have unpacked."""
    left = ask.largest
    for data in answer.iter_stream():
        yield data
        left -= len(data)
        if left < 0 and not ask.cut:
            raise exchange.too_large(ask.largest)
