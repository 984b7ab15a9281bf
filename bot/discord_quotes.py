"""Who said what as Discord shows it: a text of ours within a view's room, newest first; all else in it is cleaned.

What does not fit is left out and counted, and whoever asked is told how to narrow it down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_lines import ago, date_shown, headline, outlet
from bot.discord_text import clean, units
from bot.quantities import counted
from bot.quote_lines import Found, nothing_said
from bot.receipt_form import NearestForm
from prompts.statements import Statement

HEADING_UNITS = 150
SPEAKER_UNITS = 120
NOTHING_UNITS = 900
REPORTS_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How long words and a title may be, in units, and whether links open at the quoted words."""

    words: int
    title: int
    at_words: bool


_PLANS = (
    _Plan(words=600, title=150, at_words=True),
    _Plan(words=600, title=80, at_words=False),
    _Plan(words=300, title=60, at_words=False),
)


def quotes_text(found: Found) -> str:
    """The statements that were found, or why there are none."""
    if not found.statements:
        return f"### {_heading(found)}\n{clean(nothing_said(found), NOTHING_UNITS)}"
    counts = range(len(found.statements), 0, -1)
    laid_out = [_laid_out(found, plan, len(found.statements)) for plan in _PLANS]
    fewer = (_laid_out(found, _PLANS[-1], count) for count in counts)
    return next(text for texts in (laid_out, fewer) for text in texts if units(text) <= VIEW_TEXT_UNITS)


def _heading(found: Found) -> str:
    speaker, topic = clean(found.speaker, HEADING_UNITS), clean(found.topic, HEADING_UNITS)
    return f"What {speaker or 'people'} said{f' on {topic}' if topic else ''}"


def _laid_out(found: Found, plan: _Plan, count: int) -> str:
    lines = [f"### {_heading(found)}"]
    for statement in found.statements[:count]:
        lines += _statement(statement, plan)
    left = len(found.statements) - count + found.more
    if left:
        are = "1 more is" if left == 1 else f"{left:,} more are"
        lines.append(f"{are} not shown; narrow it down with a topic, since and until, or a publisher.")
    lines.append(f"-# Searched {counted(found.articles, 'article')}. The index was built {ago(found.built)}.")
    return "\n".join(lines)


def _statement(statement: Statement, plan: _Plan) -> Iterator[str]:
    article, quote = statement.said.article, statement.said.quote
    words = clean(quote.words.of(article.text), plan.words)
    yield f"**{clean(quote.speaker, SPEAKER_UNITS) or 'Somebody'}**, {date_shown(article.published)}"
    yield f"> {f'“{words}”' if quote.direct else words}"
    form = NearestForm(title=article.title, publisher=article.publisher, published=article.published, url=article.url)
    named = headline(form, plan.title, quote=quote.words.of(article.text) if plan.at_words else "")
    yield "; ".join([", ".join(filter(None, (named, outlet(article.publisher)))), *_again(statement.repeated)])


def _again(repeated: Sequence[object]) -> list[str]:
    return [f"in {counted(len(repeated), 'more report')}"] if repeated else []
