"""Which sentences of several articles tell one and the same development: of one time, and much the same words.

What is alike is weighed by how few days it is told of among the sentences at hand, the topic's own words and words of
time aside: those all of them share. A time that only the publication gives may be a day or two late, and wants more of
the same words; nearly the same sentence is a copy, whenever it appeared.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from prompts.dated import Precision
from prompts.telling import Telling
from prompts.topics import TopicWords

SAME_DAY, SAME_TIME = 0.3, 0.45
"""So much of the weight of the shorter of two sentences is shared: of one day by their words, of times that agree."""
NEARLY_ALL = 0.8
LEAST_SHARED, LEAST_OF_A_COPY = 2, 6
HOUR = 60
LATE = timedelta(days=2)
_NO_MATTER = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday januari februari march april may june juli august septemb"
    " octob novemb decemb today yesterday tomorrow tonight morn afternoon even night week month year said say told tell"
    " accord AM PM last next ago hour day earli late".split()
)


@dataclass(frozen=True, kw_only=True)
class Development:
    """What several sentences tell alike, the best of them first, no two of one article."""

    tellings: tuple[Telling, ...]

    @property
    def best(self) -> Telling:
        """The sentence that stands for all of them."""
        return self.tellings[0]


def developments(tellings: Sequence[Telling], topic: TopicWords) -> list[Development]:
    """The developments that some sentences tell, each sentence in one of them."""
    weights = _weights(tellings, topic)
    groups: list[list[Telling]] = []
    # Whoever tells it best is compared first, so that what is told vaguely joins what is told exactly.
    for one in sorted(tellings, key=_best_first):
        group = next((group for group in groups if _same(one, group[0], weights)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [Development(tellings=_each_article_once(group)) for group in groups]


def _best_first(one: Telling) -> tuple[bool, bool, bool, bool, float, int, int]:
    """Happened before announced, a day in its words before none, then whoever led with it, and told it first."""
    exact = one.happening.when is not None and one.happening.when.precision is Precision.DAY
    told = one.first_told.timestamp() if one.first_told else math.inf
    return (one.happening.ahead, not exact, one.when is None, not one.lead, told, one.rank, one.span.start)


def _each_article_once(group: Sequence[Telling]) -> tuple[Telling, ...]:
    kept: dict[str, Telling] = {}
    for one in group:
        kept.setdefault(one.article.id, one)
    return tuple(kept.values())


def _weights(tellings: Sequence[Telling], topic: TopicWords) -> Mapping[str, float]:
    """What each stem counts: the more, the fewer days it is told of; words of time and the topic's own nothing.

    Days are counted and not sentences, for what ten outlets repeat of one day is what sets that day apart.
    """
    days = {(one.when, stem) for one in tellings for stem in one.stems}
    held = Counter(stem for _, stem in days)
    known = len({one.when for one in tellings})
    return {
        stem: math.log((known + 1) / count) * (0.5 if stem[0].isdigit() else 1.0)
        for stem, count in held.items()
        if stem not in _NO_MATTER and stem not in topic.weights
    }


def _same(one: Telling, other: Telling, weights: Mapping[str, float]) -> bool:
    shared = one.stems & other.stems
    shorter = min(len(one.stems), len(other.stems))
    if shorter >= LEAST_OF_A_COPY and len(shared) >= NEARLY_ALL * max(len(one.stems), len(other.stems)):
        return _agree_roughly(one, other)
    wanted = _agreement(one, other)
    if wanted is None:
        return False
    matter = [stem for stem in shared if stem in weights]
    if not matter or _at_other_hours(one, other):
        return False
    # One word besides those of the topic is enough where it is nearly all that the shorter one has.
    wanted = wanted if len(matter) >= LEAST_SHARED else NEARLY_ALL
    least = min(_weight(one.stems, weights), _weight(other.stems, weights))
    return sum(weights[stem] for stem in matter) >= wanted * least


def _at_other_hours(one: Telling, other: Telling) -> bool:
    return one.clock is not None and other.clock is not None and abs(one.clock - other.clock) > HOUR


def _weight(stems: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(stem, 0.0) for stem in stems)


def _agree_roughly(one: Telling, other: Telling) -> bool:
    """Whether nearly the same words may be of the same time: two days that both name in figures may not."""
    if one.happening.when is None or other.happening.when is None:
        return True
    same_words = (one.happening.words or "").lower() == (other.happening.words or "").lower()
    return same_words or _agreement(one, other) is not None


def _agreement(one: Telling, other: Telling) -> float | None:
    """How alike two sentences must be to be one, by their times; None where these rule it out."""
    first, second = one.when, other.when
    if first is None or second is None:
        return NEARLY_ALL
    spoken = [telling for telling in (one, other) if telling.happening.when]
    if len(spoken) == len((one, other)):
        if first.first == second.first and first.precision is second.precision:
            return SAME_DAY
        return SAME_TIME if first.holds(second.first) or second.holds(first.first) else None
    if spoken:
        told, published = (first, second) if one.happening.when else (second, first)
        late = published.first - told.last
        return SAME_TIME if timedelta() <= late <= LATE or told.holds(published.first) else None
    return SAME_TIME if abs(first.first - second.first) <= LATE else None
