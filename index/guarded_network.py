"""The network as httpcore2 sees it here: only checked addresses can be reached, and every wait and byte is counted.

A timeout of a library bounds each wait for the network. What bounds a whole response stands here, under the library,
where a server that sends one byte a second, or heads without end, passes too.
"""

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

from index.fetch_error import FetchError, Kind
from index.resolving import PrivateAddressError, Resolver, checked_addresses

_LONGEST_CONNECT_S = 10.0
_SHORTEST_WAIT_S = 0.001
_MEGABYTE = 1_000_000

FOREIGN = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
    httpcore2.ConnectionNotAvailable,
    OSError,  # and with it ssl.SSLError and socket.gaierror
    UnicodeError,
    PrivateAddressError,
)
"""Everything that a request over this network raises, apart from `FetchError`."""


class Exchange:
    """One request and its response: what is left of its time and bytes, and whether it is to be broken off."""

    def __init__(self, url: str, seconds: float, most_bytes: int) -> None:
        self.url = url
        self.bytes_left = most_bytes
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._stopped = False

    def seconds_left(self) -> float:
        """How long the next wait may be.

        Raises:
            FetchError: the time is over, or `stop` was called.
        """
        if self._stopped:
            raise self._broken_off()
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._too_slow()
        return max(left, _SHORTEST_WAIT_S)

    def count(self, received: int) -> None:
        """Take what was received from what is left.

        Raises:
            FetchError: there is not so much left.
        """
        self.bytes_left -= received
        if self.bytes_left < 0:
            raise FetchError(self.url, "sent more around its page than a page needs", "size")

    def hold(self, stream: httpcore2.NetworkStream) -> None:
        """Know the socket that `stop` has to wake."""
        found = stream.get_extra_info("socket")
        with self._lock:
            self._socket = found if isinstance(found, socket.socket) else None

    def stop(self) -> None:
        """Have the exchange fail now, from another thread."""
        self._stopped = True
        with self._lock:
            if self._socket is not None:
                try:
                    # Not SSLSocket's own, which takes the encryption from under the thread that reads.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                except OSError:
                    self._socket = None  # it is closed, or was never connected

    def release(self) -> None:
        """Close the connection, if there is still one."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def too_large(self, largest: int) -> FetchError:
        """That the page is larger than this."""
        shown = f"{largest / _MEGABYTE:.3g} MB" if largest >= _MEGABYTE else f"{largest:,} bytes"
        return FetchError(self.url, f"sent more than {shown}", "size")

    def translated(self, error: Exception) -> FetchError:
        """Any of FOREIGN as an error of ours."""
        if self._stopped:
            return self._broken_off()
        if isinstance(error, httpcore2.TimeoutException | TimeoutError):
            return self._too_slow()
        return FetchError(self.url, *_why(error))

    def _too_slow(self) -> FetchError:
        return FetchError(self.url, f"did not send its whole page within {self._seconds:g} seconds", "time")

    def _broken_off(self) -> FetchError:
        return FetchError(self.url, "was not fetched to its end, since the run was stopped", "stopped")


def _why(error: Exception) -> tuple[str, Kind]:
    cause = error.__cause__
    match error:
        case PrivateAddressError():
            return f"leads to a private address ({error.address})", "address"
        case socket.gaierror() | UnicodeError():
            return "names a host that can't be found", "name"
        case httpcore2.ConnectError() if isinstance(cause, ssl.SSLCertVerificationError):
            return "is served with a certificate that can't be trusted", "certificate"
        case httpcore2.ConnectError() if isinstance(cause, ssl.SSLError):
            return "can't be reached over an encrypted connection", "connection"
        case httpcore2.ProtocolError():
            return "did not send a whole and valid HTTP response", "protocol"
    number = getattr(cause or error, "errno", None)
    return "can't be reached" + (f" ({os.strerror(number).lower()})" if isinstance(number, int) else ""), "connection"


class GuardedNetwork(httpcore2.NetworkBackend):
    """Connections of one exchange. It opens no Unix sockets."""

    def __init__(self, exchange: Exchange, resolver: Resolver, *, allow_private: bool) -> None:
        self._exchange = exchange
        self._resolver = resolver
        self._allow_private = allow_private
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to one of the host's addresses, all of which were checked."""
        left = self._exchange.seconds_left()
        addresses = checked_addresses(self._resolver, host, port, seconds=left, allow_private=self._allow_private)
        failure: Exception = OSError(f"{host} has no address")
        for address in addresses:
            seconds = min(self._exchange.seconds_left(), _LONGEST_CONNECT_S)
            try:
                stream = self._system.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            self._exchange.hold(stream)
            return _CountedStream(stream, self._exchange)
        raise failure

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Never."""
        raise httpcore2.ConnectError(f"{path} is not on the internet")


class _CountedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, exchange: Exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._exchange.seconds_left())
        self._exchange.count(len(data))
        if not data:
            # The end of a body without a length, or the end that `stop` made.
            self._exchange.seconds_left()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._exchange.seconds_left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._exchange.seconds_left())
        self._exchange.hold(stream)
        return _CountedStream(stream, self._exchange)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's signature
        return self._stream.get_extra_info(info)
