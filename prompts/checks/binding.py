"""What a figure or a date is bound to: the content words around it, and whether a source binds them to another.

"12 killed and five injured" holds both numbers of "five killed and 12 injured", and says something else. So the words
right behind a mention and right before it, up to the next mention or the end of the clause, are compared with those of
the source's mentions. Only clear evidence counts: words that the source has at another mention and at none with the
same value. "From 5 to 7" and "5 of 7" have a direction besides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.passage import Span
from index.terms import STOP_WORDS

_REACH = 70
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BOUNDARY = re.compile(
    r"[,.;:!?\n()—–\"“”]|\b(?:and|but|while|whereas|or|with|after|before|compared|than|versus)\b", re.IGNORECASE
)
_AMOUNT = r"\s(?:[a-z]+\s){0,2}(?:US)?[$£€]?$"
_FROM = re.compile(rf"\b(?:from|between){_AMOUNT}", re.IGNORECASE)
_TO = re.compile(rf"\b(?:to|until|till|through|and){_AMOUNT}", re.IGNORECASE)
_OF = re.compile(r"\s(?:out\s)?of\s(?:the\s|its\s|their\s|all\s|top\s){0,2}(?:[a-z]+\s|[A-Za-z]{1,30}['’]s?\s)?")
_BEFORE = 24
_LEAST_CROSSED = 2
_SIDES = frozenset({"against", "without", "not"})
_ENDING = re.compile(r"(?:['’]s?|ies|ing|ings|ed|es|s|er|ers|y|e)$")
_STEM = 7
_SAME = {
    **dict.fromkeys(
        ("dead", "died", "die", "dies", "deaths", "death", "fatalities", "fatality", "killings", "lives"), "kill"
    ),
    **dict.fromkeys(("hurt", "injuries", "injury", "wounds", "injured", "injuring", "injures"), "wound"),
    **dict.fromkeys(("percentage", "per", "cent"), "percent"),
}
_GENERIC = frozenset(
    "people person persons others other another additional total number new least most year years time times day days"
    " said says say told according also including among around nearly almost just last next early late earlier later"
    " old age aged morning afternoon evening night local".split()
)


@dataclass(frozen=True, slots=True)
class Context:
    """The words around a mention: `near` are the closest content words of its own, before and behind.

    `next` are the first of those behind it, in order. `own` are those that it shares with no other mention, with words
    that take a side.
    """

    near: frozenset[str]
    words: frozenset[str]
    next: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()


def contexts(text: str, mentions: Sequence[Span]) -> list[Context]:
    """The context of each mention; they must be in order."""
    found: list[Context] = []
    before: list[str] = []
    counted: list[str] = []
    wholes = {two for link, _, two in pairs(text, mentions) if link == "of"}
    for position, span in enumerate(mentions):
        floor = max(span.start - _REACH, mentions[position - 1].end if position else 0)
        left = text[floor : span.start]
        is_part = position + 1 in wholes
        right = _behind(text, mentions, position + 1 if is_part else position)
        linked = position > 0 and span.start - mentions[position - 1].end < _REACH and not re.search(r"[.;!?\n]", left)
        parted = [match.end() for match in _BOUNDARY.finditer(left)]
        # Words between two mentions of a clause belong to the first: "12 dead on Monday 5 on Tuesday".
        own_before = _stems(left[parted[-1] :]) if parted else ([] if linked else _stems(left))
        counts = _is_content_next(right)
        # "One of the two was late": the one was. "Two of its six pillars": pillars are counted both times.
        own_behind = [] if position in wholes and not counts else _stems(_clause(right))
        # "Unemployment was 5 % in Ennis and 7 % in Quill": what is left out is that of the mention before.
        before = own_before or (before if linked else [])
        # "12 soldiers died on Monday and five on Tuesday": five soldiers died.
        shared = [*own_behind, *(counted if linked and not counts else [])]
        own = frozenset({*own_before, *own_behind, *_SIDES.intersection(_WORD.findall(_clause(right)))})
        found.append(
            Context(
                near=frozenset({*own_before[-2:], *own_behind[:1]}),
                next=tuple(own_behind[:2]),
                words=frozenset({*before, *shared}),
                own=own,
            )
        )
        counted = shared if counts or (linked and counted) else []
    return found


def _behind(text: str, mentions: Sequence[Span], position: int) -> str:
    """What stands behind a mention, up to the next one; that may stand in it, as four in "three in four"."""
    start = mentions[position].end
    ahead = next((one.start for one in mentions[position + 1 : position + 3] if one.start >= start), len(text))
    return text[start : min(start + _REACH, ahead)]


def _clause(right: str) -> str:
    """The rest of the clause of a mention."""
    skipped = len(right) - len(right.lstrip())
    cut = _BOUNDARY.search(right, skipped)
    return right[: cut.start()] if cut else right


def _is_content_next(right: str) -> bool:
    match = re.match(r"[\s-]*([^\W\d_]+)", right)
    return match is not None and match[1].lower() not in STOP_WORDS


def _stems(text: str) -> list[str]:
    words = (word.lower() for word in _WORD.findall(text))
    return [stem(word) for word in words if word not in STOP_WORDS and word not in _GENERIC]


def stem(word: str) -> str:
    """A rough stem, under which common words for the same harm are one."""
    known = _SAME.get(word)
    if known:
        return known
    cut = _ENDING.sub("", word) if len(word) > len("used") else word.removesuffix("s")
    return cut[:_STEM]


def bound_elsewhere(wanted: Context, same: Sequence[Context], others: Sequence[Context]) -> int | None:
    """Which of the others the source binds the wanted words to; None where that is not clear.

    `same` are the contexts of the source's mentions with the same value. It is clear where another mention shares words
    with the sentence that those lack, one of them next to it, and those share none that the other lacks.
    """
    if not same:
        return None
    told = frozenset().union(*(one.words for one in same))
    for position, other in enumerate(others):
        taken = (wanted.words & other.words) - told
        # "31 percent trust the bank" of "58 percent trust the bank, and 31 percent trust the minister".
        alike = len(wanted.next) > 1 and wanted.next == other.next and wanted.next[1] in taken
        if (alike or taken & wanted.near & other.near) and not (wanted.words & told) - other.words:
            return position
    return None


def are_crossed(one: Context, two: Context, first: Context, last: Context) -> bool:
    """Whether two mentions of a sentence have each other's words: "48 signed for it, 61 against" of "61 signed …".

    `first` and `last` are the source's mentions with their values. A single word, or one that both have, is no sign.
    """
    straight = (one.own & first.own, two.own & last.own)
    crossed = (one.own & last.own, two.own & first.own)
    gained = [len(over - kept) for over, kept in zip(crossed, straight, strict=True)]
    lost = [len(kept - over) for kept, over in zip(straight, crossed, strict=True)]
    return sum(gained) >= _LEAST_CROSSED and not any(lost)


def pairs(text: str, mentions: Sequence[Span]) -> Iterator[tuple[str, int, int]]:
    """Neighbours with a direction: ("from", start, end) of "from 5 to 7", ("of", part, whole) of "5 of 7"."""
    for position, (one, two) in enumerate(pairwise(mentions)):
        if two.start - one.end > _REACH:
            continue
        left, between = text[max(0, one.start - _BEFORE) : one.start], text[one.end : two.start]
        if _FROM.search(left) and _TO.search(between):
            yield "from", position, position + 1
        elif _TO.search(left) and _FROM.search(between):
            yield "from", position + 1, position
        elif _OF.fullmatch(between):
            yield "of", position, position + 1
