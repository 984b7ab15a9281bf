"""Who a speaker is, of what an article calls them: a name, and the office or body that they are named with.

Two articles speak of one person only where name and office agree; whoever shares a name alone may be somebody else.
"""

from dataclasses import dataclass

from index.cues import ROLES
from index.names import TITLES, words_of

_JOINTS = frozenset("of the for and at in to a an 's with from".split())


@dataclass(frozen=True, kw_only=True)
class SpeakerName:
    """A speaker's name ("Sabina Sand", "the Pentagon") and office ("Pentagon spokesperson", or empty)."""

    name: str
    office: str


def read_speaker(phrase: str) -> SpeakerName:
    """The name and the office in what an article calls a speaker; without a name it is all name."""
    first, _, described = phrase.partition(", ")
    words = first.split()
    start = len(words)
    while start and words[start - 1][:1].isupper() and not _is_title(words[start - 1]):
        start -= 1
    if start == len(words) or not any(word[:1].islower() or _is_title(word) for word in words[:start]):
        return SpeakerName(name=first, office=described.strip(" ,"))
    if start and words[start - 1].lower() in _JOINTS:
        # "the head of the Navy", "the Bank of Ennis": no person is named.
        return SpeakerName(name=first, office=described.strip(" ,"))
    office = " ".join(words[:start])
    return SpeakerName(name=" ".join(words[start:]), office=", ".join(filter(None, (office, described.strip(" ,")))))


def is_same_speaker(one: SpeakerName, other: SpeakerName) -> bool:
    """Whether two articles that call their speakers so mean one: name and office agree.

    A first name that is missing does not disagree, if an office says the same; nor does a missing office, if the whole
    name is the same.
    """
    mine, yours = _core(one.name), _core(other.name)
    if not mine or not yours or mine[-1] != yours[-1]:
        return False
    if mine[:-1] and yours[:-1] and set(mine[:-1]).isdisjoint(yours[:-1]):
        return False
    here, there = _office_words(one), _office_words(other)
    if here and there:
        return not here.isdisjoint(there)
    return mine == yours and len(mine) > 1


def _core(name: str) -> list[str]:
    return [word for word in words_of(name) if word not in _JOINTS and word not in TITLES]


def _office_words(speaker: SpeakerName) -> set[str]:
    """The words of an office; titles of courtesy say nothing of who somebody is."""
    return {word for word in words_of(speaker.office) if word not in _JOINTS | _COURTESY}


_COURTESY = frozenset("mr mrs ms miss dr sir former".split())


def _is_title(word: str) -> bool:
    return word.strip(".,").lower() in ROLES | TITLES
