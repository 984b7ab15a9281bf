"""Looks a home over: its folder, rights, disk space, locks and clocks. What it holds is looked into elsewhere."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from index.archive import Archive
from index.checkup_archive import unusable
from index.clearing import EDITION_NAME, age_of, editions
from index.errors import IndexFaultError
from index.finding import REINDEX, Finding, Scope, counted, ok, os_fault, skipped, warning, wrong
from index.home import UNFINISHED, Home
from index.keeping import EARLIEST_CLOCK
from index.locks import in_use
from index.manifest import CHROMA, LOCK, Manifest
from index.seconds import moment_of

FEWEST_BYTES = 100_000_000
FEWEST_INODES = 1_000
ARCHIVE_GROWTH = 0.25
"""Of the archive's size, what a run may add to it."""

_MEGABYTE = 1_000_000
_GIVEN = "name another home with --home or NEWSHOUND_HOME"


def check_home(scope: Scope) -> Finding:
    """Whether there is a folder."""
    folder = scope.home.folder
    try:
        entries = sum(1 for _ in folder.iterdir())
    except FileNotFoundError:
        return wrong(
            f"there is no folder {folder}", f"run `newshound reindex FOLDER` to index some articles, or {_GIVEN}"
        )
    except NotADirectoryError:
        return wrong(f"{folder} is no folder", _GIVEN)
    except OSError as error:
        return os_fault(folder, error)
    return ok(f"{folder}, a folder with {counted(entries, 'thing')} in it")


# Rights


def check_permissions(scope: Scope) -> Finding:
    """Whether this user may do with each file what asking and reindexing do, and whether all are of one owner."""
    home = scope.home
    if not home.folder.is_dir():
        return skipped("there is no home")
    try:
        needed = list(_needed(home))
        shut = [path for path, rights in needed if not os.access(path, rights, effective_ids=_EFFECTIVE)]
        if shut:
            return wrong(
                f"{shut[0]} is shut to this user{_and_more(shut)}",
                f"mend its owner and permissions, for example with `chown -R $(id -u) {home.folder}`",
            )
        owner = home.folder.stat().st_uid
        others = [path for path, _ in needed if path.stat().st_uid != owner]
        mine = os.geteuid()
    except OSError as error:
        return os_fault(home.folder, error)
    mend = f"give all of it to one user with `chown -R {owner} {home.folder}`, and run Newshound as that user"
    if others:
        uid = others[0].stat().st_uid
        return warning(f"{others[0]} is of user {uid}, the home of user {owner}{_and_more(others)}", mend)
    if mine != owner:
        return warning(f"the home is of user {owner} and this is user {mine}, whose files that one may not use", mend)
    return ok(f"{len(needed):,} files and folders can be used, all of user {owner}")


_EFFECTIVE = os.access in os.supports_effective_ids


def _needed(home: Home) -> Iterator[tuple[Path, int]]:
    """Every path and what must be possible with it."""
    work = os.R_OK | os.W_OK
    yield home.folder, work | os.X_OK
    for name in (home.archive, home.ledger):
        yield from ((path, work) for path in _with_journal(name))
    found = [(home.current, os.R_OK), (home.writer_lock, work), (home.editions, work | os.X_OK)]
    yield from ((path, rights) for path, rights in found if path.exists())
    try:
        edition = home.current_edition()
    except IndexFaultError:
        return  # that CURRENT is shut is seen from what is known by now
    if edition is None or not edition.is_dir():
        return
    yield edition, os.R_OK | os.X_OK
    for path in edition.rglob("*"):
        # Chroma and the lock write even for who only asks.
        written = path == edition / LOCK or CHROMA in path.relative_to(edition).parts
        yield path, (work if written else os.R_OK) | (os.X_OK if path.is_dir() else 0)


def _with_journal(path: Path) -> list[Path]:
    return [one for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))) if one.exists()]


def _and_more(paths: list[Path]) -> str:
    return f", and {len(paths) - 1:,} more" if len(paths) > 1 else ""


# Space


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a disk has, in bytes and in entries (None where it doesn't count them), and the sizes of what it holds."""

    free: int
    inodes: int | None
    edition: int
    archive: int


def check_disk(scope: Scope) -> Finding:
    """Whether the next run has room."""
    home = scope.home
    try:
        folder = (
            home.folder
            if home.folder.is_dir()
            else next(parent for parent in home.folder.absolute().parents if parent.is_dir())
        )
        found = os.statvfs(folder)
        free = shutil.disk_usage(folder).free
        edition = home.current_edition()
    except OSError as error:
        return os_fault(home.folder, error)
    except IndexFaultError:
        edition = None
    room = Room(
        free=free,
        inodes=found.f_favail if found.f_files else None,
        edition=sum(_sizes(edition.rglob("*"))) if edition else 0,
        archive=sum(_sizes(_with_journal(home.archive))),
    )
    return room_finding(room, folder)


def room_finding(room: Room, folder: Path) -> Finding:
    """What there is, against twice the published edition and a growth of the archive."""
    needed = 2 * room.edition + int(ARCHIVE_GROWTH * room.archive)
    found = f"{_megabytes(room.free)} are free at {folder}, and the next run needs some {_megabytes(needed)}"
    mend = "free some space on that disk, or move the home to a larger one"
    if room.free < FEWEST_BYTES:
        return wrong(found, mend)
    if room.inodes is not None and room.inodes < FEWEST_INODES:
        entries = f"the disk of {folder} has room for {room.inodes:,} more files"
        return (warning if room.inodes else wrong)(entries, "remove some files on that disk")
    return warning(found, mend) if room.free < needed else ok(found)


def _sizes(paths: Iterable[Path]) -> Iterator[int]:
    for path in paths:
        with suppress(OSError):  # gone meanwhile
            yield path.lstat().st_size


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f} MB"


# Who is at work


def check_locks(scope: Scope) -> Finding:
    """Who writes, what interrupted runs left, and whether old editions are still read."""
    home = scope.home
    try:
        writer = in_use(home.writer_lock)
        holder = home.writer_lock.read_text(encoding="utf-8", errors="replace").strip()[:20] if writer else ""
        folders = [path for path in home.editions.iterdir() if path.is_dir()] if home.editions.is_dir() else []
        current = home.current_edition()
    except OSError as error:
        return os_fault(home.writer_lock, error)
    except IndexFaultError as error:
        return skipped(str(error))
    left = sorted(path.name for path in folders if path.suffix in UNFINISHED)
    if left and not writer:
        return warning(
            f"an interrupted run left {', '.join(left[:3])}{'' if len(left) <= 3 else ' …'}",  # noqa: PLR2004
            f"{REINDEX}, which removes it",
        )
    old = [path for path in editions(home) if path != current]
    read = [path.name for path in old if in_use(path / LOCK)]
    at_work = f"process {holder or 'unknown'} is writing" if writer else "nobody is writing"
    older = f"{counted(len(old), 'older edition')}, {len(read):,} of them being read"
    return ok(f"{at_work}; {older}{f' ({read[0]})' if read else ''}")


# Clocks


def check_clock(scope: Scope) -> Finding:
    """Whether what is kept was made before now, and the editions in the order of their names."""
    late = [*_late_editions(scope), *_late_archive(scope)]
    if late:
        return warning(
            late[0], f"set this machine's clock, which says {_minute(scope.now)}, for example with `timedatectl`"
        )
    return ok(f"it is {_minute(scope.now)}, and nothing that is kept is from later")


def _late_editions(scope: Scope) -> Iterator[str]:
    built: list[tuple[str, datetime]] = []
    for folder in editions(scope.home):
        with suppress(IndexFaultError):  # what is wrong with it is told elsewhere
            built.append((folder.name, datetime.fromisoformat(Manifest.read(folder).built)))
    for (_, before), (name, after) in pairwise(built):
        if after < before:
            yield f"the edition {name} was built before the one whose name is older"
    with suppress(IndexFaultError):
        current = scope.home.current_edition()
        stamp = f"{scope.now:%Y%m%dT%H%M%SZ}"
        if current and EDITION_NAME.fullmatch(current.name) and age_of(current.name)[0] > stamp:
            yield f"the edition {current.name} is from the future"


def _late_archive(scope: Scope) -> Iterator[str]:
    if unusable(scope.home):
        return
    with Archive(scope.home.archive) as archive:
        for run in archive.runs.latest():
            if run.began > scope.now + timedelta(minutes=1):
                yield f"the last run began at {_minute(run.began)}, which is in the future"
        newest = archive.file.first(
            "SELECT max(v.published) FROM article a JOIN version v ON v.article = a.id AND v.version = a.version"
            " WHERE a.withdrawn IS NULL AND NOT a.held"
        )
    published = newest[0] if newest else None
    if published is not None and published > (scope.now + EARLIEST_CLOCK).timestamp():
        yield f"the newest article that is searched is of {_minute(moment_of(published))}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
