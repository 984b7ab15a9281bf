"""What is said under an answer that was posted when its sources have changed: pure, but for looking in the archive.

A note is due where the words that the answer quotes stand in their article no more, or where the article was withdrawn.
It is not where only the text around the words has changed: what everybody can read there is still true, and each answer
has one note, which is better kept for a change that matters. Nor is it where the archive doesn't know the version that
was cited, as after it was made anew: then nothing says that anything has changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from bot.affected import Change, change_of
from bot.posts import Posted, Posts, Resting
from bot.terminal import shown
from index.archive import Archive
from index.article import Article
from index.holdings import Holdings, Listed
from prompts.answer import day

ARTICLES_REMEMBERED = 256
"""Answers on one piece of news follow one another; more texts would only take memory."""


@dataclass(frozen=True, kw_only=True)
class ChangedSource:
    """A source of a posted answer whose quoted words are gone, by the numbers that it has there.

    `title` and `publisher` are those of the version that was cited, as whoever has read the answer knows them.
    """

    numbers: tuple[int, ...]
    title: str
    publisher: str | None
    change: Change


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is to be said under a posted answer, and when it is said (`at`, in the zone in which its day is meant)."""

    posted: Posted
    question: str
    sources: tuple[ChangedSource, ...]
    at: datetime


def sentences_of(correction: Correction, *, clean: Callable[[str], str] = shown) -> tuple[str, ...]:
    """The dated sentences of the note, one for each kind of change, withdrawals first.

    `clean` makes titles and outlets, which are foreign, harmless where the note is shown.
    """
    told = []
    for change in (Change.WITHDRAWN, Change.WORDS):
        sources = [source for source in correction.sources if source.change is change]
        if sources:
            told.append(_sentence(change, sources, clean))
    first, *others = told
    since = "since this answer was posted, "
    return (f"Correction, {day(correction.at)}: {since}{first}", *(f"{one[0].upper()}{one[1:]}" for one in others))


def _sentence(change: Change, sources: Sequence[ChangedSource], clean: Callable[[str], str]) -> str:
    several = len(sources) > 1
    named = _listed([_named(source, clean) for source in sources])
    its, have = ("its sources", "have") if several else ("its source", "has")
    if change is Change.WITHDRAWN:
        return f"{its} {named} {have} been withdrawn."
    place = "them" if several else "it"
    return f"{its} {named} {have} been changed, and the quoted words no longer stand in {place}."


def _named(source: ChangedSource, clean: Callable[[str], str]) -> str:
    numbers = " ".join(f"[{number}]" for number in source.numbers)
    title, outlet = clean(source.title), clean(source.publisher or "")
    return " ".join([numbers, *([f"“{title}”"] if title else []), *([f"({outlet})"] if outlet else [])])


def _listed(names: Sequence[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def pending_corrections(posts: Posts, archive: Archive, *, at: datetime) -> Iterator[Correction]:
    """What is to be said under posted answers that have no note yet, oldest answer first. Call it on a worker thread.

    Where nothing has changed no text is read, neither an answer's nor an article's.

    Raises:
        LedgerError: the ledger can't be read.
        IndexFaultError: the archive can't be read.
    """
    states = Holdings(archive.file)
    moved = frozenset(cited for cited in posts.cited() if _has_moved(states.one(cited[0]), cited[1]))
    if not moved:
        return
    resting = (one for one in posts.resting() if (one.cited.article, one.cited.version) in moved)
    remembered = lru_cache(ARTICLES_REMEMBERED)
    yield from corrections(resting, remembered(archive.article), remembered(archive.searched), at)


def _has_moved(known: Listed | None, version: str) -> bool:
    """Whether an article is searched no more in this version; one that waits for its date is nobody's withdrawal."""
    if known is None or (known.held and known.withdrawn is None):
        return False
    return known.withdrawn is not None or known.version != version


def corrections(
    resting: Iterable[Resting],
    version: Callable[[str, str], Article | None],
    searched: Callable[[str], Article | None],
    at: datetime,
) -> Iterator[Correction]:
    """What is to be said under each answer, of which all citations follow one another.

    `version` knows an article as it was cited, and `searched` as it is searched now, None where it was withdrawn.
    """
    for _, rows in groupby(resting, key=lambda one: one.posted.receipt):
        citations = list(rows)
        numbers: dict[tuple[str, str, Change], list[int]] = {}
        cited: dict[tuple[str, str, Change], Article] = {}
        for one in citations:
            old = version(one.cited.article, one.cited.version)
            change = change_of(one.cited, old, searched(one.cited.article)) if old else None
            if old and change in {Change.WITHDRAWN, Change.WORDS}:
                key = (one.cited.article, one.cited.version, change)
                numbers.setdefault(key, []).append(one.cited.number)
                cited[key] = old
        if numbers:
            yield Correction(
                posted=citations[0].posted,
                question=citations[0].question,
                sources=tuple(_source(cited[key], tuple(numbers[key]), key[2]) for key in numbers),
                at=at,
            )


def _source(article: Article, numbers: tuple[int, ...], change: Change) -> ChangedSource:
    return ChangedSource(numbers=numbers, title=article.title, publisher=article.publisher, change=change)
