"""Which sentences of the cited passages a sentence rests on: those that together hold most of its words.

Words are compared by their stems, and words of grammar do not count. The sentences are chosen one after the other, each
for what it adds, so that a sentence that sums up two or three rests on all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Span
from index.sentences import sentence_spans
from index.terms import Analyser, distinct
from prompts.checks.opposites import keys_in
from prompts.checks.source import Source

MOST_GROUNDS = 3
BEYOND_PASSAGE_CHARACTERS = 600
"""How far a sentence that the passage cuts is read beyond it: "He denied that |" turns around what follows."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A sentence of a cited passage; `span` counts characters of its article, `stems` are those of its words."""

    source: Source
    span: Span
    stems: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence as the article has it."""
        return self.span.of(self.source.passage.article.text)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What a sentence rests on.

    `stems` are those of the sentence, without repetitions; `chosen` the sentences that it rests on, the one that holds
    most of it first; `all` are all sentences of what is cited; `share` is how many of its stems those chosen hold.
    """

    stems: tuple[str, ...]
    chosen: tuple[Ground, ...]
    all: tuple[Ground, ...]
    share: float


def align(text: str, cited: Sequence[Source], analyser: Analyser) -> Grounds:
    """The sentences of what is cited that cover the words of a sentence best: at most three, each adding something."""
    stems = tuple(distinct(keys_in(text, analyser)))
    grounds = tuple(
        Ground(source=source, span=span, stems=source.once(_stems, span.of(source.passage.article.text), analyser))
        for source in _once(cited)
        for span in _sentences(source)
    )
    missing = set(stems)
    chosen: list[Ground] = []
    while missing and len(chosen) < MOST_GROUNDS:
        best = max(grounds, key=lambda ground: len(missing & ground.stems), default=None)
        if best is None or missing.isdisjoint(best.stems):
            break
        chosen.append(best)
        missing -= best.stems
    share = 1 - len(missing) / len(stems) if stems else 0.0
    return Grounds(stems=stems, chosen=tuple(chosen), all=grounds, share=share)


def _stems(text: str, analyser: Analyser) -> frozenset[str]:
    return frozenset(keys_in(text, analyser))


def _once(cited: Sequence[Source]) -> list[Source]:
    """The sources without the passages that are cited twice."""
    known = {(source.passage.article.id, source.passage.span): source for source in cited}
    return list(known.values())


def _sentences(source: Source) -> list[Span]:
    """The sentences that the passage holds a part of, as offsets into the article."""
    passage = source.passage.span
    first, last = passage.start - BEYOND_PASSAGE_CHARACTERS, passage.end + BEYOND_PASSAGE_CHARACTERS
    spans = [Span(max(one.span.start, first, 0), min(one.span.end, last)) for one in source.sentences]
    if spans:
        return spans
    found = sentence_spans(source.passage.text)
    return [Span(span.start + passage.start, span.end + passage.start) for span in found]
