"""What each stage of a search does to the order, over small made indexes; no embedding model is needed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from made_index import MODEL, made_article, publish_articles, vector_of

from index.fusion import Weights, stages
from index.query import Query
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser

ASKED = datetime(2024, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)
EMBEDDER = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
# Made vectors are near to their own words alone: elsewhere they would be noise.
WORDS = Weights().without(["dense", "stories"])
SAME = "The tram to Quill was late."


@pytest.fixture
def find(home):
    """Publishes articles, where they are not yet, and searches them."""
    published = []
    with Shelf(home) as shelf:

        def find(articles, query, weights=WORDS):
            if articles != published:
                publish_articles(home, *articles)
                shelf.refresh()
                published[:] = articles
            return IndexSearcher(shelf, EMBEDDER, Analyser(), weights).search(query)

        yield find


def scores(results):
    return {hit.passage.article.id: hit.score for hit in results.hits}


def passage_scores(results, text):
    return {hit.passage.article.id: hit.score for hit in results.hits if hit.passage.text == text}


def test_a_passage_gains_by_what_the_rest_of_its_article_is_about(find):
    same = "The council met about the harbour."
    about = made_article("alpha", f"{same}\nRepair will take a year.")
    aside = made_article("beta", f"{same}\nDogs may not be let in.")
    query = Query(text="harbour repair")

    with_articles = passage_scores(find([aside, about], query), same)
    without = passage_scores(find([aside, about], query, WORDS.without(["article"])), same)

    assert with_articles["alpha"] > with_articles["beta"]
    assert without["alpha"] == pytest.approx(without["beta"])


def test_neighbouring_words_of_the_question_lift_a_passage_that_has_them_side_by_side(find):
    together = made_article("together", "The prime minister spoke to the chief bank.")
    apart = made_article("apart", "The chief minister spoke to the prime bank.")
    query = Query(text="prime minister")

    with_pairs = scores(find([apart, together], query))
    without = scores(find([apart, together], query, WORDS.without(["pairs"])))

    assert with_pairs["together"] - with_pairs["apart"] == pytest.approx(WORDS.pairs, abs=0.05)
    assert without["together"] == pytest.approx(without["apart"])


def gap(results):
    """How much better the newer of two equal articles is."""
    return scores(results)["new"] - scores(results)["old"]


def test_the_newer_of_equal_articles_is_lifted_and_more_where_the_newest_is_asked_for(find):
    articles = [made_article("old", SAME, published=ASKED - 30 * DAY), made_article("new", SAME, published=ASKED - DAY)]
    query = Query(text="late tram", asked=ASKED)
    window = replace(query, since=ASKED - 40 * DAY)

    plain, latest = gap(find(articles, query)), gap(find(articles, replace(query, latest=True)))

    assert plain > 0
    assert latest == pytest.approx(plain * WORDS.latest / WORDS.recency)
    assert gap(find(articles, window)) == gap(find(articles, replace(query, until=ASKED))) == 0
    assert gap(find(articles, replace(window, latest=True))) == pytest.approx(latest)
    assert gap(find(articles, replace(query, asked=None))) == 0
    assert gap(find(articles, query, WORDS.without(["recency"]))) == 0


def test_an_undated_article_gains_nothing_by_the_day(find):
    articles = [made_article("new", SAME, published=ASKED), made_article("old", SAME, published=ASKED - 300 * DAY)]
    undated = made_article("undated", "The tram to Quill was late again, and so was the bus.")
    query = Query(text="late tram", asked=ASKED)

    asked = scores(find([*articles, undated], query))["undated"]

    assert asked == scores(find([*articles, undated], replace(query, asked=None)))["undated"]


def test_an_outlet_that_the_question_names_is_lifted_and_the_others_stay(find):
    articles = [made_article(name, SAME, publisher=name.title()) for name in ("courier", "wire")]
    query = Query(text="late tram", prefers=("WIRE", "Nobody"))

    found = scores(find(articles, query))
    without = scores(find(articles, query, WORDS.without(["preferred"])))

    assert found["wire"] - found["courier"] == pytest.approx(WORDS.preferred)
    assert without["wire"] == without["courier"] == found["courier"]


def test_words_of_the_speaker_who_is_asked_for_are_found_and_lifted(find):
    articles = [
        made_article("lee", "“It sails in spring,” said Mayor Ann Lee of the ferry."),
        made_article("hart", "“It sails in spring,” said Tom Hart of the ferry."),
        made_article("moss", "“Never,” said Claire Moss of something else."),
    ]
    query = Query(text="ferry sails")
    asked = replace(query, speaker="Mayor Lee", matter=("ferri",))

    plain, found = find(articles, query), find(articles, asked)

    assert scores(found)["lee"] - scores(plain)["lee"] == pytest.approx(WORDS.spoken, abs=0.01)
    assert scores(found)["hart"] == scores(plain)["hart"]
    assert "moss" not in scores(plain)
    # Words of theirs are found where none of the question stands.
    assert "moss" in scores(find(articles, replace(query, speaker="Claire Moss")))
    assert scores(find(articles, replace(query, speaker="Nobody"))) == scores(plain)


@pytest.mark.parametrize("weights", [Weights(), Weights().without(["dense"]), Weights().without(["lexical"])])
def test_articles_that_are_left_out_are_found_by_no_stage(find, weights):
    articles = [made_article(name, f"{SAME}\nIt was {name}.") for name in ("seven", "eight", "nine")]
    query = Query(text="late tram", without=frozenset({"seven", "unknown"}))

    results = find(articles, query, weights)

    assert set(scores(results)) <= {"eight", "nine"}
    assert results.coverage.articles == 2


LONG = (
    "The ferry Aurora ran aground off Port Ansel in thick fog early on Monday, and its 230 passengers were taken"
    " ashore by fishing boats before noon, the coast guard said."
)
MIXED = [
    made_article("fog", LONG, publisher="Wire", published=ASKED - 3 * DAY),
    replace(made_article("copy", LONG, publisher="Courier", published=ASKED - 2 * DAY), title="Title of fog"),
    made_article(
        "boats", "Fishing boats stay ashore in fog.\nThe coast guard warned them.", published=ASKED - 20 * DAY
    ),
    made_article("guard", "The guard of the coast lighthouse retires.", publisher="Courier"),
    made_article("pool", "The pool opens."),
]


@pytest.mark.parametrize(
    ("stage", "details"),
    [
        ("lexical", {}),
        ("dense", {}),
        ("article", {}),
        ("pairs", {}),
        ("recency", {"asked": ASKED}),
        ("latest", {"asked": ASKED, "latest": True}),
        ("preferred", {"prefers": ("Courier",)}),
        ("spoken", {"speaker": "the coast guard", "matter": ("fog",)}),
        ("stories", {}),
    ],
)
def test_each_stage_changes_what_is_found_until_it_is_switched_off(find, stage, details):
    query = Query(text="coast guard fog", **details)

    found, without = (find(MIXED, query, weights).hits for weights in (Weights(), Weights().without([stage])))

    assert [(hit.passage, hit.score) for hit in found] != [(hit.passage, hit.score) for hit in without]


def test_no_stage_is_forgotten_here():
    tested = test_each_stage_changes_what_is_found_until_it_is_switched_off.pytestmark[0].args[1]

    assert {stage for stage, _ in tested} == set(stages())


@pytest.mark.parametrize("side", ["dense", "lexical"])
def test_one_side_of_the_search_finds_by_itself(find, side):
    words = "The guard of the coast lighthouse retires."
    other = {"dense": "lexical", "lexical": "dense"}[side]

    best = find(MIXED, Query(text=words), Weights().without([other])).hits[0]

    assert best.passage.article.id == "guard"
    assert best.similarity == pytest.approx(1)


def test_without_any_stage_nothing_is_found(find):
    assert find(MIXED, Query(text="fog"), Weights().without(stages())).hits == ()
