"""Whether a sentence that rests on what somebody says keeps saying so.

"The wall is safe", of an article in which the mayor says so, is given to her again: "…, according to Mayor Ann Lee", in
the article's own words for her. Where that can't be done for certain, the sentence goes. It stays where a cited
sentence states the same as a fact, and where it is about something else than what is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.names import holds_name
from index.terms import Analyser
from prompts.checks.aligning import Ground, Grounds
from prompts.checks.attributed import Attributed, attributed_in, held_in, names, shows_source
from prompts.checks.credited import reads_like_a_name
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.opposites import keys_in

FEWEST_WORDS = 2
"""What has fewer words that count states nothing."""
AS_GOOD = 0.8
"""A sentence that states as a fact this share of what is said stands for all of it."""
LONGEST_SOURCE_WORDS = 12
_OF_ONESELF = frozenset(
    "say tell claim allege insist maintain argue contend assert state believe think predict write tweet post"
    " add".split()
)
"""What somebody announces, admits or confirms of themselves may be told as what they do."""
_LETTERS = re.compile(r"\b(?:[A-Z]\.)+$")
_ENDS = re.compile(r"[\w%)]\.$")
_ARTICLES = frozenset({"The", "A", "An", "One", "Two", "Three", "Some", "Several", "Many", "Both"})


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """A sentence with its source named again, and the decision; `finding` is None where there was nothing to decide."""

    text: str
    finding: Finding | None = None


def check_attribution(text: str, grounds: Grounds, analyser: Analyser) -> Sourced:
    """The sentence as it may be shown, and why, where what it rests on is what somebody says."""
    wanted = frozenset(grounds.stems)
    if not grounds.chosen or len(wanted) < FEWEST_WORDS or shows_source(text):
        return Sourced(text=text)
    best = grounds.chosen[0]
    said = held_in(wanted, _attributed(best), analyser)
    if said is None or _stated_elsewhere(wanted, said.words, grounds):
        return Sourced(text=text)
    if _is_their_deed(wanted, text, said.what, best, analyser):
        return Sourced(text=text)
    return _named_again(text, said.what, best)


def _attributed(ground: Ground) -> list[Attributed]:
    spoken = next((one.speeches for one in ground.source.around if one.span == ground.span), ())
    return attributed_in(ground.text, spoken)


def _stated_elsewhere(wanted: frozenset[str], held: int, grounds: Grounds) -> bool:
    """Whether another cited sentence, in which nobody speaks, holds about as much."""
    return any(
        len(wanted & ground.stems) >= AS_GOOD * held and not _attributed(ground) and not shows_source(ground.text)
        for ground in grounds.all
        if ground is not grounds.chosen[0]
    )


def _named_again(text: str, said: Attributed, ground: Ground) -> Sourced:
    article = ground.source.passage.article
    who = " and ".join(said.speakers) or "somebody"
    if article.publisher and any(holds_name(one, article.publisher) for one in said.speakers):
        # The outlet is named with every citation.
        return Sourced(text=text)
    source = _as_source(said.speakers, article.text)
    if source is None or not _ENDS.search(text):
        why = f"the article has it from {who}, and here it is stated as a fact"
        return Sourced(text=text, finding=_finding(Verdict.FAILED, "lost", who, why))
    stem = text if _LETTERS.search(text) else text[:-1]
    why = f"the article has it from {who}, and that is put in"
    return Sourced(text=f"{stem}, according to {source}.", finding=_finding(Verdict.REPAIRED, "named", who, why))


def _is_their_deed(wanted: frozenset[str], text: str, said: Attributed, ground: Ground, analyser: Analyser) -> bool:
    """Whether a sentence tells of those who speak, and not just what they say: Munthe named three reasons."""
    article = ground.source.passage.article.text
    if not any(names(text, one, article) for one in said.speakers):
        return False
    told = frozenset(keys_in(f"{' '.join(said.speakers)} {said.content} {said.goes_on}", analyser))
    return not wanted <= told or not _OF_ONESELF.issuperset(said.cues)


def _as_source(speakers: Sequence[str], article: str) -> str | None:
    """A speaker as they are named behind "according to"; None where that would be more than one, or no name."""
    if len(speakers) != 1:
        return None
    # What an article itself has behind "according to" reads well there.
    if not reads_like_a_name(speakers[0]) and f"ccording to {speakers[0]}" not in article:
        return None
    words = speakers[0].split()
    if len(words) > LONGEST_SOURCE_WORDS:
        return None
    # "Fire chief Ann Lee" has its capital from the beginning of a sentence, "Pentagon spokesperson …" has its own.
    first, second = words[0], words[1] if len(words) > 1 else ""
    common = first in _ARTICLES or (not second[:1].isupper() and re.search(rf"\b{re.escape(first.lower())}\b", article))
    return " ".join([first.lower() if common else first, *words[1:]])


def _finding(verdict: Verdict, state: str, words: str, why: str) -> Finding:
    return Finding(check=Check.ATTRIBUTION, verdict=verdict, state=state, words=words[:80], why=why)
