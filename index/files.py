"""Files that may hold articles: which there are under a path, and their bytes, within limits.

A folder is searched for files with the suffixes below. Hidden files, `README` files, Newshound's own
index, and whatever is not a regular file are passed over there; a file that is named outright is read whatever its name
begins with. Links are followed, for whoever fills the folder decides what is in it, but those that lead out of it are
named, and a tree of more files than any archive of news is refused as a whole.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

from index.draft import Unreadable
from index.errors import SourceError
from index.home import Home

TEXT_SUFFIXES = frozenset({".txt"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
PAGE_SUFFIXES = frozenset({".html", ".htm"})
JSON_SUFFIXES = frozenset({".json"})
JSON_LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
PDF_SUFFIXES = frozenset({".pdf"})
SUFFIXES = TEXT_SUFFIXES | MARKDOWN_SUFFIXES | PAGE_SUFFIXES | JSON_SUFFIXES | JSON_LINES_SUFFIXES | PDF_SUFFIXES

_MEBIBYTE = 1 << 20
LARGEST_FILE_BYTES = 64 * _MEBIBYTE
# Their parsers need many times the size of the file, and minutes for one of many tiny elements.
LARGEST_MARKUP_BYTES = 16 * _MEBIBYTE
# Pictures are most of it.
LARGEST_PDF_BYTES = 64 * _MEBIBYTE
# Read line by line, so that only the longest line has to fit into memory.
LARGEST_JSON_LINES_BYTES = 512 * _MEBIBYTE
# Longer than any article; what is longer is skipped to its end without being kept.
LONGEST_LINE_BYTES = 64 * _MEBIBYTE
# What may be looked at under one path: a link to / ends in a sentence, not in hours.
MOST_ENTRIES = 2_000_000

_ENDINGS = tuple(SUFFIXES)
_SHOWN_CHARACTERS = 200


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The files under a path, in order of name, and a sentence for each folder or file that can't be reached.

    `outside` are the links by which files from outside the folder are among them. A listing with problems is not known
    to be whole, so that nothing can be concluded from a file that is not in it.
    """

    files: tuple[Path, ...]
    problems: tuple[str, ...] = ()
    outside: tuple[Path, ...] = ()


def article_files(path: Path, *, may_be_empty: bool = False) -> Listing:
    """The files to read for a path that somebody gave: itself, or what a folder holds at any depth.

    Raises:
        SourceError: there is nothing at this path, it is no kind of file that can be read, or the folder holds none
            (unless it `may_be_empty`), or more than `MOST_ENTRIES` files and folders.
    """
    if not _is_unicode(str(path)):
        raise SourceError(_bad_name(path))
    mode = _status(path).st_mode
    if stat.S_ISDIR(mode):
        listing = _walk(path)
        if not listing.files and not listing.problems and not may_be_empty:
            raise SourceError(
                f"There is no article in {shown_path(path)}; Newshound reads files that end in {_suffixes()}."
            )
        return listing
    if not stat.S_ISREG(mode):
        raise SourceError(f"{shown_path(path)} is neither a file nor a folder; give one of these.")
    if path.suffix.lower() not in SUFFIXES:
        kind = f"a {shown_path(path.suffix)} file" if path.suffix else "a file without a suffix"
        raise SourceError(
            f"{shown_path(path)} is {kind}, which Newshound does not read; give files that end in {_suffixes()}."
        )
    return Listing(files=(path,))


def shown_path(path: Path | str) -> str:
    """A path as it can stand in a sentence: what can't be printed is escaped, and a long one keeps its two ends.

    The name of a file may hold line feeds and, with its folders, have 4,096 bytes.
    """
    name = str(path)
    if not name.isprintable():
        name = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
    half = _SHOWN_CHARACTERS // 2
    return name if len(name) <= _SHOWN_CHARACTERS else f"{name[: half - 1]}…{name[-half:]}"


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


def file_digest(path: Path, *, largest: int = LARGEST_JSON_LINES_BYTES) -> bytes:
    """The SHA-256 of a file, 32 bytes, by which an unchanged one is known without being parsed or held in memory.

    Raises:
        SourceError: as `read_bytes` does.
    """
    _check_size(path, largest)
    digest = hashlib.sha256()
    size = 0
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(_MEBIBYTE):
                size += len(block)
                if size > largest:  # it has grown since it was measured
                    raise _too_large(path, size, largest)
                digest.update(block)
    except OSError as error:
        raise _source_error(path, error) from error
    return digest.digest()


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
    found = _Found(root=os.path.realpath(folder))
    waiting = [str(folder)]
    seen: set[tuple[int, int]] = set()  # device and inode: a link back to a folder above would never end
    while waiting:
        current = waiting.pop()
        try:
            status = os.stat(current)  # noqa: PTH116 - a Path for each of 100,000 files takes as long as finding them
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            inside = _inside(current)
        except OSError as error:
            found.problems.append(str(_source_error(current, error)))
            continue
        found.entries += len(inside)
        if found.entries > MOST_ENTRIES:
            raise SourceError(
                f"{shown_path(folder)} holds more than {MOST_ENTRIES:,} files and folders, with those that its links"
                " lead to; name the folders of articles one by one."
            )
        for entry in inside:
            try:
                if _take(entry, found):
                    waiting.append(entry.path)
            except OSError as error:  # such as a link into a folder that may not be entered
                found.problems.append(str(_source_error(entry.path, error)))
    return Listing(
        files=tuple(map(Path, sorted(found.files, key=lambda name: name.split("/")))),
        problems=tuple(sorted(found.problems)),
        outside=tuple(sorted(map(Path, found.outside))),
    )


@dataclass
class _Found:
    """What a walk has met so far; `root` is the folder without links."""

    root: str
    files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    entries: int = 0


def _take(entry: "os.DirEntry[str]", found: _Found) -> bool:
    """Note a file that may be an article; True for a folder, which is to be searched."""
    is_folder = _leads_to(entry.is_dir)
    if not is_folder:
        is_lost = entry.is_symlink() and not os.path.exists(entry.path)  # noqa: PTH110 - as above
        if not entry.name.lower().endswith(_ENDINGS):
            if is_lost:
                # It may have led to a folder of articles, which are not gone for that.
                found.problems.append(f"The link {shown_path(entry.path)} leads nowhere; mend or remove it.")
            return False
        # One with the name of an article is kept: its reader will report it.
        if not is_lost and not _leads_to(entry.is_file):
            return False
    if not _is_unicode(entry.name):
        found.problems.append(_bad_name(entry.path))
        return False
    if entry.is_symlink() and not _is_under(os.path.realpath(entry.path), found.root):
        found.outside.append(entry.path)
    if not is_folder:
        found.files.append(entry.path)
    return is_folder


def _leads_to(question: Callable[[], bool]) -> bool:
    """The answer; False for a link that leads in a circle, as for one that leads nowhere."""
    try:
        return question()
    except OSError as error:
        if error.errno == errno.ELOOP:
            return False
        raise


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _inside(folder: str) -> "list[os.DirEntry[str]]":
    """What a folder holds and is not hidden; nothing where it is Newshound's own, whose JSON files are no articles."""
    with os.scandir(folder) as entries:
        inside = [entry for entry in entries if not entry.name.startswith(".")]
    names = {entry.name for entry in inside}
    home = Home(Path(folder))
    if home.editions.name in names and not names.isdisjoint({home.archive.name, home.current.name}):
        return []
    return [entry for entry in inside if not entry.name.upper().startswith("README")]


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise _source_error(path, error) from error
    except ValueError as error:  # a name with a NUL in it
        raise SourceError(f"{shown_path(path)} is no name that a file can have; check it.") from error


def _check_size(path: Path, largest: int) -> None:
    status = _status(path)
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(f"{shown_path(path)} is not a file; give the file or folder that holds the article.")
    if status.st_size == 0:
        raise SourceError(f"{shown_path(path)} is empty; give it a text or remove it.")
    if status.st_size > largest:
        raise _too_large(path, status.st_size, largest)


def _too_large(path: Path, size: int, largest: int) -> SourceError:
    return SourceError(
        f"{shown_path(path)} has {size / _MEBIBYTE:,.0f} MB and at most {largest // _MEBIBYTE} MB are read from such a"
        " file; split it into smaller ones."
    )


def _source_error(path: Path | str, error: OSError) -> SourceError:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return SourceError(f"There is no file or folder {shown_path(path)}; check the name.")
        case PermissionError():
            return SourceError(f"{shown_path(path)} may not be read by this user; allow it, for example with chmod.")
        case _:
            return SourceError(f"{shown_path(path)} could not be read ({error.strerror}); check the disk and the name.")


def _is_unicode(name: str) -> bool:
    """Whether the name is text; Linux allows any bytes, which no terminal, database or JSON can take."""
    return not any("\ud800" <= c <= "\udfff" for c in name)


def _bad_name(path: Path | str) -> str:
    return f"The name {shown_path(path)} is not UTF-8; rename it."


def _suffixes() -> str:
    names = sorted(SUFFIXES)
    return f"{', '.join(names[:-1])} or {names[-1]}"
