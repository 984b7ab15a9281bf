"""One table of `sources.toml`, read strictly: each value is of its type and within bounds, or a sentence says not."""

import difflib
import math
import re
from collections.abc import Mapping, Sequence

from index.errors import SettingsError
from index.record import tidy
from index.text import shorten

LONGEST_WORDS_CHARACTERS = 200

_SHOWN_CHARACTERS = 60
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([smhd]?)", re.ASCII)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
# A product as RFC 9110 writes it, then a comment or other products.
_USER_AGENT = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:/[!-~]+)?(?: [ -~]*)?")


class Table:
    """The values of one table, and where it stands (`In sources.toml, [[source]] 2`).

    What is not there is None; what is there and wrong raises a SettingsError.
    """

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self._where = where
        self._values = values

    def wrong(self, what: str) -> SettingsError:
        """The error that says where and what."""
        return SettingsError(f"{self._where}: {what}.")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def check_keys(self, known: Sequence[str]) -> None:
        """Refuse a key that is not known, with the nearest that is."""
        for key in self._values:
            if key not in known:
                near = difflib.get_close_matches(key[:_SHOWN_CHARACTERS].lower(), known, n=1)
                advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
                raise SettingsError(f"{self._where}: the key {_shown(key)} is not known; {advice}")

    def table(self, key: str) -> Mapping[str, object]:
        """A table in this one; empty where it is not there."""
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(f"{key} is {_shown(value)}, and must be one table; write [{key}] above its keys")
        return value

    def tables(self, key: str) -> Sequence[Mapping[str, object]]:
        """The tables of a list; empty where it is not there."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(f"{key} must be a list of tables; write [[{key}]] with two brackets above each")
        return value

    def words(self, key: str, longest: int = LONGEST_WORDS_CHARACTERS) -> str | None:
        """A string of one line, tidied."""
        value = self._values.get(key)
        if value is None:
            return None
        words = tidy(value)
        if not isinstance(value, str) or words is None or len(words) > longest or not words.isprintable():
            raise self.wrong(f"{key} is {_shown(value)}, and must be a string of 1 to {longest} printable characters")
        return words

    def string(self, key: str, what: str) -> str:
        """A string that has to be there, as it is."""
        value = self._values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{key} is {_shown(value)}, and must be {what}")
        return value

    def user_agent(self, key: str) -> str | None:
        """What a program calls itself in HTTP."""
        words = self.words(key)
        if words is not None and not _USER_AGENT.fullmatch(words):
            raise self.wrong(
                f"{key} is {_shown(words)}, and must be a name in ASCII such as"
                ' "Newshound/0.1 (+https://courier.example)"'
            )
        return words

    def strings(self, key: str) -> Sequence[str] | str:
        """A list of strings that has to be there, or one string instead."""
        value = self._values.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"{key} is {_shown(value)}, and must be a list of addresses or the name of a file of them")
        return value

    def yes_no(self, key: str) -> bool | None:
        """True or false."""
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.wrong(f"{key} is {_shown(value)}, and must be true or false, without quotation marks")

    def number(self, key: str, least: float, most: float) -> float | None:
        """A number within bounds."""
        value = self._values.get(key)
        if value is None:
            return None
        # A NaN is within no bounds, and true is a number in Python alone.
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(f"{key} is {_shown(value)}, and must be a number from {least:.9g} to {most:.9g}")
        return float(value)

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(f"{key} is {_shown(value)}, and must be a whole number from {least} to {most}")
        return value

    def seconds(self, key: str, least: float, most: float) -> float | None:
        """A number of seconds, or a string such as "90s", "10m", "2h" or "1d"."""
        value = self._values.get(key)
        if value is None:
            return None
        seconds = math.nan
        if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
            seconds = float(found[1]) * _UNITS[found[2]]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            seconds = float(value) if value <= most else math.nan  # a huge whole number is no float
        if not least <= seconds <= most:
            raise self.wrong(
                f"{key} is {_shown(value)}, and must be a number of seconds from {least:.9g} to {most:.9g}, or a time"
                ' such as "90s", "10m" or "2h"'
            )
        return seconds


def _shown(value: object) -> str:
    """A value as the file writes it, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            clean = "".join(c if c.isprintable() else " " for c in value[: 2 * _SHOWN_CHARACTERS])
            return f'"{shorten(" ".join(clean.split()), _SHOWN_CHARACTERS)}"'
        case dict():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
        case int():
            # Python refuses to write whole numbers of more than 4,300 digits.
            return str(value) if abs(value) < 10**_SHOWN_CHARACTERS else "a huge number"
        case _:
            return shorten(str(value), _SHOWN_CHARACTERS)
