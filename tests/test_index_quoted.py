"""Who said what, when: found by speaker and topic, inside the filters, newest first, and kept from run to run."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from made_index import made_article, publish_articles

from index.archive import Archive
from index.errors import IndexFaultError
from index.kept_quotes import RULES, read_quotes
from index.query import Query
from index.quoted import QuoteQuery
from index.shelf import Shelf
from index.terms import Analyser

DAY = timedelta(days=1)
FIRST = datetime(2024, 10, 1, 9, tzinfo=UTC)
ARTICLES = [
    made_article(
        "wall",
        "The wall was finished. “The wall will hold for years,” said Mayor Ilse Brandt.\n"
        "“I doubt the wall,” said Tom Hart, an engineer.",
        publisher="Courier",
        published=FIRST,
    ),
    made_article(
        "ferry",
        "The ferry stays in port. “It sails in spring,” Mayor Ilse Brandt said.\n"
        "The Pentagon’s spokesperson, Sabina Sand, denied any part in it.",
        publisher="Wire",
        published=FIRST + DAY,
    ),
    made_article("old", "“The wall is a mistake,” said Peter Brandt, a painter.", publisher="Courier"),
]


@pytest.fixture
def said(home):
    """Searches the quotations of an edition of some articles."""
    analyser = Analyser()
    publish_articles(home, *ARTICLES)
    with Shelf(home) as shelf:
        shelf.refresh()

        def said(speaker="", topic="", limit=50, **filters):
            stems = tuple(analyser.stems(topic))
            query = QuoteQuery(speaker=speaker, topic=stems, within=Query(text="", **filters), limit=limit)
            with shelf.borrow() as edition:
                return edition.said(query)

        yield said


def words(results):
    return [one.quote.words.of(one.article.text) for one in results.found]


def test_a_speaker_is_found_by_name_office_and_body_newest_first_and_undated_last(said):
    assert words(said("Ilse Brandt")) == ["It sails in spring", "The wall will hold for years"]
    assert words(said("Mayor Brandt")) == ["It sails in spring", "The wall will hold for years"]
    assert words(said("mayor")) == ["It sails in spring", "The wall will hold for years"]
    assert words(said("Brandt")) == ["It sails in spring", "The wall will hold for years", "The wall is a mistake"]
    assert len(said("Pentagon").found) == 1


def test_who_shares_a_name_is_told_apart(said):
    assert said("Brandt").speakers == ("Mayor Ilse Brandt", "Peter Brandt, a painter")
    assert words(said("Peter Brandt")) == ["The wall is a mistake"]
    assert words(said("Hart")) == ["I doubt the wall"]


def test_a_topic_is_found_around_the_words_and_in_the_title(said):
    assert words(said(topic="wall")) == ["The wall will hold for years", "I doubt the wall", "The wall is a mistake"]
    assert words(said("Brandt", "ferry")) == ["It sails in spring"]
    results = said("Brandt", "cheese")
    assert (results.found, results.otherwise) == ((), 3)


def test_filters_leave_out_and_an_undated_article_is_in_no_window(said):
    assert words(said("Brandt", since=FIRST + DAY)) == ["It sails in spring"]
    assert words(said("Brandt", until=FIRST)) == ["The wall will hold for years"]
    assert words(said("Brandt", publishers=("courier",))) == ["The wall will hold for years", "The wall is a mistake"]
    assert words(said("Brandt", as_of=FIRST)) == ["The wall will hold for years"]
    assert words(said("Brandt", without=frozenset({"ferry", "old"}))) == ["The wall will hold for years"]


def test_a_limit_leaves_the_oldest_out_and_the_total_says_so(said):
    results = said("Brandt", limit=1)
    assert (words(results), results.total) == (["It sails in spring"], 3)


def test_a_speaker_nobody_quotes_gets_the_names_that_are_spelt_alike(said):
    results = said("Brand")
    assert results.found == ()
    assert results.near == ("Mayor Ilse Brandt", "Peter Brandt, a painter")
    assert said("Zyx").near == ()
    assert said("").total == 5


def test_offsets_are_those_of_the_article(said):
    for one in said().found:
        assert one.quote.sentence.of(one.article.text)
        assert one.quote.words.of(one.article.text) in one.quote.sentence.of(one.article.text)


def test_what_was_read_is_kept_and_older_rules_are_read_again(home):
    publish_articles(home, *ARTICLES)
    with Archive(home.archive) as archive:
        version = ARTICLES[0].version
        assert archive.quotes.of(version) is None
        assert {name for name, _ in archive.quotes.unread()} == {"wall", "ferry", "old"}
        with archive.transaction():
            archive.quotes.store(version, read_quotes(ARTICLES[0].text, Analyser()))
        kept = archive.quotes.of(version)
        assert kept == read_quotes(ARTICLES[0].text, Analyser())
        assert [one.quote.speaker for one in kept] == ["Mayor Ilse Brandt", "Tom Hart, an engineer"]
        assert "wall" in kept[0].stems
        assert {name for name, _ in archive.quotes.unread()} == {"ferry", "old"}
        archive.file.write("UPDATE quotes SET rules = ?", (RULES - 1,))
        assert archive.quotes.of(version) is None
        assert {name for name, _ in archive.quotes.unread()} == {"wall", "ferry", "old"}


def test_a_damaged_table_is_a_sentence(home):
    name = publish_articles(home, *ARTICLES)
    with sqlite3.connect(home.folder / "editions" / name / "passages.db") as database:
        database.execute("DROP TABLE speaker_word")
    database.close()
    with Shelf(home) as shelf:
        shelf.refresh()
        with shelf.borrow() as edition, pytest.raises(IndexFaultError, match="can't be read; run `newshound reindex`"):
            edition.said(QuoteQuery(speaker="Brandt", within=Query(text="")))
