"""Finds the stretch of a passage that a quotation was taken from although some of its words were changed.

What is found are the passage's own words. Nothing is found where the change says something else: a negation, a number,
a name or an opposite that differs is no slip of the pen, and nobody may guess which of the two was meant.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from index.passage import Span
from index.quotations import quotations_in
from prompts.checks.wording import Word, are_opposites, is_grammar, is_name, is_negation, is_number, same_word, words_of

FEWEST_WORDS = 4
MOST_WORDS = 150
LEAST_EQUAL_SHARE = 0.8
_STEPS_ASIDE = 2
_FORM_CHARACTERS = 4

_Block = tuple[str, int, int, int, int]


def mended(quoted: str, text: str) -> Span | None:
    """Where in a text the words stand that a quotation has slightly wrong; None where nothing is like it enough."""
    wanted, words = words_of(quoted), words_of(text)
    if not FEWEST_WORDS <= len(wanted) <= MOST_WORDS:
        return None
    start = _likeliest(wanted, words)
    if start is None:
        return None
    spare = max(_STEPS_ASIDE, len(wanted) // 5)
    near = words[max(0, start - spare) : start + len(wanted) + 2 * spare]
    blocks = _compared(near, wanted, text)
    held = near[blocks[0][1] : blocks[-1][2]] if blocks else ()
    equal = sum(block[2] - block[1] for block in blocks if block[0] == "equal")
    if not held or equal < LEAST_EQUAL_SHARE * max(len(wanted), len(held)):
        return None
    span = Span(held[0].span.start, held[-1].span.end)
    if not is_one_piece(span.of(text)) or any(_says_else(near, wanted, block) for block in blocks):
        return None
    return span


def is_one_piece(window: str) -> bool:
    """Whether words may be shown as one quotation: of one paragraph, with no quotation that begins or ends in them."""
    return "\n" not in window and all(
        quotation.whole.end > quotation.span.end and quotation.whole.start < quotation.span.start
        for quotation in quotations_in(window)
    )


def _likeliest(wanted: Sequence[Word], words: Sequence[Word]) -> int | None:
    """At which word of a text most of the wanted words stand in their order, small shifts aside."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word.text.lower(), []).append(place)
    votes = Counter(place - number for number, word in enumerate(wanted) for place in places.get(word.text.lower(), ()))
    shift = range(-_STEPS_ASIDE, _STEPS_ASIDE + 1)
    best = max(votes, key=lambda at: (sum(votes[at + aside] for aside in shift), votes[at], -at), default=None)
    return None if best is None else max(0, best)


def _compared(near: Sequence[Word], wanted: Sequence[Word], text: str) -> list[_Block]:
    """How the wanted words differ from those of a text, without what only stands around them in the text."""
    matcher = SequenceMatcher(
        None, [word.text.lower() for word in near], [word.text.lower() for word in wanted], autojunk=False
    )
    blocks: list[_Block] = [*matcher.get_opcodes()]
    if blocks and blocks[0][0] == "delete":
        blocks = blocks[1:]
    if blocks and blocks[-1][0] == "delete":
        blocks = blocks[:-1]
    if blocks and blocks[0][0] == "replace":
        kind, _, end, first, last = blocks[0]
        start = max(blocks[0][1], end - (last - first))
        while start < end and not _go_together(near[start : end + 1], text):
            start += 1
        blocks[0] = (kind, start, end, first, last)
    if blocks and blocks[-1][0] == "replace":
        kind, start, end, first, last = blocks[-1]
        end = min(end, start + (last - first))
        while start < end and not _go_together(near[max(0, start - 1) : end], text):
            end -= 1
        blocks[-1] = (kind, start, end, first, last)
    return blocks


def _go_together(words: Sequence[Word], text: str) -> bool:
    """Whether no sentence, clause of speech or paragraph ends among words."""
    return not any(
        sign in ".!?…:;\n\"“”«»„" for one, other in pairwise(words)
        for sign in text[one.span.end : other.span.start]
    )  # fmt: skip


def _says_else(near: Sequence[Word], wanted: Sequence[Word], block: _Block) -> bool:
    """Whether a difference changes what is said, or stands beside a word that it would change."""
    kind, start, end, first, last = block
    if kind == "equal":
        # Capitals inside a word make another one of it: "us" and "US".
        pairs = zip(near[start:end], wanted[first:last], strict=True)
        return any(not same_word(one.text, other.text, any_capital=True) for one, other in pairs)
    here, there = near[start:end], wanted[first:last]
    around = (*near[max(0, start - 1) : end + 1], *wanted[max(0, first - 1) : last + 1])
    return (
        any(is_negation(word.text) or is_number(word.text) for word in around)
        or any(_may_name(word, there) for word in here)
        or any(_may_name(word, here) for word in there)
        or any(are_opposites(one.text, other.text) for one in here for other in there)
    )


def _may_name(word: Word, others: Sequence[Word]) -> bool:
    """Whether a word that differs is a name; where every word has a capital, another form of the same word is none."""
    if is_name(word):
        return True
    stem = word.text[:_FORM_CHARACTERS].lower()
    return (
        word.text[:1].isupper()
        and not is_grammar(word.text)
        and not any(other.text.lower().startswith(stem) for other in others)
    )
