"""Passages: the quoted words of an answer in their context, from the version of the article that was cited."""

from collections.abc import Iterator

from bot.discord_lines import date_shown, genre, headline, outlet
from bot.discord_pages import pages_of
from bot.discord_text import clean, shorten
from bot.passages import Context, context_of
from bot.receipt_form import CitationForm, ReceiptForm
from index.archive import Archive
from index.holdings import Holdings
from index.passage import Span

TITLE_UNITS = 200
SPEAKER_UNITS = 80
VERSION_DIGITS = 12

HEADING = "The quoted words in their context"
CITES_NOTHING = "No article is cited here, so there are no quoted words to show."
GONE = (
    "The version of the article that was cited is not kept any more. These are the words as they were quoted then,"
    " without what stood around them."
)
NO_LONGER = "the quoted words don't stand in it any more."
AROUND = "the quoted words still stand in it, but what stands around them is different."
ELSEWHERE = "it differs elsewhere, and what is shown here reads the same in it."
STANDS = "the quoted words still stand in it."
AS_CITED = "Shown here is the version that was cited."

_CLOSING = ".,;:!?)]}”’»…"


def passages_pages(receipt: ReceiptForm, archive: Archive | None) -> tuple[str, ...]:
    """The pages: each citation's words between what stands before and after; `archive` is None where it is missing.

    Raises:
        IndexFaultError: the archive can't be read.
    """
    return pages_of(HEADING, [_block(citation, archive) for citation in receipt.citations] or [CITES_NOTHING])


def _block(citation: CitationForm, archive: Archive | None) -> str:
    text = _cited_text(citation, archive)
    context = context_of(text, Span(citation.start, citation.end)) if text else None
    slices = context.whole.of(text) if context else None
    since = _since(citation, slices, archive) if archive else ""
    return "\n".join([*_head(citation), *([since] if since else []), *_words(citation, text, context)])


def _head(citation: CitationForm) -> Iterator[str]:
    yield f"[{citation.number}] {headline(citation, TITLE_UNITS, quote=citation.quote)}"
    known = (outlet(citation.publisher), date_shown(citation.published), genre(citation.genre))
    yield ", ".join(filter(None, known))


def _cited_text(citation: CitationForm, archive: Archive | None) -> str:
    """The text of the version that was cited; empty where it isn't kept, or is not what the receipt says."""
    cited = archive.article(citation.article_id, citation.version) if archive else None
    text = cited.text if cited and citation.start >= 0 else ""
    return text if citation.quote and text[citation.start : citation.end] == citation.quote else ""


def _words(citation: CitationForm, text: str, context: Context | None) -> Iterator[str]:
    speaker = shorten(clean(citation.speaker or ""), SPEAKER_UNITS)
    said = f"Quoted, said by {speaker}:" if speaker else "Quoted:"
    quoted = "\n".join(_lines(citation.quote, "> "))
    if context is None:
        yield f"{said}\n{quoted}"
        yield GONE
        return
    before = "\n".join(_lines(context.before.of(text)))
    # Words that end within a sentence leave its full stop behind.
    after = "\n".join(_lines(context.after.of(text).lstrip(_CLOSING)))
    if before:
        yield f"Before the quoted words:\n{'' if context.begins else '… '}{before}"
    yield f"{said}\n{quoted}"
    if after:
        yield f"After the quoted words:\n{after}{'' if context.ends else ' …'}"
    version = clean(citation.version.removeprefix("sha256:")[:VERSION_DIGITS])
    yield f"-# Characters {citation.start:,} to {citation.end:,} of version {version} of the article."


def _lines(text: str, lead: str = "") -> list[str]:
    """The paragraphs of a text, cleaned each from its beginning."""
    return [f"{lead}{line}" for line in map(clean, text.split("\n")) if line]


def _since(citation: CitationForm, shown: str | None, archive: Archive) -> str:
    """What became of the article since it was cited, and when; nothing where it is searched as it was then."""
    holdings = Holdings(archive.file)
    state = holdings.one(citation.article_id)
    if state is None:
        return "Changed since: the article is not in my archive any more."
    if state.withdrawn:
        return f"Changed since: the article was withdrawn on {date_shown(state.withdrawn)}."
    if state.held:
        return "Changed since: the article waits for its date, and is not searched until then."
    if state.version == citation.version:
        return ""
    newer = archive.article(citation.article_id)
    text = newer.text if newer else ""
    became = NO_LONGER
    if citation.quote in text:
        became = STANDS if shown is None else ELSEWHERE if shown in text else AROUND
    seen = next(
        (one.first_seen for one in holdings.versions(citation.article_id) if one.version == state.version), None
    )
    when = f", which I read first on {date_shown(seen)}" if seen else ""
    told = f"Changed since: there is a newer version of the article{when}; {became}"
    return told if shown is None else f"{told} {AS_CITED}"
