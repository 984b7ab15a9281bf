"""Two versions of a template over the same cases and the same model, paired: better, worse, or too little to tell.

A case is better where the new version passes it and the old one does not. Whether that is more than luck is asked of
the cases that changed alone, by the exact form of McNemar's test: were both versions equally good, each change would be
as likely one way as the other. Means of metrics have bootstrap intervals over clusters of cases that share an article.

Sources: McNemar, Note on the Sampling Error of the Difference between Correlated Proportions or Percentages (1947);
Miller, Adding Error Bars to Evals (2024) on pairs and clusters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb

from index.errors import PromptError
from index.intervals import Difference, Interval, difference, interval
from index.terms import Analyser
from prompts.template import Template
from prompts.testing.accepting import LEAST_MEASURED, TOO_LITTLE, WORSE, must_pass
from prompts.testing.case_files import clusters_of
from prompts.testing.running import Ran
from prompts.testing.scoring import METRICS, Metric, columns_of

SIGNIFICANT = 0.05
FEWEST_CHANGES = 6
"""Fewer changes, all one way, can't reach the level: five have p = .0625."""


class Change(StrEnum):
    """What an edit did to a case."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNMEASURED = "not measured"


class Verdict(StrEnum):
    """What can be said of an edit."""

    BETTER = "better"
    WORSE = "worse"
    TOO_FEW = "too few changes to tell"
    UNCHANGED = "no case changed"
    NOTHING = "nothing was measured"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A case with what came of it by the old version and by the new one."""

    old: Ran
    new: Ran

    @property
    def change(self) -> Change:
        """What the edit did to it."""
        if not (self.old.measured and self.new.measured):
            return Change.UNMEASURED
        if self.old.passed == self.new.passed:
            return Change.SAME
        return Change.BETTER if self.new.passed else Change.WORSE


@dataclass(frozen=True, kw_only=True)
class Row:
    """A metric of both versions, over the cases that both have measured, and the new mean less the old one."""

    metric: Metric
    old: Interval
    new: Interval
    change: Difference


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything that a comparison says. `old` and `new` are the templates; `who` replied to both."""

    old: Template
    new: Template
    who: str
    pairs: tuple[Pair, ...]
    rows: tuple[Row, ...]

    def named(self, change: Change, *, reserved: bool | None = None) -> list[str]:
        """The cases to which that happened, in one half or in both."""
        return [
            pair.new.case.id
            for pair in self.pairs
            if pair.change is change and reserved in {None, pair.new.case.reserved}
        ]

    @property
    def p(self) -> float:
        """The exact two-sided McNemar probability of changes as uneven as these, were the versions equally good."""
        return mcnemar(len(self.named(Change.BETTER)), len(self.named(Change.WORSE)))

    @property
    def verdict(self) -> Verdict:
        """What can be said of the edit."""
        better, worse = len(self.named(Change.BETTER)), len(self.named(Change.WORSE))
        if len(self.named(Change.UNMEASURED)) == len(self.pairs):
            return Verdict.NOTHING
        if not better + worse:
            return Verdict.UNCHANGED
        if self.p >= SIGNIFICANT:
            return Verdict.TOO_FEW
        return Verdict.BETTER if better > worse else Verdict.WORSE

    @property
    def exit_code(self) -> int:
        """1 where the edit is worse, or a case is that must pass; 3 where too little was measured; else 0."""
        lost = [pair for pair in self.pairs if pair.change is Change.WORSE and must_pass(pair.new.case)]
        if lost or self.verdict is Verdict.WORSE:
            return WORSE
        measured = len(self.pairs) - len(self.named(Change.UNMEASURED))
        return TOO_LITTLE if measured < LEAST_MEASURED * len(self.pairs) or not measured else 0

    @property
    def sentence(self) -> str:
        """The verdict with its figures, as one sentence."""
        counts = ", ".join(f"{len(self.named(change))} {change}" for change in Change)
        say = f"{self.verdict[0].upper()}{self.verdict[1:]}: {counts}."
        if self.verdict in {Verdict.NOTHING, Verdict.UNCHANGED}:
            return say
        changed = len(self.named(Change.BETTER)) + len(self.named(Change.WORSE))
        if self.verdict is Verdict.TOO_FEW and changed < FEWEST_CHANGES:
            return f"{say} Fewer than {FEWEST_CHANGES} changes never tell, whichever way they go."
        return f"{say} Changes as uneven as these have p = {self.p:.3f} by chance (exact McNemar)."


def mcnemar(better: int, worse: int) -> float:
    """The two-sided exact probability that of so many changes as few or fewer go the rarer way; 1 of no change."""
    changed = better + worse
    tail = sum(comb(changed, count) for count in range(min(better, worse) + 1))
    return min(1.0, float(Fraction(2 * tail, 2**changed)))


def compare(  # noqa: PLR0913 - both sides of a comparison
    old: Template,
    new: Template,
    old_rans: Sequence[Ran],
    new_rans: Sequence[Ran],
    analyser: Analyser,
    *,
    who: str,
) -> Comparison:
    """Hold the runs of two versions against each other; both are of the same cases, in one order.

    Raises:
        PromptError: the versions set other parameters, so that a difference would not be the prompt's.
    """
    check_comparable(old, new)
    pairs = tuple(Pair(old=before, new=after) for before, after in zip(old_rans, new_rans, strict=True))
    both = [pair for pair in pairs if pair.change is not Change.UNMEASURED]
    clusters = clusters_of([pair.new.case for pair in both])
    before = columns_of([pair.old for pair in both], analyser)
    after = columns_of([pair.new for pair in both], analyser)
    rows = tuple(
        Row(
            metric=metric,
            old=interval(before[metric.name], clusters),
            new=interval(after[metric.name], clusters),
            change=difference(after[metric.name], before[metric.name], clusters),
        )
        for metric in METRICS
    )
    return Comparison(old=old, new=new, who=who, pairs=pairs, rows=rows)


def check_comparable(old: Template, new: Template) -> None:
    """Raise a PromptError where two versions are for other tasks, or have a model write with other parameters."""
    for what in ("task", "temperature", "max_tokens"):
        if getattr(old, what) != getattr(new, what):
            raise PromptError(
                f"{old.source} has {what} {getattr(old, what)}, {new.source} {getattr(new, what)}: a difference would"
                f" not be the words'; give both the same {what}."
            )
