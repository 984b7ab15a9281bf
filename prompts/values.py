"""A value that reports tell, as a sentence words it, and whether two of them can both be right."""

from dataclasses import dataclass
from enum import Enum, auto

from index.names import words_of
from index.terms import STOP_WORDS
from prompts.checks.figures import Amount, Figure
from prompts.checks.moments import Moment
from prompts.checks.nations import is_form_of, same_nation
from prompts.checks.rounding import is_comparable, is_rounded, is_same
from prompts.checks.wording import are_opposites
from prompts.counting import may_be_one

LEAST_MEASURED = 1000
MOST_TURNED = 20
"""A figure turned into another unit differs by less than this part of it, for both are rounded."""


class ValueKind(Enum):
    """What kind of value two sentences differ in."""

    FIGURE = auto()
    DATE = auto()
    NAME = auto()
    OUTCOME = auto()


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
            return (
                is_comparable(self.figure, other.figure)
                and is_comparable(other.figure, self.figure)
                and not _is_close(self.figure, other.figure)
                and not (
                    is_same(self.figure, other.figure)
                    or is_same(other.figure, self.figure)
                    or is_rounded(self.figure, other.figure)
                    or is_rounded(other.figure, self.figure)
                )
            )
        if self.kind is ValueKind.DATE:
            return bool(self.moments and other.moments) and not any(
                may_be_one(one, two) for one in self.moments for two in other.moments
            )
        if self.kind is ValueKind.OUTCOME:
            return are_opposite_outcomes(self.words, other.words)
        return not _may_be_one_name(self.words, other.words)

    def agrees(self, other: "Value") -> bool:
        """Whether two values are the same one."""
        return self.kind is other.kind and not self.differs(other)


def are_opposite_outcomes(one: str, other: str) -> bool:
    """Whether words say that things ended in opposite ways: approved and rejected, reopened and closed."""
    mine, yours = ([word for word in words.split() if word not in STOP_WORDS] for words in (one, other))
    return len(mine) == len(yours) == 1 and are_opposites(mine[0], yours[0])


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
    mine, yours = ([word for word in words_of(name) if word not in STOP_WORDS] for name in (one, other))
    if not mine or not yours or not set(mine).isdisjoint(yours):
        return True
    nations = same_nation()
    if any(is_form_of(a, b) or is_form_of(b, a) or b in nations.get(a, frozenset()) for a in mine for b in yours):
        return True
    letters = ["".join(word[0] for word in words) for words in (mine, yours)]
    return "".join(yours) == letters[0] or "".join(mine) == letters[1]
