"""Answers, refusals and errors as Discord embeds: values in, embeds within every limit out.

An answer is laid out by the first plan that fits. Plans give up quotes first, then titles, then sources, and a marker
whose source would not be shown goes with it, as does every sentence that is left without a marker.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import discord

from bot.discord_limits import (
    EMBED_DESCRIPTION_UNITS,
    EMBED_FIELD_NAME_UNITS,
    EMBED_FIELD_VALUE_UNITS,
    EMBED_TITLE_UNITS,
    EMBEDS_UNITS_IN_ALL,
)
from bot.discord_text import ELLIPSIS, address, clean, clean_for_link, shorten, units
from index.article import Article
from prompts.answer import Answer, Citation, Claim, NoAnswer, searched_window

ANSWER_UNITS = 3000
NOTE_UNITS = 300
OUTLET_UNITS = 80
SPEAKER_UNITS = 80
NEAREST_TITLE_UNITS = 150
SHORTEST_QUOTE_UNITS = 20

_MARKS = re.compile('["“”„«»]')

NOT_SHOWN = "The rest of this answer does not fit into one Discord message; a narrower question brings it up."


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many sources are shown at most, and how long a quote and a title may be, in units."""

    sources: int
    quote: int
    title: int


PLANS = (
    Plan(sources=8, quote=600, title=200),
    Plan(sources=8, quote=300, title=200),
    Plan(sources=8, quote=150, title=120),
    Plan(sources=8, quote=80, title=80),
    Plan(sources=8, quote=0, title=80),
    Plan(sources=6, quote=0, title=60),
    Plan(sources=4, quote=0, title=60),
    Plan(sources=2, quote=0, title=60),
    Plan(sources=1, quote=0, title=60),
)


def outcome_embeds(outcome: Answer | NoAnswer) -> list[discord.Embed]:
    """What an asker is shown for an answer or a refusal."""
    match outcome:
        case Answer():
            return [_fitting(outcome)]
        case NoAnswer():
            return [_refusal(outcome)]


def sentence_embeds(sentence: str) -> list[discord.Embed]:
    """What an asker is shown instead of an answer: one sentence."""
    return [discord.Embed(description=shorten(clean(sentence), EMBED_DESCRIPTION_UNITS))]


def embed_units(embed: discord.Embed) -> int:
    """What an embed counts against the limit of all embeds of a message."""
    fields = sum(units(field.name or "") + units(field.value or "") for field in embed.fields)
    return units(embed.title or "") + units(embed.description or "") + fields


def _fitting(answer: Answer) -> discord.Embed:
    embeds = (_planned(answer, plan) for plan in PLANS)
    return next(embed for embed in embeds if embed_units(embed) <= EMBEDS_UNITS_IN_ALL)


def _planned(answer: Answer, plan: Plan) -> discord.Embed:
    in_order = dict.fromkeys(number for claim in answer.claims for number in claim.citations)
    text, shown = _answer_text(answer, allowed=set(list(in_order)[: plan.sources]))
    embed = discord.Embed(title=_question(answer.trace.question.text), description=text)
    for citation in answer.citations:
        if citation.number in shown:
            _add_field(embed, *_source(citation, plan))
    missing = len(answer.citations) - len(shown)
    if missing:
        _add_field(embed, f"And {missing:,} more source{'' if missing == 1 else 's'}", NOT_SHOWN)
    _add_field(embed, "Dates and reports", _standing(answer))
    _add_note(embed, answer.trace.note)
    return embed


def _answer_text(answer: Answer, *, allowed: set[int]) -> tuple[str, set[int]]:
    """The answer as far as it fits, with markers of allowed numbers only, and the numbers that it shows."""
    parts: list[str] = []
    shown: set[int] = set()
    between = "\n" if answer.dated else " "
    room = ANSWER_UNITS - units(ELLIPSIS)
    for claim in answer.claims:
        numbers = [number for number in dict.fromkeys(claim.citations) if number in allowed]
        part = _claim(answer, claim, numbers, room=room if not parts else None)
        if not numbers or units(part) > room:
            parts[-1] += ELLIPSIS
            break
        parts.append(part)
        shown.update(numbers)
        room -= units(part) + units(between)
    return between.join(parts), shown


def _claim(answer: Answer, claim: Claim, numbers: Iterable[int], *, room: int | None) -> str:
    """One claim with its markers, shortened to `room` if there is one: the first claim is shown in any case."""
    lead = f"- {shorten(clean(answer.byline(claim)), 2 * OUTLET_UNITS)}: " if answer.dated else ""
    markers = "".join(f" [{number}]" for number in numbers)
    text = clean(claim.text)
    return lead + (text if room is None else shorten(text, room - units(lead + markers))) + markers


def _source(citation: Citation, plan: Plan) -> tuple[str, str]:
    """The name and the value of a source's field: number and outlet; title, date and the words themselves."""
    article = citation.article
    outlet = shorten(clean(article.publisher or ""), OUTLET_UNITS)
    head = f"{_headline(article, plan.title)}, {_date(article.published)}"
    named = citation.speaker and citation.speaker not in citation.quote
    # Not ending in what a colon would make an emoji of.
    speaker = shorten(clean(citation.speaker), SPEAKER_UNITS).rstrip("< ") if citation.speaker and named else ""
    # Words with quotation marks of their own stand in the block of a quotation as they are.
    opened, closed = ("", "") if _MARKS.search(citation.quote) else ("“", "”")
    said = f"\n> {speaker}: {opened}" if speaker else f"\n> {opened}"
    room = min(plan.quote, EMBED_FIELD_VALUE_UNITS - units(f"{head}{said}{closed}"))
    quote = shorten(clean(citation.quote), room) if room >= SHORTEST_QUOTE_UNITS else ""
    return f"[{citation.number}] {outlet}".strip(), f"{head}{said}{quote}{closed}" if quote else head


def _headline(article: Article, limit: int) -> str:
    """A title, linked where the article's record has a web address; then the host is said beside it."""
    link = address(article.url)
    if link is None:
        return f"**{shorten(clean(article.title), limit) or 'Untitled'}**"
    return f"[{shorten(clean_for_link(article.title), limit) or 'Untitled'}]({link.url}) ({link.host})"


def _date(moment: datetime | None) -> str:
    """A date that Discord shows in the reader's own zone and language."""
    if moment is None:
        return "undated"
    if moment.time() == time():
        # A day without an hour. Noon is on the same day nearly everywhere; midnight is the day before in America.
        moment += timedelta(hours=12)
    return discord.utils.format_dt(moment, "D")


def _standing(answer: Answer) -> str:
    if answer.newest is None or answer.oldest is None:
        dates = "The sources are undated."
    elif answer.newest.date() == answer.oldest.date():
        dates = f"Newest and oldest source: {_date(answer.newest)}."
    else:
        dates = f"Newest source: {_date(answer.newest)}; oldest: {_date(answer.oldest)}."
    reports, copies = answer.reports.independent, answer.reports.copies
    counted = f"{reports:,} independent report{'' if reports == 1 else 's'}"
    copied = f" and {copies:,} {'copy' if copies == 1 else 'copies'} of their words" if copies else ""
    window = searched_window(answer.trace.question)
    within = f" Searched articles published {shorten(clean(window), OUTLET_UNITS)}." if window else ""
    return f"{dates} {counted}{copied}.{within}"


def _refusal(refusal: NoAnswer) -> discord.Embed:
    embed = discord.Embed(
        title=_question(refusal.trace.question.text), description=shorten(clean(refusal.text), ANSWER_UNITS)
    )
    lines = ""
    for article in refusal.nearest:
        outlet = shorten(clean(article.publisher or ""), OUTLET_UNITS)
        parts = (_headline(article, NEAREST_TITLE_UNITS), outlet, _date(article.published))
        where = ", ".join(part for part in parts if part)
        if units(lines) + units(where) + len("\n- ") > EMBED_FIELD_VALUE_UNITS:
            break
        lines += f"\n- {where}"
    if lines:
        _add_field(embed, "Nearest articles, which do not answer this", lines.strip())
    _add_note(embed, refusal.trace.note)
    return embed


def _question(text: str) -> str:
    return shorten(clean(text), EMBED_TITLE_UNITS)


def _add_note(embed: discord.Embed, note: str | None) -> None:
    shown = shorten(clean(note or ""), NOTE_UNITS)
    if shown:
        _add_field(embed, "Note", shown)


def _add_field(embed: discord.Embed, name: str, value: str) -> None:
    embed.add_field(name=shorten(name, EMBED_FIELD_NAME_UNITS), value=value, inline=False)
