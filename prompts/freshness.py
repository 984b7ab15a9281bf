"""How fresh an answer is, and what of that a reader should be warned of.

The only clock is the question's own. A question that names a past time is answered best by old articles, and one for
the present by none that is some days old; so what counts as old hangs on what was asked. Two warnings are the most, and
what one of them says no other says again.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from index.article import Article
from index.names import holds_name
from index.query import Coverage, Hit
from index.terms import Analyser
from prompts.answer import day
from prompts.caution import Caution, Freshness
from prompts.question import Question
from prompts.reading import read_question

STALE_DAYS = 7
"""So old may be what an answer rests on, unless a setting says otherwise;"""
NOW_DAYS = 2
"""and so old, at most, where the present is asked for."""
LEAST_SHARED = 0.5
"""An article is on the question's matter if it has all its names and this share of its words."""

_NOW = re.compile(
    r"\b(?:still|so far|today|tonight|right now|already|any ?more)\b"
    r"|\bhow (?:many|much)\b[^?]*\b(?:has|have|is|are)\b"
    r"|\bwhat(?:['’]s| is) the\b[^?]*\b(?:toll|tally|count|number|status)\b",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"^(?:since|after|from|this|today|(?:(?:over|in|during|within|for)\s+)?(?:the\s+|this\s+)?(?:past|last)\s+\w+\s+\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w.,])(?:1[5-9]|20)\d\d(?![\w,]|\.\d)")


def freshness_of(  # noqa: PLR0913 - what was asked, what answers it, and what was searched
    question: Question,
    cited: Sequence[Article],
    hits: Sequence[Hit],
    coverage: Coverage,
    analyser: Analyser,
    *,
    stale_days: int = STALE_DAYS,
) -> Freshness:
    """How fresh an outcome is that cites these articles, or none; `stale_days` 0 warns of no age."""
    now = asks_of_now(question)
    clock = min(moment for moment in (question.asked, question.as_of) if moment)
    newest = max((one.published for one in cited if one.published), default=None)
    limit = min(stale_days, NOW_DAYS) if now else stale_days
    moved = list(_moved_on(question, cited, newest, hits, analyser)) if now and newest else []
    old = list(_index_is_old(question, clock, coverage, limit)) if limit else []
    told_dates = question.news or question.told is not None or is_of_the_past(question)
    if limit and newest and not moved and not told_dates:
        # What is hardly older than everything here is not said to be old a second time.
        since, most = (coverage.corpus_newest, stale_days) if old and coverage.corpus_newest else (clock, limit)
        if _days(newest, since) > most:
            old.insert(0, _old_source(newest, clock))
    return Freshness(
        now=now,
        source_days=_days(newest, clock) if newest else None,
        index_days=_days(coverage.corpus_newest, clock) if coverage.corpus_newest else None,
        cautions=(*moved, *old),
    )


def asks_of_now(question: Question) -> bool:
    """Whether a question is for the present or the newest: "the latest", "still", "how many have died?"."""
    present = question.latest or (_NOW.search(question.text) is not None and not _names_the_past(question))
    return present and not _has_ended(question)


def is_of_the_past(question: Question) -> bool:
    """Whether a question is for a time that is over: "in 2019", "yesterday", or limits that came with it."""
    return _has_ended(question) or (_names_the_past(question) and not asks_of_now(question))


def _has_ended(question: Question) -> bool:
    return question.until is not None and question.until.date() < question.asked.date()


def _names_the_past(question: Question) -> bool:
    named = question.phrase is not None and not _ONGOING.match(question.phrase)
    return named or any(int(year) < question.asked.year for year in _YEAR.findall(question.text))


def _old_source(newest: datetime, clock: datetime) -> Caution:
    text = f"The newest source of this answer is from {day(newest)}, {_before(newest, clock)} the question."
    return Caution(kind="old_source", text=text, moment=newest)


def _index_is_old(question: Question, clock: datetime, coverage: Coverage, limit: int) -> Iterator[Caution]:
    """At most one: old articles and an old index are one and the same to a reader."""
    wanted = min(moment for moment in (clock, question.until) if moment)
    newest = coverage.corpus_newest
    if newest and _days(newest, wanted) > limit:
        text = f"The newest article here is from {day(newest)}, {_before(newest, clock)} the question"
        yield Caution(kind="old_index", text=f"{text}; later news is missing.", moment=newest)
    elif _days(coverage.built, wanted) > limit:
        text = f"The index was built on {day(coverage.built)}, {_before(coverage.built, clock)} the question"
        yield Caution(kind="old_build", text=f"{text}; later news is missing.", moment=coverage.built)


def _moved_on(
    question: Question, cited: Sequence[Article], newest: datetime, hits: Sequence[Hit], analyser: Analyser
) -> Iterator[Caution]:
    """One warning where later articles of the same story, or on the same matter, were found and not used."""
    used = {one.id for one in cited}
    reading = read_question(question.content, analyser)
    later: dict[str, Article] = {}
    for hit in hits:
        article = hit.passage.article
        known = f"{article.title}\n{hit.passage.text}"
        if article.id in used:
            # A copy of the same day tells the same.
            later |= {one.id: one for one in hit.copies if one.published and _days(newest, one.published) > 0}
        elif article.published and article.published > newest and _is_on(known, reading.names, reading.stems, analyser):
            later[article.id] = article
    found = sorted((one for one in later.values() if one.id not in used), key=_published, reverse=True)
    if found:
        first = found[0]
        named = ", ".join(part for part in (first.publisher, day(first.published)) if part)
        several = f"{len(found)} newer articles on this are not part of the answer, the newest of them"
        lead = f"{several} " if len(found) > 1 else "A newer article on this is not part of the answer: "
        yield Caution(kind="moved_on", text=f"{lead}“{first.title}” ({named}).", moment=first.published, article=first)


def _is_on(text: str, names: Sequence[str], stems: Sequence[str], analyser: Analyser) -> bool:
    held = set(analyser.stems(text))
    shared = sum(stem in held for stem in stems)
    return bool(stems) and shared >= LEAST_SHARED * len(stems) and all(holds_name(text, name) for name in names)


def _published(article: Article) -> datetime:
    return article.published or datetime.min.replace(tzinfo=UTC)


def _days(earlier: datetime, later: datetime) -> int:
    """The days between two days, for most articles have no hour."""
    return (later.astimezone(UTC).date() - earlier.astimezone(UTC).date()).days


def _before(earlier: datetime, later: datetime) -> str:
    days = _days(earlier, later)
    return "1 day before" if days == 1 else f"{days:,} days before"
