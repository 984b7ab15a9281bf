"""How likely the best sentence is to answer the question: the one number behind an answer's confidence and a refusal.

A logistic model over what the sentence and its search show; scores of the search alone can't tell a question on an
article's topic from one that it answers (reference/retrieval.md, "Refusal"). It was fitted on questions about news of
January to September 2023, answerable and not (`training/extractive.py`), and looks at nothing but evidence: how a
question is worded (its length, its capitals, its kind) tells those apart better than all of it on such sets, because
people wrote the unanswerable ones on purpose, and would mean nothing elsewhere.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from index.query import Results
from index.terms import Analyser
from prompts.attribution import speaks
from prompts.choosing import Signs
from prompts.evidence import Candidate
from prompts.reading import Kind, Reading

THRESHOLD = 0.4
"""Below this an answer is refused: where one percent of the answerable questions cost a sixth of the false premises."""
LEAST_COVERAGE = 0.34
"""A sentence that shares less than this with a question, with its surroundings and by idf, is about something else,
unless somebody's words are asked for: people seldom name what they speak about."""
MOST_EVIDENCE = 5.0
"""More evidence than this says no more: the curves that it is read from have no such tails (`index.calibration`)."""

WORDS_BEHIND_DENIAL = 3
_DENIAL = re.compile(
    r"\b(?:no|not(?! only)|cannot|never|nobody|none|without|den(?:ied|ies)|refus(?:ed|es) to)\b|\b\w+n['’]t\b",
    re.IGNORECASE,
)

INTERCEPT = -0.95


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the model looks at.

    `own` and `near` are the shares of the question's plain words (no names) that the sentence and its context hold, 0
    to 1; `evidence` is that of the search (`index.query.Results`), -1 to 1; `named` the share of the question's names
    that the sentence is about. `speaks`: who should speak does. The others are 1 for yes, -1 for no and 0 where the
    question has no such thing: a person or a place is asked for and one is there (`fills`), a reason is (`reasoned`),
    what "how many" counts is there (`counted`, 0 in the context alone), what somebody is asked to have done is
    (`done`).
    """

    own: float
    near: float
    evidence: float
    named: float
    speaks: float
    fills: float
    reasoned: float
    counted: float
    done: float


WEIGHTS = Shown(
    own=0.9, near=0.7, evidence=0.05, named=1.0, speaks=1.3, fills=0.35, reasoned=1.2, counted=0.6, done=0.35
)
"""What each of them counts."""


def sufficiency(reading: Reading, candidate: Candidate, signs: Signs, results: Results, analyser: Analyser) -> float:
    """The probability, 0 to 1, that a sentence answers, given its search; 0 where it is out of the question."""
    if is_out_of_question(reading, candidate, signs, analyser):
        return 0.0
    found = astuple(shown(reading, candidate, signs, results, analyser))
    total = INTERCEPT + sum(weight * value for weight, value in zip(astuple(WEIGHTS), found, strict=True))
    return 1 / (1 + math.exp(-total))


def is_out_of_question(reading: Reading, candidate: Candidate, signs: Signs, analyser: Analyser) -> bool:
    """Whether a sentence can't answer, whatever else it shows.

    It shares too little with the question, or a figure is asked for and it has none of that measure, or it says that
    what somebody is asked to have done was not done.
    """
    if not reading.speaker and signs.coverage < LEAST_COVERAGE:
        return True
    return (reading.kind is Kind.NUMBER and not signs.leans) or _is_denied(reading, candidate, analyser)


def shown(reading: Reading, candidate: Candidate, signs: Signs, results: Results, analyser: Analyser) -> Shown:
    """What speaks for and against a sentence as an answer."""
    named = {stem for name in reading.names for stem in analyser.stems(name)}
    plain = [stem for stem in reading.stems if stem not in named]
    names = [candidate.is_about(name) for name in reading.names]
    near = candidate.stems | candidate.around
    leans = 2 * signs.leans - 1
    return Shown(
        own=_share(plain, candidate.stems),
        near=_share(plain, near),
        evidence=min(max(results.evidence, -MOST_EVIDENCE), MOST_EVIDENCE) / MOST_EVIDENCE,
        named=sum(names) / len(names) if names else 1.0,
        speaks=float(speaks(reading, candidate)),
        fills=leans if reading.kind in {Kind.WHO, Kind.WHERE} else 0.0,
        reasoned=leans if reading.kind is Kind.WHY else 0.0,
        counted=_counted(reading, candidate),
        done=0.0 if not reading.predicate else 1.0 if reading.predicate in near | candidate.titled else -1.0,
    )


def _is_denied(reading: Reading, candidate: Candidate, analyser: Analyser) -> bool:
    """Whether a "no" or "not" stands close before what the question takes for done: "there had been no arrests"."""
    if not reading.predicate:
        return False
    for match in _DENIAL.finditer(candidate.text):
        behind = candidate.text[match.end() :].split()[:WORDS_BEHIND_DENIAL]
        if reading.predicate in analyser.stems(" ".join(behind)):
            return True
    return False


def _counted(reading: Reading, candidate: Candidate) -> float:
    counted = frozenset(reading.counted)
    if not counted or counted & candidate.stems:
        return 1.0 if counted else 0.0
    return 0.0 if counted & (candidate.around | candidate.titled) else -1.0


def _share(stems: Sequence[str], held: frozenset[str]) -> float:
    return sum(stem in held for stem in stems) / len(stems) if stems else 1.0
