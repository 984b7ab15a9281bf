"""Sentences of a text, as exact spans, from the maintained segmenter sentencex.

What it parts wrongly in news is joined again: a title from its name ("Ms. | Lee"), a time from its day ("5 p.m. |
Monday"), and a quoted question or exclamation from who asked it ("“Is it safe?” | Lee asked."), for a quotation that
loses its speaker is given to the one before.
"""

import re
from collections.abc import Iterator

from sentencex import segment

from index.passage import Span

LANGUAGE = "en"
LONGEST_PARAGRAPH_CHARACTERS = 20_000

_PARAGRAPH = re.compile(r"(?:.+\n?)+\s*|\s+")
_TITLE = re.compile(r"\b(?:Atty|Messrs|Mr|Mrs|Ms|Mx)\.$")
_HOUR = re.compile(r"\b[ap]\.m\.$")
_DAY_OR_ZONE = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Central|Eastern|Pacific|[A-Z]{2,3}T)\b")
_EXCLAIMED = re.compile(r"[!?…](?:[”\"’']|'')$")
_WHO_SAID_IT = re.compile(
    r"(?:[^\s“”\".!?]+\.?\s+){1,8}?"
    r"(?:added|adds|asked|asks|continued|cried|joked|replied|said|says|shouted|told|tweeted|warned|wondered|wrote)\b"
)


def sentence_spans(text: str) -> list[Span]:
    """The sentences in order, without the white space around them; a text of white space has none."""
    spans: list[Span] = []
    start = 0
    for piece in _pieces(text):
        end = start + len(piece)
        left = start + len(piece) - len(piece.lstrip())
        right = end - (len(piece) - len(piece.rstrip()))
        if left < right:
            if spans and _goes_on(text, spans[-1].end, left):
                spans[-1] = Span(spans[-1].start, right)
            else:
                spans.append(Span(left, right))
        start = end
    return spans


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces, every character once and in order; white space hangs at the end of one or is its own.

    Paragraph by paragraph, and what is longer than any in parts: runs of opening quotation marks take sentencex a time
    that grows with the square of their number.
    """
    for paragraph in _PARAGRAPH.findall(text):
        for start in range(0, len(paragraph), LONGEST_PARAGRAPH_CHARACTERS):
            yield from segment(LANGUAGE, paragraph[start : start + LONGEST_PARAGRAPH_CHARACTERS])


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether what was parted between `end` and `start` is one sentence."""
    if "\n" in text[end:start]:
        return False
    before = text[max(0, end - 10) : end]
    if _EXCLAIMED.search(before):
        return _WHO_SAID_IT.match(text, start) is not None
    if _HOUR.search(before):
        return _DAY_OR_ZONE.match(text, start) is not None
    return _TITLE.search(before) is not None
