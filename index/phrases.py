"""What stands in and around a speaker's name without belonging to it: quotations, times, adverbs."""

import re

QUOTE_MARKS = re.compile("[\"“”«»„]|''")
_TIMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday today yesterday tonight earlier later week month year"
    " morning afternoon evening night January February March April May June July August September October November"
    " December".split()
)
TIME_WORDS = re.compile(
    r"\s+(?:(?:on|in|at|late|early|earlier|later|last|this|next)\s+)*"
    rf"(?:{'|'.join(sorted(_TIMES))}|\d{{1,4}})(?:\s+\d{{1,4}})?\s*$"
)
TIME_PHRASE = re.compile(
    r"^(?:Last|Next|This|Early|Late|Earlier|Later)\s|\b(?:ago|earlier|later|before|after)$"
    r"|^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Today|Yesterday)\b"
)
_ENDINGS = frozenset(
    "also has have had then again later once repeatedly previously recently now still further even just often always"
    " sometimes too today".split()
)
_ENDING = re.compile(rf"\s+(?:{'|'.join(sorted(_ENDINGS))}|\w+ly)\s*$")


def without_time(phrase: str) -> str:
    """A phrase without the time that it ends with."""
    # Tried at every space, the pattern is slow, and few phrases end with a word of time.
    last = "".join(phrase.rsplit(None, 1)[-1:])
    return TIME_WORDS.sub("", phrase) if last in _TIMES or last.isdecimal() else phrase


def without_adverb(phrase: str) -> str:
    """A phrase without the adverb or auxiliary verb that it ends with."""
    last = "".join(phrase.rsplit(None, 1)[-1:])
    return _ENDING.sub("", phrase) if last in _ENDINGS or last.endswith("ly") else phrase


def outside_quotes(sentence: str) -> str:
    """The sentence with the inside of its quotations blanked, quotation marks and offsets kept."""
    marks = [match.span() for match in QUOTE_MARKS.finditer(sentence)]
    blanked = sentence
    for (_, opened), (closed, _) in zip(marks[::2], [*marks[1::2], (len(sentence), 0)], strict=False):
        blanked = blanked[:opened] + " " * (closed - opened) + blanked[closed:]
    return blanked
