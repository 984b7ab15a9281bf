"""Whether a figure is a sum or a difference of figures of a source, where a sentence plainly says that it is one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from prompts.checks.binding import Context
from prompts.checks.figures import Figure
from prompts.checks.numerals import Kind
from prompts.checks.rounding import is_comparable
from prompts.checks.units import COUNT, PLAIN

_SUM = re.compile(r"\b(?:total|totall?ed|totall?ing|combined|altogether|together|in all|sum)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\bdifference\b", re.IGNORECASE)
_SUMMED = 40


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What a sentence says that it has worked out."""

    added: bool
    subtracted: bool


def sums_said(text: str) -> Sums:
    """Whether a sentence speaks of a total or of a difference."""
    return Sums(added=_SUM.search(text) is not None, subtracted=_DIFFERENCE.search(text) is not None)


def is_summed(wanted: Figure, sums: Sums, figures: Sequence[Figure], around: Callable[[], Sequence[Context]]) -> bool:
    """Whether two figures of one unit or noun, or all of them, come to the wanted one; `around` are their contexts."""
    if not (sums.added or sums.subtracted) or wanted.kind is not Kind.CARDINAL:
        return False
    target = _base(wanted)
    kin = [
        (figure, context)
        for figure, context in zip(figures, around(), strict=True)
        if figure.kind is Kind.CARDINAL and is_comparable(wanted, figure)
    ][:_SUMMED]
    for one, two in _alike(kin):
        if (sums.added and one + two == target) or (sums.subtracted and abs(one - two) == target):
            return True
    return sums.added and sum(_base(figure) for figure, _ in kin) == target


def _alike(kin: Sequence[tuple[Figure, Context]]) -> Iterator[tuple[Fraction, Fraction]]:
    for (one, here), (two, there) in combinations(kin, 2):
        dimension = one.amounts[0].unit.dimension
        if dimension == two.amounts[0].unit.dimension and (dimension not in {PLAIN, COUNT} or here.words & there.words):
            yield _base(one), _base(two)


def _base(figure: Figure) -> Fraction:
    return figure.value * figure.amounts[0].unit.size
