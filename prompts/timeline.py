"""A timeline: the developments of a topic in the order in which they happened, each a cited sentence of an article.

When something happened is kept apart from when it was published. Where a sentence's own words don't say the first, the
second stands in its place, marked so; what was still to come when it was written is marked as announced. Pure: found
passages in, a timeline out, and no clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from index.article import Article
from index.query import Coverage, Query, Results
from index.terms import Analyser
from prompts.answer import Citation, searched
from prompts.dated import Precision, When
from prompts.developments import Development, developments
from prompts.question import Question
from prompts.telling import Telling, found_articles, tellings
from prompts.topics import topic_words

PASSAGES_READ = 50
LINES = 20
MOST_CITED = 3
"""So many reports of one development are cited; the others are counted."""
NEAREST_ARTICLES = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """One development. `text` is a sentence of its first citation, on one line.

    `when` is None where neither its words nor a publication tell the time; `words` are those that do, None where the
    publication stands in. `announced` says that it was still to come when that was published. `reports` counts the
    articles that tell it, `copies` further articles of the same words; `worth` is how much speaks for showing it.
    """

    text: str
    when: When | None
    words: str | None
    announced: bool
    citations: tuple[int, ...]
    reports: int
    copies: int
    worth: float

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a development without a citation: {self.text!r}")


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The developments of a topic, in the order in which they happened; those whose time is not known come last.

    `question` is what was searched, its text the topic. `more` lines were left out for want of room, `earlier` ones for
    having happened before the days that were asked for, and `undated` articles for telling no time at all. `nearest`
    are the nearest articles where there is no line; they tell nothing of the topic.
    """

    question: Question
    lines: tuple[Line, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    more: int = 0
    earlier: int = 0
    undated: int = 0
    nearest: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        numbers = [citation.number for citation in self.citations]
        cited = {number for line in self.lines for number in line.citations}
        if set(numbers) != cited or len(set(numbers)) != len(numbers):
            raise ValueError(f"the lines cite {sorted(cited)}, the citations are {numbers}")

    @property
    def topic(self) -> str:
        """What it is about, as it was asked for."""
        return self.question.text

    @property
    def refusal(self) -> str:
        """Why there is no line, and what was searched; empty where there are lines."""
        if self.lines:
            return ""
        if not self.coverage.articles and (self.question.since or self.question.until or self.question.as_of):
            why = "No article is from that time."
        elif self.earlier:
            why = f"What I found of “{self.topic}” happened before the days that were asked for."
        elif self.undated:
            articles = "1 article" if self.undated == 1 else f"{self.undated:,} articles"
            why = f"I found {articles} about “{self.topic}”, but without a date and with no sentence that names one."
        else:
            why = f"I found no story about “{self.topic}”."
        return f"{why} {searched(self.question, self.coverage)}"


def query_of(question: Question) -> Query:
    """The search for a timeline: of all days alike, for the newest news is no better here than the oldest."""
    return replace(question.query(PASSAGES_READ), asked=None)


def timeline(question: Question, results: Results, analyser: Analyser, limit: int = LINES) -> Timeline:
    """The timeline of a question's topic from what was found for it, of at most `limit` developments."""
    topic = topic_words(question.text, results.weights, analyser)
    told: list[Telling] = []
    untimed: set[str] = set()
    for found in found_articles(results.hits):
        of_article = tellings(found, topic, analyser)
        timed = [one for one in of_article if one.when]
        told += timed
        if of_article and not timed:
            untimed.add(found.hit.passage.article.id)
    since = _day_of(question.since, question)
    known = developments(told, topic)
    kept = [one for one in known if since is None or (one.best.when and one.best.when.last >= since)]
    shown = sorted(sorted(kept, key=lambda one: (-_worth(one), _place(one)))[:limit], key=_place)
    numbered = _numbered(shown)
    return Timeline(
        question=question,
        lines=tuple(_line(one, numbered) for one in shown),
        citations=tuple(numbered.values()),
        coverage=results.coverage,
        more=len(kept) - len(shown),
        earlier=len(known) - len(kept),
        undated=len(untimed),
        nearest=()
        if shown
        else tuple(found.hit.passage.article for found in found_articles(results.hits))[:NEAREST_ARTICLES],
    )


def shortened(whole: Timeline, limit: int) -> Timeline:
    """A timeline of its `limit` worthiest lines, with only what these cite, under the same numbers."""
    kept = sorted(whole.lines, key=lambda line: -line.worth)[:limit]
    lines = tuple(line for line in whole.lines if line in kept)
    cited = {number for line in lines for number in line.citations}
    return replace(
        whole,
        lines=lines,
        citations=tuple(citation for citation in whole.citations if citation.number in cited),
        more=whole.more + len(whole.lines) - len(lines),
    )


def _day_of(moment: datetime | None, question: Question) -> date | None:
    return moment.astimezone(question.zone or UTC).date() if moment else None


_COARSE = (Precision.YEAR, Precision.MONTH, Precision.WEEK, Precision.DAY)


def _place(one: Development) -> tuple[date, int, int, float, int, int]:
    """Where a development stands: by its day, then the hour that is told, then the day on which it was told."""
    best = one.best
    when = best.when or When(first=date.max, precision=Precision.DAY)
    # What is to come in a period that has begun comes with its end.
    begun = when.ahead and best.day is not None and when.first < best.day
    told = best.first_told.timestamp() if best.first_told else 0.0
    day = when.last if begun else when.first
    return (day, _COARSE.index(when.precision), best.minute, told, best.rank, best.span.start)


def _worth(one: Development) -> float:
    best = one.best
    led = any(telling.lead for telling in one.tellings)
    told = best.happening.when is not None
    return best.share + 0.8 * led + 0.2 * told + 0.25 * min(_copies(one) + len(one.tellings) - 1, 4) - 0.01 * best.rank


def _copies(one: Development) -> int:
    own = {telling.article.id for telling in one.tellings}
    return len({copy.id for telling in one.tellings for copy in telling.copies} - own)


def _numbered(shown: Sequence[Development]) -> dict[tuple[str, str, int], Citation]:
    """The citations of some developments in their order; a sentence has one number, wherever it is cited."""
    numbered: dict[tuple[str, str, int], Citation] = {}
    for one in shown:
        for telling in one.tellings[:MOST_CITED]:
            if (key := _key(telling)) not in numbered:
                numbered[key] = Citation(number=len(numbered) + 1, article=telling.article, span=telling.span)
    return numbered


def _key(telling: Telling) -> tuple[str, str, int]:
    return telling.article.id, telling.article.version, telling.span.start


def _line(one: Development, numbered: dict[tuple[str, str, int], Citation]) -> Line:
    best = one.best
    return Line(
        text=best.text,
        when=best.when,
        words=best.happening.words,
        announced=best.happening.ahead,
        citations=tuple(numbered[_key(telling)].number for telling in one.tellings[:MOST_CITED]),
        reports=len(one.tellings),
        copies=_copies(one),
        worth=_worth(one),
    )
