"""Whether a sentence holds the kind of thing that a question asks for: a figure, a date, a person, a description."""

import re

from index.cues import ROLES
from index.names import same_word, words_of
from index.terms import Analyser
from prompts.capitals import names_in
from prompts.describing import describes
from prompts.evidence import Candidate
from prompts.measures import NUMBER_WORDS, Measure, counts_in, holds_measure
from prompts.periods import MONTHS
from prompts.reading import DAY, Kind, Reading
from prompts.reporting import reports

_FIGURE = re.compile(rf"(?:[$£€]\s?)?\d+(?:[.,:]\d+)*%?|\b(?:{NUMBER_WORDS})\b", re.IGNORECASE)
_VAGUE = re.compile(r"hundreds|thousands|millions|billions|trillions|dozens|several|both|no|none|one", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d,.$£€])(?:1[5-9]|20)\d\d(?![\d,.%]*\d|%)")
_PLAIN_COUNTS = frozenset({"no", "none", "both", "single", "one"})
_TIME = re.compile(
    rf"\b(?:{MONTHS}|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b)|\b\d{1,2}:\d\d\b"
    r"|\b(?:today|tonight|yesterday|tomorrow|noon|midnight|spring|summer|autumn|winter)\b"
    r"|\b(?:last|next|this|past|coming|previous|following)\s+(?:week|month|year|night|weekend|day|decade|century)s?\b"
    r"|\b(?:minutes?|hours?|days?|weeks?|months?|years?|decades?)\s+(?:ago|later|earlier|after|before)\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|in order to|so that|as a result|caused|cause[sd]? by|blam(?:ed?|ing)"
    r"|citing|reasons?|prompted|led to|leading to|amid|to (?:avoid|protect|prevent|help|stop|ensure|keep|reduce))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|to|of|on|off|across|into|around)\s+(?:the\s+|a\s+)?(?:[a-z]+\s+){0,2}[A-Z]"
)
_GENERIC_COUNTED = frozenset({"people", "peopl", "person", "time", "money", "percent", "more", "other"})
NEAR_WORDS = 5
"""Between a figure and what it counts there are fewer words than these where it surely counts it,"""
FAR_WORDS = 10
"""and than these where it may."""
LONGEST_ENDING_CHARACTERS = 4
_WORD = re.compile(r"[^\W\d_]+")
OFFICE_WORDS = 6


def fits(reading: Reading, candidate: Candidate, analyser: Analyser) -> bool:
    """Whether the sentence can answer at all; False is a reason to leave it out, whatever words it shares."""
    if not reports(candidate.text):
        return False
    match reading.kind:
        case Kind.NUMBER:
            return _has_figure(reading, candidate)
        case Kind.WHEN:
            return bool(_TIME.search(candidate.text))
        case Kind.WHO:
            return bool(_other_names(reading, candidate)) and (not reading.office or _holds_office(reading, candidate))
        case Kind.IDENTITY:
            return any(describes(candidate.text, name) for name in reading.names) or not reading.names
        case _:
            return True


def leans(reading: Reading, candidate: Candidate) -> bool:
    """Whether a sentence that can answer shows a sign that it does: a reason for "why", a full name for "who"."""
    match reading.kind:
        case Kind.NUMBER | Kind.WHEN if reading.measure:
            return measured(reading, candidate)
        case Kind.NUMBER:
            return any(not _VAGUE.fullmatch(match.group()) for match in _FIGURE.finditer(_undated(candidate.text)))
        case Kind.WHO:
            return any(len(name.split()) > 1 for name in _other_names(reading, candidate))
        case Kind.WHY:
            return bool(_REASON.search(candidate.text))
        case Kind.WHERE:
            return bool(_PLACE.search(candidate.text))
        case _:
            return False


def measured(reading: Reading, candidate: Candidate) -> bool:
    """Whether the sentence holds a figure of the measure asked for; False where no measure is known.

    What is counted stands close to its figure, by the word of the question; where the sentence does not have that
    word, any figure that may count something will do.
    """
    if reading.measure is Measure.COUNT:
        return _counts(reading, candidate, NEAR_WORDS)
    return reading.measure is not None and holds_measure(_undated(candidate.text), reading.measure)


def _counts(reading: Reading, candidate: Candidate, most_words: int) -> bool:
    text = _undated(candidate.text)
    figures = [one for one in counts_in(text) if one.group().lower() not in _PLAIN_COUNTS]
    counted = [stem for stem in reading.counted if stem not in _GENERIC_COUNTED]
    places = [one for one in _WORD.finditer(text) if any(_is_form(one.group().lower(), stem) for stem in counted)]
    for place in places:
        for figure in figures:
            first, last = sorted((place.span(), figure.span()))
            if len(text[first[1] : last[0]].split()) < most_words:
                return True
    return bool(figures) and not places


def _is_form(word: str, stem: str) -> bool:
    """Whether a word may have a stem: party and parties have "parti"."""
    root = stem.removesuffix("i")
    return word.startswith(root) and len(word) - len(root) <= LONGEST_ENDING_CHARACTERS


def _has_figure(reading: Reading, candidate: Candidate) -> bool:
    if reading.age:
        return holds_measure(candidate.text, Measure.AGE)
    if reading.measure is Measure.COUNT:
        return _counts(reading, candidate, FAR_WORDS)
    text = _undated(candidate.text)
    return any(m.group().lower() not in _PLAIN_COUNTS for m in _FIGURE.finditer(text))


def _holds_office(reading: Reading, candidate: Candidate) -> bool:
    """Whether the office that is asked for stands close to its place: Iran's Supreme Leader Ali Khamenei."""
    words = words_of(candidate.text)
    roles = [word for word in words_of(reading.office) if word in ROLES]
    places = [words_of(name)[-1] for name in names_in(f"who {reading.office}") if words_of(name)[-1] not in ROLES]
    for start in range(len(words)):
        window = words[start : start + OFFICE_WORDS]
        held = all(role in window for role in roles)
        if held and all(any(same_word(place, word) for word in window) for place in places):
            return True
    return False


def _undated(text: str) -> str:
    """A text with its days and years blanked, for their figures count nothing; all offsets stay."""
    return _YEAR.sub("    ", DAY.sub(lambda match: " " * len(match.group()), text))


def _other_names(reading: Reading, candidate: Candidate) -> list[str]:
    """Names in the sentence that the question does not hold; what is shouted in capitals is no name."""
    asked = [word for name in reading.names for word in words_of(name)]
    found = []
    for name in names_in(candidate.text):
        words = words_of(name)
        new = [word for word in words if word not in ROLES and not any(same_word(word, other) for other in asked)]
        shouted = name.isupper() and len(words) > 1
        if new and not shouted:
            found.append(name)
    return found
