"""Which words of a sentence stand in quotation marks, whatever form the marks have.

A mark opens or closes by what stands on its two sides, and only where they do not tell by its form: people and models
mix forms. What is quoted inside a quotation belongs to the outer one. Where a mark has no partner, the sentence was cut
out of a longer quotation, so the quotation goes on to the sentence's end, or goes back to its beginning.
"""

import re
from dataclasses import dataclass
from enum import Enum

from index.passage import Span

_OPENING = "“„‟«「『〝❝"
_CLOSING = "”»」』〞❞"
_STRAIGHT = '"″＂'
_SINGLE = "'‘’‚‛′`‹›"
_MARKS = re.compile(rf"[{_OPENING}{_CLOSING}{_STRAIGHT}{_SINGLE}]+")
_MARK = re.compile(f"''|``|[{_OPENING}{_CLOSING}{_STRAIGHT}{_SINGLE}]")
_BEFORE_QUOTED = "([{-–—―/:"
_BEGINS_QUOTED = "([{$€£¥#@&"
_FEET = re.compile(r"\d\s?['’′]\s?\d{1,2}$")
_FEET_CHARACTERS = 6
_CLIPPED = re.compile(
    r"(?:n|em|til|till|tis|twas|twere|cause|cos|cuz|bout|round|neath|nuff|fraid|kay|ere)\b"
    r"|\d\ds?\b(?! (?:days|million|people|per|thousand|years))",
    re.IGNORECASE,
)
"""What an apostrophe stands before: rock 'n' roll, get 'em, the '90s."""
_MAYBE_APOSTROPHE = re.compile(r"(?:s|\bo|[a-z]in|\d)$", re.IGNORECASE)
_LONGEST_ENDING = 4


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """Quoted words of a sentence: `span` without, `whole` with the marks that they stand between."""

    span: Span
    whole: Span


def quotations_in(sentence: str) -> tuple[Quotation, ...]:
    """The quotations of a sentence in order; none overlaps another, and each holds a letter or a digit."""
    found: list[Quotation] = []
    for start, begin, end, behind in _merged([*_double(sentence), *_single(sentence)]):
        quoted = sentence[begin:end]
        if any(sign.isalnum() for sign in quoted):
            left = begin + len(quoted) - len(quoted.lstrip())
            right = left + len(quoted.strip())
            found.append(Quotation(span=Span(left, right), whole=Span(start, behind)))
    return tuple(found)


_Interval = tuple[int, int, int, int]
"""Where an opening mark begins and ends, and where a closing one does."""


def _merged(intervals: list[_Interval]) -> list[_Interval]:
    """The intervals in order, those that overlap as one."""
    merged: list[_Interval] = []
    for start, begin, end, behind in sorted(intervals):
        if merged and start < merged[-1][3]:
            first = merged[-1]
            merged[-1] = first if behind <= first[3] else (first[0], first[1], end, behind)
        else:
            merged.append((start, begin, end, behind))
    return merged


def _double(sentence: str) -> list[_Interval]:
    """What stands between double marks, the outermost ones."""
    found: list[_Interval] = []
    opened: list[tuple[int, int]] = []
    for start, end, left, right in _marks(sentence):
        mark = sentence[start:end]
        if mark in _SINGLE or _is_inch(sentence, mark, start, bool(opened)):
            continue
        if _opens(mark, left, right, bool(opened)):
            opened.append((start, end))
        elif not opened:
            beginning = found[-1][3] if found else 0
            found.append((beginning, beginning, start, end))
        else:
            first = opened.pop()
            if not opened:
                found.append((*first, start, end))
    if opened:
        found.append((*opened[0], len(sentence), len(sentence)))
    return found


def _marks(sentence: str) -> list[tuple[int, int, str, str]]:
    """Each mark with what stands before and behind the run of marks that it belongs to."""
    return [
        (run.start() + mark.start(), run.start() + mark.end(), sentence[max(0, run.start() - 1) : run.start()],
         sentence[run.end() : run.end() + 1])
        for run in _MARKS.finditer(sentence)
        for mark in _MARK.finditer(run.group())
    ]  # fmt: skip


def _opens(mark: str, left: str, right: str, inside: bool) -> bool:
    may_open = not left or left.isspace() or left in _BEFORE_QUOTED
    may_close = not right or not (right.isalnum() or right in _BEGINS_QUOTED)
    if may_open != may_close:
        return may_open
    if mark in _OPENING:
        return True
    return mark not in _CLOSING and not inside


def _is_inch(sentence: str, mark: str, start: int, inside: bool) -> bool:
    """Whether a mark measures: 6'2" always does, 10" where no quotation is open that it could close."""
    if mark not in _STRAIGHT and mark != "''":
        return False
    before = sentence[max(0, start - _FEET_CHARACTERS) : start]
    return before[-1:].isdigit() and (mark == "″" or not inside or bool(_FEET.search(before)))


def _single(sentence: str) -> list[_Interval]:
    """What stands between single marks that are no apostrophes.

    "s' " may end a quotation or be a possessive: it ends one only where nothing clearer follows.
    """
    found: list[_Interval] = []
    opened: int | None = None
    maybe: int | None = None
    for start, end, left, right in _marks(sentence):
        role = _role(sentence, Span(start, end), left, right)
        if opened is None:
            if role is _Role.OPENS:
                opened = start
            elif role is _Role.CLOSES and _ends_speech(sentence, start, end):
                beginning = found[-1][3] if found else 0
                found.append((beginning, beginning, start, end))
        elif role is _Role.CLOSES:
            found.append((opened, opened + 1, start, end))
            opened = maybe = None
        elif role is _Role.MAY_CLOSE:
            maybe = start if maybe is None else maybe
        elif role is _Role.OPENS and maybe is not None:
            found.append((opened, opened + 1, maybe, maybe + 1))
            opened, maybe = start, None
    if opened is not None and maybe is not None:
        found.append((opened, opened + 1, maybe, maybe + 1))
    elif opened is not None and _begins_speech(sentence, opened):
        found.append((opened, opened + 1, len(sentence), len(sentence)))
    return found


class _Role(Enum):
    """What a single mark does."""

    OPENS = 1
    CLOSES = 2
    MAY_CLOSE = 3
    APOSTROPHE = 4


def _role(sentence: str, mark: Span, left: str, right: str) -> _Role:
    if mark.of(sentence) not in _SINGLE or (left.isalnum() and right.isalnum()):
        return _Role.APOSTROPHE
    if right.isalnum() or (right and right in _BEGINS_QUOTED):
        is_apostrophe = left.isalnum() or _CLIPPED.match(sentence, mark.end)
        return _Role.APOSTROPHE if is_apostrophe else _Role.OPENS
    if not left or left.isspace():
        return _Role.APOSTROPHE
    return _Role.MAY_CLOSE if _may_be_apostrophe(sentence, mark.start, mark.end) else _Role.CLOSES


def _may_be_apostrophe(sentence: str, start: int, end: int) -> bool:
    goes_on = sentence[end : end + 1] == " " and sentence[end + 1 : end + 2].isalnum()
    return goes_on and bool(_MAYBE_APOSTROPHE.search(sentence[max(0, start - _LONGEST_ENDING) : start]))


def _ends_speech(sentence: str, start: int, end: int) -> bool:
    """Whether a single mark without a partner ends what somebody said: …,' Lee added."""
    before = sentence[start - 1]
    return before in ",!?…" or (before == "." and not sentence[end:].strip())


def _begins_speech(sentence: str, start: int) -> bool:
    """Whether a single mark without a partner begins what somebody said, behind "Lee said: " or at the beginning."""
    before = sentence[:start].rstrip()
    return (not before or before[-1] in ":,") and sentence[start + 1 : start + 2].isupper()
