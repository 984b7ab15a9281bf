"""Finds quotations that leave out who spoke, as in "We can't wait," Lee said, "for the next storm".

The words were said in one go, and the passage only names the speaker in between. They are shown with an ellipsis
there, so that each piece is verbatim.
"""

import re
from functools import lru_cache
from itertools import pairwise

from index.passage import Span
from prompts.checks.cutting import GAP, one_speaker
from prompts.checks.mending import FEWEST_WORDS, is_one_piece
from prompts.checks.source import Source
from prompts.checks.wording import PASSAGES_REMEMBERED, Word, has_words, is_negation, same_word, words_of

_INTERRUPTION = re.compile(r"(?<=[,.!?…—–-])[\"”»][^\S\n][^\"“”«»\n]{2,120}[^\S\n][\"“«](?=[\w'‘])")
"""From the mark that closes the first half of a quotation to the one that opens the second."""


def joined(quoted: str, source: Source) -> tuple[tuple[Span, ...], str] | None:
    """Where the pieces of a quotation stand, and the quotation as it must be shown; None where it is not one."""
    text = source.passage.text
    wanted = words_of(quoted)
    spoken, resumed = _spoken(text)
    if not resumed or len(wanted) < FEWEST_WORDS or GAP.search(quoted) or not has_words(text, wanted):
        return None
    for start in range(len(spoken) - len(wanted) + 1):
        if not same_word(wanted[0].text, spoken[start].text, any_capital=True):
            continue
        run = spoken[start : start + len(wanted)]
        if not all(
            same_word(word.text, own.text, any_capital=place == 0 or own.span.start in resumed)
            for place, (word, own) in enumerate(zip(wanted, run, strict=True))
        ):
            continue
        cuts = [0, *(place for place, own in enumerate(run) if place and own.span.start in resumed), len(run)]
        places = tuple(Span(run[begin].span.start, run[end - 1].span.end) for begin, end in pairwise(cuts))
        if len(places) > 1 and all(is_one_piece(one.of(text)) for one in places) and one_speaker(places, source):
            pieces = " … ".join(" ".join(one.of(text).split()) for one in places)
            return places, f"{quoted[: wanted[0].span.start]}{pieces}{quoted[wanted[-1].span.end :]}"
    return None


@lru_cache(maxsize=PASSAGES_REMEMBERED)
def _spoken(text: str) -> tuple[tuple[Word, ...], frozenset[int]]:
    """The words of a text without those that interrupt a quotation, and the places where a quotation goes on."""
    interruptions = [
        Span(*match.span())
        for match in _INTERRUPTION.finditer(text)
        if not any(is_negation(word.text) for word in words_of(match.group()))
    ]
    words = tuple(
        word for word in words_of(text) if not any(one.start <= word.span.start < one.end for one in interruptions)
    )
    return words, frozenset(one.end for one in interruptions)
