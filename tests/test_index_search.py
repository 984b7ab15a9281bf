"""Searching with the real model: exact articles, stable order, scores within their bounds."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from made_index import made_article, publish_articles
from made_run import run_reindex

from index.errors import IndexFaultError, NoIndexError
from index.home import Home
from index.query import Query
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser

pytestmark = pytest.mark.model

RECORDS = [
    {
        "id": "wall",
        "title": "Harbour wall to be rebuilt",
        "text": "The harbour wall of Port Ennis will be rebuilt, Mayor Ann Lee said. It costs 14 million crowns.",
        "publisher": "The Courier",
        "date": "2024-09-24",
    },
    {
        "id": "ferry",
        "title": "Ferry runs aground",
        "text": "A ferry with 230 passengers ran aground off Mount Cassel. Nobody was hurt, the coast guard said.",
        "publisher": "Wire",
        "date": "2024-10-01",
    },
    {
        "id": "trams",
        "title": "Free trams",
        "text": "Trams will be free on Sundays. Tom Hart of the transport union called it a beginning.",
        "publisher": "The Courier",
        "date": "2024-10-03",
    },
    {
        "id": "navy",
        "title": "US navy visits",
        "text": "Two ships of the US navy anchored in the bay. Sailors visited the market.",
        "publisher": "Wire",
    },
    {
        "id": "copy-1",
        "title": "Library clock stops",
        "text": "The library clock stopped at noon.",
        "date": "2024-10-02",
    },
    {
        "id": "copy-2",
        "title": "Library clock stops",
        "text": "The library clock stopped at noon.",
        "date": "2024-10-02",
    },
]
STORIES = len(RECORDS) - 1  # two are copies


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("search")
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, RECORDS)))
    home = Home(folder / "home")
    summary = run_reindex(home, [folder / "news.jsonl"], lambda: embedder)
    assert summary.failures == ()
    return home


@pytest.fixture(scope="module")
def searcher(indexed, embedder):
    with Shelf(indexed) as shelf:
        shelf.refresh()
        yield IndexSearcher(shelf, embedder, Analyser())


def ids(results):
    return [hit.passage.article.id for hit in results.hits]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Ann Lee say about the harbour wall?", "wall"),
        ("How many passengers were on the ferry?", "ferry"),
        ("What did the transport union say?", "trams"),
        ("Which U.S. ships came?", "navy"),
        ("sea defence repairs", "wall"),
        ("Oct 3", "trams"),
    ],
)
def test_the_article_that_answers_comes_first(searcher, question, expected):
    assert ids(searcher.search(Query(text=question)))[0] == expected


def test_filters_bound_what_is_found(searcher):
    october = Query(
        text="What happened?", since=datetime(2024, 10, 1, tzinfo=UTC), until=datetime(2024, 10, 2, tzinfo=UTC)
    )

    assert set(ids(searcher.search(october))) == {"ferry", "copy-1"}
    assert set(ids(searcher.search(Query(text="trams", publishers=("the courier",))))) == {"wall", "trams"}
    assert ids(searcher.search(Query(text="trams", as_of=datetime(2024, 9, 24, tzinfo=UTC)))) == ["wall"]
    assert ids(searcher.search(Query(text="trams", publishers=("Nobody",)))) == []


def test_a_window_says_how_many_articles_have_no_date(searcher):
    results = searcher.search(Query(text="ships", since=datetime(2024, 9, 1, tzinfo=UTC)))

    assert "navy" not in ids(results)
    assert results.coverage.undated == 1


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_the_limit_is_kept(searcher, limit):
    assert len(searcher.search(Query(text="harbour", limit=limit)).hits) == min(limit, STORIES)


def test_hits_come_best_first_and_equal_ones_in_a_fixed_order(searcher):
    found = [searcher.search(Query(text="When did the library clock stop?")) for _ in range(5)]

    scores = [hit.score for hit in found[0].hits]
    assert scores == sorted(scores, reverse=True)
    assert [copy.id for copy in found[0].hits[0].copies] == ["copy-2"]
    assert all(results == found[0] for results in found)


@pytest.mark.parametrize(
    "text",
    [record["text"] for record in RECORDS] + ["zebra", "😀", "?", "", '"wall" AND NOT (ferry', "x" * 10_000, "\ud800"],
)
def test_any_text_can_be_searched_and_similarities_are_cosines(searcher, text):
    results = searcher.search(Query(text=text))

    assert len(results.hits) == STORIES
    assert all(-1 <= hit.similarity <= 1 for hit in results.hits)


def test_a_passage_searched_by_its_own_words_is_the_same(searcher):
    best = searcher.search(Query(text=RECORDS[1]["text"])).hits[0]

    assert best.passage.article.id == "ferry"
    assert best.similarity > 0.999


def test_every_word_of_the_question_has_a_weight_and_unknown_ones_the_largest(searcher):
    weights = searcher.search(Query(text="Which US ferry met the zebra at the clock?")).weights

    assert weights.keys() == {"US", "ferri", "met", "zebra", "clock"}
    assert weights["zebra"] == weights["met"] == max(weights.values())
    assert weights["zebra"] > weights["ferri"] > weights["clock"] > 0


def test_a_passage_found_by_words_alone_outranks_one_found_by_none(searcher):
    results = searcher.search(Query(text="Hart"))

    assert ids(results)[0] == "trams"


def test_threads_may_share_a_searcher(searcher):
    questions = [record["text"] for record in RECORDS[:4]] * 4

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: ids(searcher.search(Query(text=text)))[0], questions))

    assert found == [record["id"] for record in RECORDS[:4]] * 4


def test_without_an_edition_there_is_nothing_to_search(home, embedder, analyser):
    with Shelf(home) as shelf, pytest.raises(NoIndexError):
        IndexSearcher(shelf, embedder, analyser).search(Query(text="wall"))


def test_an_index_of_another_model_is_refused(home, embedder, analyser):
    publish_articles(home, made_article("a"))

    with Shelf(home) as shelf:
        shelf.refresh()
        with pytest.raises(
            IndexFaultError,
            match=r"the embedding model made@1, and the settings name all-MiniLM-L6-v2@.*; run `newshound reindex`",
        ):
            IndexSearcher(shelf, embedder, analyser).search(Query(text="wall"))
