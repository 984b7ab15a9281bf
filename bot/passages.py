"""Quoted words in their context: the sentences around them, exactly as they stand in the article."""

from dataclasses import dataclass

from index.passage import Span
from index.sentences import sentence_spans

CONTEXT_CHARACTERS = 500
"""On each side at most; the sentence that the words are a part of is shown whole if it is not longer still."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """Three neighbours of a text: what stands before the quoted words, these, and what follows them."""

    before: Span
    quoted: Span
    after: Span


def context_of(text: str, quoted: Span) -> Context:
    """The whole sentences around a span that fit; all three spans together are one slice of the text."""
    # Only what may be shown is parted into sentences: an article can be long.
    low = max(0, quoted.start - 2 * CONTEXT_CHARACTERS)
    high = min(len(text), quoted.end + 2 * CONTEXT_CHARACTERS)
    starts = [low + span.start for span in sentence_spans(text[low:high])]
    ends = [low + span.end for span in sentence_spans(text[low:high])]
    begin = min(
        (start for start in starts if quoted.start - CONTEXT_CHARACTERS <= start <= quoted.start), default=quoted.start
    )
    end = max((end for end in ends if quoted.end <= end <= quoted.end + CONTEXT_CHARACTERS), default=quoted.end)
    return Context(before=Span(begin, quoted.start), quoted=quoted, after=Span(quoted.end, end))
