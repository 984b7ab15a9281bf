"""What became of each case since its verdict was accepted: worse, as accepted, better, or not measured.

A recording holds the verdict that its case had when it was accepted; the extractive generator's known shortfalls are
tagged in the cases themselves. What is tagged "must", what has a reply of its own, and what the extractive generator
is not known to fail must pass: no failure of these can be accepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from prompts.testing.case import EXTRACTIVE_MISSES, MUST, Case
from prompts.testing.running import Ran

LEAST_MEASURED = 0.9
"""With a smaller share of the cases measured, nothing is said of the rest."""
WORSE, TOO_LITTLE = 1, 3


class State(StrEnum):
    """How a case stands to its accepted verdict."""

    PASSES = "passes"
    REGRESSED = "regressed"
    KNOWN = "known failure"
    BETTER = "now passes"
    NEW = "not accepted yet"
    UNMEASURED = "not recorded"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A case with what came of it and how that stands to what was accepted."""

    ran: Ran
    state: State


def must_pass(case: Case) -> bool:
    """Whether no failure of the case can be accepted, whoever answers it."""
    return MUST in case.tags or case.reply is not None


def standing(ran: Ran, accepted: tuple[str, ...] | None) -> Standing:
    """How a run with a model stands; `accepted` are the failures that were accepted, None where none were yet."""
    if not ran.measured:
        return Standing(ran=ran, state=State.UNMEASURED)
    if ran.passed:
        return Standing(ran=ran, state=State.BETTER if accepted else State.PASSES)
    if must_pass(ran.case):
        return Standing(ran=ran, state=State.REGRESSED)
    if accepted is None:
        return Standing(ran=ran, state=State.NEW)
    return Standing(ran=ran, state=State.KNOWN if accepted else State.REGRESSED)


def extractive_standing(ran: Ran) -> Standing:
    """How a run of the extractive generator stands to the case's tags."""
    known = EXTRACTIVE_MISSES in ran.case.tags and not must_pass(ran.case)
    return standing(ran, ran.failures or ("known to be missed",) if known else ())


def exit_code(standings: Sequence[Standing]) -> int:
    """0: all is measured and no worse than accepted; 1: worse; 3: too little was measured.

    A failure that nobody has accepted yet is none that came: it is listed, and counts as measured.
    """
    if any(one.state is State.REGRESSED for one in standings):
        return WORSE
    measured = sum(one.ran.measured for one in standings)
    return TOO_LITTLE if measured < LEAST_MEASURED * len(standings) or not standings else 0
