"""Finds what somebody said, or what was said of something, among the quotations of an edition, newest first."""

import difflib
import sqlite3
import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.cues import ROLES
from index.edition_texts import read_article
from index.names import TITLES, same_word, short_forms, speaks_for, words_of
from index.passage import Span
from index.query import Query
from index.quote_tables import NUMBERS
from index.quotes import Quote
from index.speaker_names import is_same_speaker, read_speaker

if TYPE_CHECKING:
    # What reads statements needs no word index, nor the library behind it.
    from index.columns import Columns

TITLED = 0.5
"""What a word of the topic is worth that only the article's title holds."""
ABOUT_IT = 0.5
"""A quotation with this share of the topic's words, weighted by their idf, is about it."""
MOST_NEAR = 5
NEAR_READ = 25
SAME_ENOUGH = 0.75
LONGEST_SUFFIX = 3

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class QuoteQuery:
    """Whose words, and about what: at least one of both. `topic` are analysed stems; `within` has the filters.

    `limit` counts quotations, copies and all.
    """

    speaker: str = ""
    topic: tuple[str, ...] = ()
    within: Query
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Said:
    """A quotation, the article that has it, and how much of the topic it has, 0 to 1."""

    article: Article
    quote: Quote
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class SaidResults:
    """What was found, newest first and undated last; how many there are in all; whom the speaker's name may mean.

    `near` are names like the one that nobody has, those that are quoted most first; `otherwise` counts what was
    left out for being on other matters.
    """

    found: tuple[Said, ...]
    total: int = 0
    speakers: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    otherwise: int = 0


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """The numbers of quotations, newest first; the share of the topic of each there is; and who may be meant."""

    numbers: Numbers
    shares: npt.NDArray[np.float64]
    phrases: dict[int, str]
    otherwise: int


class Quoted:
    """The quotations of an open edition; threads may share it. Its numbers are read when they are first asked for."""

    def __init__(self, database: sqlite3.Connection, lock: threading.Lock, columns: "Columns") -> None:
        self._database = database
        self._lock = lock
        self._columns = columns
        self._loaded: tuple[Numbers, Numbers] | None = None

    def places(self, query: QuoteQuery) -> list[tuple[int, int, float]]:
        """The same as article number, place and share of the topic, the largest shares first, then the newest."""
        with self._lock:
            chosen = self._chosen(query)
            best = chosen.numbers[np.argsort(-chosen.shares[chosen.numbers], kind="stable")][: query.limit]
            articles = self._load()[0]
            starts = [
                self._database.execute("SELECT start FROM quote WHERE number = ?", (number,)).fetchone()[0]
                for number in best.tolist()
            ]
        return list(zip(articles[best].tolist(), starts, chosen.shares[best].tolist(), strict=True))

    def search(self, query: QuoteQuery) -> SaidResults:
        """What is asked for; raises sqlite3.DatabaseError where the tables are damaged."""
        with self._lock:
            chosen = self._chosen(query)
            if query.speaker and not chosen.phrases:
                return SaidResults(found=(), near=self._near(query.speaker))
            found = self._read(chosen.numbers[: query.limit], chosen.shares)
            speakers = self._load()[1]
        heard = dict.fromkeys(speakers[chosen.numbers].tolist())
        named = tuple(chosen.phrases[number] for number in heard if number in chosen.phrases)
        return SaidResults(
            found=found,
            total=len(chosen.numbers),
            speakers=named or tuple(chosen.phrases.values()),
            otherwise=chosen.otherwise,
        )

    def _chosen(self, query: QuoteQuery) -> _Chosen:
        articles, speakers = self._load()
        kept = np.ones(len(articles), dtype=np.bool_)
        phrases = self._speakers(query.speaker) if query.speaker else {}
        if query.speaker:
            kept &= np.isin(speakers, list(phrases))
        filtered = self._columns.articles_kept(query.within)
        if filtered is not None:
            kept &= filtered[articles]
        shares = self._shares(query.topic, articles) if query.topic else np.ones(len(articles))
        numbers = np.flatnonzero(kept & (shares >= ABOUT_IT))
        # Undated articles come first among the articles and belong at the end here.
        newest = numbers[np.lexsort((numbers, -self._columns.seconds[articles[numbers]]))]
        return _Chosen(numbers=newest, shares=shares, phrases=phrases, otherwise=int(kept.sum()) - len(newest))

    def _load(self) -> tuple[Numbers, Numbers]:
        if self._loaded is None:
            rows = self._database.execute("SELECT article, speaker FROM quote ORDER BY number").fetchall()
            table = np.array(rows, dtype=np.int64).reshape(-1, 2)
            self._loaded = table[:, 0], table[:, 1]
        return self._loaded

    def _speakers(self, name: str) -> dict[int, str]:
        """The speakers whom a name means, by number, those that are quoted most first."""
        words = words_of(name)
        forms = [words, *(form.split() for form in short_forms(words))] if words else []
        query = (
            "SELECT DISTINCT s.number, s.phrase, s.quotes FROM speaker_word w JOIN speaker s ON s.number = w.speaker"
            " WHERE w.word >= ? AND w.word < ?"
        )
        found: dict[int, tuple[int, str]] = {}
        for last in {form[-1] for form in forms}:
            # A nation's people speak for it too: Israel, Israeli.
            begin = last[: max(len(last) - LONGEST_SUFFIX, LONGEST_SUFFIX + 1)]
            for number, phrase, quotes in self._database.execute(query, (begin, begin + "\U0010ffff")):
                if number not in found and speaks_for(phrase, name):
                    found[number] = (-quotes, phrase)
        meant = {number: phrase for number, (_, phrase) in sorted(found.items(), key=lambda one: one[1])}
        return _in_office(meant, ROLES.union(TITLES).intersection(words))

    def beginning(self, typed: str, limit: int) -> list[str]:
        """Speakers who have a word that begins with the last one that is typed, and the others; most quoted first."""
        words = words_of(typed)
        last = words[-1] if words else ""
        query = (
            "SELECT DISTINCT s.phrase FROM speaker_word w JOIN speaker s ON s.number = w.speaker"
            " WHERE w.word >= ? AND w.word < ? ORDER BY s.quotes DESC, s.phrase LIMIT ?"
        )
        with self._lock:
            rows = self._database.execute(query, (last, last + "\U0010ffff", limit if len(words) < 2 else -1))  # noqa: PLR2004
            phrases = [row[0] for row in rows]
        return [phrase for phrase in phrases if set(words[:-1]) <= set(words_of(phrase))][:limit]

    def _near(self, name: str) -> tuple[str, ...]:
        """Names like one that nobody has: a word of theirs is spelt alike."""
        words = [word for word in words_of(name) if len(word) > LONGEST_SUFFIX] or words_of(name)
        query = "SELECT DISTINCT word FROM speaker_word WHERE word >= ? AND word < ?"
        alike: set[str] = set()
        for word in words:
            known = [row[0] for row in self._database.execute(query, (word[0], word[0] + "\U0010ffff"))]
            alike.update(other for other in known if same_word(word, other))
            alike.update(difflib.get_close_matches(word, known, n=MOST_NEAR, cutoff=SAME_ENOUGH))
        marks = ",".join("?" * len(alike))
        rows = self._database.execute(
            f"SELECT s.phrase FROM speaker_word w JOIN speaker s ON s.number = w.speaker WHERE w.word IN ({marks})"  # noqa: S608
            " GROUP BY s.number ORDER BY s.quotes DESC, s.phrase LIMIT ?",
            (*sorted(alike), NEAR_READ),
        )
        named: list[str] = []
        for (phrase,) in rows:
            speaker = read_speaker(phrase)
            if not any(is_same_speaker(speaker, read_speaker(other)) for other in named):
                named.append(phrase)
        return tuple(named[:MOST_NEAR])

    def _shares(self, topic: Sequence[str], articles: Numbers) -> npt.NDArray[np.float64]:
        """How much of a topic each quotation has around it or in its article's title."""
        count = len(articles)
        shares = np.zeros(count)
        total = 0.0
        for stem in topic:
            around = np.zeros(count, dtype=np.bool_)
            around[self._postings("quote_stem", "quotes", stem)] = True
            titled = np.zeros(len(self._columns.seconds), dtype=np.bool_)
            titled[self._postings("title_stem", "articles", stem)] = True
            weight = float(np.log1p(count / (1 + around.sum())))
            shares += weight * np.maximum(around, TITLED * titled[articles])
            total += weight
        return shares / total if total else shares

    def _postings(self, table: str, column: str, stem: str) -> Numbers:
        row = self._database.execute(f"SELECT {column} FROM {table} WHERE stem = ?", (stem,)).fetchone()  # noqa: S608
        return np.frombuffer(row[0], dtype=NUMBERS).astype(np.int64) if row else np.zeros(0, dtype=np.int64)

    def _read(self, numbers: Numbers, shares: npt.NDArray[np.float64]) -> tuple[Said, ...]:
        query = (
            'SELECT q.article, q.start, q."end", q.sentence_start, q.sentence_end, s.phrase, q.cue, q.direct'
            " FROM quote q JOIN speaker s ON s.number = q.speaker WHERE q.number = ?"
        )
        articles: dict[int, Article] = {}
        found = []
        for number in numbers.tolist():
            key, start, end, first, last, phrase, cue, direct = self._database.execute(query, (number,)).fetchone()
            if key not in articles:
                articles[key] = read_article(self._database, key)
            quote = Quote(
                words=Span(start, end), sentence=Span(first, last), speaker=phrase, cue=cue, direct=bool(direct)
            )
            found.append(Said(article=articles[key], quote=quote, share=float(shares[number])))
        return tuple(found)


def _in_office(meant: Mapping[int, str], offices: Set[str]) -> dict[int, str]:
    """Of the speakers whom a name may mean, those who hold the offices in it, if any does, by whatever name.

    So "Mayor Brandt" is Ilse Brandt as well where another article calls her mayor, and no Peter Brandt.
    """
    holders = [phrase for phrase in meant.values() if offices <= set(words_of(phrase))]
    if not offices or not holders:
        return dict(meant)
    known = [read_speaker(phrase) for phrase in holders]
    return {
        number: phrase
        for number, phrase in meant.items()
        if phrase in holders or any(is_same_speaker(read_speaker(phrase), other) for other in known)
    }
