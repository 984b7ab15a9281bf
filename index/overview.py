"""How a home stands: what is published, what is on the disk, what was read when, and what fails.

Nothing heavy is opened: manifests and counts are enough, so that it is known at once also where an edition is large.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.archive import Archive
from index.errors import IndexFaultError, NoIndexError
from index.given_sources import GivenSources
from index.holdings import Counts, Holdings, Listed, Shares
from index.home import Home, home_fault
from index.locks import in_use
from index.manifest import LOCK, Manifest
from index.runs import Run
from index.sources import Source
from index.visits import KnownFailure

SHARES_SHOWN = 12
RUNS_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class EditionOnDisk:
    """An edition's folder. `manifest` is None where it can't be read, and `fault` says why; `size` is in bytes."""

    name: str
    size: int
    in_use: bool
    published: bool
    manifest: Manifest | None
    fault: str | None


@dataclass(frozen=True, kw_only=True)
class SourceRead:
    """A source, how many articles were read last for it, and when something of it was; None where nothing ever was."""

    source: Source
    articles: int
    last: datetime | None


@dataclass(frozen=True, kw_only=True)
class Failing:
    """Things of one source that can't be read for one reason, and an `example` of them.

    `times` is how often the worst of them was tried, `first` since when they fail, `again` when the next one is tried.
    """

    source: str
    reason: str
    example: str
    places: int
    times: int
    first: datetime
    again: datetime


@dataclass(frozen=True, kw_only=True)
class ArchiveOverview:
    """What the archive holds. `size` is in bytes, `runs` are the last ones, newest first."""

    path: Path
    size: int
    counts: Counts
    publishers: Shares
    months: Shares
    languages: Shares
    newest: Listed | None
    runs: tuple[Run, ...]
    sources: tuple[SourceRead, ...]
    failing: tuple[Failing, ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """How a home stands. `current` names the published edition, `writer` the process that writes now."""

    current: str | None
    editions: tuple[EditionOnDisk, ...]
    archive: ArchiveOverview | None
    writer: str | None

    @property
    def published(self) -> EditionOnDisk | None:
        """The published edition where its folder is there."""
        return next((edition for edition in self.editions if edition.published), None)


def overview(home: Home, listed: Sequence[Source] = ()) -> Overview:
    """How a home stands; `listed` are the sources of its file of sources.

    Raises:
        NoIndexError: there is no index in it.
        IndexFaultError: it can't be read.
    """
    current = home.current_edition()
    has_archive = home.has_archive()
    if current is None and not has_archive:
        raise NoIndexError(f"There are no articles in {home.folder}; run `newshound reindex FOLDER` to index some.")
    return Overview(
        current=current.name if current else None,
        editions=tuple(_editions(home, current)),
        archive=_archive(home, listed) if has_archive else None,
        writer=_writer(home),
    )


def _editions(home: Home, current: Path | None) -> list[EditionOnDisk]:
    """Every edition on the disk, newest first; those that are being built are among them."""
    try:
        folders = [path for path in home.editions.iterdir() if path.is_dir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise home_fault(home.editions, error) from error
    return [_edition(folder, current) for folder in sorted(folders, key=lambda path: path.name, reverse=True)]


def _edition(folder: Path, current: Path | None) -> EditionOnDisk:
    manifest, fault = None, None
    try:
        manifest = Manifest.read(folder)
    except IndexFaultError as error:
        fault = str(error)
    return EditionOnDisk(
        name=folder.name,
        size=_size(folder),
        in_use=in_use(folder / LOCK),
        published=folder == current,
        manifest=manifest,
        fault=fault,
    )


def _archive(home: Home, listed: Sequence[Source]) -> ArchiveOverview:
    with Archive(home.archive) as archive:
        holdings = Holdings(archive.file)
        return ArchiveOverview(
            path=home.archive,
            size=_size(home.archive, home.archive.with_name(f"{home.archive.name}-wal")),
            counts=holdings.counts(),
            publishers=holdings.publishers(SHARES_SHOWN),
            months=holdings.months(SHARES_SHOWN),
            languages=holdings.languages(SHARES_SHOWN),
            newest=holdings.newest(),
            runs=tuple(archive.runs.latest(RUNS_SHOWN)),
            sources=tuple(_sources([*listed, *GivenSources(archive.file).all()], holdings)),
            failing=failing(archive.visits.failures()),
        )


def _sources(sources: Iterable[Source], holdings: Holdings) -> list[SourceRead]:
    articles, last = holdings.by_source(), holdings.last_read()
    by_name: dict[str, Source] = {}
    for source in sources:
        by_name.setdefault(source.name, source)
    return [
        SourceRead(source=source, articles=articles.get(name, 0), last=last.get(name))
        for name, source in by_name.items()
    ]


def failing(failures: Iterable[KnownFailure]) -> tuple[Failing, ...]:
    """What can't be read, by source and reason, most first: thousands of pages of one server fail for one reason."""
    found: dict[tuple[str, str], Failing] = {}
    for failure in failures:
        key = (failure.source, _reason(failure))
        place = f"{failure.place} ({failure.record})" if failure.record else failure.place
        before = found.get(key)
        found[key] = Failing(
            source=failure.source,
            reason=key[1],
            example=before.example if before else place,
            places=before.places + 1 if before else 1,
            times=max(failure.times, before.times) if before else failure.times,
            first=min(failure.first, before.first) if before else failure.first,
            again=min(failure.again, before.again) if before else failure.again,
        )
    return tuple(sorted(found.values(), key=lambda one: (-one.places, one.source, one.reason)))


def _reason(failure: KnownFailure) -> str:
    """The reason without the place that its sentence begins with, so that equal ones are equal."""
    reason = failure.reason
    for beginning in (f"{failure.place} ({failure.record})", failure.place, failure.record):
        if beginning and reason.startswith(beginning):
            reason = reason.removeprefix(beginning).lstrip(" ,:")
    return reason or failure.reason


def _writer(home: Home) -> str | None:
    """The process that holds the writer's lock; None where nobody does, and "unknown" where it can't be told."""
    if not in_use(home.writer_lock):
        return None
    try:
        return home.writer_lock.read_text(encoding="utf-8", errors="replace").strip()[:20] or "unknown"
    except OSError:
        return "unknown"


def _size(*paths: Path) -> int:
    """The bytes of files, and of all files in folders; what vanishes meanwhile has none."""
    files = [path for path in paths if not path.is_dir()]
    files += [Path(folder, name) for path in paths for folder, _, names in os.walk(path) for name in names]
    size = 0
    for file in files:
        with suppress(OSError):
            size += file.lstat().st_size
    return size
