"""Which figure of a sentence counts what a question asks for."""

import re

from index.terms import Analyser
from prompts.checks.dates_named import dates_in
from prompts.checks.figures import Figure, figures_in
from prompts.checks.numerals import Kind as NumeralKind
from prompts.counting import PART
from prompts.evidence import Candidate
from prompts.fitting import measured
from prompts.measures import Measure, holds_measure
from prompts.reading import Reading
from prompts.tolls import with_tolls
from prompts.values import Value, ValueKind

NEAR_CHARACTERS = 40
LEAST_OWN = 0.5
_DENIED = re.compile(r"\b(?:not|rather than|instead of|(?:up|down) from)\s(?:the\s)?$")
"""What stands before a figure that no longer holds: 28 million, not 18 million."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNTS = frozenset({NumeralKind.CARDINAL})


def counts_told(reading: Reading, one: Candidate, analyser: Analyser) -> Value | None:
    """The one figure of a sentence that stands by the words of what is counted; None where it is none or several."""
    plain = [stem for stem in reading.stems if stem not in _named(reading, analyser)]
    if not plain or sum(stem in one.stems for stem in plain) < LEAST_OWN * len(plain):
        return None
    if reading.measure and not measured(reading, one):
        return None
    text = one.text
    if PART.search(text) or not _holds_condition(reading, text):
        return None
    figures = figures_in(text, masked=tuple(date.span for date in dates_in(text)))
    held = [one for one in figures if one.kind in _AMOUNTS and not _DENIED.search(text, 0, one.span.start)]
    if reading.measure not in {None, Measure.COUNT}:
        held = [one for one in held if holds_measure(one.words, reading.measure)]
    told = [figure for figure in held if _is_near(text, figure, plain, analyser)]
    return Value(words=told[0].words, kind=ValueKind.FIGURE, figure=told[0]) if len(told) == 1 else None


def _holds_condition(reading: Reading, text: str) -> bool:
    """Whether a sentence has the question's own figures, years aside: how much do 3,800 steps a day help."""
    plain = text.replace(",", "")
    wanted = (number for number in reading.numbers if not _YEAR.fullmatch(number))
    return all(re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", plain) for number in wanted)


def _named(reading: Reading, analyser: Analyser) -> set[str]:
    return {stem for name in reading.names for stem in analyser.stems(name)}


def _is_near(text: str, figure: Figure, plain: list[str], analyser: Analyser) -> bool:
    start, end = figure.span.start, figure.span.end
    around = f"{text[max(0, start - NEAR_CHARACTERS) : start]} {text[end : end + NEAR_CHARACTERS]}"
    return not with_tolls(analyser.stems(around), analyser).isdisjoint(plain)
