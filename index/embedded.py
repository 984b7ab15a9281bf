"""How texts were cut, and every vector that was ever computed, kept in the archive so that nothing is paid for twice.

Passages are kept by text version and splitter, vectors by passage text and model: a passage that moves within its
article, or stands in another one, keeps its vector.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.archive_file import ArchiveFile, passage_hash
from index.passage import Span

QUERY_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class KnownModel:
    """What is known of an embedding model without loading it. `rate` is passages a second, None before the first."""

    fingerprint: str
    window: int
    rate: float | None


class Embedded:
    """The passages and vectors of an archive."""

    def __init__(self, file: ArchiveFile) -> None:
        self._file = file

    def passages(self, version: str, splitter: str) -> list[Span]:
        """The passages that a splitter made of a text; none where it has not cut that text yet."""
        query = "SELECT start, end FROM passage WHERE version = ? AND splitter = ? ORDER BY ordinal"
        return [Span(*row) for row in self._file.rows(query, (version, splitter))]

    def store_passages(self, version: str, text: str, splitter: str, spans: Sequence[Span]) -> None:
        """Keep how a splitter cuts the text of a version."""
        rows = [
            (version, splitter, ordinal, span.start, span.end, passage_hash(span.of(text)))
            for ordinal, span in enumerate(spans)
        ]
        self._file.write("INSERT OR REPLACE INTO passage VALUES (?, ?, ?, ?, ?, ?)", *rows)

    def uncut(self, splitter: str) -> list[str]:
        """The ids of searched articles whose text this splitter has not cut yet."""
        query = (
            "SELECT a.id FROM searched a WHERE NOT EXISTS"
            " (SELECT 1 FROM passage p WHERE p.version = a.version AND p.splitter = ?) ORDER BY a.id"
        )
        return [row[0] for row in self._file.rows(query, (splitter,))]

    def count(self, splitter: str) -> int:
        """How many passages the searched articles have."""
        query = "SELECT count(*) FROM searched a JOIN passage p ON p.version = a.version AND p.splitter = ?"
        row = self._file.first(query, (splitter,))
        return int(row[0]) if row else 0

    def missing(self, splitter: str, model: str) -> list[tuple[bytes, str, Span]]:
        """The passages of searched articles that have no vector of this model: hash, an article that has it, place.

        Each text stands once, and they come in order of length, longest first: a model reads texts of one length best.
        """
        query = (
            "SELECT p.hash, min(a.id), p.start, p.end FROM searched a"
            " JOIN passage p ON p.version = a.version AND p.splitter = ?"
            " LEFT JOIN vector v ON v.passage = p.hash AND v.model = ?"
            " WHERE v.passage IS NULL GROUP BY p.hash ORDER BY p.end - p.start DESC, p.hash"
        )
        return [(row[0], row[1], Span(row[2], row[3])) for row in self._file.rows(query, (splitter, model))]

    def vectors(self, texts: Sequence[str], model: str) -> dict[str, npt.NDArray[np.float32]]:
        """The kept vectors of those passages that have one, by text."""
        by_hash = {passage_hash(text): text for text in texts}
        return {by_hash[key]: vector for key, vector in self._by_hash(list(by_hash), model)}

    def _by_hash(self, hashes: Sequence[bytes], model: str) -> Iterator[tuple[bytes, npt.NDArray[np.float32]]]:
        for start in range(0, len(hashes), QUERY_BATCH):
            batch = hashes[start : start + QUERY_BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT passage, numbers FROM vector WHERE model = ? AND passage IN ({marks})"  # noqa: S608
            for key, numbers in self._file.rows(query, (model, *batch)):
                yield key, np.frombuffer(numbers, dtype=np.float32)

    def store_vectors(self, texts: Iterable[str], vectors: npt.NDArray[np.float32], model: str) -> None:
        """Keep the vectors of some passages, row by row."""
        rows = [(passage_hash(text), model, vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        self._file.write("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", *rows)

    def model(self, signature: str) -> KnownModel | None:
        """What is known of the model with this signature; None where it was never loaded."""
        row = self._file.first("SELECT fingerprint, window, rate FROM model WHERE signature = ?", (signature,))
        return KnownModel(fingerprint=row[0], window=row[1], rate=row[2]) if row else None

    def store_model(self, signature: str, known: KnownModel) -> None:
        """Remember what loading a model has shown, and how quick it was."""
        self._file.write(
            "INSERT OR REPLACE INTO model VALUES (?, ?, ?, ?)",
            (signature, known.fingerprint, known.window, None if known.rate is None else str(known.rate)),
        )
