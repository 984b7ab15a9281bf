"""The name in what a question calls a speaker: "the union's leader Ann Lee" is Ann Lee."""

import re

from index.cues import ROLES

_BODIES = frozenset(
    "army military police company union committee board council department office agency government ministry report"
    " statement".split()
)
_BEFORE_NAMES = frozenset(
    "mr mrs ms dr prof professor sir dame lord lady gen general lt col colonel sgt sen senator rep gov governor mayor"
    " president sheriff king queen prince princess pope judge justice chancellor coach captain secretary".split()
)
"""Titles that stand before names also where nothing is written in capitals."""
_TITLES = (
    _BEFORE_NAMES
    | (ROLES - _BODIES)
    | frozenset(
        "attorney lawyer lawyers boss star actor actress singer comedian rapper author expert exec prosecutor minister"
        " candidate player striker goalkeeper quarterback pitcher guard forward host anchor mom dad mother father wife"
        " husband widow son daughter sister brother friend teammate agent reporter journalist critic pastor rabbi"
        " bishop trooper investigator gm pm ceo chair trainer driver golfer trustee".split()
    )
)
_RELATIVES = (
    "family|lawyer|attorney|agent|wife|husband|widow|mom|mother|dad|father|son|daughter|brother|sister|spokes\\w+|rep|team"
    "|coach"
)


def plain_name(phrase: str) -> str:
    """A speaker's name without what stands around it: "the union's Tom Hart" and "mayor lee" end in the name.

    An office or a body stays as it is: "mayor of Port Ennis", "Lee's lawyer", "US officials".
    """
    phrase = re.sub(rf"\b(\w{{2,}}[^\Ws])s (?={_RELATIVES}\b)", r"\1's ", phrase) if "'" not in phrase else phrase
    words = phrase.split()
    head = next((place for place, word in enumerate(words) if place and word.lower() in {"of", "from", "at", "for"}), 0)
    if (
        head > 1
        and not any(_is_title(word) for word in words[:head])
        and all(word[:1].isupper() for word in words[:head])
    ):
        words = words[:head]
    if any(word.lower() in {"of", "from", "at", "in", "for", "by", "and", "with"} for word in words):
        return " ".join(words)
    start = 0
    for place, word in enumerate(words[:-1]):
        named = all(other[:1].isupper() and not _is_title(other) for other in words[place + 1 :])
        owner = re.search(r"['’]s?$", word)
        if (named and (_is_title(word) or owner)) or (phrase.islower() and word.strip(".") in _BEFORE_NAMES):
            start = place + 1
    rest = words[start:]
    if start and any(_is_title(word) for word in rest):
        return " ".join(words)
    return " ".join(rest).strip(",") or phrase


def _is_title(word: str) -> bool:
    return word.strip(".,").lower() in _TITLES
