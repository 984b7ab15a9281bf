"""Why an address could not be fetched: one clause for people, and its kind for what is decided from it."""

from typing import Literal

from index.errors import SourceError

Kind = Literal[
    "address",  # it leads to an address outside the public internet
    "certificate",  # who answers can't prove to be the host
    "connection",  # nobody answers there, or the connection broke off
    "encoding",  # the body is compressed wrongly or as nobody asked for
    "fault",  # a fault of ours
    "name",  # there is no such host, or it can't be looked up
    "protocol",  # the answer is not HTTP
    "redirects",  # too many of them, in a circle, or to where they may not lead
    "size",  # more than the limit
    "status",  # an answer that holds no page
    "stopped",  # we broke it off ourselves
    "time",  # the response did not end in time
    "url",  # nothing that can be asked for
]

_MAY_PASS: frozenset[Kind] = frozenset({"connection", "fault", "name", "protocol", "stopped", "time"})
_PASSING_STATUSES = frozenset({408, 421, 425, 429})
_GONE_STATUSES = frozenset({404, 410})
_FIRST_SERVER_FAULT = 500


class FetchError(SourceError):
    """One address could not be fetched. `reason` continues a sentence that begins with the address."""

    def __init__(
        self, url: str, reason: str, kind: Kind, *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(f"{url} {reason}.")
        self.url = url
        self.reason = reason
        self.kind = kind
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def transient(self) -> bool:
        """Whether asking again later may well succeed."""
        if self.status is not None:
            return self.status in _PASSING_STATUSES or self.status >= _FIRST_SERVER_FAULT
        return self.kind in _MAY_PASS

    @property
    def gone(self) -> bool:
        """Whether the server says that there is no such page (404, 410)."""
        return self.status in _GONE_STATUSES
