"""A search that finds a few given articles, always the same: what a prompt case has in place of an index."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from index.article import Article
from index.passage import Passage, Span
from index.query import Coverage, Hit, Query, Results
from index.terms import Analyser, distinct


@dataclass(frozen=True, kw_only=True)
class FrozenSearcher:
    """A `index.query.Searcher` over a few articles, each one passage, found in their own order for every query.

    Date and publisher are heeded, for an answer must not come from what the question leaves out. Score and similarity
    are the share of the query's words, weighted by idf, that title and text hold. `edition` names the articles' state.
    """

    articles: tuple[Article, ...]
    analyser: Analyser
    edition: str = "case"

    def search(self, query: Query) -> Results:
        """All articles within the query's limits, in their order."""
        stems = distinct(self.analyser.stems(query.text))
        held = {a.id: frozenset(self.analyser.stems(f"{a.title}\n{a.text}")) for a in self.articles}
        weights = {stem: _idf(sum(stem in stems for stems in held.values()), len(held)) for stem in stems}
        total = sum(weights.values()) or 1.0
        found = [article for article in self.articles if _within(article, query)]
        hits = []
        for article in found[: query.limit]:
            share = sum(weight for stem, weight in weights.items() if stem in held[article.id]) / total
            passage = Passage(article=article, span=Span(0, len(article.text)))
            hits.append(Hit(passage=passage, score=share, similarity=share))
        return Results(hits=tuple(hits), coverage=self._coverage(query, found), weights=weights)

    def publishers(self) -> tuple[str, ...]:
        """Every outlet that the articles name, sorted."""
        return tuple(sorted({article.publisher for article in self.articles if article.publisher}))

    def _coverage(self, query: Query, found: Sequence[Article]) -> Coverage:
        return replace(_coverage(query, self.articles, found), edition=self.edition)


def _idf(holding: int, passages: int) -> float:
    """BM25's inverse document frequency, as `index.lexical` has it."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def _within(article: Article, query: Query) -> bool:
    outlets = {name.casefold() for name in query.publishers}
    if (outlets and (article.publisher or "").casefold() not in outlets) or article.id in query.without:
        return False
    latest = [moment for moment in (query.until, query.as_of) if moment]
    if article.published is None:
        return query.since is None and not latest
    return (query.since is None or query.since <= article.published) and all(article.published <= m for m in latest)


def _coverage(query: Query, articles: Sequence[Article], found: Sequence[Article]) -> Coverage:
    dates = [article.published for article in found if article.published]
    windowed = query.since or query.until or query.as_of
    return Coverage(
        edition="case",
        built=query.asked or datetime.now(UTC),
        articles=len(found),
        undated=sum(article.published is None for article in articles) if windowed else 0,
        publishers=tuple(sorted({article.publisher for article in found if article.publisher})),
        newest=max(dates, default=None),
        oldest=min(dates, default=None),
        corpus_newest=max((article.published for article in articles if article.published), default=None),
    )
