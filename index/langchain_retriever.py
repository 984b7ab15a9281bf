"""The index as a LangChain retriever: each document is a passage, with what a checkable citation of it needs.

Its `page_content` is always `text[start:end]` of that version of the article (`newshound articles show ID --json`).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import AwareDatetime, Field, SkipValidation

from index.embedding import open_embedder
from index.home import Home
from index.query import PASSAGES_BY_DEFAULT, Hit, Query, Searcher
from index.search import IndexSearcher, check_model
from index.shelf import Shelf
from index.terms import Analyser


class NewshoundRetriever(BaseRetriever):
    """Finds passages with any searcher; `invoke`, `ainvoke`, `batch` and chains work as with every retriever.

    `publishers` keeps these outlets' articles alone, `since` and `until` bound the publication date, `as_of` hides
    later articles. `asked` is the day to which recent news is near; None means the moment of asking. Times are aware.

    Raises:
        NoIndexError, IndexFaultError: there is nothing that can be searched.
    """

    searcher: Annotated[Searcher, SkipValidation]
    limit: int = Field(default=PASSAGES_BY_DEFAULT, ge=1)
    publishers: tuple[str, ...] = ()
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    as_of: AwareDatetime | None = None
    asked: AwareDatetime | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return self._search(query)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        # A search computes for milliseconds and reads files: not on the event loop.
        return await asyncio.to_thread(self._search, query)

    def _search(self, text: str) -> list[Document]:
        if not any(character.isalnum() for character in text):
            return []
        results = self.searcher.search(
            Query(
                text=text,
                limit=self.limit,
                asked=_utc(self.asked or datetime.now(UTC)),
                publishers=self.publishers,
                since=_utc(self.since),
                until=_utc(self.until),
                as_of=_utc(self.as_of),
            )
        )
        return [_document(hit, rank, results.coverage.edition) for rank, hit in enumerate(results.hits, start=1)]


@contextmanager
def open_retriever(home: Path, *, embedder: str = "", threads: int = 1) -> Iterator[NewshoundRetriever]:
    """A retriever over the edition that is published in a home, which stays open meanwhile.

    `embedder` and `threads` are what NEWSHOUND_EMBEDDER and NEWSHOUND_THREADS are for the program. Narrow a retriever
    with `retriever.model_copy(update={"limit": 3, "publishers": ("Reuters",)})`.

    Raises:
        NoIndexError: nothing is published yet.
        IndexFaultError, ModelError: the edition or the embedding model can't be used.
    """
    with Shelf(Home(home)) as shelf:
        shelf.refresh()
        # Before the embedding model takes its seconds to load: where nothing can be asked, that is said at once.
        with shelf.borrow() as edition:
            model = open_embedder(embedder, threads)
            check_model(edition, model)
        yield NewshoundRetriever(searcher=IndexSearcher(shelf, model, Analyser()))


def _document(hit: Hit, rank: int, edition: str) -> Document:
    """The hit as a document; every value of its metadata can be written as JSON."""
    article, span = hit.passage.article, hit.passage.span
    return Document(
        id=f"{article.id}:{article.version}:{span.start}-{span.end}",
        page_content=hit.passage.text,
        metadata={
            "article_id": article.id,
            "version": article.version,
            "title": article.title,
            "publisher": article.publisher,
            "published": None if article.published is None else article.published.isoformat().replace("+00:00", "Z"),
            "url": article.url,
            "start": span.start,
            "end": span.end,
            "rank": rank,
            "score": float(hit.score),
            "similarity": float(hit.similarity),
            "copies": [copy.id for copy in hit.copies],
            "edition": edition,
        },
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
