"""Whether the figures of a sentence stand in what it cites, in whatever writing, or can be computed from it.

A figure is held by one of the same value whose unit, where both have one, is the same or exactly convertible. Rounding
passes where the sentence says so and in the direction that it says, a sum or a difference where it plainly says that. A
small count without a number in the source ("one", "the two") may have been made by counting, and passes unless the
source gives the same thing another number. An amount for another time, and a whole that has what the source says of a
part of it, contradict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from prompts.checks.binding import Context, are_crossed, bound_elsewhere, contexts, pairs
from prompts.checks.currencies import strange_currencies
from prompts.checks.dates_named import Grain, dates_in
from prompts.checks.figures import Figure, figures_in, single_units
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.numerals import Kind
from prompts.checks.rates import other_rate, rate_of
from prompts.checks.rounding import are_opposed, is_comparable, is_rounded, is_same
from prompts.checks.source import Source
from prompts.checks.sums import Sums, is_summed, sums_said
from prompts.checks.units import COUNT, PLAIN, Unit
from prompts.checks.wholes import Predicate, are_alike, parts_told, says_elsewhere, says_of_part, subject

_DEFINITE = re.compile(r"\b(?:the|these|those|all|his|her|their|its|our|other)\s$", re.IGNORECASE)
_DEFINITE_CHARACTERS = 8
_SMALL = 5
_MOST_PAIRS, _MOST_PLACES = 40, 6
_CODE_SIGNS = re.compile(r"[^a-z\d]")


@dataclass(frozen=True, kw_only=True)
class _Read:
    """The figures of a source with what they are bound to; `years` are the positions of those more likely years."""

    text: str
    number: int
    figures: tuple[Figure, ...]
    years: frozenset[int]

    @cached_property
    def contexts(self) -> list[Context]:
        return contexts(self.text, [figure.span for figure in self.figures])

    @cached_property
    def singles(self) -> frozenset[Unit]:
        return single_units(self.text)

    @cached_property
    def values(self) -> frozenset[Fraction]:
        return frozenset(amount.value for figure in self.figures for amount in figure.amounts)

    @cached_property
    def parts(self) -> tuple[tuple[int, int, Predicate], ...]:
        return tuple(parts_told(self.text, [figure.span for figure in self.figures]))

    @cached_property
    def codes(self) -> str:
        return _code(self.text)


@dataclass(frozen=True, kw_only=True)
class _Matched:
    """A figure of a sentence in the sources: `same` have its value, `others` are of its kind and have another.

    `first` is the first of the same with the number of its passage; `computed` says how the figure follows otherwise.
    """

    same: tuple[tuple[Figure, Context], ...]
    others: tuple[tuple[Figure, Context], ...]
    first: tuple[int, Figure] | None
    computed: str


def check_figures(text: str, cited: Sequence[Source]) -> tuple[Finding, ...]:
    """A finding for each figure of a sentence, in order: held, computed, missing, or contradicted by what it cites."""
    figures = figures_in(text, masked=tuple(one.span for one in dates_in(text)))
    known_words = "\n".join(source.known for source in cited)
    money = tuple(map(_strange, strange_currencies(text, known_words)))
    if all(figure.kind is Kind.SOFT for figure in figures):
        return money
    read = [_read(source) for source in cited]
    sums = sums_said(text)
    # A hostile sentence repeats one figure ten thousand times; it is looked for once.
    known: dict[object, _Matched] = {}
    found = []
    done = 0
    around = contexts(text, [figure.span for figure in figures])
    for figure, context in zip(figures, around, strict=True):
        # The numbers of "three in four" are no figures beside it.
        if figure.span.end <= done:
            continue
        done = figure.span.end
        if figure.kind is Kind.CODE:
            found.append(_find_code(figure, read))
        elif figure.kind is not Kind.SOFT:
            key = (figure.amounts, figure.hedge, figure.ceiling, figure.parts)
            if key not in known:
                known[key] = _match(figure, sums, read)
            found.append(_find(figure, context, text, known[key]))
    return (
        *found,
        *_turned(text, figures, read),
        *_crossed(figures, around, read),
        *_otherwise(text, figures, read),
        *money,
    )


def _read(source: Source) -> _Read:
    figures = source.figures
    starts = {one.span.start for one in source.dates if one.grain is Grain.YEAR}
    years = frozenset(position for position, figure in enumerate(figures) if figure.span.start in starts)
    return _Read(text=source.known, number=source.number, figures=figures, years=years)


def _match(wanted: Figure, sums: Sums, read: Sequence[_Read]) -> _Matched:
    same: list[tuple[Figure, Context]] = []
    others: list[tuple[Figure, Context]] = []
    first: tuple[int, Figure] | None = None
    for source in read:
        for position, figure in enumerate(source.figures):
            if is_same(wanted, figure):
                first = first or (source.number, figure)
                same.append((figure, source.contexts[position]))
            elif position not in source.years and is_comparable(wanted, figure):
                others.append((figure, source.contexts[position]))
    computed = "" if first else next((why for source in read if (why := _computed(wanted, sums, source))), "")
    return _Matched(same=tuple(same), others=tuple(others), first=first, computed=computed)


def _computed(wanted: Figure, sums: Sums, source: _Read) -> str:
    """How a figure that a source does not write follows from it, as a clause behind the figure; empty if it doesn't."""
    for position, figure in enumerate(source.figures):
        if position not in source.years and is_rounded(wanted, figure):
            return f"is “{figure.words}” of passage {source.number}, rounded"
    sizes = {(amount.unit.dimension, amount.value * amount.unit.size) for amount in wanted.amounts}
    if any((unit.dimension, unit.size) in sizes for unit in source.singles):
        return f"stands in passage {source.number} without a figure"
    if wanted.parts and source.values.issuperset(wanted.parts):
        return f"follows from the figures of passage {source.number}"
    if is_summed(wanted, sums, source.figures, lambda: source.contexts):
        return f"follows from adding or subtracting figures of passage {source.number}"
    return ""


def _find(wanted: Figure, context: Context, text: str, matched: _Matched) -> Finding:
    if matched.first is None:
        if matched.computed:
            return _finding(wanted, "computed", f"“{wanted.words}” {matched.computed}")
        if _may_be_counted(wanted, text) and not any(context.near & around.near for _, around in matched.others):
            return _finding(wanted, "computed", f"“{wanted.words}” may be a count, and no source gives another")
        return _finding(wanted, "missing", f"“{wanted.words}” stands in none of the cited passages")
    number, figure = matched.first
    if all(are_opposed(wanted.hedge, one.hedge) for one, _ in matched.same):
        why = f"passage {number} says “{figure.words}” with the opposite bound"
        return _finding(wanted, "contradicted", why)
    around = [there for _, there in matched.others]
    elsewhere = bound_elsewhere(context, [there for _, there in matched.same], around)
    # "More than 400 people" are the "450 people" of a source that has 400 of something else.
    if elsewhere is not None and not is_rounded(wanted, matched.others[elsewhere][0]):
        other = matched.others[elsewhere][0].words
        why = f"the source says “{other}” of what the sentence says “{wanted.words}” of"
        return _finding(wanted, "contradicted", why)
    written = " ".join(figure.words.split())
    stands = "stands" if written.lower() == wanted.words.lower() else f"stands as “{written}”"
    return _finding(wanted, "held", f"“{wanted.words}” {stands} in passage {number}")


def _find_code(wanted: Figure, read: Sequence[_Read]) -> Finding:
    code = _code(wanted.words)
    holder = next((source for source in read if code in source.codes), None)
    if holder:
        return _finding(wanted, "held", f"“{wanted.words}” stands in passage {holder.number}")
    return _finding(wanted, "missing", f"“{wanted.words}” stands in none of the cited passages")


def _code(words: str) -> str:
    return _CODE_SIGNS.sub("", words.lower())


def _finding(wanted: Figure, state: str, why: str) -> Finding:
    verdict = Verdict.FAILED if state in {"missing", "contradicted"} else Verdict.PASSED
    return Finding(check=Check.FIGURE, verdict=verdict, state=state, words=wanted.words, why=why)


def _strange(currency: str) -> Finding:
    why = f"the cited passages name other currencies, and nowhere the {currency}"
    return Finding(check=Check.FIGURE, verdict=Verdict.FAILED, state="missing", words=currency, why=why)


def _may_be_counted(wanted: Figure, text: str) -> bool:
    if wanted.kind is Kind.ORDINAL or wanted.amounts[0].unit.dimension not in {PLAIN, COUNT}:
        return wanted.value == 1
    before = text[max(0, wanted.span.start - _DEFINITE_CHARACTERS) : wanted.span.start]
    return wanted.value == 1 or (wanted.value <= _SMALL and _DEFINITE.search(before) is not None)


def _turned(text: str, figures: Sequence[Figure], read: Sequence[_Read]) -> Iterator[Finding]:
    """A failed finding for each "from 5 to 7" or "5 of 7" of a sentence that stands only the other way round."""
    said: dict[object, tuple[str, Figure, Figure]] = {}
    for link, start, end in pairs(text, [figure.span for figure in figures]):
        one, two = figures[start], figures[end]
        said.setdefault((link, one.amounts, two.amounts), (link, one, two))
    if not said:
        return
    told = [
        (link, source.figures[start], source.figures[end])
        for source in read
        for link, start, end in pairs(source.text, [figure.span for figure in source.figures])
    ]
    for link, one, two in said.values():
        forth = any(link == other and is_same(one, first) and is_same(two, last) for other, first, last in told)
        back = any(link == other and is_same(one, last) and is_same(two, first) for other, first, last in told)
        if back and not forth:
            why = f"the source has “{one.words}” and “{two.words}” the other way round"
            yield _finding(one, "contradicted", why)


def _otherwise(text: str, figures: Sequence[Figure], read: Sequence[_Read]) -> Iterator[Finding]:
    """A failed finding for each figure that stands for another time, or that has what a source says of a part of it."""
    told = [(source.text, source.figures) for source in read]
    wholes = any(source.parts for source in read) and not says_of_part(text)
    for figure in figures[:_MOST_PAIRS]:
        if figure.kind in {Kind.SOFT, Kind.CODE}:
            continue
        rate = rate_of(text, figure.span)
        other = other_rate(figure, rate, told) if rate else None
        if other:
            yield _finding(figure, "contradicted", f"the source says “{other.words}” for another time")
        said = subject(text, figure.span, start=figure.span.start) if wholes else None
        part = _part(figure, said, figures, read) if said else None
        if part:
            yield _finding(figure, "contradicted", f"the source says this of “{part.words}” of them")


def _part(wanted: Figure, said: Predicate, figures: Sequence[Figure], read: Sequence[_Read]) -> Figure | None:
    """The part of a figure that the sources say it of; None where the sentence has that, or it may be said of all."""
    first = None
    for source in read:
        wholes = {whole: part for part, whole, told in source.parts if are_alike(said, told)}
        for position, figure in enumerate(source.figures):
            if not is_same(wanted, figure):
                continue
            part = source.figures[wholes[position]] if position in wholes else None
            if part is None and says_elsewhere(source.text, figure.span, said):
                return None
            if part and any(is_same(one, part) for one in figures):
                return None
            first = first or part
    return first


def _crossed(figures: Sequence[Figure], around: Sequence[Context], read: Sequence[_Read]) -> Iterator[Finding]:
    """A failed finding for neighbours of one kind that a sentence has with each other's words, and no source so."""
    for (one, here), (two, there) in list(pairwise(zip(figures, around, strict=True)))[:_MOST_PAIRS]:
        if not is_comparable(one, two) or is_same(one, two) or Kind.SOFT in (one.kind, two.kind):
            continue
        placed = [_places(figure, read) for figure in (one, two)]
        if all(placed) and all(are_crossed(here, there, first, last) for first in placed[0] for last in placed[1]):
            why = f"the source has “{one.words}” and “{two.words}” the other way round"
            yield _finding(one, "contradicted", why)


def _places(wanted: Figure, read: Sequence[_Read]) -> list[Context]:
    """Where the sources have a figure; nowhere where they have it so often that its words say little."""
    found = [
        (source, position)
        for source in read
        for position, figure in enumerate(source.figures)
        if is_same(wanted, figure)
    ]
    return [source.contexts[position] for source, position in found] if len(found) <= _MOST_PLACES else []
