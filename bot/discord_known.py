"""`/sources` and `/help`: what the bot knows and how fresh that is, and how to use it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.discord_lines import ago, date_shown, outlet
from bot.discord_pages import pages_of
from bot.known import Known

STALE = timedelta(days=2)
NO_ARTICLES = "I have no articles yet; please ask again when my operator has added some."


def sources_pages(known: Known | None, now: datetime) -> tuple[str, ...]:
    """The pages of what is known."""
    if known is None:
        return (NO_ARTICLES,)
    return pages_of(["\n".join(_known(known, now)), "\n".join(_outlets(known))])


def _known(known: Known, now: datetime) -> Iterator[str]:
    yield "### What I know"
    yield f"Articles: {known.articles:,}"
    if known.oldest and known.newest:
        yield f"Published: from {date_shown(known.oldest)} to {date_shown(known.newest)}"
        yield f"The newest is from {ago(known.newest)}."
        if now - known.newest > STALE:
            yield "What has happened since then is missing here."
    if known.undated:
        yield f"Without a date: {known.undated:,}; a question about certain days leaves these out."
    yield f"The index was built {ago(known.built)}."


def _outlets(known: Known) -> Iterator[str]:
    yield "### Outlets, with their numbers of articles"
    for name, count in known.outlets.first:
        yield f"- {outlet(name) or 'No outlet named'}: {count:,}"
    if known.outlets.others:
        yield f"- {known.outlets.others:,} more outlets: {known.outlets.rest:,}"


def help_text(*, per_minute: int, days: int, direct_messages: bool) -> str:
    """How to ask, how to read an answer, and what is kept."""
    ways = [
        "- /ask with your question. With since and until you choose the days (2024-09-25, last week), with publisher"
        " the outlet; private shows the answer to you alone.",
        "- Mention me with a question, also in a reply to one of my answers: then I know what it is about.",
        "- Follow up, under every answer, for a further question.",
        "- The menu of a message, Apps, “Ask about this message”: what the articles say about it. That is no verdict.",
        *(["- A direct message."] if direct_messages else []),
    ]
    kept = (
        f"I keep questions and answers for {days} days, and who asked only as a code that I can't read back."
        " /forget-me deletes yours at once."
        if days
        else "I keep no question and no answer."
    )
    return "\n".join(
        [
            "### Ask me about the news",
            "I answer from news articles alone, and every sentence points at the words that it rests on.",
            "### Ways to ask",
            *ways,
            "### How to read an answer",
            "- [1] behind a sentence is the number of its source below it, whose link opens at the quoted words.",
            "- Passages shows these words in their context, Why how the answer came about and what the checks found.",
            "- Where the articles don't say, I say so, and what I searched. /sources lists what I know.",
            "- Helpful and Not helpful tell my operator. Publish shows a private answer to all.",
            "### Good to know",
            f"- You may ask {per_minute} times a minute. {kept}",
            "- Who manages this server chooses channels, outlets, days, time zone and more with /settings.",
        ]
    )
