"""Whether an article, or a sentence, is about a topic: what it holds of the topic's words, by their weight.

A topic is what somebody names and no question: "the Port Maren strike". An article on it holds its names and, since the
first report of a hostage crisis calls it none yet, half of its other words. Of a topic without names it has to hold all
words, or of many nearly all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from index.names import same_word
from index.terms import Analyser, distinct
from prompts.capitals import names_in

FEW_WORDS = 3
MOST_OF_IT = 0.7
"""What an article holds of the weight of a longer topic without names."""
_ASKING = frozenset("timeline chronolog latest news newest happen happened stori event develop updat tell".split())
"""Stems that ask for news and name none."""


@dataclass(frozen=True, kw_only=True)
class TopicWords:
    """The stems of a topic and how much each weighs (idf); `named` are those of its names."""

    weights: Mapping[str, float]
    named: frozenset[str] = frozenset()

    def share(self, stems: frozenset[str]) -> float:
        """How much of the topic some stems hold, 0 to 1."""
        total = sum(self.weights.values())
        return sum(weight for stem, weight in self.weights.items() if _holds(stems, stem)) / total if total else 0.0

    def is_topic_of(self, stems: frozenset[str]) -> bool:
        """Whether a text with these stems is about the topic."""
        if not self.weights or not all(_holds(stems, stem) for stem in self.named):
            return False
        others = [stem for stem in self.weights if stem not in self.named]
        held = sum(_holds(stems, stem) for stem in others)
        if self.named:
            return held >= ceil(len(others) / 2)
        return held == len(others) if len(others) <= FEW_WORDS else self.share(stems) >= MOST_OF_IT


def _holds(stems: frozenset[str], wanted: str) -> bool:
    """Whether a word is there, or a longer or shorter one of its kind: dock and docker."""
    return wanted in stems or any(same_word(wanted, stem) for stem in stems)


def topic_words(topic: str, weights: Mapping[str, float], analyser: Analyser) -> TopicWords:
    """The words of a topic; `weights` are those of a search for it. None of them where nothing is named."""
    stems = distinct(analyser.stems(topic))
    asked = [stem for stem in stems if stem not in _ASKING] or stems
    named = frozenset(stem for name in names_in(topic) for stem in analyser.stems(name))
    return TopicWords(weights={stem: weights.get(stem, 1.0) for stem in asked}, named=named.intersection(asked))
