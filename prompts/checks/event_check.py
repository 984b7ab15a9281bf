"""Whether what is cited tells of the events that a sentence tells of: a resignation, a sale, an arrest.

Only a kind of event that nothing in what is cited tells of, in whatever words, fails: an event that is told there of
somebody else is for the other checks. What stands between quotation marks is for the check of quotations, and what a
sentence denies, asks or allows for is no event.
"""

import re
from collections.abc import Iterator, Sequence

from index.phrases import outside_quotes
from index.terms import Analyser
from prompts.checks.aligning import Grounds
from prompts.checks.events import EVENTS
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.naming import names_of
from prompts.checks.negation import denies
from prompts.checks.source import Source

_OPEN = re.compile(r"\b(?:if|whether|could|might|may|should|would|reportedly|allegedly)\b|\?", re.IGNORECASE)


def check_events(text: str, cited: Sequence[Source], grounds: Grounds, analyser: Analyser) -> tuple[Finding, ...]:
    """One finding for each kind of event that a sentence tells of and that nothing cited does."""
    del analyser
    if not cited or denies(text) or _OPEN.search(text) or next(names_of(text), None) is None:
        return ()
    return tuple(_untold(outside_quotes(text), cited, grounds))


def _untold(text: str, cited: Sequence[Source], grounds: Grounds) -> Iterator[Finding]:
    told = ""
    for event in EVENTS:
        match = event.plain.search(text)
        if match is None:
            continue
        told = told or "\n".join([*(source.known for source in cited), *(ground.text for ground in grounds.all)])
        if event.any.search(told) is None:
            yield Finding(
                check=Check.RELATION,
                verdict=Verdict.FAILED,
                state="untold",
                words=match.group(),
                why=f"none of the cited passages tells of {event.name} (“{match.group()}”)",
            )
