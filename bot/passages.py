"""Quoted words in their context: the sentences around them, exactly as they stand in the article."""

import re
from dataclasses import dataclass

from index.passage import Span
from index.sentences import sentence_spans

CONTEXT_CHARACTERS = 500
"""On each side at most."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, kw_only=True)
class Context:
    """Three neighbours in a text: what stands before quoted words, these, and what follows them.

    `begins` says that the first of them begins with a sentence, `ends` that the last one ends with one.
    """

    before: Span
    quoted: Span
    after: Span
    begins: bool
    ends: bool

    @property
    def whole(self) -> Span:
        """All three, which are one slice of the text."""
        return Span(self.before.start, self.after.end)


def context_of(text: str, quoted: Span, characters: int = CONTEXT_CHARACTERS) -> Context:
    """The whole sentences around a span of a text, as far as at most so many characters hold them on each side.

    Where the words' own sentence is longer than that, so many whole words of it are shown.
    """
    # An article can be long: only what may be shown is parted into sentences, and as much again, so that a sentence
    # that this cuts is none of those that may be shown.
    low, high = max(0, quoted.start - 2 * characters), min(len(text), quoted.end + 2 * characters)
    sentences = [Span(low + one.start, low + one.end) for one in sentence_spans(text[low:high])]
    least, most = quoted.start - characters, quoted.end + characters
    begin = min((one.start for one in sentences if least <= one.start <= quoted.start), default=None)
    end = max((one.end for one in sentences if quoted.end <= one.end <= most), default=None)
    first = _first_word(text, max(least, 0), quoted.start) if begin is None else begin
    last = _last_word(text, quoted.end, min(most, len(text))) if end is None else end
    return Context(
        before=Span(first, quoted.start),
        quoted=quoted,
        after=Span(quoted.end, last),
        begins=begin is not None,
        ends=end is not None,
    )


def _first_word(text: str, least: int, start: int) -> int:
    """Where the first whole word at or behind `least` begins."""
    within = least > 0 and not text[least - 1].isspace() and not text[least : least + 1].isspace()
    words = [word.start() for word in _WORD.finditer(text, least, start)]
    return next(iter(words[1:] if within else words), start)


def _last_word(text: str, end: int, most: int) -> int:
    """Where the last whole word at or before `most` ends."""
    within = most < len(text) and not text[most].isspace() and not text[most - 1 : most].isspace()
    words = [word.end() for word in _WORD.finditer(text, end, most)]
    return ([end] + (words[:-1] if within else words))[-1]
