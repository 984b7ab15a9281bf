"""Whether an article, or a sentence, is about a topic: what it holds of the topic's words, by their weight.

A topic is what somebody names and no question: "the Port Maren strike". Of a topic of few words an article has to hold
all, in its title, its beginning or what was found of it; of a longer one nearly all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from index.names import same_word
from index.terms import Analyser, distinct

FEW_WORDS = 3
MOST_OF_IT = 0.7
"""What an article holds of the weight of a longer topic."""
_ASKING = frozenset("timeline chronolog latest news newest happen happened stori event develop updat tell".split())
"""Stems that ask for news and name none."""


@dataclass(frozen=True, kw_only=True)
class TopicWords:
    """The stems of a topic and how much each weighs (idf)."""

    weights: Mapping[str, float]

    def share(self, stems: frozenset[str]) -> float:
        """How much of the topic some stems hold, 0 to 1."""
        total = sum(self.weights.values())
        return sum(weight for stem, weight in self.weights.items() if _holds(stems, stem)) / total if total else 0.0

    def is_topic_of(self, stems: frozenset[str]) -> bool:
        """Whether a text with these stems is about the topic."""
        if len(self.weights) <= FEW_WORDS:
            return bool(self.weights) and all(_holds(stems, stem) for stem in self.weights)
        return self.share(stems) >= MOST_OF_IT


def _holds(stems: frozenset[str], wanted: str) -> bool:
    """Whether a word is there, or a longer or shorter one of its kind: dock and docker."""
    return wanted in stems or any(same_word(wanted, stem) for stem in stems)


def topic_words(topic: str, weights: Mapping[str, float], analyser: Analyser) -> TopicWords:
    """The words of a topic; `weights` are those of a search for it. None of them where nothing is named."""
    stems = distinct(analyser.stems(topic))
    named = [stem for stem in stems if stem not in _ASKING] or stems
    return TopicWords(weights={stem: weights.get(stem, 1.0) for stem in named})
