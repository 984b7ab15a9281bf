"""Copies of one report take one place among the hits, and nothing later than a cut-off is ever shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_index import MODEL, RECIPE, keep, made_article, publish_articles, silent, vector_of

from index.archive import Archive
from index.columns import ArticleColumns, Columns
from index.fusion import Weights
from index.home import Home
from index.publishing import publish
from index.query import Query
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser

DAY = timedelta(days=1)
MONDAY = datetime(2031, 3, 3, 6, tzinfo=UTC)
REPORT = (
    "The ferry Aurora ran aground off Port Ansel in thick fog early on Monday, and its 230 passengers were taken"
    " ashore by fishing boats before noon.\n"
    "Nobody was hurt, said Ida Brook of the coast guard, who called the rescue the largest on this coast for years.\n"
    "The owner, Selle Lines, said that divers would look at the hull, and that no oil had been lost so far."
)
MORE = f"{REPORT}\nThe harbour master wants a second beacon on the reef, which the town has refused twice for its cost."
LOOK_ALIKE = (
    REPORT.replace("Aurora", "Boreas")
    .replace("Port Ansel", "Mount Cassel")
    .replace("Monday", "Thursday")
    .replace("230", "41")
    .replace("Ida Brook", "Tom Hart")
    .replace("Selle Lines", "Quill Ferries")
)
EMBEDDER = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
# Made vectors are near to their own words alone: elsewhere they would be noise.
WORDS = Weights().without(["dense"])
QUESTION = "How many passengers of the ferry were taken ashore?"


def wire(name, hours, text=REPORT, **details):
    published = None if hours is None else MONDAY + timedelta(hours=hours)
    article = made_article(name, text, published=published, publisher=name.title(), **details)
    return replace(article, title="Ferry aground off the coast")


@pytest.fixture
def find(home):
    """Publishes articles, where they are not yet, and searches them."""
    published = []
    with Shelf(home) as shelf:

        def find(articles, weights=WORDS, **details):
            if articles != published:
                publish_articles(home, *articles)
                shelf.refresh()
                published[:] = articles
            searcher = IndexSearcher(shelf, EMBEDDER, Analyser(), weights)
            return searcher.search(Query(text=QUESTION, limit=20, **details))

        yield find


def shown(results):
    """Each article that is shown, with the ids of its copies."""
    return {hit.passage.article.id: [copy.id for copy in hit.copies] for hit in results.hits}


def test_copies_in_three_outlets_take_one_place_and_the_earliest_is_shown(find):
    results = find([wire("courier", 5), wire("agency", 0), wire("herald", 2), made_article("pool", "The pool opens.")])

    assert shown(results) == {"agency": ["herald", "courier"]}
    assert results.coverage.articles == 4


def test_the_fullest_copy_is_shown_for_the_others(find):
    assert shown(find([wire("agency", 0), wire("herald", 2, MORE), wire("courier", 5)])) == {
        "herald": ["agency", "courier"]
    }


def test_of_equal_copies_the_earliest_is_fullest_and_an_undated_one_the_least():
    articles = [
        ArticleColumns(id=str(day), published=day, appeared=day, publisher=None, story=0, characters=characters)
        for day, characters in ((None, 90), (1, 90), (2, 90), (3, 91))
    ]
    columns = Columns(articles, range(4))

    assert sorted(range(4), key=columns.fullness, reverse=True) == [3, 1, 2, 0]


def test_a_copy_that_alone_answers_is_shown_although_it_is_shorter(find):
    long_ago = wire("herald", 2, MORE.replace("230 passengers were taken", "230 travellers were brought"))

    assert shown(find([wire("agency", 0), long_ago])) == {"agency": ["herald"]}


def test_inside_a_filter_the_copy_inside_it_is_shown_and_no_other_counts(find):
    articles = [wire("agency", 0, MORE), wire("herald", 2), wire("courier", 5)]

    assert shown(find(articles, publishers=("Courier",))) == {"courier": []}
    assert shown(find(articles, publishers=("Courier", "Herald"))) == {"herald": ["courier"]}
    assert shown(find(articles, since=MONDAY + timedelta(hours=1))) == {"herald": ["courier"]}
    assert shown(find(articles, without=frozenset({"agency"}))) == {"herald": ["courier"]}
    assert shown(find(articles, as_of=MONDAY + timedelta(hours=3))) == {"agency": ["herald"]}


def test_another_event_that_reads_alike_keeps_its_own_place(find):
    found = shown(find([wire("agency", 0), wire("herald", 2), wire("courier", 76, LOOK_ALIKE)]))

    assert found == {"agency": ["herald"], "courier": []}


def test_without_the_stage_every_copy_has_its_place(find):
    articles = [wire("agency", 0), wire("herald", 2)]

    assert shown(find(articles, WORDS.without(["stories"]))) == {"agency": [], "herald": []}


def test_copies_leave_their_places_to_other_articles(home):
    copies = [wire(f"paper-{number}", number) for number in range(6)]
    other = made_article("other", "Another ferry took passengers ashore at Quill.")
    publish_articles(home, *copies, other)

    with Shelf(home) as shelf:
        shelf.refresh()
        results = IndexSearcher(shelf, EMBEDDER, Analyser(), WORDS).search(Query(text=QUESTION, limit=2))

    assert {hit.passage.article.id for hit in results.hits} == {"paper-0", "other"}


def test_a_text_that_says_it_was_changed_after_the_cut_off_is_left_out_and_counted(find):
    articles = [wire("agency", 0, modified=MONDAY + 5 * DAY), made_article("other", "Passengers.", published=MONDAY)]

    before, after = (find(articles, as_of=MONDAY + days * DAY) for days in (4, 5))

    assert (list(shown(before)), before.coverage.later, before.coverage.articles) == (["other"], 1, 1)
    assert (sorted(shown(after)), after.coverage.later, after.coverage.articles) == (["agency", "other"], 0, 2)


def test_a_text_that_was_first_seen_after_the_cut_off_is_left_out_and_counted(home):
    with Archive(home.archive) as archive:
        keep(archive, wire("agency", 0), now=MONDAY + DAY)
        keep(archive, wire("agency", 0, MORE), now=MONDAY + 5 * DAY)
        publish(home, archive, RECIPE, silent)

    with Shelf(home) as shelf:
        shelf.refresh()
        searcher = IndexSearcher(shelf, EMBEDDER, Analyser(), WORDS)
        before, after, outside = (
            searcher.search(Query(text=QUESTION, **bounds))
            for bounds in ({"as_of": MONDAY + 4 * DAY}, {"as_of": MONDAY + 5 * DAY}, {"as_of": MONDAY - DAY})
        )

    assert (shown(before), before.coverage.later) == ({}, 1)
    assert (shown(after), after.coverage.later) == ({"agency": []}, 0)
    assert (shown(outside), outside.coverage.later) == ({}, 0)


MOMENTS = [MONDAY + number * DAY for number in range(8)]
CORPUS = [
    made_article(
        f"article-{number}",
        (REPORT, MORE, LOOK_ALIKE, f"Passengers of ferry {number} waited.")[number % 4],
        publisher=("Wire", "Courier", None)[number % 3],
        published=None if number == 5 else MOMENTS[number % 5],
        modified=MOMENTS[number % 7] if number % 3 == 0 else None,
    )
    for number in range(16)
]
CHANGED = {"article-3": MOMENTS[6], "article-8": MOMENTS[4]}


@pytest.fixture(scope="module")
def changed_searcher(tmp_path_factory):
    """Over a corpus with copies, of which some say that they were changed and others were seen to change."""
    home = Home(tmp_path_factory.mktemp("stories") / "home")
    with Archive(home.archive) as archive:
        keep(archive, *(replace(one, text="As it was.") for one in CORPUS if one.id in CHANGED), now=MOMENTS[0])
        keep(archive, *(one for one in CORPUS if one.id not in CHANGED), now=MOMENTS[7])
        for one in CORPUS:
            if one.id in CHANGED:
                keep(archive, one, now=CHANGED[one.id])
        publish(home, archive, RECIPE, silent)
    with Shelf(home) as shelf:
        shelf.refresh()
        yield IndexSearcher(shelf, EMBEDDER, Analyser())


BOUNDS = st.none() | st.datetimes(
    MOMENTS[0].replace(tzinfo=None) - DAY, MOMENTS[7].replace(tzinfo=None) + DAY, timezones=st.just(UTC)
)


@settings(max_examples=60)
@given(
    st.builds(
        Query,
        text=st.sampled_from([QUESTION, "ferry", "Who?"]),
        limit=st.integers(1, 20),
        asked=BOUNDS,
        since=BOUNDS,
        until=BOUNDS,
        as_of=BOUNDS,
        publishers=st.sampled_from([(), ("Wire",), ("Courier", "wire")]),
        without=st.frozensets(st.sampled_from([one.id for one in CORPUS]), max_size=3),
        latest=st.booleans(),
    )
)
def test_neither_a_hit_nor_a_copy_is_ever_outside_the_filters_or_twice(changed_searcher, query):
    results = changed_searcher.search(query)

    articles = {hit.passage.article.id: hit.passage.article for hit in results.hits}
    copies = {hit.passage.article.id: [copy.id for copy in hit.copies] for hit in results.hits}
    for article in [*articles.values(), *(copy for hit in results.hits for copy in hit.copies)]:
        assert article.id not in query.without
        assert not query.publishers or str(article.publisher).casefold() in [
            name.casefold() for name in query.publishers
        ]
        bounds = [query.since, query.until, query.as_of]
        assert article.published is not None or bounds == [None, None, None]
        times = [time for time in (article.published, article.modified, CHANGED.get(article.id)) if time]
        assert query.as_of is None or max(times, default=query.as_of) <= query.as_of
        assert query.since is None or article.published >= query.since
        assert query.until is None or article.published <= query.until
    everyone = [*articles, *(copy for ids in copies.values() for copy in ids)]
    assert len(everyone) == len(set(everyone)) <= results.coverage.articles
