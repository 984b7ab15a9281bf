"""Scores the candidates of a search: each stage proposes passages or scores them, `index.fusion` says what it counts.

A passage that only one side proposed gets the other's score as well: its exact cosine, or a BM25 of zero, for then it
ranks below everything that the word search returned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.edition import Edition
from index.fusion import Scores, Weights, recency
from index.lexical import UNDATED
from index.query import Query
from index.terms import distinct

CANDIDATES_DENSE = 50
CANDIDATES_LEXICAL = 200
CANDIDATES_ARTICLES = 500
CANDIDATES_SPOKEN = 100


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Rows of passages with their cosines, and the score of each without and with what depends on the day.

    `best` is the best score by words and meaning alone, whatever the outlet and the day; 0 where nothing was found.
    """

    rows: npt.NDArray[np.int64]
    cosines: Scores
    timeless: Scores
    scores: Scores
    best: float


def candidates(
    edition: Edition, vector: npt.NDArray[np.float32], stems: Sequence[str], query: Query, weights: Weights
) -> Candidates:
    """Everything that the searches of one edition propose for a query's vector and stems."""
    wanted = distinct(stems)
    cosines: dict[int, float] = {}
    words: dict[int, float] = {}
    if weights.dense:
        cosines = dict(edition.dense(vector, max(query.limit, CANDIDATES_DENSE), edition.mask(query)))
    if weights.lexical:
        words = dict(edition.lexical(wanted, max(query.limit, CANDIDATES_LEXICAL), query))
    spoken = dict(edition.spoken(query, CANDIDATES_SPOKEN)) if weights.spoken and query.speaker else {}
    unknown = [row for row in {**words, **spoken} if row not in cosines]
    cosines.update(zip(unknown, edition.similarities(unknown, vector), strict=True))
    rows = np.array(sorted(cosines), dtype=np.int64)
    cosine = np.array([cosines[row] for row in rows], dtype=np.float64)
    articles = edition.columns.article_of_row[rows]
    timeless = weights.dense * cosine
    if weights.lexical:
        timeless += weights.lexical * _share(words, rows, edition.weights(wanted))
    if weights.article:
        of_articles = edition.articles(wanted, CANDIDATES_ARTICLES, query)
        timeless += weights.article * _share(of_articles, articles, edition.article_weights(wanted))
    if weights.pairs:
        of_pairs = dict(edition.pairs(stems, CANDIDATES_LEXICAL, query))
        timeless += weights.pairs * _share(of_pairs, rows, edition.pair_weights(stems))
    best = float(timeless.max(initial=0.0))
    if weights.preferred and query.prefers:
        timeless += weights.preferred * edition.columns.of_publishers(query.prefers)[articles]
    if spoken:
        timeless += weights.spoken * np.array([spoken.get(int(row), 0.0) for row in rows], dtype=np.float64)
    scores = timeless + _nearness(edition, articles, query, weights)
    return Candidates(rows=rows, cosines=cosine, timeless=timeless, scores=scores, best=best)


def _share(scores: Mapping[int, float], keys: npt.NDArray[np.int64], idf: Mapping[str, float]) -> Scores:
    """BM25 scores as shares of the query's idf; 0 for what the search did not return."""
    total = sum(idf.values()) or 1.0
    return np.array([scores.get(int(key), 0.0) for key in keys], dtype=np.float64) / total


def _nearness(edition: Edition, articles: npt.NDArray[np.int64], query: Query, weights: Weights) -> Scores:
    """What each candidate gains by the day of its article.

    Nothing where the query has a window of its own: with a wrong day recency costs more than it gives
    (reference/retrieval.md, point 2), and the window says the day already.
    """
    weight = weights.latest if query.latest else weights.recency
    windowed = query.since is not None or query.until is not None
    if query.asked is None or not weight or (windowed and not query.latest):
        return np.zeros(len(articles), dtype=np.float64)
    return weight * recency(edition.columns.seconds[articles], query.asked.timestamp(), UNDATED)
