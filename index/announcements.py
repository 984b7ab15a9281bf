"""Corrections, clarifications, updates and retractions that a text announces itself.

They stand in the title, at the beginning or at the end; what is in between is news, and is not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index.announcing import Kind, Said, said_in_line, said_in_title
from index.passage import Span
from index.text import one_line, shorten

LONGEST_WORDS_CHARACTERS = 200

# The gravest first.
_KINDS: tuple[Kind, ...] = ("retraction", "correction", "clarification", "update")
_LINES_AT_EACH_END = 20
_BLANK_LINES_AT_EACH_END = 200
# Of a longer line, so much of its beginning and of its end is looked at.
_LONGEST_CHARACTERS = 1_000


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a text says of its own changes.

    `number` is that of an agency's update ("UPDATE 2"). `span` is where the text says it, None where only the title
    does; `words` is what it says, on one line of at most 200 characters.
    """

    kind: Kind
    words: str
    number: int | None = None
    span: Span | None = None


def announced(title: str, text: str) -> Announcement | None:
    """The gravest change that a title or a normalised text announces, or None.

    A retraction is graver than a correction, that than a clarification, and that than an update; of several alike the
    first in the text counts. The number may stand beside another announcement: "CORRECTED-UPDATE 2-".
    """
    head = title[:_LONGEST_CHARACTERS]
    in_title = said_in_title(head)
    in_text = list(_in_text(text))
    said = sorted([*in_text, *in_title], key=lambda one: _KINDS.index(one.kind))  # stable
    if not said:
        return None
    gravest = said[0]
    span = gravest.span if in_text and gravest in in_text else None
    return Announcement(
        kind=gravest.kind,
        words=shorten(one_line(gravest.span.of(text if span else head)), LONGEST_WORDS_CHARACTERS),
        number=next((one.number for one in (*in_title, *in_text) if one.number is not None), None),
        span=span,
    )


def _in_text(text: str) -> Iterator[Said]:
    for window in _windows(text):
        for said in said_in_line(window.of(text)):
            span = Span(window.start + said.span.start, window.start + said.span.end)
            yield Said(kind=said.kind, span=span, number=said.number)


def _windows(text: str) -> Iterator[Span]:
    """The lines at both ends of a text, in order, the long ones in two parts."""
    for line in _lines(text):
        if line.end - line.start <= 2 * _LONGEST_CHARACTERS:
            yield line
            continue
        yield Span(line.start, line.start + _LONGEST_CHARACTERS)
        # The part begins within a sentence, which is no beginning.
        part = text[line.end - _LONGEST_CHARACTERS : line.end]
        begin = part.find(". ") + 1
        if begin:
            yield Span(line.end - _LONGEST_CHARACTERS + begin, line.end)


def _lines(text: str) -> Iterator[Span]:
    first: list[Span] = []
    position = 0
    for _ in range(_BLANK_LINES_AT_EACH_END):
        end = text.find("\n", position)
        line = Span(position, len(text) if end < 0 else end)
        if not _is_blank(text, line):
            first.append(line)
        position = line.end + 1
        if end < 0 or len(first) == _LINES_AT_EACH_END:
            break
    yield from first
    last: list[Span] = []
    end = len(text)
    for _ in range(_BLANK_LINES_AT_EACH_END):
        if end < position or len(last) == _LINES_AT_EACH_END:
            break
        line = Span(max(text.rfind("\n", 0, end) + 1, position), end)
        if not _is_blank(text, line):
            last.append(line)
        end = line.start - 1
    yield from reversed(last)


def _is_blank(text: str, line: Span) -> bool:
    return line.start == line.end or text[line.start : line.end].isspace()
