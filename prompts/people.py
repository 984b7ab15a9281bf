"""Which person a turn of a conversation is about, for "he" and "she": one that is certain, or none."""

import re
from collections.abc import Sequence

from index.cues import ROLES
from index.names import TITLES, last_name, speaks_for, words_of
from prompts.capitals import names_in
from prompts.clause import read_clause
from prompts.spoken_questions import Asked, asked_speaker
from prompts.to_computers import speaks_to_a_computer
from prompts.topic import with_article

LONGEST_NAME_CHARACTERS = 60
LONGEST_NAME_WORDS = 5
_BODIES = frozenset(
    "army military police company union committee board council department office agency government ministry report"
    " statement officials representatives spokespeople".split()
)
_JOINED = re.compile(r"\s(?:of|for|from|at|in|to)\s.*")
_WHO = re.compile(r"^\W*(?:and |so )?(?:who|whose|whom|which (?:person|man|woman|official|player))\b", re.IGNORECASE)
_IS_A_PERSON = re.compile(r"^\W*(?:who (?:is|was)|how old (?:is|was)|what age)\b", re.IGNORECASE)


def person_in(speaker: str) -> str | None:
    """The person's name in what an article calls a speaker, "Sabrina Singh"; None where it holds no name of two words.

    Articles are written by strangers, so nothing is taken from one that does not look like a name.
    """
    head = _JOINED.sub("", speaker.partition(",")[0])
    for name in reversed(list(names_in(head))):
        words = [word for word in name.split() if not _is_role(word)]
        plain = " ".join(words)
        if 1 < len(words) <= LONGEST_NAME_WORDS and len(plain) <= LONGEST_NAME_CHARACTERS:
            return None if speaks_to_a_computer(plain) else plain
    return None


def person_of(question: str, speakers: Sequence[str], claims: Sequence[str] = ()) -> str | None:
    """Who "he" or "she" is behind a question and its answer's speakers and sentences; None where it may be several."""
    people = list(dict.fromkeys(name for name in map(person_in, speakers) if name))
    if not people and _WHO.search(question):
        people = [name for name in _people_in(claims) if name not in question]
    only = people[0] if len(people) == 1 else None
    asked = asked_speaker(question)
    if asked:
        return _who_spoke(asked, question, speakers)
    clause = read_clause(question)
    subject = clause.subject if clause else ""
    if _IS_A_PERSON.search(question):
        return next(names_in(subject), None) if " of " not in subject else only
    held = [name for name in people if last_name(name) in words_of(question)]
    if len(held) == 1 or (subject and _is_person(subject)):
        return held[0] if len(held) == 1 else subject
    return only if _WHO.search(question) or not _may_be_person(subject) else None


def _who_spoke(asked: Asked, question: str, speakers: Sequence[str]) -> str | None:
    """The person whose words a question asks for, or who spoke for the body that it asks about."""
    people = [name for name in map(person_in, speakers) if name]
    speaking = [name for name, speaker in _named(speakers) if speaks_for(speaker, asked.speaker)]
    if _is_person(asked.phrase) or any(last_name(name) in words_of(asked.speaker) for name in speaking):
        return with_article(asked.phrase, question)
    if len(set(speaking)) == 1:
        return speaking[0]
    named = len(asked.speaker.split()) > 1 and next(names_in(asked.speaker), None)
    return asked.phrase if named and not people else None


def _people_in(claims: Sequence[str]) -> list[str]:
    """The names of two words or more in sentences of an answer."""
    found = (person_in(name) for claim in claims for name in names_in(claim) if len(name.split()) > 1)
    return list(dict.fromkeys(name for name in found if name))


def _named(speakers: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, speaker) for speaker in speakers if (name := person_in(speaker))]


def _may_be_person(subject: str) -> bool:
    """Whether a subject is a bare name of two words, of which nothing shows that it is nobody's."""
    return len(subject.split()) > 1 and all(word[:1].isupper() for word in subject.split())


def _is_person(phrase: str) -> bool:
    """Whether a phrase names a person by office or title: "the mayor", "mayor Ilse Brandt", "Dr Lee"."""
    return any(_is_role(word) for word in phrase.split()) and not any(
        word.lower() in _BODIES for word in phrase.split()
    )


def _is_role(word: str) -> bool:
    plain = word.strip(".,").lower()
    return plain in TITLES or plain in ROLES
