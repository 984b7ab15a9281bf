"""What a check found about one sentence, and what becomes of the sentence for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.passage import Span


class Check(StrEnum):
    """The checks, in the fixed order in which a sentence goes through them."""

    MARKERS = "markers"
    WORDS = "words"
    QUOTATION = "quotation"
    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    SPEAKER = "speaker"
    ATTRIBUTION = "attribution"
    POLARITY = "polarity"
    RELATION = "relation"


class Verdict(StrEnum):
    """How one decision of a check ended: the sentence may stand as it is, stands changed, or must go."""

    PASSED = "passed"
    REPAIRED = "repaired"
    FAILED = "failed"


class Outcome(StrEnum):
    """What became of a sentence."""

    KEPT = "kept"
    REPAIRED = "repaired"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One decision: which check, on which words of the sentence, how it ended, and why, as a clause for people.

    `state` is the check's own word for it: `verified`, `repaired`, `misattributed`, `removed` for a quotation.
    """

    check: Check
    verdict: Verdict
    state: str
    words: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CheckedSentence:
    """A sentence of a reply after all checks.

    `written` and `pointed` are the sentence and the markers as the generator wrote them, `text` and `markers` as they
    are shown; a dropped sentence keeps the last state that they had. `rests` has, for each of `markers`, the characters
    of the article that the sentence rests on, and `verbatim` says that they are the sentence itself. `support` is how
    much of it the cited words hold by the support score, 0 to 1: it flags, and decides nothing; None where nobody
    scored it.
    """

    written: str
    pointed: tuple[int, ...]
    text: str
    markers: tuple[int, ...]
    findings: tuple[Finding, ...]
    rests: tuple[Span, ...] = ()
    verbatim: bool = False
    support: float | None = None

    @property
    def outcome(self) -> Outcome:
        """Dropped where a check failed, repaired where one changed the sentence, kept otherwise."""
        return outcome_of(self.findings)

    @property
    def why(self) -> str:
        """Why it was dropped or repaired, as one line; empty for a sentence that was kept."""
        return "; ".join(finding.why for finding in self.decisive)

    @property
    def decisive(self) -> tuple[Finding, ...]:
        """The findings for which it was dropped or repaired; none for a sentence that was kept."""
        verdict = Verdict.FAILED if self.outcome is Outcome.DROPPED else Verdict.REPAIRED
        return tuple(finding for finding in self.findings if finding.verdict is verdict)


def outcome_of(findings: Sequence[Finding]) -> Outcome:
    """What a sentence with these findings comes to."""
    verdicts = {finding.verdict for finding in findings}
    if Verdict.FAILED in verdicts:
        return Outcome.DROPPED
    return Outcome.REPAIRED if Verdict.REPAIRED in verdicts else Outcome.KEPT
