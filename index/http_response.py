"""What the head of an HTTP response says, as values of ours: the page, where it moved to, or why there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urljoin

from index.canonical import requestable
from index.fetch_error import FetchError

MOST_REDIRECTS = 5
NOT_MODIFIED = 304

Headers = Sequence[tuple[bytes, bytes]]

_PAGE_STATUSES = frozenset({200, 203})
_PERMANENT_STATUSES = frozenset({301, 308})
_REDIRECT_STATUSES = _PERMANENT_STATUSES | {302, 303, 307}
_LONGEST_VALIDATOR_CHARACTERS = 500
_LONGEST_WAIT_S = 7 * 24 * 3600.0
_LONGEST_SHOWN_CHARACTERS = 80
_VALIDATOR = re.compile(r"[ -~]+")
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,100})", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.ASCII | re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, kw_only=True)
class Response:
    """A page (status 200), or the word that it has not changed (304), from the address `url`.

    `content_type` is the media type in small letters without parameters, `charset` the one that it names. `moved` says
    that only permanent redirects led here.
    """

    status: int
    url: str
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved: bool = False
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """Where a server says that a page is, checked to be an address that may be asked for."""

    url: str
    permanent: bool


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The addresses that redirects led through, the newest last; `permanent` says that all of them were."""

    urls: tuple[str, ...]
    permanent: bool = True

    @property
    def moved(self) -> bool:
        """Whether a page is, for good, at another address than the first."""
        return self.permanent and len(self.urls) > 1

    def onwards(self, redirect: Redirect) -> "Trail":
        """Give this trail one more step.

        Raises:
            FetchError: it leads in a circle, or has too many steps.
        """
        if redirect.url in self.urls:
            raise FetchError(self.urls[0], "leads round in a circle", "redirects")
        if len(self.urls) > MOST_REDIRECTS:
            raise FetchError(self.urls[0], f"is redirected more than {MOST_REDIRECTS} times", "redirects")
        return Trail(urls=(*self.urls, redirect.url), permanent=self.permanent and redirect.permanent)


def header(headers: Headers, name: str) -> str:
    """The value of a header, "" without one; several of a name are joined with commas."""
    wanted = name.encode()
    return ", ".join(value.decode("latin-1").strip() for key, value in headers if key.lower() == wanted)


def redirect_of(url: str, status: int, headers: Headers) -> Redirect | None:
    """Where a response leads; None for one that is no redirect.

    Raises:
        FetchError: it leads to what is no address, or from https to http.
    """
    if status not in _REDIRECT_STATUSES:
        return None
    raw = next((value for name, value in headers if name.lower() == b"location"), b"")
    location = raw.decode("utf-8", errors="replace")
    try:
        target = requestable(urljoin(url, location)) if location else None
    except ValueError:
        target = None
    if target is None:
        shown = "".join(c if c.isprintable() else "�" for c in location[:_LONGEST_SHOWN_CHARACTERS])
        raise FetchError(url, f"leads to {shown or 'no address'}, which can't be fetched", "redirects")
    if url.startswith("https:") and not target.startswith("https:"):
        raise FetchError(url, "leads from https to http, where anybody on the way could change a page", "redirects")
    return Redirect(url=target, permanent=status in _PERMANENT_STATUSES)


def status_error(url: str, status: int, headers: Headers, *, conditional: bool) -> FetchError | None:
    """Why a response holds no page; None for one that does, or that says "unchanged" after a conditional request."""
    if status in _PAGE_STATUSES or (status == NOT_MODIFIED and conditional):
        return None
    try:
        name = f" ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        name = ""
    wait = retry_after_s(header(headers, "retry-after"), datetime.now(UTC))
    return FetchError(url, f"answers {status}{name}", "status", status=status, retry_after_s=wait)


def response_of(url: str, status: int, headers: Headers) -> Response:
    """The head of a response, still without its body."""
    said = header(headers, "content-type")[:400]
    media_type = _MEDIA_TYPE.match(said)
    charset = _CHARSET.search(said)
    return Response(
        status=status,
        url=url,
        content_type=media_type[1].lower() if media_type else None,
        charset=charset[1].lower() if charset else None,
        etag=validator(header(headers, "etag")),
        last_modified=validator(header(headers, "last-modified")),
    )


def validator(value: str) -> str | None:
    """An ETag or a date of change that can be sent back to the server; None for what could not."""
    return value if len(value) <= _LONGEST_VALIDATOR_CHARACTERS and _VALIDATOR.fullmatch(value) else None


def retry_after_s(value: str, now: datetime) -> float | None:
    """How many seconds a server asks to wait, at most a week; None if it doesn't say, or not so that one could tell."""
    if _SECONDS.fullmatch(value):
        return min(float(value), _LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), _LONGEST_WAIT_S)
