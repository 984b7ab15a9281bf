"""What a question asks for, read from its words by code: names, numbers, content words, speaker, kind of answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from index.speech import CUE_OF, GENERIC_CUES
from index.terms import Analyser, distinct


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
    stems that say what the speech should be about. `age` says that somebody's age is asked for.
    """

    kind: Kind
    stems: tuple[str, ...]
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    speaker: str | None = None
    topic: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    age: bool = False


_FORMS = "|".join(sorted(CUE_OF, key=len, reverse=True))
_SPEECH = re.compile(
    rf"\b(?:what|how|which|whom?)\b[^,;?]*?\b(?:did|does|do|has|have|had)\s+(?P<who>(?:[^\s,;?]+\s+){{1,8}}?)(?:\w+ly\s+|also\s+|ever\s+)?"
    rf"(?P<cue>{_FORMS})\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\baccording to (?P<who>[^,;?]+)", re.IGNORECASE)
_TOLD = re.compile(
    r"^\s*(?:tell me )?what\s+"
    r"(?P<who>(?:(?!is\b|was\b|are\b|were\b|would\b|will\b|of\b|type\b|kind\b)[^\s,;?]+\s+){1,5}?)"
    r"(?P<cue>said|says|told|thinks|wrote)\b",
    re.IGNORECASE,
)
_SAID_ANYTHING = re.compile(
    rf"^\s*(?:did|has|have|does)\s+(?P<who>[^,;?]+?)\s+(?P<cue>{_FORMS})\s+anything\b", re.IGNORECASE
)

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
    (Kind.IDENTITY, re.compile(r"^\W*who(?:'s|’s| is| was| are| were)\s+(?P<rest>[^?]*)\??\W*$")),
    (
        Kind.WHO,
        re.compile(
            r"^\W*(?:and )?(?:who|whom|whose)\b|\bby whom\b"
            r"|\b(?:which|what) (?:person|man|woman|official|player|team|company)\b"
        ),
    ),
)
_ASKING = frozenset(
    "say says said saying tell tells told think thinks thought speak speaks believe believes write writes wrote mention"
    " according latest newest recent news update updates reason reasons people person anything something many number"
    " percentage amount name named called kind type explain describe happened happen".split()
)
_AGE = re.compile(r"\bhow old\b|\bwhat age\b", re.IGNORECASE)
_ANY = frozenset({"anyth", "someth", "ever"})
_COUNTED = re.compile(r"\bhow (?:many|much)\s+(?:more |of (?:the )?)?(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?)\b"
)
"""A day of a month, "9 October" or "October 9": its figures count nothing."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:[-'’.&][^\W\d_]+)*|&")
_JOINTS = frozenset({"of", "de", "la", "al", "bin", "van", "von", "der", "for"})
_NOT_NAMES = frozenset(
    "i who what when where why how which whose whom the a an is are was were did does do has have had can could will"
    " would should in on at for from by to of and or but if tell me please any latest news according january february"
    " march april may june july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday roughly about exactly approximately according".split()
)


def read_question(text: str, analyser: Analyser) -> Reading:
    """Understand a question; one that can't be understood is a plain FACT with whatever words it has."""
    kind = _kind(text)
    numbers = tuple(match.group().replace(",", "") for match in _NUMBER.finditer(DAY.sub(" ", text)))
    speaker, cue, rest = _speaker(text)
    if speaker and kind in {Kind.FACT, Kind.WHO, Kind.WHERE, Kind.IDENTITY} and cue:
        kind = Kind.SPEECH
    topic = tuple(stem for stem in _content(analyser, rest) if stem not in _ANY) if speaker else ()
    counted = _COUNTED.search(text)
    return Reading(
        kind=kind,
        stems=tuple(_content(analyser, text)),
        names=tuple(names_in(text)),
        numbers=numbers,
        speaker=speaker,
        topic=topic,
        age=bool(_AGE.search(text)),
        counted=tuple(analyser.stems(counted["what"].split()[0])) if counted else (),
    )


def names_in(text: str) -> Iterable[str]:
    """Runs of capitalised words, as written, without a question's own first words and without the possessive ending.

    A text that is capitalised throughout, or nowhere, shows no names by its capitals.
    """
    words = list(_NAME_WORD.finditer(text))
    capitals = [word for word in words if word.group()[:1].isupper()]
    plain = [word for word in words if word.group()[:1].islower() and word.group() not in _JOINTS]
    if len(words) > 2 and len(capitals) > 2 and not plain:  # noqa: PLR2004 - A Headline In Title Case
        return
    run: list[str] = []
    end = 0
    for word in [*words, None]:
        if word is not None:
            between = text[end : word.start()].strip()
            named = word.group()[:1].isupper() and word.group().lower() not in _NOT_NAMES
            joint = bool(run) and word.group() in _JOINTS
            owner = bool(run) and run[-1].endswith(("'s", "’s"))
            if (named or joint) and (not run or not (between or owner)):
                run.append(word.group())
                end = word.end()
                continue
        yield from _finished(run)
        run = []
        if word is not None and word.group()[:1].isupper() and word.group().lower() not in _NOT_NAMES:
            run = [word.group()]
            end = word.end()


def _finished(run: list[str]) -> Iterable[str]:
    while run and run[-1] in _JOINTS:
        run = run[:-1]
    if run:
        yield re.sub(r"['’]s?$", "", " ".join(run))


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
    return 0 < len(words) <= 4 and (words[0].lower() != "the") and not any(CUE_OF.get(word.lower()) for word in words)  # noqa: PLR2004


def _speaker(text: str) -> tuple[str | None, str | None, str]:
    """Whose words are asked for, the verb of saying (infinitive), and the rest of the question."""
    match = _ACCORDING.search(text)
    if match and not re.match(r"(?:the )?(?:article|report|text|story|news)s?\b", match["who"], re.IGNORECASE):
        return _plain(match["who"]), None, text[: match.start()] + text[match.end() :]
    for pattern in (_SPEECH, _SAID_ANYTHING, _TOLD):
        match = pattern.search(text)
        if match and match["who"].lower() not in {"it", "he", "she", "they", "we", "you", "i", "people", "anyone"}:
            cue = CUE_OF[match["cue"].lower()]
            verb = "" if cue in GENERIC_CUES else match["cue"]
            return _plain(match["who"]), cue, f"{text[: match.start('who')]} {verb} {text[match.end('cue') :]}"
    return None, None, text


def _plain(who: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+|['’]s?$", "", who.strip(), flags=re.IGNORECASE)


def _content(analyser: Analyser, text: str) -> list[str]:
    """The stems of a question's content words; words that only ask are no content, unless there are no others."""
    asking = {analyser.stem(word) for word in _ASKING}
    stems = distinct(analyser.stems(text))
    return [stem for stem in stems if stem not in asking] or stems
