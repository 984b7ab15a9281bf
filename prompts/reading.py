"""What a question asks for, read from its words by code: names, numbers, content words, speaker, kind of answer."""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.speech import CUE_OF, GENERIC_CUES, ROLES
from index.terms import STOP_WORDS, Analyser, distinct
from prompts.capitals import names_in


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
    stems that say what the speech should be about. `age` says that somebody's age is asked for,
    `office` is that of which the holder is ("the mayor of Port Maren"), `cue` the verb of saying, in its infinitive.
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


LONGEST_NAME_WORDS = 4
_FORMS = "|".join(sorted(CUE_OF, key=len, reverse=True))
_SPEECH = re.compile(
    rf"\b(?:what|how|which|whom?)\b[^,;?]*?\b(?:did|does|do|has|have|had)\s+(?P<who>(?:[^\s,;?]+\s+){{1,8}}?)(?:\w+ly\s+|also\s+|ever\s+)?"
    rf"(?P<cue>{_FORMS})\b",
    re.IGNORECASE,
)
_SPEECH_PLAINLY = re.compile(
    r"\b(?:what|how|which|whom?)\b[^,;?]*?\b(?:did|does|do|has|have|had)\s+(?P<who>(?:[^\s,;?]+\s+){1,8}?)(?:\w+ly\s+)?"
    r"(?P<cue>say|said|tell|told|think|thought)\b",
    re.IGNORECASE,
)
"""The same where a word before the verb looks like another one: the report by the board | say."""
_ACCORDING = re.compile(
    r"\baccording to (?P<who>(?:(?!\b(?:what|who|when|where|why|how|which|did|does|is|was|were|are)\b)[^,;?])+)",
    re.IGNORECASE,
)
_OWN_TEXTS = re.compile(r"(?:the )?(?:article|report|text|story|news)s?\s*$", re.IGNORECASE)
_NOBODY = frozenset("it he she they we you i people anyone the a an his her its their this that".split())
_TOLD = re.compile(
    r"^\s*(?:tell me )?what\s+"
    r"(?P<who>(?:(?!is\b|was\b|are\b|were\b|would\b|will\b|of\b|type\b|kind\b)[^\s,;?]+\s+){1,5}?)"
    r"(?P<cue>said|says|told|thinks|wrote)\b",
    re.IGNORECASE,
)
_SAID_ANYTHING = re.compile(
    rf"^\s*(?:did|has|have|does)\s+(?P<who>[^,;?]+?)\s+(?P<cue>{_FORMS})\s+anything\b", re.IGNORECASE
)

_WHO_IS = re.compile(r"^\W*who(?:['’]s| is| was| are| were)\s+(?P<rest>[^?]*)\??\W*$", re.IGNORECASE)
_KINDS = (
    (
        Kind.LATEST,
        re.compile(r"\b(?:latest|newest|most recent|what'?s new|any news|news on|news about|update on|up to date)\b"),
    ),
    (Kind.WHY, re.compile(r"^\W*(?:why|how come|for what reason)\b|\bwhat (?:is|was|are|were) the reasons?\b")),
    (
        Kind.NUMBER,
        re.compile(
            r"\bhow (?:many|much|old|far|long|tall|high|big|large|fast|often|close|deep|heavy)\b"
            r"|\bwhat (?:number|percentage|percent|share|proportion|amount)\b"
        ),
    ),
    (Kind.WHEN, re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date|month|year|time)\b|\bby when\b")),
    (
        Kind.WHERE,
        re.compile(r"^\W*where\b|\b(?:what|which|whose) (?:city|country|town|place|state|county|village|region)\b"),
    ),
    (Kind.IDENTITY, _WHO_IS),
    (
        Kind.WHO,
        re.compile(
            r"^\W*(?:and )?(?:who|whom|whose)\b|\bby whom\b"
            r"|\b(?:which|what) (?:person|man|woman|official|player|team|company)\b"
        ),
    ),
)
_ASKING = frozenset(
    "new say says said saying tell tells told think thinks thought speak speaks believe believes write writes wrote"
    " mention according latest newest recent news update updates reason reasons people person anything something ever"
    " many number percentage amount give show list summarise summarize hello name named called kind type explain"
    " describe happened happen".split()
)
_AGE = re.compile(r"\bhow old\b|\bwhat age\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow (?:many|much)\s+(?:more |of (?:the )?)?(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)", re.IGNORECASE)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})|(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?)\b"
)
"""A day of a month, "9 October" or "October 9": its figures count nothing."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, kw_only=True)
class _Speaker:
    """Whose words are asked for, the verb of saying (infinitive) if there is one, and the rest of the question."""

    name: str
    cue: str | None
    rest: str


def read_question(text: str, analyser: Analyser) -> Reading:
    """Understand a question; one that can't be understood is a plain FACT with whatever words it has."""
    if text.isupper():
        # WHAT DID THE PENTAGON SAY? All in capitals, every word would look like an initialism.
        text = text.lower()
    kind = _kind(text)
    speaker = _speaker(text)
    if speaker and speaker.cue and kind in {Kind.FACT, Kind.WHO, Kind.WHERE, Kind.IDENTITY}:
        kind = Kind.SPEECH
    names = tuple(names_in(text))
    office = _office(text)
    if kind is Kind.IDENTITY and office:
        # "Who is Iran's Supreme Leader?" asks for the holder of an office, and describes nobody.
        kind = Kind.WHO
    if kind is Kind.IDENTITY and not names:
        names = tuple(match["rest"].strip() for match in [_WHO_IS.search(text)] if match)
    counted = _COUNTED.search(text)
    return Reading(
        kind=kind,
        stems=tuple(_content(analyser, text) or distinct(analyser.stems(text))),
        names=names,
        numbers=tuple(match.group().replace(",", "") for match in _NUMBER.finditer(DAY.sub(" ", text))),
        speaker=speaker.name if speaker else None,
        topic=tuple(_content(analyser, speaker.rest)) if speaker else (),
        age=bool(_AGE.search(text)),
        office=office,
        cue=speaker.cue if speaker else None,
        counted=tuple(analyser.stems(counted["what"].split()[0])) if counted else (),
    )


def _kind(text: str) -> Kind:
    lowered = text.lower().replace("’", "'")
    for kind, pattern in _KINDS:
        match = pattern.search(lowered)
        if match and (kind is not Kind.IDENTITY or _is_a_name(text, match.start("rest"))):
            return kind
    return Kind.FACT


def _is_a_name(text: str, start: int) -> bool:
    """Whether the rest of "who is …" is a name alone, and no description of someone to be found."""
    words = text[start:].strip(" ?!.").split()
    capitals = [word for word in words if word[:1].isupper()]
    plain = not any(word.lower() in STOP_WORDS or word.endswith(("ed", "ing")) for word in words)
    return 0 < len(words) <= LONGEST_NAME_WORDS and plain and (bool(capitals) or text.islower())


def _office(text: str) -> str:
    """The office of somewhere in "who is the mayor of Port Maren?"; empty for any other question."""
    match = _WHO_IS.search(text)
    rest = match["rest"].strip() if match else ""
    placed = re.search(r"\b(?:of|for|at|in)\s|['’]s\s", rest)
    return rest if placed and any(word.lower() in ROLES for word in re.findall(r"\w+", rest)) else ""


def _speaker(text: str) -> _Speaker | None:
    """Whose words are asked for; None where nobody's are."""
    match = _ACCORDING.search(text)
    if match and not _OWN_TEXTS.match(match["who"]):
        return _Speaker(name=_plain(match["who"]), cue=None, rest=text[: match.start()] + text[match.end() :])
    for pattern in (_SPEECH, _SPEECH_PLAINLY, _SAID_ANYTHING, _TOLD):
        match = pattern.search(text)
        if match and _plain(match["who"]).lower() not in _NOBODY:
            cue = CUE_OF[match["cue"].lower()]
            verb = "" if cue in GENERIC_CUES else match["cue"]
            rest = f"{text[: match.start('who')]} {verb} {text[match.end('cue') :]}"
            return _Speaker(name=_plain(match["who"]), cue=cue, rest=rest)
    return None


def _plain(who: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+|['’]s?$", "", who.strip(), flags=re.IGNORECASE)


def _content(analyser: Analyser, text: str) -> list[str]:
    """The stems of a question's content words, without those of words that only ask."""
    asking = {analyser.stem(word) for word in _ASKING}
    return [stem for stem in distinct(analyser.stems(text)) if stem not in asking]
