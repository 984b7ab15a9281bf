"""Where everything lives: the paths under NEWSHOUND_HOME, and the one-line file that names the edition in use."""

import os
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexFaultError

BUILDING = ".building"
"""Ends the name of an edition that is being built; what is left over under such a name is deleted, never resumed."""
REMOVING = ".removing"
"""Ends the name of an edition that nobody reads and that is being deleted."""
UNFINISHED = frozenset({BUILDING, REMOVING})


@dataclass(frozen=True)
class Home:
    """The folder that holds the archive, the editions, and what the bot keeps."""

    folder: Path

    @property
    def archive(self) -> Path:
        """The file of the source of truth."""
        return self.folder / "archive.db"

    @property
    def ledger(self) -> Path:
        """The file of what was answered, which the bot and the commands write."""
        return self.folder / "ledger.db"

    @property
    def editions(self) -> Path:
        """The folder of all editions."""
        return self.folder / "editions"

    @property
    def current(self) -> Path:
        """The file that names the published edition."""
        return self.folder / "CURRENT"

    @property
    def writer_lock(self) -> Path:
        """The file that the one writer locks."""
        return self.folder / "reindex.lock"

    def current_edition(self) -> Path | None:
        """The folder of the published edition; None before the first one.

        Raises:
            IndexFaultError: it can't be known, for the folder is none or may not be read.
        """
        try:
            # A damaged file names an edition that can't be opened, and that is said where it is opened.
            name = self.current.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise home_fault(self.current, error) from error
        return self.editions / name if name else None

    def has_archive(self) -> bool:
        """Whether anything was ever read into it.

        Raises:
            IndexFaultError: it can't be known, for the folder is none or may not be read.
        """
        try:
            self.archive.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise home_fault(self.archive, error) from error
        return True

    def publish(self, edition: Path) -> None:
        """Make an edition the current one, at once and durably: readers see the old name or the new one."""
        temporary = self.current.with_suffix(".new")
        with temporary.open("w", encoding="ascii") as file:
            file.write(edition.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.current)
        sync_folder(self.folder)

    def unpublish(self) -> None:
        """Have no current edition, durably: nothing can be asked until one is published."""
        self.current.unlink(missing_ok=True)
        if self.folder.is_dir():
            sync_folder(self.folder)


def home_fault(path: Path, error: OSError) -> IndexFaultError:
    """What to say where a file of the index can't be reached at all."""
    if isinstance(error, NotADirectoryError | FileExistsError):
        return IndexFaultError(f"{path} can't be there, for {_file_above(path)} is a file; name a folder as the home.")
    if isinstance(error, PermissionError):
        return IndexFaultError(f"{path} may not be used by this user; mend its permissions, or name another home.")
    reason = error.strerror or "input or output failed"
    return IndexFaultError(f"{path} can't be used ({reason}); mend its permissions and the disk, or name another home.")


def _file_above(path: Path) -> Path:
    return next((folder for folder in path.parents if folder.is_file()), path.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
