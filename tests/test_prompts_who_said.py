"""Who said these very words: read out of the question, found as they stand, and told with whoever says them."""

from datetime import UTC, datetime, timedelta

import pytest
from fictional import ask, hits, sentences, story
from hypothesis import given
from hypothesis import strategies as st

from prompts.answer import NoAnswer
from prompts.speakers import Reader
from prompts.who_said import places_of, words_looked_for

FIRST = datetime(2031, 11, 1, tzinfo=UTC)
STORM = "We can't wait for the next storm"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (f"Who said “{STORM}”?", STORM),
        (f'Who said "{STORM}"?', STORM),
        (f"Who said «{STORM}»?", STORM),
        (f"Who said: “{STORM}.”", STORM),
        ("Who said it comes ten years late?", "it comes ten years late"),
        ("Who said that the wall is far too old?", "the wall is far too old"),
        ("who told reporters “never again”?", "never again"),
        ("Which minister claimed the wall would hold for years?", "the wall would hold for years"),
        ("Who was it that said the wall would hold?", "the wall would hold"),
        # A matter, a name, or another question.
        ("Who said no to it?", None),
        ("Who said no?", None),
        ("Who said “no”?", None),
        ("What did Ann Lee say about the “iron wall” of Ennis?", None),
        ("Who is Ann Lee?", None),
        ("", None),
        ("Who said “”?", None),
    ],
)
def test_the_words_are_read_out_of_the_question(question, words):
    assert words_looked_for(question) == words


@given(st.text(max_size=80))
def test_any_question_is_read_without_a_fault(text):
    for question in (text, f"Who said “{text}”?", f"Who said {text}?"):
        words = words_looked_for(question)
        assert words is None or words in question


def found(words, *articles):
    """The texts that are shown for some words, by article."""
    return {
        articles[place.hit - 1].id: place.span.of(articles[place.hit - 1].text)
        for place in places_of(words, hits(*articles), Reader())
    }


@pytest.mark.parametrize("words", [STORM, STORM.upper(), STORM.replace("'", "’"), f"“{STORM},”", STORM[:20]])
def test_words_are_found_whatever_their_typography(words):
    said = "“We can’t wait for the next storm,” Lee told reporters."
    assert found(words, story(f"Rain fell. {said} The work begins.")) == {"harbour": said}


def test_the_sentence_beside_is_shown_where_it_alone_names_the_speaker():
    text = "Rain fell. The wall will not hold another winter. Mayor Ann Lee said so on Monday. The sea is blue."
    assert found("the wall will not hold another winter", story(text)) == {
        "harbour": "The wall will not hold another winter. Mayor Ann Lee said so on Monday."
    }


def test_a_speaker_in_another_paragraph_is_not_shown_with_the_words():
    text = "The wall will not hold another winter.\nMayor Ann Lee said so on Monday."
    assert found("the wall will not hold another winter", story(text)) == {
        "harbour": "The wall will not hold another winter."
    }


def test_words_that_nobody_said_are_found_nowhere():
    assert found("the moon is made of cheese", story()) == {}
    assert found("…", story()) == {}


TWO = (
    story(f"“{STORM},” Mayor Ann Lee told reporters.", name="lee", published=FIRST),
    story(f"“{STORM},” said Claire Moss of the Green Party.", name="moss", published=FIRST + timedelta(days=1)),
    story(f"“{STORM},” Mayor Ann Lee told reporters.", name="again", published=FIRST + timedelta(days=2)),
)


def test_words_of_two_people_are_told_of_both_newest_first_and_copies_once():
    outcome = ask(f"Who said “{STORM}”?", *TWO)
    told = sentences(outcome)
    assert sorted(told) == sorted({one.text for one in TWO})
    assert {citation.speaker for citation in outcome.citations} == {"Mayor Ann Lee", "Claire Moss of the Green Party"}
    for citation in outcome.citations:
        assert STORM in citation.quote


def test_words_that_nobody_said_are_refused():
    assert isinstance(ask("Who said “the moon is made of blue cheese”?", *TWO), NoAnswer)


def test_words_beside_which_nobody_is_named_are_put_in_no_mouth():
    outcome = ask(f"Who said “{STORM}”?", story(f"Ann Lee and Tom Hart met.\n“{STORM}.”"))
    assert all(citation.speaker is None for citation in getattr(outcome, "citations", ()))
