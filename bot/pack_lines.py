"""JSON Lines of evaluation data, read field by field: a wrong one is named by file, line and field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.dates import read_date
from index.errors import NewshoundError

SHOWN_CHARACTERS = 40


class PackError(NewshoundError):
    """An evaluation pack, or what is to become one, can't be read or written; the message names file and line."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One object of a file, and where it stands there, `questions.jsonl, line 3`."""

    place: str
    fields: Mapping[str, object]

    def text(self, name: str) -> str:
        """A string that must be there and must hold a word."""
        found = self.maybe(name)
        if found is None:
            raise self.wrong(name, "a text")
        return found

    def maybe(self, name: str) -> str | None:
        """A string, a number as one, or None where there is none or a blank one."""
        match self.fields.get(name):
            case None | "":
                return None
            case str(found):
                return found if found.strip() else None
            case int() | float() as found if not isinstance(found, bool):
                return str(found)
        raise self.wrong(name, "a text")

    def flag(self, name: str) -> bool:
        """True or false, which must be there."""
        found = self.fields.get(name)
        if not isinstance(found, bool):
            raise self.wrong(name, "true or false")
        return found

    def day(self, name: str) -> datetime | None:
        """A date, aware UTC, or None where there is none."""
        given = self.maybe(name)
        found = read_date(given) if given else None
        if given and found is None:
            raise self.wrong(name, "a date such as 2024-09-25 or 2024/09/25")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty where there is none."""
        found = self._list(name)
        texts = tuple(item for item in found if isinstance(item, str))
        if len(texts) < len(found):
            raise self.wrong(name, "a list of texts")
        return texts

    def records(self, name: str) -> tuple["Record", ...]:
        """A list of objects; empty where there is none."""
        found = self._list(name)
        records = tuple(Record(place=self.place, fields=item) for item in found if isinstance(item, dict))
        if len(records) < len(found):
            raise self.wrong(name, "a list of objects")
        return records

    def _list(self, name: str) -> list[object]:
        found = self.fields.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.wrong(name, "a list")
        return found

    def wrong(self, name: str, wanted: str) -> PackError:
        """What to raise where a field is not what it should be."""
        if name not in self.fields:
            return PackError(f"{self.place} has no “{name}”; it must be {wanted}.")
        shown = json.dumps(self.fields[name], ensure_ascii=False)
        if len(shown) > SHOWN_CHARACTERS:
            shown = f"{shown[:SHOWN_CHARACTERS]}…"
        return PackError(f"“{name}” of {self.place} is {shown}; it must be {wanted}.")


def read_records(path: Path) -> list[Record]:
    """The objects of a file, one a line; blank lines are passed over.

    Raises:
        PackError: the file can't be read, or a line is no JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise PackError(f"{path} can't be read ({reason}); give a file with a JSON object a line.") from error
    return [_record(line, f"{path.name}, line {number},") for number, line in enumerate(lines, 1) if line.strip()]


def _record(line: str, place: str) -> Record:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PackError(f"{place} is no JSON; write one object a line.") from error
    if not isinstance(fields, dict):
        raise PackError(f"{place} is no JSON object; write one object a line.")
    return Record(place=place, fields=fields)
