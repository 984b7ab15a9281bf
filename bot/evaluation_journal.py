"""The journal of an evaluation: one line a question, written before the next is asked, so that a run can resume."""

import json
from pathlib import Path

from bot.evaluation_row import Row, read_row
from bot.pack_lines import PackError, Record


class Journal:
    """The rows of a run that were asked, one a line, in a file beside the index."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Row]:
        """The rows by their question's id; a line that an interruption cut off is passed over."""
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise self._fault(error) from error
        rows = (_row(line, f"{self.path.name}, line {number},") for number, line in enumerate(lines, 1))
        return {row.id: row for row in rows if row}

    def add(self, row: Row) -> None:
        """Keep a row, before the next question is asked."""
        try:
            with self.path.open("ab+") as file:
                # What an interruption cut off must not swallow the next row.
                if file.tell() and self._ends_amid(file.tell()):
                    file.write(b"\n")
                file.write(json.dumps(row.form()).encode() + b"\n")
        except OSError as error:
            raise self._fault(error) from error

    def forget(self) -> None:
        """Begin anew."""
        self.path.unlink(missing_ok=True)

    def _ends_amid(self, size: int) -> bool:
        with self.path.open("rb") as file:
            file.seek(size - 1)
            return file.read(1) != b"\n"

    def _fault(self, error: Exception) -> PackError:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        return PackError(f"{self.path} can't be used ({reason}); mend or remove it, or name another --home.")


def _row(line: str, place: str) -> Row | None:
    try:
        fields = json.loads(line)
        return read_row(Record(place=place, fields=fields)) if isinstance(fields, dict) else None
    except (ValueError, PackError):
        return None
