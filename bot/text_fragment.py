"""A link that opens an article at the words: `https://news.example/a#:~:text=first%20words,last%20words`.

Browsers scroll to the first place that holds the words, and mark it; one that can't, or that doesn't find them, opens
the article at its top. See https://wicg.github.io/scroll-to-text-fragment/.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote as percent_encode

from bot.discord_text import address

LONGEST_WHOLE_WORDS = 12
MOST_WORDS = 6
FEWEST_WORDS = 2
LONGEST_END_CHARACTERS = 1000
LONGEST_DIRECTIVE_UNITS = 160
SHORTEST_TERM_UNITS = 10
"""Percent-encoded. What is shorter, such as "He said", stands in too many places."""

_DELIMITER = ":~:"
# Cells of a table's row are blocks of a page as well; a bullet is drawn by the browser and is none of its text.
_BLOCK_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|\s\|(?=\s|$)")
_BULLET = re.compile(r"^\s*[-•*‣▪–]\s+")
# A run without spaces; scripts that write none are parted after their punctuation, where a word ends as well.
_WORD = re.compile(r"[^\s、。，！？；：]+[、。，！？；：」』）】》]*|[、。，！？；：]+")
_OUTER = " \t\"'“”„‟‘’‚«»‹›「」『』()[]{},;:.…!?-–—、。，！？；："


def at_words(url: str, quote: str) -> str:
    """The address with a directive that opens it at the quoted words; the address as it is where none would do.

    Short quotes are named whole, long ones and those of several paragraphs by their first and their last words. The
    result can be linked wherever `url` can. A fragment of `url` stays; a directive is replaced.
    """
    page, _, fragment = url.partition("#")
    kept = fragment.partition(_DELIMITER)[0]
    for terms in _choices(_blocks(quote)):
        directive = f"text={','.join(map(_encoded, terms))}"
        whole = f"{page}#{kept}{_DELIMITER}{directive}"
        if len(directive) <= LONGEST_DIRECTIVE_UNITS and address(whole):
            return whole
    return url


def _blocks(quote: str) -> list[str]:
    """The paragraphs of a quote that hold words, without bullets, each as one line."""
    if len(quote) > 2 * LONGEST_END_CHARACTERS:  # Only its ends are named.
        quote = f"{quote[:LONGEST_END_CHARACTERS]}\n{quote[-LONGEST_END_CHARACTERS:]}"
    lines = (" ".join(_BULLET.sub("", block).split()) for block in _BLOCK_ENDS.split(quote))
    return [line for line in lines if line.strip(_OUTER)]


def _choices(blocks: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The terms that would find the words, the surest first: all of them, or where they begin and where they end."""
    telling = [block for block in blocks if len(_WORD.findall(block)) > FEWEST_WORDS] or blocks
    if not telling:
        return
    first, last = telling[0], telling[-1]
    one = len(telling) == 1
    spans = [word.span() for word in _WORD.finditer(first)]
    ends = [word.span() for word in _WORD.finditer(last)]
    whole = first.strip(_OUTER)
    if one and len(spans) <= LONGEST_WHOLE_WORDS:
        yield (whole,)
    for count in range(MOST_WORDS, 0, -1):
        if one and 2 * count > len(spans):
            continue
        begin = first[: spans[min(count, len(spans)) - 1][1]].strip(_OUTER)
        end = last[ends[-min(count, len(ends))][0] :].strip(_OUTER)
        if end and len(_encoded(begin)) >= SHORTEST_TERM_UNITS:
            yield begin, end
    if one:
        yield (whole,)


def _encoded(term: str) -> str:
    """Percent-encoded so that neither a browser nor Discord reads a sign of it; a hyphen would mark a context."""
    return percent_encode(term, safe="", errors="replace").replace("-", "%2D")
