"""Passages: the quoted words of an answer in their context, from the version of the article that was cited."""

from collections.abc import Iterator

from bot.affected import Articles
from bot.discord_lines import date_shown, headline, outlet
from bot.discord_pages import pages_of
from bot.discord_text import clean, shorten
from bot.passages import context_of
from bot.receipt_form import CitationForm, ReceiptForm
from index.article import Article
from index.passage import Span

TITLE_UNITS = 200
SPEAKER_UNITS = 80

GONE = "The version that was cited is not kept any more; these are the words as they were quoted then."
WITHDRAWN = "Since then the article was withdrawn."
MOVED = "Since then the article has changed, but these words still stand in it."
CHANGED = "Since then the article has changed, and these words don't stand in it any more."


def passages_pages(receipt: ReceiptForm, articles: Articles | None) -> tuple[str, ...]:
    """The pages: each citation's words between what stands before and after; `articles` is None where they are gone."""
    pieces = [_piece(citation, articles) for citation in receipt.citations]
    return pages_of([f"### The words that the answer rests on\n{pieces[0]}", *pieces[1:]] if pieces else [])


def _piece(citation: CitationForm, articles: Articles | None) -> str:
    lines = list(_head(citation))
    if articles is None:
        return "\n".join([*lines, *_words(citation, None)])
    cited = articles.article(citation.article_id, citation.version)
    return "\n".join([*lines, *_words(citation, cited), *_since(citation, articles.searched(citation.article_id))])


def _head(citation: CitationForm) -> Iterator[str]:
    yield f"[{citation.number}] {headline(citation, TITLE_UNITS, quote=citation.quote)}"
    named = ", ".join(filter(None, (outlet(citation.publisher), date_shown(citation.published))))
    speaker = shorten(clean(citation.speaker or ""), SPEAKER_UNITS)
    yield f"From {named}{f'; said by {speaker}' if speaker else ''}"


def _words(citation: CitationForm, cited: Article | None) -> Iterator[str]:
    quoted = Span(citation.start, citation.end)
    if cited is None or quoted.of(cited.text) != citation.quote:
        yield f"Quoted:\n> {clean(citation.quote)}"
        yield f"-# {GONE}"
        return
    context = context_of(cited.text, quoted)
    before, after = clean(context.before.of(cited.text)), clean(context.after.of(cited.text))
    if before:
        yield f"Before it: {before}"
    yield f"Quoted:\n> {clean(citation.quote)}"
    if after:
        yield f"After it: {after}"
    yield f"-# Characters {citation.start:,} to {citation.end:,} of the article's text."


def _since(citation: CitationForm, now: Article | None) -> Iterator[str]:
    if now is None:
        yield WITHDRAWN
    elif now.version != citation.version:
        yield MOVED if citation.quote in now.text else CHANGED
