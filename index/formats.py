"""From a file to the drafts in it, by its suffix; what one record holds never stops the reading of the others.

JSON and plain text are read here. What others made for display (pages, PDFs, Markdown) goes to `readers`, which may be
another process.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from index.decoding import decode, has_wide_mark
from index.draft import Draft, Unreadable
from index.files import (
    JSON_LINES_SUFFIXES,
    JSON_SUFFIXES,
    LARGEST_FILE_BYTES,
    LARGEST_MARKUP_BYTES,
    LARGEST_PDF_BYTES,
    MARKDOWN_SUFFIXES,
    PAGE_SUFFIXES,
    PDF_SUFFIXES,
    read_bytes,
    read_lines,
)
from index.readers import Readers, read_plain
from index.record import TEXT_FIELDS, FieldMap, field_mapping, read_record

# A file whose records have more kinds of fields than this is described by the first of them.
_MOST_MAPS = 5
# To find that out, so many records are looked at.
_MOST_MAPPED = 200

IsKnown = Callable[[str, bytes], bool]
"""Asked of a line before it is read, by its place and its SHA-256: True where it need not be."""


def read_drafts(
    path: Path,
    readers: Readers | None = None,
    *,
    mapped: Callable[[FieldMap], None] | None = None,
    is_known: IsKnown = lambda place, digest: False,
) -> Iterator[Draft | Unreadable]:
    """What a file holds, one after the other; a file with an unknown suffix is read as plain text.

    Without `readers`, which bound what a hostile file costs, it is read in this process. `mapped` is told which fields
    the records of JSON were read as, once for each of the first few kinds of records in the file. A line that
    `is_known` is passed over.

    Raises:
        SourceError: the file is gone, may not be read, is empty or is too large.
    """
    suffix = path.suffix.lower()
    tell = _teller(mapped)
    if suffix in JSON_LINES_SUFFIXES:
        yield from _json_lines(path, tell, is_known)
    elif suffix in JSON_SUFFIXES:
        text = decode(read_bytes(path, largest=LARGEST_FILE_BYTES))
        yield from ([text] if isinstance(text, Unreadable) else _json(text, tell))
    else:
        yield _whole(path, suffix, readers)


def _whole(path: Path, suffix: str, readers: Readers | None) -> Draft | Unreadable:
    """A file that is one article."""
    if suffix in PDF_SUFFIXES:
        return (readers or _readers_here()).pdf(read_bytes(path, largest=LARGEST_PDF_BYTES))
    if suffix in PAGE_SUFFIXES:
        return (readers or _readers_here()).page(read_bytes(path, largest=LARGEST_MARKUP_BYTES))
    if suffix not in MARKDOWN_SUFFIXES:
        return read_plain(read_bytes(path, largest=LARGEST_FILE_BYTES))
    text = decode(read_bytes(path, largest=LARGEST_MARKUP_BYTES))
    return text if isinstance(text, Unreadable) else (readers or _readers_here()).markdown(text)


def _readers_here() -> Readers:
    # Whoever reads in another process has no use for the parsers in this one, which take a second to import.
    from index.readers_here import ReadersHere  # noqa: PLC0415

    return ReadersHere()


def _teller(mapped: Callable[[FieldMap], None] | None) -> Callable[[object], None]:
    """Tells of each record how its fields are read, where that is new."""
    told: set[FieldMap] = set()
    left = _MOST_MAPPED

    def tell(record: object) -> None:
        nonlocal left
        if mapped is None or not isinstance(record, Mapping) or not left or len(told) == _MOST_MAPS:
            return
        left -= 1
        fields = field_mapping(record)
        if fields not in told:
            told.add(fields)
            mapped(fields)

    return tell


def _json(text: str, tell: Callable[[object], None]) -> Iterator[Draft | Unreadable]:
    """One object, a list of objects, or an object with a list of `articles`."""
    value = _parsed(text, place="")
    if isinstance(value, Unreadable):
        yield value
        return
    if isinstance(value, dict) and value.keys().isdisjoint(TEXT_FIELDS):
        value = value.get("articles", value)
    if value == []:
        yield Unreadable(place="", reason="holds an empty list; put an article into it or remove the file")
        return
    records = enumerate(value, start=1) if isinstance(value, list) else [(None, value)]
    for number, record in records:
        tell(record)
        yield read_record(record, place=f"record {number}" if number else "")


def _json_lines(path: Path, tell: Callable[[object], None], is_known: IsKnown) -> Iterator[Draft | Unreadable]:
    """An object a line. A line that can't be read is reported by its number; empty ones are passed over."""
    found = False
    for number, line in enumerate(_lines(path), start=1):
        place = f"line {number}"
        raw = hashlib.sha256(line.strip()).digest() if isinstance(line, bytes) else None
        if raw and is_known(place, raw):
            found = True
            continue
        text = line if isinstance(line, str | Unreadable) else decode(line)
        if isinstance(text, Unreadable):
            found = True
            yield Unreadable(place=place, reason=text.reason)
        elif record := text.strip():
            found = True
            value = _parsed(record, place=place)
            tell(value)
            draft = value if isinstance(value, Unreadable) else read_record(value, place=place)
            yield draft if isinstance(draft, Unreadable) else replace(draft, raw=raw)
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
