"""Which kept answers rest on words that have changed since: what a reindex did to the ledger's citations.

An answer rests on the words that it quotes and on the passage that holds them, for a model has read both. Where the
newest version of the article still holds the passage, letter for letter and wherever it stands now, nothing that the
answer rests on has changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from bot.ledger import Cited, Kept
from index.article import Article


class Change(StrEnum):
    """What became of cited words."""

    WITHDRAWN = "withdrawn"
    WORDS = "words changed"
    AROUND = "changed around the words"


class Articles(Protocol):
    """Whoever knows the articles' versions: the archive."""

    def article(self, article_id: str, version: str | None = None) -> Article | None:
        """One article, in its newest version or another one; None where there is no such."""

    def searched(self, article_id: str) -> Article | None:
        """The version of an article that is searched; None where it was withdrawn or there is no such."""


@dataclass(frozen=True, kw_only=True)
class Affected:
    """A citation of a kept answer whose words have changed; `title` is the article's, empty where it isn't known."""

    kept: Kept
    cited: Cited
    change: Change
    title: str


def affected(resting: Iterable[tuple[Kept, Cited]], articles: Articles) -> Iterator[Affected]:
    """The citations that rest on what has changed, in the order given."""
    newest, version = cache(articles.searched), cache(articles.article)
    for kept, cited in resting:
        new = newest(cited.article)
        if new is not None and new.version == cited.version:
            continue
        old = version(cited.article, cited.version)
        change = change_of(cited, old, new)
        known = new or old
        if change is not None:
            yield Affected(kept=kept, cited=cited, change=change, title=known.title if known else "")


def change_of(cited: Cited, old: Article | None, new: Article | None) -> Change | None:
    """What became of cited words: `old` is the version that was cited, `new` the one that is searched, where known."""
    if new is None:
        return Change.WITHDRAWN
    if old is None or cited.words.of(old.text) not in new.text:
        return Change.WORDS
    return None if cited.passage.of(old.text) in new.text else Change.AROUND
