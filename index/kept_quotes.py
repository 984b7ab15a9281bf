"""What is said in each text, kept in the archive by the text's version, so that no text is read twice for it.

With each quotation stand the stems by which its topic is found: its own and those of what stands around it, for people
seldom name what they speak about.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from index.archive_file import ArchiveFile
from index.passage import Span
from index.quotes import Quote, quotes_of
from index.terms import Analyser, distinct

RULES = 2
"""Which rules read the quotations; texts that older ones have read are read again."""
AROUND_CHARACTERS = 300
"""So much before a quotation's sentence, and behind it, may say what it is about."""


@dataclass(frozen=True, kw_only=True)
class KeptQuote:
    """A quotation and the stems of its sentence and of what stands around it."""

    quote: Quote
    stems: tuple[str, ...]


class KeptQuotes:
    """The quotations of an archive."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file

    def unread(self) -> list[tuple[str, str]]:
        """An article and version of each searched text whose quotations were not read by these rules."""
        query = (
            "SELECT min(a.id), a.version FROM searched a WHERE NOT EXISTS"
            " (SELECT 1 FROM quotes q WHERE q.version = a.version AND q.rules = ?) GROUP BY a.version ORDER BY 1"
        )
        return [(row[0], row[1]) for row in self._file.rows(query, (RULES,))]

    def store(self, version: str, quotes: tuple[KeptQuote, ...]) -> None:
        """Keep what is said in the text of a version."""
        packed = zlib.compress(json.dumps(list(map(_row, quotes)), ensure_ascii=False).encode())
        self._file.write("INSERT OR REPLACE INTO quotes VALUES (?, ?, ?)", (version, RULES, packed))

    def of(self, version: str) -> tuple[KeptQuote, ...] | None:
        """What is said in the text of a version; None where it was not read by these rules."""
        row = self._file.first("SELECT packed FROM quotes WHERE version = ? AND rules = ?", (version, RULES))
        return tuple(_quotes(row[0])) if row else None


def read_quotes(text: str, analyser: Analyser) -> tuple[KeptQuote, ...]:
    """What is said in a text, ready to be kept."""
    quotes = quotes_of(text)
    return tuple(
        KeptQuote(quote=quote, stems=tuple(distinct(analyser.stems(_around(text, quote))))) for quote in quotes
    )


def _around(text: str, quote: Quote) -> str:
    """The words that may say what a quotation is about, whole ones only; who speaks is another matter."""
    start = max(0, quote.sentence.start - AROUND_CHARACTERS)
    end = min(len(text), quote.sentence.end + AROUND_CHARACTERS)
    before, behind = text[start : quote.sentence.start], text[quote.sentence.end : end]
    before = before if not start else before.partition(" ")[2]
    behind = behind if end == len(text) else behind.rpartition(" ")[0]
    return f"{quote.sentence.of(text)} {before} {behind}"


_Row = tuple[int, int, int, int, str, str, int, str]


def _row(kept: KeptQuote) -> _Row:
    quote = kept.quote
    places = (quote.words.start, quote.words.end, quote.sentence.start, quote.sentence.end)
    return (*places, quote.speaker, quote.cue, int(quote.direct), " ".join(kept.stems))


def _quotes(packed: bytes) -> Iterator[KeptQuote]:
    rows: list[_Row] = json.loads(zlib.decompress(packed))
    for start, end, first, last, speaker, cue, direct, stems in rows:
        words, sentence = Span(start, end), Span(first, last)
        quote = Quote(words=words, sentence=sentence, speaker=speaker, cue=cue, direct=bool(direct))
        yield KeptQuote(quote=quote, stems=tuple(stems.split()))
