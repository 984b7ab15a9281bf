"""How good a reply is, as its generator wrote it: every metric that needs no gold data, a function of one outcome.

An asker sees what the checks let stand; here counts what was written before them, for that is what a prompt can change.
A metric is a number from 0 to 1, higher is better, or None where it is not defined. All are deterministic: "supported"
means that the checks let the sentence stand on just the passages that it points at, and nothing but that; it is no
judgement of what the sentence means.
"""

import re

from index.terms import STOP_WORDS, Analyser
from prompts.answer import Answer, NoAnswer
from prompts.checks.checking import check_sentences
from prompts.checks.finding import Check, CheckedSentence, Outcome, Verdict
from prompts.generator import MarkedSentence

Ended = Answer | NoAnswer

FEWEST_CONTENT_WORDS = 3
"""A sentence with fewer says nothing; "[1]" or "Yes. [2]" satisfies every rule on markers."""
_WORD = re.compile(r"[^\W_]+")


def citation_validity(outcome: Ended) -> float | None:
    """The share of the markers written that name a passage which was shown; None where none was written.

    Unlike ALCE's, whose precision leaves markers out of range aside: here each counts against the reply.
    """
    shown = len(outcome.trace.hits)
    markers = [marker for checked in outcome.trace.checks for marker in checked.pointed]
    return sum(1 <= marker <= shown for marker in markers) / len(markers) if markers else None


def citation_recall(outcome: Ended) -> float | None:
    """The share of the sentences written that the passages they point at support together; None of no sentence.

    A sentence without a marker is not supported. Source: Gao and others, Enabling Large Language Models to Generate
    Text with Citations (ALCE, 2023), with our checks in the place of a model of entailment.
    """
    checks = outcome.trace.checks
    return sum(map(_supported, checks)) / len(checks) if checks else None


def citation_precision(outcome: Ended, analyser: Analyser) -> float | None:
    """The share of the markers written that are needed where they stand; None where none was written.

    A marker counts where its sentence is supported, unless its passage alone does not support the sentence and the
    others do without it (ALCE's rule). One that names no passage never counts.
    """
    checks = outcome.trace.checks
    counted = [_needed(checked, marker, outcome, analyser) for checked in checks for marker in checked.pointed]
    return sum(counted) / len(counted) if counted else None


def verbatim_quotes(outcome: Ended) -> float | None:
    """The share of the quotations written that stand, word for word, in a passage that their sentence points at.

    Typography aside (`prompts.folding`). None where nothing was quoted.
    """
    return _passed(outcome, Check.QUOTATION)


def figures_grounded(outcome: Ended) -> float | None:
    """The share of the figures and dates written that what is cited holds or amounts to; None where there is none.

    Sentences that are the article's own are not looked into, for their figures are too.
    """
    return _passed(outcome, Check.FIGURE, Check.DATE)


def speakers_right(outcome: Ended) -> float | None:
    """The share of the attributions written that the articles don't contradict; None where none was written."""
    return _passed(outcome, Check.SPEAKER)


def non_empty(outcome: Ended) -> float | None:
    """The share of the sentences written that have three content words beside their markers; None of no sentence."""
    checks = outcome.trace.checks
    telling = sum(_content_words(checked.written) >= FEWEST_CONTENT_WORDS for checked in checks)
    return telling / len(checks) if checks else None


def words_written(outcome: Ended) -> int:
    """How many words the reply has, markers aside; 0 for a refusal."""
    return sum(len(_WORD.findall(checked.written)) for checked in outcome.trace.checks)


def _supported(checked: CheckedSentence) -> bool:
    """Whether a sentence stands on the passages that it points at, and none had to be added for it."""
    return checked.outcome is not Outcome.DROPPED and set(checked.markers) <= set(checked.pointed)


def _needed(checked: CheckedSentence, marker: int, outcome: Ended, analyser: Analyser) -> bool:
    known = [one for one in checked.pointed if 1 <= one <= len(outcome.trace.hits)]
    if marker not in known or not _supported(checked):
        return False
    others = tuple(one for one in known if one != marker)
    if not others:
        return True
    alone, without = (_supports(checked, markers, outcome, analyser) for markers in ((marker,), others))
    return alone or not without


def _supports(checked: CheckedSentence, markers: tuple[int, ...], outcome: Ended, analyser: Analyser) -> bool:
    sentence = MarkedSentence(text=checked.written, markers=markers)
    return all(_supported(one) for one in check_sentences([sentence], outcome.trace.hits, analyser))


def _passed(outcome: Ended, *checks: Check) -> float | None:
    findings = [one for checked in outcome.trace.checks for one in checked.findings if one.check in checks]
    return sum(one.verdict is Verdict.PASSED for one in findings) / len(findings) if findings else None


def _content_words(text: str) -> int:
    return sum(word.lower() not in STOP_WORDS for word in _WORD.findall(text))
