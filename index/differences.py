"""What changed between two versions of an article: which sentences went, came or were put otherwise, and which details.

Sentences are compared as their words, white space aside, so that a paragraph that is broken elsewhere is no change.
Only what stands in both texts exactly once is sure to be the same place; the rest is compared between such places, and
a sentence that was put otherwise is known by the rare words that it shares. So the time grows with the length of a
text, and not with its square, whatever it holds.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from index.article import Article
from index.passage import Span
from index.sentences import sentence_spans
from index.text import one_line

LEAST_ALIKE = 0.5
"""With this share of words in common, two sentences are one that was put otherwise."""
RARE_SENTENCES = 4
"""A word that stands in more of the new sentences says little of which of them is meant."""
MOST_CELLS = 10_000
"""Stretches without a sure place are compared each with each where that takes at most so many comparisons."""
DETAILS = ("title", "publisher", "published", "modified", "author", "section", "url")

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|_")

Pairs = list[tuple[int, int]]


class Kind(StrEnum):
    """What became of a sentence."""

    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class WordChange:
    """Words of a sentence that gave way to others: offsets into the two texts, empty ones where nothing stood."""

    old: Span
    new: Span


@dataclass(frozen=True, kw_only=True)
class Change:
    """A sentence that is not the same in both texts: where it stands in each, and which of its words changed."""

    kind: Kind
    old: Span | None = None
    new: Span | None = None
    words: tuple[WordChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DetailChange:
    """Something known of an article beside its text that is not what it was."""

    name: str
    old: str | datetime | None
    new: str | datetime | None


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What changed from one version to another, in the order of the texts; `kept` is how many sentences stayed."""

    changes: tuple[Change, ...]
    details: tuple[DetailChange, ...]
    kept: int


def differences(old: Article, new: Article) -> Differences:
    """What changed from one version of an article to another."""
    details = tuple(
        DetailChange(name=name, old=getattr(old, name), new=getattr(new, name))
        for name in DETAILS
        if getattr(old, name) != getattr(new, name)
    )
    changes, kept = _sentences(old.text, new.text)
    return Differences(changes=tuple(changes), details=details, kept=kept)


def same_places(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Which items of two sequences are the same ones, as pairs of places in order.

    What stands exactly once in both is an anchor, the longest run of anchors in order holds, and so on between them
    (patience diff, after Bram Cohen); short stretches without any are compared each with each.
    """
    found: Pairs = []
    left = [(0, len(old), 0, len(new))]
    while left:
        first, end, start, stop = left.pop()
        while first < end and start < stop and old[first] == new[start]:
            found.append((first, start))
            first, start = first + 1, start + 1
        while first < end and start < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            found.append((end, stop))
        if first == end or start == stop:
            continue
        anchors = _anchors(old, new, (first, end, start, stop))
        if not anchors:
            if (end - first) * (stop - start) <= MOST_CELLS:
                common = _longest_common(old[first:end], new[start:stop])
                found += [(first + at, start + to) for at, to in common]
            continue
        found += anchors
        bounds = [(first - 1, start - 1), *anchors, (end, stop)]
        left += [(a + 1, b, c + 1, d) for (a, c), (b, d) in pairwise(bounds)]
    return sorted(found)


def _anchors(old: Sequence[str], new: Sequence[str], within: tuple[int, int, int, int]) -> Pairs:
    """The longest run, in order, of what stands exactly once in both stretches."""
    first, end, start, stop = within
    once = {item for item, count in Counter(old[first:end]).items() if count == 1}
    once &= {item for item, count in Counter(new[start:stop]).items() if count == 1}
    places = {new[at]: at for at in range(start, stop) if new[at] in once}
    return _in_order([(at, places[old[at]]) for at in range(first, end) if old[at] in once])


def _in_order(pairs: Pairs) -> Pairs:
    """The most of some pairs whose second places rise as the first ones do: the longest increasing subsequence."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        low = _first_at_least(ends, place)
        before.append(last[low - 1] if low else -1)
        ends[low : low + 1] = [place]
        last[low : low + 1] = [number]
    chosen: Pairs = []
    at = last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _first_at_least(rising: Sequence[int], value: int) -> int:
    low, high = 0, len(rising)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if rising[middle] < value else (low, middle)
    return low


def _longest_common(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """The longest common subsequence, by the table of all lengths."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for at in range(len(old) - 1, -1, -1):
        row, below = table[at], table[at + 1]
        for to in range(len(new) - 1, -1, -1):
            row[to] = below[to + 1] + 1 if old[at] == new[to] else max(below[to], row[to + 1])
    found: Pairs = []
    at = to = 0
    while at < len(old) and to < len(new):
        if old[at] == new[to]:
            found.append((at, to))
            at, to = at + 1, to + 1
        elif table[at + 1][to] >= table[at][to + 1]:
            at += 1
        else:
            to += 1
    return found


def _sentences(old: str, new: str) -> tuple[list[Change], int]:
    spans, others = sentence_spans(old), sentence_spans(new)
    same = same_places([one_line(span.of(old)) for span in spans], [one_line(span.of(new)) for span in others])
    changes: list[Change] = []
    bounds = [(-1, -1), *same, (len(spans), len(others))]
    for (first, start), (end, stop) in pairwise(bounds):
        changes += _between(old, new, spans[first + 1 : end], others[start + 1 : stop])
    return changes, len(same)


def _between(old: str, new: str, spans: Sequence[Span], others: Sequence[Span]) -> Iterator[Change]:
    """The changes of a stretch in which no sentence stayed: what went, what came, and what was put otherwise."""
    pairs = _alike([span.of(old) for span in spans], [span.of(new) for span in others])
    bounds = [(-1, -1), *pairs, (len(spans), len(others))]
    for (first, start), (end, stop) in pairwise(bounds):
        yield from (Change(kind=Kind.REMOVED, old=span) for span in spans[first + 1 : end])
        yield from (Change(kind=Kind.ADDED, new=span) for span in others[start + 1 : stop])
        if (end, stop) != (len(spans), len(others)):
            was, became = spans[end], others[stop]
            yield Change(kind=Kind.CHANGED, old=was, new=became, words=tuple(_words(old, new, was, became)))


def _alike(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Which of some sentences are others put otherwise: each with the one that it shares most rare words with."""
    counts = [Counter(_WORD.findall(sentence)) for sentence in old]
    others = [Counter(_WORD.findall(sentence)) for sentence in new]
    holding: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(others):
        for word in words:
            holding[word].append(place)
    pairs: Pairs = []
    for place, words in enumerate(counts):
        meant = {to for word in words if len(holding.get(word, ())) <= RARE_SENTENCES for to in holding.get(word, ())}
        likeness, _, best = max(
            ((_likeness(words, others[to]), -abs(to - place), to) for to in meant), default=(0, 0, 0)
        )
        if likeness >= LEAST_ALIKE:
            pairs.append((place, best))
    return _in_order(pairs)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two sentences have in common (Dice's coefficient)."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _words(old: str, new: str, was: Span, became: Span) -> Iterator[WordChange]:
    """The words of a sentence that gave way to others."""
    here = [Span(was.start + m.start(), was.start + m.end()) for m in _WORD.finditer(was.of(old))]
    there = [Span(became.start + m.start(), became.start + m.end()) for m in _WORD.finditer(became.of(new))]
    same = same_places([span.of(old) for span in here], [span.of(new) for span in there])
    for (first, start), (end, stop) in pairwise([(-1, -1), *same, (len(here), len(there))]):
        gone = _from(here, first, end, was.start)
        come = _from(there, start, stop, became.start)
        if gone.start < gone.end or come.start < come.end:
            yield WordChange(old=gone, new=come)


def _from(words: Sequence[Span], last: int, end: int, begin: int) -> Span:
    """The stretch between two words that stayed; empty behind the first of them where nothing stands between them."""
    if last + 1 < end:
        return Span(words[last + 1].start, words[end - 1].end)
    place = words[last].end if last >= 0 else begin
    return Span(place, place)
