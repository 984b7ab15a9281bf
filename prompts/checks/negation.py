"""Which words a sentence denies, which it asserts, and where that can't be told.

A denial is followed as far as English grammar makes it certain: "not", "no", "failed to" turn around the next word that
tells something, and what is tied to it ("not going to attack"); "denied that" all that follows in its clause. Other
words behind a denial, or behind one that is bounded ("not only", "not until"), may or may not be meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.terms import Analyser
from prompts.checks.opposites import key_of

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[,;:()\[\]—–.?!…]| - ")
_NOT = frozenset("not cannot never nobody none neither nor without nothing nowhere no non".split())
_TO = frozenset(
    "fail fails failed failing refuse refuses refused refusing decline declines declined declining unable unwilling"
    " neglected neglects hesitate hesitated".split()
)
"""Deny what follows behind "to"."""
_DENY = frozenset("deny denies denied denying".split())
_BOUNDS = frozenset("only just merely simply until unless except besides but because other if whether least".split())
"""In one clause with a denial they bound it: "not until Monday" is on Monday."""
_ASKING = frozenset("what when where why how whether who if".split())
_DEGREES = frozenset(
    "always necessarily all every everyone everything entirely completely fully quite exactly far long alone so too"
    " surprisingly sure really".split()
)
"""What is not always so is so at times."""
_IDIOMS = frozenset(
    "more less fewer later earlier sooner matter doubt wonder longer problem confidence fly deal show go".split()
)
"""No later than, no doubt, a vote of no confidence."""
_UNSURE = frozenset(
    "hardly barely scarcely rarely seldom little few less fewer avoid avoids avoided avoiding prevent prevents"
    " prevented preventing lack lacks lacked lacking ban bans banned block blocks blocked bar barred doubt doubts"
    " doubted dispute disputes disputed reject rejects rejected rejecting dismiss dismisses dismissed unlikely"
    " impossible instead rather except unless if whether until far yet false untrue wrong fail fails failed"
    " failing failure refuse refuses refused decline declines declined ruled rule stop stops stopped stopping halt"
    " halted zero absence absent missing missed free off against almost nearly deny denies denied could"
    " might may should either supposed claimed claim unable unwilling neither".split()
)
"""What stands behind one of these in its clause need not be so."""
_REBUFFS = frozenset(
    "false untrue denied denies deny denying rejected rejects dismissed disputed refuted debunked wrong incorrect"
    " baseless unfounded fake hoax myth".split()
)
"""What stands before one of these need not be so."""
_BREAKS = frozenset("while whereas although though which who whom whose after before since despite because".split())
_ADVERBS = frozenset("yet still even currently also ever actually immediately".split())
_NO_ADVERBS = frozenset("reply supply apply rely comply fly ally family assembly multiply italy july daily".split())
_BUT_NOT = re.compile(
    r"but (?:[A-Za-z]+ )?(?:(?:do|does|did|has|have|had|is|are|was|were|will|would|can|could|should|must|may|might) not"
    r"|cannot|[a-z]+n['’]t)\b"
)
"""Here a clause begins; elsewhere "but" bounds a denial: nothing but."""
_DENIAL = re.compile(rf"\b(?:{'|'.join(sorted(_NOT | _TO | _DENY))})\b|n['’]t\b", re.IGNORECASE)
_CLAIMS = frozenset("evidence proof sign signs indication indications suggestion truth reason".split())
"""No evidence that: all that follows is denied."""
_FUTURE = frozenset("going able set due".split())
"""Not going to: these tell nothing themselves."""
_SUBJECTS = frozenset("he she it they we i there".split())
_TO_HEAD_WORDS = 6
"""So many words of grammar may stand between a denial and what it denies."""
LONGEST_GROUP_WORDS = 3
MOST_WORDS = 400
"""Of a longer text only the beginning is read: no sentence has as many."""


@dataclass(frozen=True, slots=True)
class Told:
    """A word that tells something: what it is compared by, and whether the sentence denies it.

    `sure` is whether that is certain. `along` are the words that the same denial turns around before it, all of which
    must be spoken of where the word is compared; `clause` counts the clauses, `place` the words.
    """

    word: str
    key: str
    denied: bool
    sure: bool
    along: tuple[str, ...]
    clause: int
    place: int


def told(text: str, analyser: Analyser) -> list[Told]:
    """The words of a sentence that are no words of grammar, in order, each with how it is told."""
    found: list[Told] = []
    place = 0
    for number, clause in enumerate(_clauses(text)):
        found.extend(_Clause(clause, number, place, analyser).read())
        place += len(clause)
    rebuffed = max((place for place, one in enumerate(found) if one.word in _REBUFFS), default=-1)
    asked = text.rstrip(" \"'”’").endswith("?")
    return [
        one if not asked and (place >= rebuffed or (one.denied and one.sure)) else _doubted(one)
        for place, one in enumerate(found)
    ]


def denies(text: str) -> bool:
    """Whether there is a denial in a text at all."""
    return _DENIAL.search(text) is not None


def _doubted(one: Told) -> Told:
    return Told(one.word, one.key, one.denied, False, one.along, one.clause, one.place)


def _clauses(text: str) -> Iterator[list[str]]:
    clause: list[str] = []
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number >= MOST_WORDS:
            break
        word = match.group()
        parts = not (word[0].isalnum())
        if parts or word.lower() in _BREAKS or (clause and _BUT_NOT.match(text, match.start())):
            if clause:
                yield clause
            clause = []
        if not parts:
            clause.append(word)
    if clause:
        yield clause


class _Clause:
    """Reads one clause from left to right; `turned` is what its next words are, `along` the group they are in."""

    def __init__(self, words: Sequence[str], number: int, place: int, analyser: Analyser) -> None:
        self._words = words
        self._lowered = [word.lower().replace("’", "'") for word in words]
        self._number = number
        self._place = place
        self._analyser = analyser
        # "But" at the beginning of a clause opposes it to the one before, and bounds nothing in it.
        self._bounded = not _BOUNDS.isdisjoint(self._lowered[1:] if self._lowered[:1] == ["but"] else self._lowered)
        self._pending: bool | None = None
        self._room = 0
        self._by_no = False
        self._group: list[str] = []
        self._all = False
        self._asked = False
        self._unsure = False

    def read(self) -> Iterator[Told]:
        """The telling words of the clause."""
        for place, word in enumerate(self._lowered):
            key = key_of(self._words[place] if len(word) <= LONGEST_GROUP_WORDS else word, self._analyser)
            denies = word in _NOT or word.endswith("n't")
            if denies:
                self._begin(place, word)
                continue
            # "The people who fled did not go": there "who" asks nothing.
            relative = word == "who" and place == 0 and self._number > 0
            self._asked = self._asked or (word in _ASKING and not relative)
            if not key:
                self._pass_grammar(word)
                continue
            yield self._tell(place, word, key)

    def _begin(self, place: int, word: str) -> None:
        after = self._lowered[place + 1 : place + 1 + _TO_HEAD_WORDS]
        if word == "no" and after and after[0] in _IDIOMS:
            self._unsure = self._unsure or after[0] == "longer"
            return
        vague = (
            (word in {"none", "neither"} and after[:1] == ["of"])
            or (word == "nothing" and after[:2] == ["to", "do"])
            or self._bounded
            or self._asked
            or not _ASKING.isdisjoint(after)
            or (bool(after) and after[0] in _DEGREES)
        )
        if vague:
            self._unsure, self._pending = True, None
            return
        self._pending = not (self._pending or False)
        self._room, self._by_no, self._group = _TO_HEAD_WORDS, word in {"no", "non"}, []

    def _pass_grammar(self, word: str) -> None:
        if self._pending is not None:
            self._room -= 1
            ends = self._room < 0 or (bool(self._group) and word not in {"to", "be", "been", "have"})
            if ends:
                self._settle()
        if word in _UNSURE:
            self._unsure = True

    def _tell(self, place: int, word: str, key: str) -> Told:
        group = tuple(self._group)
        if self._pending is not None:
            denied, sure = self._pending != self._all, True
            self._go_on(place, word, key)
        else:
            denied, sure = self._all, self._all or not self._unsure
        if word in _TO and place + 1 < len(self._lowered) and self._lowered[place + 1] == "to" and not self._bounded:
            self._pending = not (denied and sure)
            self._room, self._by_no, self._group = _TO_HEAD_WORDS, False, []
        elif word in _DENY and not self._bounded:
            self._begin_claim(place, turned=not (denied and sure))
        elif word in _UNSURE:
            self._unsure = True
        return Told(word, key, denied, sure, group, self._number, self._place + place)

    def _begin_claim(self, place: int, *, turned: bool) -> None:
        """After "denied": all that follows "that" or a name is denied, of a thing (denied bail) only the thing."""
        after = self._words[place + 1] if place + 1 < len(self._words) else ""
        if after.lower() == "that" or after[:1].isupper() or after in _SUBJECTS:
            self._all = turned
        else:
            self._pending, self._room, self._by_no, self._group = turned, _TO_HEAD_WORDS, True, []

    def _go_on(self, place: int, word: str, key: str) -> None:
        """After a denied word: the denial goes on over adverbs, words tied by "to", and the words of a "no" group."""
        after = self._lowered[place + 1] if place + 1 < len(self._lowered) else ""
        if after != "to" or word not in _FUTURE:
            self._group.append(key)
        if self._by_no and word in _CLAIMS and after == "that":
            self._all = not self._all
        adverb = word in _ADVERBS or (word.endswith("ly") and word not in _NO_ADVERBS)
        tied = after == "to" or (self._by_no and bool(self._analyser.stem(after or "a")))
        if len(self._group) >= LONGEST_GROUP_WORDS or not (adverb or tied):
            self._settle()

    def _settle(self) -> None:
        self._pending, self._unsure, self._group = None, True, []
