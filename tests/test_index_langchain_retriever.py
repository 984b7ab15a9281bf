"""The LangChain retriever over a real small index: documents that can be cited, filters, threads, chains."""

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from made_index import NOW, made_article
from made_run import run_reindex
from pydantic import ValidationError

from index.article import version_of
from index.errors import IndexFaultError, NoIndexError
from index.home import Home
from index.langchain_retriever import NewshoundRetriever, open_retriever
from index.passage import Passage, Span
from index.query import Coverage, Hit, Results
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser

RECORDS = [
    {
        "id": "wall",
        "title": "Harbour wall to be rebuilt",
        "text": "The harbour wall of Port Ennis will be rebuilt, Mayor Ann Lee said. It costs 14 million crowns.",
        "publisher": "The Courier",
        "date": "2024-09-24",
        "url": "https://courier.example/wall",
    },
    {
        "id": "ferry",
        "title": "Ferry runs aground",
        "text": "A ferry with 230 passengers ran aground off Mount Cassel. Nobody was hurt, the coast guard said.",
        "publisher": "Wire",
        "date": "2024-10-01",
    },
    {
        "id": "navy",
        "title": "Navy visits",
        "text": "Two ships of the navy anchored in the bay. Sailors saw the market.",
    },
]
TEXTS = {record["id"]: record["text"] for record in RECORDS}
QUESTION = "What does the harbour wall cost?"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("retriever")
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, RECORDS)))
    home = Home(folder / "home")
    run_reindex(home, [folder / "news.jsonl"], lambda: embedder)
    return home


@pytest.fixture(scope="module")
def retriever(indexed, embedder):
    with Shelf(indexed) as shelf:
        shelf.refresh()
        yield NewshoundRetriever(searcher=IndexSearcher(shelf, embedder, Analyser()), asked=NOW)


class Remembering:
    """A searcher that remembers its queries and their threads, and finds one passage with a copy."""

    def __init__(self):
        self.queries = []
        self.threads = []

    def search(self, query):
        self.queries.append(query)
        self.threads.append(threading.current_thread())
        article = made_article("wall", "The wall.\nIt leaks.", published=datetime(2024, 9, 24, 6, 30, tzinfo=UTC))
        hit = Hit(
            passage=Passage(article=article, span=Span(10, 19)),
            score=0.75,
            similarity=0.5,
            copies=(made_article("copy-1"), made_article("copy-2")),
        )
        return Results(hits=(hit,), coverage=Coverage(edition="e1", built=NOW, articles=3))

    def publishers(self):
        return ()


def ids(documents):
    return [document.metadata["article_id"] for document in documents]


def test_a_document_is_a_passage_with_its_citation():
    version = version_of("The wall.\nIt leaks.")

    assert NewshoundRetriever(searcher=Remembering()).invoke("Does the wall leak?") == [
        Document(
            id=f"wall:{version}:10-19",
            page_content="It leaks.",
            metadata={
                "article_id": "wall",
                "version": version,
                "title": "Title of wall",
                "publisher": None,
                "published": "2024-09-24T06:30:00Z",
                "url": None,
                "start": 10,
                "end": 19,
                "rank": 1,
                "score": 0.75,
                "similarity": 0.5,
                "copies": ["copy-1", "copy-2"],
                "edition": "e1",
            },
        )
    ]


def test_the_limits_of_the_retriever_are_those_of_the_search():
    searcher = Remembering()
    east = timezone(timedelta(hours=2))
    settings = {"limit": 3, "publishers": ("Wire",), "since": NOW, "until": NOW, "as_of": NOW}

    NewshoundRetriever(searcher=searcher, asked=datetime(2024, 10, 1, 14, tzinfo=east), **settings).invoke("Who?")

    [query] = searcher.queries
    assert query.text == "Who?"
    assert (query.limit, query.publishers, query.since, query.until, query.as_of) == (3, ("Wire",), NOW, NOW, NOW)
    assert (query.asked, query.asked.tzinfo) == (NOW, UTC)


def test_without_a_clock_the_question_is_asked_now():
    searcher = Remembering()
    before = datetime.now(UTC)

    NewshoundRetriever(searcher=searcher).invoke("Who?")

    assert before <= searcher.queries[0].asked <= datetime.now(UTC)


@pytest.mark.parametrize("settings", [{"limit": 0}, {"since": datetime(2024, 9, 1)}])  # noqa: DTZ001 - naive on purpose
def test_settings_that_mean_nothing_are_refused(settings):
    with pytest.raises(ValidationError):
        NewshoundRetriever(searcher=Remembering(), **settings)


@pytest.mark.parametrize("text", ["", "  ", "?!", "😀"])
def test_a_text_without_words_finds_nothing(text):
    searcher = Remembering()

    assert NewshoundRetriever(searcher=searcher).invoke(text) == []
    assert searcher.queries == []


async def test_an_async_search_leaves_the_event_loop_free():
    class Waiting(Remembering):
        def search(self, query):
            assert released.wait(timeout=60)
            return super().search(query)

    released = threading.Event()
    searcher = Waiting()
    search = asyncio.create_task(NewshoundRetriever(searcher=searcher).ainvoke("Who?"))
    await asyncio.sleep(0)
    # The loop comes here while the search waits: on the loop itself it would wait for ever.
    released.set()

    assert ids(await search) == ["wall"]
    assert searcher.threads != [threading.current_thread()]


@pytest.mark.model
def test_every_document_can_be_verified_and_written_as_json(retriever):
    found = retriever.invoke(QUESTION)

    assert ids(found)[0] == "wall"
    assert sorted(ids(found)) == ["ferry", "navy", "wall"]
    assert [document.metadata["rank"] for document in found] == [1, 2, 3]
    for document in found:
        metadata = document.metadata
        text = TEXTS[metadata["article_id"]]
        assert text[metadata["start"] : metadata["end"]] == document.page_content
        assert version_of(text) == metadata["version"]
        assert json.loads(json.dumps(metadata)) == metadata
    assert len({document.id for document in found}) == 3


@pytest.mark.model
async def test_all_ways_of_asking_find_the_same(retriever):
    expected = retriever.invoke(QUESTION)

    assert await retriever.ainvoke(QUESTION) == expected
    assert retriever.batch([QUESTION, QUESTION]) == [expected, expected]
    assert await retriever.abatch([QUESTION] * 4) == [expected] * 4


@pytest.mark.model
@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"limit": 1}, {"wall"}),
        ({"publishers": ("Wire",)}, {"ferry"}),
        ({"since": datetime(2024, 10, 1, tzinfo=UTC)}, {"ferry"}),
        ({"as_of": datetime(2024, 9, 30, tzinfo=UTC)}, {"wall"}),
        ({"publishers": ("Nobody",)}, set()),
    ],
)
def test_filters_narrow_the_documents(retriever, settings, found):
    assert set(ids(retriever.model_copy(update=settings).invoke(QUESTION))) == found


@pytest.mark.model
def test_a_retriever_is_part_of_a_chain(retriever):
    chain = retriever | RunnableLambda(lambda documents: documents[0].metadata["url"])

    assert chain.invoke(QUESTION) == "https://courier.example/wall"


@pytest.mark.model
def test_a_home_is_opened_as_a_retriever(indexed, retriever):
    with open_retriever(indexed.folder) as opened:
        assert ids(opened.invoke(QUESTION))[0] == "wall"
        assert opened.invoke(QUESTION)[0].id == retriever.invoke(QUESTION)[0].id
        assert opened.invoke(QUESTION)[0].metadata["edition"] == indexed.current_edition().name


def test_a_home_without_an_edition_is_a_sentence(tmp_path):
    with pytest.raises(NoIndexError, match=r"newshound reindex"), open_retriever(tmp_path / "none"):
        pass


@pytest.mark.model
def test_a_home_of_another_model_is_a_sentence(indexed, monkeypatch):
    monkeypatch.setattr("index.embedding.SHIPPED_NAME", "another")

    with pytest.raises(IndexFaultError, match=r"was built with the embedding model"), open_retriever(indexed.folder):
        pass
