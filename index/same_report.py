"""Whether two texts that share most of their words report the same event: what differs decides, not how much is alike.

Sentences are aligned, and the facts of aligned sentences compared. A fact that one text adds is an update; one put in
another's place, in otherwise the same sentence, is another event told by the same template.
"""

from enum import Enum, auto
from itertools import product

from index.facts import Sentence, Told

# Two sentences say the same of something if at least half of their words, facts aside, are the same.
ALIGNED_FROM = 0.5
# Of every ten sentences that two texts share, one may hold another name or figure: a correction, a rounded number.
SENTENCES_PER_SLIP = 10
# The opening says what happened; what follows can be background, or the boilerplate below every item.
OPENING_SENTENCES = 3
# Share of the shorter text's sentences that stand in the longer one. What follows a day later and shares less tells a
# new development above the old background.
SHARED_FROM = 0.6
SHARED_LATER_FROM = 0.8

_FEWEST_FRAME_WORDS = 3
_FEWEST_LETTERS_SWAPPED = 4
_FEWEST_LETTERS_CHANGED = 6

Pair = tuple[Sentence, Sentence]


class Verdict(Enum):
    """What comparing two texts found."""

    SAME = auto()  # copies, rewrites, or an update of one report
    OTHER_FIGURES = auto()  # alike to the names and days; the figures alone differ, and too much for a later count
    UNLIKE = auto()  # they share too little, or nothing of their openings
    OTHER_EVENT = auto()  # aligned sentences differ in names or times: a veto


def compare(left: Told, right: Told, *, days: float | None) -> Verdict:
    """Whether two texts report one event; `days` lie between their publication, None where a date is missing.

    Names, weekdays, days, years and clock times veto, in the headline or a text's first sentence at once, elsewhere
    beyond one slip in `SENTENCES_PER_SLIP`. Figures do the same unless the texts appeared within a day of each other
    and at most half of the shared sentences are concerned: then they are a later count ("12 dead", "15 dead").
    """
    places = _aligned(left.sentences, right.sentences)
    pairs = [(left.sentences[i], right.sentences[j]) for i, j in places]
    opening = [pair for (i, j), pair in zip(places, pairs, strict=True) if min(i, j) == 0]
    if _likeness(left.headline, right.headline) >= ALIGNED_FROM:
        opening.append((left.headline, right.headline))
    slips = len(pairs) // SENTENCES_PER_SLIP

    def other_event(pair: Pair) -> bool:
        return _times_differ(*pair) or _names_differ(*pair, left, right)

    if any(map(other_event, opening)) or sum(map(other_event, pairs)) > slips:
        return Verdict.OTHER_EVENT
    within_a_day = days is not None and days < 1
    shorter = min(len(left.sentences), len(right.sentences))
    enough = len(pairs) >= (SHARED_FROM if within_a_day else SHARED_LATER_FROM) * shorter
    if not enough or not _opening_is_shared(places, left, right):
        return Verdict.UNLIKE
    counts = sum(map(_figures_differ, pairs))
    is_later_count = within_a_day and 2 * counts <= len(pairs)
    if (any(map(_figures_differ, opening)) or counts > slips) and not is_later_count:
        return Verdict.OTHER_FIGURES
    return Verdict.SAME


def _opening_is_shared(places: list[tuple[int, int]], left: Told, right: Told) -> bool:
    """Whether two thirds of one text's opening stand in the other, at any place: an update puts its news on top."""
    for told, matched in ((left, [i for i, _ in places]), (right, [j for _, j in places])):
        opening = min(OPENING_SENTENCES, len(told.sentences))
        if opening and 3 * sum(place < opening for place in matched) >= 2 * opening:
            return True
    return False


def _aligned(left: tuple[Sentence, ...], right: tuple[Sentence, ...]) -> list[tuple[int, int]]:
    """Places of sentences that say the same: equal ones first, then the most alike; each sentence once."""
    places: dict[tuple[str, ...], list[int]] = {}
    for j in reversed(range(len(right))):
        places.setdefault(right[j].stems, []).append(j)
    pairs = [(i, places[sentence.stems].pop()) for i, sentence in enumerate(left) if places.get(sentence.stems)]
    mine = set(range(len(left))) - {i for i, _ in pairs}
    yours = set(range(len(right))) - {j for _, j in pairs}
    alike = sorted(
        (-likeness, -len(set(left[i].stems) & set(right[j].stems)), abs(i - j), i, j)
        for i, j in product(mine, yours)
        if (likeness := _likeness(left[i], right[j])) >= ALIGNED_FROM
    )
    for *_, i, j in alike:
        if i in mine and j in yours:
            mine.remove(i)
            yours.remove(j)
            pairs.append((i, j))
    return pairs


def _likeness(left: Sentence, right: Sentence) -> float:
    """The resemblance of two frames, 0 to 1; frames of one or two words say nothing.

    A frame wholly inside another is aligned with it: a sentence cut short, or lengthened.
    """
    shorter = min(len(left.frame), len(right.frame))
    if shorter < _FEWEST_FRAME_WORDS:
        return 0.0
    shared = len(left.frame & right.frame)
    resemblance = shared / (len(left.frame) + len(right.frame) - shared)
    return max(resemblance, ALIGNED_FROM) if shared == shorter else resemblance


def _times_differ(left: Sentence, right: Sentence) -> bool:
    kinds = (
        (left.weekdays, right.weekdays),
        (left.days, right.days),
        (left.years, right.years),
        (left.clocks, right.clocks),
    )
    return any(_replaced(*kind) for kind in kinds)


def _figures_differ(pair: Pair) -> bool:
    return _replaced(pair[0].figures, pair[1].figures)


def _replaced(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether each side has what the other lacks: replaced, not added."""
    return bool(left - right) and bool(right - left)


def _names_differ(mine: Sentence, yours: Sentence, left: Told, right: Told) -> bool:
    """Whether each sentence has a name that the other's whole text lacks, misspellings aside."""
    ours, theirs = mine.names - right.stems, yours.names - left.stems
    return any(not any(_is_typo(a, b) for b in theirs) for a in ours) and any(
        not any(_is_typo(a, b) for a in ours) for b in theirs
    )


def _is_typo(left: str, right: str) -> bool:
    """Whether two names differ by two letters that changed places, or long ones by one; the first letter is right.

    So Iran is not Iraq, and Gambia is not Zambia.
    """
    shortest = min(len(left), len(right))
    if shortest < _FEWEST_LETTERS_SWAPPED or left[0] != right[0]:
        return False
    start = next((i for i in range(shortest) if left[i] != right[i]), shortest)
    mine, yours = left[start:], right[start:]
    swapped = mine[:2] == yours[1::-1] and mine[2:] == yours[2:]
    changed = mine[1:] == yours[1:] or mine[1:] == yours or mine == yours[1:]
    return swapped or (changed and shortest >= _FEWEST_LETTERS_CHANGED)
