"""The sentences of an article that can stand alone as news, beginning with its lead.

Only what is needed is read: how an article begins, and what was found of it. What is cut, a heading, a question, a
notice of a correction, somebody's words alone, or an order to a computer is no news by itself, nor is what begins with
a word that points at the sentence before.
"""

import re
from collections.abc import Iterable, Iterator

from index.announcing import said_in_line
from index.article import Article
from index.passage import Span
from index.sentences import sentence_spans
from index.text import one_line
from prompts.reporting import reports
from prompts.to_computers import speaks_to_a_computer

OPENING_CHARACTERS = 900
"""So much of an article's beginning is read for its lead."""
SHORTEST_CHARACTERS, LONGEST_CHARACTERS = 25, 500
MOST_QUOTED = 0.5
"""A sentence of which more than this is quoted tells what somebody said, and not what happened."""

_ENDS = re.compile(r"[.!?…。！？][”\"’')\]]*$")
_POINTS_BACK = re.compile(
    r"^\W*(?:(?:he|she|it|they|we|i|his|her|its|their|this|that|these|those|but|and|so|or|then|there|others|another|some|both"
    r"|neither|all|one|two|such|here)\b|(?:however|meanwhile|instead|also|still|yet|later|earlier|afterwards)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_MAY_BE_A_NOTICE = re.compile(r"correct|clarif|updat|retract|amend|version|withdr|erratum|editor", re.IGNORECASE)


def lead_of(article: Article) -> Span | None:
    """The first sentence of an article that can stand alone; None where its beginning has none."""
    return next(iter(sentences_of(article, [opening_of(article)])), None)


def opening_of(article: Article) -> Span:
    """The beginning of an article."""
    return Span(0, min(len(article.text), OPENING_CHARACTERS))


def sentences_of(article: Article, regions: Iterable[Span]) -> Iterator[Span]:
    """The whole sentences in some regions of an article that can stand alone as news, in their order, each once."""
    text, done, first = article.text, 0, True
    for region in sorted(regions):
        start = max(region.start, done)
        if start >= region.end:
            continue
        for found in sentence_spans(text[start : region.end]):
            span = Span(start + found.start, start + found.end)
            if _is_whole(text, span) and _stands_alone(one_line(span.of(text)), first=first):
                first = False
                yield span
            elif span.end == region.end < len(text):
                break  # what the region cuts is read whole with the next one, where that goes on with it
            done = span.end


def _is_whole(text: str, span: Span) -> bool:
    """Whether a sentence has its end, and what stands before it in its paragraph has one too."""
    if not SHORTEST_CHARACTERS <= span.end - span.start <= LONGEST_CHARACTERS or not _ENDS.search(span.of(text)):
        return False
    before = text[max(0, span.start - 4) : span.start]
    return not before.strip(" ") or "\n" in before or _ENDS.search(before.rstrip()) is not None


def _stands_alone(sentence: str, *, first: bool) -> bool:
    if not first and _POINTS_BACK.match(sentence):
        return False
    quoted = sum(len(match.group()) for match in _QUOTED.finditer(sentence))
    if quoted > MOST_QUOTED * len(sentence) or not reports(sentence):
        return False
    notice = _MAY_BE_A_NOTICE.search(sentence) and said_in_line(sentence)
    return not notice and not speaks_to_a_computer(sentence)
