"""Which sentences are the words of whom a question asks for.

Those whose attribution names them (`index.speech`); where there is none and the question describes its speaker
("Sundline's top engineer"), those of whoever is called by the names in the description. A person who is named speaks
for certain or not at all: quoted words beside the name were theirs in half of the cases only, and other words are
no answer.
"""

import re
from collections.abc import Sequence

from index.cues import ROLES
from index.names import OTHERS, holds_name, words_of
from index.terms import Analyser
from prompts.capitals import names_in
from prompts.evidence import Candidate
from prompts.reading import Reading

ABOUT_IT = 0.75
"""A sentence with this share of the topic's words is about it."""
_AT_ALL = re.compile(r"\b(?:anything|something)\b", re.IGNORECASE)
_CALLED = ROLES | {"boss", "exec", "expert", "head", "lead", "prof", "researcher", "scientist"}
"""How a question may describe a speaker."""


def speaks(reading: Reading, candidate: Candidate) -> bool:
    """Whether a sentence is for certain in the words of whom the question asks for."""
    return bool(reading.speaker) and candidate.spoken_by(reading.speaker or "")


def spoken(reading: Reading, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that are, or may be, the words of whom the question asks for; all where it asks for nobody's."""
    if not reading.speaker:
        return list(found)
    certain = [one for one in found if speaks(reading, one)]
    if certain:
        return certain
    if reading.cue is None:
        # "According to Sundline, which pier …": the article may report it without a verb of saying.
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


def is_silence(question: str, reading: Reading, one: Candidate, analyser: Analyser) -> bool:
    """Whether it is asked if somebody said anything on a topic of which their article has not one word.

    Whatever else they said would then be taken for a yes.
    """
    topic = frozenset(reading.topic)
    if not topic or not reading.speaker or not _AT_ALL.search(question):
        return False
    near = one.stems | one.around | one.titled
    return topic.isdisjoint(near) and topic.isdisjoint(analyser.stems(one.article.text))


def _is_described(speaker: str, candidate: Candidate) -> bool:
    """Whether who speaks is called by the names by which the question describes its speaker.

    So "Sundline's top engineer" is Ida Brook of Sundline; it is neither Sundline's critic nor, for "Lee's lawyer", Lee.
    """
    words = words_of(speaker)
    names = [part for name in names_in(speaker) for part in re.split(r"['’]s\s+", name)]
    if not words or words[-1] not in _CALLED or not names or not OTHERS.isdisjoint(words):
        return False
    owners = {words_of(name)[-1] for name in names}
    called = [one.speaker for one in candidate.speeches]
    return any(
        OTHERS.isdisjoint(words_of(title))
        and words_of(title)[-1] not in owners
        and all(holds_name(title, name) for name in names)
        for title in called
    )
