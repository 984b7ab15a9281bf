"""What a question's own words add to the limits that came with it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fictional import ask, question, sentences, story

from prompts.answer import missing_outlets
from prompts.understanding import understand

ASKED = datetime(2031, 12, 4, 12, tzinfo=UTC)
"""A Thursday."""
OUTLETS = ("Fen Observer", "Quill Herald", "Reuters")


def understood(text, **limits):
    return understand(replace(question(text), asked=ASKED, **limits), OUTLETS)


def test_words_that_say_when_become_the_window_and_are_kept():
    found = understood("What happened in Quill last week?")

    assert (found.since, found.until) == (
        datetime(2031, 11, 24, tzinfo=UTC),
        datetime(2031, 11, 30, 23, 59, 59, tzinfo=UTC),
    )
    assert found.phrase == "last week"
    assert (found.query(3).since, found.query(3).until) == (found.since, found.until)


def test_a_window_in_the_words_narrows_the_one_that_was_given_and_never_widens_it():
    since, until = datetime(2031, 11, 26, tzinfo=UTC), datetime(2031, 12, 2, tzinfo=UTC)

    found = understood("What happened in Quill last week?", since=since, until=until)

    assert (found.since, found.until) == (since, datetime(2031, 11, 30, 23, 59, 59, tzinfo=UTC))


def test_days_are_those_of_the_zone():
    found = understood("What happened in Quill yesterday?", zone=ZoneInfo("America/New_York"))

    assert found.until == datetime(2031, 12, 4, 4, 59, 59, tzinfo=UTC)
    # Not 5 o'clock: an article of which only the day is known lies at midnight.
    assert found.since == datetime(2031, 12, 3, tzinfo=UTC)


def test_a_question_without_words_of_time_or_outlets_stays_as_it_is():
    plain = replace(question("Who rebuilt the wall?"), asked=ASKED)

    assert understand(plain, OUTLETS) == plain


@pytest.mark.parametrize(
    ("text", "publishers", "prefers"),
    [
        ("According to Reuters, who rebuilt the wall?", ("Reuters",), ()),
        ("What did the Quill Herald write about the wall?", ("Quill Herald",), ()),
        ("Who rebuilt the wall?", (), ()),
    ],
)
def test_outlets_that_are_named_as_a_source_are_searched_alone(text, publishers, prefers):
    query = understood(text).query(3)

    assert query.publishers == publishers
    assert query.prefers == prefers


def test_a_publisher_that_was_given_wins_over_the_words():
    query = understood("According to Reuters, who rebuilt the wall?", publisher="Fen Observer").query(3)

    assert query.publishers == ("Fen Observer",)


def test_who_asks_for_the_latest_is_given_it():
    assert understood("What is the latest on the wall?").query(3).latest
    assert not understood("Who rebuilt the wall?").query(3).latest


def test_an_outlet_without_articles_is_named_but_others_may_quote_it():
    found = understood("According to the BBC, who rebuilt the wall?")

    assert found.unknown_outlets
    assert found.query(3).publishers == ()
    assert "No article here is by" in missing_outlets(found)


def test_words_that_only_narrow_the_search_need_not_stand_in_an_answer():
    wall = story("The wall was rebuilt on Monday.", name="wall", title="Wall", publisher="Reuters", published=ASKED)

    asked = ask("According to Reuters, when was the wall rebuilt?", wall)

    assert sentences(asked) == ["The wall was rebuilt on Monday."]
    assert understood("What happened in Quill last week?").content == "What happened in Quill  ?"
    assert understood("last week").content == "last week"


def test_a_window_that_contradicts_the_given_days_is_not_written_backwards():
    limits = {"since": datetime(2031, 9, 1, tzinfo=UTC), "until": datetime(2031, 9, 10, tzinfo=UTC)}

    refusal = ask("What happened in Quill last week?", story(published=ASKED), **limits)

    assert refusal.reason == "outside_dates"
    assert "have in common, which are none" in refusal.text


def test_a_date_that_narrows_the_search_must_still_stand_in_the_answer():
    assert understood("What happened in Quill in 1987?").content == "What happened in Quill in 1987?"
