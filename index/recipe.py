"""How an edition is made, and how it is told how far that is: what all makers of editions share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Progress = Callable[[str, int, int | None], None]
"""Told of a long step as it goes on: its name, how much is done, and of how much where that is known."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How an edition is made: fingerprints of the embedding model and of the splitter, and when (aware UTC)."""

    model: str
    splitter: str
    built: datetime
