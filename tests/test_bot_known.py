"""What the bot knows: what is searched now, as the published edition and the archive say it."""

from datetime import timedelta

import pytest
from made_index import NOW, made_article, publish_articles

from bot.known import Outlet, read_known
from index.archive import Archive
from index.errors import NewshoundError
from index.shelf import Shelf

DAY = timedelta(days=1)


@pytest.fixture
def shelf(home):
    with Shelf(home) as shelf:
        yield shelf


def test_before_anything_is_published_nothing_is_known(home, shelf):
    assert read_known(shelf, home.archive) is None


def test_what_is_published_is_known_with_its_outlets_and_ages(home, shelf):
    publish_articles(
        home,
        made_article("dam", publisher="The Tarn Bell", published=NOW - 3 * DAY),
        made_article("mill", publisher="The Tarn Bell", published=NOW - DAY),
        made_article("ferry", publisher="Ennis Echo", published=NOW - 9 * DAY),
        made_article("undated"),
    )
    shelf.refresh()

    known = read_known(shelf, home.archive)

    assert (known.articles, known.undated, known.built) == (4, 1, NOW)
    assert (known.oldest, known.newest) == (NOW - 9 * DAY, NOW - DAY)
    assert known.outlets == (
        Outlet(name="The Tarn Bell", articles=2, newest=NOW - DAY),
        Outlet(name="Ennis Echo", articles=1, newest=NOW - 9 * DAY),
    )
    assert (known.passages, known.unnamed, known.failing) == (4, 1, 0)


def test_where_nothing_has_a_date_none_is_named(home, shelf):
    publish_articles(home, made_article("undated"))
    shelf.refresh()

    known = read_known(shelf, home.archive)

    assert (known.oldest, known.newest, known.undated) == (None, None, 1)


def test_an_archive_that_is_no_archive_is_said_so(home, shelf, tmp_path):
    publish_articles(home, made_article("dam"))
    shelf.refresh()
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database " * 1000)

    with pytest.raises(NewshoundError):
        read_known(shelf, broken)


def test_an_archive_that_is_gone_costs_what_only_it_knows_and_is_not_made_anew(home, shelf, tmp_path):
    publish_articles(home, made_article("dam"))
    shelf.refresh()
    gone = tmp_path / "gone.db"

    assert read_known(shelf, gone).articles == 1
    assert not gone.exists()


def test_reading_what_is_known_leaves_the_archive_open_to_others(home, shelf):
    publish_articles(home, made_article("dam"))
    shelf.refresh()

    for _ in range(3):
        read_known(shelf, home.archive)
    publish_articles(home, made_article("mill"))
    shelf.refresh()

    assert read_known(shelf, home.archive).articles == 2
    with Archive(home.archive) as archive:
        assert archive.searched("mill") is not None
