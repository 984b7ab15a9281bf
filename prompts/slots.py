"""The one value by which two sentences differ that are otherwise the same: a figure, a date, a name or an outcome."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import TypeVar

from index.cues import ROLES
from index.names import TITLES, words_of
from index.passage import Span
from index.terms import STOP_WORDS
from prompts.checks.dates_named import Grain, Named, dates_in
from prompts.checks.figures import Figure, figures_in
from prompts.checks.moments import moments
from prompts.counting import are_of_two_times, count_other_things
from prompts.values import Value, ValueKind, are_opposite_outcomes

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

T = TypeVar("T", Named, Figure)

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")


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
    if here <= there:
        return _slot_between(here, there, published, other)
    # How two sentences match depends on which of them is read first.
    slot = _slot_between(there, here, other, published)
    return replace(slot, here=slot.there, there=slot.here) if slot else None


def _slot_between(here: str, there: str, published: datetime | None, other: datetime | None) -> Slot | None:
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
    if slot.kind is ValueKind.FIGURE and _is_of_two_matters(slot, slots, here, there):
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
    days = _in(mine.dates, first), _in(yours.dates, second)
    if [len(found) for found in days] == [1, 1]:
        yield Slot(here=_date(days[0][0], mine.published), there=_date(days[1][0], yours.published))
        return
    counts = _in(mine.figures, first), _in(yours.figures, second)
    if [len(found) for found in counts] == [1, 1]:
        yield Slot(here=_count(counts[0][0]), there=_count(counts[1][0]))
        return
    names = _name(mine, here), _name(yours, there)
    if names[0] and names[1]:
        yield Slot(here=Value(words=names[0], kind=ValueKind.NAME), there=Value(words=names[1], kind=ValueKind.NAME))
        return
    ends = first.of(mine.text), second.of(yours.text)
    if ends[0].islower() and ends[1].islower() and are_opposite_outcomes(*ends):
        yield Slot(
            here=Value(words=ends[0], kind=ValueKind.OUTCOME), there=Value(words=ends[1], kind=ValueKind.OUTCOME)
        )


def _in(values: Sequence[T], span: Span) -> list[T]:
    return [one for one in values if one.span.start < span.end and span.start < one.span.end]


def _date(named: Named, published: date | None) -> Value:
    return Value(words=named.words, kind=ValueKind.DATE, moments=moments(named, published))


def _count(figure: Figure) -> Value:
    return Value(words=figure.words, kind=ValueKind.FIGURE, figure=figure)


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


def _is_of_two_matters(slot: Slot, slots: Sequence[Slot], here: str, there: str) -> bool:
    """Whether two figures count other things, or what others did."""
    if any(one.kind is ValueKind.NAME and _are_two_names(one) for one in slots):
        return True
    mine, yours = slot.here.figure, slot.there.figure
    return mine is not None and yours is not None and count_other_things(here, mine, there, yours)


def _are_two_names(slot: Slot) -> bool:
    """Whether each of two names has a word of its own beside its titles: the Harbour Party and the Hill Party."""
    mine, yours = (set(words_of(name.words)) - ROLES - TITLES - STOP_WORDS for name in (slot.here, slot.there))
    return bool(mine - yours) and bool(yours - mine)
