"""Whether a quotation, and a reported statement, keeps the person whom the source gives it to.

Who speaks in the sentence is read as who speaks in an article is (`index.speech`). A sentence fails only where the
article gives the words for certain to somebody else; where either side can't be told, it passes as unknown. An outlet
that is named may be the source of all that it printed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.names import holds_name, words_of
from index.passage import Span
from index.phrases import QUOTE_MARKS
from index.speech import LONGEST_SENTENCE_CHARACTERS, Speech, speeches
from index.terms import STOP_WORDS
from prompts.checks.credited import Credit, clauses, credit
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.same_speaker import Likeness, likeness, mentions
from prompts.checks.source import Source
from prompts.folding import fold

STEM_CHARACTERS = 6
LEAST_SHARE = 0.4
"""A sentence of an article with a smaller share of the words of what was said is not where it was said."""
LEAST_OF_BEST = 0.8
"""With this share of the words of the best sentence, another may be meant as well."""
FEWEST_WORDS = 2
MOST_OCCURRENCES = 4
LONGEST_SHOWN_CHARACTERS = 80
_WORD = re.compile(r"[^\W\d_]{3,}|\d+(?:[.,]\d+)*")
_DENIALS = frozenset("deny reject dispute contradict refute rebut dismiss".split())
DENIED_WITHIN = 2
_STATES = ("kept", "unknown", "exchanged")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a sentence, or a clause of it, says that somebody said, and whom it names for it.

    `denies` is whether it says that they deny it: what another said, then, is what they deny.
    """

    speakers: tuple[str, ...]
    text: str
    denies: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a source has words: the sentence, the words, and how much of what was told they hold."""

    source: Source
    position: int
    words: Span
    share: float = 1.0


def check_speakers(text: str, cited: Sequence[Source], spans: Sequence[tuple[int, Span]]) -> tuple[Finding, ...]:
    """One decision for each statement in a sentence that names who says it; none where it names nobody.

    `spans` are the quotations of the sentence that were found: a source's number, and characters of its article.
    """
    told = _told(text)
    found = (_decision(one, cited, _quoted(one, cited, spans) if len(told) > 1 else spans) for one in told)
    return tuple(finding for finding in found if finding)


def _told(text: str) -> list[Told]:
    """The statements of a sentence: one for each clause with speakers of its own."""
    whole = speeches(text, [Span(0, len(text))])[0] if len(text) <= LONGEST_SENTENCE_CHARACTERS else ()
    if not whole:
        return []
    parts = clauses(text)
    spoken = speeches(text, parts)
    if sum(map(bool, spoken)) <= 1:
        begin = next((part.start for part, said in zip(parts, spoken, strict=True) if _opens(part.of(text), said)), 0)
        # "They paid 38 million, while Hart says that …": who paid, nobody tells. A quotation may belong to Hart.
        begin = 0 if QUOTE_MARKS.search(text, 0, begin) else begin
        parts, spoken = [Span(begin, len(text))], [whole]
    found: list[Told] = []
    start = parts[0].start
    for position, (part, said) in enumerate(zip(parts, spoken, strict=True)):
        # A clause without a speaker belongs to the one before it, or, at the beginning, to the one behind.
        if position + 1 < len(parts) and (not spoken[position + 1] or not any(spoken[: position + 1])):
            if said:
                spoken[position + 1] = said
            elif not QUOTE_MARKS.search(part.of(text)) and _opens(parts[position + 1].of(text), spoken[position + 1]):
                start = part.end
            continue
        denies = any(one.cue in _DENIALS for one in said)
        speakers = tuple(dict.fromkeys(one.speaker for one in said))
        found.append(Told(speakers=speakers, text=text[start : part.end], denies=denies))
        start = part.end
    return found


def _opens(clause: str, said: Sequence[Speech]) -> bool:
    """Whether a clause begins with who speaks in it; where they come last, they may have said what was before."""
    return any(clause.lower().startswith(one.speaker.lower()) for one in said)


def _quoted(told: Told, cited: Sequence[Source], spans: Sequence[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """Those of the quotations that stand in a statement."""
    texts = {source.number: source.passage.article.text for source in cited}
    here = fold(told.text).text.lower()
    return [(number, span) for number, span in spans if number in texts and _words(span.of(texts[number])) in here]


def _words(quotation: str) -> str:
    return fold(quotation).text.lower().strip(" .,;:!?'\"-")


def _decision(told: Told, cited: Sequence[Source], spans: Sequence[tuple[int, Span]]) -> Finding | None:
    """The decision about one statement; for several quotations, about the one that is worst off."""
    groups: dict[str, list[Place]] = {}
    for source in cited:
        for span in (span for number, span in spans if number == source.number):
            groups.setdefault(_words(span.of(source.passage.article.text)), []).extend(_holding(source, span))
    if not any(groups.values()):
        groups = {"": _reporting(told, cited)}
    worst: tuple[str, str] | None = None
    for places in groups.values():
        judged = [_judged(told, place) for place in places]
        best = min(judged, key=lambda one: _STATES.index(one[0]), default=None)
        if best and (worst is None or _STATES.index(best[0]) > _STATES.index(worst[0])):
            worst = best
    if worst is None:
        return None
    verdict = Verdict.FAILED if worst[0] == "exchanged" else Verdict.PASSED
    words = ", ".join(told.speakers)[:LONGEST_SHOWN_CHARACTERS]
    return Finding(check=Check.SPEAKER, verdict=verdict, state=worst[0], words=words, why=worst[1])


def _holding(source: Source, span: Span) -> Iterator[Place]:
    """The sentences of an article that hold a quotation, wherever the passage has it."""
    text, passage = source.passage.article.text, source.passage.span
    words = span.of(text)
    start = span.start
    for _ in range(MOST_OCCURRENCES):
        here = Span(start, start + len(words))
        held = [i for i, one in enumerate(source.around) if one.span.start < here.end and here.start < one.span.end]
        yield from (Place(source=source, position=position, words=here) for position in held)
        again = text.find(words, start + 1, passage.end)
        if not words or again < 0:
            return
        start = again


def _reporting(told: Told, cited: Sequence[Source]) -> list[Place]:
    """The clauses of the cited passages that have most of the words of what was told; none where that is little."""
    wanted = _stems(told.text) - {stem for speaker in told.speakers for stem in _stems(speaker)}
    places: list[Place] = []
    for source in cited:
        text = source.passage.article.text
        for position, one in enumerate(source.around):
            if one not in source.sentences:
                continue
            sentence = one.span.of(text)
            held = len(wanted & _stems(sentence))
            if held >= max(FEWEST_WORDS, LEAST_SHARE * len(wanted)):
                words = max(clauses(sentence), key=lambda part: len(wanted & _stems(part.of(sentence))))
                span = Span(words.start + one.span.start, words.end + one.span.start)
                places.append(Place(source=source, position=position, words=span, share=held / len(wanted)))
    best = max((place.share for place in places), default=0.0)
    return [place for place in places if place.share >= LEAST_OF_BEST * best]


def _stems(text: str) -> set[str]:
    """The words of a text, cut short: cheap, and enough to tell sentences apart."""
    return {word[:STEM_CHARACTERS] for word in map(str.lower, _WORD.findall(text)) if word not in STOP_WORDS}


def _judged(told: Told, place: Place) -> tuple[str, str]:
    """Whether the words of a place are those of whom the statement names: the state, and why."""
    article = place.source.passage.article
    given = credit(place.source, place.position, place.words)
    named = (_without_outlet(speaker, article.publisher) for speaker in told.speakers)
    claimed = [speaker for speaker in named if speaker]
    held = " and ".join(given.speakers)[:LONGEST_SHOWN_CHARACTERS]
    if not claimed:
        why = f"{article.publisher} printed these words"
        return ("unknown" if given.speakers else "kept"), why
    if not given.speakers:
        return "unknown", "the article does not say plainly whose words these are"
    like = {likeness(one, other, article.text) for one in claimed for other in given.speakers}
    if Likeness.SAME in like:
        return "kept", f"the article gives these words to {held}"
    who = " and ".join(claimed)[:LONGEST_SHOWN_CHARACTERS]
    if Likeness.OPEN in like or not _is_certain(given, claimed, article.text):
        return "unknown", f"the article may give these words to {held}, who may or may not be {who}"
    if told.denies and _denied_near(place, claimed):
        return "unknown", f"the article gives these words to {held}, and lets {who} deny something beside them"
    return "exchanged", f"the article gives these words to {held}, not to {who}"


def _denied_near(place: Place, claimed: Sequence[str]) -> bool:
    """Whether one of those named denies something close by: Hart said she knew nothing. Lee denied this."""
    source = place.source
    near = source.around[max(0, place.position - DENIED_WITHIN) : place.position + DENIED_WITHIN + 1]
    article = source.passage.article.text
    return any(
        speech.cue in _DENIALS and likeness(one, speech.speaker, article) is not Likeness.OTHER
        for sentence in near
        for speech in sentence.speeches
        for one in claimed
    )


def _is_certain(given: Credit, claimed: Sequence[str], article: str) -> bool:
    return given.certain and not any(mentions(given.near, one, article) for one in claimed)


def _without_outlet(speaker: str, publisher: str | None) -> str:
    """A speaker's phrase without the outlet: The Quay Gazette of 3 May, | the harbour office."""
    if not publisher or not words_of(publisher):
        return speaker
    return ", ".join(part for part in speaker.split(", ") if not holds_name(part, publisher))
