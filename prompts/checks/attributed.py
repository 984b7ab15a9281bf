"""What a source has from somebody: which words of a sentence are said by whom, and whether a sentence shows that.

A sentence that reports what somebody stated has two parts: who says it, and what. Only the second one is theirs: of
"Ann Lee, who took office in May, said that the wall was safe" it is that the wall was safe.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cues import CUE_OF, FINITE
from index.names import words_of
from index.passage import Span
from index.phrases import outside_quotes
from index.quotations import quotations_in
from index.speech import LONGEST_SENTENCE_CHARACTERS, Speech, speeches
from index.terms import Analyser
from prompts.checks.credited import clauses
from prompts.checks.opposites import keys_in
from prompts.checks.same_speaker import mentions, read_name
from prompts.checks.subjects import stated_in

STATING = frozenset(
    "say tell claim allege report announce state confirm argue add warn believe think estimate insist maintain assert"
    " contend explain note reveal disclose declare testify acknowledge admit concede predict forecast suggest observe"
    " remark reply respond write tweet post comment complain conclude emphasise emphasize stress recall recount"
    " reiterate repeat assure clarify elaborate mention accuse blame underline".split()
)
"""Verbs with which something is stated to be so; to deny, to ask, to promise and to demand are other things."""
_STATES = frozenset(form for form in FINITE if CUE_OF[form] in STATING)
_HEDGES = (
    r"according to|reportedly|allegedly|alleged|allegations?|purported(?:ly)?|supposed(?:ly)?|apparent(?:ly)?"
    r"|presum(?:ed|ably)|suspect(?:s|ed)|accus(?:es|ing|ations?)|blam(?:es|ing)|claim(?:s|ing)?|unconfirmed|expected"
    r"|reports? (?:of|that|say)|rumou?r(?:s|ed)?|believed|thought to|seem(?:s|ed)?|appear(?:s|ed)? to|(?-i:may)|might"
    r"|possibly|perhaps|probably|likely|saying|adding|warning|arguing|in (?:his|her|its|their) (?:view|words|opinion)"
)
_SHOWS = re.compile(rf"\b(?:{_HEDGES})\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:he|she|they)\s+(?:(?:also|later|then|had|has|have)\s+|[a-z]+ly\s+)?(?P<verb>[a-z]+)\b", re.IGNORECASE
)
_NAME_BEFORE = re.compile(r"[\w,;’'”\")]\s[A-Z][a-z]|\b(?:Mr|Mrs|Ms|Dr)\.\s[A-Z]")
_UNSURE = re.compile(r"\b(?:allegedly|reportedly|purportedly|supposedly)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_NOT = re.compile(r"(?:\b(?:not|never|nor|declined to|refused to)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
LEAST_BEGUN = 0.3
"""With this share of its words in it, a sentence may go on with what is behind."""
LEAST_HELD = 0.6
"""With this share of its words in what somebody says, a sentence says the same."""
_RELATIVE = re.compile(r",\s(?:who|whom|whose|which)\b.*")
NOT_BEFORE_CHARACTERS = 24
WORDS_BEHIND_HEDGE = 4
MOST_WORDS_BEHIND = 3
ACCORDING = "according to"


@dataclass(frozen=True, kw_only=True)
class Attributed:
    """What a sentence has from somebody: who that is, as it names them (nobody: "allegedly"), and what they say.

    `goes_on` are the clauses behind, in which nobody else speaks, so that they may be what is said, too.
    """

    speakers: tuple[str, ...]
    cues: tuple[str, ...]
    content: str
    goes_on: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A statement that holds what is looked for, and how many words of it."""

    what: Attributed
    words: int


def shows_source(text: str) -> bool:
    """Whether a sentence shows that it is somebody's words, or that it is not certain: said, “…”, allegedly, may."""
    if quotations_in(text) or _SHOWS.search(text):
        return True
    return any(word.group().lower() in _STATES for word in _WORD.finditer(text)) or bool(_own(text))


def says_somebody(text: str) -> bool:
    """Whether a sentence has a quotation, or what "he" or "she" said, so that one asks whose words these are."""
    return bool(quotations_in(text)) or any(match["verb"] in _STATES for match in _SOMEBODY.finditer(text))


def names(text: str, speaker: str, article: str) -> bool:
    """Whether a text names a speaker, be it in fewer words than their article does: Lee for Mayor Ann Lee."""
    # Holtz-Eakin is two words, both of which must be there.
    last = [word for part in speaker.partition(",")[0].split()[-1:] for word in words_of(part)]
    if last and set(last) <= set(words_of(text)):
        return True
    return read_name(speaker, article).person and mentions(text, speaker, article)


def attributed_in(sentence: str, spoken: Sequence[Speech]) -> list[Attributed]:
    """What a sentence of an article has from somebody, clause by clause; `spoken` is who speaks in it.

    That may be known from the sentences around it, as it is for "he said" and within a quotation.
    """
    if len(sentence) > LONGEST_SENTENCE_CHARACTERS:
        return []
    parts = _parts(sentence)
    own = [_own(part) for part in parts]
    found = [_named(place, parts, own, spoken) for place, said in enumerate(own) if said]
    if found:
        return [one for one in found if one]
    if not spoken and (stated := stated_in(sentence)):
        content = sentence[: stated.part.start] + sentence[stated.part.end :]
        return [Attributed(speakers=(stated.who,), cues=("say",), content=content)]
    speakers = tuple(dict.fromkeys(_RELATIVE.sub("", one.speaker) for one in spoken))
    cues = tuple(one.cue for one in spoken)
    pronouns = [part for part in parts if any(match["verb"] in _STATES for match in _SOMEBODY.finditer(part))]
    if pronouns:
        return [Attributed(speakers=speakers, cues=cues or ("say",), content=part) for part in pronouns]
    if speakers and STATING.issuperset(cues):
        return [Attributed(speakers=speakers, cues=cues, content=sentence)]
    return [
        Attributed(speakers=(), cues=("allege",), content=" ".join(words[:WORDS_BEHIND_HEDGE]))
        for match in _UNSURE.finditer(sentence)
        if (words := _WORD.findall(sentence[match.end() :]))
    ]


def held_in(
    wanted: frozenset[str], said: Sequence[Attributed], analyser: Analyser, *, either: bool = False
) -> Held | None:
    """Which statement holds enough of the wanted stems that whoever says them says the same; None where none does.

    With `either`, it is also enough where they hold most of the statement, as they do of a sentence that names its
    source in many words.
    """
    best: Held | None = None
    for one in said:
        content = frozenset(keys_in(one.content, analyser))
        held = len(wanted & content)
        if held >= LEAST_BEGUN * len(wanted):
            held = len(wanted & (content | frozenset(keys_in(one.goes_on, analyser))))
        # Behind "allegedly" stand a few words; with most of these, it is about what is alleged.
        shares = ([held / len(wanted)] if wanted and one.speakers else []) + (
            [held / len(content)] if content and (either or not one.speakers) else []
        )
        if held and max(shares, default=0.0) >= LEAST_HELD and (best is None or held > best.words):
            best = Held(what=one, words=held)
    return best


def is_unsure(text: str) -> bool:
    """Whether a text says of something that it is only alleged, without a word of who does."""
    return _UNSURE.search(text) is not None


def names_before_pronoun(text: str) -> bool:
    """Whether a name stands before what "he" or "she" said, so that a text itself says who that may be."""
    said = next((match for match in _SOMEBODY.finditer(text) if match["verb"] in _STATES), None)
    return said is not None and _NAME_BEFORE.search(text[: said.start()]) is not None


def _parts(sentence: str) -> list[str]:
    """The clauses of a sentence; those without a speaker go with the one behind that ends with who says it all."""
    parts: list[str] = []
    for part in reversed([part.of(sentence) for part in clauses(sentence)]):
        if parts and not _own(part) and _ends_with_source(parts[-1]):
            parts[-1] = part + parts[-1]
        else:
            parts.append(part)
    return parts[::-1]


def _ends_with_source(clause: str) -> bool:
    """Whether nothing is told behind who speaks: …, and the road is open, Ann Lee said on Monday."""
    said = _own(clause)
    if len(said) != 1 or said[0].at is None:
        return False
    source = _source_part(clause, said[0])
    return source.start > 0 and len(_WORD.findall(clause[source.end :])) <= MOST_WORDS_BEHIND


def _own(text: str) -> tuple[Speech, ...]:
    """Who is named in a text as speaking in it."""
    return speeches(text, [Span(0, len(text))])[0] if len(text) <= LONGEST_SENTENCE_CHARACTERS else ()


def _named(
    place: int, parts: Sequence[str], own: Sequence[tuple[Speech, ...]], spoken: Sequence[Speech]
) -> Attributed | None:
    """What those who are named in a clause state in it; None where they do something else, or don't say so."""
    clause, said = parts[place], own[place]
    behind = next((other for other in range(place + 1, len(own)) if own[other]), len(own))
    stated = [one for one in said if one.cue in STATING and one.at is not None and not _denied(clause, one.at)]
    if len(stated) < len(said) or not stated:
        return None
    content = clause
    for one in stated:
        gone = _source_part(clause, one)
        content = content[: gone.start] + " " * (gone.end - gone.start) + content[gone.end :]
    speakers = tuple(dict.fromkeys(_in_full(_RELATIVE.sub("", one.speaker), spoken) for one in stated))
    goes_on = "".join(parts[place + 1 : behind])
    return Attributed(speakers=speakers, cues=tuple(one.cue for one in stated), content=content, goes_on=goes_on)


def _in_full(speaker: str, spoken: Sequence[Speech]) -> str:
    """A speaker by the fullest name that their article gives them, which `spoken` has: Vole is Ida Vole."""
    words = set(speaker.split())
    return next((one.speaker for one in spoken if words <= set(one.speaker.split())), speaker)


def _denied(clause: str, at: int) -> bool:
    return _NOT.search(clause[max(0, at - NOT_BEFORE_CHARACTERS) : at]) is not None


def _source_part(clause: str, said: Speech) -> Span:
    """The stretch of a clause that names who speaks, with the verb and what describes them."""
    at = said.at or 0
    verb = re.compile(rf"{ACCORDING}|\w+", re.IGNORECASE).match(clause, at)
    end = verb.end() if verb else at
    before, behind = clause.rfind(said.speaker, 0, at), clause.find(said.speaker, end)
    if before < 0 and behind < 0:
        last = said.speaker.split()[-1]
        before, behind = clause.rfind(last, 0, at), clause.find(last, end)
    if before >= 0 and (behind < 0 or at - before <= behind - end):
        return Span(before, end)
    if behind < 0:
        return Span(at, end)
    # Said Lee, who took office in May: all up to a quotation describes her.
    outside = outside_quotes(clause)
    mark = next((place for place in range(behind, len(outside)) if outside[place] in '“"”'), len(clause))
    return Span(at, mark)
