"""Puts accounts that differ side by side: each value with a citation of its own, and nothing said of which is right.

A later report of the same outlet is its update; where all differ from one outlet's own earlier words, that is no
conflict. A figure of which a newer report has another (one of a later day, or the same outlet's) is superseded, and
still shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.query import Results
from index.terms import Analyser
from prompts.accounts import Told, differing
from prompts.answer import Account, Claim, Conflict
from prompts.citing import Citing
from prompts.evidence import candidates
from prompts.question import Question
from prompts.reading import read_question
from prompts.speakers import Reader
from prompts.values import ValueKind

MOST_ACCOUNTS = 4
"""Of more, the newest are shown."""
ABOUT_CHARACTERS = 200


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """The accounts that differ, and the claims that are needed to cite those which no claim cites yet."""

    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class Comparer:
    """Compares what the hits of a question tell; threads may share it."""

    def __init__(self, analyser: Analyser, reader: Reader) -> None:
        self._analyser = analyser
        self._reader = reader

    def beside(self, question: Question, results: Results, claims: Sequence[Claim], citing: Citing) -> SideBySide:
        """What is told differently of what is asked for, beside the claims of an answer, which may be none."""
        reading = read_question(question.content, self._analyser)
        found = candidates(results.hits, self._analyser, self._reader)
        told = differing(reading, found, results, self._analyser)[-MOST_ACCOUNTS:]
        if not told:
            return SideBySide()
        cited = {number for claim in claims for number in claim.citations}
        added: list[Claim] = []
        accounts = []
        for one in told:
            claim = citing.verbatim(one.hit, one.span)
            (number,) = claim.citations
            if number not in cited:
                added.append(claim)
                cited.add(number)
            accounts.append(_account(one, number, told))
        about = question.content.rstrip(" ?!.")[:ABOUT_CHARACTERS]
        return SideBySide(claims=tuple(added), conflicts=(Conflict(about=about, accounts=tuple(accounts)),))


def _account(one: Told, number: int, told: Sequence[Told]) -> Account:
    mine = one.article
    dated = [other for other in told if other is not one and other.article.published and mine.published]
    earlier = [other for other in dated if other.article.published < mine.published]  # type: ignore[operator]
    later = [other for other in dated if _is_newer(other.article, mine)]
    return Account(
        value=one.value.words,
        citation=number,
        updates=bool(mine.publisher) and any(other.article.publisher == mine.publisher for other in earlier),
        superseded=one.value.kind is ValueKind.FIGURE and bool(later),
        outlet=mine.publisher,
        published=mine.published,
    )


def _is_newer(one: Article, other: Article) -> bool:
    """Whether an article is newer than another to a reader: of a later day, or later from the same outlet.

    What two outlets report within one day was counted beside each other.
    """
    if one.published is None or other.published is None or one.published <= other.published:
        return False
    same_outlet = bool(one.publisher) and one.publisher == other.publisher
    return same_outlet or one.published.date() > other.published.date()
