"""Which names, numbers and counted things of a question no hit holds."""

from datetime import UTC, datetime

import pytest
from fictional import ANALYSER, ask, hits, sentences, story
from hypothesis import given
from hypothesis import strategies as st

from prompts.mentioning import holds_figures, missing_name
from prompts.reading import Kind, Reading, read_question

LIND = "“It rains,” Nora Lind of Northvale State University said."


def missing(text, *articles):
    return missing_name(read_question(text, ANALYSER), hits(*articles), ANALYSER)


def named(*names):
    return Reading(kind=Kind.FACT, stems=(), names=names)


@pytest.mark.parametrize(
    ("question", "lacked"),
    [
        ("Who is Barnaby Crouch?", "Barnaby Crouch"),
        ("What did Peter Hart say?", "Peter Hart"),
        ("Did Ann Lee meet Barnaby Crouch?", "Barnaby Crouch"),
        ("How many whales lie behind the wall?", "whale"),
        ("How many boats lay behind the wall in 1921?", "1921"),
        ("Did 3,000 boats lie behind the wall?", "3000"),
        ("Did 14.5 million crowns go to the wall?", "14.5"),
        ("Did 30.5 boats lie behind the wall?", "30.5"),
    ],
)
def test_what_no_article_holds_is_named(question, lacked):
    assert missing(question, story()) == lacked


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ann Lee?",
        "What did Lee say?",
        "What did Ida Brook of Quill build?",
        "How many boats lie behind the wall?",
        "How many crowns will the wall of 1887 cost?",
        "Did 300 boats lie behind the wall?",
        "Why is the sea blue?",
    ],
)
def test_what_the_articles_hold_is_not_missing(question):
    assert missing(question, story()) is None


def test_a_large_number_is_found_with_and_without_commas():
    article = story("Some 13,500 boats lay there in 1887.")

    assert missing("Did 13500 boats lie there?", article) is None
    assert missing("Did 13,500 boats lie there?", article) is None


def test_a_number_is_not_found_in_a_longer_one():
    article = story("Some 13,500 boats and 4.75 tons lay there.")

    assert [missing(f"Did {n} boats lie there?", article) for n in ("500", "135", "3500", "75")] == [
        "500",
        "135",
        "3500",
        "75",
    ]


@given(st.integers(0, 31))
def test_small_numbers_are_not_asked_for(number):
    assert missing(f"Did {number} boats lie behind the wall?", story("Boats lie behind the wall.")) is None


@given(st.integers(32, 10**9))
def test_numbers_larger_than_any_day_are_asked_for(number):
    assert missing(f"Did {number} boats lie behind the wall?", story("Boats lie behind the wall.")) == str(number)


@pytest.mark.parametrize(("year", "lacked"), [(2030, None), (2031, None), (2032, None), (2033, "2033"), (2029, "2029")])
def test_a_year_about_that_of_an_article_needs_not_be_written(year, lacked):
    article = story("Boats sank.", published=datetime(2031, 6, 1, tzinfo=UTC))

    assert missing(f"Did boats sink in {year}?", article) == lacked


@pytest.mark.parametrize("month", ["Sept", "Sept.", "Dec", "feb", "Oct."])
def test_short_months_and_single_letters_are_no_names_to_be_found(month):
    assert missing_name(named(month, "Q"), hits(story()), ANALYSER) is None


def test_a_name_with_its_body_is_two_names():
    text = "What did Nora Lind of NSU say?"

    assert missing(text, story(LIND)) is None
    assert missing(text, story("“It rains,” Nora Lind said.")) == "NSU"
    assert missing(text, story("Rain fell on Northvale State University.")) == "Nora Lind"


@pytest.mark.parametrize(
    ("names", "lacked"),
    [
        (("Ann Lee", "Tom Hart", "Tolland"), None),
        (("Ann Lee", "Tolland"), "Tolland"),
        (("Ann Lee", "Crouch", "Tolland"), "Crouch"),
        (("Tolland",), "Tolland"),
    ],
)
def test_one_name_of_three_may_be_missing(names, lacked):
    assert missing_name(named(*names), hits(story()), ANALYSER) == lacked


def test_each_name_may_be_in_another_article_or_in_a_title():
    lee, hart = story("Ann Lee left.", name="lee"), story("He left.", name="hart", title="Tom Hart leaves")

    assert missing("Did Ann Lee meet Tom Hart?", lee, hart) is None
    assert missing("Did Ann Lee meet Tom Hart?", lee) == "Tom Hart"


def test_without_hits_all_that_was_named_is_missing():
    assert missing("Who is Ann Lee?") == "Ann Lee"
    assert missing("How many boats sank?") == "boat"
    assert missing("Why is the sea blue?") is None


BROOK = story("Ida Brook built the boats of Quill.", name="brook")
FINN = story("Bo Finn built 400 boats in Tolland.", name="finn")
BOTH = story("Ida Brook built 400 boats in Quill.", name="both")


def test_a_number_must_stand_with_the_question_s_names_in_one_article():
    reading = read_question("Who built the 400 boats of Quill?", ANALYSER)

    assert missing_name(reading, hits(BROOK, FINN), ANALYSER) is None
    assert [holds_figures(reading, article) for article in (BROOK, FINN, BOTH)] == [False, False, True]


def test_a_figure_of_another_article_answers_nothing():
    text = "Who built the 400 boats of Quill?"

    assert sentences(ask(text, BROOK, FINN)) == []
    assert sentences(ask(text, BROOK, FINN, BOTH)) == [BOTH.text]


def test_every_number_must_stand_in_the_article():
    reading = read_question("Did Ida Brook build 400 boats and 50 walls?", ANALYSER)

    assert not holds_figures(reading, BOTH)
    assert holds_figures(reading, story(f"{BOTH.text} She built 50 walls."))


def test_any_article_will_do_for_a_question_without_numbers():
    assert holds_figures(read_question("Who is Barnaby Crouch?", ANALYSER), story())
