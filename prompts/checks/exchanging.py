"""Names that a sentence puts where the cited sentence that it copies, or nearly copies, names somebody else.

The two are compared with their names masked: where the words around two names are the same, the names must be. Where a
sentence is told more freely, a name that no sentence near it has is compared with the one beside the same word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from index.cues import ROLES
from index.terms import STOP_WORDS
from prompts.checks.aligning import Ground, Grounds
from prompts.checks.holding import Holder, same_name
from prompts.checks.naming import KINDS, Name, names_of

MOST_WORDS = 160
LEAST_COPIED_WORDS = 4
"""So many words in a row, names aside, must be the same for two names between them to be compared."""
LEAST_COPIED_TELLING = 2
LEAST_COPIED_SHARE = 0.25
"""A cited sentence that holds less of a sentence is not what it copies."""
LEAST_RIVAL_SHARE = 0.6
LEAST_SHARE = 0.6
"""So much of a sentence, names aside, must stand in the cited one where no words in a row do."""
_MUTUAL = frozenset("and or with versus vs met meet meets married between both nor plus".split())
"""Between two names, these say the same of both."""
_SAID_OF = (
    r"\W+(?:(?:'s|a|an|the|of|for|at|from|with|is|was|as|and|known|called|formerly|now|new|owner|owned|parent|maker|"
    + "|".join(sorted(ROLES | KINDS))
    + r")\W+){0,5}"
)
"""Between two names that are said of one another."""
_PASSED_OVER = frozenset({"a", "an", "the", "who"})
_ASIDE = re.compile(r", (?:who|which|whose)\b[^,.;:“”\"]{1,120},(?= )")
_ITS = r"\b(?:its|their)\W+(?:\w+\W+){1,4}"
JUST_BEFORE_CHARACTERS = 300
LEAST_WHOLE_TELLING = 3
_MASK = "\0"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|;")
_POINTS_BACK = frozenset("he she they it his her him their them its who whom whose this these those".split())
_POINTS_TO_KNOWN = re.compile(
    r"\bthe (?:company|firm|group|club|team|country|president|minister|mayor|man|woman|senator|court|agency|actor|star"
    r"|singer|city|state|king|queen|bank|union|party|government|ministry|military|army|university|leader|chief)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class _Masked:
    """The words of a sentence, lower-cased, each name as one mask, with the names by place."""

    words: tuple[str, ...]
    names: dict[int, Name]


def exchanged(text: str, names: Sequence[Name], grounds: Grounds, holder: Holder) -> Iterator[tuple[str, str, str]]:
    """Each name of a sentence that stands where the cited sentence has another, that other, and the cited sentence."""
    own = _masked(text, names)
    if len(own.words) > MOST_WORDS:
        return
    for ground in grounds.chosen:
        if _share(ground, grounds) < LEAST_COPIED_SHARE:
            continue
        other, bare = (ground.source.once(_read, words) for words in (ground.text, _ASIDE.sub("", ground.text)))
        pairs = [*_in_copy(own, other), *_beside(text, own, ground, other, grounds)]
        if not pairs and bare != other:
            pairs = list(_in_copy(own, bare))
        for name, instead, crossed in pairs:
            one = _are_one(name, instead, grounds, holder, said_of=not crossed)
            if not one and not _speaks_for(instead, name, ground) and not _elsewhere(own, name, ground, grounds):
                yield name.text, instead.text, f"“{' '.join(ground.text.split())}”"


def _masked(text: str, names: Sequence[Name]) -> _Masked:
    words: list[str] = []
    places: dict[int, Name] = {}
    done = 0
    for name in names:
        if not name.parts or name.start < done:
            continue
        words += _words(text[done : name.start])
        places[len(words)] = name
        words.append(_MASK)
        done = name.end
        if text[done : done + 2] in {"'s", "’s"}:
            done += 2
    words += _words(text[done:])
    return _Masked(words=tuple(words), names=places)


def _read(text: str) -> _Masked:
    return _masked(text, list(names_of(text)))


def _words(text: str) -> list[str]:
    return [word for word in map(str.lower, _WORD.findall(text)) if word not in _PASSED_OVER]


def _in_copy(own: _Masked, other: _Masked) -> Iterator[tuple[Name, Name, bool]]:
    """Pairs of names with the same words around them; whether the two names have exchanged their places there."""
    if len(other.words) > MOST_WORDS:
        return
    named = list(other.names.values())
    blocks = SequenceMatcher(None, own.words, other.words, autojunk=False).get_matching_blocks()
    found = [_pairs(own, other, block) for block in blocks]
    everywhere = [pair for pairs in found for pair in pairs]
    for (start, _, size), pairs in zip(blocks, found, strict=True):
        block = own.words[start : start + size]
        telling = sum(map(_is_telling, block))
        long = size - len(pairs) >= LEAST_COPIED_WORDS and telling >= LEAST_COPIED_TELLING
        long = long or (size == len(own.words) and telling >= LEAST_WHOLE_TELLING)
        for name, instead in pairs:
            crossed = _is_crossed(name, instead, everywhere if long else pairs)
            short = crossed and telling > 0 and _MUTUAL.isdisjoint(block)
            # Where a clause is left out, the names on its two sides meet the same words: that is no exchange.
            alone = long and (same_name(name, instead) or not any(same_name(name, one) for one in named))
            if short or alone or (long and crossed):
                yield name, instead, crossed


def _pairs(own: _Masked, other: _Masked, block: Match) -> list[tuple[Name, Name]]:
    """The names that stand in the same places of a block of equal words."""
    return [
        (own.names[place], other.names[place - block.a + block.b])
        for place in range(block.a, block.a + block.size)
        if place in own.names
    ]


def _is_crossed(name: Name, instead: Name, pairs: Sequence[tuple[Name, Name]]) -> bool:
    """Whether of two names each stands where the other should."""
    return not same_name(name, instead) and any(
        same_name(instead, ours) and same_name(name, theirs) for ours, theirs in pairs
    )


def _is_telling(word: str) -> bool:
    return len(word) > 3 and word not in STOP_WORDS  # noqa: PLR2004


def _beside(
    text: str, own: _Masked, ground: Ground, other: _Masked, grounds: Grounds
) -> Iterator[tuple[Name, Name, bool]]:
    """Pairs of names beside the same word, where the cited sentence holds most of the other words of this one."""
    held = len(ground.stems.intersection(grounds.stems))
    if held < LEAST_SHARE * (len(grounds.stems) - len(own.names)) or _points_back(text, ground.text):
        return
    for place, name in own.names.items():
        if any(same_name(name, one) for one in other.names.values()):
            continue
        for other_place, instead in other.names.items():
            if any(same_name(instead, one) for one in own.names.values()):
                continue
            after = _next(own, place, 1), _next(other, other_place, 1)
            before = _next(own, place, -1), _next(other, other_place, -1)
            if (after[0] and after[0] == after[1]) or (before[0] and before[0] == before[1]):
                yield name, instead, False


def _next(masked: _Masked, place: int, step: int) -> str:
    """The word directly beside a name where it tells something."""
    beside = place + step
    if not 0 <= beside < len(masked.words):
        return ""
    word = masked.words[beside]
    return word if _is_telling(word) else ""


def _points_back(text: str, ground: str) -> bool:
    """Whether a cited sentence speaks of somebody whom only the sentences before it name."""
    own = {word.lower() for word in _WORD.findall(text)}
    words = {word.lower() for word in _WORD.findall(ground)}
    return bool((words & _POINTS_BACK) - own) or bool(_POINTS_TO_KNOWN.search(ground))


def _are_one(name: Name, instead: Name, grounds: Grounds, holder: Holder, *, said_of: bool) -> bool:
    """Whether two names may be one: in another form, or said of one another, "Brook, chief of the Harbour Board"."""
    if same_name(name, instead) or any(one.opens and not holder.is_name(one) for one in (name, instead)):
        return True
    if not said_of:
        return False
    first, second = (re.escape(one.parts[-1][-1]) for one in (name, instead))
    near = re.compile(rf"\b{first}\b{_SAID_OF}\b{second}\b|\b{second}\b{_SAID_OF}\b{first}\b", re.IGNORECASE)
    return any(near.search(ground.text) for ground in grounds.all)


def _speaks_for(person: Name, body: Name, ground: Ground) -> bool:
    """Whether a person is called "its spokeswoman" right behind a sentence that names a body."""
    if re.search(_ITS + re.escape(person.text), ground.text, re.IGNORECASE) is None:
        return False
    start = ground.span.start
    before = ground.source.passage.article.text[max(0, start - JUST_BEFORE_CHARACTERS) : start]
    return bool(body.parts) and body.parts[-1][-1] in before.lower()


def _elsewhere(own: _Masked, name: Name, copied: Ground, grounds: Grounds) -> bool:
    """Whether another cited sentence has the name and many words of this one, or any has it between the same words."""
    for ground in grounds.all:
        if _share(ground, grounds) < LEAST_COPIED_SHARE:
            continue
        other = ground.source.once(_read, ground.text)
        better = ground != copied and _share(ground, grounds) >= LEAST_RIVAL_SHARE
        if better and any(same_name(name, one) for one in other.names.values()):
            return True
        if any(a is name and same_name(a, b) for a, b, _ in _in_copy(own, other)):
            return True
    return False


def _share(ground: Ground, grounds: Grounds) -> float:
    """How much of the sentence's words a cited sentence holds."""
    return len(ground.stems.intersection(grounds.stems)) / max(1, len(grounds.stems))
