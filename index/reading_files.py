"""Reads the files of local sources into the archive; one whose bytes are as they were costs their hash alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.choosing_sources import Chosen
from index.draft import Unreadable
from index.errors import SourceError
from index.files import article_files, file_digest
from index.formats import read_drafts
from index.keeping import Keeper, digest_of
from index.reading import Reading
from index.recognising import Found
from index.record import FieldMap
from index.sighting import Place
from index.sources import Source
from index.visits import Visit

FILES_AT_ONCE = 50
"""Files between two commits: what an interruption can cost."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A file to read, and the source that it belongs to; `path` is the file's within the source."""

    file: Path
    source: Source

    @property
    def path(self) -> str:
        """The file's path within its source: it stays when the source is moved as a whole."""
        root = Path(self.source.place)
        return self.file.relative_to(root).as_posix() if self.file != root else self.file.name


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The files of all local sources, each once, and the sources whose files could all be listed."""

    files: tuple[Listed, ...]
    complete: frozenset[str]


def list_files(reading: Reading, chosen: Chosen, *, named_now: bool) -> Listing:
    """The files under all roots, each with the source that it belongs to.

    Raises:
        SourceError: a root that was named now holds no file; a remembered one may be gone or fail.
    """
    tally = reading.tally
    found: dict[Path, Source] = {}
    complete = {source.name for source in chosen.whole}
    for root in chosen.roots:
        failed = True
        try:
            listing = article_files(Path(root.place), may_be_empty=root.snapshot)
            failed = bool(listing.problems)
            tally.outside.extend(listing.outside)
            for problem in listing.problems:
                tally.fail(Place(file=root.place), problem, root.name)
            found.update((file, chosen.owner(file)) for file in listing.files)
        except SourceError as error:
            if named_now:
                raise
            if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                tally.gone.append(Place(file=root.place))
            else:
                tally.fail(Place(file=root.place), str(error), root.name)
        if failed:
            complete -= {source.name for source in chosen.whole if Path(source.place).is_relative_to(root.place)}
    files = tuple(Listed(file=file, source=found[file]) for file in sorted(found))
    return Listing(files=files, complete=frozenset(complete))


def read_files(reading: Reading, keeper: Keeper, files: Sequence[Listed]) -> None:
    """Keep what the files hold, some in each transaction: a commit waits for the disk."""
    archive, tally = reading.archive, reading.tally
    tally.unread_files.update(str(listed.file) for listed in files)
    for start in range(0, len(files), FILES_AT_ONCE):
        with archive.transaction():
            for number, listed in enumerate(files[start : start + FILES_AT_ONCE], start + 1):
                _read(reading, keeper, listed)
                tally.unread_files.discard(str(listed.file))
                reading.progress("read", number, len(files))
    with archive.transaction():
        keeper.keep_waiting()


def _read(reading: Reading, keeper: Keeper, listed: Listed) -> None:
    name, source, tally, visits = str(listed.file), listed.source, reading.tally, reading.archive.visits
    try:
        digest = digest_of(file_digest(listed.file), source)
        visit = visits.visit(name)
        if visit and visit.digest == digest and visit.source == source.name:
            keeper.keep_unread(name, source.name)
            return
        _keep_all(reading, keeper, listed)
    except SourceError as error:
        tally.fail(Place(file=name), str(error), source.name)
        return
    finally:
        tally.read_files.add(name)
    # What failed in part is read again until it does no more, for the reason may lie in another file; so is what has an
    # article of another source, and, once, what waits for another file.
    if name not in tally.failed_files and not keeper.waits_for(name):
        keeper.keep_read(name)
        known = None if keeper.shares(name) else digest
        visits.store(Visit(place=name, source=source.name, digest=known, first=reading.now, last=reading.now))


def _keep_all(reading: Reading, keeper: Keeper, listed: Listed) -> None:
    name, tally = str(listed.file), reading.tally

    def mapped(fields: FieldMap) -> None:
        tally.fields.setdefault(name, fields.sentence())

    is_known = keeper.known_lines(name, listed.source)
    for found in read_drafts(listed.file, reading.readers, mapped=mapped, is_known=is_known):
        place = Place(file=name, record=found.place)
        if isinstance(found, Unreadable):
            tally.fail(place, found.sentence(name), listed.source.name)
        else:
            keeper.keep(Found(draft=found, place=place, source=listed.source, path=listed.path))
