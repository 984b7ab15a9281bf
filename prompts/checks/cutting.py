"""Finds quotations that were cut or completed: "we had … no part", "[The army] had no part", "[n]o part".

Each part must stand in the passage, one soon after the other. What is left out holds no negation, a bracket neither
holds nor replaces a negation, a number or another name, and nobody else speaks in between: a quotation that was turned
around by its gaps is found nowhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from index.passage import Span
from prompts.checks.mending import is_one_piece
from prompts.checks.source import Source
from prompts.checks.wording import (
    Word,
    are_known,
    are_opposites,
    has_words,
    is_grammar,
    is_negation,
    is_number,
    same_word,
    words_of,
)
from prompts.folding import fold

MOST_ELIDED_WORDS = 60
MOST_INSERTED_WORDS = 5
MOST_REPLACED_WORDS = 4
MOST_GAPS = 8
FEWEST_WORDS_BESIDE_ELLIPSIS = 2
SHORTEST_TELLING_CHARACTERS = 4
MOST_CHARACTERS_READ = 30_000
WORDS_LOOKED_AT_OUTSIDE = 3
NUMBERS_LOOKED_AT_OUTSIDE = 2

GAP = re.compile(r"\[(?!\w\]\w)[^\[\]\n]{0,80}\]|\((?:…|\.{3})\)|…|\.(?:\s?\.){2,3}")
"""An ellipsis or a bracket, but not the "[n]" of "[n]o"."""
LETTER = re.compile(r"\[(\w)\](?=\w)")
_BEFORE_MARK = re.compile(r"\s(?=[,.;:!?])")
_DOTS = re.compile(r"[\[\](). …]*")
_CLAUSE_END = re.compile(r"[.!?…,;:\n\"“”«»—–]")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """A piece of a quotation: its words, which characters of the quotation it is, and the gaps before it."""

    span: Span
    plain: str
    words: tuple[Word, ...]
    gaps: tuple[str, ...]


def found_in_parts(quoted: str, source: Source) -> tuple[tuple[Span, ...], str] | None:
    """Where the parts of a quotation stand in a passage, and the quotation as it must be shown; None where nowhere.

    A quotation without gaps is one part: what may differ in it is the capital of its first letter, and punctuation.
    """
    quoted = _without_own_words(quoted, source)
    parts, behind = _parts(quoted)
    text = source.passage.text
    if not parts or not all(has_words(text, part.words) for part in parts):
        return None
    if not _may_be_parted(parts, behind, source):
        return None
    known = words_of(text)
    for start in range(len(known) - len(parts[0].words) + 1):
        if not _stands(parts[0].words, known, start):
            continue
        places = _places(parts, behind, known, start, text)
        if places and one_speaker(places, source):
            shown = _shown(quoted, parts, places, text)
            if shown is not None:
                return places, shown
    return None


def _without_own_words(quoted: str, source: Source) -> str:
    """A quotation without the brackets whose words the article doesn't have: those are the writer's own.

    A bracket that denies, counts, or begins the quotation stays, and makes it none: it says of whom the rest is true.
    """

    def kept(gap: re.Match[str]) -> str:
        own = _inserted([gap.group()])
        plain = not any(is_negation(word) or is_number(word) for word in own)
        begins = not quoted[: gap.start()].strip()
        return "" if own and plain and not begins and not _has(source, own) else gap.group()

    bare = GAP.sub(kept, quoted)
    return quoted if bare == quoted else _BEFORE_MARK.sub("", " ".join(bare.split()))


def _has(source: Source, inserted: Sequence[str]) -> bool:
    article = source.passage.article
    return are_known(inserted, source.known) or are_known(inserted, article.text[:MOST_CHARACTERS_READ])


def _parts(quoted: str) -> tuple[list[_Part], tuple[str, ...]]:
    """The parts of a quotation, and the gaps behind the last; none where there are too many gaps."""
    gaps = list(GAP.finditer(quoted))
    if len(gaps) > MOST_GAPS:
        return [], ()
    parts: list[_Part] = []
    pending: list[str] = []
    start = 0
    for gap in (*gaps, None):
        span = Span(start, gap.start() if gap else len(quoted))
        plain = LETTER.sub(r"\1", span.of(quoted))
        words = words_of(plain)
        if words:
            parts.append(_Part(span=span, plain=plain, words=words, gaps=tuple(pending)))
            pending = []
        if gap:
            pending.append(gap.group())
            start = gap.end()
    return parts, tuple(pending)


def _may_be_parted(parts: Sequence[_Part], behind: Sequence[str], source: Source) -> bool:
    """Whether enough words stand beside ellipses, and in brackets only words that the article has too."""
    inserted = _inserted([gap for part in parts for gap in part.gaps] + [*behind])
    if any(is_negation(word) or is_number(word) for word in inserted):
        return False
    every = [part.gaps for part in parts] + [behind]
    if any(len(_inserted(gaps)) > MOST_INSERTED_WORDS for gaps in every):
        return False
    if not _has(source, inserted):
        return False
    return all(not _is_cut(part.gaps) or _is_enough(before, part) for before, part in pairwise(parts))


def _is_enough(before: _Part, behind: _Part) -> bool:
    """Whether an ellipsis has enough words on each side: two, or one that says something beside two."""
    few, many = sorted((before.words, behind.words), key=len)
    telling = len(few) == 1 and not is_grammar(few[0].text) and len(few[0].text) >= SHORTEST_TELLING_CHARACTERS
    return len(many) >= FEWEST_WORDS_BESIDE_ELLIPSIS and (telling or len(few) >= FEWEST_WORDS_BESIDE_ELLIPSIS)


def _inserted(gaps: Sequence[str]) -> list[str]:
    """The words that stand in brackets."""
    return [word.text for gap in gaps for word in words_of(gap) if word.text.lower() != "sic"]


def _is_cut(gaps: Sequence[str]) -> bool:
    return any(_DOTS.fullmatch(gap) for gap in gaps)


def _stands(words: Sequence[Word], known: Sequence[Word], start: int) -> bool:
    """Whether words stand at a place; the capital of the first letter is free."""
    return start + len(words) <= len(known) and all(
        same_word(word.text, known[start + number].text, any_capital=number == 0) for number, word in enumerate(words)
    )


def _places(
    parts: Sequence[_Part], behind: Sequence[str], known: Sequence[Word], start: int, text: str
) -> tuple[Span, ...] | None:
    """The characters of a passage that the parts are, the first of them given; None where the others do not follow."""
    end = start + len(parts[0].words)
    if _inserted(parts[0].gaps) and _turns(_words_before(known, start, text)):
        return None
    places = [Span(known[start].span.start, known[end - 1].span.end)]
    for part in parts[1:]:
        begin = _next(part, known, end, text)
        if begin is None:
            return None
        end = begin + len(part.words)
        places.append(Span(known[begin].span.start, known[end - 1].span.end))
    if _inserted(behind) and _turns(_words_behind(known, end, text)):
        return None
    return tuple(places)


def _next(part: _Part, known: Sequence[Word], end: int, text: str) -> int | None:
    """At which word a part stands behind the one before it, with nothing between that may not be left out."""
    inserted, cut = _inserted(part.gaps), _is_cut(part.gaps)
    most = MOST_ELIDED_WORDS if cut else MOST_REPLACED_WORDS if inserted else 0
    for begin in range(end, min(end + most, len(known) - len(part.words)) + 1):
        left_out = known[end:begin]
        if left_out and (is_negation(left_out[-1].text) or (inserted and _is_held(left_out[-1], inserted))):
            return None
        if begin and "\n" in text[known[end - 1].span.end : known[begin].span.start]:
            return None
        if _stands(part.words, known, begin):
            return begin
    return None


def _is_held(word: Word, inserted: Sequence[str]) -> bool:
    """Whether a bracket may not replace a word: a number, another name, an opposite of what it inserts."""
    is_named = word.text[:1].isupper() and not is_grammar(word.text) and word.text not in inserted
    return is_number(word.text) or is_named or any(are_opposites(word.text, other) for other in inserted)


def _turns(outside: Iterator[Word]) -> bool:
    """Whether the words that a bracket at an end may replace, the nearest first, hold a negation or a number."""
    return any(
        is_negation(word.text) or (place < NUMBERS_LOOKED_AT_OUTSIDE and is_number(word.text))
        for place, word in enumerate(outside)
    )


def _words_before(known: Sequence[Word], start: int, text: str) -> Iterator[Word]:
    """The words of the same clause before a place, the nearest first."""
    near = range(start - 1, max(-1, start - 1 - WORDS_LOOKED_AT_OUTSIDE), -1)
    joined = takewhile(lambda at: not _CLAUSE_END.search(text[known[at].span.end : known[at + 1].span.start]), near)
    return (known[at] for at in joined)


def _words_behind(known: Sequence[Word], end: int, text: str) -> Iterator[Word]:
    """The words of the same clause behind a place, the nearest first."""
    near = range(end, min(len(known), end + WORDS_LOOKED_AT_OUTSIDE))
    joined = takewhile(lambda at: not _CLAUSE_END.search(text[known[at - 1].span.end : known[at].span.start]), near)
    return (known[at] for at in joined)


def one_speaker(places: Sequence[Span], source: Source) -> bool:
    """Whether no part is given to somebody else than another part is."""
    if len(places) == 1:
        return True
    offset = source.passage.span.start
    speakers = [
        {speech.speaker for one in source.sentences for speech in one.speeches if _meet(one.span, place, offset)}
        for place in places
    ]
    known = [names for names in speakers if names]
    return all(not one.isdisjoint(other) for one, other in pairwise(known))


def _meet(sentence: Span, place: Span, offset: int) -> bool:
    return sentence.start < offset + place.end and offset + place.start < sentence.end


def _shown(quoted: str, parts: Sequence[_Part], places: Sequence[Span], text: str) -> str | None:
    """A quotation with each part as the passage has it; None where a part may not be shown as one piece."""
    pieces: list[str] = []
    done = 0
    for part, place in zip(parts, places, strict=True):
        written, core = part.span.of(quoted), Span(part.words[0].span.start, part.words[-1].span.end)
        known = place.of(text)
        plain, same = fold(core.of(part.plain)).text, fold(known).text
        if plain != same and not (LETTER.match(written.lstrip()) and plain.casefold() == same.casefold()):
            if not is_one_piece(known):
                return None
            written = f"{part.plain[: core.start]}{' '.join(known.split())}{part.plain[core.end :]}"
        pieces.extend((quoted[done : part.span.start], written))
        done = part.span.end
    return f"{''.join(pieces)}{quoted[done:]}"
