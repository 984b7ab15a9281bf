"""Whose words a question asks for, in the ways that people ask."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.plain_names import plain_name
from prompts.spoken_questions import asked_speaker


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What threat did the union's Tom Hart make to the council?", "Tom Hart"),
        ("what was Lee's warning about the wall", "Lee"),
        ("what's Lee's view of the wall?", "Lee"),
        ("Lee's message to voters?", "Lee"),
        ("What did Linda Hart remember about the fire?", "Linda Hart"),
        ("Tom Hart on the two new boats, what did he say?", "Tom Hart"),
        ("what was tom hart's phrase about the storm", "tom hart"),
        ("How did Lee react to the vote?", "Lee"),
        ("how did lee respond to the mayor", "lee"),
        ("What reason did Lee give for leaving?", "Lee"),
        ("What did Lee have to say about trams?", "Lee"),
        ("What did the board itself say?", "board"),
        ("What did Lee's spokesman say?", "Lee's spokesman"),
        ("what was the response from Lee's spokesman about the wall?", "Lee's spokesman"),
        ("What did Alder County's governor Hart have to say about trams?", "Hart"),
        ("what did ann harts family say", "ann hart's family"),
        ("What did Ann Kelly say?", "Ann Kelly"),
        ("what did ann kelly publicly say?", "ann kelly"),
        ("What did Ann Lee of the Harbour Board say?", "Ann Lee"),
        ("what did sheriff hart say about the search", "hart"),
        ("what did the police chief say", "police chief"),
        ("What did union members say?", "union members"),
        ("Did Lee say whether the wall is safe?", "Lee"),
        ("what is lee saying about the wall", "lee"),
        ("Why does Lee say the wall is unsafe?", "Lee"),
        ("Which fish are back, according to Hart in August 2022?", "Hart"),
        ("Which fish are back, in the words of Tom Hart?", "Tom Hart"),
    ],
)
def test_who_should_have_said_it_is_named_plainly(question, speaker):
    asked = asked_speaker(question)

    assert asked is not None
    assert asked.speaker == speaker
    assert asked.phrase in question or "harts" in question


@pytest.mark.parametrize(
    ("question", "cue"),
    [
        ("What did Lee warn of?", "warn"),
        ("What was Lee's warning?", "say"),
        ("What warning did Lee give?", "say"),
        ("How did Lee sum up the storm?", "describe"),
        ("What fell, according to Lee?", None),
    ],
)
def test_the_verb_of_saying_is_read_but_a_noun_stands_for_any(question, cue):
    asked = asked_speaker(question)

    assert asked is not None
    assert asked.cue == cue


@pytest.mark.parametrize(
    "question",
    [
        "How many points did Quill State lose?",
        "What did Lee do this week at the protest?",
        "How did prices compare with last year?",
        "What race did the town call off?",
        "What did they say?",
        "What happened to the wall?",
        "Why did the ferry stop?",
        "",
    ],
)
def test_other_questions_ask_for_nobody_s_words(question):
    assert asked_speaker(question) is None


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Mayor Ann Lee", "Ann Lee"),
        ("Alder County's governor Hart", "Hart"),
        ("mayor of Port Ennis", "mayor of Port Ennis"),
        ("Lee's lawyer", "Lee's lawyer"),
        ("US officials", "US officials"),
        ("chief executive", "chief executive"),
        ("dr. hart", "hart"),
        ("Marks, Brook and Hart", "Marks, Brook and Hart"),
    ],
)
def test_a_name_is_freed_of_titles_but_an_office_stays(phrase, name):
    assert plain_name(phrase) == name


WORDS = st.sampled_from(
    "what did does how the of Lee's Ann say on according to reason was give , ? which state".split()
)


@given(st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=18).map(" ".join)))
def test_a_speaker_is_never_empty(text):
    asked = asked_speaker(text)

    assert asked is None or (asked.speaker.strip() and 0 <= asked.start <= len(text))


@pytest.mark.parametrize("part", ["what did the man ", "what is x's ", "how much ", "did ", "according to "])
def test_long_questions_are_read_quickly(part):
    start = time.process_time()

    asked_speaker(part * 150)

    assert time.process_time() - start < 2
