"""Who speaks in a sentence: "… ," X said; said X; according to X; X, the spokesperson, described …; he added.

Precision first: where the speaker is not clear, nobody is named. A sentence that is one quotation without a speaker
of its own belongs to whoever spoke in the sentence before it in the same paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.cues import CUE_OF, FINITE, ROLES
from index.passage import Span
from index.phrases import TIME_WORDS, outside_quotes
from index.subjects import NOUN_PHRASE, PRONOUNS, cues_in, subject_after, subject_before, trimmed

_WORD = re.compile(r"\w+")
_OPENING = "\"“‘'«„"
_SOURCE = "ccording to "
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<who>{NOUN_PHRASE})")
_OWNED = re.compile(r"^(?:.*,\s)?(?:[Ii]ts|[Tt]heir)\s+")
SENTENCES_BACK = 2
"""Over how many sentences in which nobody speaks "he said" still means whoever spoke before them."""
LONGEST_SENTENCE_CHARACTERS = 2000
"""What is longer is a list or a table, and each verb in it would be looked for a subject through all of it."""
MOST_VERBS = 40
"""What has more verbs of saying is no sentence that people write."""
_WRITERS = frozenset({"i", "we", "you"})
"""Whoever says "I" outside quotation marks is who writes, and that is nobody who spoke."""

_GOES_ON = re.compile(r"\b(?:and|but)\s+(?:also\s+|then\s+|later\s+)?$")
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied)|doubt(?:s|ed)?|dispute[sd]?)\s+(?:that|whether)\s(?:(?!\b(?:and|but)\b)[^,;])*$"
)
"""Whoever speaks behind this, somebody says that they did not."""
_NAMED_FIRST = re.compile(
    rf"[A-Z][\w.’'-]*\s+(?:(?:[A-Z][\w.’'-]*|{'|'.join(sorted(ROLES))})\s+){{0,5}}"
    r"(?P<last>[A-Z][\w’-]+)(?:\s\([^)]{1,20}\))?(?=,|\s(?!and\b)[a-z])"
)


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Something said in a sentence: the speaker as the text names them (all of it, titles too) and the verb.

    `at` is where in the text the verb stands, or "according to"; None where the sentence has none of its own.
    """

    speaker: str
    cue: str
    at: int | None = field(default=None, compare=False)


def speeches(text: str, sentences: Sequence[Span]) -> list[tuple[Speech, ...]]:
    """Who speaks in each of the sentences of a text, which must be in order; nobody where that is not clear."""
    found: list[tuple[Speech, ...]] = []
    before: tuple[Speech, ...] = ()
    end_before = 0
    silent = 0
    last: tuple[Speech, ...] = ()
    for span in sentences:
        same_paragraph = "\n" not in text[end_before : span.start]
        inside = _spoken(span.of(text), before, last if silent <= SENTENCES_BACK else ())
        spoken = tuple(replace(one, at=one.at + span.start) if one.at is not None else one for one in inside)
        if not spoken and same_paragraph and before and _is_quotation(span.of(text)):
            spoken = (replace(before[-1], at=None),)
        found.append(spoken)
        before, end_before = spoken, span.end
        if not spoken and (other := _NAMED_FIRST.match(text, span.start, span.end)):
            # "Lee said so. Tom Hart had doubts. He thought …": no longer Lee.
            last = tuple(one for one in last if other["last"] in one.speaker)
        last, silent = (spoken, 0) if spoken else (last, silent + 1)
    return found


def _spoken(sentence: str, before: tuple[Speech, ...], last: tuple[Speech, ...]) -> tuple[Speech, ...]:
    """Who speaks in a sentence; `before` spoke in the one before it, `last` in the last one that anybody spoke in."""
    if len(sentence) > LONGEST_SENTENCE_CHARACTERS or not _may_speak(sentence):
        return ()
    outside = outside_quotes(sentence)
    verbs = cues_in(outside)
    if len(verbs) > MOST_VERBS:
        return ()
    verbs = [verb for verb in verbs if not _DENIED.search(outside, 0, verb.start())]
    found: list[Speech] = []
    for match in _ACCORDING.finditer(outside) if _SOURCE in outside else ():
        if source := trimmed(match["who"]):
            found.append(Speech(speaker=source, cue="say", at=match.start()))
    for match in verbs:
        behind = " " + outside[match.end() :].strip(" .!?…")
        parted = behind.startswith(" ,") and not outside[: match.start()].rstrip().endswith(",")
        ends = not behind.strip() or parted or TIME_WORDS.match(behind) is not None
        speaker = subject_before(outside[: match.start()], ends=ends) or subject_after(outside, match)
        if speaker.lower() in {"he", "she"} or (not speaker and _GOES_ON.search(outside, 0, match.start())):
            # "Lee praised the plan and | said …", "Lee rejected it, for he | said …": whom the sentence begins with.
            first = _NAMED_FIRST.match(outside, 0, match.start())
            speaker = trimmed(first.group()) if first else speaker
        if speaker.lower() in PRONOUNS:
            speaker = _meant(speaker.lower(), before, last)
        owner = _OWNED.search(speaker)
        if owner:
            # Behind words of its own a sentence may mean a body that it has just named itself.
            alone = not any(map(str.isalnum, outside.partition(speaker)[0]))
            speaker = _owned(speaker[owner.end() :], before if alone else ())
        if speaker:
            found.append(Speech(speaker=speaker, cue=CUE_OF[match.group()], at=match.start()))
    return tuple(dict.fromkeys(found))


def _meant(pronoun: str, before: tuple[Speech, ...], last: tuple[Speech, ...]) -> str:
    """Whom a pronoun means: "he added" is whoever spoke last, if that was one."""
    spoke = last if pronoun in {"he", "she"} else before
    return spoke[0].speaker if pronoun not in _WRITERS and len({speech.speaker for speech in spoke}) == 1 else ""


def _owned(office: str, before: tuple[Speech, ...]) -> str:
    """Who is called by an office of "its": that of the body that spoke just before, or whoever is named with it."""
    if len(before) == 1 and ROLES.isdisjoint(before[0].speaker.lower().replace(",", "").split()):
        # "Its spokesperson, Sabrina Singh"
        return f"{before[0].speaker}'s {office}"
    return office if any(word[:1].isupper() for word in office.split()) else ""


def _may_speak(sentence: str) -> bool:
    """Whether there is a verb of saying or a source, in quotation marks or not: most sentences have none."""
    return _SOURCE in sentence or not FINITE.isdisjoint(_WORD.findall(sentence))


def _is_quotation(sentence: str) -> bool:
    return sentence[:1] in _OPENING and not any(c.isalnum() for c in outside_quotes(sentence))
