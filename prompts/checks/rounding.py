"""Whether two figures are the same, or one is the other rounded as its hedge says: "nearly 1,200" for 1,187.

One rounds to fewer digits, so "about 1,500" is no rounding of 1,400. How far is set by the digits left: half of the
last one that is not nought, and never more than a tenth of the figure. A bound on one side holds for whatever is on
that side and not farther off than a quarter.
"""

from fractions import Fraction

from prompts.checks.figures import Amount, Figure
from prompts.checks.hedges import Hedge
from prompts.checks.numerals import Kind
from prompts.checks.units import COUNT, ORDINAL, PLAIN, is_compatible

_ONE_SIDED = frozenset({Hedge.OVER, Hedge.UNDER})
_FARTHEST = Fraction(5, 4)
_DOWN = frozenset({Hedge.NEARLY, Hedge.UNDER})


def is_same(wanted: Figure, figure: Figure) -> bool:
    """Whether a figure of a source has the wanted value in a unit that agrees; a crowd holds any number of its size."""
    if wanted.ceiling is not None:
        if figure.ceiling is not None:
            return (figure.value, figure.ceiling) == (wanted.value, wanted.ceiling)
        return any(wanted.value <= amount.value < wanted.ceiling for amount in figure.amounts)
    if figure.ceiling is not None:
        return False
    if any(_are_equal(one, other) for one in wanted.amounts for other in figure.amounts):
        return True
    return bool(wanted.amounts) and wanted.value in figure.parts


def _are_equal(one: Amount, other: Amount) -> bool:
    if not is_compatible(one.unit.dimension, other.unit.dimension):
        return False
    if PLAIN in (one.unit.dimension, other.unit.dimension):
        return one.value == other.value
    return abs(one.value * one.unit.size - other.value * other.unit.size) <= max(one.slack, other.slack)


def is_comparable(wanted: Figure, figure: Figure) -> bool:
    """Whether two figures are of one kind, so that one may have been put in the place of the other."""
    if not (wanted.amounts and figure.amounts) or figure.kind is Kind.SOFT:
        return False
    one, said = wanted.amounts[0].unit.dimension, {amount.unit.dimension for amount in figure.amounts}
    if one in {PLAIN, COUNT}:
        return bool(said & {PLAIN, COUNT})
    return any(other != PLAIN and is_compatible(one, other) for other in said) and (one == ORDINAL) == (ORDINAL in said)


def are_opposed(one: Hedge, other: Hedge) -> bool:
    """Whether one says that the figure is not reached and the other that it is passed."""
    return (one in _DOWN and other is Hedge.OVER) or (other in _DOWN and one is Hedge.OVER)


def is_rounded(wanted: Figure, figure: Figure) -> bool:
    """Whether the wanted figure, as hedged, may stand for that of a source."""
    if (
        wanted.hedge is Hedge.NONE
        or wanted.ceiling is not None
        or figure.kind is Kind.SOFT
        or figure.ceiling is not None
    ):
        return False
    shares = wanted.kind is Kind.SHARE
    return any(_rounds(one, other, wanted.hedge, is_share=shares) for one in wanted.amounts for other in figure.amounts)


def _rounds(one: Amount, other: Amount, hedge: Hedge, *, is_share: bool) -> bool:
    if not is_compatible(one.unit.dimension, other.unit.dimension) or one.value <= 0:
        return False
    measured = PLAIN not in (one.unit.dimension, other.unit.dimension)
    exact = other.value * other.unit.size / one.unit.size if measured else other.value
    told = one.value
    place = _place(told)
    # 25 and 1,500 are rounder than 24 and 1,400, but less so than 20 and 1,000.
    five = not is_share and told % (5 * place) == 0
    grain = told / 5 if is_share else place * (Fraction(5, 2) if five else 1)
    # "More than 400" is true of 450 and of 500, and says less the farther it is.
    low, high = (exact, told) if hedge is Hedge.UNDER else (told, exact)
    if hedge in _ONE_SIDED and low < high <= _FARTHEST * low:
        return True
    if not is_share and _place(exact) >= grain:
        return False
    # How far below the figure that is told, and how far above, the exact one may lie.
    around = min(grain / 2, told / (20 if five else 10))
    below, above = {
        Hedge.ABOUT: (around, around),
        Hedge.NEARLY: (min(grain, told * Fraction(15, 100)), Fraction(0)),
        Hedge.UNDER: (min(grain, told / 2), Fraction(0)),
        Hedge.OVER: (Fraction(0), told / 2 if is_share else grain),
    }[hedge]
    return told - below <= exact <= told + above


def _place(value: Fraction) -> Fraction:
    """The place of the last digit that is not nought: 100 for 1,200, 1/10 for 3.5."""
    if value == 0:
        return Fraction(0)
    grain = Fraction(1)
    # Twenty places either way: a figure of a text may have any number of digits.
    for _ in range(20):
        if value % (10 * grain):
            break
        grain *= 10
    for _ in range(20):
        if value % grain == 0:
            break
        grain /= 10
    return grain
