"""A timeline and the newest stories as Discord shows them: a text of ours within a view's room, all else cleaned.

What does not fit is left out and counted, and whoever asked is told how to narrow it down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_lines import ago, date_shown, headline, outlet
from bot.discord_text import address, clean, clean_for_link, units
from bot.event_day import ANNOUNCED, OF_REPORT, event_day
from bot.quantities import counted
from bot.receipt_form import NearestForm
from bot.text_fragment import at_words
from index.article import Article
from index.query import Coverage
from index.text import one_line
from prompts.answer import Citation, searched_window
from prompts.dated import Precision, When
from prompts.latest import Latest, Story
from prompts.question import Question
from prompts.timeline import Line, Timeline, shortened

TOPIC_UNITS = 150
REFUSAL_UNITS = 900
NEAREST_TITLE_UNITS = 150
NO_OUTLET = "Source"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How long a sentence and a title may be, in units (0: left out), and whether links open at the quoted words."""

    sentence: int
    title: int
    words: bool


_TIMELINE_PLANS = (
    _Plan(sentence=500, title=80, words=True),
    _Plan(sentence=500, title=80, words=False),
    _Plan(sentence=300, title=80, words=False),
)
_LATEST_PLANS = (
    _Plan(sentence=300, title=200, words=False),
    _Plan(sentence=160, title=120, words=False),
    _Plan(sentence=0, title=120, words=False),
)


def timeline_text(timeline: Timeline) -> str:
    """A timeline, or why there is none and the nearest headlines."""
    if not timeline.lines:
        return "\n".join(_refusal(f"Timeline: {_topic(timeline.question)}", timeline.refusal, timeline.nearest))
    fewer = (shortened(timeline, count) for count in range(len(timeline.lines) - 1, 0, -1))
    laid_out = [_timeline(timeline, plan) for plan in _TIMELINE_PLANS]
    return _fitting(laid_out, (_timeline(one, _TIMELINE_PLANS[-1]) for one in fewer))


def latest_text(latest: Latest) -> str:
    """The newest stories, or why there are none and the nearest headlines."""
    heading = f"The newest about {_topic(latest.question)}" if latest.question.text else "The newest stories"
    if not latest.stories:
        return "\n".join(_refusal(heading, latest.refusal, latest.nearest))
    laid_out = [_latest(heading, latest, plan, len(latest.stories)) for plan in _LATEST_PLANS]
    counts = range(len(latest.stories) - 1, 0, -1)
    return _fitting(laid_out, (_latest(heading, latest, _LATEST_PLANS[-1], count) for count in counts))


def _fitting(first: list[str], fewer: Iterator[str]) -> str:
    return next(text for texts in (first, fewer) for text in texts if units(text) <= VIEW_TEXT_UNITS)


def _topic(question: Question) -> str:
    return clean(question.text, TOPIC_UNITS) or "your topic"


def _timeline(timeline: Timeline, plan: _Plan) -> str:
    cited = {citation.number: citation for citation in timeline.citations}
    lines = [f"### Timeline: {_topic(timeline.question)}", *_kept_to(timeline.question)]
    lines += [_line(line, [cited[number] for number in line.citations], plan) for line in timeline.lines]
    if timeline.more:
        are = "development is" if timeline.more == 1 else "developments are"
        lines.append(f"{timeline.more:,} more {are} not shown; narrow it down with since and until, or a publisher.")
    if timeline.undated:
        lines.append(f"Left out, for telling no date: {counted(timeline.undated, 'article')}.")
    return "\n".join([*lines, _basis(timeline.coverage)])


def _line(line: Line, cited: list[Citation], plan: _Plan) -> str:
    marks = [*([ANNOUNCED] if line.announced else []), *([] if line.words or not line.when else [OF_REPORT])]
    marked = f" ({'; '.join(marks)})" if marks else ""
    told = f"- {_day(line.when)}{marked}: {clean(line.text, plan.sentence)}"
    reports = [_source(citation, plan) for citation in cited]
    others = line.reports - len(cited)
    more = [*([counted(others, "more report")] if others else []), *_copies(line.copies)]
    return f"{told} – {'; '.join([*reports, *more])}"


def _copies(copies: int) -> list[str]:
    return ["1 copy" if copies == 1 else f"{copies:,} copies"] if copies else []


def _day(when: When | None) -> str:
    if when is None or when.precision is not Precision.DAY:
        return event_day(when)
    return date_shown(datetime.combine(when.first, time(), UTC))


def _source(citation: Citation, plan: _Plan) -> str:
    article = citation.article
    link, name = address(article.url), article.publisher or NO_OUTLET
    published = date_shown(article.published)
    if link is None:
        return f"{outlet(name) or NO_OUTLET}, {published}"
    url = at_words(link.url, one_line(citation.quote)) if plan.words else link.url
    return f"[{clean_for_link(name, plan.title) or NO_OUTLET}]({url}) ({link.host}), {published}"


def _latest(heading: str, latest: Latest, plan: _Plan, count: int) -> str:
    lines = [f"### {heading}", *_kept_to(latest.question)]
    for story in latest.stories[:count]:
        lines += _story(story, plan)
    left = len(latest.stories) - count
    if left:
        stories = "1 older story is" if left == 1 else f"{left:,} older stories are"
        lines.append(f"{stories} not shown; narrow it down with a topic or a publisher.")
    return "\n".join([*lines, _basis(latest.coverage)])


def _story(story: Story, plan: _Plan) -> Iterator[str]:
    article = story.article
    known = filter(None, (outlet(article.publisher), date_shown(article.published)))
    told = "; ".join([", ".join(known), *_copies(story.copies)])
    yield f"- {headline(_form(article), plan.title)}, {told}"
    if story.lead and plan.sentence:
        yield f"> {clean(story.lead.of(article.text), plan.sentence)}"


def _form(article: Article) -> NearestForm:
    return NearestForm(title=article.title, publisher=article.publisher, published=article.published, url=article.url)


def _kept_to(question: Question) -> list[str]:
    window = searched_window(question)
    by = outlet(question.publisher) or " or ".join(filter(None, map(outlet, question.outlets[:3])))
    limits = [*([f"published {clean(window)}"] if window else []), *([f"by {by}"] if by else [])]
    return [f"Only articles {' '.join(limits)}."] if limits else []


def _basis(coverage: Coverage) -> str:
    return f"-# Searched {counted(coverage.articles, 'article')}. The index was built {ago(coverage.built)}."


def _refusal(heading: str, refusal: str, nearest: tuple[Article, ...]) -> Iterator[str]:
    yield f"### {heading}"
    yield clean(refusal, REFUSAL_UNITS)
    if nearest:
        yield "### Nearest articles, which are on something else"
    for article in nearest:
        known = filter(None, (outlet(article.publisher), date_shown(article.published)))
        yield f"- {headline(_form(article), NEAREST_TITLE_UNITS)}, {', '.join(known)}"
