"""The fields of a record, by the names that people give them, made into a draft.

Front matter and JSON differ in how they are written and not in what they say, so both come through here. A field of a
wrong type is treated as one that is not there: only a missing text makes a record unreadable.
"""

import math
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from index.dates import read_date
from index.draft import Draft, Unreadable

TEXT_FIELDS = ("text", "body", "content")
_TITLE = ("title", "headline")
_DATE = ("date", "published", "published_at", "publishedAt")
_MODIFIED = ("modified", "updated", "date_modified", "dateModified", "last_modified", "updated_at")
_PUBLISHER = ("source", "publisher", "outlet")
_ADDRESS = ("url", "link")
_AUTHOR = ("author", "authors", "byline")
_SECTION = ("section", "category")
_SHOWN_FIELDS = 8
_SHOWN_CHARACTERS = 30


def read_record(record: object, *, place: str = "") -> Draft | Unreadable:
    """The draft that a JSON value is, or why it is none."""
    if not isinstance(record, Mapping):
        return Unreadable(place=place, reason=f"is {_kind(record)}, not an object; give an object with a field text")
    texts = (record.get(name) for name in TEXT_FIELDS)
    text = next((value for value in texts if isinstance(value, str) and value.strip()), None)
    if text is None:
        return Unreadable(place=place, reason=_without_text(record))
    return draft_of(record, text=text, place=place)


def draft_of(fields: Mapping[str, object], *, text: str, title: str | None = None, place: str = "") -> Draft:
    """The draft with this text and what the fields say of it; `title` is the one it has if they name none."""
    addresses = (web_address(fields.get(name)) for name in _ADDRESS)
    return Draft(
        place=place,
        text=text,
        given_id=_identifier(fields.get("id")),
        title=_first(fields, _TITLE) or tidy(title),
        publisher=_first(fields, _PUBLISHER),
        published=_date(fields, _DATE),
        modified=_date(fields, _MODIFIED),
        url=next((found for found in addresses if found), None),
        author=_first(fields, _AUTHOR),
        section=_first(fields, _SECTION),
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


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := _words(fields.get(name)))), None)


def _date(fields: Mapping[str, object], names: tuple[str, ...]) -> datetime | None:
    return next((found for name in names if (found := read_date(fields.get(name)))), None)


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
    return tidy(str(value) if isinstance(value, int | float) else value)


def _without_text(record: Mapping[str, object]) -> str:
    shown = [tidy(str(name)[:_SHOWN_CHARACTERS]) or '""' for name in list(record)[:_SHOWN_FIELDS]]
    more = f" and {len(record) - len(shown)} more" if len(record) > len(shown) else ""
    has = f"only {', '.join(shown)}{more}" if shown else "no field at all"
    return f"has no text, {has}; put the article into a field text, body or content"


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
