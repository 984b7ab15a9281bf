"""Who speaks in the sentences around a passage, under the full names and titles that the article gives them.

To find that out takes most of the time of an answer, so a `Reader` remembers it for the next passage and question.
"""

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.article import Article
from index.passage import Span
from index.quotes import said_in
from index.sentences import sentence_spans
from index.speech import Speech
from index.stretches import stretches, within_paragraphs
from index.terms import Analyser
from prompts.tolls import with_tolls

CONTEXT_CHARACTERS = 30_000
"""How much of a long article on either side of a passage is read, for who speaks and how people are named in full."""
CHARACTERS_REMEMBERED = 4_000_000
"""Of some 700 articles; at 7 to 8 bytes a character, 30 MB."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of an article and who speaks in it."""

    span: Span
    speeches: tuple[Speech, ...]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The sentences of an article around a passage, in order; their stems are worked out when first asked for."""

    text: str
    sentences: tuple[Sentence, ...]
    _stems: dict[int, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def stems(self, position: int, analyser: Analyser) -> frozenset[str]:
        """The stems of the sentence at a position, with those of other words for the dead and the hurt."""
        known = self._stems.get(position)
        if known is None:
            # Two threads may both work them out, to the same end.
            known = with_tolls(analyser.stems(self.sentences[position].span.of(self.text)), analyser)
            self._stems[position] = known
        return known


class Reader:
    """Reads articles around passages, and remembers those read last. Threads may share it."""

    def __init__(self, characters: int = CHARACTERS_REMEMBERED) -> None:
        self._room = characters
        self._known: OrderedDict[tuple[str, Span], Surroundings] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, article: Article, passage: Span) -> Surroundings:
        """The sentences of an article around a passage, and who speaks in them."""
        region = _region(article, passage)
        # The text itself is the key: nothing else of an article has a part in what is read out of it.
        key = (article.text, region)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known
        # Outside the lock, for it takes milliseconds; two threads that meet one article at once both read it.
        read = Surroundings(text=article.text, sentences=tuple(_read(article.text, region)))
        with self._lock:
            if key not in self._known:
                self._known[key] = read
                self._room -= region.end - region.start
            while self._room < 0:
                (_, forgotten), _ = self._known.popitem(last=False)
                self._room += forgotten.end - forgotten.start
        return read


def _region(article: Article, passage: Span) -> Span:
    end = min(len(article.text), passage.end + CONTEXT_CHARACTERS)
    return Span(max(0, passage.start - CONTEXT_CHARACTERS), end)


def _read(text: str, region: Span) -> list[Sentence]:
    start, words = region.start, region.of(text)
    spans = within_paragraphs(words, sentence_spans(words))
    parts = stretches(words, spans)
    spoken = said_in(words, parts)
    ends = [part.span.end for part in parts]
    # A sentence that a quotation runs through is theirs who say the whole of it.
    return [
        Sentence(span=Span(span.start + start, span.end + start), speeches=spoken[bisect_left(ends, span.end)])
        for span in spans
    ]


def speaker_of(span: Span, sentences: Sequence[Sentence]) -> str | None:
    """Who says the words of a span, where one of the sentences holds it and one speaker speaks there."""
    for sentence in sentences:
        if sentence.span.start <= span.start and span.end <= sentence.span.end:
            speakers = {speech.speaker for speech in sentence.speeches}
            return speakers.pop() if len(speakers) == 1 else None
    return None
