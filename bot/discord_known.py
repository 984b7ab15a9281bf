"""`/sources` and `/help`: what the bot knows and how fresh that is, and how to use it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.discord_lines import ago, date_shown, outlet
from bot.discord_pages import pages_of
from bot.known import Known, Outlet
from bot.quantities import counted

STALE = timedelta(days=2)
OUTLETS_SHOWN = 300
"""Those with the most articles, on some five pages; more are counted."""

HEADING = "What I know"
NO_ARTICLES = "I have no articles yet; please ask again when my operator has added some."


def sources_pages(known: Known | None, now: datetime) -> tuple[str, ...]:
    """The pages of what is known; `now` is aware UTC."""
    if known is None or not known.articles:
        return pages_of(HEADING, [NO_ARTICLES])
    return pages_of(HEADING, ["\n".join(_known(known, now)), "\n".join(_outlets(known))])


def _known(known: Known, now: datetime) -> Iterator[str]:
    passages = f", in {counted(known.passages, 'passage')} that are searched" if known.passages else ""
    yield f"I answer from {counted(known.articles, 'article')}{passages}."
    if known.oldest and known.newest:
        yield f"Published: from {date_shown(known.oldest)} to {date_shown(known.newest)}"
        yield f"The newest is from {ago(known.newest)}."
        if now - known.newest > STALE:
            yield "What has happened since then is missing here."
    if known.undated:
        left_out = "a question about certain days leaves " + ("it" if known.undated == 1 else "these") + " out."
        yield f"Without a date: {counted(known.undated, 'article')}; {left_out}"
    yield f"The index was built {ago(known.built)}."
    if known.failing:
        can_not = (
            "page, feed or file that should be read can't be"
            if known.failing == 1
            else ("pages, feeds and files that should be read can't be")
        )
        yield f"{known.failing:,} {can_not} at the moment, so something may be missing."


def _outlets(known: Known) -> Iterator[str]:
    order = ", those with the most articles first" if len(known.outlets) > 1 else ""
    yield f"### {counted(len(known.outlets), 'outlet') if known.outlets else 'No outlets'}{order}"
    for one in known.outlets[:OUTLETS_SHOWN]:
        yield f"- {_outlet(one)}"
    others = known.outlets[OUTLETS_SHOWN:]
    if others:
        articles = counted(sum(one.articles for one in others), "article")
        yield f"- {counted(len(others), 'more outlet')}: {articles}"
    if known.unnamed:
        yield f"- No outlet named: {counted(known.unnamed, 'article')}"


def _outlet(one: Outlet) -> str:
    newest = f", the newest from {date_shown(one.newest)}" if one.newest else ", undated"
    return f"{outlet(one.name) or 'An outlet whose name can not be shown'}: {counted(one.articles, 'article')}{newest}"


def help_text(*, per_minute: int, days: int, direct_messages: bool) -> str:
    """How to ask, how to read an answer, and what is kept; `days` is how long, 0 for not at all."""
    parts = (
        ("Ask me about the news", (WHAT,)),
        ("Ways to ask", _ways(kept=bool(days), direct_messages=direct_messages)),
        ("How to read an answer", _reading(kept=bool(days))),
        ("What I keep", _kept(days)),
        ("Good to know", _limits(per_minute)),
    )
    return "\n".join(line for heading, lines in parts for line in (f"### {heading}", *lines))


WHAT = "I answer from news articles alone. Every sentence of an answer cites the words that it rests on."


def _ways(*, kept: bool, direct_messages: bool) -> Iterator[str]:
    yield (
        "- /ask with your question. Optional: since and until for the days (2024-09-25, last week), publisher for one"
        " outlet, private for an answer that you alone see."
    )
    # Where no answer is kept, there is none to go on from.
    yield "- /timeline with a topic: what happened in a story, in order. /latest: the newest stories."
    yield "- /quotes with a speaker, a topic or both: who said what and when, in their own words."
    yield f"- Mention me with a question.{' In a reply to one of my answers, it goes on from there.' if kept else ''}"
    if kept:
        yield "- The button Follow up under an answer: the next question on the same matter."
    yield (
        "- The menu of any message, Apps, “Ask about this message”: what the articles say about it, shown to you alone."
        " It is no verdict."
    )
    if direct_messages:
        yield "- A direct message to me."


def _reading(*, kept: bool) -> Iterator[str]:
    yield "- [1] behind a sentence is the number of a source below it, whose link opens at the quoted words."
    yield "- Below the sources stands how old they are, and how old the index is."
    yield "- Where the articles don't say, I say so, and what I searched. /sources lists what I know."
    if kept:
        yield "- Passages: the quoted words in their context. Why: how the answer came about, and what was checked."
        yield "- Helpful and Not helpful: tells my operator. Publish: shows your private answer to everybody here."


def _kept(days: int) -> Iterator[str]:
    if not days:
        yield "- No question and no answer."
        return
    yield f"- Questions, their answers, and what people say of these, for {counted(days, 'day')}; no other messages."
    yield "- Who asked, only as a code made with a secret key, which names nobody. /forget-me deletes all of yours."


def _limits(per_minute: int) -> Iterator[str]:
    times = "once" if per_minute == 1 else f"{per_minute:,} times"
    yield f"- You may ask {times} a minute. While you wait, Cancel stops your question."
    yield "- Who manages this server sets channels, outlets, days, time zone and more with /settings."
