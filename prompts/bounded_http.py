"""An HTTP client for servers that nobody vouches for: what they send ends, in time and in size.

A timeout bounds each wait for the network, and nothing bounds how often a server may end it with a comment, or how long
its one line gets. Redirects are not followed: what is asked goes to the address that was configured, and nowhere else.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx2


class TooLongResponseError(Exception):
    """A server sent more bytes than any reply has."""


class OutOfReachError(Exception):
    """A server could not be asked, or sent no response that can be read; the text says why."""


@dataclass(frozen=True)
class Reply:
    """What a server answered: the status, and the body, whatever it is."""

    status: int
    body: bytes


class _Bounded(httpx2.SyncByteStream):
    """The body of a response as far as it comes in time and is not too long."""

    def __init__(self, body: httpx2.SyncByteStream, seconds: float, most_bytes: int) -> None:
        self._body = body
        self._deadline = time.monotonic() + seconds
        self._bytes_left = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        for data in self._body:
            self._bytes_left -= len(data)
            if self._bytes_left < 0:
                raise TooLongResponseError
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the response did not end in time")
            yield data

    def close(self) -> None:
        self._body.close()


def bounded_client(*, seconds: float, most_bytes: int) -> httpx2.Client:
    """A client whose every wait, and every response from its head to its end, takes so many seconds at most.

    Reading a response raises `httpx2.ReadTimeout` where it takes longer, and `TooLongResponseError` where it holds more
    bytes. No connection is kept once its response is read: questions are rare, and nothing is left open.
    """

    def bound(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, seconds, most_bytes)

    return httpx2.Client(
        timeout=seconds,
        follow_redirects=False,
        limits=httpx2.Limits(max_keepalive_connections=0),
        event_hooks={"response": [bound]},
    )


def ask_once(url: str, headers: Mapping[str, str], *, seconds: float, most_bytes: int) -> Reply:
    """What a server answers to one GET; see `bounded_client` for what bounds it.

    Raises:
        OutOfReachError: there was no answer in time, or none that can be read.
    """
    try:
        with bounded_client(seconds=seconds, most_bytes=most_bytes) as client:
            response = client.get(url, headers=dict(headers))
            return Reply(response.status_code, response.content)
    except TooLongResponseError as error:
        raise OutOfReachError("the response is too long") from error
    except httpx2.TimeoutException as error:
        raise OutOfReachError(f"no answer within {seconds:g} s") from error
    # ValueError: a key or an address that can't be sent, as UnicodeError is.
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        raise OutOfReachError("no connection") from error
