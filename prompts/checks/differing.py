"""Where a sentence that copies a cited one differs from it: the few words put in, left out or exchanged.

Whoever copies a sentence and changes a word of it means that word, so what differs between two equal stretches is
telling where a looser comparison can't be.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 160
"""Longer sentences are not compared, for the time that it takes grows with the square of their length."""
LONGEST_CHANGE_WORDS = 6
LEAST_EQUAL_WORDS = 4
"""So many words together must be the same directly around a change, some of them on either side of it."""
FRAME_WORDS = 2

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOT = re.compile(r"(can(?=not$)|[^\W\d_]+(?=n['’]t$))", re.IGNORECASE)
_FAVOUR = re.compile(r"\bin favou?r of\b", re.IGNORECASE)
_SHORTENED = {"wo": "will", "ca": "can", "sha": "shall"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """Words of a sentence in the place of words of another; either may be none.

    `here` and `there` are the words as written, `before` and `after` the keys beside them, which both sentences share
    (empty at an edge), and `frame` the keys of the words here with two on either side. `firm` is whether enough words
    around it are the same.
    """

    here: tuple[str, ...]
    there: tuple[str, ...]
    before: str
    after: str
    frame: tuple[str, ...]
    firm: bool


def words_of(text: str) -> list[str]:
    """The words of a sentence as written, with "didn't" and "cannot" as two words each, and "in favour of" as "for"."""
    found: list[str] = []
    for word in _WORD.findall(_FAVOUR.sub("for", text)):
        match = _NOT.match(word)
        found += [_SHORTENED.get(match[1].lower(), match[1]), "not"] if match else [word]
    return found


def changes(words: Sequence[str], other: Sequence[str], key: Callable[[str], str]) -> Iterator[Change]:
    """What differs between two sentences, of words that `words_of` found, in order."""
    if max(len(words), len(other)) > MOST_WORDS:
        return
    keys, other_keys = [key(word) for word in words], [key(word) for word in other]
    codes = SequenceMatcher(None, keys, other_keys, autojunk=False).get_opcodes()
    for number, (tag, start, end, other_start, other_end) in enumerate(codes):
        if tag == "equal" or max(end - start, other_end - other_start) > LONGEST_CHANGE_WORDS:
            continue
        before, after = _size(codes, number - 1), _size(codes, number + 1)
        at_edge = start == 0 or end == len(keys)
        yield Change(
            here=tuple(words[start:end]),
            there=tuple(other[other_start:other_end]),
            before=keys[start - 1] if before else "",
            after=keys[end] if after else "",
            frame=tuple(keys[max(0, start - FRAME_WORDS) : end + FRAME_WORDS]),
            firm=before + after >= LEAST_EQUAL_WORDS and (at_edge or bool(before and after)),
        )


def holds_run(keys: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words stand in a sentence one directly after the other."""
    return f" {' '.join(wanted)} " in f" {' '.join(keys)} "


def _size(codes: Sequence[tuple[str, int, int, int, int]], number: int) -> int:
    """How many words are equal in a part of a comparison; none where it is another difference, or there is no part."""
    if not 0 <= number < len(codes):
        return 0
    tag, start, end, _, _ = codes[number]
    return end - start if tag == "equal" else 0
