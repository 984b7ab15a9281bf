"""The dense store of an edition: Chroma, kept lean. The one module that knows chromadb.

Only ids, vectors and one integer key go in: texts and metadata would cost twice the time and 18 times the space
(reference/chroma.md, 1.1). Chroma is asked without a filter only: its `where` takes 80 to 410 ms at 100,000 passages.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index.errors import IndexFaultError

COLLECTION = "passages"
BATCH_PASSAGES = 1000
EF_SEARCH = 200


class VectorStore:
    """The vectors of one edition. The folder must be writable: opening Chroma writes a row into its SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            with ExitStack() as stack:
                self._client = _client(folder)
                stack.callback(self._client.close)
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
                stack.pop_all()
        except (ChromaError, ValueError, OSError) as error:
            raise IndexFaultError(
                f"The vectors in {folder} can't be opened; run `newshound reindex` to build the index again."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def nearest(self, vector: npt.NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """Ids and cosines of the passages nearest to a unit vector, best first (approximate: HNSW)."""
        limit = min(limit, self.count())
        if not limit:
            return []
        with self._translated("searched"):
            found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"])
        distances = found["distances"] or [[]]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)]

    def count(self) -> int:
        """How many vectors there are."""
        with self._translated("counted"):
            return int(self._collection.count())

    def stored(self, ids: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The vectors of those of some ids that have a readable one."""
        with self._translated("read"):
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return dict(zip(found["ids"], vectors, strict=True))

    def close(self) -> None:
        """Free memory and files."""
        self._client.close()

    @contextmanager
    def _translated(self, done: str) -> Iterator[None]:
        try:
            yield
        except ChromaError as error:
            raise IndexFaultError(
                f"The vectors in {self._folder} can't be {done}; run `newshound reindex` to build the index again."
            ) from error


def write_vectors(
    folder: Path,
    ids: Sequence[str],
    vectors: npt.NDArray[np.float32],
    days: Sequence[int],
    stored: Callable[[int], None] = lambda count: None,
) -> None:
    """Make a new store, whole and closed on return.

    `days` are days since 1970, -1 for an undated passage. `stored` is told as it goes on how many passages are in.
    """
    folder.mkdir(parents=True)
    client = _client(folder)
    try:
        collection = client.create_collection(
            COLLECTION,
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
            embedding_function=None,
        )
        for start in range(0, len(ids), BATCH_PASSAGES):
            batch = slice(start, start + BATCH_PASSAGES)
            collection.add(
                ids=list(ids[batch]),
                embeddings=vectors[batch],
                metadatas=[{"day": day} for day in days[batch]],
            )
            stored(min(batch.stop, len(ids)))
    finally:
        client.close()


def _client(folder: Path) -> Client:
    """Chroma in a folder: what `chromadb.PersistentClient` makes, under the type that has `close`."""
    settings = Settings(
        is_persistent=True, persist_directory=str(folder), anonymized_telemetry=False, allow_reset=False
    )
    return Client(settings=settings)
