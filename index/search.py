"""Finds passages: dense and lexical search, the whole article, pairs of words and the day, fused by their scores.

`index.scoring` proposes and scores them; here the best become hits, one for all copies of a report.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from index.edition import Edition
from index.embedding import Embedder
from index.errors import IndexFaultError, NoIndexError
from index.fusion import Weights
from index.query import Hit, Query, Results
from index.reranking import RERANKED_PASSAGES, Reranker, reordered
from index.scoring import Candidates, candidates
from index.shelf import Shelf
from index.terms import Analyser, distinct
from index.text import normalise

SAME_WORTH = 0.02
"""A copy whose best passage scores this much above that of the fullest article of its story is shown instead of it."""


class IndexSearcher:
    """Searches whatever edition is current. Threads may share it."""

    def __init__(
        self,
        shelf: Shelf,
        embedder: Embedder,
        analyser: Analyser,
        weights: Weights | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._shelf = shelf
        self._reranker = reranker
        self._embedder = embedder
        self._analyser = analyser
        self._weights = weights or Weights()

    def search(self, query: Query) -> Results:
        """The best passages for a query, from one edition.

        Raises:
            NoIndexError: nothing is published yet.
            IndexFaultError: the edition was built by another embedding model.
        """
        with self._shelf.borrow() as edition:
            check_model(edition, self._embedder)
            deep = max(query.limit, RERANKED_PASSAGES) if self._reranker else query.limit
            deeper = replace(query, limit=deep)
            results = search_edition(edition, self._embedder, self._analyser, deeper, self._weights)
        if self._reranker:
            top = results.hits[:RERANKED_PASSAGES]
            texts = [f"{hit.passage.article.title}\n{hit.passage.text}" for hit in top]
            results = replace(results, hits=reordered(results.hits, self._reranker.rerank(query.text, texts)))
        return replace(results, hits=results.hits[: query.limit])

    def publishers(self) -> tuple[str, ...]:
        """Every outlet that the articles of the current edition name, sorted; none where nothing is published yet."""
        try:
            with self._shelf.borrow() as edition:
                return edition.publishers
        except NoIndexError:
            return ()


def search_edition(edition: Edition, embedder: Embedder, analyser: Analyser, query: Query, weights: Weights) -> Results:
    """The best passages of one edition for a query."""
    # As the texts were: a lone surrogate stops the tokenizer, and letters with loose accents are other tokens.
    text = normalise(query.text)
    stems = analyser.stems(text)
    found = candidates(edition, embedder.embed_query(text), stems, query, weights)
    order = np.lexsort((found.rows, -found.scores))
    articles = edition.columns.article_of_row[found.rows]
    if weights.stories:
        shown = _shown(edition, query, found, articles)
        order = np.array([place for place in order if int(articles[place]) in shown], dtype=np.int64)
    order = order[: query.limit]
    hits = []
    passages = edition.passages([int(row) for row in found.rows[order]])
    for place, passage in zip(order, passages, strict=True):
        copies = edition.columns.copies(int(articles[place]), query) if weights.stories else []
        hits.append(
            Hit(
                passage=passage,
                score=float(found.scores[place]),
                similarity=float(np.clip(found.cosines[place], -1, 1)),
                copies=tuple(edition.articles_at(copies)),
            )
        )
    return Results(
        hits=tuple(hits),
        coverage=edition.coverage(query),
        weights=edition.weights(distinct(stems)),
        evidence=edition.manifest.calibration.evidence(found.best),
    )


def check_model(edition: Edition, embedder: Embedder) -> None:
    """Raise IndexFaultError unless this model built the edition: vectors of two models can't be compared."""
    if edition.manifest.model != embedder.fingerprint:
        raise IndexFaultError(
            f"The index was built with the embedding model {edition.manifest.model}, and the settings name"
            f" {embedder.fingerprint}; run `newshound reindex` to rebuild it, or set NEWSHOUND_EMBEDDER back."
        )


def _shown(edition: Edition, query: Query, found: Candidates, articles: npt.NDArray[np.int64]) -> set[int]:
    """The one article of each story whose passages are shown: the fullest, where it tells as much as its copies.

    The day does not count here, for a copy that was published later is no better for that.
    """
    best: dict[int, float] = {}
    for article, score in zip(articles, found.timeless, strict=True):
        best[int(article)] = max(best.get(int(article), -np.inf), float(score))
    members: dict[int, list[int]] = {}
    for article in best:
        members.setdefault(int(edition.columns.stories[article]), []).append(article)
    shown = set()
    for group in members.values():
        top = max(best[article] for article in group)
        able = [article for article in group if best[article] >= top - SAME_WORTH]
        shown.add(max(able, key=edition.columns.fullness))
    return shown
