"""What speaks for a sentence as an answer: its signs, and how much each counts.

The weights were fitted by pairwise logistic regression (the sentence that answers against others that were retrieved
with it) on 1,225 questions about news of January to September 2023, and rounded (`training/extractive.py`). Sentence
embeddings would cost 300 ms a question, and gradient-boosted trees over the same signs chose no better on other news.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from index.query import Results
from prompts.evidence import Candidate
from prompts.fitting import leans
from prompts.reading import Kind, Reading

AROUND = 0.6
"""What a word of the question is worth that stands beside the sentence, of what it is worth in it."""
TITLED = 0.5
"""The same for a word that only the article's title holds."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What speaks for one sentence, each from 0 to 1.

    `own`, `beside` and `titled` are shares of the question's words, weighted by idf, that stand in the sentence, only
    beside it, and only in the title. `passage` is its passage's score as a share of the best one, `rank` one over that
    passage's place, `similarity` its cosine. `leans`: it shows what the kind of question asks for. `early`: how near it
    is to the article's beginning. `quoted`: it holds quoted words, and speech is asked for.
    """

    own: float
    beside: float
    titled: float
    passage: float
    rank: float
    similarity: float
    leans: float
    early: float
    quoted: float

    @property
    def coverage(self) -> float:
        """The share of the question that the sentence and what stands around it hold, 0 to 1."""
        return self.own + AROUND * self.beside + TITLED * self.titled


WEIGHTS = Signs(
    own=6.2, beside=3.6, titled=3.3, passage=3.0, rank=0.7, similarity=2.9, leans=2.0, early=1.5, quoted=5.2
)
"""What each sign counts."""


def worth(signs: Signs) -> float:
    """How much speaks for a sentence; only differences within one question mean something."""
    found, weights = asdict(signs), asdict(WEIGHTS)
    return float(sum(weights[name] * value for name, value in found.items()))


def signs_of(reading: Reading, candidate: Candidate, results: Results) -> Signs:
    """The signs of one candidate of a search."""
    wanted = (reading.topic or reading.stems) if reading.speaker else reading.stems
    weights = {stem: results.weights.get(stem, 1.0) for stem in wanted}
    hit = results.hits[candidate.hit - 1]
    best = max(abs(one.score) for one in results.hits) or 1.0
    return Signs(
        own=_share(weights, candidate.stems),
        beside=_share(weights, candidate.around - candidate.stems),
        titled=_share(weights, candidate.titled - candidate.stems - candidate.around),
        passage=max(hit.score, 0.0) / best,
        rank=1 / candidate.hit,
        similarity=max(hit.similarity, 0.0),
        leans=float(leans(reading, candidate)),
        early=1 - min(candidate.span.start / len(candidate.article.text), 1.0),
        quoted=float(reading.kind is Kind.SPEECH and any(mark in candidate.text for mark in '"“”')),
    )


def _share(weights: Mapping[str, float], stems: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in stems) / total if total else 0.0
