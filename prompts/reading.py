"""What a question asks for, read from its words by code: names, numbers, content words, speaker, kind of answer."""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.cues import GENERIC_CUES, ROLES
from index.terms import STOP_WORDS, Analyser, distinct
from prompts.capitals import names_in
from prompts.measures import Measure, measure_of
from prompts.periods import MONTHS
from prompts.question_words import LATEST, NUMBER, WHEN, WHERE, WHO, WHO_IS, WHY
from prompts.spoken_questions import Asked, asked_speaker


class Kind(StrEnum):
    """What would answer the question."""

    FACT = "fact"
    WHO = "who"
    IDENTITY = "identity"
    WHEN = "when"
    WHERE = "where"
    NUMBER = "number"
    SPEECH = "speech"
    WHY = "why"
    LATEST = "latest"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A question as it was understood.

    `names` are the names in it, as written; `numbers` its figures without commas; `stems` its content words in order.
    `speaker` is the name whose words are asked for; `counted` the stems of what "how many" counts. `topic` holds the
    stems that say what the speech should be about, `plain_topic` those of them that are in no name. `age` says that
    somebody's age is asked for, `office` is that of which the holder is ("the mayor of Port Maren"), `cue` the verb of
    saying, in its infinitive. `measure` is that of the figure asked for, `speaker_phrase` all that the question calls
    the speaker, and `predicate` the stem of what somebody is asked to have done ("why did Lee resign?").
    """

    kind: Kind
    stems: tuple[str, ...]
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    speaker: str | None = None
    topic: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    age: bool = False
    office: str = ""
    cue: str | None = None
    measure: Measure | None = None
    speaker_phrase: str = ""
    predicate: str = ""
    plain_topic: frozenset[str] = frozenset()


LONGEST_NAME_WORDS = 4
_KINDS = (
    (Kind.LATEST, LATEST),
    (Kind.WHY, WHY),
    (Kind.NUMBER, NUMBER),
    (Kind.WHEN, WHEN),
    (Kind.WHERE, WHERE),
    (Kind.IDENTITY, WHO_IS),
    (Kind.WHO, WHO),
)
"""Where two stand at one place of a question, the first of them."""
_OF_WORDS = frozenset({Kind.FACT, Kind.IDENTITY, Kind.WHY})
"""What asks for somebody's words where a verb of saying follows; the other kinds stay what they are."""
_ATTRIBUTED = frozenset({"say", "tell", "claim", "estimate", "report"})
"""Verbs by which somebody's figures and places are asked for, and not only what others say of them."""
_ASKING = frozenset(
    "new say says said saying tell tells told think thinks thought speak speaks believe believes write writes wrote"
    " mention according latest newest recent news update updates reason reasons people person anything something ever"
    " many number percentage amount give show list summarise summarize hello name named called kind type explain"
    " describe happened happen whether".split()
)
_PREDICATE = re.compile(
    r"\b(?:did|does|do|will|would|could|can)\s+(?:the\s+)?(?:[\w.'’&-]+\s+){1,5}?(?P<verb>[a-z]{3,})"
    r"(?=\s+(?:for|the|a|an|to|of|in|at|on|his|her|its|their|about|from|with|after|against|up|out|down|[A-Z])|\s*\?)"
)
_NEGATED = re.compile(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_AGE = re.compile(r"\bhow old\b|\bwhat age\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow (?:many|much)\s+(?:more |of (?:the )?)?(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)", re.IGNORECASE)
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})|(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?)\b"
)
"""A day of a month, "9 October" or "October 9": its figures count nothing."""
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])(?!\.\w)")
"""A figure by itself: BA.2, CO2, 2021-22 and "the 90s" are names of things."""


def read_question(text: str, analyser: Analyser) -> Reading:
    """Understand a question; one that can't be understood is a plain FACT with whatever words it has."""
    if text.isupper():
        # WHAT DID THE PENTAGON SAY? All in capitals, every word would look like an initialism.
        text = text.lower()
    asked = asked_speaker(text)
    kind = _kind(text, asked)
    if asked and asked.cue and kind is not Kind.SPEECH and (kind is Kind.WHEN or asked.cue not in _ATTRIBUTED):
        # "When did the ministry announce it?" is no question for the ministry's words.
        asked = None
    names = tuple(names_in(text))
    office = _office(text)
    if kind is Kind.IDENTITY and office:
        # "Who is Iran's Supreme Leader?" asks for the holder of an office, and describes nobody.
        kind = Kind.WHO
    if kind is Kind.IDENTITY and not names:
        names = tuple(match["rest"].strip() for match in [WHO_IS.search(text)] if match)
    named = {stem for name in names for stem in analyser.stems(name)}
    counted = _COUNTED.search(text)
    predicate = _PREDICATE.search(text)
    return Reading(
        kind=kind,
        stems=tuple(_content(analyser, text) or distinct(analyser.stems(text))),
        names=names,
        numbers=tuple(match.group().replace(",", "") for match in _NUMBER.finditer(DAY.sub(" ", text))),
        speaker=asked.speaker if asked else None,
        topic=tuple(_content(analyser, asked.rest)) if asked else (),
        age=bool(_AGE.search(text)),
        office=office,
        cue=asked.cue if asked else None,
        measure=_measure(text, kind),
        speaker_phrase=asked.phrase if asked else "",
        counted=tuple(analyser.stems(counted["what"].split()[0])) if counted else (),
        plain_topic=frozenset(_content(analyser, asked.rest)) - named if asked else frozenset(),
        predicate=analyser.stem(predicate["verb"]) if predicate and not asked and not _NEGATED.search(text) else "",
    )


def _kind(text: str, asked: Asked | None) -> Kind:
    """What is asked for: what the first question word says, and none behind whoever should have said it."""
    lowered = text.lower().replace("’", "'")
    found = []
    for kind, pattern in _KINDS:
        match = pattern.search(lowered)
        # In "what did the mayor say about when …" that is what the mayor speaks about.
        if match and asked and asked.cue and match.end() > asked.start:
            continue
        if match and (kind is not Kind.IDENTITY or _is_a_name(text, match.start("rest"))):
            found.append((match.start(), kind))
    first = min(found, key=lambda one: one[0], default=(0, Kind.FACT))
    if asked and asked.cue:
        spoken = first[1] in _OF_WORDS or (first[1] is Kind.WHO and asked.cue not in GENERIC_CUES)
        return Kind.SPEECH if spoken else first[1]
    return first[1]


def _measure(text: str, kind: Kind) -> Measure | None:
    """The measure of the figure asked for; for "when" that of a clock alone, for days have none."""
    measure = measure_of(text)
    wanted = kind is Kind.NUMBER or (kind is Kind.WHEN and measure is Measure.CLOCK)
    return measure if wanted else None


def _is_a_name(text: str, start: int) -> bool:
    """Whether the rest of "who is …" is a name alone, and no description of someone to be found."""
    words = text[start:].strip(" ?!.").split()
    capitals = [word for word in words if word[:1].isupper()]
    plain = not any(word.lower() in STOP_WORDS or word.endswith(("ed", "ing")) for word in words)
    plain = plain and not any(word.endswith(("'s", "’s")) for word in words)
    return 0 < len(words) <= LONGEST_NAME_WORDS and plain and (bool(capitals) or text.islower())


def _office(text: str) -> str:
    """The office of somewhere in "who is the mayor of Port Maren?"; empty for any other question."""
    match = WHO_IS.search(text)
    rest = match["rest"].strip() if match else ""
    held = re.match(r"(?:the )?(?P<role>[^,?]*?)\s(?:of|for|at|in)\s|.*['’]s\s(?P<had>[^,?]+)$", rest)
    words = re.findall(r"[\w-]+", (held["role"] or held["had"]).lower()) if held else []
    return rest if words and words[-1] in ROLES else ""


def _content(analyser: Analyser, text: str) -> list[str]:
    """The stems of a question's content words, without those of words that only ask."""
    asking = {analyser.stem(word) for word in _ASKING}
    return [stem for stem in distinct(analyser.stems(text)) if stem not in asking]
