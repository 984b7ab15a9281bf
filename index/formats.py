"""From a file to the drafts in it, by its suffix; what one record holds never stops the reading of the others."""

import json
from collections.abc import Iterator
from pathlib import Path

from index.decoding import decode, decode_page, has_wide_mark
from index.draft import Draft, Unreadable
from index.files import (
    JSON_LINES_SUFFIXES,
    JSON_SUFFIXES,
    LARGEST_FILE_BYTES,
    LARGEST_MARKUP_BYTES,
    MARKDOWN_SUFFIXES,
    PAGE_SUFFIXES,
    read_bytes,
    read_lines,
)
from index.markup import read_markdown
from index.record import TEXT_FIELDS, read_record
from index.web_page import read_web_page


def read_drafts(path: Path) -> Iterator[Draft | Unreadable]:
    """What a file holds, one after the other; a file with an unknown suffix is read as plain text.

    Raises:
        SourceError: the file is gone, may not be read, is empty or is too large.
    """
    suffix = path.suffix.lower()
    if suffix in JSON_LINES_SUFFIXES:
        yield from _json_lines(path)
        return
    is_markup = suffix in MARKDOWN_SUFFIXES | PAGE_SUFFIXES
    data = read_bytes(path, largest=LARGEST_MARKUP_BYTES if is_markup else LARGEST_FILE_BYTES)
    text = decode_page(data) if suffix in PAGE_SUFFIXES else decode(data)
    if isinstance(text, Unreadable):
        yield text
    elif suffix in JSON_SUFFIXES:
        yield from _json(text)
    elif suffix in MARKDOWN_SUFFIXES:
        yield read_markdown(text)
    elif suffix in PAGE_SUFFIXES:
        yield read_web_page(text)
    else:
        yield _plain(text)


def _plain(text: str) -> Draft | Unreadable:
    """The whole file, untouched: offsets are compared with what its owner sees in it."""
    if not text.strip():
        return Unreadable(place="", reason="holds no text; write one into it or remove it")
    return Draft(place="", text=text)


def _json(text: str) -> Iterator[Draft | Unreadable]:
    """One object, a list of objects, or an object with a list of `articles`."""
    value = _parsed(text, place="")
    if isinstance(value, Unreadable):
        yield value
        return
    if isinstance(value, dict) and value.keys().isdisjoint(TEXT_FIELDS):
        value = value.get("articles", value)
    if not isinstance(value, list):
        yield read_record(value)
    elif value:
        yield from (read_record(record, place=f"record {number}") for number, record in enumerate(value, start=1))
    else:
        yield Unreadable(place="", reason="holds an empty list; put an article into it or remove the file")


def _json_lines(path: Path) -> Iterator[Draft | Unreadable]:
    """An object a line. A line that can't be read is reported by its number; empty ones are passed over."""
    found = False
    for number, line in enumerate(_lines(path), start=1):
        place = f"line {number}"
        text = line if isinstance(line, str | Unreadable) else decode(line)
        if isinstance(text, Unreadable):
            found = True
            yield Unreadable(place=place, reason=text.reason)
        elif record := text.strip():
            found = True
            value = _parsed(record, place=place)
            yield value if isinstance(value, Unreadable) else read_record(value, place=place)
    if not found:
        yield Unreadable(place="", reason="holds no text; write an object into each line or remove it")


def _lines(path: Path) -> Iterator[str | bytes | Unreadable]:
    """The lines, one at a time in memory, but for the rare file in UTF-16, whose line ends are not single bytes."""
    lines = read_lines(path)
    first = next(lines, b"")
    if isinstance(first, bytes) and has_wide_mark(first):
        lines.close()
        text = decode(read_bytes(path))
        yield from (text.split("\n") if isinstance(text, str) else [text])
        return
    yield first
    yield from lines


def _parsed(text: str, *, place: str) -> object:
    """The JSON value, or an Unreadable that says where it stops being one."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"character {error.colno}" if place else f"line {error.lineno}, character {error.colno}"
        advice = "if it has an object a line, name it .jsonl" if error.msg == "Extra data" and not place else "mend it"
        return Unreadable(place=place, reason=f"is not valid JSON at {where}; {advice}")
    except ValueError:  # Python refuses whole numbers of more than 4,300 digits
        return Unreadable(place=place, reason="is JSON with a number too long to read; shorten it or make it a string")
    except RecursionError:
        return Unreadable(place=place, reason="is JSON that nests too deep; give the article's fields in one object")
    return value
