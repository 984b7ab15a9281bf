"""How an answer reads in a terminal: plain lines, pure.

Articles and models are foreign: an address in their words is no link here, and only our own markers look like markers.
"""

import re
import textwrap
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.visible import seen
from index.article import Article
from index.genre import genre_of
from index.text import one_line
from prompts.answer import Answer, Citation, Claim, Conflict, NoAnswer, day, news_since, searched_window
from prompts.conflict_words import heading_of, marks_of

INDENT = "    "

_MARKER = re.compile(r"\[(\s*\d+\s*)\]")


def render(outcome: Answer | NoAnswer, *, width: int | None = None) -> list[str]:
    """The lines that show an answer with its sources, or a refusal with the nearest headlines.

    `width` is the number of columns to wrap at; None leaves long lines whole, for pipes.
    """
    lines = _refusal(outcome) if isinstance(outcome, NoAnswer) else _answer(outcome)
    why = [f"Why: newshound explain {outcome.trace.id}"] if outcome.trace.kept else []
    return [part for line in (*lines, *why) for part in wrapped(line, width)]


def shown(text: str) -> str:
    """A text of others as one line, without signs that are not seen, that turn its direction or steer a terminal."""
    return one_line(seen(text))


def told(text: str) -> str:
    """The same for words that are read: terminals make links of addresses, so what is foreign gets a full-width colon.

    The addresses of articles' records are the only links.
    """
    return shown(text).replace("://", "：//")


def unmarked(text: str) -> str:
    """The same, with what looks like a marker of ours in other brackets."""
    return _MARKER.sub(r"(\1)", told(text))


def _answer(answer: Answer) -> Iterable[str]:
    claims = [_claim(answer, claim) for claim in answer.claims]
    since = news_since(answer.trace.question)
    if since:
        yield f"New since {since}"
        yield ""
    yield from claims if answer.dated else [" ".join(claims)]
    for conflict in answer.conflicts:
        yield ""
        yield from _conflict(answer, conflict)
    if answer.trace.note:
        yield ""
        yield f"Note: {unmarked(answer.trace.note)}"
    yield ""
    yield "Sources"
    for citation in answer.citations:
        yield from _source(citation)
    yield ""
    yield _basis(answer)
    yield from _cautions(answer)


def _claim(answer: Answer, claim: Claim) -> str:
    lead = f"- {unmarked(answer.byline(claim))}: " if answer.dated else ""
    before = [f"({unmarked(claim.before)})"] if claim.was else []
    return " ".join([lead + unmarked(claim.told), *(f"[{number}]" for number in claim.citations), *before])


def _conflict(answer: Answer, conflict: Conflict) -> Iterable[str]:
    yield heading_of(is_update=conflict.is_update)
    articles = {citation.number: citation.article for citation in answer.citations}
    for account in conflict.accounts:
        article = articles[account.citation]
        outlet = [told(article.publisher)] if article.publisher else []
        marks = marks_of(updates=account.updates, superseded=account.superseded)
        known = " · ".join([*outlet, day(article.published), *marks])
        yield f"- {unmarked(account.value)} · {known} [{account.citation}]"


def _source(citation: Citation) -> Iterable[str]:
    yield f"[{citation.number}] {headline(citation.article)}"
    quote, speaker = told(citation.quote), told(citation.speaker or "")
    # The quote has quotation marks of its own, so it is set off like a quoted mail and not in marks once more.
    yield f"{INDENT}> {quote}"
    if speaker and speaker not in quote:
        yield f"{INDENT}  said by {speaker}"
    link = web_link(citation.article)
    if link:
        yield f"{INDENT}{link}"


def headline(article: Article) -> str:
    """Title, outlet, date and genre of an article on one line."""
    outlet = [told(article.publisher)] if article.publisher else []
    genre = genre_of(article)
    return " · ".join([told(article.title), *outlet, day(article.published), *([genre.capitalize()] if genre else [])])


def web_link(article: Article) -> str | None:
    """An article's address where it is one on the web that can be shown; nothing else is ever a link.

    The host is shown in ASCII, so that what is read is where the link leads; an address that names somebody before its
    host (https://bank.example@other.example) is none.
    """
    try:
        parts = urlsplit(article.url or "")
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except ValueError:  # includes what is no host name (UnicodeError)
        return None
    # urlsplit drops line ends and tabs before it looks, so the address itself is looked at too.
    plain = article.url is not None and article.url == shown(article.url) and " " not in article.url
    if not plain or parts.scheme not in {"http", "https"} or not host or not {"@", "\\"}.isdisjoint(host):
        return None
    return article.url if host == parts.netloc else parts._replace(netloc=host).geturl()


def _basis(answer: Answer) -> str:
    reports, coverage = answer.reports, answer.trace.coverage
    independent = "1 report" if reports.independent == 1 else f"{reports.independent} reports"
    copies = "" if not reports.copies else " and 1 copy" if reports.copies == 1 else f" and {reports.copies} copies"
    if answer.newest and answer.oldest and day(answer.newest) != day(answer.oldest):
        dates = f", from {day(answer.oldest)} to {day(answer.newest)}"
    else:
        dates = f", {day(answer.newest)}" if answer.newest else ", undated"
    articles = "1 article" if coverage.articles == 1 else f"{coverage.articles:,} articles"
    window = searched_window(answer.trace.question)
    searched = f"searched {articles}{f' published {told(window)}' if window else ''}"
    return f"Rests on {independent}{copies}{dates}; {searched}, index built {day(coverage.built)}."


def _cautions(outcome: Answer | NoAnswer) -> Iterable[str]:
    return (f"Mind: {unmarked(caution.text)}" for caution in outcome.trace.freshness.cautions)


def _refusal(refusal: NoAnswer) -> Iterable[str]:
    yield unmarked(refusal.text)
    yield from _cautions(refusal)
    if refusal.trace.note:
        yield f"Note: {unmarked(refusal.trace.note)}"
    if refusal.nearest:
        yield ""
        new = refusal.reason == "nothing_new"
        yield "Nearest articles, which tell nothing new" if new else "Nearest articles, which do not answer it"
        for article in refusal.nearest:
            yield f"- {headline(article)}"


def wrapped(line: str, width: int | None) -> list[str]:
    """A line in lines of a width, the further ones set in; None leaves it whole."""
    if width is None or len(line) <= width:
        return [line]
    spaces = len(line) - len(line.lstrip())
    begun = line.strip()
    hanging = " " * (spaces + (4 if begun.startswith("[") else 2 if begun.startswith(("- ", "> ")) else 0))
    return textwrap.wrap(
        begun,
        width,
        initial_indent=" " * spaces,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
