"""What a figure counts, as far as the words beside it say: people or children, those killed or those hurt, and when.

Two figures that count other things, a part and the whole, or two times don't contradict each other. Where that is not
clear, they are taken for figures of other things: an alarm has to be right.
"""

import re
from datetime import datetime

from index.cues import FINITE
from index.terms import STOP_WORDS
from prompts.checks.binding import Context, contexts, stem
from prompts.checks.dates_named import Grain, dates_in
from prompts.checks.figures import Figure, figures_in
from prompts.checks.moments import Moment, moments

BESIDE_CHARACTERS = 24
HEAD_WORDS = 3
PART = re.compile(
    r"\b(?:another|additional|more(?! than)|further|other|of (?:them|those|whom|these)|including|earlier"
    r"|previous(?:ly)?|initial(?:ly)?|first (?:said|reported|put)|last year|compared|each|per|every|out of|among)\b",
    re.IGNORECASE,
)
"""Beside a figure, a sign that it counts a part, another time, or somebody else's count."""
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|should|expect(?:s|ed|ing)?|hop(?:es?|ed|ing)|plan(?:s|ned|ning)?"
    r"|aim(?:s|ed|ing)?|targets?|goal|want(?:s|ed)?|seek(?:s|ing)?|intend(?:s|ed)?|fear(?:s|ed)?|forecasts?|predict(?:s|ed)?"
    r"|if|unless|to be|due to)\b",
    re.IGNORECASE,
)
"""A sign of what is not yet so: a plan, a hope, a forecast."""
_OF_DAY = re.compile(r"\b(?:morning|noon|midday|afternoon|evening|night|midnight|dawn)\b", re.IGNORECASE)
_SAID_WHEN = re.compile(r"(?P<verb>\w+)(?:\sreporters)?\s+(?:(?:late|early|later|earlier|on|last|again)\s+)*$")
_WHERE = re.compile(
    r"\b(?:in|at|near|off|outside)\s(?:the\s)?(?!(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Novem|Decem)ber"
    r"|October)(?P<place>[A-Z][\w-]+)"
)
_BEHIND = re.compile(r"[\s-]*([^\W\d_]+(?:['’-][^\W\d_]+)*)")
_PEOPLE = frozenset({"people", "person", "persons"})


def count_other_things(here: str, one: Figure, there: str, other: Figure) -> bool:
    """Whether two figures of two sentences count different things, or one a part of what the other does."""
    if _is_part(here, one) != _is_part(there, other) or is_ahead(here) != is_ahead(there):
        return True
    if have_other_heads(here, one, there, other):
        return True
    first, second = _context(here, one), _context(there, other)
    return bool(first.near - second.words) and bool(second.near - first.words)


def have_other_heads(here: str, one: Figure, there: str, other: Figure) -> bool:
    """Whether the words directly behind two figures say that other things are counted: 14 people, 5 children."""
    mine, yours = _head(here, one), _head(there, other)
    return bool(mine and yours) and mine.isdisjoint(yours)


def are_of_two_places(here: str, there: str) -> bool:
    """Whether both sentences say where, and neither where the other does: three in Ennis, eight in Lorne."""
    mine, yours = ({match["place"] for match in _WHERE.finditer(text)} for text in (here, there))
    return bool(mine and yours) and mine.isdisjoint(yours)


def are_of_two_times(here: str, there: str, published: datetime | None, other: datetime | None) -> bool:
    """Whether both sentences say when, and none of the times of the one may be one of the other."""
    mine, yours = _times(here, published), _times(there, other)
    if mine and yours and not any(may_be_one(one, two) for one in mine for two in yours):
        return True
    days = [{match.group().lower() for match in _OF_DAY.finditer(text)} for text in (here, there)]
    return all(days) and days[0].isdisjoint(days[1])


def is_ahead(text: str) -> bool:
    """Whether a sentence tells of what is not yet so."""
    return _AHEAD.search(text) is not None


def may_be_one(one: Moment, other: Moment) -> bool:
    """Whether two times may be the same: a year and a day in it."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(mine == yours or not mine or not yours for mine, yours in pairs)


def _times(text: str, published: datetime | None) -> set[Moment]:
    day = published.date() if published else None
    told = [one for one in dates_in(text) if one.grain is not Grain.CLOCK and not _is_of_saying(text, one.span.start)]
    return {one for named in told for one in moments(named, day)}


def _is_of_saying(text: str, place: int) -> bool:
    """Whether a time is that of what is said about it: police said | on Tuesday."""
    before = _SAID_WHEN.search(text, 0, place)
    return before is not None and before["verb"] in FINITE


def _is_part(text: str, figure: Figure) -> bool:
    beside = text[max(0, figure.span.start - BESIDE_CHARACTERS) : figure.span.end + BESIDE_CHARACTERS]
    return PART.search(beside) is not None


def _head(text: str, figure: Figure) -> frozenset[str]:
    """The words of content directly behind a figure, of which one is what it counts; none where there are none."""
    found: set[str] = set()
    end = figure.span.end
    while len(found) < HEAD_WORDS and (match := _BEHIND.match(text, end)):
        word = match[1].lower()
        if word in STOP_WORDS:
            break
        found.add("people" if word in _PEOPLE else stem(word))
        end = match.end()
    return frozenset(found)


def _context(text: str, figure: Figure) -> Context:
    dates = tuple(one.span for one in dates_in(text))
    mentions = sorted({*dates, *(one.span for one in figures_in(text, masked=dates))})
    return contexts(text, mentions)[mentions.index(figure.span)]
