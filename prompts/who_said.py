"""Who said these very words, and whether somebody did: such a question is answered from where they stand.

Words that are looked for are no limits of the search ("by the end of March") and name nobody whom it is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Span
from index.query import Hit
from prompts.checks.said_by import is_said_by
from prompts.checks.source import Source
from prompts.folding import fold
from prompts.speakers import Reader, Sentence

FEWEST_WORDS = 4
"""Fewer words, unless they stand in quotation marks, are a matter and no quotation: "Who said no to the deal?"."""
FEWEST_QUOTED = 2
LEAST_SHARE = 0.5
"""Of sentences that have this share of the words, the one is shown that names a speaker."""

_SAYING = r"said|says|wrote|tweeted|posted|claimed|argued|stated|declared|told\s+\w+"
_WHO = re.compile(
    rf"^\W*(?:so\s+)?(?:who|which\s+\w+)\s+(?:was\s+it\s+(?:who|that)\s+)?(?:has\s+|had\s+|once\s+|first\s+)?(?:{_SAYING})"
    r"\s*[,:]?\s*(?:that\s+)?(?P<words>\S.*?)[?\s]*$",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"[“\"«„](?P<words>[^“”\"«»„]+)[”\"»“]")
_ASKS_WHO = re.compile(rf"\bwho\s+(?:has\s+|had\s+)?(?:{_SAYING})\b", re.IGNORECASE)
_BY = re.compile(
    rf"^\W*(?:(?:did|has|had|was\s+it|is\s+it\s+true\s+that)\s+)(?P<who>[^\"“„«]+?)\s+(?:(?:who|ever|really|actually)\s+)*(?:say|saying|write|tweet"
    rf"|post|claim|argue|state|declare|tell|{_SAYING})\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"(?<=\s)['‘](?P<words>\S[^‘\n]*\S)['’](?=[\s?.!]*$)")
_ENDS = " .,:;!?…'\"“”‘’«»-–—"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where words stand: a hit (1 is the first), and the sentence, or the two that name the speaker together."""

    hit: int
    span: Span


def words_looked_for(question: str) -> str | None:
    """The words whose speaker a question asks for; None where it asks for something else."""
    quoted = _QUOTED.search(question) or _SINGLE.search(question)
    asks = _ASKS_WHO.search(question) or _BY.match(question)
    if quoted and asks and len(quoted["words"].split()) >= FEWEST_QUOTED:
        return quoted["words"].strip(_ENDS)
    match = _WHO.match(question)
    words = match["words"].strip(_ENDS) if match else ""
    return words if len(words.split()) >= FEWEST_WORDS else None


def asked_of(question: str) -> str | None:
    """Whom a question asks of, whether they said its words; None where it asks who did."""
    match = _BY.match(question)
    return match["who"].strip() if match else None


def places_of(words: str, hits: Sequence[Hit], reader: Reader, by: str | None = None) -> list[Found]:
    """The sentences of the hits that have these words, typography and capitals aside; one for each article.

    Where it is asked whether somebody said them (`by`), a sentence that doesn't tell whose words they are is none.
    """
    found: dict[str, Found] = {}
    for number, hit in enumerate(hits, 1):
        place = _find(words, hit.passage.text)
        if place is None or hit.passage.article.id in found:
            continue
        start = hit.passage.span.start
        at = Span(place.start + start, place.end + start)
        span = _shown(at, hit, reader)
        if span and (by is None or _tells(by, at, span, hit, reader)):
            found[hit.passage.article.id] = Found(hit=number, span=span)
    return list(found.values())


def _tells(by: str, words: Span, shown: Span, hit: Hit, reader: Reader) -> bool:
    """Whether a sentence tells whose words it has: somebody's whom it names, or his of whom it is asked."""
    sentences = reader.read(hit.passage.article, hit.passage.span).sentences
    if any(_speaks(one) for one in sentences if _overlap(one.span, shown)):
        return True
    return is_said_by(by, Source(number=1, passage=hit.passage, around=sentences), words)


def _find(words: str, text: str) -> Span | None:
    folded = fold(text)
    lowered = folded.text.lower()
    if len(lowered) != len(folded.text):
        return None
    needle = fold(words).text.lower().strip(_ENDS)
    start = lowered.find(needle)
    if start < 0 or not needle:
        return None
    return Span(folded.offsets[start], folded.offsets[start + len(needle) - 1] + 1)


def _shown(place: Span, hit: Hit, reader: Reader) -> Span | None:
    """The sentence to show for words at a place; with the one beside it where only that names who says them."""
    article, passage = hit.passage.article, hit.passage.span
    sentences = [
        one
        for one in reader.read(article, passage).sentences
        if passage.start <= one.span.start and one.span.end <= passage.end
    ]
    touching = [number for number, one in enumerate(sentences) if _overlap(one.span, place)]
    if not touching:
        return None
    most = max(_overlap(sentences[number].span, place) for number in touching)
    able = [number for number in touching if _overlap(sentences[number].span, place) >= LEAST_SHARE * most]
    best = max(able, key=lambda number: (_speaks(sentences[number]), _overlap(sentences[number].span, place)))
    if _speaks(sentences[best]):
        return sentences[best].span
    for beside in (best - 1, best + 1):
        if 0 <= beside < len(sentences) and _speaks(sentences[beside]):
            pair = sorted((sentences[best].span, sentences[beside].span))
            if "\n" not in article.text[pair[0].end : pair[1].start]:
                return Span(pair[0].start, pair[1].end)
    return sentences[best].span


def _speaks(sentence: Sentence) -> bool:
    return len({speech.speaker for speech in sentence.speeches}) == 1


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
