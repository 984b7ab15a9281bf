"""How an answer reads in a terminal: plain lines, pure."""

import textwrap
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.visible import visible
from index.article import Article
from index.text import one_line
from prompts.answer import Answer, Citation, NoAnswer, day, searched_window

INDENT = "    "


def render(outcome: Answer | NoAnswer, *, width: int | None = None) -> list[str]:
    """The lines that show an answer with its sources, or a refusal with the nearest headlines.

    `width` is the number of columns to wrap at; None leaves long lines whole, for pipes.
    """
    lines = _refusal(outcome) if isinstance(outcome, NoAnswer) else _answer(outcome)
    why = [f"Why: newshound explain {outcome.trace.id}"] if outcome.trace.kept else []
    return [part for line in (*lines, *why) for part in _wrapped(line, width)]


def shown(text: str) -> str:
    """A text of others as one line, without signs that are not seen, that turn its direction or steer a terminal."""
    return one_line("".join(visible(sign) for sign in text))


def _answer(answer: Answer) -> Iterable[str]:
    for line in answer.text.split("\n"):
        yield shown(line)
    if answer.trace.note:
        yield ""
        yield f"Note: {answer.trace.note}"
    yield ""
    yield "Sources"
    for citation in answer.citations:
        yield from _source(citation)
    yield ""
    yield _basis(answer)


def _source(citation: Citation) -> Iterable[str]:
    yield f"[{citation.number}] {headline(citation.article)}"
    quote, speaker = shown(citation.quote), shown(citation.speaker or "")
    # The quote has quotation marks of its own, so it is set off like a quoted mail and not in marks once more.
    yield f"{INDENT}> {quote}"
    if speaker and speaker not in quote:
        yield f"{INDENT}  said by {speaker}"
    link = web_link(citation.article)
    if link:
        yield f"{INDENT}{link}"


def headline(article: Article) -> str:
    """Title, outlet and date of an article on one line."""
    return " · ".join(
        [shown(article.title), *([shown(article.publisher)] if article.publisher else []), day(article.published)]
    )


def web_link(article: Article) -> str | None:
    """An article's address where it is one on the web that can be shown; nothing else is ever a link."""
    try:
        parts = urlsplit(article.url or "")
    except ValueError:
        return None
    # urlsplit drops line ends and tabs before it looks, so the address itself is looked at too.
    seen = article.url is not None and article.url == shown(article.url) and " " not in article.url
    return article.url if seen and parts.scheme in {"http", "https"} and parts.netloc else None


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
    searched = f"searched {articles}{f' published {shown(window)}' if window else ''}"
    return f"Rests on {independent}{copies}{dates}; {searched}, index built {day(coverage.built)}."


def _refusal(refusal: NoAnswer) -> Iterable[str]:
    yield shown(refusal.text)
    if refusal.trace.note:
        yield f"Note: {refusal.trace.note}"
    if refusal.nearest:
        yield ""
        yield "Nearest articles, which do not answer it"
        for article in refusal.nearest:
            yield f"- {headline(article)}"


def _wrapped(line: str, width: int | None) -> list[str]:
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
