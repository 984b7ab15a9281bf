"""The sentences of found articles that tell developments of a topic, each with when it happened.

An article on the topic tells by its lead, whatever words that has, and by its other sentences that name a day and hold
something of the topic; what lies long before the article is background, and counts only where it is on the topic
itself. An article on something else, that comes to speak of the topic, tells by dated sentences on the topic itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property

from index.article import Article
from index.passage import Span
from index.query import Hit
from index.terms import Analyser
from index.text import one_line
from prompts.checks.dates_named import Grain, dates_in
from prompts.dated import Precision, When
from prompts.happening import Happening, happening, looks_back, main_clause
from prompts.leads import opening_of, sentences_of
from prompts.topics import TopicWords

MOST_OF_ARTICLE = 4
BESIDE_THE_LEAD = 0.3
"""So much of the topic a further sentence holds,"""
IN_BACKGROUND = 0.5
"""and so much one on what lies more than `BACKGROUND` before its article."""
LEAD_CHARACTERS = 350
EARLY = 3
"""The first few sentences are about what the article is about, whatever words they have."""
BACKGROUND = timedelta(days=45)
_LAST_MINUTE = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A sentence that tells a development. `first_told` is when its article or the earliest copy of it was published.

    `share` is how much of the topic it holds, 0 to 1; `stems` are those of its main clause; `rank` is that of its
    article's first hit.
    """

    article: Article
    span: Span
    copies: tuple[Article, ...]
    happening: Happening
    first_told: datetime | None
    stems: frozenset[str]
    share: float
    lead: bool
    rank: int

    @cached_property
    def text(self) -> str:
        """The sentence as one line."""
        return one_line(self.span.of(self.article.text))

    @cached_property
    def day(self) -> date | None:
        """The day on which it was published, where it was."""
        return local_day(self.article, self.first_told)

    @cached_property
    def when(self) -> When | None:
        """When it happened, by its words or else by its publication; None where neither says so."""
        if self.happening.when or self.day is None:
            return self.happening.when
        return When(first=self.day, precision=Precision.DAY, ahead=self.happening.ahead)

    @cached_property
    def clock(self) -> int | None:
        """The minute of the day that the sentence names, where it is one."""
        named = {minute for one in dates_in(self.text) if one.grain is Grain.CLOCK for minute in one.minutes}
        return named.pop() if len(named) == 1 else None

    @cached_property
    def minute(self) -> int:
        """The minute of the day: that which it names, or else that of its publication on the same day.

        What was announced for a day comes before what happened on it.
        """
        if self.happening.ahead or (self.when and self.when.precision is not Precision.DAY):
            return 0
        if self.clock is not None:
            return self.clock
        local = _local(self.article, self.first_told)
        if local and self.when and local.date() == self.when.first:
            return local.hour * 60 + local.minute
        return _LAST_MINUTE


def local_day(article: Article, moment: datetime | None) -> date | None:
    """The day of a moment where an article was published."""
    local = _local(article, moment)
    return local.date() if local else None


def _local(article: Article, moment: datetime | None) -> datetime | None:
    try:
        return moment and moment.astimezone(timezone(timedelta(minutes=article.zone or 0)))
    except (OverflowError, ValueError):  # the last hours of the year 9999, or a zone that is none
        return moment and moment.astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Found:
    """An article among the hits: the best of them, its rank, and the spans of all."""

    hit: Hit
    rank: int
    spans: tuple[Span, ...]


def found_articles(hits: Sequence[Hit]) -> list[Found]:
    """The articles of some hits, best first."""
    known: dict[str, Found] = {}
    for rank, hit in enumerate(hits, 1):
        name = hit.passage.article.id
        one = known.get(name)
        spans = (*(one.spans if one else ()), hit.passage.span)
        known[name] = Found(hit=one.hit if one else hit, rank=one.rank if one else rank, spans=spans)
    return list(known.values())


def is_on_topic(found: Found, topic: TopicWords) -> bool:
    """Whether an article is about a topic: its title and how it begins say so."""
    article = found.hit.passage.article
    return topic.is_topic_of(f"{article.title}\n{article.text[:LEAD_CHARACTERS]}")


def tellings(found: Found, topic: TopicWords, analyser: Analyser) -> list[Telling]:
    """What an article tells of a topic, the best few sentences, no two of one day."""
    chosen: list[Telling] = []
    for one in sorted(_tellings(found, topic, analyser), key=lambda one: (-one.lead, -one.share, one.span)):
        same = any(_period(one) == _period(other) for other in chosen)
        if len(chosen) < MOST_OF_ARTICLE and not same:
            chosen.append(one)
    return chosen


def _period(one: Telling) -> tuple[date, Precision, bool] | None:
    """The day that a sentence tells of; what is announced on a day is something else than what happened on it."""
    return (one.when.first, one.when.precision, one.happening.ahead) if one.when else None


def _tellings(found: Found, topic: TopicWords, analyser: Analyser) -> Iterator[Telling]:
    on_topic = is_on_topic(found, topic)
    article, copies = found.hit.passage.article, found.hit.copies
    if not on_topic and not any(topic.is_topic_of(span.of(article.text)) for span in found.spans):
        return
    first_told = min((one.published for one in (article, *copies) if one.published), default=None)
    published = local_day(article, article.published)
    regions = (opening_of(article), *found.spans) if on_topic else found.spans
    for number, span in enumerate(sentences_of(article, regions)):
        text = one_line(span.of(article.text))
        share, early = topic.share(text), on_topic and number < EARLY
        if not early and share < (BESIDE_THE_LEAD if on_topic else IN_BACKGROUND):
            continue  # whenever it was; to read that takes longest
        one = Telling(
            article=article,
            span=span,
            copies=copies,
            happening=happening(text, published),
            first_told=first_told,
            stems=frozenset(analyser.stems(main_clause(text))),
            share=share,
            lead=early and number == 0,
            rank=found.rank,
        )
        if one.lead or (one.happening.when and (one.share >= IN_BACKGROUND or not _is_background(one, published))):
            yield one


def _is_background(one: Telling, published: date | None) -> bool:
    when = one.happening.when
    return published is None or when is None or published - when.last > BACKGROUND or looks_back(one.text)
