"""The figures of a text as values with units: "nearly $1.2bn" is almost 1,200,000,000 dollars, "three in four" 75 %.

A figure may be read in several ways ("5m" is five million or five metres); it keeps them all, for a check that doubts
must be able to let it pass.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from index.passage import Span
from prompts.checks.hedges import BEFORE_CHARACTERS, Hedge, hedge_of
from prompts.checks.numerals import Kind, Numeral, numerals_in
from prompts.checks.units import COUNT, METRES, NAME, ORDINAL, PERCENT, PLAIN, Unit, units_named


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """One way to read a figure: so many of a unit. `slack` is what a fraction may differ from a written percentage."""

    value: Fraction
    unit: Unit
    slack: Fraction = Fraction(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure of a text with its unit, if it has one. `parts` are readings that hold it where all of them are held.

    `ceiling` bounds a vague figure ("hundreds"); a code ("F-16") has no amounts, and is what its words say.
    """

    span: Span
    words: str
    kind: Kind
    amounts: tuple[Amount, ...]
    hedge: Hedge = Hedge.NONE
    ceiling: Fraction | None = None
    parts: tuple[Fraction, ...] = ()

    @property
    def value(self) -> Fraction:
        """The number of its first reading."""
        return self.amounts[0].value if self.amounts else Fraction(0)


_CURRENCY = re.compile(
    r"(?:(?<![A-Za-z])(?:US|AU|CA|NZ|HK|A|C|S)?\$|[£€¥₹]"
    r"|(?<![A-Za-z])(?:USD|GBP|EUR|AUD|CAD|NZD|HKD|SGD|INR|JPY|CNY|RMB|Rs\.?))\s?$"
)
_LONG_UNITS = (
    r"per[ ]cents?|percentage[ -]points?|basis[ -]points?|nautical[ ]miles?"
    r"|sq(?:uare|\.)?[ -](?:miles?|mi|k?met(?:re|er)s?"
    r"|kilomet(?:re|er)s?|km|m|f(?:ee|oo)?t)|metric[ ]tons?|degrees?[ ](?:celsius|centigrade|fahrenheit)|°[ ]?[CF]\b"
    r"|(?:miles?|kilomet(?:re|er)s?|km)[ ](?:per|an)[ ]hour|km/h"
    r"|(?:US|U\.S\.|American|Australian|Canadian|New[ ]Zealand"
    r"|Hong[ ]Kong|Singapore)[ ]dollars?|(?:British[ ]pounds?|pounds?[ ]sterling)"
    r"|(?:Swedish|Norwegian|Danish)[ ](?:crowns?|kron[aeo]r?)"
)
_BEHIND = re.compile(
    r"(?:[\s\u00a0-]{1,2}"
    r"(?:(?:more|full|straight|consecutive|additional|extra|whole|solid|further|other|long|of|an?)[\s-]){0,2}"
    rf"|(?=[%°€£]))(?P<unit>(?:{_LONG_UNITS})(?![A-Za-z])|[%°]|[€£](?!\s?\d)|[A-Za-z]{{2,15}}²?(?![A-Za-z/]))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<![.!?:;,”\"'’\s])\s(?:[A-Z][A-Za-z’'-]{1,30}(?<!['’]s)(?<!s['’])|No\.|[Nn]umber|[a-z]{3,12} No\.)\s$"
)
# "Lee won 52 percent and Hart 48": no name with a number, but what Hart won.
_LEFT_OUT = re.compile(
    r"\d\s?(?:[%°]|[a-z][^.;!?\n]{0,40}?)(?:,\s(?:and\s)?|\s(?:and|to|but|against)\s)(?:[A-Z][\w’'-]{0,30}\s){1,2}$"
)
_NUMBERED_REACH = 40
_LEFT_OUT_REACH = 90
_PEOPLE = frozenset("people men women children police person man woman child troops fish sheep staff personnel".split())
_NO_PLURAL = frozenset(
    "was has is as its his this us plus versus vs ours hers yours theirs across towards perhaps".split()
)
_JOINED = re.compile(r"\s?(?:[-–—]|to|or|and)\s?-?(?:US|A|C)?[$£€]?")
_RATIO = re.compile(r"[\s-](?:in|out of)[\s-](?:every[\s-])?")
_BETWEEN = re.compile(r"\b[Bb]etween\s(?:[a-z]+\s)?(?:US)?[$£€]?$")
_LISTED = re.compile(r"\s*\(?\d{1,2}[.)]\s")
_ONE_UNIT = re.compile(r"\b(?:an?|per|each|every|a single)[\s-](?P<unit>[A-Za-z]{3,12})\b", re.IGNORECASE)


def figures_in(text: str, *, masked: tuple[Span, ...] = ()) -> tuple[Figure, ...]:
    """The figures of a text in order, without those that begin in one of the masked spans."""
    listed = _LISTED.match(text)
    found: list[Figure] = []
    numerals = [one for one in numerals_in(text) if not (listed and one.span.start < listed.end())]
    hidden = iter(sorted(masked))
    mask = next(hidden, None)
    scales: list[Fraction] = []
    for numeral in numerals:
        while mask and mask.end <= numeral.span.start:
            mask = next(hidden, None)
        inside = mask is not None and mask.start < numeral.span.end and numeral.span.start < mask.end
        if inside or (found and numeral.span.start < found[-1].span.end):
            continue
        found.append(_figure(text, numeral))
        scales.append(numeral.scale)
    return tuple(_with_ratios(text, _share_units(text, found, scales)))


def _figure(text: str, numeral: Numeral) -> Figure:
    start, end = numeral.span.start, numeral.span.end
    words = numeral.span.of(text)
    if numeral.kind is Kind.CODE:
        return Figure(span=numeral.span, words=words, kind=numeral.kind, amounts=())
    before = text[max(0, start - BEFORE_CHARACTERS) : start]
    currency = _CURRENCY.search(before) if numeral.kind in {Kind.CARDINAL, Kind.VAGUE} else None
    if currency:
        start -= len(before) - currency.start()
    suffixed, units, end = _unit(text, numeral, currency.group().strip(" .") if currency else "")
    amounts = [Amount(value=value, unit=unit) for value in suffixed for unit in units]
    if numeral.kind is Kind.SHARE:
        exact = 100 % numeral.value.denominator == 0
        slack = Fraction(0) if exact else Fraction(1, 2)
        amounts.append(Amount(value=100 * numeral.value, unit=Unit(PERCENT), slack=slack))
    if numeral.suffix.lower() == "m" and not currency:
        amounts.extend(Amount(value=numeral.value, unit=unit) for unit in METRES)
    return Figure(
        span=Span(start, end),
        words=text[start:end],
        kind=numeral.kind,
        amounts=tuple(amounts),
        hedge=hedge_of(before, text[end : end + BEFORE_CHARACTERS]),
        ceiling=numeral.ceiling,
        parts=numeral.parts,
    )


def _unit(text: str, numeral: Numeral, currency: str) -> tuple[tuple[Fraction, ...], tuple[Unit, ...], int]:
    """The values that a numeral may have, the units that it is given in, and where those end."""
    end = numeral.span.end
    suffix = numeral.suffix
    values = (numeral.value * 10**6,) if suffix.lower() == "m" else (numeral.value,)
    if numeral.kind is Kind.ORDINAL:
        return values, (Unit(ORDINAL),), end
    if currency or (suffix and suffix.lower() != "m"):
        return values, units_named(currency or suffix) or (Unit(PLAIN),), end
    match = _BEHIND.match(text, end)
    word = " ".join(match["unit"].replace("-", " ").split()).lower() if match else ""
    singular = word.replace("s ", " ")
    units = units_named(word) or units_named(singular.removesuffix("s")) or units_named(singular)
    if match and units and numeral.kind is not Kind.SOFT:
        return values, units, match.end()
    if match and not text[end : match.start("unit")].strip(" -\n") and match["unit"].islower() and _is_counted(word):
        return values, (Unit(COUNT),), end
    return values, (Unit(NAME if _is_number_of(text, numeral) else PLAIN),), end


def _is_counted(word: str) -> bool:
    return word in _PEOPLE or (
        len(word) > len("abc") and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL
    )


def _is_number_of(text: str, numeral: Numeral) -> bool:
    """Whether the number belongs to a name: Boeing 737, Channel 4."""
    digits = numeral.span.of(text).isdigit()
    start = numeral.span.start
    if not digits or _NUMBERED.search(text, max(0, start - _NUMBERED_REACH), start) is None:
        return False
    return _LEFT_OUT.search(text, max(0, start - _LEFT_OUT_REACH), start) is None


def _share_units(text: str, figures: list[Figure], scales: list[Fraction]) -> list[Figure]:
    """What is said once of both ends may belong to both: "5-7 million euros", "between 5 and 7 percent"."""
    shared = list(figures)
    for position, (one, two) in enumerate(pairwise(figures)):
        between = text[one.span.end : two.span.start]
        if len(between) > len(" and US$ ") or not _JOINED.fullmatch(between) or not (one.amounts and two.amounts):
            continue
        if "and" in between and not _BETWEEN.search(text, max(0, one.span.start - BEFORE_CHARACTERS), one.span.start):
            continue
        dimension = one.amounts[0].unit.dimension
        scale = scales[position + 1] if scales[position] == 1 else Fraction(1)
        extra = []
        if dimension in {PLAIN, NAME, COUNT}:
            extra = [
                Amount(value=factor * one.value, unit=both.unit)
                for both in two.amounts
                for factor in {Fraction(1), scale}
            ]
        elif scale != 1:
            extra = [replace(amount, value=scale * amount.value) for amount in one.amounts]
        shared[position] = replace(shared[position], amounts=(*shared[position].amounts, *extra))
        if two.amounts[0].unit.dimension == PLAIN:
            behind = tuple(replace(amount, unit=one.amounts[0].unit) for amount in two.amounts)
            shared[position + 1] = replace(two, amounts=(*two.amounts, *behind))
    return shared


def _with_ratios(text: str, figures: list[Figure]) -> list[Figure]:
    """Three in four are 75 %; beside the ratio, both of its numbers stay figures."""
    found = list(figures)
    for one, two in pairwise(figures):
        if not (one.amounts and two.amounts and 0 < one.value < two.value):
            continue
        between = text[one.span.end : two.span.start]
        if len(between) <= len(" out of every ") and _RATIO.fullmatch(between) and not _is_measured(two):
            percent = Amount(value=100 * one.value / two.value, unit=Unit(PERCENT), slack=Fraction(1, 2))
            span = Span(one.span.start, two.span.end)
            ratio = Figure(
                span=span,
                words=span.of(text),
                kind=Kind.SHARE,
                amounts=(percent,),
                hedge=one.hedge,
                parts=(one.value, two.value),
            )
            found[found.index(one)] = ratio
    return found


def _is_measured(figure: Figure) -> bool:
    return figure.amounts[0].unit.dimension not in {PLAIN, COUNT}


def single_units(text: str) -> frozenset[Unit]:
    """The units that a text has one of without a figure: "an hour", "per mile"."""
    return frozenset(unit for match in _ONE_UNIT.finditer(text) for unit in units_named(match["unit"]))
