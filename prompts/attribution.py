"""Which sentences are a speaker's words, from certain to likely: for a question that asks what somebody said.

Certain is what an attribution in the sentence says (`index.speech`). Likely are quoted words that are given to nobody
and stand beside the speaker's name, or go on after it with "he added". Where a question describes its speaker ("GSK's
top scientist"), likely is also whoever speaks beside the names of the description. A person who is named speaks for
sure or likely, or not at all: other people's words are no answer.
"""

import re
from collections.abc import Sequence

from index.speech import ROLES
from prompts.capitals import names_in
from prompts.evidence import Candidate
from prompts.names import holds_name, is_another, words_of
from prompts.reading import Reading

BEFORE_PRONOUN_CHARACTERS = 400
"""How far before "he added" the name of who speaks may stand."""
ABOUT_IT = 0.75
"""A sentence with this share of the topic's words is about it."""

_GOES_ON = re.compile(
    r"[,.!?…]?[\"”]\s+(?:he|she|they)\s+\w+|\b(?:he|she|they)\s+(?:also\s+)?\w+(?:ed|s|id)\b[^\"“”]*[\"“]", re.I
)


def speaks(reading: Reading, candidate: Candidate) -> bool:
    """Whether a sentence is for certain in the words of whom the question asks for."""
    return bool(reading.speaker) and candidate.spoken_by(reading.speaker or "")


def spoken(reading: Reading, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that are, or may be, the words of whom the question asks for; all where it asks for nobody's."""
    if not reading.speaker:
        return list(found)
    likely = [one for one in found if speaks(reading, one) or _may_speak(reading.speaker, one)]
    if likely:
        return likely
    if reading.cue is None:
        # "According to Tyson, which meat …": the article may report it without a verb of saying.
        return [one for one in found if one.is_about(reading.speaker)]
    return [one for one in found if _is_described(reading.speaker, one)]


def is_others_topic(reading: Reading, one: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether the speaker's sentence has nothing of the topic, while others' sentences in its article are about it.

    People seldom name what they speak about, so nothing of the topic is no sign by itself.
    """
    topic = reading.plain_topic
    if not reading.speaker or not topic or not topic.isdisjoint(one.stems | one.around | one.titled):
        return False
    return any(
        other.article.id == one.article.id
        and len(topic & other.stems) >= ABOUT_IT * len(topic)
        and not speaks(reading, other)
        for other in found
    )


def _may_speak(speaker: str, candidate: Candidate) -> bool:
    text = candidate.article.text
    if candidate.speeches or not _is_quoted(candidate) or is_another(text, speaker):
        return False
    if holds_name(candidate.context.of(text), speaker):
        return True
    before = text[max(0, candidate.span.start - BEFORE_PRONOUN_CHARACTERS) : candidate.span.start]
    return bool(_GOES_ON.search(candidate.text)) and holds_name(before, speaker)


def _is_described(speaker: str, candidate: Candidate) -> bool:
    """Whether somebody speaks beside the names by which the question describes its speaker."""
    words = words_of(speaker)
    described = "'" in speaker or "’" in speaker or any(word in ROLES for word in words) or speaker.islower()
    names = [part for name in names_in(speaker) for part in re.split(r"['’]s\s+", name)]
    return (
        described
        and (bool(candidate.speeches) or _is_quoted(candidate))
        and all(map(candidate.is_about, names or [speaker]))
    )


def _is_quoted(candidate: Candidate) -> bool:
    return any(mark in candidate.text for mark in '"“”')
