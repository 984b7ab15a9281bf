"""Files that may hold articles: which there are under a path, and their bytes, within limits.

A folder is searched for files with the suffixes below. Hidden files, `README` files, Newshound's own
index, and whatever is not a regular file are passed over there; a file that is named outright is read whatever its name
begins with.
"""

import os
import stat
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from index.draft import Unreadable
from index.errors import SourceError
from index.home import Home

TEXT_SUFFIXES = frozenset({".txt"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
PAGE_SUFFIXES = frozenset({".html", ".htm"})
JSON_SUFFIXES = frozenset({".json"})
JSON_LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = TEXT_SUFFIXES | MARKDOWN_SUFFIXES | PAGE_SUFFIXES | JSON_SUFFIXES | JSON_LINES_SUFFIXES

_MEBIBYTE = 1 << 20
LARGEST_FILE_BYTES = 64 * _MEBIBYTE
# Their parsers need many times the size of the file, and minutes for one of many tiny elements.
LARGEST_MARKUP_BYTES = 16 * _MEBIBYTE
# Read line by line, so that only the longest line has to fit into memory.
LARGEST_JSON_LINES_BYTES = 512 * _MEBIBYTE
# Longer than any article; what is longer is skipped to its end without being kept.
LONGEST_LINE_BYTES = 64 * _MEBIBYTE


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The files under a path, in order of name, and a sentence for each folder or file that can't be reached."""

    files: tuple[Path, ...]
    problems: tuple[str, ...] = ()


def article_files(path: Path) -> Listing:
    """The files to read for a path that somebody gave: itself, or what a folder holds at any depth.

    Raises:
        SourceError: there is nothing at this path, it is no kind of file that can be read, or the folder holds none.
    """
    if not _is_unicode(path):
        raise SourceError(_bad_name(path))
    mode = _status(path).st_mode
    if stat.S_ISDIR(mode):
        listing = _walk(path)
        if not listing.files and not listing.problems:
            raise SourceError(f"There is no article in {path}; Newshound reads files that end in {_suffixes()}.")
        return listing
    if not stat.S_ISREG(mode):
        raise SourceError(f"{path} is neither a file nor a folder; give one of these.")
    if path.suffix.lower() not in SUFFIXES:
        kind = f"a {path.suffix} file" if path.suffix else "a file without a suffix"
        raise SourceError(f"{path} is {kind}, which Newshound does not read; give files that end in {_suffixes()}.")
    return Listing(files=(path,))


def read_bytes(path: Path, *, largest: int = LARGEST_FILE_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        SourceError: it is gone, may not be read, is empty, or is larger than `largest`.
    """
    _check_size(path, largest)
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise _source_error(path, error) from error
    if len(data) > largest:  # it has grown since it was measured
        raise _too_large(path, len(data), largest)
    return data


def read_lines(path: Path, *, largest: int = LARGEST_JSON_LINES_BYTES) -> Generator[bytes | Unreadable, None, None]:
    """The lines of a file, one at a time; Unreadable stands for one that is longer than any article.

    Raises:
        SourceError: as `read_bytes` does, at the first line or, if the file becomes unreadable, at a later one.
    """
    _check_size(path, largest)
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE_BYTES + 1):
                if len(line) <= LONGEST_LINE_BYTES:
                    yield line
                    continue
                while line and not line.endswith(b"\n"):
                    line = file.readline(_MEBIBYTE)
                yield Unreadable(place="", reason=f"is longer than {LONGEST_LINE_BYTES // _MEBIBYTE} MB; split it")
    except OSError as error:
        raise _source_error(path, error) from error


def _walk(folder: Path) -> Listing:
    files: list[Path] = []
    problems: list[str] = []
    waiting = [folder]
    seen: set[tuple[int, int]] = set()  # device and inode: a link back to a folder above would never end
    while waiting:
        current = waiting.pop()
        try:
            status = current.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            inside = _inside(current)
        except OSError as error:
            problems.append(str(_source_error(current, error)))
            continue
        for path in inside:
            if path.name.startswith(".") or path.name.upper().startswith("README"):
                continue
            try:
                is_folder, is_article = path.is_dir(), _may_be_article(path)
            except OSError as error:  # the folder may be listed and not entered
                problems.append(str(_source_error(path, error)))
                continue
            if is_folder:
                waiting.append(path)
            elif is_article and _is_unicode(path):
                files.append(path)
            elif is_article:
                problems.append(_bad_name(path))
    return Listing(files=tuple(sorted(files)), problems=tuple(sorted(problems)))


def _inside(folder: Path) -> list[Path]:
    """What a folder holds, in order of name; nothing where it is Newshound's own, whose JSON files are no articles."""
    inside = sorted(folder.iterdir())
    home = Home(folder)
    own = home.editions in inside and (home.archive in inside or home.current in inside)
    return [] if own else inside


def _may_be_article(path: Path) -> bool:
    """Whether the suffix is known and it is a file, or a link to one that is gone, which its reader will report."""
    return path.suffix.lower() in SUFFIXES and (path.is_file() or (path.is_symlink() and not path.exists()))


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise _source_error(path, error) from error
    except ValueError as error:  # a name with a NUL in it
        raise SourceError(f"{str(path)!r} is no name that a file can have; check it.") from error


def _check_size(path: Path, largest: int) -> None:
    status = _status(path)
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(f"{path} is not a file; give the file or folder that holds the article.")
    if status.st_size == 0:
        raise SourceError(f"{path} is empty; give it a text or remove it.")
    if status.st_size > largest:
        raise _too_large(path, status.st_size, largest)


def _too_large(path: Path, size: int, largest: int) -> SourceError:
    return SourceError(
        f"{path} has {size / _MEBIBYTE:,.0f} MB and at most {largest // _MEBIBYTE} MB are read from such a file;"
        " split it into smaller ones."
    )


def _source_error(path: Path, error: OSError) -> SourceError:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return SourceError(f"There is no file or folder {path}; check the name.")
        case PermissionError():
            return SourceError(f"{path} may not be read by this user; allow it, for example with chmod.")
        case _:
            return SourceError(f"{path} could not be read ({error.strerror}); check the disk and the name.")


def _is_unicode(path: Path) -> bool:
    """Whether the name is text; Linux allows any bytes, which no terminal, database or JSON can take."""
    return not any("\ud800" <= c <= "\udfff" for c in str(path))


def _bad_name(path: Path) -> str:
    return f"The name {str(path)!r} is not UTF-8; rename the file."


def _suffixes() -> str:
    names = sorted(SUFFIXES)
    return f"{', '.join(names[:-1])} or {names[-1]}"
