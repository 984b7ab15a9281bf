"""The lexical store of an edition: BM25 by tantivy. The one module that knows tantivy.

Title and date are indexed with the passage, in one field, as they were when BM25 was measured
(reference/retrieval.md). The text comes analysed (`index.terms`), so that indexing, searching and reading agree on
what a word is, and no question ever reaches tantivy's query parser.

A text is known here by its `entry`, a number that it keeps from edition to edition while nothing of it changes, so that
a copied index needs only what has changed. Tantivy's statistics count deleted texts until it merges their part of the
index: with a fifth of the passages indexed again, scores differ from those of a new index by 0.6 % on average, 1.8 % at
the 95th of a hundred, and 1.4 % of the ten best are others.
"""

import logging
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import tantivy

from index.errors import IndexFaultError
from index.terms import distinct

logger = logging.getLogger(__name__)

WRITER_MEMORY_BYTES = 128_000_000
"""Enough for an eighth of 190,000 passages."""
PARTS = 8
"""Tantivy merges the parts of an index, one for each commit, as soon as there are so many of about one size."""
UNDATED = -(2**62)
"""What stands for the time of an undated passage: before every window."""

_ANALYSED = "whitespace-only"
_EVERY = "1"  # a word that every text has, to be counted by


@dataclass(frozen=True, kw_only=True)
class LexicalEntry:
    """What is indexed of one passage or article: its number, its stems, and what filters need.

    `seconds` is the time of publication, `appeared` that of the text as it is, UNDATED where it is undated.
    """

    entry: int
    stems: Sequence[str]
    seconds: int
    appeared: int
    publisher: str


@dataclass(frozen=True, kw_only=True)
class LexicalFilter:
    """Bounds in seconds since 1970, all counted, and publishers as the index writes them; None bounds nothing.

    `appeared` bounds the time from which a text is known to have been as it is.
    """

    since: int | None = None
    until: int | None = None
    appeared: int | None = None
    publishers: tuple[str, ...] | None = None


class LexicalIndex:
    """A BM25 index of passages or of articles, read only. Only passages have pairs of words."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(folder))
        except (ValueError, OSError) as error:
            raise IndexFaultError(
                f"The word index in {folder} can't be opened; run `newshound reindex` to build the index again."
            ) from error
        _register(self._index)
        self._index.reload()
        self._searcher = self._index.searcher()

    def count(self) -> int:
        """How many texts there are."""
        return int(self._searcher.num_docs)

    def entries(self) -> list[int]:
        """The numbers of all texts."""
        found = self._searcher.search(tantivy.Query.all_query(), limit=max(self.count(), 1), count=False)
        return self._entries([address for _, address in found.hits])

    def weights(self, stems: Iterable[str]) -> dict[str, float]:
        """The idf of each stem as BM25 has it, ln(1 + (N - n + 0.5) / (n + 0.5)) for n of N texts (Robertson)."""
        return self._idf("body", stems)

    def pair_weights(self, stems: Sequence[str]) -> dict[str, float]:
        """The idf of each pair of neighbours among the stems."""
        return self._idf("pairs", pairs(stems))

    def search(self, stems: Sequence[str], limit: int, bounds: LexicalFilter) -> list[tuple[int, float]]:
        """Entries and BM25 scores of the best texts that hold any of the stems, best first."""
        return self._search("body", distinct(stems), limit, bounds)

    def search_pairs(self, stems: Sequence[str], limit: int, bounds: LexicalFilter) -> list[tuple[int, float]]:
        """The same for the pairs of neighbours among the stems, which are in the order of the query."""
        return self._search("pairs", distinct(pairs(stems)), limit, bounds)

    def _idf(self, field: str, terms: Iterable[str]) -> dict[str, float]:
        # As BM25 has it: deleted texts count on both sides of the fraction.
        total = self._searcher.doc_freq("every", _EVERY)
        found = {term: self._searcher.doc_freq(field, term) for term in set(terms)}
        return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in found.items()}

    def _search(self, field: str, terms: Sequence[str], limit: int, bounds: LexicalFilter) -> list[tuple[int, float]]:
        if not terms or not limit:
            return []
        schema = self._index.schema
        words = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, field, term)) for term in terms]
        clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query(words)), *_clauses(schema, bounds)]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=limit, count=False)
        entries = self._entries([address for _, address in found.hits])
        return [(entry, float(score)) for entry, (score, _) in zip(entries, found.hits, strict=True)]

    def _entries(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(entry or 0) for entry in self._searcher.fast_field_values("entry", addresses)]


class LexicalWriter:
    """Writes an index: a new one, or a copy of one. Nothing of it counts before `finish`."""

    def __init__(self, folder: Path, *, with_pairs: bool) -> None:
        self._folder = folder
        self._with_pairs = with_pairs
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(folder))
            _register(self._index)
            self._writer = self._index.writer(heap_size=WRITER_MEMORY_BYTES, num_threads=1)
        except (ValueError, OSError) as error:
            raise self._fault(error) from error

    def add(self, entry: LexicalEntry) -> None:
        """Put a text in."""
        document = tantivy.Document()
        document.add_unsigned("entry", entry.entry)
        document.add_text("every", _EVERY)
        document.add_text("body", " ".join(entry.stems))
        if self._with_pairs:
            document.add_text("pairs", " ".join(pairs(entry.stems)))
        document.add_integer("seconds", entry.seconds)
        document.add_integer("appeared", entry.appeared)
        document.add_text("publisher", entry.publisher)
        try:
            self._writer.add_document(document)
        except (ValueError, OSError) as error:
            raise self._fault(error) from error

    def remove(self, entries: Collection[int]) -> None:
        """Take texts out."""
        # Not by term: in tantivy-py 0.27 a term of an unsigned field matches nothing there, without a word.
        query = tantivy.Query.term_set_query(self._index.schema, "entry", list(entries))
        try:
            self._writer.delete_documents_by_query(query)
        except (ValueError, OSError) as error:
            raise self._fault(error) from error

    def commit(self) -> None:
        """End a part of the index."""
        try:
            self._writer.commit()
        except (ValueError, OSError) as error:
            raise self._fault(error) from error

    def finish(self) -> None:
        """Make the index whole and close it."""
        self.commit()
        try:
            self._writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> IndexFaultError:
        logger.debug("tantivy: %s", error)
        return IndexFaultError(
            f"The word index in {self._folder} can't be written; free some space, and run `newshound reindex` again."
        )


def write_lexical(folder: Path, entries: Iterable[LexicalEntry], *, with_pairs: bool = True) -> None:
    """Make a new index; it is whole and closed on return."""
    writer = LexicalWriter(folder, with_pairs=with_pairs)
    for entry in entries:
        writer.add(entry)
    writer.finish()


def pairs(stems: Sequence[str]) -> list[str]:
    """Neighbouring stems, joined: "prime minister" is more than "prime" and "minister"."""
    return [f"{left}_{right}" for left, right in pairwise(stems)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("entry", stored=False, indexed=True, fast=True)
    builder.add_text_field("every", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", stored=False, tokenizer_name=_ANALYSED, index_option="freq")
    builder.add_text_field("pairs", stored=False, tokenizer_name=_ANALYSED, index_option="freq")
    builder.add_integer_field("seconds", stored=False, indexed=True, fast=True)
    builder.add_integer_field("appeared", stored=False, indexed=True, fast=True)
    builder.add_text_field("publisher", stored=False, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _register(index: tantivy.Index) -> None:
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYSED, analyser)


def _clauses(schema: tantivy.Schema, bounds: LexicalFilter) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """The filters as clauses that add nothing to a score."""
    queries = []
    if bounds.since is not None or bounds.until is not None:
        lowest = UNDATED + 1 if bounds.since is None else bounds.since
        queries.append(tantivy.Query.range_query(schema, "seconds", tantivy.FieldType.Integer, lowest, bounds.until))
    if bounds.appeared is not None:
        lowest, highest = UNDATED + 1, bounds.appeared
        queries.append(tantivy.Query.range_query(schema, "appeared", tantivy.FieldType.Integer, lowest, highest))
    if bounds.publishers is not None:
        queries.append(tantivy.Query.term_set_query(schema, "publisher", bounds.publishers))
    return [(tantivy.Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in queries]
