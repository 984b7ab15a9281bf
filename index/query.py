"""What is searched for and what comes back: a query, its hits, and what was searched to find them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from index.article import Article
from index.passage import Passage

PASSAGES_BY_DEFAULT = 8


@dataclass(frozen=True, kw_only=True)
class Query:
    """A search. `since` and `until` (both counted) bound the publication date; `as_of` hides later articles.

    All dates are aware UTC. An article without a date is in no window: any of the three leaves it out. `publishers`
    keeps these outlets' articles alone (capitals aside; empty keeps all), `prefers` lifts theirs. `latest` says that
    the newest news is asked for, so that recency to `asked` weighs more. `without` names articles to leave out.
    `speaker` is whose words are asked for, `matter` the stems of what they should be about.
    """

    text: str
    limit: int = PASSAGES_BY_DEFAULT
    asked: datetime | None = None
    publishers: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    latest: bool = False
    without: frozenset[str] = frozenset()
    speaker: str = ""
    matter: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise ValueError(f"a search for {self.limit} passages finds none")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A passage that was found. Scores are higher-is-better; `similarity` is the cosine to the query, -1 to 1.

    `copies` are the other articles of its story (wire copies, rewrites) inside the query's filters, oldest first: they
    took no place of their own.
    """

    passage: Passage
    score: float
    similarity: float
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a search looked through: said in every refusal, so that "nothing found" can be judged.

    `articles` counts those inside the query's filters, `undated` those that a date window left out for having none,
    `later` those dated before the cut-off whose present text is from after it.
    `newest` and `oldest` are the dates of the searched articles, `corpus_newest` that of the whole edition.
    """

    edition: str
    built: datetime
    articles: int
    undated: int = 0
    later: int = 0
    publishers: tuple[str, ...] = ()
    newest: datetime | None = None
    oldest: datetime | None = None
    corpus_newest: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Results:
    """Hits, best first; what was searched; and the weight (idf, >= 0) of each analysed term of the query.

    A term's weight is computed over the whole edition; a term that no article holds has the largest weight.
    `evidence` compares the best passage's score, the day and the outlet aside, to what answered and unanswered
    questions reach in this very corpus: log-odds of an answer, 0 where it could be either (`index.calibration`). It
    holds for a search with all stages on, as editions are calibrated; 0 where nobody measured.
    """

    hits: tuple[Hit, ...]
    coverage: Coverage
    weights: Mapping[str, float] = field(default_factory=dict)
    evidence: float = 0.0


class Searcher(Protocol):
    """Whoever can be asked for passages: the index, or the frozen passages of a prompt case."""

    def search(self, query: Query) -> Results:
        """Find passages; raises NoIndexError where there is nothing to search yet."""

    def publishers(self) -> tuple[str, ...]:
        """Every outlet that the articles name, sorted; none where there is nothing to search yet."""
