"""The support score: how much of a claim stands in the texts that it cites, 0 to 1, from a backend with a name.

It ranks and flags and never gates, for no score of this kind is good enough to (the README has the figures). The
built-in backends are logistic models over four signs, of words alone, of meaning alone, or of both; `index.entailment`
makes a backend of a cross-encoder. A claim that stands word for word in a text that it cites scores 1.

The weights were fitted on the 1,198 claims of AttributionBench's development set, which people judged to be supported
or not by their references, so that half of them is at .5, and rounded (`training/support.py DATA --fit`).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.sentences import sentence_spans
from index.terms import Analyser
from prompts.checks.numerals import numerals_in
from prompts.folding import fold

Vectors = npt.NDArray[np.float32]
Resting = tuple[str, Sequence[str]]
"""A claim without its markers, and the texts that it cites."""

WORDS, MEANING, BOTH = "words", "meaning", "words+meaning"
WINDOW_SENTENCES = 3
"""How many sentences of one text, one behind the other, may hold a claim together."""
WEAK = 0.22
"""A claim below it is flagged: by both, 5.0 % of AttributionBench's supported claims and 23.7 % of the others."""


class Support(Protocol):
    """Scores claims against what they cite. `name` is shown beside every score."""

    @property
    def name(self) -> str:
        """Which backend it is, as it is printed beside its figures."""

    def scores(self, claims: Sequence[Resting]) -> list[float]:
        """How much of each claim its texts hold, 0 to 1; 0 where there is no text."""


class SentenceEmbedder(Protocol):
    """What turns sentences into unit vectors."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What speaks for or against a claim's being held, each from 0 to 1; `meaning` can be a little below.

    `window` is the share of its distinct words that some sentences beside each other hold, `neighbours` that of its
    neighbouring words that are neighbours in a text too, `missing` that of its figures which stand nowhere. `meaning`
    is the cosine of its vector to the sum of the vectors of such sentences.
    """

    window: float = 0.0
    neighbours: float = 0.0
    missing: float = 0.0
    meaning: float = 0.0


WEIGHTS = {
    WORDS: (-1.31, Signs(window=1.25, neighbours=2.34, missing=-1.36)),
    MEANING: (-4.45, Signs(meaning=6.25)),
    BOTH: (-3.60, Signs(window=0.69, neighbours=1.48, missing=-1.43, meaning=4.05)),
}
"""The intercept of each backend, and what each sign counts in it."""


class SignSupport:
    """A built-in backend. Threads may share it as far as they may share its analyser and its embedder."""

    def __init__(self, name: str, analyser: Analyser, embedder: SentenceEmbedder) -> None:
        self._intercept, self._weights = WEIGHTS[name]
        self._name = name
        self._analyser = analyser
        self._embedder = embedder

    @property
    def name(self) -> str:
        """Words, meaning, or both."""
        return self._name

    def scores(self, claims: Sequence[Resting]) -> list[float]:
        """How much of each claim its texts hold, 0 to 1; 0 where there is no text.

        All sentences are embedded in one call, each once; none where all claims stand word for word in their texts.
        """
        found = [1.0 if _stands(claim, cited) else 0.0 for claim, cited in claims]
        open_places = [
            place for place, known in enumerate(found) if not known and any(map(str.strip, claims[place][1]))
        ]
        signs = self.signs([claims[place] for place in open_places])
        for place, one in zip(open_places, signs, strict=True):
            found[place] = self._score(one)
        return found

    def signs(self, claims: Sequence[Resting]) -> list[Signs]:
        """The signs of each claim; those that this backend gives no weight stay 0."""
        read = [(claim, [_sentences(text) for text in cited]) for claim, cited in claims]
        vectors = self._vectors(read) if self._weights.meaning else {}
        return [self._signs(claim, texts, vectors) for claim, texts in read]

    def _signs(self, claim: str, texts: Sequence[Sequence[str]], vectors: Mapping[str, Vectors]) -> Signs:
        meaning = _meaning(claim, texts, vectors) if self._weights.meaning else 0.0
        if not self._weights.window:
            return Signs(meaning=meaning)
        stems = self._analyser.stems(claim)
        stemmed = [[self._analyser.stems(sentence) for sentence in text] for text in texts]
        window = _window(stems, stemmed)
        return Signs(
            window=window,
            neighbours=_neighbours(stems, stemmed, window),
            missing=_missing(claim, texts),
            meaning=meaning,
        )

    def _vectors(self, read: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> dict[str, Vectors]:
        needed = dict.fromkeys(one for claim, texts in read for one in (claim, *(s for text in texts for s in text)))
        return dict(zip(needed, self._embedder.embed_passages(list(needed)), strict=True)) if needed else {}

    def _score(self, signs: Signs) -> float:
        found, weights = asdict(signs), asdict(self._weights)
        return 1 / (1 + math.exp(-self._intercept - sum(weights[name] * value for name, value in found.items())))


def _stands(claim: str, cited: Iterable[str]) -> bool:
    return any(fold(text).find(claim) is not None for text in cited)


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]


def _window(stems: Sequence[str], texts: Sequence[Sequence[Sequence[str]]]) -> float:
    """The share of the distinct stems that the best window of sentences holds."""
    wanted = set(stems)
    best = 0
    for text in texts:
        for start in range(len(text)):
            held = {stem for sentence in text[start : start + WINDOW_SENTENCES] for stem in sentence}
            best = max(best, len(wanted & held))
    return best / len(wanted) if wanted else 0.0


def _neighbours(stems: Sequence[str], texts: Sequence[Sequence[Sequence[str]]], alone: float) -> float:
    """The share of neighbouring stems that are so in a text; a claim of one stem has none, and counts as it does."""
    wanted = list(pairwise(stems))
    if not wanted:
        return alone
    found = {pair for text in texts for pair in pairwise([stem for sentence in text for stem in sentence])}
    return sum(pair in found for pair in wanted) / len(wanted)


def _missing(claim: str, texts: Sequence[Sequence[str]]) -> float:
    wanted = {numeral.value for numeral in numerals_in(claim)}
    if not wanted:
        return 0.0
    found = {value for text in texts for s in text for one in numerals_in(s) for value in (one.value, *one.parts)}
    return len(wanted - found) / len(wanted)


def _meaning(claim: str, texts: Sequence[Sequence[str]], vectors: Mapping[str, Vectors]) -> float:
    """The best cosine of the claim to one sentence, or to the sum of as many as a window has."""
    wanted = vectors[claim]
    best = 0.0
    for text in texts:
        rows = [vectors[sentence] for sentence in text]
        for start in range(len(rows)):
            together = np.zeros_like(wanted)
            for row in rows[start : start + WINDOW_SENTENCES]:
                together = together + row
                norm = float(np.linalg.norm(together))
                best = max(best, float(together @ wanted) / norm if norm else 0.0)
    return best
