"""What ties a question to the one before it: an opening "and", a thing named by half, or hardly a word of its own."""

import re

from index.names import words_of
from index.terms import STOP_WORDS
from prompts.capitals import names_in
from prompts.clause import read_clause
from prompts.fragments import names_days
from prompts.tense import read_tense
from prompts.topic import Topic

_CUE = re.compile(
    r"^\W*(?:(?P<cue>and|but|so|or|also|then|ok(?:ay)?|well|now|right|thanks|thank you|plus)\b[\s,;:.!–—-]*)+(?=\w)",
    re.IGNORECASE,
)
_LINKING = frozenset({"and", "but", "so", "or", "also", "then", "plus"})
_ELSE = re.compile(
    r"\b(?:else|instead|otherwise|besides|apart from that|more|others?|the same|again|then|next)\b", re.IGNORECASE
)
_IS_WHAT = re.compile(r"^\W*what(?:['’]s|\s+(?:is|are|was|were))\s", re.IGNORECASE)
_COMES = re.compile(r"\b(?:come|came|go|went|travel(?:led)?|flock(?:ed)?)$", re.IGNORECASE)
_FEW = 1
BRIEF_WORDS = 2
"""A question with more words of its own than this has something to search for."""
_TIMES = frozenset("day days week month year years time season night morning only".split())
_ASKING = frozenset(
    "say says said saying tell tells told think thinks thought people happen happened happens happening anything"
    " something comment comments commented react reacted respond responded".split()
)


def in_full(text: str, topic: Topic | None) -> str:
    """A thing that is named again by its last word, "the wall", as it was in full: "the flood wall in Alderbrook"."""
    if topic is None or next(names_in(text), None):
        return text
    head = re.match(
        r"(?:(?:the|a|an)\s+)?(?P<words>[a-z][\w-]*(?:\s+[a-z][\w-]*)*?)"
        r"(?=\s+(?:in|on|at|of|for|from|near|with)\b|\s+[A-Z]|$)",
        topic.noun,
    )
    word = head["words"].split()[-1] if head else ""
    if not word or word in _TIMES or len(content(text)) > BRIEF_WORDS + 1:
        return text
    match = re.search(rf"\b(?:the|that)\s+{re.escape(word)}\b(?!['’]|-)", text, re.IGNORECASE)
    if match is None or topic.noun in text or text[match.end() :].lstrip().startswith(("in ", "of ", "on ", "at ")):
        return text
    return f"{text[: match.start()]}{topic.noun}{text[match.end() :]}"


def joined(text: str, topic: Topic | None) -> str:
    """A question with what it is about at its end."""
    bare = text.rstrip(" ?!.")
    if topic is None or topic.noun in bare:
        return f"{bare}?"
    joint = "about" if read_tense(bare).told else "to" if _COMES.search(bare) else topic.joint
    return f"{bare} {joint} {topic.noun}?"


def without_cue(text: str) -> tuple[str, bool]:
    """The text without an opening "and" or "thanks", and whether that ties it to what came before."""
    match = _CUE.match(text)
    if match is None:
        return text, False
    words = set(re.findall(r"\w+", match.group().lower()))
    rest = text[match.end() :]
    return rest[:1].upper() + rest[1:], not words.isdisjoint(_LINKING)


def says_little(text: str) -> bool:
    """Whether a question has hardly a word of its own to search for: "Who died?", "Was anyone hurt?"."""
    if read_clause(text) is None or names_days(text) or _IS_WHAT.match(text):
        return False
    return len(content(text)) <= _FEW


def content(text: str) -> list[str]:
    """The words of a text that are neither grammar nor only asking, in small letters."""
    return [word for word in words_of(text) if word not in STOP_WORDS | _ASKING]


def asks_for_more(text: str) -> bool:
    """Whether a question asks for more or another of what there was: "who else was hurt?"."""
    return _ELSE.search(text) is not None
