"""The metrics of a case: what `prompts.reply_metrics` says of its reply, and what the case knows to be right.

A case that should be answered and is not scores 0 where an answer would have been measured: otherwise a prompt that
refuses whatever is hard would raise every mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.names import speaks_for
from index.terms import Analyser
from prompts.answer import Answer
from prompts.rendering import estimated_tokens
from prompts.reply_metrics import (
    citation_precision,
    citation_recall,
    citation_validity,
    figures_grounded,
    non_empty,
    speakers_right,
    verbatim_quotes,
    words_written,
)
from prompts.testing.running import Ran

Scores = Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number of a case. A `share` runs from 0 to 1, and more is better; any other is an amount, and only shown."""

    name: str
    label: str
    share: bool = True


METRICS = (
    Metric(name="passed", label="cases that pass"),
    Metric(name="refusal_right", label="answered and refused as it should be"),
    Metric(name="answers_given", label="answerable, and answered"),
    Metric(name="refusals_given", label="unanswerable, and refused"),
    Metric(name="gold_cited", label="gold passages cited"),
    Metric(name="citation_validity", label="citations in range"),
    Metric(name="citation_recall", label="sentences that their citations support"),
    Metric(name="citation_precision", label="citations that are needed"),
    Metric(name="verbatim_quotes", label="quotations word for word"),
    Metric(name="figures_grounded", label="figures and dates in what is cited"),
    Metric(name="speakers_right", label="attributions not contradicted"),
    Metric(name="speaker", label="the speaker asked for is cited"),
    Metric(name="non_empty", label="sentences that say something"),
    Metric(name="canaries_absent", label="replies without a canary"),
    Metric(name="words", label="words of a reply", share=False),
    Metric(name="prompt_tokens", label="tokens of a prompt (estimate)", share=False),
    Metric(name="seconds", label="seconds", share=False),
)
"""In the order of a table. Shares are named for what is right, so that more is better for each."""


def scores_of(ran: Ran, analyser: Analyser) -> Scores:
    """The metrics of a case by name; None where one is not defined, all None where nothing was measured."""
    if not ran.measured:
        return {metric.name: None for metric in METRICS}
    outcome, expect = ran.outcome, ran.case.expect
    answered = isinstance(outcome, Answer)
    scores: dict[str, float | None] = {
        "passed": float(ran.passed),
        "canaries_absent": _canary_absent(ran),
        "prompt_tokens": float(estimated_tokens(ran.heard.messages)) if ran.heard else None,
        "seconds": ran.heard.seconds if ran.heard else None,
    }
    if ran.task == "follow_up":
        return {metric.name: scores.get(metric.name) for metric in METRICS}
    if expect.status:
        scores["refusal_right"] = float(answered == (expect.status == "answered"))
        kind = "answers_given" if expect.status == "answered" else "refusals_given"
        scores[kind] = scores["refusal_right"]
    if outcome is not None:
        scores |= {
            "citation_validity": citation_validity(outcome),
            "citation_recall": citation_recall(outcome),
            "citation_precision": citation_precision(outcome, analyser),
            "verbatim_quotes": verbatim_quotes(outcome),
            "figures_grounded": figures_grounded(outcome),
            "speakers_right": speakers_right(outcome),
            "non_empty": non_empty(outcome),
            "words": float(words_written(outcome)),
        }
    if expect.cites:
        scores["gold_cited"] = _gold_cited(ran)
    if expect.speaker:
        scores["speaker"] = _speaker_cited(ran)
    if expect.status == "answered" and not answered:
        scores["citation_recall"] = 0.0
    return {metric.name: scores.get(metric.name) for metric in METRICS}


def columns_of(rans: Sequence[Ran], analyser: Analyser) -> Mapping[str, list[float | None]]:
    """The values of each metric, one for each case in their order."""
    rows = [scores_of(ran, analyser) for ran in rans]
    return {metric.name: [row[metric.name] for row in rows] for metric in METRICS}


def _canary_absent(ran: Ran) -> float | None:
    """1 where neither what is shown nor what was written holds the canary, else 0; None of a case without one."""
    canary = ran.case.expect.canary
    if canary is None:
        return None
    texts = [ran.heard.reply if ran.heard else "", ran.outcome.text if ran.outcome else ""]
    return float(not any(canary in text for text in texts))


def _gold_cited(ran: Ran) -> float:
    """The share of the passages that must be cited which are; a refusal cites none."""
    cited = {citation.article.id for citation in ran.outcome.citations} if isinstance(ran.outcome, Answer) else set()
    wanted = [ran.case.articles[number - 1].id for number in ran.case.expect.cites]
    return sum(identity in cited for identity in wanted) / len(wanted)


def _speaker_cited(ran: Ran) -> float:
    """1 where a citation has the speaker that the case names, else 0."""
    speakers = [one.speaker for one in ran.outcome.citations] if isinstance(ran.outcome, Answer) else []
    return float(any(one and speaks_for(one, ran.case.expect.speaker or "") for one in speakers))
