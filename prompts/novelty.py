"""Whether a sentence tells anything that was not told before: new, changed, or told.

It is told where an earlier sentence says the same: the same words, or the same names and figures in nearly the same
words. It is changed where, of the same matter, a later article has another figure, another name, or the opposite.
Everything else is new: to leave out news is worse than to tell some of it twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from index.article import Article
from index.cues import ROLES
from index.names import words_of
from index.terms import Analyser
from prompts.capitals import names_in
from prompts.checks.dates_named import dates_in, full_dates
from prompts.checks.figures import figures_in
from prompts.checks.negation import denies
from prompts.checks.opposites import keys_in, opposites
from prompts.folding import fold
from prompts.told import Earlier

SHORTEST_COPY_CHARACTERS = 40
MOST_ADDED = 0.2
"""A sentence that adds no name, no figure and at most this share of its words to an earlier one tells the same."""
MATTER_SHARED = 0.5
"""Two sentences are of one matter if they share this much of the words of the shorter one, names and figures aside,"""
FEWEST_SHARED = 2
"""and so many words at least."""

_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december"
)


class Verdict(Enum):
    """What a sentence is to somebody who was told others."""

    NEW = auto()
    CHANGED = auto()
    TOLD = auto()


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A verdict, and the earlier sentence that has changed."""

    verdict: Verdict
    was: Earlier | None = None


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """A sentence: its words in one form, its names and figures, the stems of its other words, and whether it denies."""

    text: str
    names: frozenset[str]
    figures: frozenset[Fraction]
    frame: frozenset[str]
    denies: bool


class Novelty:
    """What sentences are to somebody who was told the `earlier` ones."""

    def __init__(self, earlier: Sequence[Earlier], analyser: Analyser) -> None:
        self._analyser = analyser
        self._against = opposites(analyser)
        self._earlier = [(one, _facts(one.text, analyser)) for one in earlier]

    def judge(self, quote: str, article: Article) -> Judgement:
        """What a sentence of an article is to them."""
        own = _facts(quote, self._analyser)
        changed: list[tuple[float, float, Earlier]] = []
        for one, other in self._earlier:
            newer = _is_newer(article, one)
            contrary = self._is_contrary(own, other)
            if _is_copy(own.text, other.text) or (not contrary and _says_the_same(own, other, newer=newer)):
                return Judgement(verdict=Verdict.TOLD)
            likeness = _likeness(own, other)
            if newer and likeness >= MATTER_SHARED and (contrary or _differs(own, other)):
                changed.append((likeness, _moment(one), one))
        if not changed:
            return Judgement(verdict=Verdict.NEW)
        # Of equally alike ones, the latest is what was believed last.
        return Judgement(verdict=Verdict.CHANGED, was=max(changed, key=lambda found: found[:2])[2])

    def _is_contrary(self, own: _Facts, other: _Facts) -> bool:
        turned = any(self._against.get(key, frozenset()) & other.frame for key in own.frame - other.frame)
        return turned or own.denies != other.denies


def _facts(text: str, analyser: Analyser) -> _Facts:
    names = {word for name in names_in(f"of {text}") for word in words_of(name)}
    names -= {word for word in names if _CALENDAR.fullmatch(word)} | ROLES
    figures = figures_in(text, masked=full_dates(dates_in(text)))
    named = {analyser.stem(word) for word in names}
    return _Facts(
        text=" ".join(fold(text).text.lower().split()).rstrip(" .!?"),
        names=frozenset(names),
        figures=frozenset(figure.value for figure in figures if figure.amounts),
        frame=frozenset(key for key in keys_in(text, analyser) if key not in named and not key[0].isdigit()),
        denies=denies(text),
    )


def _is_newer(article: Article, earlier: Earlier) -> bool:
    """Whether an article is later than what was told, or a later text of the same article."""
    if article.id == earlier.article:
        return article.version != earlier.version
    return bool(article.published and earlier.published and article.published > earlier.published)


def _is_copy(text: str, other: str) -> bool:
    """Whether two sentences have the same words, a dateline in front of one of them aside."""
    shorter, longer = sorted((text, other), key=len)
    return shorter == longer or (len(shorter) >= SHORTEST_COPY_CHARACTERS and longer.endswith(shorter))


def _says_the_same(own: _Facts, other: _Facts, *, newer: bool) -> bool:
    """Whether a sentence adds nothing to another; an article that is no newer may put the same facts differently."""
    if not (own.names <= other.names and own.figures <= other.figures):
        return False
    added = len(own.frame - other.frame)
    if added <= MOST_ADDED * len(own.frame):
        return True
    facts = own.names == other.names and own.figures == other.figures and bool(own.figures)
    return facts and not newer and _likeness(own, other) >= MATTER_SHARED


def _likeness(own: _Facts, other: _Facts) -> float:
    shared = len(own.frame & other.frame)
    if shared < FEWEST_SHARED:
        return 0.0
    return shared / min(len(own.frame), len(other.frame))


def _differs(own: _Facts, other: _Facts) -> bool:
    """Whether a figure or a name stands in the place of another."""
    figures = bool(own.figures - other.figures) and bool(other.figures - own.figures)
    names = bool(own.names - other.names) and bool(other.names - own.names)
    # Who speaks may change from report to report; where all the rest is the same, the name is what is told.
    rest = own.frame ^ other.frame
    return figures or (names and len(rest) <= MOST_ADDED * len(own.frame | other.frame))


def _moment(earlier: Earlier) -> float:
    return earlier.published.timestamp() if earlier.published else float("-inf")
