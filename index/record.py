"""The fields of a record, by the names that people give them, made into a draft.

Front matter and JSON differ in how they are written and not in what they say, so both come through here. A field of a
wrong type is treated as one that is not there: only a missing text makes a record unreadable. A key is known as it is
listed below, and after that whatever its case and with or without - or _ between its words.
"""

import math
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from index.dates import Written, read_written
from index.draft import Draft, Unreadable
from index.language_code import simple

T = TypeVar("T")

TEXT_FIELDS = ("text", "body", "content")
_NAMES = {
    "id": ("id",),
    "title": ("title", "headline"),
    "date": ("date", "published", "published_at", "publishedAt", "date_published", "publication_date", "publish_date",
             "published_date", "published_on", "pub_date"),
    "modified": ("modified", "updated", "date_modified", "dateModified", "last_modified", "updated_at"),
    "publisher": ("source", "publisher", "outlet"),
    "url": ("url", "link"),
    "author": ("author", "authors", "byline"),
    "section": ("section", "category"),
    "language": ("language", "lang", "in_language"),
    "text": TEXT_FIELDS,
}  # fmt: skip
_LONGEST_KEY_CHARACTERS = 40
_SHOWN_FIELDS = 8
_SHOWN_CHARACTERS = 30


@dataclass(frozen=True, kw_only=True)
class FieldMap:
    """Which fields of an article a record's keys were read as, and which keys were not read.

    `read` pairs a field (id, title, date …) with the key that holds it. Keys are on one line and shortened; `unread`
    has at most eight, and `more` counts the others. Equal maps are equal values: a file is described by a few of them.
    """

    read: tuple[tuple[str, str], ...]
    unread: tuple[str, ...] = ()
    more: int = 0

    def sentence(self) -> str:
        """`title <- headline, date <- published_at; not read: views`, on one line."""
        read = ", ".join(f"{field} <- {key}" for field, key in self.read) or "no field known"
        more = f" and {self.more:,} more" if self.more else ""
        return f"{read}; not read: {', '.join(self.unread)}{more}" if self.unread else read


def read_record(record: object, *, place: str = "") -> Draft | Unreadable:
    """The draft that a JSON value is, or why it is none."""
    if not isinstance(record, Mapping):
        return Unreadable(place=place, reason=f"is {_kind(record)}, not an object; give an object with a field text")
    text = _found(record, _folded(record), "text", _text)
    if text is None:
        return Unreadable(place=place, reason=_without_text(record))
    return draft_of(record, text=text[1], place=place)


def draft_of(fields: Mapping[str, object], *, text: str, title: str | None = None, place: str = "") -> Draft:
    """The draft with this text and what the fields say of it; `title` is the one it has if they name none."""
    folded = _folded(fields)

    def value(field: str, read: Callable[[object], T | None]) -> T | None:
        found = _found(fields, folded, field, read)
        return found[1] if found else None

    published = value("date", read_written)
    modified = value("modified", read_written)
    return Draft(
        place=place,
        text=text,
        given_id=value("id", _identifier),
        title=value("title", _words) or tidy(title),
        publisher=value("publisher", _words),
        published=published.moment if published else None,
        modified=modified.moment if modified else None,
        url=value("url", web_address),
        author=value("author", _words),
        section=value("section", _words),
        language=value("language", simple),
        zone=published.zone if published else None,
    )


def field_mapping(record: Mapping[str, object]) -> FieldMap:
    """Which keys of a record `read_record` reads, and as what."""
    folded = _folded(record)
    readers: dict[str, Callable[[object], str | Written | None]] = {
        "id": _identifier,
        "date": read_written,
        "modified": read_written,
        "url": web_address,
        "language": simple,
        "text": _text,
    }
    read = {}
    for field in _NAMES:
        found = _found(record, folded, field, readers.get(field, _words))
        if found:
            read[field] = found[0]
    used = set(read.values())
    unread = [key for key in record if key not in used]
    return FieldMap(
        read=tuple((field, _shown(key)) for field, key in read.items()),
        unread=tuple(map(_shown, unread[:_SHOWN_FIELDS])),
        more=max(len(unread) - _SHOWN_FIELDS, 0),
    )


def tidy(value: object) -> str | None:
    """A string on one line, in NFC and without control characters or lone surrogates; None if nothing is left."""
    if not isinstance(value, str):
        return None
    clean = "".join(_SUBSTITUTES.get(unicodedata.category(c), c) for c in value)
    return " ".join(unicodedata.normalize("NFC", clean).split()) or None


def web_address(value: object) -> str | None:
    """A link that may be shown: http or https, with a host, and without white space; None for any other."""
    address = tidy(value)
    if address is None or " " in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:  # such as half an IPv6 address
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


_SUBSTITUTES = {"Cc": " ", "Cs": "\N{REPLACEMENT CHARACTER}"}


def _folded(record: Mapping[str, object]) -> dict[str, list[str]]:
    """The keys of a record by their letters alone."""
    folded: dict[str, list[str]] = {}
    for key in map(_as_text, record):  # YAML has keys that are numbers or dates, and no field is called so
        if len(key) <= _LONGEST_KEY_CHARACTERS:
            folded.setdefault(_fold(key), []).append(key)
    return folded


def _fold(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _keys(record: Mapping[str, object], folded: Mapping[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    """The keys that may hold a field: those spelled as listed, then all others."""
    yield from (name for name in names if name in record)
    for letters in dict.fromkeys(map(_fold, names)):
        yield from folded.get(letters, ())


def _found(
    record: Mapping[str, object], folded: Mapping[str, list[str]], field: str, read: Callable[[object], T | None]
) -> tuple[str, T] | None:
    """The first key that holds a field, and what it holds."""
    for key in _keys(record, folded, _NAMES[field]):
        value = read(record[key])
        if value is not None:
            return key, value
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _words(value: object) -> str | None:
    """A string; the name of an object, as NewsAPI gives its sources; or a list of these, with commas."""
    match value:
        case {"name": str(name)}:
            return tidy(name)
        case [*items]:
            named = [item.get("name") if isinstance(item, Mapping) else item for item in items]
            return ", ".join(found for item in named if (found := tidy(item))) or None
        case _:
            return tidy(value)


def _identifier(value: object) -> str | None:
    """The id as a string: 17 and "17" are the same id."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return tidy(_as_text(value) if isinstance(value, int | float) else value)


def _without_text(record: Mapping[str, object]) -> str:
    shown = [_shown(name) for name in list(record)[:_SHOWN_FIELDS]]
    more = f" and {len(record) - len(shown)} more" if len(record) > len(shown) else ""
    has = f"only {', '.join(shown)}{more}" if shown else "no field at all"
    return f"has no text, {has}; put the article into a field text, body or content"


def _shown(key: object) -> str:
    return tidy(_as_text(key)[:_SHOWN_CHARACTERS]) or '""'


def _as_text(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # a whole number of more than 4,300 digits, which YAML writes as 0xfff…
        return ""


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case _:
            return "a list"
