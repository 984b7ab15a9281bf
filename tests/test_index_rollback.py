"""Going back to the edition before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from made_index import NOW, RECIPE, made_article, publish_articles

from index.edition import Edition
from index.errors import IndexFaultError, NoIndexError
from index.manifest import PASSAGES, VECTORS
from index.rollback import rollback


def published_at(home, day):
    return publish_articles(home, made_article(f"day-{day}"), recipe=replace(RECIPE, built=NOW + timedelta(days=day)))


def test_the_edition_before_is_published_and_the_newer_one_stays(home):
    first, second = published_at(home, 0), published_at(home, 1)

    assert rollback(home) == (second, first)
    assert home.current_edition().name == first
    with Edition(home.editions / second) as edition:
        edition.verify()


def test_going_back_twice_stops_at_the_oldest(home):
    first, _ = published_at(home, 0), published_at(home, 1)
    rollback(home)

    with pytest.raises(IndexFaultError, match=rf"^The edition {first} stays published, for there is no older one; run"):
        rollback(home)
    assert home.current_edition().name == first


def test_a_damaged_edition_is_passed_over(home):
    names = [published_at(home, day) for day in range(2)]
    with Edition(home.editions / names[0]):
        names.append(published_at(home, 2))
        (home.editions / names[1] / VECTORS).write_bytes(b"")

        assert rollback(home) == (names[2], names[0])


def test_where_every_older_edition_is_damaged_the_published_one_stays(home):
    first, second = published_at(home, 0), published_at(home, 1)
    (home.editions / first / PASSAGES).unlink()

    with pytest.raises(IndexFaultError, match="none of the 1 older ones is whole; run `newshound reindex"):
        rollback(home)
    assert home.current_edition().name == second


def test_editions_of_one_second_are_told_apart_by_number(home):
    names = [publish_articles(home, made_article(f"a-{number}")) for number in range(11)]

    assert names[-1].endswith("-10")
    assert rollback(home) == (names[-1], names[-2])


def test_a_damaged_name_of_the_published_edition_can_be_gone_back_from(home):
    name = published_at(home, 0)
    home.current.write_text("nonsense\n")

    assert rollback(home) == ("nonsense", name)


def test_there_is_nothing_to_go_back_from(home):
    with pytest.raises(NoIndexError, match=r"^There is no edition to go back from; run `newshound reindex FOLDER`"):
        rollback(home)
