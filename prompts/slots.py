"""The one value by which two sentences differ that are otherwise the same: a figure, a date or a name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import Enum, auto
from typing import TypeVar

from index.names import words_of
from index.passage import Span
from index.terms import STOP_WORDS
from prompts.checks.dates_named import Grain, Named, dates_in
from prompts.checks.figures import Amount, Figure, figures_in
from prompts.checks.moments import Moment, moments
from prompts.checks.nations import is_form_of, same_nation
from prompts.checks.rounding import is_comparable, is_rounded, is_same
from prompts.counting import are_of_two_times, count_other_things, may_be_one

MOST_WORDS = 80
"""Longer sentences are not compared, for the time that it takes grows with the square of their length."""
LEAST_SHARED = 0.6
"""So much of the shorter sentence's words stand in the longer one, in order,"""
FEWEST_SHARED = 3
"""and so many of these are words of content."""
NEARLY_THE_SAME = 0.7
"""So much of the longer sentence is shared where one was written from the other, or both from a third."""
MOST_OTHER_WORDS = 5
"""So many words may differ besides, none of them a value."""
LONGEST_VALUE_WORDS = 6
LEAST_MEASURED = 1000
MOST_TURNED = 20
"""A figure turned into another unit differs by less than this part of it, for both are rounded."""

T = TypeVar("T", Named, Figure)

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")


class ValueKind(Enum):
    """What kind of value two sentences differ in."""

    FIGURE = auto()
    DATE = auto()
    NAME = auto()


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value as a sentence words it."""

    words: str
    kind: ValueKind
    figure: Figure | None = None
    moments: frozenset[Moment] = frozenset()

    def differs(self, other: "Value") -> bool:
        """Whether two values can't both be right; a rounded figure and a name's other form can."""
        if self.kind is not other.kind:
            return False
        if self.figure and other.figure:
            comparable = is_comparable(self.figure, other.figure)
            return (
                comparable
                and not _is_close(self.figure, other.figure)
                and not (
                    is_same(self.figure, other.figure)
                    or is_rounded(self.figure, other.figure)
                    or is_rounded(other.figure, self.figure)
                )
            )
        if self.kind is ValueKind.DATE:
            return bool(self.moments and other.moments) and not any(
                may_be_one(one, two) for one in self.moments for two in other.moments
            )
        return self.kind is ValueKind.NAME and not _may_be_one_name(self.words, other.words)

    def agrees(self, other: "Value") -> bool:
        """Whether two values are the same one."""
        return self.kind is other.kind and not self.differs(other)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The value of one sentence and that of the other in its place; `near` is whether little else differs at all."""

    here: Value
    there: Value
    near: bool = False

    @property
    def kind(self) -> ValueKind:
        """What both are."""
        return self.here.kind


def slot_between(here: str, there: str, published: datetime | None, other: datetime | None) -> Slot | None:
    """By which one value two sentences differ; None where they say something else, the same, or differ in several.

    `published` and `other` are when their articles were, by which "on Monday" is a date.
    """
    mine, yours = _Read.of(here, published), _Read.of(there, other)
    if not mine.comparable or not yours.comparable:
        return None
    codes = SequenceMatcher(None, mine.keys, yours.keys, autojunk=False).get_opcodes()
    shared = [key for tag, start, end, _, _ in codes if tag == "equal" for key in mine.keys[start:end]]
    content = [key for key in shared if key not in STOP_WORDS]
    if len(shared) < LEAST_SHARED * min(len(mine.keys), len(yours.keys)) or len(content) < FEWEST_SHARED:
        return None
    slots: list[Slot] = []
    others = 0
    for tag, start, end, first, last in codes:
        if tag == "equal":
            continue
        found = list(_slots(mine, yours, range(start, end), range(first, last)))
        slots.extend(found)
        others += 0 if found else max(_told_words(mine, start, end), _told_words(yours, first, last))
    different = [slot for slot in slots if slot.here.differs(slot.there)]
    if others > MOST_OTHER_WORDS or len({(slot.here.words, slot.there.words) for slot in different}) != 1:
        return None
    slot = different[0]
    if slot.kind is not ValueKind.DATE and are_of_two_times(here, there, published, other):
        return None
    if slot.here.figure and slot.there.figure and count_other_things(here, slot.here.figure, there, slot.there.figure):
        return None
    near = len(shared) >= NEARLY_THE_SAME * max(len(mine.keys), len(yours.keys)) and len(content) > FEWEST_SHARED
    return replace(slot, near=near)


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A sentence taken apart: its words, where they stand, and the values among them."""

    text: str
    words: Sequence[str]
    spans: Sequence[Span]
    keys: Sequence[str]
    dates: Sequence[Named]
    figures: Sequence[Figure]
    published: date | None

    @classmethod
    def of(cls, text: str, published: datetime | None) -> "_Read":
        found = list(_WORD.finditer(text))
        dates = dates_in(text)
        return cls(
            text=text,
            words=[match.group() for match in found],
            spans=[Span(*match.span()) for match in found],
            keys=[match.group().lower().removesuffix("'s").removesuffix("’s") for match in found],
            dates=[one for one in dates if one.grain is not Grain.CLOCK],
            figures=figures_in(text, masked=tuple(one.span for one in dates)),
            published=published.date() if published else None,
        )

    @property
    def comparable(self) -> bool:
        return FEWEST_SHARED <= len(self.words) <= MOST_WORDS

    def span(self, places: range) -> Span | None:
        return Span(self.spans[places[0]].start, self.spans[places[-1]].end) if places else None


def _slots(mine: _Read, yours: _Read, here: range, there: range) -> Iterator[Slot]:
    """The values that stand in the place of one another in words that were exchanged."""
    first, second = mine.span(here), yours.span(there)
    if first is None or second is None or max(len(here), len(there)) > LONGEST_VALUE_WORDS:
        return
    sides = ((mine, first), (yours, second))
    days = [_date(one, read.published) for read, span in sides for one in _in(read.dates, span)]
    if len(days) == 2:  # noqa: PLR2004 - one on either side
        yield Slot(here=days[0], there=days[1])
        return
    counts = [
        Value(words=one.words, kind=ValueKind.FIGURE, figure=one)
        for read, span in sides
        for one in _in(read.figures, span)
    ]
    if len(counts) == 2:  # noqa: PLR2004 - one on either side
        yield Slot(here=counts[0], there=counts[1])
        return
    names = _name(mine, here), _name(yours, there)
    if names[0] and names[1]:
        yield Slot(here=Value(words=names[0], kind=ValueKind.NAME), there=Value(words=names[1], kind=ValueKind.NAME))


def _in(values: Sequence[T], span: Span) -> list[T]:
    return [one for one in values if one.span.start < span.end and span.start < one.span.end]


def _date(named: Named, published: date | None) -> Value:
    return Value(words=named.words, kind=ValueKind.DATE, moments=moments(named, published))


def _name(read: _Read, places: range) -> str:
    """The name that the exchanged words are, with what belongs to it on either side; empty where they are none.

    A name that begins a sentence has a capital anyway, so one word there must be followed by another of the name.
    """
    start, end = places[0], places[-1] + 1
    while start > 0 and _is_name(read, start - 1) and _touch(read, start - 1):
        start -= 1
    while end < len(read.words) and _is_name(read, end) and _touch(read, end - 1):
        end += 1
    words = read.words[start:end]
    telling = [word for word in words if word.lower() not in STOP_WORDS]
    if not telling or not all(word[:1].isupper() for word in telling) or (start == 0 and len(telling) == 1):
        return ""
    return read.text[read.spans[start].start : read.spans[end - 1].end].removesuffix("'s").removesuffix("’s")


def _is_name(read: _Read, place: int) -> bool:
    return read.words[place][:1].isupper() and read.words[place].lower() not in STOP_WORDS


def _touch(read: _Read, place: int) -> bool:
    """Whether nothing but a space stands between a word and the next."""
    between = read.text[read.spans[place].end : read.spans[place + 1].start]
    return not between.strip(" -.'’") and not read.words[place].endswith(("'s", "’s"))


def _told_words(read: _Read, start: int, end: int) -> int:
    return sum(word.lower() not in STOP_WORDS for word in read.words[start:end])


def _is_close(one: Figure, other: Figure) -> bool:
    """Whether two figures differ by less than measuring does: 4.56 and 4.57 million, 100 miles and 161 kilometres."""
    mine, yours = sorted((one.value, other.value))
    if mine >= LEAST_MEASURED and (yours - mine) * 100 < yours:
        return True
    return any(_is_turned(first, second) for first in one.amounts for second in other.amounts)


def _is_turned(one: Amount, other: Amount) -> bool:
    """Whether one is the other in another unit, as people round it."""
    if one.unit.dimension != other.unit.dimension or one.unit.size == other.unit.size:
        return False
    mine, yours = sorted((one.value * one.unit.size, other.value * other.unit.size))
    return (yours - mine) * MOST_TURNED < yours


def _may_be_one_name(one: str, other: str) -> bool:
    """Whether one name holds the other, is its form, or is short for it."""
    mine, yours = [word for word in words_of(one) if word not in STOP_WORDS], words_of(other)
    if not mine or not yours or not set(mine).isdisjoint(yours):
        return True
    nations = same_nation()
    if any(is_form_of(a, b) or b in nations.get(a, frozenset()) for a in mine for b in yours):
        return True
    letters = ["".join(word[0] for word in words) for words in (mine, yours)]
    return "".join(yours) == letters[0] or "".join(mine) == letters[1]
