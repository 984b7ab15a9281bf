"""What "he", "it", "there" and "that" of a follow-up stand for: what the conversation before named, if it is certain.

A word is replaced only where nothing of its own question comes before it that it might mean: the "its" of "what did
Iran say about its airports?" is Iran's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.names import words_of
from prompts.capitals import names_in
from prompts.checks.nations import same_nation
from prompts.clause import AUXILIARIES, DETERMINERS, PREPOSITIONS, read_clause
from prompts.people import person_of
from prompts.spoken_questions import asked_speaker
from prompts.topic import Topic, is_plural, place_of, topic_of, with_article

_HE = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
_THERE = re.compile(r"\bthere\b", re.IGNORECASE)
_THAT = re.compile(r"\b(?:that|this)\b", re.IGNORECASE)
_NO_THING = re.compile(
    r"\bit\s+(?:take|takes|took|taken|rain|snow|seem|going\s+to|been\s+since|hard|easy|difficult|appear|cost\s+\S+\s+to\b)|\b(?:is|was|be|['’]s)\s+it\s+(?:true|possible|likely|legal"
    r"|clear|certain|known|safe|worth|that|because)\b|\bit\s+(?:is|was)\s+\w+\s+(?:that|to)\b",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"\b(?:is|are|was|were|will|would|has|have|had|can)\s+there\s+\w|\bthere\s+(?:is|are|was|were|be|been|will|has)\b",
    re.IGNORECASE,
)
_BEHIND_THAT = (
    "mean|happen|cost|affect|cause|help|work|change|begin|start|end|come|go|take|include|matter|involve|compare"
)
_ALONE = re.compile(
    rf"(?:\b(?:about|of|for|with|by|after|before|from|against|in|on|to)\s+|\b(?:is|was|did|does|will|would|has|could|can)\s+)"
    rf"(?P<it>that|this)(?=\W*$|\s+(?:{_BEHIND_THAT})\b|\s+\w+\W*$)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"{_HE.pattern}|{_IT.pattern}|{_THEY.pattern}|\b(?:that|this|these|those)(?=\W*$)|\bthere\W*$", re.IGNORECASE
)
_ANOTHER_CLAUSE = re.compile(
    r"(?<=\w\s)(?:when|while|before|after|until|because|if|that|who|which|whose|as|than|to)\s+\S+\s|[,;:]\s",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(r"\b\w+\s(?:about|of|on|for|to|with)$", re.IGNORECASE)
_POSSESSIVE = frozenset({"his", "its", "their"})


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a turn named: its question, who spoke in the answer, and what it was about."""

    question: str
    speakers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def topic(self) -> Topic | None:
        """What the question is about."""
        return topic_of(self.question)


def resolved(text: str, said: Sequence[Said]) -> str:
    """The text with each such word replaced that certainly means something named before; `said` is oldest first."""
    newest = said[::-1]
    for pattern, meant in ((_HE, _person), (_IT, _thing), (_THEY, _several), (_THERE, _place), (_THAT, _matter)):
        text = _replaced(text, pattern, meant, newest)
    return text


def _replaced(text: str, pattern: re.Pattern[str], meant: Callable[[Said], str | None], newest: Sequence[Said]) -> str:
    match = pattern.search(text)
    if match is None:
        return text
    if (pattern is _IT and _NO_THING.search(text)) or (pattern is _THERE and _NO_PLACE.search(text)):
        return text
    if pattern is _THAT:
        alone = _ALONE.search(text)
        if alone is None:
            return text
        start, end = alone.span("it")
    else:
        start, end = match.span()
    if not _is_open(text, start, end):
        return text
    name = next((name for name in map(meant, newest) if name), None)
    if not name or name in text:
        return text
    owned = pattern is not _THERE and _owns(text[start:end].lower(), text[end:])
    return text[:start] + (_owner(name) if owned else name) + text[end:]


def _is_open(text: str, start: int, end: int) -> bool:
    """Whether nothing in its own question can be what a word there means.

    So it is where the word begins the question's subject, or a piece; and where it is acted upon in a question of one
    clause: who acts there is somebody else ("what did Lee say about him?"). What belongs to somebody belongs to
    whoever was named before it.
    """
    before, word = text[:start].rstrip(), text[start:end].lower()
    clause = read_clause(text)
    if clause is None:
        return not before or before.lower() in PREPOSITIONS
    if next(names_in(f"of {clause.asked}"), None):
        return False
    subject = clause.subject.lower().split()
    begins = subject[:1] == [word] and before.lower().endswith(clause.helping.lower())
    if begins or (len(subject) == 2 and subject[1] == word):  # noqa: PLR2004 - "selling them"
        return True
    if _owns(word, text[end:]) or _ANOTHER_CLAUSE.search(before):
        return False
    if next(names_in(text), None):
        return _SPOKEN_OF.search(before) is not None
    return not text[end:].strip(" ?!.") or text[end:].split(maxsplit=1)[0].lower() in PREPOSITIONS


def _owns(word: str, behind: str) -> bool:
    if word in _POSSESSIVE:
        return True
    following = behind.split()
    first = following[0].strip("?!.,").lower() if following else ""
    return word == "her" and bool(first) and first not in PREPOSITIONS | DETERMINERS | AUXILIARIES


def _owner(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _person(said: Said) -> str | None:
    return person_of(said.question, said.speakers, said.claims)


def _thing(said: Said) -> str | None:
    """The one thing that "it" can be: no person, and not several."""
    asked = asked_speaker(said.question)
    person = person_of(said.question, ())
    candidates = [said.topic.noun if said.topic else None, asked.phrase if asked else None]
    for noun in candidates:
        if noun and not is_plural(noun) and noun != person and not (asked and noun == asked.phrase and person):
            return with_article(noun, said.question)
    return None


def _several(said: Said) -> str | None:
    """Those that "they" can be: several where they are named, else a body that spoke; not both."""
    asked = asked_speaker(said.question)
    topic = said.topic
    several = [topic.noun] if topic and is_plural(topic.noun) else []
    if asked and is_plural(asked.phrase):
        several.append(with_article(asked.phrase, said.question))
    if len(set(several)) == 1:
        return several[0]
    clause = read_clause(said.question)
    thing = clause.thing if clause else ""
    if not several and thing and is_plural(thing):
        return None
    return (
        topic.noun
        if topic and any(word in same_nation() for word in words_of(topic.noun)) and not several and not asked
        else None
    )


def _place(said: Said) -> str | None:
    return place_of(said.question)


def _matter(said: Said) -> str | None:
    return said.topic.noun if said.topic else None


def has_unresolved(text: str) -> bool:
    """Whether a question still holds a word that means something named before, and names nothing itself before it."""
    nothing = _NO_THING.search(text)
    return any(
        _is_open(text, *match.span()) and not (nothing and match.group().lower() == "it")
        for match in _OPEN.finditer(text)
    )
