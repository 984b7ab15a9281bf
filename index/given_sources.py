"""The sources that were named on the command line, which a run without any reads again."""

from collections.abc import Sequence
from datetime import datetime

from index.archive_file import ArchiveFile
from index.seconds import seconds_of
from index.sources import Source


class GivenSources:
    """The remembered sources of an archive."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file

    def all(self) -> list[Source]:
        """The sources that were ever named, oldest first."""
        rows = self._file.rows("SELECT name, kind, place FROM source ORDER BY added, name")
        return [Source(name=name, kind=kind, place=place) for name, kind, place in rows]

    def remember(self, sources: Sequence[Source], now: datetime) -> None:
        """Keep sources that were named now; a folder takes the place of what was named in it before."""
        for source in sources:
            known = self.all()
            if any(one.holds(source) for one in known):
                continue
            self._file.write("DELETE FROM source WHERE name = ?", *[(one.name,) for one in known if source.holds(one)])
            self._file.write(
                "INSERT INTO source VALUES (?, ?, ?, ?)",
                (source.name, source.kind, source.place, seconds_of(now)),
            )
