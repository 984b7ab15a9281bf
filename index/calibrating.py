"""Measures what the scores of an edition mean, by asking it about its own articles.

Each made question is the heavier half of the words of one sentence. It is asked twice: as it is, for then an article
answers it, and without its article and all copies of its report, for then none does. What answered questions reach is
much the same in every corpus; what the others reach grows with it, so that only both together tell them apart at one
number wherever they are asked: the log-odds between two bell curves of one width (linear discriminant analysis; Fisher,
"The use of multiple measurements in taxonomic problems", 1936).
"""

import hashlib
import logging
import math
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.calibration import Calibration, shipped
from index.edition import Edition
from index.fusion import Weights
from index.query import Query
from index.recipe import Progress
from index.scoring import candidates
from index.sentences import sentence_spans
from index.terms import Analyser, Term, distinct
from index.ways import CALIBRATION as WAY

logger = logging.getLogger(__name__)

QUESTIONS = 120
LEAST_PASSAGES = 50
LEAST_QUESTIONS = 30
PASSAGES_TRIED = 5
"""For each question: the first of a few passages that has a sentence to ask about."""

LEAST_TERMS, MOST_TERMS = 8, 30
"""A sentence to ask about has this many different words, those of grammar aside,"""
LEAST_ASKED, MOST_ASKED = 4, 10
"""and a question of its words this many."""
SHARE_ASKED = 0.5
HEAVIER = 2.0
"""A word is kept by its idf to this power: people ask with the telling words."""
LEAST_WEIGHT = 0.01

LEAST_APART = 0.05
"""Curves that are nearer to each other are no news but one text many times over,"""
LEAST_WIDTH = 0.05
"""and so are narrower ones."""


class QueryEmbedder(Protocol):
    """What the questions need of an embedding model."""

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The unit vector of one query."""


def calibrate(edition: Edition, embedder: QueryEmbedder, progress: Progress) -> Calibration:
    """Measure an open edition; what is shipped where it is too small or too uniform to be measured."""
    default = shipped(edition.manifest.passages, WAY)
    if edition.manifest.passages < LEAST_PASSAGES:
        return default
    analyser = Analyser()
    samples = _samples(edition)
    answered: list[float] = []
    unanswered: list[float] = []
    for number, rows in enumerate(samples, 1):
        asked = _question(edition, rows, analyser)
        if asked:
            text, row = asked
            vector, stems = embedder.embed_query(text), analyser.stems(text)
            for query, scores in (
                (Query(text=text), answered),
                (Query(text=text, without=_report(edition, row)), unanswered),
            ):
                scores.append(candidates(edition, vector, stems, query, Weights()).best)
        progress("calibrate", number, len(samples))
    if len(answered) < LEAST_QUESTIONS:
        return default
    found = line(answered, unanswered) or default
    logger.debug("calibrated with %d questions: %s", len(answered), found)
    return found


def line(answered: Sequence[float], unanswered: Sequence[float]) -> Calibration | None:
    """The line between the scores of both kinds of questions; None where they don't lie apart.

    Middles are medians and widths come from the quartiles, for a few made questions are of no use.
    """
    high, low = float(np.median(answered)), float(np.median(unanswered))
    if high - low < LEAST_APART:
        return None
    variance = (_width(answered) ** 2 + _width(unanswered) ** 2) / 2
    return Calibration(
        middle=round((high + low) / 2, 4),
        spread=round(max(variance, LEAST_WIDTH**2) / (high - low), 4),
        questions=len(answered),
        way=WAY,
    )


def question(sentence: Sequence[Term], weights: Mapping[str, float], salt: str) -> str | None:
    """Some of a sentence's words in their order, as written; None where it has too few or too many to be asked about.

    Which ones is drawn without replacement by their weights, and `salt` decides the draw (Efraimidis and Spirakis,
    "Weighted random sampling with a reservoir", 2006).
    """
    terms = list({term.stem: term for term in reversed(sentence)}.values())[::-1]
    if not LEAST_TERMS <= len(terms) <= MOST_TERMS:
        return None
    count = min(max(round(len(terms) * SHARE_ASKED), LEAST_ASKED), MOST_ASKED)

    def drawn(term: Term) -> float:
        weight = max(math.pow(weights.get(term.stem, 0.0), HEAVIER), LEAST_WEIGHT)
        return math.pow(_chance(f"{salt}\0{term.stem}"), 1 / weight)

    kept = {term.stem for term in sorted(terms, key=drawn, reverse=True)[:count]}
    return " ".join(term.word for term in terms if term.stem in kept)


def _samples(edition: Edition) -> list[list[int]]:
    """For each question the rows to try. Rows are in order of date, so that equal stretches of them spread over it."""
    count = edition.manifest.passages
    stretches = np.array_split(np.arange(count), min(QUESTIONS, count))
    return [
        sorted((int(row) for row in rows), key=lambda row: _chance(str(row)))[:PASSAGES_TRIED] for rows in stretches
    ]


def _question(edition: Edition, rows: Sequence[int], analyser: Analyser) -> tuple[str, int] | None:
    """A question, and the row of the passage that answers it."""
    for row, passage in zip(rows, edition.passages(rows), strict=True):
        salt = f"{passage.article.version}\0{passage.span.start}"
        for span in sorted(sentence_spans(passage.text), key=lambda span: _chance(f"{salt}\0{span.start}")):
            terms = analyser.terms(span.of(passage.text))
            text = question(terms, edition.weights(distinct(term.stem for term in terms)), salt)
            if text:
                return text, row
    return None


def _report(edition: Edition, row: int) -> frozenset[str]:
    """The ids of a passage's article and of all copies of its report."""
    article = int(edition.columns.article_of_row[row])
    numbers = [article, *edition.columns.copies(article, Query(text=""))]
    return frozenset(one.id for one in edition.articles_at(numbers))


def _width(scores: Sequence[float]) -> float:
    """The standard deviation of a bell curve with the same quartiles."""
    low, high = np.quantile(scores, [0.25, 0.75])
    return float(high - low) / 1.349


def _chance(text: str) -> float:
    """A number from 0 to 1 that depends on the text alone."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:16], 16) / 16**16
