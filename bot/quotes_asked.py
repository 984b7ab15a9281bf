"""Answers "who said what" from an edition: the words of a speaker, or on a topic, as statements."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.publishers import check_publisher
from bot.quote_lines import Found
from index.errors import QuestionError
from index.query import Query
from index.quoted import QuoteQuery
from index.terms import Analyser, distinct
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question
from prompts.statements import statements

if TYPE_CHECKING:
    from index.edition import Edition

COPIES = 3
"""So many quotations are read for each that is shown, for some are copies of one another."""
LEAST_READ = 200
"""So many are read however few are wanted, so that what was printed again has the day when it was first said."""
MOST_READ = 2000
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class QuotesAsked:
    """Whose words are wanted, about what, and within which days (aware UTC, both counted) and outlets."""

    speaker: str = ""
    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None
    publisher: str | None = None
    outlets: tuple[str, ...] = ()
    limit: int


def quotes_found(asked: QuotesAsked, edition: "Edition", analyser: Analyser) -> Found:
    """What an edition has of it.

    Raises:
        QuestionError: the topic has no word to look for, a text is too long, or no article is of the outlet.
        IndexFaultError: the quotations can't be read.
    """
    for text in (asked.speaker, asked.topic):
        if len(text) > LONGEST_QUESTION_CHARACTERS:
            raise QuestionError(
                f"That has {len(text):,} characters and at most {LONGEST_QUESTION_CHARACTERS:,} can be read; name the"
                " speaker or the topic in a few words."
            )
    topic = tuple(distinct(analyser.stems(asked.topic)))
    if asked.topic and not topic:
        raise QuestionError(f"There is no word in the topic {asked.topic!r} to look for; name what it is about.")
    outlet = Question(text=asked.topic, asked=datetime.now(UTC), publisher=asked.publisher)
    check_publisher(outlet, edition.publishers)
    within = Query(
        text=asked.topic,
        since=asked.since,
        until=asked.until,
        publishers=(asked.publisher,) if asked.publisher else asked.outlets,
    )
    speaker = _ARTICLE.sub("", " ".join(asked.speaker.split()))
    results = edition.said(
        QuoteQuery(
            speaker=speaker, topic=topic, within=within, limit=min(max(asked.limit * COPIES, LEAST_READ), MOST_READ)
        )
    )
    made = statements(results.found)
    return Found(
        speaker=asked.speaker,
        topic=asked.topic,
        results=results,
        statements=made[: asked.limit],
        more=max(len(made) - asked.limit, 0) + results.total - len(results.found),
        articles=edition.coverage(within).articles,
        edition=edition.name,
        built=edition.built,
    )
