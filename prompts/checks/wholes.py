"""Whether a sentence says of a whole what its source says of a part: "Seven stepped down" of "Three of the seven did".

Only a subject counts, in the sentence and in the source, and only where both have the same verb, in the same voice,
with the same words behind it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.passage import Span
from index.terms import STOP_WORDS
from prompts.checks.binding import pairs, stem
from prompts.checks.irregular import FIRST_FORMS

_BEFORE, _BEHIND = 60, 160
_OPENS = re.compile(
    r"(?:^|[.!?,;:“\"\n–—]|\b(?:and|but|that|while|says?|said|on\s[A-Z][a-z]+|in\s\d{4}))\s*"
    r"(?:about|all|some|only|just|at least|at most|nearly|almost|around|more than|fewer than|up to|as many as"
    r"|another)?\s*$",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"[.;:!?\n()–—\"“”]|,|\b(?:and|but|while|whereas|or|after|before|because|since|as|if|when|although|though)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BE = frozenset("is are was were be been being get gets got".split())
_HELPS = _BE | frozenset("will would can could shall should may might must has have had do does did".split())
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_DENIED = re.compile(r"\b(?:no|not|never|none|nobody|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_SOME = re.compile(r"\b(?:some|most|many|few|several|part|half|any|majority|each|one|number)\s(?:of\s)", re.IGNORECASE)
_UNCHANGED = frozenset("hurt cut put quit hit shut set let cost".split())
_PAST = _UNCHANGED | {form for form, first in FIRST_FORMS.items() if form != first}
_SHORTEST_PAST = 4
_MOST_BEHIND = 4


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of a subject: whether it is done to it, and the stems of the verb and of what comes behind it."""

    passive: bool
    verb: str
    behind: frozenset[str]


def subject(text: str, mention: Span, *, start: int) -> Predicate | None:
    """What a text says of a mention, or of its part that begins at `start`; None where it is not plainly a subject."""
    left = text[max(0, start - _BEFORE) : start]
    if not _OPENS.search(left):
        return None
    right = text[mention.end : mention.end + _BEHIND]
    cut = _CLOSES.search(right)
    clause = right[: cut.start()] if cut else right
    return _predicate(clause)


def _predicate(clause: str) -> Predicate | None:
    """What is said in a clause behind its subject, from its last verb on."""
    words = [word.lower() for word in _WORD.findall(clause)]
    verbs = [place for place, word in enumerate(words) if word in _HELPS or _is_past(word)]
    if not verbs:
        return None
    last = first = verbs[-1]
    while first - 1 in verbs:
        first -= 1
    if first and words[first - 1] in _RELATIVE:
        return None
    passive = any(word in _BE for word in words[first:last])
    said = [word for word in words[last if words[last] not in _HELPS else last + 1 :] if word not in STOP_WORDS]
    if not said:
        return None
    stems = [stem(FIRST_FORMS.get(word, word)) for word in said]
    return Predicate(passive=passive, verb=stems[0], behind=frozenset(stems[1:_MOST_BEHIND]))


def _is_past(word: str) -> bool:
    return word in _PAST or (word.endswith("ed") and len(word) > _SHORTEST_PAST)


def are_alike(one: Predicate, two: Predicate) -> bool:
    """Whether two predicates say the same, as far as both say it."""
    if (one.passive, one.verb) != (two.passive, two.verb):
        return False
    return not one.behind or not two.behind or bool(one.behind & two.behind)


def parts_told(text: str, mentions: Sequence[Span]) -> Iterator[tuple[int, int, Predicate]]:
    """The part, the whole and what is said of the part, for each "three of the seven …" of a text that is a subject."""
    for link, part, whole in pairs(text, mentions):
        told = subject(text, mentions[whole], start=mentions[part].start) if link == "of" else None
        if told:
            yield part, whole, told


def says_of_part(text: str) -> bool:
    """Whether a sentence denies, or speaks of some of several; then a whole in it may be one that is not counted."""
    return _DENIED.search(text) is not None or _SOME.search(text) is not None


def says_elsewhere(text: str, mention: Span, told: Predicate) -> bool:
    """Whether the sentence of a mention has the verb of a predicate: in the end, all seven stepped down."""
    start = max(text.rfind(". ", 0, mention.start), text.rfind("\n", 0, mention.start)) + 1
    end = min((place for mark in (". ", "\n") if (place := text.find(mark, mention.end)) >= 0), default=len(text))
    return told.verb in {stem(FIRST_FORMS.get(word, word)) for word in map(str.lower, _WORD.findall(text[start:end]))}
