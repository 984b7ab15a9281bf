"""Where everything lives: the paths under NEWSHOUND_HOME, and the one-line file that names the edition in use."""

import os
from dataclasses import dataclass
from pathlib import Path

BUILDING = ".building"
"""Ends the name of an edition that is being built; what is left over under such a name is deleted, never resumed."""


@dataclass(frozen=True)
class Home:
    """The folder that holds the archive, the editions, and what the bot keeps."""

    folder: Path

    @property
    def archive(self) -> Path:
        """The file of the source of truth."""
        return self.folder / "archive.db"

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
        """The folder of the published edition; None before the first one."""
        try:
            # A damaged file names an edition that can't be opened, and that is said where it is opened.
            name = self.current.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        return self.editions / name if name else None

    def publish(self, edition: Path) -> None:
        """Make an edition the current one, at once and durably: readers see the old name or the new one."""
        temporary = self.current.with_suffix(".new")
        with temporary.open("w", encoding="ascii") as file:
            file.write(edition.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.current)
        sync_folder(self.folder)


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
