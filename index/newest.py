"""The newest stories of an edition, straight from its columns: nothing is searched, and only what is shown is read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.article import Article
from index.query import Query

if TYPE_CHECKING:
    from index.edition import Edition


@dataclass(frozen=True, kw_only=True)
class NewStory:
    """A story by its first dated report, and how many copies of that there are."""

    article: Article
    copies: int


def newest_stories(edition: "Edition", query: Query, limit: int) -> list[NewStory]:
    """The newest stories inside a query's filters, newest first; what is undated is never among them.

    Raises:
        IndexFaultError: their texts can't be read.
    """
    numbers = edition.columns.newest(query, limit)
    articles = edition.articles_at(numbers)
    return [
        NewStory(article=article, copies=len(edition.columns.copies(number, query)))
        for number, article in zip(numbers, articles, strict=True)
    ]
