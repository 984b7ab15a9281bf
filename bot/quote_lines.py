"""How statements read in a terminal, and as JSON; pure.

What articles say is foreign: each is one line here, steers no terminal and makes no link.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.machine_form import Json, moment
from bot.quantities import counted
from bot.terminal import INDENT, shown, web_link
from index.article import Article
from index.quoted import SaidResults
from index.speaker_names import is_same_speaker
from prompts.answer import day
from prompts.statements import Statement

SPEAKERS_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was asked for, what was found, and how many articles of which edition were searched.

    `more` counts statements that are not shown, copies among them.
    """

    speaker: str
    topic: str
    results: SaidResults
    statements: Sequence[Statement]
    more: int
    articles: int
    edition: str
    built: datetime


def quote_lines(found: Found) -> Iterator[str]:
    """The lines that show what was found, or say that nothing was."""
    if not found.statements:
        yield nothing_said(found)
        return
    for statement in found.statements:
        yield from _statement(statement)
        yield ""
    yield _footer(found)


def nothing_said(found: Found) -> str:
    """Sentences that say why nothing was found, and what may help."""
    searched = f"I searched {counted(found.articles, 'article')}."
    speaker, topic = _told(found.speaker), _told(found.topic)
    if found.speaker and not found.results.speakers:
        near = ", ".join(map(_told, found.results.near))
        help_ = f" Names like it: {near}." if near else ""
        return f"Nobody called “{speaker}” is quoted there.{help_} {searched}"
    if found.speaker and topic:
        times = counted(found.results.otherwise, "time")
        return f"“{speaker}” is quoted {times}, but not on “{topic}”. {searched}"
    about = f" on “{topic}”" if topic else ""
    return f"Nobody is quoted{about} there. {searched}"


def _statement(statement: Statement) -> Iterator[str]:
    said = statement.said
    article, quote = said.article, said.quote
    outlet = [_told(article.publisher)] if article.publisher else []
    yield " · ".join([day(article.published), *outlet, _told(quote.speaker)])
    words = _told(quote.words.of(article.text))
    yield f"{INDENT}“{words}”" if quote.direct else f"{INDENT}{words}"
    yield f"{INDENT}in: {_told(article.title)}"
    if link := web_link(article):
        yield f"{INDENT}{link}"
    if statement.repeated:
        yield f"{INDENT}also in: {'; '.join(map(_again, statement.repeated))}"


def _again(article: Article) -> str:
    return ", ".join([*([_told(article.publisher)] if article.publisher else []), day(article.published)])


def _footer(found: Found) -> str:
    counts = f"{counted(len(found.statements), 'statement')}, newest first"
    rest = f"; {found.more:,} more, which --limit shows" if found.more else ""
    speakers = names_of(found.statements)
    several = ""
    if found.speaker and len(speakers) > 1:
        named = "; ".join(speakers[:SPEAKERS_SHOWN])
        left = len(speakers) - SPEAKERS_SHOWN
        several = f" By {named}{f'; and {left} more' if left > 0 else ''}."
    return f"{counts}{rest}.{several} Searched {counted(found.articles, 'article')}."


def names_of(made: Sequence[Statement]) -> list[str]:
    """Who speaks in some statements, each under the first of the names that are theirs."""
    named: list[Statement] = []
    for one in made:
        mine = one.said.quote.speaker
        known = any(
            mine.lower() == other.said.quote.speaker.lower() or is_same_speaker(one.speaker, other.speaker)
            for other in named
        )
        if not known:
            named.append(one)
    return [_told(one.said.quote.speaker) for one in named]


def _told(text: str) -> str:
    return shown(text).replace("://", "：//")


def quotes_object(found: Found) -> dict[str, Json]:
    """What was found as one JSON object; `quote` is exactly `text[start:end]` of that article version."""
    return {
        "speaker": found.speaker or None,
        "topic": found.topic or None,
        "speakers": list(found.results.speakers),
        "near": list(found.results.near),
        "total": found.results.total,
        "quotes": [_object(statement) for statement in found.statements],
        "articles": found.articles,
        "edition": found.edition,
    }


def _object(statement: Statement) -> Json:
    said = statement.said
    article, quote = said.article, said.quote
    return {
        "speaker": quote.speaker,
        "name": statement.speaker.name,
        "office": statement.speaker.office or None,
        "cue": quote.cue,
        "direct": quote.direct,
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "url": article.url,
        "start": quote.words.start,
        "end": quote.words.end,
        "quote": quote.words.of(article.text),
        "sentence": {
            "start": quote.sentence.start,
            "end": quote.sentence.end,
            "text": quote.sentence.of(article.text),
        },
        "repeated": [
            {"article_id": other.id, "publisher": other.publisher, "published": moment(other.published)}
            for other in statement.repeated
        ],
    }
