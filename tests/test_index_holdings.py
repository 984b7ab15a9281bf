"""What an archive holds, counted and listed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from made_index import NOW, made_article

from index.announcements import Announcement
from index.archive import Archive, Place, Sighting
from index.article import Article
from index.holdings import Counts, Holdings, KeptVersion, Shares, Wanted
from index.home import Home

DAY = timedelta(days=1)


@pytest.fixture
def archive(home):
    with Archive(home.archive) as archive:
        yield archive


@pytest.fixture
def holdings(archive):
    return Holdings(archive.file)


def store(archive, *articles, now=NOW, source="", announcement=None):
    with archive.transaction():
        for article in articles:
            place = Place(file=f"/news/{article.id}.txt")
            archive.store(article, Sighting(place=place, now=now, source=source, announcement=announcement))


def ids(listed):
    return [one.id for one in listed]


def dated(name, days, **details):
    return made_article(name, published=NOW - days * DAY, **details)


def test_articles_are_listed_newest_first_and_undated_ones_last(archive, holdings):
    store(archive, made_article("a-undated"), dated("b-old", 3), dated("z-new", 1), dated("y-new", 1))

    assert ids(holdings.listed(Wanted())) == ["y-new", "z-new", "b-old", "a-undated"]
    assert ids(holdings.listed(Wanted(), 2)) == ["y-new", "z-new"]
    assert holdings.newest().id == "y-new"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(publishers=["The Quill Post"]), ["a", "b"]),
        (Wanted(publishers=["The Quill Post", "Ennis"]), ["a", "b", "c"]),
        (Wanted(sources=["/other"]), ["d"]),
        (Wanted(since=NOW - 2 * DAY), ["a", "b"]),
        (Wanted(until=NOW - 2 * DAY), ["b", "c"]),
        (Wanted(since=NOW - 2 * DAY, until=NOW - 2 * DAY), ["b"]),
        (Wanted(withdrawn=True), ["b"]),
        (Wanted(held=True), []),
        (Wanted(announces=True), ["d"]),
        (Wanted(words=["ÉTÉ", "der"]), ["c"]),
        (Wanted(words=["title"], publishers=["Ennis"]), []),
        (Wanted(publishers=["x' OR 1 --"]), []),
    ],
)
def test_a_list_holds_what_is_all_of_that(archive, holdings, wanted, found):
    store(archive, dated("a", 1, publisher="The Quill Post"), dated("b", 2, publisher="The Quill Post"))
    store(archive, Article(id="c", title="Unter der Été", text="c", publisher="Ennis", published=NOW - 3 * DAY))
    store(archive, made_article("d"), source="/other", announcement=Announcement(kind="update", words="UPDATE 2"))
    archive.withdraw("b", "operator", NOW)

    assert ids(holdings.listed(wanted)) == found


def test_words_of_titles_are_looked_for_beyond_the_limit(archive, holdings):
    store(archive, *(dated(f"n{number}", number) for number in range(9)))

    assert ids(holdings.listed(Wanted(words=["n7"]), 1)) == ["n7"]
    assert ids(holdings.listed(Wanted(words=["title"]), 2)) == ["n0", "n1"]


def test_a_listed_article_says_what_became_of_it(archive, holdings):
    store(archive, made_article("a", "Old words."))
    store(
        archive,
        dated("a", -3, text="New words.", publisher="The Quill Post"),
        now=NOW + DAY,
        source="/news",
        announcement=Announcement(kind="correction", words="Correction: new words"),
    )
    archive.withdraw("a", "source", NOW + 2 * DAY)
    archive.hold(NOW + DAY)

    found = holdings.one("a")

    assert (found.versions, found.publisher, found.published) == (2, "The Quill Post", NOW + 3 * DAY)
    assert (found.withdrawn, found.withdrawn_by, found.held) == (NOW + 2 * DAY, "source", True)
    assert (found.first_seen, found.last_seen, found.source) == (NOW, NOW + DAY, "/news")
    assert found.announcement == Announcement(kind="correction", words="Correction: new words")
    assert holdings.one("b") is None


def test_versions_are_told_oldest_first_with_what_they_announce(archive, holdings):
    old, new = made_article("a", "Old words."), made_article("a", "New words.")
    store(archive, old)
    store(archive, new, now=NOW + DAY, announcement=Announcement(kind="retraction", words="Retracted"))

    assert holdings.versions("a") == [
        KeptVersion(version=old.version, first_seen=NOW, announcement=None),
        KeptVersion(
            version=new.version,
            first_seen=NOW + DAY,
            announcement=Announcement(kind="retraction", words="Retracted"),
        ),
    ]
    assert holdings.versions("b") == []


def test_a_mistyped_id_finds_its_neighbours(archive, holdings):
    store(archive, *(made_article(name) for name in ("harbour-wall-1a2b", "harbour-fire-77", "ferry-99", "x")))

    assert holdings.near("harbour-wal-1a2b")[0] == "harbour-wall-1a2b"
    assert holdings.near("Harbour-wall-1a2b") == ["harbour-wall-1a2b"]
    assert holdings.near("arbour-fire-77") == ["harbour-fire-77"]
    assert holdings.near("volcano") == holdings.near("%") == []


def test_what_is_most_is_counted_by_name_and_the_rest_summed(archive, holdings):
    for number, publisher in enumerate(["B", "A", "A", "C", None, "B", "A"]):
        store(
            archive, made_article(f"p{number}", published=NOW - 31 * number * DAY, publisher=publisher, language="en")
        )
    store(archive, made_article("u", publisher="C"))
    archive.withdraw("p3", "operator", NOW)

    assert holdings.publishers() == Shares(first=(("A", 3), ("B", 2), (None, 1), ("C", 1)))
    assert holdings.publishers(2) == Shares(first=(("A", 3), ("B", 2)), others=2, rest=2)
    assert holdings.languages() == Shares(first=(("en", 6), (None, 1)))
    assert holdings.months(2) == Shares(first=(("2024-10", 1), ("2024-08", 1)), others=4, rest=4)
    assert holdings.publisher_names() == ["A", "B", "C"]
    assert holdings.counts() == Counts(articles=8, versions=8, withdrawn=1, held=0, searched=7, undated=1)


def test_sources_are_counted_with_what_was_read_of_them(archive, holdings):
    store(archive, made_article("a"), made_article("b"), source="/news")
    store(archive, made_article("c"), source="https://feed.example/")
    store(archive, made_article("d"))

    assert holdings.source_names() == ["/news", "https://feed.example/"]
    assert holdings.by_source() == {"/news": 2, "https://feed.example/": 1}
    assert holdings.last_read() == {}
    assert holdings.one("d").source is None


def test_an_empty_archive_holds_nothing(holdings):
    assert holdings.counts() == Counts(articles=0, versions=0, withdrawn=0, held=0, searched=0, undated=0)
    assert list(holdings.listed(Wanted())) == []
    assert holdings.newest() is None
    assert holdings.publishers(3) == Shares(first=())
    assert holdings.near("a") == []


KINDS = st.tuples(
    st.sampled_from([None, "A", "B", "Été 'x' --"]),
    st.none() | st.datetimes(datetime(1969, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["", "operator", "source"]),
)


@given(kinds=st.lists(KINDS, max_size=8), limit=st.integers(0, 9))
@with_settings(max_examples=25)
def test_every_count_agrees_with_the_list(tmp_path_factory, kinds, limit):
    home = Home(tmp_path_factory.mktemp("counted"))
    with Archive(home.archive) as archive:
        holdings = Holdings(archive.file)
        for number, (publisher, published, by) in enumerate(kinds):
            store(archive, made_article(f"a{number}", publisher=publisher, published=published))
            if by:
                archive.withdraw(f"a{number}", by, NOW)
        archive.hold(NOW)

        everything = list(holdings.listed(Wanted()))
        searched = [one for one in everything if not one.withdrawn and not one.held]
        counts = holdings.counts()
        shares = holdings.publishers(limit)

        assert counts.articles == len(everything) == len(kinds)
        assert counts.searched == len(searched) == counts.articles - counts.withdrawn - counts.held
        assert counts.undated == sum(one.published is None for one in searched)
        assert sum(count for _, count in shares.first) + shares.rest == counts.searched
        assert len(shares.first) + shares.others == len({one.publisher for one in searched})
        assert ids(holdings.listed(Wanted(), limit)) == ids(everything)[:limit]
        assert ids(holdings.listed(Wanted(withdrawn=True))) == [one.id for one in everything if one.withdrawn]
