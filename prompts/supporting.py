"""Scores the checked sentences of a reply by what they cite: the score flags, and orders a sentence's citations."""

from collections.abc import Sequence
from dataclasses import replace

from index.query import Hit
from prompts.checks.finding import CheckedSentence, Outcome
from prompts.support import Resting, Support


def scored(
    checks: Sequence[CheckedSentence], hits: Sequence[Hit], support: Support | None
) -> tuple[CheckedSentence, ...]:
    """The sentences with their support scores, each with the citation that holds most of it first.

    An article's own sentence and a dropped one need no score, and have none.
    """
    open_ = [one for one in checks if not one.verbatim and one.outcome is not Outcome.DROPPED]
    if support is None or not open_:
        return tuple(checks)
    texts = [[hits[marker - 1].passage.text for marker in one.markers] for one in open_]
    asked: list[Resting] = []
    for one, cited in zip(open_, texts, strict=True):
        # By all that it cites together, and, to order them, by each alone.
        asked += [(one.text, cited), *((one.text, [text]) for text in cited)]
    scores = iter(support.scores(asked))
    found = {id(one): _ordered(one, next(scores), [next(scores) for _ in one.markers]) for one in open_}
    return tuple(found.get(id(one), one) for one in checks)


def _ordered(one: CheckedSentence, together: float, alone: Sequence[float]) -> CheckedSentence:
    order = sorted(range(len(alone)), key=lambda place: -alone[place])
    return replace(
        one,
        support=together,
        markers=tuple(one.markers[place] for place in order),
        rests=tuple(one.rests[place] for place in order),
    )
