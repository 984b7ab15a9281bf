"""Cuts a text into passages: whole sentences, exact offsets, never above the embedder's window.

Our own, because LangChain's `start_index` was wrong for 14 of 28 passages with a length function that counts tokens,
and offsets are our contract (design, section 4). A token count is additive over pieces that are parted by white
space, for WordPiece never joins across it; where pieces touch, the final check catches what the sum misses.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.passage import Span
from index.sentences import sentence_spans

CHARACTERS_A_TOKEN = 10
"""More than this in one token is no prose: a word of 5 MB counts as one unknown token, and is no passage."""

_WORD = re.compile(r"\S+")

CountTokens = Callable[[Sequence[str]], list[int]]
"""How many tokens each of some texts has for the embedder, special tokens not counted."""


@dataclass(frozen=True, kw_only=True)
class Splitter:
    """How passages are cut; its fingerprint is kept with them, so that another splitter means other passages."""

    target_tokens: int = 254
    window_tokens: int = 254
    overlap_sentences: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.target_tokens <= self.window_tokens or not self.overlap_sentences >= 0:
            raise ValueError(f"no passages can be cut by {self}")

    @property
    def fingerprint(self) -> str:
        """The name of this way of cutting."""
        return f"sentences-2/{self.target_tokens}/{self.window_tokens}/{self.overlap_sentences}"

    def within(self, window_tokens: int) -> "Splitter":
        """The same splitter for an embedder that reads at most so many tokens."""
        window = min(self.window_tokens, window_tokens)
        return replace(self, target_tokens=min(self.target_tokens, window), window_tokens=window)

    def split(self, text: str, count_tokens: CountTokens) -> list[Span]:
        """Spans that together hold every sentence; each is at most `window_tokens` long."""
        units, sizes = self._units(text, count_tokens)
        passages = []
        first = 0
        while first < len(units):
            last = self._last(units, sizes, first, text, count_tokens)
            passages.append(Span(units[first].start, units[last].end))
            if last + 1 == len(units):
                break
            # The overlap must leave room for something new, or the next passage would be this one again.
            back = min(self.overlap_sentences, last - first)
            overlap = sum(sizes[last + 1 - back : last + 1])
            first = last + 1 - back if overlap + sizes[last + 1] <= self.target_tokens else last + 1
        return passages

    def _units(self, text: str, count_tokens: CountTokens) -> tuple[list[Span], list[int]]:
        """Sentences, and the parts of those that alone are too long, with their weights."""
        units: list[Span] = []
        weights: list[int] = []
        spans = sentence_spans(text)
        # What is too long by its characters need not be counted: that takes seconds for a text without punctuation.
        longest = self.window_tokens * CHARACTERS_A_TOKEN
        short = [span for span in spans if span.end - span.start <= longest]
        weight_of = dict(zip(short, _weigh(text, short, count_tokens), strict=True))
        for span in spans:
            if weight_of.get(span, longest) <= self.window_tokens:
                units.append(span)
                weights.append(weight_of[span])
            else:
                parts = self._cut(text, span, count_tokens)
                units.extend(parts)
                weights.extend(_weigh(text, parts, count_tokens))
        return units, weights

    def _cut(self, text: str, span: Span, count_tokens: CountTokens) -> list[Span]:
        """The span in parts of about `target_tokens`, cut between words, or inside one that alone is too long."""
        words = _words(text, span, longest=self.target_tokens)
        parts: list[Span] = []
        start, end, tokens = span.start, span.start, 0
        for word, weight in zip(words, _weigh(text, words, count_tokens), strict=True):
            if tokens and tokens + weight > self.target_tokens:
                parts.append(Span(start, end))
                start, tokens = word.start, 0
            end, tokens = word.end, tokens + weight
        # A character can be several tokens, and the pieces of one word can have more of them joined than apart.
        return _fitting(text, [*parts, Span(start, end)], self.window_tokens, count_tokens)

    def _last(
        self, units: Sequence[Span], sizes: Sequence[int], first: int, text: str, count_tokens: CountTokens
    ) -> int:
        """The index of the last unit of the passage that begins with unit `first`."""
        last, tokens = first, sizes[first]
        while last + 1 < len(units) and tokens + sizes[last + 1] <= self.target_tokens:
            last += 1
            tokens += sizes[last]
        touching = any(left.end == right.start for left, right in pairwise(units[first : last + 1]))
        while (
            touching
            and last > first
            and count_tokens([text[units[first].start : units[last].end]])[0] > self.window_tokens
        ):
            last -= 1
        return last


def _weigh(text: str, spans: Iterable[Span], count_tokens: CountTokens) -> list[int]:
    """What each span weighs: its tokens, or more where the embedder takes very many characters for one token."""
    texts = [span.of(text) for span in spans]
    distinct = list(dict.fromkeys(texts))
    tokens = dict(zip(distinct, count_tokens(distinct), strict=True))
    return [max(tokens[piece], len(piece) // CHARACTERS_A_TOKEN) for piece in texts]


def _fitting(text: str, spans: Sequence[Span], heaviest: int, count_tokens: CountTokens) -> list[Span]:
    """The spans, those that weigh too much in halves of halves; a single character stays whole."""
    fitting: list[Span] = []
    for span, weight in zip(spans, _weigh(text, spans, count_tokens), strict=True):
        if weight <= heaviest or span.end - span.start == 1:
            fitting.append(span)
        else:
            middle = (span.start + span.end) // 2
            halves = [Span(span.start, middle), Span(middle, span.end)]
            fitting.extend(_fitting(text, halves, heaviest, count_tokens))
    return fitting


def _words(text: str, span: Span, longest: int) -> list[Span]:
    """The words of a span; one of more than `longest` characters comes in parts."""
    return [
        Span(at, min(at + longest, match.end()))
        for match in _WORD.finditer(text, span.start, span.end)
        for at in range(match.start(), match.end(), longest)
    ]
