"""From a raw chat reply to its sentences, each with the numbers of the passages that it points at.

Models write markers in many forms and places. They are taken out of the text first, each remembered by the place it
stood at, and the sentences are found in what is left: so a marker behind a full stop belongs to the sentence before it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from index.sentences import sentence_spans
from prompts.generator import MarkedSentence
from prompts.plain_blocks import plain_blocks

LONGEST_RANGE = 20

# How many times as long as the sentence of refusal its typing may be, punctuation and all.
REFUSAL_PADDING = 3

_NUMBER = r"\d{1,3}(?:\s?[-–—]\s?\d{1,3})?"
_WORD = r"(?:(?:passages?|sources?|articles?)\s|[#^])"
_LIST = rf"{_WORD}?{_NUMBER}(?:\s?(?:,|;|&|,?\sand)\s?{_WORD}?{_NUMBER}){{0,30}}"
# [1] [[1]] [1, 2] [1-3] [^1] [passage 1] 【1】 【1†title】 ［1］ (passage 1)
_MARKER = rf"(?:[\[【［〔]{{1,2}}\s?{_LIST}\s?(?:†[^\[\]【】\n]{{0,80}})?[\]】］〕]{{1,2}}|\(\s?(?=\D){_LIST}\s?\))"
_MARKERS = re.compile(rf"{_MARKER}(?:\s?(?:[,;&]\s?|,?\s?and\s)?{_MARKER})*", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,3})(?:\s?[-–—]\s?(\d{1,3}))?")
_TITLE = re.compile(r"†[^\[\]【】]*")
_QUOTATION = re.compile(r"“[^“”]*”|(?<![\w\"])\"(?=\S)[^\"]*(?<=\S)\"(?!\w)")
_AFTER_LEADING_MARKER = " :.–—-"
_ENDS = (".", "!", "?", "…")
_CLOSING = "”’\"')"


@dataclass(frozen=True, kw_only=True)
class _Anchor:
    """Numbers, and the place in the text without markers where they stood."""

    place: int
    numbers: tuple[int, ...]


def read_reply(reply: str, *, refusal: str) -> tuple[MarkedSentence, ...]:
    """The sentences of a reply; none where it refuses, that is, where its first words are the sentence of refusal.

    A refusal among other sentences is left out. Sentences without a marker are kept, with no markers: whoever reads
    them decides. Markers keep their order, each once; 0 is no marker. Never raises, whatever the reply is.
    """
    return without_refusal(list(chain(*(block.sentences for block in read_blocks(reply)))), refusal)


@dataclass(frozen=True, kw_only=True)
class MarkedBlock:
    """The sentences of one paragraph or list item; `leads` says that it begins with a marker."""

    sentences: tuple[MarkedSentence, ...]
    leads: bool


def read_blocks(reply: str) -> list[MarkedBlock]:
    """The blocks of a reply that hold words."""
    blocks: list[MarkedBlock] = []
    for block in plain_blocks(reply):
        text, anchors = _without_markers(block)
        found = _sentences(text, anchors)
        if found:
            blocks.append(MarkedBlock(sentences=tuple(found), leads=bool(anchors) and anchors[0].place == 0))
        elif blocks:
            # A line of nothing but markers belongs to the sentence above it.
            above = blocks.pop()
            *before, last = above.sentences
            last = _marked(last.text, chain(last.markers, *(anchor.numbers for anchor in anchors)))
            blocks.append(replace(above, sentences=(*before, last)))
    return blocks


def without_refusal(sentences: Sequence[MarkedSentence], refusal: str) -> tuple[MarkedSentence, ...]:
    """The sentences but for the one of refusal; none where they begin with it."""
    refused = _folded(refusal)
    longest = len(refusal) * REFUSAL_PADDING
    if f"{_beginning(sentences, refusal)} ".startswith(f"{refused} "):
        return ()
    return tuple(one for one in sentences if len(one.text) > longest or _folded(one.text) != refused)


def may_refuse(sentences: Sequence[MarkedSentence], refusal: str) -> bool:
    """Whether these sentences may be the beginning of the refusal, and no more of it was said yet."""
    return _folded(refusal).startswith(_beginning(sentences, refusal))


def _beginning(sentences: Sequence[MarkedSentence], refusal: str) -> str:
    return _folded(" ".join(sentence.text for sentence in sentences)[: len(refusal) * REFUSAL_PADDING])


def _without_markers(block: str) -> tuple[str, list[_Anchor]]:
    anchors: list[_Anchor] = []
    kept = ""
    start = 0
    for match in _markers_outside_quotations(block):
        kept += block[start : match.start()].removesuffix(" ")
        anchors.append(_Anchor(place=len(kept), numbers=_numbers(match.group())))
        start = match.end()
        after = block[start : start + 2]
        if not kept:
            start += len(block[start:]) - len(block[start:].lstrip(_AFTER_LEADING_MARKER))  # "[1]: It rained."
        elif after[:1] == "." and kept.rstrip(_CLOSING).endswith(_ENDS):
            start += 1  # "It rained. [1]."
        elif after[:1] == " " and after[1:] and after[1:] in ".,;:!?":
            start += 1  # "It rained [1] ."
        elif after[:1].isalnum():
            kept += " "  # "It rained.[1]It snowed."
    return kept + block[start:], anchors


def _markers_outside_quotations(block: str) -> Iterator[re.Match[str]]:
    """The markers, without those amid quoted words: `“the bridge[3] fell”` quotes a number of the article's own."""
    quotations = list(_QUOTATION.finditer(block))
    starts = [quotation.start() for quotation in quotations]
    for match in _MARKERS.finditer(block):
        at = bisect_right(starts, match.start()) - 1
        rest = block[match.end() : quotations[at].end()] if at >= 0 else ""
        if not any(character.isalnum() for character in rest):
            yield match


def _sentences(text: str, anchors: list[_Anchor]) -> list[MarkedSentence]:
    spans = [span for span in sentence_spans(text) if any(c.isalnum() for c in span.of(text))]
    if not spans:
        return []
    starts = [span.start for span in spans]
    numbers: list[list[int]] = [[] for _ in spans]
    # "[1] It rained. [2] It snowed." leads with its markers; otherwise a marker between two sentences ends the first.
    leading = bool(anchors) and anchors[0].place == 0 and anchors[-1].place < spans[-1].end
    for anchor in anchors:
        at = max(bisect_right(starts, anchor.place) - 1, 0)
        if leading and anchor.place >= spans[at].end:
            at += 1
        numbers[at].extend(anchor.numbers)
    return [_marked(span.of(text), own) for span, own in zip(spans, numbers, strict=True)]


def _marked(text: str, numbers: Iterable[int]) -> MarkedSentence:
    return MarkedSentence(text=text, markers=tuple(dict.fromkeys(numbers)))


def _numbers(marker: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for match in _RANGE.finditer(_TITLE.sub("", marker)):
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        between = range(first, last + 1) if 0 <= last - first < LONGEST_RANGE else (first, last)
        numbers.extend(number for number in between if number > 0)
    return tuple(numbers)


def _folded(text: str) -> str:
    """The text's letters and digits in one case, words parted by one space: what is left when typing differs."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "").replace("'", "")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
