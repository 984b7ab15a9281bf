"""A consistent copy of a home, made while the bot answers and `reindex` writes; the copy is a home that works.

The edition comes first and the archive last, so that all that the copied edition and the copied ledger speak of is in
the copied archive. The copy is made beside and checked, and only a whole one gets its name.
"""

import functools
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from index.copying import BESIDE, BackupError, copy_database, copy_edition, damage_of
from index.errors import IndexFaultError, NewshoundError, NoIndexError
from index.home import Home, home_fault, sync_folder
from index.locks import in_use, reader_lock
from index.manifest import LOCK, is_intact, sync_files
from index.recipe import Progress

TRIES = 3
"""How often an edition is copied that vanishes meanwhile: two newer ones must appear within one try for that."""
PARTIAL = ".partial"
PARTIAL_LOCK = "backup.lock"
SPARE_BYTES = 16 << 20
"""What a copy may need beyond the files as they are, for they grow while they are copied."""

_DATABASES = ("archive.db", "ledger.db")
_OURS = frozenset(
    {"CURRENT", "CURRENT.new", "editions", PARTIAL_LOCK, *(name + end for name in _DATABASES for end in ("", *BESIDE))}
)


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was made: where, of which edition (None where none is published), and its size."""

    folder: Path
    edition: str | None
    files: int
    size: int


def backup(home: Home, target: Path, progress: Progress) -> Backup:
    """Copy a home into a folder that is not there yet, or is empty.

    Raises:
        NoIndexError: there is nothing to copy.
        BackupError: there can't be a folder, or too little space, or the copy is not what it should be.
        IndexFaultError: the home can't be read, or what it holds is damaged.
    """
    if not home.has_archive() and home.current_edition() is None:
        raise NoIndexError(f"There is nothing to copy in {home.folder}; name the home of an index with --home.")
    final = _free(home, target)
    partial = final.with_name(final.name + PARTIAL)
    try:
        _check_space(home, final)
        _clear(partial)
        partial.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)
    except OSError as error:
        raise _failed(partial, error) from error
    try:
        with reader_lock(partial / PARTIAL_LOCK):
            edition = _copy(home, Home(partial), progress)
            _verify(Home(partial), progress)
            (partial / PARTIAL_LOCK).unlink()
            partial.chmod(stat.S_IMODE(home.folder.stat().st_mode) | stat.S_IRWXU)
            sync_files(partial)
            partial.rename(final)
            sync_folder(final.parent)
    except BaseException as error:
        # Also where it is interrupted: half a backup would be taken for a whole one.
        shutil.rmtree(partial, ignore_errors=True)
        if isinstance(error, OSError):
            raise _failed(partial, error) from error
        raise
    sizes = [path.stat().st_size for path in final.rglob("*") if path.is_file()]
    return Backup(folder=final, edition=edition, files=len(sizes), size=sum(sizes))


# Where it goes


def _free(home: Home, target: Path) -> Path:
    """The folder to make, without links."""
    try:
        final = target.resolve()
        taken = final.is_dir() and any(final.iterdir())
        there = final.exists()
    except (OSError, RuntimeError) as error:  # RuntimeError is pathlib's word for a circle of links
        reason = error.strerror if isinstance(error, OSError) else "its links lead in a circle"
        raise BackupError(f"{target} can't be used for a backup ({reason}); name another folder.") from error
    if taken:
        raise BackupError(f"{target} is not empty; name a folder that is not there yet, for a backup replaces nothing.")
    if there and not final.is_dir():
        raise BackupError(f"{target} is a file; name a folder that is not there yet.")
    if final.is_relative_to(home.editions.resolve()):
        raise BackupError(f"{target} is among the editions of the index, which nobody changes; name another folder.")
    return final


def _clear(partial: Path) -> None:
    """Remove what a backup left that was killed; nothing else."""
    if not os.path.lexists(partial):
        return
    if not partial.is_dir() or partial.is_symlink() or not {path.name for path in partial.iterdir()} <= _OURS:
        raise BackupError(f"{partial} is needed for the copy, and is something else; move it away, and run it again.")
    if in_use(partial / PARTIAL_LOCK):
        raise BackupError(f"Another backup is being written to {partial}; wait until it has ended.")
    shutil.rmtree(partial)


def _check_space(home: Home, final: Path) -> None:
    folder = next(parent for parent in final.parents if parent.is_dir())
    free = shutil.disk_usage(folder).free
    needed = _size(home) + SPARE_BYTES
    if free < needed:
        raise BackupError(
            f"The backup needs {needed >> 20:,} MiB and {folder} has {free >> 20:,} MiB free; free some space or name a"
            " folder on another disk."
        )


def _size(home: Home) -> int:
    edition = home.current_edition()
    databases = [
        path.with_name(path.name + end) for path in (home.archive, home.ledger) for end in ("", "-wal") if path.exists()
    ]
    files = [*databases, *(edition.rglob("*") if edition else [])]
    return sum(_bytes(path) for path in files)


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


# The copy


def _copy(home: Home, copy: Home, progress: Progress) -> str | None:
    edition = _copy_published(home, copy, progress)
    for stage, path, target in (
        ("copying the ledger", home.ledger, copy.ledger),
        ("copying the archive", home.archive, copy.archive),
    ):
        if _is_there(path):
            copy_database(path, target, functools.partial(progress, stage))
    return edition


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise home_fault(path, error) from error
    return True


def _copy_published(home: Home, copy: Home, progress: Progress) -> str | None:
    """Copy the published edition; returns its name."""
    for attempt in range(1, TRIES + 1):
        folder = home.current_edition()
        if folder is None:
            return None
        target = copy.editions / folder.name
        try:
            # Before the lock, which a folder that is gone can't have.
            if fault := is_intact(folder):
                raise IndexFaultError(fault)
            with reader_lock(folder / LOCK):
                copy_edition(folder, target, progress)
        except (FileNotFoundError, NewshoundError):
            # Published over and removed while it was copied: then there is a newer one.
            if attempt == TRIES or home.current_edition() == folder:
                raise
            shutil.rmtree(target, ignore_errors=True)
            continue
        copy.publish(target)
        return folder.name
    return None


# The check


def _verify(copy: Home, progress: Progress) -> None:
    databases = [path for path in (copy.archive, copy.ledger) if path.exists()]
    edition = copy.current_edition()
    if edition:
        databases += [path for path in sorted(edition.rglob("*")) if path.suffix in {".db", ".sqlite3"}]
        if fault := is_intact(edition):
            raise BackupError(f"The published edition was not copied whole: {fault}")
    for number, path in enumerate(databases, 1):
        progress("checking the copy", number, len(databases))
        found = damage_of(path)
        if found:
            where = path.relative_to(copy.folder)
            raise BackupError(
                f"{where} is damaged ({found}), so there is no backup of it; `newshound doctor` says what to do."
            )


def _failed(partial: Path, error: OSError) -> BackupError:
    where = error.filename or partial
    return BackupError(
        f"There is no backup, for {where} can't be read or written ({error.strerror or 'input or output failed'}); free"
        " some space or mend the permissions, and run it again."
    )
