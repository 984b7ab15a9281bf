"""Where reports differ on what a question asks for: two values in the same place of what they tell.

Two sentences of different articles that say the same but for one value (a figure, a date, a name, an outcome)
differ on it; so do two that count the same thing in other words. Precision comes first: what differs in more than one
value tells of two events, one that rounds agrees, and what changes with time (a rate, a price) is compared within days
alone. Nothing is averaged and nobody is believed: values are shown side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from index.article import Article
from index.passage import Span
from index.query import Results
from index.terms import Analyser
from prompts.counted import counts_told
from prompts.counting import are_of_two_places, are_of_two_times, have_other_heads, is_ahead
from prompts.evidence import Candidate
from prompts.reading import Kind, Reading
from prompts.slots import FEWEST_SHARED, Slot, slot_between
from prompts.values import Value, ValueKind

ON_QUESTION = 0.5
"""A sentence with this share of the question's words in it, around it and in its title, by idf, is on the question."""
NEAR_QUESTION = 0.3
NEAR_TYPED = 0.05
"""With this share two sentences that are nearly the same are compared, for few repeat what they are about; the second
one holds where the question says what kind of value would answer it."""
LEAST_ALIKE = 0.5
MOST_SENTENCES = 120
_DAYS_APART = {ValueKind.FIGURE: 14, ValueKind.OUTCOME: 2}
"""Figures of articles that lie farther apart may count different times, and what ended so may have ended anew."""
_ASKED = {
    Kind.NUMBER: frozenset({ValueKind.FIGURE}),
    Kind.WHEN: frozenset({ValueKind.DATE}),
    Kind.WHO: frozenset({ValueKind.NAME}),
    Kind.IDENTITY: frozenset({ValueKind.NAME}),
    Kind.WHERE: frozenset({ValueKind.NAME}),
}
"""What answers the kinds of question that say it; any value may answer the others."""
_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A value as a sentence of an article tells it; `hit` counts from 1."""

    value: Value
    hit: int
    article: Article
    span: Span


def differing(reading: Reading, found: Sequence[Candidate], results: Results, analyser: Analyser) -> tuple[Told, ...]:
    """The different values that the sentences tell of what is asked for, oldest first; none where they agree."""
    shares = {id(one): _share(reading, one, results) for one in found}
    least = NEAR_TYPED if reading.kind in _ASKED else NEAR_QUESTION
    near = [one for one in found if shares[id(one)] >= least][:MOST_SENTENCES]
    on_question = frozenset(id(one) for one in near if _is_on(reading, one, shares[id(one)]))
    counting = [one for one in near if id(one) in on_question]
    pairs = [*_by_place(reading, near, on_question), *_by_count(reading, counting, analyser)]
    told: list[Told] = []
    for one in (side for pair in pairs for side in pair):
        known = any(one.value.agrees(other.value) and one.article.id == other.article.id for other in told)
        if not known:
            told.append(one)
    ordered = sorted(told, key=lambda one: (one.article.published or _UNDATED, one.hit))
    return _one_of_each(ordered)


def _share(reading: Reading, one: Candidate, results: Results) -> float:
    weights = {stem: results.weights.get(stem, 1.0) for stem in reading.stems}
    held = one.stems | one.around | one.titled
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in held) / total if total else 0.0


def _is_on(reading: Reading, one: Candidate, share: float) -> bool:
    names = [one.is_about(name) for name in reading.names]
    return share >= ON_QUESTION and 2 * sum(names) >= len(names)


def _by_place(reading: Reading, found: Sequence[Candidate], on_question: frozenset[int]) -> Iterator[tuple[Told, Told]]:
    """The values of sentences that are otherwise the same."""
    for one, other in combinations(found, 2):
        if one.article.id == other.article.id or not _are_alike(one, other):
            continue
        slot = slot_between(one.text, other.text, _day(one), _day(other))
        if slot is None or not _may_answer(reading, slot):
            continue
        if not (slot.near or {id(one), id(other)} <= on_question):
            continue
        if slot.kind in _DAYS_APART and not _are_near(one.article, other.article, slot.kind):
            continue
        yield _told(slot.here, one), _told(slot.there, other)


def _by_count(reading: Reading, found: Sequence[Candidate], analyser: Analyser) -> Iterator[tuple[Told, Told]]:
    """The figures of sentences that count what is asked for, in whatever words."""
    if reading.kind is not Kind.NUMBER:
        return
    first: dict[str, tuple[Candidate, Value]] = {}
    for one in found:
        value = counts_told(reading, one, analyser)
        if value and one.article.id not in first:
            first[one.article.id] = (one, value)
    for (one, mine), (other, yours) in combinations(first.values(), 2):
        if _are_of_two_matters(one, mine, other, yours):
            continue
        if _are_near(one.article, other.article, mine.kind) and mine.differs(yours):
            yield _told(mine, one), _told(yours, other)


def _are_of_two_matters(one: Candidate, mine: Value, other: Candidate, yours: Value) -> bool:
    """Whether two sentences count other things, at other places or times, or one what is not yet so."""
    if is_ahead(one.text) != is_ahead(other.text) or are_of_two_places(one.text, other.text):
        return True
    counted = mine.figure and yours.figure and have_other_heads(one.text, mine.figure, other.text, yours.figure)
    return bool(counted) or are_of_two_times(one.text, other.text, _day(one), _day(other))


def _are_alike(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences share enough words to be compared word by word, which takes time."""
    shared = len(one.stems & other.stems)
    return shared >= FEWEST_SHARED and shared >= LEAST_ALIKE * min(len(one.stems), len(other.stems))


def _may_answer(reading: Reading, slot: Slot) -> bool:
    """Whether what differs is of the kind that is asked for, and not what the question names itself."""
    if slot.kind not in _ASKED.get(reading.kind, frozenset(ValueKind)):
        return False
    if slot.kind is ValueKind.DATE:
        return True
    named = {word for name in reading.names for word in name.lower().split()} | set(reading.numbers)
    return named.isdisjoint(slot.here.words.lower().split()) and named.isdisjoint(slot.there.words.lower().split())


def _are_near(one: Article, other: Article, kind: ValueKind) -> bool:
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= _DAYS_APART[kind]


def _day(one: Candidate) -> datetime | None:
    return one.article.published


def _told(value: Value, one: Candidate) -> Told:
    return Told(value=value, hit=one.hit, article=one.article, span=one.span)


def _one_of_each(told: Sequence[Told]) -> tuple[Told, ...]:
    """One report for each value, the first of each outlet; none where fewer than two values are left."""
    kept: list[Told] = []
    for one in told:
        if not any(one.value.agrees(other.value) for other in kept):
            kept.append(one)
    return tuple(kept) if len(kept) > 1 else ()
