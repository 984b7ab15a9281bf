"""When each followed source is read next."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.sources import Source
from index.timetable import LOOK_S, LOOK_UNTOLD_S, Timetable

FEED = Source(name="feed", kind="feed", place="https://a.example/rss", every_s=100)
FOLDER = Source(name="folder", kind="path", place="/news")


def table(*sources, now=0.0):
    made = Timetable()
    made.follow(sources, now)
    return made


def test_what_is_new_is_due_at_once_and_what_waited_longest_is_first():
    made = table(FEED)
    made.follow([FEED, FOLDER], 5)

    assert made.due(5) == ("feed", "folder")
    made.put_back("feed", 7)
    assert made.due(7) == ("folder", "feed")


@given(st.text(min_size=1).filter(lambda name: name.strip() and name.isprintable() and len(name) <= 100))
def test_a_feed_is_never_read_more_often_than_it_was_asked_for_and_little_later(name):
    feed = replace(FEED, name=name)
    made = table(feed)
    made.done(name, 10)

    assert made.due(109.9) == ()
    assert made.due(120.1) == (name,)


def test_feeds_of_one_pace_are_not_all_read_at_one_time():
    feeds = [replace(FEED, name=f"feed {number}") for number in range(20)]
    made = table(*feeds)
    for feed in feeds:
        made.done(feed.name, 0)

    assert 0 < len(made.due(105)) < 20


def test_what_fails_waits_longer_than_its_pace():
    made = table(FEED)
    made.done("feed", 0, wait_s=500)

    assert made.due(499) == ()
    assert made.due(500) == ("feed",)


def test_a_folder_is_looked_at_now_and_then_and_sooner_where_nobody_tells():
    made = table(FOLDER)
    made.done("folder", 0)
    assert (made.due(LOOK_S - 1), made.due(LOOK_S)) == ((), ("folder",))

    made.done("folder", 0, told=False)
    assert (made.due(LOOK_UNTOLD_S - 1), made.due(LOOK_UNTOLD_S)) == ((), ("folder",))


def test_a_change_makes_a_folder_due_and_nothing_else():
    made = table(FOLDER, FEED)
    made.done("folder", 0)
    made.done("feed", 0)

    made.hurry("folder", 3)
    made.hurry("nobody", 3)

    assert made.due(3) == ("folder",)


def test_a_source_that_is_set_up_anew_is_due_and_one_that_is_gone_is_forgotten():
    made = table(FOLDER, FEED)
    made.done("folder", 0)
    made.done("feed", 0)

    made.follow([replace(FEED, publisher="The Courier")], 2)
    made.done("folder", 2)

    assert made.due(10_000) == ("feed",)
