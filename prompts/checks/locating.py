"""Where a quotation stands in the passages: verbatim, cut or completed in brackets, in another one, nearly, or nowhere.

What printers vary may differ: marks, dashes, white space, the punctuation around the words. Whatever else differs is
shown as the passage has it, or not at all.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.passage import Span
from prompts.checks.cutting import GAP, LETTER, found_in_parts
from prompts.checks.joining import joined
from prompts.checks.mending import mended
from prompts.checks.source import Source
from prompts.folding import Folded, fold

SHORTEST_QUOTATION_CHARACTERS = 12
"""Quoted words shorter than this are a turn of phrase and no quotation."""
_OUTSIDE = " \t\n,.;:!?…-–—"


class State(StrEnum):
    """What became of a quotation."""

    VERIFIED = "verified"
    REPAIRED = "repaired"
    MISATTRIBUTED = "misattributed"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Located:
    """Where quoted words were found: in which source, at which characters of its article, and how to show them.

    `spans` are several where an ellipsis or a bracket parts the words; there are none, and no source, where nothing was
    found.
    """

    state: State
    source: int | None
    spans: tuple[Span, ...]
    words: str


def locate(words: str, cited: Sequence[Source], others: Sequence[Source]) -> Located:
    """Find quoted words in the cited passages, and where they are in none of them, in the others."""
    plain = unicodedata.normalize("NFC", words)
    found = _first(plain, cited)
    if found:
        source, (spans, shown) = found
        return _located(State.VERIFIED if shown == plain else State.REPAIRED, source, spans, shown)
    if not is_short(words):
        found = _first(plain, others)
        if found:
            source, (spans, shown) = found
            return _located(State.MISATTRIBUTED, source, spans, shown)
        for source in cited:
            window = mended(LETTER.sub(r"\1", plain), source.passage.text) if not GAP.search(plain) else None
            if window:
                shown = _within(plain, " ".join(window.of(source.passage.text).split()))
                return _located(State.REPAIRED, source, (window,), shown)
    return Located(state=State.REMOVED, source=None, spans=(), words=words)


def is_short(words: str) -> bool:
    """Whether words in quotation marks are too few to be a quotation."""
    return len(words.strip(_OUTSIDE)) < SHORTEST_QUOTATION_CHARACTERS


def _first(words: str, sources: Sequence[Source]) -> tuple[Source, tuple[tuple[Span, ...], str]] | None:
    """The first source that holds words exactly, else the first that holds them with gaps or another capital."""
    needle = _one_mark(fold(words.strip(_OUTSIDE)).text)
    for source in sources:
        folded = source.folded
        span = Folded(text=_one_mark(folded.text), offsets=folded.offsets).find(needle)
        if span:
            return source, ((span,), words)
    for source in sources:
        place = found_in_parts(words, source) or joined(words, source)
        if place:
            return source, place
    return None


def _one_mark(folded: str) -> str:
    """A folded text in which a quotation inside a quotation has one kind of mark."""
    return folded.replace('"', "'")


def _located(state: State, source: Source, spans: tuple[Span, ...], words: str) -> Located:
    offset = source.passage.span.start
    moved = tuple(Span(offset + span.start, offset + span.end) for span in spans)
    return Located(state=state, source=source.number, spans=moved, words=words)


def _within(words: str, core: str) -> str:
    """Words with what stands between their outer punctuation replaced."""
    bare = words.strip(_OUTSIDE)
    start = words.index(bare)
    return f"{words[:start]}{core}{words[start + len(bare) :]}"
