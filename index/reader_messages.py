"""What a reader process is asked and answers, as lines of JSON, and what it says beside.

It says when it is ready, and when it has read a request: only what happens after that is the fault of what it reads.

Not pickle: the process that reads hostile bytes is the one to be taken over by them, and whoever unpickles its answers
runs what they say. A line of JSON becomes a value of three known types, or is refused.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from index.draft import Draft, Unreadable
from index.entry import Entry, Feed

Answer = Draft | Feed | Unreadable

READY = b"ready\n"
RECEIVED = b"received\n"
"""Said of a request that was read whole, before any of it is parsed."""
OUT_OF_MEMORY = 12
"""The exit status that says so. Nothing else can be said without memory."""

_TEXTS = ("title", "author", "section")
_DRAFT_TEXTS = (*_TEXTS, "given_id", "publisher", "url", "language")
_ENTRY_TEXTS = (*_TEXTS, "guid")
_KINDS = {Draft: "draft", Feed: "feed", Unreadable: "unreadable"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to read (the name of a reader), how many bytes of it follow, and what is known about it."""

    reader: str
    size: int
    about: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """That a reader raised something that it should not; `kind` is the exception's class."""

    kind: str
    detail: str


def request_line(request: Request) -> bytes:
    """A request as one line."""
    return _line(asdict(request))


def request_of(line: bytes) -> Request:
    """The request that a line is. It comes from this program, so that no other is expected."""
    return Request(**json.loads(line))


def answer_line(answer: Answer | Failure) -> bytes:
    """An answer as one line."""
    kind = "failure" if isinstance(answer, Failure) else _KINDS[type(answer)]
    return _line({kind: asdict(answer)})


def answer_of(line: bytes) -> Answer | Failure:
    """The answer that a line is.

    Raises:
        ValueError: it is none.
    """
    match json.loads(line):
        case {"draft": {"place": str(place), "text": str(text)} as fields}:
            return Draft(
                place=place,
                text=text,
                published=_moment(fields, "published"),
                modified=_moment(fields, "modified"),
                zone=_number(fields, "zone"),
                raw=None,
                **{name: _text(fields, name) for name in _DRAFT_TEXTS},
            )
        case {"feed": {"entries": [*entries]} as fields}:
            return Feed(
                title=_text(fields, "title"),
                language=_text(fields, "language"),
                entries=tuple(map(_entry, entries)),
            )
        case {"unreadable": {"place": str(place), "reason": str(reason)}}:
            return Unreadable(place=place, reason=reason)
        case {"failure": {"kind": str(kind), "detail": str(detail)}}:
            return Failure(kind=kind, detail=detail)
        case _:
            raise ValueError("a reader process gave an answer of no known kind")


def _entry(fields: Mapping[str, object]) -> Entry:
    match fields:
        case {"url": str(url)}:
            return Entry(
                url=url,
                published=_moment(fields, "published"),
                modified=_moment(fields, "modified"),
                zone=_number(fields, "zone"),
                **{name: _text(fields, name) for name in _ENTRY_TEXTS},
            )
        case _:
            raise ValueError("a reader process gave an entry without an address")


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, str | None):
        return value
    raise ValueError(f"a reader process gave a {name} that is no text")


def _number(fields: Mapping[str, object], name: str) -> int | None:
    value = fields.get(name)
    if isinstance(value, int | None):
        return value
    raise ValueError(f"a reader process gave a {name} that is no number")


def _moment(fields: Mapping[str, object], name: str) -> datetime | None:
    text = _text(fields, name)
    moment = datetime.fromisoformat(text) if text else None
    if moment and moment.tzinfo is None:
        raise ValueError(f"a reader process gave a {name} without a zone")
    return moment


def _line(value: object) -> bytes:
    return json.dumps(value, default=_json).encode("ascii") + b"\n"


def _json(value: object) -> str:
    """What JSON has no form for; of a draft's fields these are the moments."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} is no field of an answer")
