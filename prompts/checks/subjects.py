"""Who states something in a sentence of the plainest form, whoever they are: Several fishermen said that ….

`index.speech` names a speaker only where it may put words in their mouth, so nobody for some of these. That
a sentence has what it tells from somebody, and not of its own, is certain all the same.
"""

import re
from dataclasses import dataclass

from index.cues import CUE_OF, FINITE
from index.passage import Span

_STATED = (
    "said|says|say|told|claimed|claims|claim|insisted|insists|insist|argued|argues|argue|believes|believe|wrote|noted"
    "|notes|added|adds|warned|warns|acknowledged|predicted|predicts|predict|estimated|estimates|stated|states"
    "|suggested|reported|reports|alleged|alleges|allege|maintained|maintains|contended|contends|contend"
)
_BETWEEN = r"(?:\s+(?:have|has|had|also|now|later|then|still|[a-z]{2,12}ly))*"
_FIRST = re.compile(
    rf"^(?:[\"“]?(?:And|But|Yet|Still|So|Also|Now|Then)\s|[A-Z][^,“”\"]{{2,60}},\s)?"
    rf"(?P<who>[A-Za-z][^,;:“”\"()]{{1,70}}?(?:,\s[^,;:“”\"()]{{1,50}},)?){_BETWEEN}\s+(?P<verb>{_STATED})\b"
    r"(?=\s+(?:that|the|a|an|it|he|she|they|there|this|these|those|his|her|its|their|[A-Z]|\d|[a-z]+\s[a-z]))"
)
_LAST = re.compile(
    rf",\s+(?P<who>[A-Za-z][^,;:“”\"()]{{1,60}}?){_BETWEEN}\s+(?P<verb>{_STATED})"
    r"(?:\s+(?:on|at|in|to)\s[^,“”\"]{1,40})?(?:[.,]|$)"
)
_AS = re.compile(r"\b[Aa]s (?:was )?(?:first )?(?:reported|claimed|stated|noted) by (?P<who>[A-Z][^,;:“”\"()]{1,60}),")
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<who>[^,;:“”\"]{2,70}?)(?:,|\.?$)")
_NO_SUBJECT = frozenset(
    "as when if while after before because since although though until unless in on at by with for from during who"
    " which that what whose whom where to not nobody none it this there he she they we i you one was were is are be"
    " been being will would could should may might must can did does do and or nor he's she's".split()
)
_CLAUSES = frozenset(
    "was were is are be been being will would could should may might must can did does do that which who whose whom"
    " when while where after before because since if as although though".split()
)
MOST_WORDS = 9


@dataclass(frozen=True, kw_only=True)
class Stated:
    """Who states something, and what stretch of the sentence says so."""

    who: str
    part: Span


def stated_in(sentence: str) -> Stated | None:
    """Who states something in a sentence, where it begins or ends with that; None for any other."""
    for pattern in (_FIRST, _LAST, _AS, _ACCORDING):
        match = pattern.search(sentence)
        if match and _is_subject(match["who"]):
            begin = match.start() if pattern in {_AS, _ACCORDING} else match.start("who")
            return Stated(who=match["who"].rstrip(","), part=Span(begin, match.end()))
    return None


def _is_subject(phrase: str) -> bool:
    """Whether a phrase is a noun phrase, as far as its words tell: neither a clause nor cut off at a preposition."""
    words = phrase.lower().replace(",", " ").split()
    verbs = [word for word in words if word in FINITE and word in CUE_OF]
    if not 0 < len(words) <= MOST_WORDS or verbs:
        return False
    return _CLAUSES.isdisjoint(words) and _NO_SUBJECT.isdisjoint((words[0], words[-1]))
