"""The quotations of an edition: tables of `passages.db` that say who said what, by speaker and by topic.

Quotations are numbered in order of their articles, which is that of date. A topic is found by stems: for each, the
numbers of the quotations that have it around them, and of the articles that have it in their titles.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Sequence

from index.kept_quotes import KeptQuote
from index.names import words_of
from index.terms import Analyser, distinct

QUOTE_TABLES = """
CREATE TABLE quote (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL, speaker INTEGER NOT NULL, cue TEXT NOT NULL,
    direct INTEGER NOT NULL
);
CREATE TABLE speaker (number INTEGER PRIMARY KEY, phrase TEXT NOT NULL, quotes INTEGER NOT NULL);
CREATE TABLE speaker_word (word TEXT NOT NULL, speaker INTEGER NOT NULL, PRIMARY KEY (word, speaker)) WITHOUT ROWID;
CREATE TABLE quote_stem (stem TEXT PRIMARY KEY, quotes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE title_stem (stem TEXT PRIMARY KEY, articles BLOB NOT NULL) WITHOUT ROWID;
"""
NUMBERS = "I"
"""How numbers are packed: unsigned, four bytes each, in the machine's order; an edition stays on its machine."""

_Row = tuple[int, int, int, int, int, int, int, str, int]


class QuoteTables:
    """Fills the tables, article by article; little more than the numbers is held in memory."""

    def __init__(self, database: sqlite3.Connection, analyser: Analyser) -> None:
        self._database = database
        self._analyser = analyser
        self._speakers: dict[str, int] = {}
        self._spoke: list[int] = []
        self._quotes: dict[str, array[int]] = {}
        self._titles: dict[str, array[int]] = {}
        self._number = 0

    def put(self, article: int, title: str, quotes: Sequence[KeptQuote]) -> None:
        """Add what is said in an article."""
        if not quotes:
            return
        for stem in distinct(self._analyser.stems(title)):
            self._titles.setdefault(stem, array(NUMBERS)).append(article)
        self._database.executemany("INSERT INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._rows(article, quotes))

    def _rows(self, article: int, quotes: Sequence[KeptQuote]) -> Iterable[_Row]:
        for kept in quotes:
            for stem in kept.stems:
                self._quotes.setdefault(stem, array(NUMBERS)).append(self._number)
            quote = kept.quote
            speaker = self._speakers.setdefault(quote.speaker, len(self._speakers))
            if speaker == len(self._spoke):
                self._spoke.append(0)
            self._spoke[speaker] += 1
            places = (quote.words.start, quote.words.end, quote.sentence.start, quote.sentence.end)
            yield (self._number, article, *places, speaker, quote.cue, int(quote.direct))
            self._number += 1

    def finish(self) -> None:
        """Write what could not be written before all articles were there."""
        self._database.executemany(
            "INSERT INTO speaker VALUES (?, ?, ?)",
            ((number, phrase, self._spoke[number]) for phrase, number in self._speakers.items()),
        )
        self._database.executemany(
            "INSERT INTO speaker_word VALUES (?, ?)",
            ((word, number) for phrase, number in self._speakers.items() for word in distinct(words_of(phrase))),
        )
        for table, stems in (("quote_stem", self._quotes), ("title_stem", self._titles)):
            rows = ((stem, numbers.tobytes()) for stem, numbers in sorted(stems.items()))
            self._database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608 - a constant
