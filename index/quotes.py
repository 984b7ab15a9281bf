"""Who said what in an article: quotations and reported statements, each with its speaker, precision first.

A quotation is theirs who speak in its sentence, who spoke just before it in the paragraph, or whose quotation goes on
from the paragraph before. Where that could be two people, or a mark has no partner, nobody is named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.cues import CUE_OF, FINITE, ROLES
from index.full_names import in_full
from index.passage import Span
from index.sentences import sentence_spans
from index.speech import Speech, speeches
from index.stretches import Quoted, Stretch, stretches, with_plain_marks, within_paragraphs

NEAR_CHARACTERS = 60
FARTHER = 3
"""Of several who speak in a sentence, a quotation is theirs whose verb is this near, the others' so much farther."""
LONGEST_LABEL_WORDS = 9
FEWEST_WORDS = 3
"""Fewer quoted words are a name or a phrase held up to the light, unless they are a sentence: “No,” Lee said."""

_QUESTION_AND_ANSWER = re.compile(r"\s*(?:Q|A|Question|Answer)\s?[:.]\s", re.IGNORECASE)
_NAME = r"(?:(?:[A-Z][\w'’-]*|Mr|Mrs|Ms|Dr)\.?\s+){0,5}[A-Z][\w'’-]+"
_BESIDE = re.compile(
    rf"\s+(?:(?P<who>{_NAME})\s+(?P<verb>[a-z]+ed|went on|began)\b|(?P<inverted>[a-z]+ed)\s+(?P<other>{_NAME}))"
)
_SPEAKING = frozenset(
    "continued exclaimed shouted mused cracked exhorted quizzed cried recounted joked scolded".split()
)
_BEFORE = re.compile(r"(?:\b(?P<joint>and|but|to|he|she|also)\s+)?\b(?P<word>[\w-]+)[,:]?\s*(?:that\s+)?$")
_BEFORE_CHARACTERS = 40
_HELD_UP = frozenset(
    "song songs film films movie album book novel play poem show series slogan banner sign signs headline chant motto"
    " titled entitled headlined reading dubbed nicknamed chanting singing".split()
)
"""Behind these words stand names and what is read or sung; nobody says it there."""
_OTHER_NAME = re.compile(rf";\s+(?P<who>{_NAME}),\s*$")
_ENDS = re.compile(r"[.,!?…—–-]$")
_SIGNED = re.compile(
    r"\s*(?:[―—–]|--?)\s*(?P<who>[A-Z][\w.'’-]*(?:\s+(?:[A-Z][\w.'’-]*|of|de|van|von|bin|al|the)){0,6}"
    r"(?:,\s[^.!?\n“”\"]{2,80})?)\s*\.?\s*"
)
_LABEL = re.compile(r"\s*(?P<who>[A-Z][^.:;?!\n“”\"]{1,80}(?:\.[^.:;?!\n“”\"]{1,80})?)\s?:\s*")
_SMALL_IN_NAMES = ROLES | {"of", "the", "for", "and", "de", "van", "von", "bin", "al", "member"}
_POSSESSIVE = frozenset("his her its their our my your".split())
_NO_LABEL = frozenset(
    "update correction note read more related advertisement photo video image source sources caption watch editor"
    " editors via breaking exclusive opinion analysis here this that the question answer first second third fact claim"
    " verdict background context bottom line example".split()
)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Something that somebody said, as an article has it; spans count characters of the article's text.

    `words` are the quoted words without their marks, or, of what is reported (`direct` is false), the sentence. They
    stand in `sentence`, which may be several where a quotation holds them together. `speaker` is all that the article
    calls them ("Pentagon spokesperson Sabrina Singh"), `cue` the verb of saying in its infinitive.
    """

    words: Span
    sentence: Span
    speaker: str
    cue: str
    direct: bool


def quotes_of(text: str) -> tuple[Quote, ...]:
    """All that is said in a text by somebody who is certain, in order."""
    parts = stretches(text, within_paragraphs(text, sentence_spans(text)))
    return tuple(_quotes(text, parts, said_in(text, parts)))


def said_in(text: str, parts: Sequence[Stretch]) -> list[tuple[Speech, ...]]:
    """Who speaks in each stretch of a text, under their fullest names; nobody where that is not clear."""
    plain = with_plain_marks(text, parts)
    spoken = speeches(plain, [part.span for part in parts])
    found: list[tuple[Speech, ...]] = []
    for place, (part, said) in enumerate(zip(parts, spoken, strict=True)):
        found.append(said or _labelled(plain, part) or _going_on(text, parts, found, place) or _beside(plain, part))
    return in_full(text, list(_signed(text, parts, found)))


def _quotes(text: str, parts: Sequence[Stretch], spoken: Sequence[tuple[Speech, ...]]) -> Iterator[Quote]:
    in_answer = False
    for part, speaking in zip(parts, spoken, strict=True):
        if part.opens:
            in_answer = _QUESTION_AND_ANSWER.match(text, part.span.start) is not None
        # "Their report said": whose, only people can tell.
        said = tuple(one for one in speaking if one.speaker.split()[0].lower() not in _POSSESSIVE)
        if in_answer or not said:
            continue
        direct = [quote for quoted in part.quoted for quote in _direct(text, part, quoted, said)]
        yield from direct
        if not direct and len({one.speaker for one in said}) == 1 and said[0].at is not None:
            words = part.span
            yield Quote(words=words, sentence=words, speaker=said[0].speaker, cue=said[0].cue, direct=False)


def _direct(text: str, part: Stretch, quoted: Quoted, said: Sequence[Speech]) -> Iterator[Quote]:
    words = quoted.words.of(text)
    if len(words.split()) < FEWEST_WORDS and not _ENDS.search(words):
        return
    speech = _nearest(quoted, said)
    if speech and _can_say(text, quoted, said):
        # The comma before "she said" is the writer's.
        length = len(words.removesuffix(",").rstrip())
        spoken = Span(quoted.words.start, quoted.words.start + length)
        yield Quote(words=spoken, sentence=part.span, speaker=speech.speaker, cue=speech.cue, direct=True)


def _can_say(text: str, quoted: Quoted, said: Sequence[Speech]) -> bool:
    """Whether nothing stands before a quotation that makes it somebody else's, or a name.

    Nobody said “…,” Lee insisted; the song “…” is old, Lee said; Lee said yes; Hart, “no”.
    """
    word, alone = _word_before(text, quoted)
    if word in _HELD_UP or (alone and word in FINITE and CUE_OF[word] not in {one.cue for one in said}):
        return False
    other = _OTHER_NAME.search(text, max(0, quoted.whole.start - _BEFORE_CHARACTERS), quoted.whole.start)
    return other is None or any(other["who"] in one.speaker for one in said)


def _word_before(text: str, quoted: Quoted) -> tuple[str, bool]:
    """The word before a quotation, and whether as a verb it would have a subject of its own: Lee laughed | and said."""
    before = _BEFORE.search(text, max(0, quoted.whole.start - _BEFORE_CHARACTERS), quoted.whole.start)
    return (before["word"], before["joint"] is None) if before else ("", True)


def _nearest(quoted: Quoted, said: Sequence[Speech]) -> Speech | None:
    """Whose verb stands next to a quotation, with no other verb as near to it; None where that is not clear."""
    if len({one.speaker for one in said}) == 1:
        return said[0]
    away = sorted((_between(quoted.whole, one.at), number) for number, one in enumerate(said) if one.at is not None)
    if not away or away[0][0] > NEAR_CHARACTERS:
        return None
    clear = len(away) == 1 or away[1][0] >= FARTHER * max(away[0][0], 1) or _same(said, away)
    return said[away[0][1]] if clear else None


def _same(said: Sequence[Speech], away: Sequence[tuple[int, int]]) -> bool:
    return said[away[0][1]].speaker == said[away[1][1]].speaker


def _between(quoted: Span, at: int) -> int:
    """Characters between a quotation and a verb."""
    return quoted.start - at if at < quoted.start else at - quoted.end


def _going_on(
    text: str, parts: Sequence[Stretch], found: Sequence[tuple[Speech, ...]], place: int
) -> tuple[Speech, ...]:
    """Who goes on speaking from the paragraph before: its last quotation was left open, or it ends in a colon."""
    part = parts[place]
    if not part.opens or not place or not part.quoted or text[part.span.start : part.quoted[0].whole.start].strip():
        return ()
    before = found[place - 1]
    announced = text[parts[place - 1].span.start : part.span.start].rstrip().endswith(":")
    if not (part.quoted[0].goes_on or announced) or len({one.speaker for one in before}) != 1:
        return ()
    return (replace(before[0], at=None),)


def _labelled(text: str, part: Stretch) -> tuple[Speech, ...]:
    """Who is named before a colon and a quotation that is all of the paragraph: Trey Lund: "I have not …"."""
    if not part.opens or not part.quoted:
        return ()
    first = part.quoted[0].whole.start
    label = _LABEL.fullmatch(text[part.span.start : first])
    words = label["who"].split() if label else []
    if label is None or not _NO_LABEL.isdisjoint(map(str.lower, words)) or len(words) > LONGEST_LABEL_WORDS:
        return ()
    if not all(word[:1].isupper() or word[:1] == "(" or word.strip(",") in _SMALL_IN_NAMES for word in words):
        return ()
    return (Speech(speaker=label["who"], cue="say", at=first - 1),)


def _beside(text: str, part: Stretch) -> tuple[Speech, ...]:
    """Who stands behind a quotation with a verb that reports words only there: “…,” Ann Lee continued."""
    for quoted in part.quoted:
        behind = _BESIDE.match(text, quoted.whole.end, part.span.end)
        comma = quoted.words.of(text).rstrip().endswith(",")
        told = _word_before(text, quoted)[0] in FINITE
        if behind and not told and (comma or (behind["verb"] or behind["inverted"]) in _SPEAKING):
            who = behind["who"] or behind["other"]
            return (Speech(speaker=" ".join(who.split()), cue="say", at=quoted.whole.end),)
    return ()


def _signed(text: str, parts: Sequence[Stretch], spoken: Sequence[tuple[Speech, ...]]) -> Iterator[tuple[Speech, ...]]:
    """The speeches, those of quotations that are signed too: “We lost everything.” ― Ann Lee."""
    for place, (part, said) in enumerate(zip(parts, spoken, strict=True)):
        behind = _behind(text, parts, place)
        signed = _SIGNED.fullmatch(behind) if behind and part.opens and not said else None
        yield (Speech(speaker=signed["who"].strip(), cue="say"),) if signed else said


def _behind(text: str, parts: Sequence[Stretch], place: int) -> str:
    """What follows a quotation with which a paragraph begins, up to the paragraph's end; it may be on the next line."""
    part = parts[place]
    if not part.quoted or text[part.span.start : part.quoted[0].whole.start].strip():
        return ""
    end = text.find("\n", part.quoted[-1].whole.end)
    behind = text[part.quoted[-1].whole.end : end if end >= 0 else len(text)]
    if behind.strip() or place + 1 == len(parts):
        return behind
    following = parts[place + 1]
    return following.span.of(text) if not following.quoted else ""
