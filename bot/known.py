"""What the bot knows: how many articles of which outlets, from when to when, and how fresh."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import Archive
from index.errors import NoIndexError
from index.holdings import Holdings, Shares
from index.query import Query

if TYPE_CHECKING:
    from index.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is searched: `outlets` with their numbers of articles, most first; `built` is when the edition was."""

    articles: int
    built: datetime
    oldest: datetime | None
    newest: datetime | None
    undated: int
    outlets: Shares


def read_known(shelf: "Shelf", archive: Path) -> Known | None:
    """What is known now; None where nothing is published.

    Raises:
        NewshoundError: the archive can't be read.
    """
    try:
        with shelf.borrow() as edition:
            coverage = edition.coverage(Query(text="", limit=1, asked=datetime.now(UTC)))
    except NoIndexError:
        return None
    with Archive(archive) as opened:
        holdings = Holdings(opened.file)
        counts, outlets = holdings.counts(), holdings.publishers()
    return Known(
        articles=coverage.articles,
        built=coverage.built,
        oldest=coverage.oldest,
        newest=coverage.corpus_newest,
        undated=counts.undated,
        outlets=outlets,
    )
