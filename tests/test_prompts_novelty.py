"""What a sentence is to somebody who was told another: told, changed or new."""

from datetime import UTC, datetime, timedelta

import pytest
from fictional import ANALYSER, story
from hypothesis import given
from hypothesis import strategies as st

from prompts.novelty import Novelty, Verdict
from prompts.told import Earlier

DAY = datetime(2031, 11, 25, tzinfo=UTC)
WALL = "The harbour wall of Port Ennis will cost 14 million crowns, the council said."


def before(text=WALL, *, published=DAY, article="harbour", version="v1"):
    return Earlier(text=text, article=article, version=version, published=published, publisher="Quill Herald")


def judged(text, *earlier, published=DAY + timedelta(days=1), name="later"):
    article = story(text or "x", name=name, published=published)
    return Novelty(earlier or (before(),), ANALYSER).judge(text, article)


@pytest.mark.parametrize(
    "text",
    [
        WALL,
        WALL.upper(),
        "The harbour wall of Port Ennis will cost 14 million crowns, the council said on Monday.",
        "The harbour wall of Port Ennis will cost 14 million crowns.",
        "The council said the harbour wall of Port Ennis will cost 14,000,000 crowns.",
        f"PORT ENNIS (Quill Wire) - {WALL}",
    ],
)
def test_the_same_in_nearly_the_same_words_was_told_however_new_its_article_is(text):
    assert judged(text).verdict is Verdict.TOLD


@pytest.mark.parametrize(
    "text",
    [
        "The harbour wall of Port Ennis will cost 20 million crowns, the council said.",
        "The wall of Port Ennis will now cost 20 million crowns, the council said on Friday.",
        "The harbour wall of Port Ennis will not cost 14 million crowns, the council said.",
        "The harbour wall of Quill will cost 14 million crowns, the council said.",
    ],
)
def test_another_figure_another_name_or_the_opposite_in_a_later_article_is_a_change(text):
    found = judged(text)

    assert found.verdict is Verdict.CHANGED
    assert found.was == before()


def test_opposites_are_a_change():
    found = judged(
        "The north bridge in Quill is open to lorries.", before("The north bridge in Quill is closed to lorries.")
    )

    assert found.verdict is Verdict.CHANGED


@pytest.mark.parametrize("published", [DAY, DAY - timedelta(days=1), None])
def test_another_figure_in_an_article_that_is_no_later_is_no_change_but_was_not_told(published):
    text = "The harbour wall of Port Ennis will cost 12 million crowns, the council said."

    assert judged(text, published=published).verdict is Verdict.NEW


def test_a_later_text_of_the_same_article_changes_what_it_said_whatever_its_date():
    text = "The harbour wall of Port Ennis will cost 20 million crowns, the council said."

    assert judged(text, name="harbour", published=DAY).verdict is Verdict.CHANGED


def test_the_same_figures_in_other_words_were_told_by_an_article_that_is_no_later():
    text = "Port Ennis must find 14 million crowns for its harbour wall, which the council wants."

    assert judged(text, published=DAY).verdict is Verdict.TOLD
    assert judged(text, published=DAY + timedelta(days=1)).verdict is Verdict.NEW


@pytest.mark.parametrize(
    "text",
    [
        "Fishing union leader Tom Hart called the plan a beginning.",
        "The council will vote on the harbour wall of Port Ennis on 9 December.",
        "Some 300 boats lie in Port Ennis.",
    ],
)
def test_what_tells_of_something_else_is_new(text):
    assert judged(text).verdict is Verdict.NEW


def test_of_several_earlier_ones_the_latest_that_is_as_near_is_what_it_was():
    older = before(published=DAY - timedelta(days=3))
    text = "The harbour wall of Port Ennis will cost 20 million crowns, the council said."

    assert judged(text, older, before()).was == before()
    assert judged(text, before(), older).was == before()


def test_nothing_was_told_to_whom_nothing_was_told():
    assert Novelty((), ANALYSER).judge(WALL, story(WALL)).verdict is Verdict.NEW


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared_and_a_text_was_told_by_itself(one, other):
    article = story("A text.", name="later", published=DAY + timedelta(days=1))

    assert Novelty([before(one)], ANALYSER).judge(one, article).verdict is Verdict.TOLD
    assert Novelty([before(one)], ANALYSER).judge(other, article).verdict in Verdict
