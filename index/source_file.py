"""`sources.toml`: which sources an operator follows, and how politely the web is asked.

What is not understood is never passed over: a misspelt `snapshot` would mean that nothing is ever withdrawn. So each
key is known and of its type, or the file is refused with a sentence that says where and what is allowed.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SettingsError, SourceError
from index.files import read_bytes, shown_path
from index.language_code import simple
from index.record import tidy
from index.source_table import Table
from index.sources import (
    EVERY_S,
    LARGEST_LOSS,
    LONGEST_NAME_CHARACTERS,
    SHORTEST_EVERY_S,
    Kind,
    Source,
    checked_address,
    resolved,
)
from index.text import shorten

LARGEST_BYTES = 1 << 20
LARGEST_LIST_BYTES = 16 << 20
MOST_ADDRESSES = 100_000

_MONTH_S = 30 * 86_400.0
_MEBIBYTE = 1 << 20
_WHERE = re.compile(r" \(at (line \d+, column \d+|end of document)\)$")
_FETCH_KEYS = (
    "user_agent",
    "delay",
    "timeout",
    "parallel",
    "retries",
    "robots",
    "private_addresses",
    "largest_mb",
)
_PLACES = ("path", "feed", "urls")
_SOURCE_KEYS = ("name", *_PLACES, "publisher", "language", "section", "snapshot", "largest_loss", "every")


@dataclass(frozen=True, kw_only=True)
class FetchOptions:
    """What the file says of fetching, by the names of `index.fetch_settings.FetchSettings`; None where it says nothing.

    The values are within the bounds of those settings.
    """

    user_agent: str | None = None
    delay_s: float | None = None
    timeout_s: float | None = None
    parallel: int | None = None
    retries: int | None = None
    obey_robots: bool | None = None
    allow_private: bool | None = None
    largest_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """The sources, at least one, in the order of the file, and what it says of fetching."""

    sources: tuple[Source, ...]
    fetching: FetchOptions


def read_source_file(path: Path) -> SourceFile:
    """What a `sources.toml` says. Paths in it are relative to its folder.

    Raises:
        SourceError: the file is gone, may not be read, is empty or too large.
        SettingsError: it is no TOML, or says something that is not understood or can't be.
    """
    shown = shown_path(path)
    whole = Table(f"In {shown}", _toml(path, shown))
    whole.check_keys(("fetch", "source"))
    fetching = _fetching(Table(f"In {shown}, [fetch]", whole.table("fetch")))
    tables = whole.tables("source")
    if not tables:
        raise SettingsError(f"{shown} names no source; add a table [[source]] with path, feed or urls.")
    sources = [
        _source(Table(_where(shown, number, values), values), path.parent) for number, values in enumerate(tables, 1)
    ]
    _check_apart(sources, shown)
    return SourceFile(sources=tuple(sources), fetching=fetching)


def _toml(path: Path, shown: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(read_bytes(path, largest=LARGEST_BYTES).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{shown} is not UTF-8; save it in that encoding.") from error
    except ValueError as error:  # TOMLDecodeError is one, and so is what a number of 5,000 digits raises
        where = _WHERE.search(str(error))
        place = where[1].replace("end of document", "its end") if where else "a number in it"
        raise SettingsError(f"{shown} is not valid TOML at {place}; mend it there.") from error
    except RecursionError as error:
        raise SettingsError(f"{shown} nests too deep; write one table for each source.") from error


def _where(shown: str, number: int, values: Mapping[str, object]) -> str:
    name = values.get("name")
    named = f" ({name})" if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME_CHARACTERS else ""
    return f"In {shown}, [[source]] {number}{named if named.isprintable() else ''}"


def _fetching(table: Table) -> FetchOptions:
    table.check_keys(_FETCH_KEYS)
    largest_mb = table.number("largest_mb", 0.001, 256)
    return FetchOptions(
        user_agent=table.user_agent("user_agent"),
        delay_s=table.seconds("delay", 0, 3_600),
        timeout_s=table.seconds("timeout", 0.01, 600),
        parallel=table.whole("parallel", 1, 64),
        retries=table.whole("retries", 0, 10),
        obey_robots=table.yes_no("robots"),
        allow_private=table.yes_no("private_addresses"),
        largest_bytes=None if largest_mb is None else max(round(largest_mb * _MEBIBYTE), 1_024),
    )


def _source(table: Table, folder: Path) -> Source:
    table.check_keys(_SOURCE_KEYS)
    kinds = [key for key in _PLACES if table.has(key)]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        raise table.wrong(f"there must be one of path, feed and urls, and there is {found}; give each its own table")
    if table.has("snapshot") and kinds != ["path"]:
        raise table.wrong("snapshot is for a path only, for a feed or a page never shows everything; remove it")
    if table.has("every") and kinds == ["path"]:
        raise table.wrong("every is for feeds and urls only, for folders are watched for changes; remove it")
    snapshot = table.yes_no("snapshot") or False
    if table.has("largest_loss") and not snapshot:
        raise table.wrong("largest_loss does nothing without snapshot = true; add that or remove this")
    kind, place, urls = _place(table, folder)
    loss = table.number("largest_loss", 0, 1)
    every = table.seconds("every", SHORTEST_EVERY_S, _MONTH_S)
    return Source(
        name=table.words("name", LONGEST_NAME_CHARACTERS) or place or urls[0],
        kind=kind,
        place=place,
        urls=urls,
        publisher=table.words("publisher"),
        language=_language(table),
        section=table.words("section"),
        snapshot=snapshot,
        largest_loss=LARGEST_LOSS if loss is None else loss,
        every_s=EVERY_S if every is None else every,
    )


def _language(table: Table) -> str | None:
    given = table.words("language")
    if given is None or (code := simple(given)):
        return code if given else None
    raise table.wrong(f'language is {given!r}, and must be a code of ISO 639-1 such as "en"')


def _place(table: Table, folder: Path) -> tuple[Kind, str, tuple[str, ...]]:
    """The kind of the one source that a table names, its place and its addresses."""
    if table.has("path"):
        return "path", _path(table, "path", table.string("path", "the name of a file or folder"), folder), ()
    if table.has("feed"):
        return "feed", _address(table, "feed", table.string("feed", "the address of a feed")), ()
    given = table.strings("urls")
    if not isinstance(given, str):
        return "urls", "", tuple(dict.fromkeys(_address(table, "urls", item) for item in given))
    if "://" in given:
        raise table.wrong(f'urls is one address, and must be a list of them: urls = ["{_one_line(given)}"]')
    file = _path(table, "urls", given, folder)
    return "urls", file, _listed(table, Path(file))


def _path(table: Table, key: str, given: str, folder: Path) -> str:
    if "://" in given:
        raise table.wrong(f"{key} is the address {_one_line(given)}, and must be a file or folder; write feed or urls")
    try:
        return str(resolved(folder / given))
    except SourceError as error:
        raise table.wrong(f"{key}: {_without_stop(error)}") from error


def _address(table: Table, key: str, given: str) -> str:
    try:
        return checked_address(given)
    except SourceError as error:
        raise table.wrong(f"{key}: {_without_stop(error)}") from error


def _listed(table: Table, file: Path) -> tuple[str, ...]:
    """The addresses of a file with one a line, each once; what follows a # after white space is a comment."""
    shown = shown_path(file)
    try:
        text = read_bytes(file, largest=LARGEST_LIST_BYTES).decode("utf-8-sig")
    except SourceError as error:
        raise table.wrong(f"urls: {_without_stop(error)}") from error
    except UnicodeDecodeError as error:
        raise table.wrong(f"urls: {shown} is not UTF-8; save it in that encoding") from error
    urls: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(maxsplit=1)
        if not words or words[0].startswith("#"):
            continue
        given = words[0] if len(words) == 1 or words[1].startswith("#") else line
        urls[_address(table, f"urls: {shown}, line {number}", given)] = None
        if len(urls) > MOST_ADDRESSES:
            raise table.wrong(f"urls: {shown} has more than {MOST_ADDRESSES:,} addresses; give several sources")
    if not urls:
        raise table.wrong(f"urls: {shown} names no address; write one a line")
    return tuple(urls)


def _check_apart(sources: Sequence[Source], shown: str) -> None:
    """Refuse two sources of one name, and two that hold the same file or page.

    An article belongs to one source, whose publisher it has and from which it may vanish.
    """
    names: dict[str, int] = {}
    addresses: dict[str, int] = {}
    paths = {source.place: number for number, source in reversed([*enumerate(sources, 1)]) if source.kind == "path"}
    for number, source in enumerate(sources, 1):
        where = f"In {shown}, [[source]] {number}"
        if names.setdefault(source.name, number) != number:
            raise SettingsError(
                f"{where} has the name of [[source]] {names[source.name]}, {source.name}; give it one of its own."
            )
        above = map(str, (source.place, *Path(source.place).parents)) if source.kind == "path" else ()
        other = next((paths[path] for path in above if paths.get(path, number) != number), None)
        if other is not None:
            raise SettingsError(
                f"{where} reads {shown_path(source.place)}, which [[source]] {other} reads too"
                f" ({shown_path(sources[other - 1].place)}); leave one of them out, or move the folders apart."
            )
        for address in {source.place} if source.kind == "feed" else source.urls:
            if addresses.setdefault(address, number) != number:
                raise SettingsError(
                    f"{where} names an address of [[source]] {addresses[address]} again, {address}; leave it in one."
                )


def _without_stop(error: SourceError) -> str:
    return str(error).removesuffix(".")


def _one_line(text: str) -> str:
    return shorten(tidy(text) or "", 80)
