"""Quoted words that a sentence asserts, cut from behind a denial: “apologise” of “I won’t apologise”."""

import re

from prompts.checks.aligning import Ground, Grounds
from prompts.checks.negation import denies

_QUOTED = re.compile(r"[“\"]([a-z][^“”\"]{8,300})[”\"]")
_DENIED = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t) (?:(?:be|been|have|ever|to|going|going to|want to|wish to) )?$", re.IGNORECASE
)
_BOUNDED = re.compile(r"^(?:only|just|merely|until|because)\b")
BEFORE_CHARACTERS = 40
MOST_QUOTATIONS = 10


def cut_from_denial(text: str, grounds: Grounds) -> tuple[str, Ground] | None:
    """A quotation that follows a denial in a cited sentence and none in this one, and that sentence."""
    for number, match in enumerate(_QUOTED.finditer(text)):
        if number >= MOST_QUOTATIONS:
            break
        words = match[1].strip(" ,.…").replace("’", "'")
        if denies(text[: match.start()]) or _BOUNDED.search(words):
            continue
        held = [
            (ground, plain, plain.find(words)) for ground in grounds.all if (plain := ground.text.replace("’", "'"))
        ]
        found = [(ground, plain[max(0, at - BEFORE_CHARACTERS) : at]) for ground, plain, at in held if at >= 0]
        if found and all(_DENIED.search(before) for _, before in found):
            return match[1], found[0][0]
    return None
