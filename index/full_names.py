"""Speakers under the fullest name that their article gives them: "Singh" is "Pentagon spokesperson Sabrina Singh".

A last name alone is whoever was named with a first name last, or whom the article introduces, if that is one person;
"the mayor" is the mayor who speaks elsewhere in it, if there is one only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.cues import ROLES
from index.names import TITLES, first_names, last_name, speaks_for
from index.speech import Speech
from index.terms import STOP_WORDS

_BODIES = frozenset(
    "statement report ministry department office agency government army military police company union committee board"
    " council officials representatives spokespeople".split()
)
_NO_FIRST_NAMES = frozenset(
    "lake mount river port fort saint st city university hotel bridge street road cape new north south east west the"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december yesterday today later earlier meanwhile asked when while after before"
    " but and also then however although because since speaking last next this that while other another both like"
    " unlike".split()
)
_BEFORE_LAST = re.compile(rf"(?<![\w’'-])(?:(?:[A-Z][\w.’'-]*|{'|'.join(sorted(ROLES | TITLES))})\s+){{1,4}}$")
_BEFORE_CHARACTERS = 60
_MOST_PLACES = 20
_LONGEST_LOOKED_THROUGH_CHARACTERS = 100_000

Person = tuple[str, frozenset[str]]
"""A last name and the first names beside it, none where they are not given."""


def in_full(text: str, spoken: Sequence[tuple[Speech, ...]]) -> list[tuple[Speech, ...]]:
    """The speeches of a text with the fullest names and titles that it gives their speakers."""
    called: dict[str, Person] = {}
    longest: dict[Person, str] = {}
    meant: dict[str, frozenset[str]] = {}
    found: list[list[tuple[Speech, Person]]] = []
    for group in spoken:
        found.append([])
        for speech in group:
            # Most speakers speak several times.
            if speech.speaker not in called:
                called[speech.speaker] = _person(speech.speaker)
            last, first = called[speech.speaker]
            meant[last] = first or meant.get(last, frozenset())
            person = (last, meant[last])
            if len(speech.speaker) > len(longest.get(person, "")):
                longest[person] = speech.speaker
            found[-1].append((speech, person))
    holders = _holders(longest)
    introduced: dict[str, str] = {}
    families = _families(longest)

    def named(speech: Speech, person: Person) -> Speech:
        last, first = person
        if not last or len(speech.speaker.split()) > 1:
            return replace(speech, speaker=holders.get(_office(speech.speaker), speech.speaker))
        namesakes = families.get(last, set())
        full = longest[next(iter(namesakes)) if not first and len(namesakes) == 1 else person]
        if full == speech.speaker:
            if full not in introduced:
                introduced[full] = _introduced(text, full)
            full = introduced[full]
        return replace(speech, speaker=full)

    return [tuple(named(speech, person) for speech, person in group) for group in found]


def _families(people: Iterable[Person]) -> dict[str, set[Person]]:
    """Those who are called by a first name, by their last."""
    found: dict[str, set[Person]] = {}
    for last, first in people:
        if first:
            found.setdefault(last, set()).add((last, first))
    return found


def _person(speaker: str) -> Person:
    last = last_name(speaker)
    # "Critics of Lee" end with the name and are not her.
    return (last if speaks_for(speaker, last) else "", first_names(speaker))


def _office(speaker: str) -> str:
    """The office that is all that a speaker is called: "mayor" for "the mayor"; empty for any other."""
    article, _, office = speaker.lower().partition(" ")
    return office if article == "the" and office in ROLES - _BODIES else ""


def _holders(longest: dict[Person, str]) -> dict[str, str]:
    """Who holds an office among the persons that are named, for offices that one of them holds alone."""
    people = [name for (last, _), name in longest.items() if last and len(name.split()) > 1]
    held: dict[str, list[str]] = {}
    for name in people:
        for word in set(name.lower().replace(",", " ").split()) & (ROLES - _BODIES):
            held.setdefault(word, []).append(name)
    return {office: names[0] for office, names in held.items() if len(names) == 1 and speaks_for(names[0], office)}


def _introduced(text: str, last: str) -> str:
    """A last name with the title and first name that the text gives it, if it gives it one; else itself."""
    if not last[:1].isupper():
        return last
    phrases: dict[str, str] = {}
    for place in _places(text, last):
        match = _BEFORE_LAST.search(text, max(0, place - _BEFORE_CHARACTERS), place)
        if match is None:
            continue
        words = [*match.group().split(), last]
        first = words[-2].lower().strip(".")
        if first in _NO_FIRST_NAMES or first in STOP_WORDS or words[-2].endswith(("’s", "'s")):
            if first in _PLACES:
                return last
            continue
        if first in ROLES | TITLES:
            continue
        kept = _from_title(words)
        phrases.setdefault(first, kept)
    return phrases.popitem()[1] if len(phrases) == 1 else last


def _places(text: str, name: str) -> Iterator[int]:
    """Where a name stands, each time as a word; the first times are enough."""
    place = text.find(name, 0, _LONGEST_LOOKED_THROUGH_CHARACTERS)
    for _ in range(_MOST_PLACES):
        if place < 0:
            return
        end = place + len(name)
        if not text[place - 1 : place].isalnum() and not text[end : end + 1].isalnum():
            yield place
        place = text.find(name, end, _LONGEST_LOOKED_THROUGH_CHARACTERS)


_PLACES = frozenset("lake mount river port fort saint st city university hotel bridge street road cape new".split())


def _from_title(words: Sequence[str]) -> str:
    """The end of a phrase that is a title, if it has one, and a name."""
    start = len(words) - 2
    while start and words[start - 1].lower().strip(".") not in _NO_FIRST_NAMES | STOP_WORDS:
        if words[start - 1].endswith((".", ",")) and words[start - 1].lower().strip(".") not in TITLES:
            break
        start -= 1
    return " ".join(words[start:])
