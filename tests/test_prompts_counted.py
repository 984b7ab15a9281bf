"""The figure of a sentence that counts what is asked for: one that stands by its words, or none."""

import pytest
from fictional import ANALYSER, hits, story

from prompts.counted import counts_told
from prompts.evidence import candidates
from prompts.reading import read_question

KILLED = "How many people were killed when the Oskar bridge collapsed?"


def counted(text, asked=KILLED):
    [one] = candidates(hits(story(text)), ANALYSER)
    value = counts_told(read_question(asked, ANALYSER), one, ANALYSER)
    return value and value.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At least 31 people were killed when the Oskar bridge collapsed.", "31"),
        ("When the Oskar bridge collapsed on 9 May 2031, thirty people were killed.", "thirty"),
        ("More than 30 people were killed when the Oskar bridge collapsed.", "30"),
        ("The Oskar bridge collapsed and nobody was killed.", None),
        ("The Oskar bridge collapsed and 31 people were killed, including 5 children.", None),
        ("The Oskar bridge collapsed and another 31 people were killed.", None),
        ("The Oskar bridge collapsed: 31 people were killed, 12 people were killed later.", None),
        ("The Oskar council met for 31 hours.", None),
        ("31 people were hurt in Lorne.", None),
    ],
)
def test_the_one_figure_by_the_words_of_the_question_is_meant(text, words):
    assert counted(text) == words


def test_another_figure_far_from_these_words_is_none():
    far = "The 14 bus, which the town of Oskar had ordered from a maker in the far north, was on the bridge then."

    assert counted(far, "How many people were on the bridge?") is None


def test_what_is_asked_for_only_by_its_name_is_counted_by_nothing():
    assert counted("Oskar has 31 bridges.", "Oskar?") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Walking 3,800 steps lowered the risk of gout by 25%.", "25%"),
        ("Walking 10,000 steps lowered the risk of gout by 50%.", None),
    ],
)
def test_a_sentence_with_other_conditions_than_the_question_s_counts_something_else(text, words):
    asked = "By what percentage did walking 3,800 steps lower the risk of gout in 2031?"

    assert counted(text, asked) == words


def test_a_figure_that_is_said_no_longer_to_hold_is_no_count():
    assert counted("The wall will cost 28 million crowns, not 18 million.", "How much will the wall cost?") == (
        "28 million crowns"
    )


def test_a_figure_of_another_measure_is_no_count():
    text = "The wall will be 1.2 kilometres long and cost 18 million crowns."

    assert counted(text, "How much will the wall cost?") == "18 million crowns"
