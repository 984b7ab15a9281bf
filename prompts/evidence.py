"""The sentences that an answer can be made of: those of the retrieved passages, with who speaks in each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.article import Article
from index.passage import Span
from index.query import Hit
from index.speech import Speech
from index.terms import Analyser
from index.text import one_line
from prompts.names import is_another, speaks_for
from prompts.speakers import sentences_spoken

_TO_THE_COMPUTER = re.compile(
    r"\bignore\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+)?(?:previous|prior|earlier|above|other|your)?\s*instructions"
    r"|\bsystem\s+(?:notice|prompt|message)\b"
    r"|\b(?:AI|language|chat)[\s-]*(?:assistants?|models?|bots?|systems?|agents?)\s+(?:that\s+|who\s+)?(?:read|process|summar|index)",
    re.IGNORECASE,
)
"""A sentence that speaks to whatever computer reads the article reports nothing, so it is no answer to anybody."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A sentence of a retrieved passage.

    `hit` counts from 1. `stems` are its own, `around` those of the sentence
    before it and of the one behind it in its paragraph, `titled` those of the article's title and date.
    """

    hit: int
    article: Article
    span: Span
    speeches: tuple[Speech, ...]
    stems: frozenset[str]
    around: frozenset[str]
    titled: frozenset[str]

    @cached_property
    def text(self) -> str:
        """The sentence as one line."""
        return one_line(self.span.of(self.article.text))

    def spoken_by(self, name: str) -> bool:
        """Whether someone whom this name means speaks in the sentence, and nobody else."""
        meant = bool(self.speeches) and all(speaks_for(speech.speaker, name) for speech in self.speeches)
        return meant and not is_another(self.article.text, name)


def candidates(hits: Sequence[Hit], analyser: Analyser) -> list[Candidate]:
    """The sentences of all hits, best hit first, each once; a sentence that a passage only cuts is left out."""
    found: dict[tuple[str, str, Span], Candidate] = {}
    for number, hit in enumerate(hits, 1):
        article, passage = hit.passage.article, hit.passage.span
        for candidate in _read(article, passage, number, analyser):
            if not _TO_THE_COMPUTER.search(candidate.text):
                found.setdefault((article.id, article.version, candidate.span), candidate)
    return list(found.values())


def _read(article: Article, passage: Span, number: int, analyser: Analyser) -> list[Candidate]:
    text = article.text
    sentences = sentences_spoken(article, passage)
    spans = [sentence.span for sentence in sentences]
    titled = frozenset(analyser.stems(f"{article.title} {article.date_words}"))
    stems: dict[int, frozenset[str]] = {}

    def stems_at(position: int) -> frozenset[str]:
        if position not in stems:
            stems[position] = frozenset(analyser.stems(spans[position].of(text)))
        return stems[position]

    found = []
    for position, span in enumerate(spans):
        if not passage.start <= span.start or not span.end <= passage.end:
            continue
        neighbours = [
            other
            for other in (position - 1, position + 1)
            if 0 <= other < len(spans) and (other < position or _one_paragraph(text, span, spans[other]))
        ]
        found.append(
            Candidate(
                hit=number,
                article=article,
                span=span,
                speeches=sentences[position].speeches,
                stems=stems_at(position),
                around=frozenset().union(*(stems_at(other) for other in neighbours)),
                titled=titled,
            )
        )
    return found


def _one_paragraph(text: str, first: Span, second: Span) -> bool:
    low, high = min(first.end, second.end), max(first.start, second.start)
    return "\n" not in text[low:high]
