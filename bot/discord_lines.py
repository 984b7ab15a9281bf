"""The lines of an answer in Discord that are made of its receipt's records: sources, dates, and what was searched.

Nothing foreign among them is more than one line, and each of these is cleaned from its beginning, where Discord would
take a sign for that of a heading, a list or a quotation.
"""

import re
from datetime import UTC, datetime, time, timedelta

import discord

from bot.discord_text import address, clean, clean_for_link
from bot.receipt_form import CitationForm, NearestForm, ReceiptForm, WarningForm
from bot.text_fragment import at_words

OUTLET_UNITS = 80
SPEAKER_UNITS = 80
GENRE_UNITS = 20
PHRASE_UNITS = 60
OUTLETS_NAMED = 3
CHANGED_UNITS = 240
CAUTIONS_SHOWN = 2
CAUTION_UNITS = 300
CAUTION_TITLE_UNITS = 80

_MARKS = re.compile('["“”„«»]')
_HALF_A_DAY = timedelta(hours=12)


def source(citation: CitationForm, *, title: int, quote: int, words: bool) -> str:
    """A source: its number, its title linked to the article (`words`: to the quoted words), outlet, date and quote.

    `title` and `quote` are how many units they may have; 0 leaves the quote out.
    """
    named = headline(citation, title, quote=citation.quote if words else "")
    lines = [f"[{citation.number}] {named}", _outlet_and_date(citation)]
    said = _quotation(citation, quote) if quote else ""
    return "\n".join([*lines, f"> {said}"] if said else lines)


def nearest(article: NearestForm, *, title: int) -> str:
    """An article that doesn't answer, as an entry of a list."""
    return f"- {headline(article, title)}, {_outlet_and_date(article)}"


def headline(article: CitationForm | NearestForm, limit: int, *, quote: str = "") -> str:
    """A title, linked where the article's record has a web address; then the host is said beside it."""
    link = address(article.url)
    if link is None:
        return clean(article.title, limit) or "Untitled"
    url = at_words(link.url, quote) if quote else link.url
    return f"[{clean_for_link(article.title, limit) or 'Untitled'}]({url}) ({link.host})"


def byline(citation: CitationForm) -> str:
    """Date, outlet and genre of a report, as far as they are known; "undated" where none is."""
    date = date_shown(citation.published) if citation.published else ""
    known = (date, outlet(citation.publisher), genre(citation.genre))
    return ", ".join(filter(None, known)) or date_shown(None)


def outlet(name: str | None) -> str:
    """An outlet's name."""
    return clean(name or "", OUTLET_UNITS)


def genre(name: str | None) -> str:
    """What kind of piece it is where it is no news report, as in "opinion"."""
    return clean(name or "", GENRE_UNITS)


def date_shown(moment: datetime | None) -> str:
    """A date that Discord shows in the reader's own zone and language."""
    return discord.utils.format_dt(_at_noon(moment), "D") if moment else "undated"


def ago(moment: datetime) -> str:
    """How long ago (or how soon) a moment is, counted by Discord while it is read."""
    return discord.utils.format_dt(_aware(moment), "R")


def kept_to(receipt: ReceiptForm) -> str:
    """A line on the days and the outlets to which the search was kept, or nothing; a refusal's text has the days."""
    days = days_searched(receipt) if receipt.answered else ""
    shown = [name for name in map(outlet, receipt.outlets) if name]
    more = len(shown) - OUTLETS_NAMED
    by = " or ".join(shown[:OUTLETS_NAMED]) + (f" or {more:,} more" if more > 0 else "")
    limits = " ".join(part for part in (days, f"by {by}" if by else "") if part)
    return f"Searched only articles {limits}." if limits else ""


def new_since(receipt: ReceiptForm) -> str:
    """A line on since when what is told is new, or nothing; a refusal's text has it."""
    if receipt.news is None or not receipt.answered:
        return ""
    since = receipt.news.since
    return f"New since {date_shown(since) if receipt.news.by_day else ago(since)}:"


def changed(receipt: ReceiptForm, place: int) -> str:
    """What was told before of the matter of a claim, behind its markers; or nothing."""
    was = next((one for one in (receipt.news.changes if receipt.news else ()) if one.claim == place), None)
    if was is None:
        return ""
    about = ", ".join(filter(None, (date_shown(was.published) if was.published else "", outlet(was.publisher))))
    return f" (Changed. Before{f', {about}' if about else ''}: {clean(was.text, CHANGED_UNITS)})"


def standing(receipt: ReceiptForm) -> str:
    """Lines on how well an answer stands: dates, reports and copies, how much was searched, and how old it all is."""
    answered = (_dates(receipt), _reports(receipt)) if receipt.answered else ()
    built = receipt.dates.index_built
    small = (*answered, f"The index was built {ago(built)}." if built else "")
    warnings = map(_caution, receipt.freshness.warnings[:CAUTIONS_SHOWN])
    return "\n".join([*filter(None, warnings), *(f"-# {line}" for line in small if line)])


def _caution(warning: WarningForm) -> str:
    """A warning with its date as Discord shows dates; one of another version of Newshound as it was written."""
    when = ago(_at_noon(warning.date)) if warning.date else ""
    match warning.kind:
        case "old_index" if when:
            return f"The newest article here is from {when}; later news is missing."
        case "old_build" if when:
            return f"The index was built {when}; later news is missing."
        case "old_source" if when:
            return f"The newest source of this answer is from {when}."
        case "moved_on" if warning.article:
            # Without a link: the address may be as long as what it says.
            title = clean(warning.article.title, CAUTION_TITLE_UNITS) or "Untitled"
            return f"A newer article is not part of this answer: “{title}”, {_outlet_and_date(warning.article)}."
        case _:
            return clean(warning.text, CAUTION_UNITS)


def _quotation(citation: CitationForm, limit: int) -> str:
    words = clean(citation.quote, limit)
    if not words:
        return ""
    speaker = citation.speaker if citation.speaker and citation.speaker not in citation.quote else ""
    said = f"{name}: " if (name := clean(speaker, SPEAKER_UNITS)) else ""
    # Words with quotation marks of their own stand in the block of a quotation as they are.
    return said + (words if _MARKS.search(citation.quote) else f"“{words}”")


def _outlet_and_date(article: CitationForm | NearestForm) -> str:
    known = (outlet(article.publisher), date_shown(article.published), genre(article.genre))
    return ", ".join(filter(None, known))


def _dates(receipt: ReceiptForm) -> str:
    newest, oldest = receipt.dates.newest, receipt.dates.oldest
    one = len(receipt.citations) == 1
    if newest is None or oldest is None:
        return "The source is undated." if one else "The sources are undated."
    if date_shown(newest) == date_shown(oldest):
        return f"The source{' is' if one else 's are'} from {date_shown(newest)}."
    return f"Newest source: {date_shown(newest)}; oldest: {date_shown(oldest)}."


def _reports(receipt: ReceiptForm) -> str:
    reports, copies = receipt.reports.independent, receipt.reports.copies
    copied = f" and {copies:,} {'copy' if copies == 1 else 'copies'} of their words" if copies else ""
    counted = f"{reports:,} independent report{'' if reports == 1 else 's'}{copied}"
    articles = receipt.searched.articles
    return f"{counted}; {articles:,} article{' was' if articles == 1 else 's were'} searched."


def days_searched(receipt: ReceiptForm) -> str:
    """The days to which the search was kept, as in "published since 16 September", or nothing."""
    window = receipt.window
    if window is None:
        return ""
    since = date_shown(_within(window.since, _HALF_A_DAY)) if window.since else ""
    until = date_shown(_within(window.until, -_HALF_A_DAY)) if window.until else ""
    phrase = clean(window.phrase or "", PHRASE_UNITS)
    if since and until:
        days = f"on {since}" if since == until else f"from {since} to {until}"
    else:
        days = f"since {since}" if since else f"until {until}" if until else ""
    return f"published {days}{f' (“{phrase}”)' if phrase else ''}" if days else ""


def _within(moment: datetime, inward: timedelta) -> datetime:
    """A moment well inside the first or the last day of a window, where the window begins or ends with that day.

    A day's first and last second are on another day for most of the world, its noon hardly anywhere; and a day of any
    zone begins at a quarter of an hour.
    """
    edge = _aware(moment) + (timedelta(seconds=1) if inward < timedelta() else timedelta())
    whole = edge.minute % 15 == 0 and edge.second == 0 and edge.microsecond == 0
    return edge + inward if whole else moment


def _at_noon(moment: datetime) -> datetime:
    """A day without an hour, at its noon, which is on the same day nearly everywhere; any other moment as it is."""
    known = _aware(moment)
    return known + _HALF_A_DAY if known.time() == time() else known


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
