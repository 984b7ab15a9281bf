"""What the bot knows: how many articles of which outlets, from when to when, and how fresh."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import Archive
from index.errors import NoIndexError

if TYPE_CHECKING:
    from index.edition import Edition
    from index.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """An outlet, how many articles of it are searched, and the date of the newest; None where all are undated."""

    name: str
    articles: int
    newest: datetime | None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is searched. All times are aware UTC.

    `outlets` are those with the most articles first, `unnamed` counts the articles of none; `undated` have no date.
    `built` is when the edition was. `failing` counts pages, feeds and files that can't be read at the moment.
    """

    articles: int
    passages: int
    built: datetime
    oldest: datetime | None
    newest: datetime | None
    undated: int
    outlets: tuple[Outlet, ...]
    unnamed: int = 0
    failing: int = 0


def read_known(shelf: "Shelf", archive: Path) -> Known | None:
    """What is known now; None where nothing is published. Call it on a worker thread.

    Raises:
        NewshoundError: the archive can't be read.
    """
    try:
        with shelf.borrow() as edition:
            return _known(edition, _failing(archive))
    except NoIndexError:
        return None


def _known(edition: "Edition", failing: int) -> Known:
    shares = edition.columns.by_publisher()
    named = [Outlet(name=one.publisher, articles=one.articles, newest=one.newest) for one in shares if one.publisher]
    return Known(
        articles=edition.manifest.articles,
        passages=edition.manifest.passages,
        built=edition.built,
        oldest=min((one.oldest for one in shares if one.oldest), default=None),
        newest=max((one.newest for one in shares if one.newest), default=None),
        undated=sum(one.undated for one in shares),
        outlets=tuple(sorted(named, key=lambda one: (-one.articles, one.name))),
        unnamed=sum(one.articles for one in shares if not one.publisher),
        failing=failing,
    )


def _failing(archive: Path) -> int:
    """How many places can't be read; opening an archive that is missing would make it anew."""
    if not archive.exists():
        return 0
    with Archive(archive) as opened:
        return len({failure.place for failure in opened.visits.failures()})
