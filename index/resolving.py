"""From a host's name to the addresses that may be connected to: looked up in time, and judged before any connection."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from index.addresses import is_public

# Given a host and a port, the addresses that a connection may try; raises OSError or UnicodeError.
Resolver = Callable[[str, int], Sequence[str]]

_MOST_ADDRESSES = 4


class PrivateAddressError(Exception):
    """A name leads to an address that is not of the public internet."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses that this machine's resolver knows for a host, in the order in which to try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def checked_addresses(
    resolver: Resolver, host: str, port: int, *, seconds: float, allow_private: bool
) -> Sequence[str]:
    """The first addresses of a host, every one that it has being public unless private ones are allowed.

    A name with a public address and a private one is refused whole: it is a trick or a mistake.

    Raises:
        PrivateAddressError: one of them is not public.
        TimeoutError: the resolver did not answer in time.
        OSError | UnicodeError: there is no such name, or it can't be looked up.
    """
    addresses = _within(resolver, host, port, seconds)
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise PrivateAddressError(address)
    return addresses[:_MOST_ADDRESSES]


def _within(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """What the resolver says, if it does in time: the system's has no time limit that a caller could set.

    One that doesn't is left to itself, on a thread that keeps no program from ending.
    """
    answers: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0))
    except queue.Empty:
        raise TimeoutError(f"no answer for {host}") from None
    if isinstance(answer, OSError | UnicodeError):
        raise answer
    return answer
