"""How many mutants the checks caught and how many true answers they hurt, by class."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mutants import Check, Mutant, Story, TrueAnswer, folded

from prompts.checks import finding
from prompts.checks.finding import CheckedSentence, Outcome, Verdict


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One sentence of the suite after the checks; `right` is a mutant that was caught or a true answer left unhurt."""

    answer: TrueAnswer | Mutant
    checked: CheckedSentence
    right: bool


@dataclass(frozen=True, kw_only=True)
class Scores:
    """What became of a whole half."""

    true: tuple[Judged, ...]
    mutants: tuple[Judged, ...]

    @property
    def hurt(self) -> float:
        """The share of true answers that were hurt."""
        return 1 - share_right(self.true)

    @property
    def caught(self) -> float:
        """The share of mutants that were caught."""
        return share_right(self.mutants)


def judge(stories: Sequence[Story], check: Check) -> Scores:
    """Run every sentence through the checks, each by itself."""
    true: list[Judged] = []
    mutants: list[Judged] = []
    for story in stories:
        for answer in story.true:
            checked = check(story.hits, answer.text, answer.markers)
            true.append(Judged(answer=answer, checked=checked, right=not is_hurt(answer, checked)))
        for mutant in story.mutants:
            checked = check(story.hits, mutant.text, mutant.markers)
            mutants.append(Judged(answer=mutant, checked=checked, right=is_caught(mutant, checked)))
    return Scores(true=tuple(true), mutants=tuple(mutants))


def is_hurt(answer: TrueAnswer, checked: CheckedSentence) -> bool:
    """Whether it was dropped, or shown with other words or other markers.

    Typography may change, and a source that the sentence left out may be named behind its own words.
    """
    if checked.outcome is Outcome.DROPPED:
        return True
    named = any(one.check is finding.Check.ATTRIBUTION and one.verdict is Verdict.REPAIRED for one in checked.findings)
    shown = checked.text.rpartition(", according to ")[0] + "." if named else checked.text
    return _words(shown) != _words(answer.text) or set(checked.markers) != set(answer.markers)


def is_caught(mutant: Mutant, checked: CheckedSentence) -> bool:
    """Whether it was dropped, or repaired into something that is no longer wrong."""
    if checked.outcome is Outcome.DROPPED:
        return True
    if checked.outcome is Outcome.KEPT or not checked.markers:
        return False
    if mutant.of and _words(checked.text) == _words(mutant.of.text) and set(checked.markers) == set(mutant.of.markers):
        return True
    words_gone = mutant.wrong is None or folded(mutant.wrong) not in folded(checked.text)
    marker_gone = mutant.wrong_marker is None or mutant.wrong_marker not in checked.markers
    return (mutant.wrong is not None or mutant.wrong_marker is not None) and words_gone and marker_gone


def share_right(judged: Sequence[Judged]) -> float:
    """The share that went right; 0 of none."""
    return sum(one.right for one in judged) / len(judged) if judged else 0.0


def table(scores: Scores) -> str:
    """The rates by class, and each sentence that went wrong with what became of it."""
    return "\n".join(_lines(scores))


def _lines(scores: Scores) -> Iterator[str]:
    for title, judged in (("mutants caught", scores.mutants), ("true answers unhurt", scores.true)):
        yield f"{title}: {sum(one.right for one in judged)} of {len(judged)} ({share_right(judged):.1%})"
        by_class: dict[str, list[Judged]] = defaultdict(list)
        for one in judged:
            by_class[one.answer.kind].append(one)
        for name, those in sorted(by_class.items()):
            yield f"  {name:28}{sum(one.right for one in those):3} of {len(those):3}"
        for one in judged:
            if not one.right:
                why = one.checked.why or "no check objected"
                yield f"  - {one.answer.id} ({one.answer.kind}): {one.checked.outcome}: {one.answer.text} :: {why}"


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))
