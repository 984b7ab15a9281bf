"""Who speaks in the sentences around a passage, under the full names and titles that the article gives them."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.passage import Span
from index.sentences import sentence_spans
from index.speech import Speech, speeches
from prompts.names import first_names, last_name, speaks_for

CONTEXT_CHARACTERS = 30_000
"""How much of a long article on either side of a passage is read, for who speaks and how people are named in full."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of an article and who speaks in it."""

    span: Span
    speeches: tuple[Speech, ...]


def sentences_spoken(article: Article, passage: Span) -> list[Sentence]:
    """The sentences of an article around a passage, in order."""
    text = article.text
    start = max(0, passage.start - CONTEXT_CHARACTERS)
    region = Span(start, min(len(text), passage.end + CONTEXT_CHARACTERS))
    spans = [Span(span.start + start, span.end + start) for span in sentence_spans(region.of(text))]
    spoken = _in_full(speeches(text, spans))
    return [Sentence(span=span, speeches=group) for span, group in zip(spans, spoken, strict=True)]


def speaker_of(span: Span, sentences: Sequence[Sentence]) -> str | None:
    """Who says the words of a span, where one of the sentences holds it and one speaker speaks there."""
    for sentence in sentences:
        if sentence.span.start <= span.start and span.end <= sentence.span.end:
            speakers = {speech.speaker for speech in sentence.speeches}
            return speakers.pop() if len(speakers) == 1 else None
    return None


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
