"""Where news comes from: a folder or file, a feed, a list of pages, or an address that turns out to be one of these.

A source is a plain value. Whether something is there, and what it is, is known when it is read.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.canonical import requestable
from index.errors import SourceError
from index.files import shown_path
from index.text import shorten

Kind = Literal["path", "feed", "urls", "address"]

LONGEST_NAME_CHARACTERS = 100
LARGEST_LOSS = 0.2
EVERY_S = 900.0
SHORTEST_EVERY_S = 10.0

_SHOWN_CHARACTERS = 80
# Two letters at least, so that "C:" is none, and what follows is no file: "notes:today.txt" is a path.
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?://|(?<=file:)|(?<=https:)|(?<=http:))", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One place that articles come from.

    `place` is an absolute path (kind path), an address (feed, address), or the file that lists the addresses, "" where
    they were given one by one (urls). An `address` is a feed or a page, whichever it turns out to be. `publisher`,
    `language` (ISO 639-1) and `section` hold where an article doesn't say its own. A `snapshot` is the whole of what
    its publisher stands by: what vanishes from it is withdrawn, unless that is more than `largest_loss` of it at once.
    Where a run goes on, feeds and addresses are read every `every_s` seconds.
    """

    name: str
    kind: Kind
    place: str
    urls: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    section: str | None = None
    snapshot: bool = False
    largest_loss: float = LARGEST_LOSS
    every_s: float = EVERY_S

    def __post_init__(self) -> None:
        # A place is a name of its own, however long.
        is_place = self.name in (self.place, *self.urls[:1])
        if not self.name.strip() or not self.name.isprintable():
            raise ValueError(f"{self.name!r} can't be the name of a source")
        if len(self.name) > LONGEST_NAME_CHARACTERS and not is_place:
            raise ValueError(f"the name of a source has at most {LONGEST_NAME_CHARACTERS} characters")
        if (self.kind == "urls") != bool(self.urls) or (self.kind != "urls" and not self.place):
            raise ValueError(f"source {self.name} has no place, or one of another kind")
        if self.snapshot and self.kind != "path":
            raise ValueError(f"source {self.name}: only a path can be a snapshot")
        if not 0 <= self.largest_loss <= 1:
            raise ValueError(f"source {self.name}: {self.largest_loss} is no share")
        if not (math.isfinite(self.every_s) and self.every_s >= SHORTEST_EVERY_S):
            raise ValueError(f"source {self.name}: every {self.every_s} s is too often")

    def holds(self, other: "Source") -> bool:
        """Whether all that the other source holds is in this one too."""
        if self.kind == other.kind == "path":
            return Path(other.place).is_relative_to(self.place)
        return self.name == other.name


def given_source(text: str) -> Source:
    """The source that somebody names on the command line: an address of the web, or else a path.

    Its name is the resolved path, or the address.

    Raises:
        SourceError: it is an address that can't be fetched, or no path.
    """
    found = _SCHEME.match(text.strip())
    if found is None:
        place = str(resolved(Path(text) if text.strip() else None))
        return Source(name=place, kind="path", place=place)
    scheme = found["scheme"].lower()
    if scheme in {"http", "https"}:
        place = checked_address(text)
        return Source(name=place, kind="address", place=place)
    shown = _shown(text)
    if scheme == "file":
        raise SourceError(f"{shown} is an address of a file, which is not fetched; give its path instead.")
    if scheme == "feed":
        raise SourceError(f"{shown} is an address for feed readers; give it with https:// instead of feed:.")
    raise SourceError(f"{shown} can't be fetched; give an address that begins with https:// or http://, or a path.")


def checked_address(text: str) -> str:
    """The address as it is asked for: without a fragment, in ASCII, scheme and host in small letters.

    Raises:
        SourceError: it is none of http or https, or names a user or a password, which reports would show.
    """
    address = requestable(text)
    if address is None:
        raise SourceError(
            f"{_shown(text)} is no address that can be fetched; give one that begins with https:// or http://, without"
            " white space and without a user's name or password."
        )
    return address


def resolved(path: Path | None) -> Path:
    """The path from the root, without links.

    Raises:
        SourceError: it can't be followed, or has a name that can't be shown.
    """
    if path is None:
        raise SourceError("An empty name is neither a path nor an address; give one of these (. is this folder).")
    shown = shown_path(path)
    try:
        found = path.resolve()
        # Python 3.13 follows a circle of links to one of them, and raises nothing.
        in_circle = found.is_symlink()
    except (OSError, RuntimeError) as error:  # RuntimeError is pathlib's word for a circle of links
        raise SourceError(f"{shown} can't be followed to a file or folder; check where its links lead.") from error
    except ValueError as error:  # a name with a NUL in it
        raise SourceError(f"{shown} is no name that a file can have; check it.") from error
    if in_circle:
        raise SourceError(f"{shown} can't be followed to a file or folder; check where its links lead.")
    if not str(found).isprintable():
        raise SourceError(f"{shown_path(found)} has characters in its name that can't be shown; rename it.")
    return found


def _shown(text: str) -> str:
    """What was given, on one line, without a password."""
    clean = "".join(c if c.isprintable() else " " for c in text[: 2 * _SHOWN_CHARACTERS])
    without = re.sub(r"(?<=://)[^/@\s]*@", "…@", clean)
    return shorten(" ".join(without.split()), _SHOWN_CHARACTERS)
