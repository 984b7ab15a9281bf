"""The sentences that an answer can be made of: those of the retrieved passages, with who speaks in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.article import Article
from index.names import holds_name, is_another, speaks_for
from index.passage import Passage, Span
from index.query import Hit
from index.speech import Speech
from index.terms import Analyser
from index.text import one_line
from prompts.speakers import Reader, Surroundings
from prompts.to_computers import speaks_to_a_computer


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A sentence of a retrieved passage.

    `hit` counts from 1. `context` spans it, the sentence before it and the one behind it in its paragraph. `stems` are
    its own, `around` those of the rest of its context, `titled` those of the article's title and date.
    """

    hit: int
    article: Article
    span: Span
    context: Span
    speeches: tuple[Speech, ...]
    stems: frozenset[str]
    around: frozenset[str]
    titled: frozenset[str]

    @cached_property
    def text(self) -> str:
        """The sentence as one line."""
        return one_line(self.span.of(self.article.text))

    def is_about(self, name: str) -> bool:
        """Whether the name stands in the sentence, in its context, or in its article's title."""
        return holds_name(f"{self.article.title}\n{self.context.of(self.article.text)}", name)

    def spoken_by(self, name: str) -> bool:
        """Whether someone whom this name means speaks in the sentence, and nobody else."""
        meant = bool(self.speeches) and all(speaks_for(speech.speaker, name) for speech in self.speeches)
        return meant and not is_another(self.article.text, name)


def candidates(hits: Sequence[Hit], analyser: Analyser, reader: Reader | None = None) -> list[Candidate]:
    """The sentences of all hits, best hit first, each once; a sentence that a passage only cuts is left out.

    A reader that is handed in remembers the articles that were read for earlier questions.
    """
    reader = reader or Reader()
    found: dict[tuple[str, str, Span], Candidate] = {}
    for number, hit in enumerate(hits, 1):
        article, version = hit.passage.article, hit.passage.article.version
        surroundings = reader.read(article, hit.passage.span)
        for candidate in _of_passage(hit.passage, surroundings, number, analyser):
            if (article.id, version, candidate.span) not in found and not speaks_to_a_computer(candidate.text):
                found[article.id, version, candidate.span] = candidate
    return list(found.values())


def _of_passage(passage: Passage, read: Surroundings, number: int, analyser: Analyser) -> list[Candidate]:
    article, whole = passage.article, passage.span
    titled = frozenset(analyser.stems(f"{article.title} {article.date_words}"))
    spans = [sentence.span for sentence in read.sentences]
    found = []
    for position, span in enumerate(spans):
        if not whole.start <= span.start or not span.end <= whole.end:
            continue
        neighbours = [
            other
            for other in (position - 1, position + 1)
            if 0 <= other < len(spans) and (other < position or _one_paragraph(article.text, span, spans[other]))
        ]
        found.append(
            Candidate(
                hit=number,
                article=article,
                span=span,
                context=Span(
                    min([span.start, *(spans[other].start for other in neighbours)]),
                    max([span.end, *(spans[other].end for other in neighbours)]),
                ),
                speeches=read.sentences[position].speeches,
                stems=read.stems(position, analyser),
                around=frozenset().union(*(read.stems(other, analyser) for other in neighbours)),
                titled=titled,
            )
        )
    return found


def _one_paragraph(text: str, first: Span, second: Span) -> bool:
    low, high = min(first.end, second.end), max(first.start, second.start)
    return "\n" not in text[low:high]
