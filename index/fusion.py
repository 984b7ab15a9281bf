"""How the scores of several searches become one.

Each part is normalised by the most that it could be (BM25 by the sum of the query's idf) and weighted. Fusing by scores
beat reciprocal ranks by 6.7 points of MRR on news, and how they are normalised made no difference; the parts are those
of reference/retrieval.md (C6). The weights are round. Recency counts more here than there, for that was worth 2 to 3
points of MRR on both halves of three sets of questions; article and pairs count less, for beside it they give little.
README.md has what each gives.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import numpy.typing as npt

RECENCY_SECONDS = 14 * 86_400.0
"""After how long what an article gains by being near the day of asking has fallen to 37 %."""

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What each stage of a search counts; 0 switches it off.

    `lexical` and `dense` are the passage's BM25 and cosine, `article` the BM25 of its whole article, `pairs` that of
    neighbouring words, `recency` nearness to the day of asking and `latest` the same where the newest is asked for,
    `preferred` the outlets that a question names, `spoken` words of the speaker whom it asks for. `stories` spends one
    place on all copies of a report.
    """

    lexical: float = 0.5
    dense: float = 0.5
    article: float = 0.1
    pairs: float = 0.1
    recency: float = 0.25
    latest: float = 0.4
    preferred: float = 0.1
    spoken: float = 0.2
    stories: float = 1.0

    def without(self, names: Collection[str]) -> Self:
        """The same weights with some stages switched off.

        Raises:
            ValueError: one is no stage.
        """
        unknown = set(names) - set(stages())
        if unknown:
            raise ValueError(f"{min(unknown)!r} is no stage of a search; there are {', '.join(stages())}")
        return replace(self, **dict.fromkeys(names, 0.0))


def stages() -> tuple[str, ...]:
    """The names of the stages that can be switched off."""
    return tuple(field.name for field in fields(Weights))


def recency(published: npt.NDArray[np.int64], asked: float, undated: int) -> Scores:
    """How near each time of publication is to that of asking (seconds since 1970), 0 to 1: exp(-|distance| / 14 days).

    An undated article is near no day.
    """
    distance = np.abs(published.astype(np.float64) - asked)
    return np.where(published == undated, 0.0, np.exp(-distance / RECENCY_SECONDS))
