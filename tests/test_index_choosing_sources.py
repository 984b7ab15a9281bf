"""Which sources a run reads, and which one a file belongs to."""

from datetime import timedelta
from pathlib import Path

import pytest
from made_index import NOW

from index.archive import Archive
from index.choosing_sources import choose
from index.errors import SourceError
from index.given_sources import GivenSources
from index.sources import Source

FEED = Source(name="feed", kind="feed", place="https://courier.example/rss")


def folder(path, name=None, **more):
    return Source(name=name or path, kind="path", place=path, **more)


def test_without_any_source_there_is_nothing_to_read():
    with pytest.raises(SourceError, match=r"^Nothing was ever indexed here; name a folder of articles"):
        choose([], [], [])


def test_remembered_sources_are_read_where_none_is_given_or_listed():
    chosen = choose([], [], [folder("/a"), folder("/b")])

    assert chosen.roots == chosen.local == chosen.whole == (folder("/a"), folder("/b"))
    assert (chosen.web, chosen.new, chosen.names) == ((), (), {"/a", "/b"})


def test_listed_sources_take_the_place_of_remembered_ones_and_files_stay_with_whoever_holds_them():
    listed = folder("/news", "news", publisher="The Courier")

    chosen = choose([], [listed, FEED], [folder("/news/old"), folder("/other")])

    assert (chosen.roots, chosen.web) == ((listed,), (FEED,))
    assert chosen.owner(Path("/news/old/a.txt")) == listed
    assert chosen.names == {"news", "feed", "/other"}


def test_a_part_of_a_known_source_is_read_as_a_part_of_it_and_not_remembered():
    news = folder("/news", "news", snapshot=True)

    chosen = choose([folder("/news/a.txt")], [news], [])

    assert chosen.roots == (folder("/news/a.txt"),)
    assert chosen.owner(Path("/news/a.txt")) == news
    assert (chosen.whole, chosen.new) == ((), ())


def test_a_listed_source_that_is_given_is_read_as_it_is_listed():
    news = folder("/news", "news", snapshot=True)

    assert choose([folder("/news")], [news], []).roots == (news,)
    given_feed = Source(name=FEED.place, kind="address", place=FEED.place)
    assert choose([given_feed], [FEED], []).web == (FEED,)


def test_a_folder_holds_what_was_given_of_it_before():
    chosen = choose([folder("/news")], [], [folder("/news/a.txt")])

    assert chosen.local == chosen.whole == chosen.new == (folder("/news"),)
    assert chosen.owner(Path("/news/a.txt")) == folder("/news")


def test_a_run_may_be_of_some_sources_only_and_the_others_keep_their_files():
    outer, inner = folder("/news", "all"), folder("/news/courier", "courier")

    chosen = choose([], [outer, inner, FEED], [], {"courier", "nobody"})

    assert (chosen.roots, chosen.whole, chosen.web) == ((inner,), (inner,), ())
    assert chosen.names == {"all", "courier", "feed"}
    assert choose([], [outer, inner, FEED], [], {"feed"}).web == (FEED,)
    assert choose([folder("/other")], [outer], [], {"/other"}).new == (folder("/other"),)
    assert choose([], [outer], [], ()).roots == ()


def test_of_nested_listed_sources_the_innermost_holds_a_file():
    outer, inner = folder("/news", "all"), folder("/news/courier", "courier")

    chosen = choose([], [outer, inner], [])

    assert chosen.owner(Path("/news/courier/a.txt")) == inner
    assert chosen.owner(Path("/news/b.txt")) == outer
    assert chosen.whole == (outer, inner)


def test_remembered_sources_are_kept_once_and_a_folder_replaces_its_parts(home):
    page = Source(name="https://a.example/", kind="address", place="https://a.example/")
    with Archive(home.archive) as archive:
        given = GivenSources(archive.file)
        given.remember([folder("/news/a.txt"), page], NOW)
        given.remember([page, folder("/news/a.txt")], NOW + timedelta(days=1))
        assert {source.name for source in given.all()} == {"/news/a.txt", page.name}

        given.remember([folder("/news")], NOW + timedelta(days=1))
        given.remember([folder("/news/b.txt")], NOW + timedelta(days=2))

        assert given.all() == [page, folder("/news")]
