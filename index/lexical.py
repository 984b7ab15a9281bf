"""The lexical store of an edition: BM25 by tantivy. The one module that knows tantivy.

Title and date are indexed with the passage, in one field, as they were when BM25 was measured
(reference/retrieval.md). The text comes analysed (`index.terms`), so that indexing, searching and reading agree on
what a word is, and no question ever reaches tantivy's query parser.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import tantivy

from index.errors import IndexFaultError
from index.terms import distinct

WRITER_MEMORY_BYTES = 64_000_000
UNDATED = -(2**62)
"""What stands for the time of an undated passage: before every window."""

_ANALYSED = "whitespace-only"


@dataclass(frozen=True, kw_only=True)
class LexicalEntry:
    """What is indexed of one passage or article: its stems, its row, and what filters need.

    `seconds` is the time of publication, `appeared` that of the text as it is, UNDATED where it is undated.
    """

    row: int
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
    """A BM25 index of passages or of articles, read only."""

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

    def weights(self, stems: Iterable[str]) -> dict[str, float]:
        """The idf of each stem as BM25 has it, ln(1 + (N - n + 0.5) / (n + 0.5)) for n of N texts (Robertson)."""
        return self._idf("body", stems)

    def pair_weights(self, stems: Sequence[str]) -> dict[str, float]:
        """The idf of each pair of neighbours among the stems."""
        return self._idf("pairs", pairs(stems))

    def search(self, stems: Sequence[str], limit: int, bounds: LexicalFilter) -> list[tuple[int, float]]:
        """Rows and BM25 scores of the best texts that hold any of the stems, best first."""
        return self._search("body", distinct(stems), limit, bounds)

    def search_pairs(self, stems: Sequence[str], limit: int, bounds: LexicalFilter) -> list[tuple[int, float]]:
        """The same for the pairs of neighbours among the stems, which are in the order of the query."""
        return self._search("pairs", distinct(pairs(stems)), limit, bounds)

    def _idf(self, field: str, terms: Iterable[str]) -> dict[str, float]:
        total = self.count()
        found = {term: self._searcher.doc_freq(field, term) for term in set(terms)}
        return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in found.items()}

    def _search(self, field: str, terms: Sequence[str], limit: int, bounds: LexicalFilter) -> list[tuple[int, float]]:
        if not terms or not limit:
            return []
        schema = self._index.schema
        words = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, field, term)) for term in terms]
        clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query(words)), *_clauses(schema, bounds)]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=limit, count=False)
        rows = self._searcher.fast_field_values("row", [address for _, address in found.hits])
        return [(int(row or 0), float(score)) for row, (score, _) in zip(rows, found.hits, strict=True)]


def write_lexical(folder: Path, entries: Iterable[LexicalEntry]) -> None:
    """Make a new index; it is whole and closed on return."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    _register(index)
    writer = index.writer(heap_size=WRITER_MEMORY_BYTES, num_threads=1)
    for entry in entries:
        document = tantivy.Document()
        document.add_unsigned("row", entry.row)
        document.add_text("body", " ".join(entry.stems))
        document.add_text("pairs", " ".join(pairs(entry.stems)))
        document.add_integer("seconds", entry.seconds)
        document.add_integer("appeared", entry.appeared)
        document.add_text("publisher", entry.publisher)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def pairs(stems: Sequence[str]) -> list[str]:
    """Neighbouring stems, joined: "prime minister" is more than "prime" and "minister"."""
    return [f"{left}_{right}" for left, right in pairwise(stems)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=False, fast=True)
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
