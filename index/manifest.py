"""The manifest of an edition: how it was made and what it holds, so that nobody has to open it to know."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from index.calibration import Calibration, shipped
from index.errors import IndexFaultError
from index.home import home_fault

SCHEMA = 4
MANIFEST = "manifest.json"
PASSAGES = "passages.db"
CHROMA = "chroma"
VECTORS = "vectors.npy"
LEXICAL = "lexical"
ARTICLES = "articles"
LOCK = "lock"

_CHANGING = frozenset({MANIFEST, LOCK})
_SQLITE_HEADER_BYTES = 100


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """How an edition was made and what it holds. `built` is an ISO time, `state` names the archive's content.

    `model`, `splitter` and `stories` are fingerprints: what made its vectors, its passages and its stories.
    `quotes` numbers the rules by which quotations were read.
    `calibration` says what its scores mean, `unmeasured` how many passages changed since that was measured.
    An edition that was made from a copy of another one drags along what it no longer holds: `tombstones` counts
    Chroma's dead vectors, `outdated` the dead entries of the word index. `files` has the size in bytes of every file
    that nobody changes any more, by its path in the folder.
    """

    schema: int
    model: str
    splitter: str
    stories: str
    state: str
    articles: int
    passages: int
    dimension: int
    built: str
    calibration: Calibration
    quotes: int = 0
    unmeasured: int = 0
    tombstones: int = 0
    outdated: int = 0
    files: Mapping[str, int] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Put it into the edition's folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read it from an edition's folder.

        Raises:
            IndexFaultError: it is not there, not whole, or of another schema.
        """
        try:
            values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            # An edition that was published before it was noted is measured by the next `reindex`.
            noted = values.get("calibration")
            values["calibration"] = Calibration(**noted) if noted else shipped(values["passages"])
            manifest = cls(**values)
            whole = datetime.fromisoformat(manifest.built).tzinfo is not None
            sizes = list(manifest.files.values())
        except PermissionError as error:
            raise home_fault(folder / MANIFEST, error) from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexFaultError(
                f"The edition {folder} is not whole; run `newshound reindex` to build it again."
            ) from error
        counts = (manifest.articles, manifest.passages, manifest.dimension, manifest.unmeasured, manifest.tombstones)
        numbers = (*counts, manifest.outdated, manifest.quotes, *sizes)
        if not whole or not all(isinstance(number, int) for number in numbers):
            raise IndexFaultError(f"The edition {folder} is not whole; run `newshound reindex` to build it again.")
        if manifest.schema != SCHEMA:
            raise IndexFaultError(
                f"The edition {folder} has schema {manifest.schema} and this Newshound knows {SCHEMA};"
                " run `newshound reindex` to build it again."
            )
        return manifest


def is_intact(folder: Path) -> str | None:
    """What is wrong with the files of a published edition, by their sizes alone; None where nothing is.

    It takes milliseconds and opens no store. What was overwritten in place is found by `index.edition_check`.
    """
    try:
        manifest = Manifest.read(folder)
    except IndexFaultError as error:
        return str(error)
    again = "run `newshound reindex` to build it again."
    for name, size in manifest.files.items():
        try:
            found = (folder / name).stat().st_size
        except OSError as error:
            return f"{folder / name} can't be read ({error.strerror}); {again}"
        if found != size:
            return f"{folder / name} should have {size} bytes and has {found}; {again}"
    databases = list((folder / CHROMA).glob("*.sqlite3"))
    if not databases or PASSAGES not in manifest.files:
        return f"The edition {folder} is not whole; {again}"
    torn = next((path for path in databases if _is_torn(path)), None)
    return f"{torn} is cut off; {again}" if torn else None


def _is_torn(database: Path) -> bool:
    """Whether a file of SQLite is shorter than its own header says.

    The header has the size of a page at byte 16, where 1 means 65,536, and the number of pages at byte 28
    (https://sqlite.org/fileformat.html, 1.3).
    """
    try:
        with database.open("rb") as file:
            header = file.read(_SQLITE_HEADER_BYTES)
        size = database.stat().st_size
    except OSError:
        return True
    page, pages = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    return len(header) < _SQLITE_HEADER_BYTES or size < (65_536 if page == 1 else page) * pages


def unchanging_files(folder: Path) -> dict[str, int]:
    """The sizes of the files of an edition that nobody changes after its publication, by path.

    Opening Chroma writes into its SQLite file, so that one is left out.
    """
    return {
        name: path.stat().st_size
        for path in _files(folder)
        if (name := path.relative_to(folder).as_posix()) not in _CHANGING
        and not (name.startswith(f"{CHROMA}/") and ".sqlite3" in path.name)
    }


def sync_files(folder: Path) -> None:
    """Make all files of a folder durable, and their names, so that a power cut leaves no torn edition."""
    folders = {folder, *(path.parent for path in _files(folder))}
    for path in (*_files(folder), *sorted(folders, reverse=True)):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())
