"""The sentences of a text as speech runs through them: by paragraph, and one wherever a quotation goes on over its end.

Marks are paired here, whatever their form, so that what reads the sentences meets one form only. A quotation counts as
whole if both its marks stand in the paragraph, or if it goes on in the next one, which then begins with a mark again,
as books and newspapers set it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.passage import Span
from index.quotations import Quotation, quotations_in

_LINE = re.compile(r"[^\n]+")
_ENDS_PARAGRAPH = re.compile(r"[.!?…:][”\"’')\]]*\s*$|[”\"]\s*(?:[―—–]|--?)\s*[^.!?\n]{2,80}$")
"""How a line ends that nothing goes on behind: a line may also have been broken in the middle of a sentence."""
_LONGEST_END_CHARACTERS = 200
"""So much of a line's end is looked at, for a paragraph may be of many lines that end nothing."""
_LONGEST_PARAGRAPH_CHARACTERS = 20_000
"""What is longer is a list or a table, in which marks are paired by nobody."""


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """Words in quotation marks: `words` without, `whole` with the marks.

    `goes_on` is whether it began in the paragraph before.
    """

    words: Span
    whole: Span
    goes_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """One or more sentences that a quotation holds together; `quoted` are the whole quotations that begin in it.

    `opens` is whether it is its paragraph's first.
    """

    span: Span
    quoted: tuple[Quoted, ...]
    opens: bool


def stretches(text: str, sentences: Sequence[Span]) -> list[Stretch]:
    """The stretches of a text whose sentences are given in order, none of them longer than its paragraph."""
    found: list[Stretch] = []
    at = 0
    left_open = False
    for paragraph in _paragraphs(text):
        own = []
        while at < len(sentences) and sentences[at].start < paragraph.end:
            own.append(sentences[at])
            at += 1
        words = paragraph.of(text)
        quoted = quotations_in(words) if len(words) <= _LONGEST_PARAGRAPH_CHARACTERS else ()
        placed = [_placed(one, paragraph.start) for one in quoted]
        whole, left_open = _whole(text, paragraph, placed, left_open=left_open)
        found.extend(_joined(own, placed, whole))
    return found


def within_paragraphs(text: str, sentences: Sequence[Span]) -> list[Span]:
    """The sentences, each cut where its paragraph ends: another one begins there."""
    found: list[Span] = []
    ends = [paragraph.end for paragraph in _paragraphs(text)]
    at = 0
    for sentence in sentences:
        start = sentence.start
        while at < len(ends) and ends[at] < sentence.end:
            found.extend(_stripped(text, start, ends[at]) if ends[at] > start else ())
            start = max(start, ends[at])
            at += 1
        found.extend(_stripped(text, start, sentence.end))
    return found


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    if words.strip():
        yield Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


def _paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs, without the empty lines between them."""
    start, end = 0, -1
    for line in _LINE.finditer(text):
        if end >= 0 and (line.start() > end + 1 or _ends_paragraph(text, start, end)):
            yield Span(start, end)
            start = line.start()
        elif end < 0:
            start = line.start()
        end = line.end()
    if end >= 0:
        yield Span(start, end)


def _ends_paragraph(text: str, start: int, end: int) -> bool:
    return _ENDS_PARAGRAPH.search(text, max(start, end - _LONGEST_END_CHARACTERS), end) is not None


def with_plain_marks(text: str, found: Sequence[Stretch]) -> str:
    """The text with “ and ” around its quotations and none inside them; nothing else is moved or changed."""
    pieces: list[str] = []
    end = 0
    for quoted in (one for stretch in found for one in stretch.quoted):
        inside = "".join(" " if sign in _ANY_MARK else sign for sign in quoted.words.of(text))
        before, behind = quoted.words.start - quoted.whole.start, quoted.whole.end - quoted.words.end
        pieces += [text[end : quoted.whole.start], "“".rjust(before) if before else "", inside]
        pieces.append("”".ljust(behind) if behind else "")
        end = quoted.whole.end
    return "".join([*pieces, text[end:]])


_ANY_MARK = frozenset('“„‟«「『〝❝”»」』〞❞"″＂')


def _placed(one: Quotation, start: int) -> Quotation:
    return Quotation(
        span=Span(one.span.start + start, one.span.end + start),
        whole=Span(one.whole.start + start, one.whole.end + start),
    )


def _whole(text: str, paragraph: Span, quoted: Sequence[Quotation], *, left_open: bool) -> tuple[list[Quoted], bool]:
    """The quotations that are whole, and whether the last one goes on in the next paragraph."""
    start, end = paragraph.start, paragraph.end
    behind = text[end:].lstrip()[:1] if quoted else ""
    whole = []
    open_end = False
    for one in quoted:
        opened = one.whole.start < one.span.start
        closed = one.whole.end > one.span.end and not text[one.whole.end - 1].isspace()
        open_end = opened and not closed and one.whole.end >= end - 1 and behind in _ANY_MARK and bool(behind)
        if opened and (closed or open_end):
            goes_on = left_open and not text[start : one.whole.start].strip()
            whole.append(Quoted(words=one.span, whole=one.whole, goes_on=goes_on))
    return whole, open_end


def _joined(own: Sequence[Span], placed: Sequence[Quotation], whole: Sequence[Quoted]) -> Iterator[Stretch]:
    merged: list[Span] = []
    for span in own:
        if merged and any(one.whole.start < span.start < one.whole.end for one in placed):
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    for number, span in enumerate(merged):
        inside = tuple(one for one in whole if span.start <= one.whole.start and one.whole.end <= span.end)
        yield Stretch(span=span, quoted=inside, opens=number == 0)
