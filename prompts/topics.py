"""Whether an article, or a sentence, is about a topic: what it holds of the topic's words, by their weight.

A topic is what somebody names and no question: "the Port Maren strike". An article on it holds its names and, since the
first report of a hostage crisis calls it none yet, half of its other words. Of a topic without names it has to hold all
words, or of many nearly all. Texts are looked through for the topic's stems and not stemmed, which takes long.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from index.terms import Analyser, distinct
from prompts.capitals import names_in

FEW_WORDS = 3
MOST_OF_IT = 0.7
"""What an article holds of the weight of a longer topic without names."""
SHORT_STEM, LONG_STEM = 4, 6
_ACCENTS = re.compile("[\u0300-\u036f]+")
_ASKING = frozenset("timeline chronolog latest news newest happen happened stori event develop updat tell".split())
"""Stems that ask for news and name none."""


@dataclass(frozen=True, kw_only=True)
class TopicWords:
    """The stems of a topic and how much each weighs (idf); `named` are those of its names."""

    weights: Mapping[str, float]
    named: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]

    def share(self, text: str) -> float:
        """How much of the topic a text holds, 0 to 1."""
        total = sum(self.weights.values())
        held = self._held(text)
        return sum(weight for stem, weight in self.weights.items() if stem in held) / total if total else 0.0

    def is_topic_of(self, text: str) -> bool:
        """Whether a text is about the topic."""
        held = self._held(text)
        if not self.weights or not self.named <= held:
            return False
        others = self.weights.keys() - self.named
        if self.named:
            return len(others & held) >= ceil(len(others) / 2)
        return others <= held if len(others) <= FEW_WORDS else self.share(text) >= MOST_OF_IT

    def _held(self, text: str) -> set[str]:
        plain = _plain(text)
        lowered = plain.lower()
        return {
            stem
            for stem, pattern in self.patterns.items()
            # To look for the bare letters first is quicker than to try the pattern everywhere.
            if (stem[:SHORT_STEM].lower() in lowered or _is_initials(stem))
            and pattern.search(plain if _is_initials(stem) else lowered)
        }


def topic_words(topic: str, weights: Mapping[str, float], analyser: Analyser) -> TopicWords:
    """The words of a topic; `weights` are those of a search for it. None of them where nothing is named."""
    stems = distinct(analyser.stems(topic))
    asked = [stem for stem in stems if stem not in _ASKING] or stems
    named = frozenset(stem for name in names_in(topic) for stem in analyser.stems(name))
    return TopicWords(
        weights={stem: weights.get(stem, 1.0) for stem in asked},
        named=named.intersection(asked),
        patterns={stem: _pattern(stem) for stem in asked},
    )


def _is_initials(stem: str) -> bool:
    return stem.isupper()


def _pattern(stem: str) -> re.Pattern[str]:
    """What a word of this stem looks like: dock, docks and dockers; the longer a stem, the longer its ending may be."""
    if _is_initials(stem):
        return re.compile(r"(?<!\w)" + r"\.?".join(map(re.escape, stem)) + r"(?!\w)")
    if stem[0].isdigit():
        return re.compile(rf"(?<![\w.,]){re.escape(stem)}(?!\w)")
    ending = r"(?:['’]?e?s)?" if len(stem) < SHORT_STEM else r"\w{0,4}" if len(stem) < LONG_STEM else r"\w{0,8}"
    # The stem of "century" is "centuri".
    begun = f"{re.escape(stem[:-1])}[iy]" if len(stem) > SHORT_STEM and stem.endswith("i") else re.escape(stem)
    return re.compile(rf"(?<!\w){begun}{ending}(?!\w)")


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
