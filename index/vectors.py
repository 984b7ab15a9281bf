"""The dense store of an edition: Chroma, kept lean. The one module that knows chromadb.

Only ids and vectors go in: texts and metadata would cost twice the time and 18 times the space (reference/chroma.md,
1.1). Chroma is asked without a filter only: its `where` takes 80 to 410 ms at 100,000 passages.
"""

import logging
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
from index.graph import check_graph

logger = logging.getLogger(__name__)

COLLECTION = "passages"
BATCH_PASSAGES = 1000
EF_SEARCH = 200


class VectorStore:
    """The vectors of one edition. The folder must be writable: opening Chroma writes a row into its SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Chroma reads a torn graph without a look, and may end the whole process.
        check_graph(folder)
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

    def ids(self) -> set[str]:
        """The ids of all vectors, as Chroma's database has them: some may have no readable vector (`stored`)."""
        with self._translated("read"):
            return set(self._collection.get(include=[])["ids"])

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
    stored: Callable[[int], None] = lambda count: None,
) -> None:
    """Make a new store, whole and closed on return. `stored` is told as it goes on how many passages are in.

    Raises:
        IndexFaultError: it can't be written.
    """
    with _written(folder) as client:
        collection = client.create_collection(
            COLLECTION,
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
            embedding_function=None,
        )
        for start in range(0, len(ids), BATCH_PASSAGES):
            batch = slice(start, start + BATCH_PASSAGES)
            collection.add(ids=list(ids[batch]), embeddings=vectors[batch])
            stored(min(batch.stop, len(ids)))


def amend_vectors(folder: Path, *, gone: Sequence[str], ids: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
    """Take vectors out of a copied store and put others in; it is closed on return. An id is never in both.

    Raises:
        IndexFaultError: it can't be read or written.
    """
    with _written(folder) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        for start in range(0, len(gone), BATCH_PASSAGES):
            collection.delete(ids=list(gone[start : start + BATCH_PASSAGES]))
        for start in range(0, len(ids), BATCH_PASSAGES):
            batch = slice(start, start + BATCH_PASSAGES)
            collection.add(ids=list(ids[batch]), embeddings=vectors[batch])


@contextmanager
def _written(folder: Path) -> Iterator[Client]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            client = _client(folder)
            stack.callback(client.close)
            yield client
    except (ChromaError, ValueError, OSError) as error:
        logger.debug("chroma: %s", error)
        raise IndexFaultError(
            f"The vectors in {folder} can't be written; free some space, and run `newshound reindex` again."
        ) from error


def _client(folder: Path) -> Client:
    """Chroma in a folder: what `chromadb.PersistentClient` makes, under the type that has `close`.

    Raises:
        ChromaError, ValueError, OSError: it can't be made or opened.
    """
    settings = Settings(
        is_persistent=True, persist_directory=str(folder), anonymized_telemetry=False, allow_reset=False
    )
    try:
        return Client(settings=settings)
    except AttributeError as error:
        # Where its database can't be opened, Chroma falls over clearing away what it has not made yet.
        raise OSError("Chroma can't be started") from error
