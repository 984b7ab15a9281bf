"""From markers to citations: the one step that every reply goes through, whoever wrote it.

A marker that points at no hit is dropped; a sentence without a marker left is dropped; a quotation that stands in none
of the passages that its sentence cites drops the sentence. What a citation quotes is chosen here, from the article,
never from the reply. Citations are numbered anew in the order in which they are first used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Passage, Span
from index.query import Hit
from index.sentences import sentence_spans
from index.terms import Analyser
from prompts.answer import Citation, Claim
from prompts.folding import Folded, fold
from prompts.generator import MarkedSentence
from prompts.speakers import Reader, speaker_of

SHORTEST_QUOTATION_CHARACTERS = 12
"""Quoted words shorter than this are a turn of phrase and no quotation."""

_SINGLE_QUOTATION = re.compile(r"(?<!\w)'(?=[^\W\d_])((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)")


@dataclass(frozen=True, kw_only=True)
class Cited:
    """The claims of a reply that can be shown, their citations, and each sentence that was left out with the reason."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[tuple[str, str], ...] = ()


def cite(
    sentences: Sequence[MarkedSentence], hits: Sequence[Hit], analyser: Analyser, reader: Reader | None = None
) -> Cited:
    """Turn marked sentences into claims with citations; a reader remembers articles that were read before."""
    reader = reader or Reader()
    claims: list[Claim] = []
    dropped: list[tuple[str, str]] = []
    citations: dict[tuple[str, str, Span], Citation] = {}
    folded: dict[int, Folded] = {}
    for sentence in sentences:
        markers = [marker for marker in dict.fromkeys(sentence.markers) if 1 <= marker <= len(hits)]
        for marker in markers:
            folded.setdefault(marker, fold(hits[marker - 1].passage.text))
        reason = _fault(sentence, markers, [folded[marker] for marker in markers])
        if reason:
            dropped.append((sentence.text, reason))
            continue
        numbers = []
        for marker in markers:
            passage = hits[marker - 1].passage
            span = _support(sentence.text, passage, folded[marker], analyser)
            key = (passage.article.id, passage.article.version, span)
            if key not in citations:
                spoken = reader.read(passage.article, passage.span).sentences
                number, speaker = len(citations) + 1, speaker_of(span, spoken)
                citations[key] = Citation(number=number, article=passage.article, span=span, speaker=speaker)
            numbers.append(citations[key].number)
        claims.append(Claim(text=sentence.text, citations=tuple(dict.fromkeys(numbers))))
    return Cited(claims=tuple(claims), citations=tuple(citations.values()), dropped=tuple(dropped))


def _fault(sentence: MarkedSentence, markers: Sequence[int], cited: Sequence[Folded]) -> str | None:
    """Why a sentence can't be shown; None where it can."""
    if not any(sign.isalnum() for sign in sentence.text):
        return "no words"
    if not sentence.markers:
        return "no citation"
    if not markers:
        return "cites a passage that does not exist"
    if any(passage.find(sentence.text) for passage in cited):
        return None
    for quotation in _quotations(sentence.text):
        words = quotation.strip(" ,.;:!?…")
        if len(words) >= SHORTEST_QUOTATION_CHARACTERS and not any(passage.find(words) for passage in cited):
            return "a quotation that the cited passages don't hold"
    return None


def _quotations(text: str) -> list[str]:
    """What stands in quotation marks, whatever their form.

    Where a double mark has no partner, the sentence was cut out of a longer quotation: what is quoted then goes on to
    its end, or goes back to its beginning.
    """
    plain = fold(text).text
    parts = plain.split('"')
    unpaired = len(parts) % 2 == 0
    begins_quoted = unpaired and not parts[0][-1:].isspace() and not parts[1][:1].isalnum() and bool(parts[0])
    return [*parts[0 if begins_quoted else 1 :: 2], *_SINGLE_QUOTATION.findall(plain)]


def _support(text: str, passage: Passage, folded: Folded, analyser: Analyser) -> Span:
    """Where in the article a sentence stands verbatim; else the passage's sentence that shares most words with it."""
    offset = passage.span.start
    verbatim = folded.find(text)
    if verbatim:
        return Span(offset + verbatim.start, offset + verbatim.end)
    wanted = set(analyser.stems(text))
    spans = sentence_spans(passage.text)
    best = max(spans, key=lambda span: len(wanted & set(analyser.stems(span.of(passage.text)))))
    return Span(offset + best.start, offset + best.end)
