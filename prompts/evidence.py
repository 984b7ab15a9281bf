"""The sentences that an answer can be made of: those of the retrieved passages, with who speaks in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.article import Article
from index.passage import Span
from index.query import Hit
from index.sentences import sentence_spans
from index.speech import Speech, speeches
from index.terms import Analyser
from index.text import one_line
from prompts.names import first_names, last_name, speaks_for

CONTEXT_CHARACTERS = 30_000
"""How much of a long article on either side of a passage is read, for who speaks and how people are named in full."""


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
        return bool(self.speeches) and all(speaks_for(speech.speaker, name) for speech in self.speeches)


def candidates(hits: Sequence[Hit], analyser: Analyser) -> list[Candidate]:
    """The sentences of all hits, best hit first, each once; a sentence that a passage only cuts is left out."""
    found: dict[tuple[str, str, Span], Candidate] = {}
    for number, hit in enumerate(hits, 1):
        article, passage = hit.passage.article, hit.passage.span
        region = Span(
            max(0, passage.start - CONTEXT_CHARACTERS), min(len(article.text), passage.end + CONTEXT_CHARACTERS)
        )
        for candidate in _read(article, region, passage, number, analyser):
            found.setdefault((article.id, article.version, candidate.span), candidate)
    return list(found.values())


def _read(article: Article, region: Span, passage: Span, number: int, analyser: Analyser) -> list[Candidate]:
    text = article.text
    spans = [Span(s.start + region.start, s.end + region.start) for s in sentence_spans(region.of(text))]
    spoken = _in_full(speeches(text, spans))
    date = f"{article.published.day} {article.published:%A %B %Y}" if article.published else ""
    titled = frozenset(analyser.stems(f"{article.title} {date}"))
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
                speeches=spoken[position],
                stems=stems_at(position),
                around=frozenset().union(*(stems_at(other) for other in neighbours)),
                titled=titled,
            )
        )
    return found


def _one_paragraph(text: str, first: Span, second: Span) -> bool:
    low, high = min(first.end, second.end), max(first.start, second.start)
    return "\n" not in text[low:high]


def _in_full(spoken: list[tuple[Speech, ...]]) -> list[tuple[Speech, ...]]:
    """Speakers with the titles that their article gives them: Singh is "Pentagon spokesperson Sabrina Singh".

    Where several people share a last name, it alone means whoever of them was named with a first name last.
    """
    longest: dict[tuple[str, frozenset[str]], str] = {}
    meant: dict[str, frozenset[str]] = {}
    found: list[list[tuple[Speech, tuple[str, frozenset[str]]]]] = []
    for group in spoken:
        found.append([])
        for speech in group:
            last = last_name(speech.speaker)
            # "Critics of Lee" end with the name and are not her.
            last = last if speaks_for(speech.speaker, last) else ""
            meant[last] = first_names(speech.speaker) or meant.get(last, frozenset())
            person = (last, meant[last])
            if len(speech.speaker) > len(longest.get(person, "")):
                longest[person] = speech.speaker
            found[-1].append((speech, person))

    def named(speech: Speech, person: tuple[str, frozenset[str]]) -> Speech:
        last, first = person
        if not last or len(speech.speaker.split()) > 1:
            return speech
        namesakes = {other for other in longest if other[0] == last and other[1]}
        full = namesakes.pop() if not first and len(namesakes) == 1 else person
        return Speech(speaker=longest[full], cue=speech.cue)

    return [tuple(named(speech, person) for speech, person in group) for group in found]
