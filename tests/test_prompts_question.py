from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.query import Query
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question, check_question


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Who is Ann Lee?", "Who is Ann Lee?"),
        ("  Who\n\n is\tAnn  Lee? ", "Who is Ann Lee?"),
        ("Who\x00is\x07Ann\x1b[31m Lee?", "Who is Ann [31m Lee?"),
        ("Who\u2028is Ann?", "Who is Ann?"),
        ("Who is \ud83dAnn?", "Who is Ann?"),
        ("Cafe\u0301?", "Café?"),
        ("7", "7"),
        ("谁是市长？", "谁是市长？"),
        ("x" * LONGEST_QUESTION_CHARACTERS, "x" * LONGEST_QUESTION_CHARACTERS),
    ],
)
def test_a_question_is_cleaned(typed, asked):
    assert check_question(typed) == asked


@pytest.mark.parametrize("typed", ["", " \n\t", "?!", "🙂🙃", "…", "\x00\ud800", "\u200b", "—“”"])
def test_what_holds_no_word_is_no_question(typed):
    with pytest.raises(QuestionError, match="There was no question in that; ask with at least one word"):
        check_question(typed)


def test_a_question_that_is_too_long_says_how_long_it_may_be():
    with pytest.raises(QuestionError, match=r"That question has 10,000 characters and at most 2,000 can be read"):
        check_question("x" * 10_000)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_a_question_in_one_line_or_none_at_all(typed):
    try:
        cleaned = check_question(typed)
    except QuestionError:
        return

    assert check_question(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode()


def test_a_question_s_limits_become_those_of_its_search():
    moment = datetime(2031, 12, 2, tzinfo=UTC)
    question = Question(
        text="Who?", asked=moment, since=moment, until=moment, as_of=moment, publisher="The Ennis Courier"
    )

    assert question.query(3) == Query(
        text="Who?", limit=3, asked=moment, since=moment, until=moment, as_of=moment, publishers=("The Ennis Courier",)
    )
