"""Which sentences are taken for the words of whom a question asks for."""

import pytest
from fictional import ANALYSER, ask, hits, sentences, story

from prompts.attribution import is_others_topic, speaks, spoken
from prompts.evidence import candidates
from prompts.reading import read_question

WALL = "The harbour wall of Port Ennis will be rebuilt next year, Mayor Ann Lee said on Tuesday."
STORM = "“We can’t wait for the next storm,” Lee told reporters."
VACCINE = "“The new vaccine works,” Sundline chief scientist Mara Quell said."
RIVAL = "“It does not,” rival Bo Finn said."


def words(question, text):
    found = candidates(hits(story(text) if text else story()), ANALYSER)
    return [one.text for one in spoken(read_question(question, ANALYSER), found)]


def topic_of_others(question, text):
    """Whether the first sentence is left out because others speak of the topic."""
    found = candidates(hits(story(text)), ANALYSER)
    return is_others_topic(read_question(question, ANALYSER), found[0], found)


def test_only_the_sentences_of_a_certain_speaker_are_theirs():
    assert words("What did Ann Lee say?", "") == [WALL, STORM]


@pytest.mark.parametrize(
    "question", ["What did Peter Hart say?", "What did Ida Brook say?", "What did Barnaby Crouch say?"]
)
def test_nobody_else_s_words_stand_in_for_a_person_who_does_not_speak(question):
    assert words(question, "") == []


def test_quoted_words_beside_a_name_are_not_that_person_s():
    assert words("What did Ida Brook say?", "Ida Brook came to Quill. “It rains,” Tom Hart said.") == []


def test_a_sentence_in_which_another_speaks_too_is_not_certain():
    text = "“It rains,” Ann Lee said, but Tom Hart said that it snowed."

    assert words("What did Ann Lee say?", text) == []


def test_all_sentences_may_answer_where_nobody_s_words_are_asked_for():
    found = candidates(hits(story()), ANALYSER)
    reading = read_question("Who built the old wall?", ANALYSER)

    assert spoken(reading, found) == found
    assert not any(speaks(reading, one) for one in found)


def test_according_to_somebody_who_says_nothing_is_answered_by_what_is_about_them():
    near = ["Pier Nine will close soon.", "Sundline’s timetable shows it."]
    text = " ".join(near) + "\nThe sea is blue.\nGulls are white."
    article = story(text, title="Ferries")
    reading = read_question("According to Sundline, which pier will close?", ANALYSER)

    assert [one.text for one in spoken(reading, candidates(hits(article), ANALYSER))] == [*near, "The sea is blue."]


def test_according_to_somebody_who_speaks_is_answered_by_their_words_alone():
    text = "Pier Nine will close, Sundline said.\nSundline runs Pier Six, Bo Finn said."

    assert words("According to Sundline, which pier will close?", text) == ["Pier Nine will close, Sundline said."]


def test_what_did_somebody_say_has_no_such_fallback():
    assert words("What did Sundline say about Pier Nine?", "Pier Nine will close. Sundline’s timetable shows it.") == []


@pytest.mark.parametrize(
    "question",
    [
        "What did Sundline's top scientist say?",
        "What did Sundline’s top scientist say?",
        "What did Sundline's boss say?",
    ],
)
def test_a_described_speaker_is_whoever_is_called_by_the_names_of_the_description(question):
    assert words(question, f"{VACCINE}\n{RIVAL}") == [VACCINE]


def test_a_described_speaker_of_a_body_that_nobody_is_called_by_says_nothing():
    assert words("What did Moonlark's top scientist say?", f"{VACCINE}\n{RIVAL}") == []


def test_the_topic_is_others_where_only_they_speak_of_it():
    text = "“We are glad,” Mayor Ann Lee said.\nThe school roof will be mended in May, teacher Tom Hart said."
    question = "What did Ann Lee say about the school roof?"

    assert topic_of_others(question, text)
    assert sentences(ask(question, story(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "“We are glad,” Mayor Ann Lee said.\nThe school will open in May, teacher Tom Hart said.",
        "“The roof leaks,” Mayor Ann Lee said.\nThe school roof will be mended, teacher Tom Hart said.",
        "“We are glad,” Mayor Ann Lee said. The school roof leaks.",
        "“We are glad,” Mayor Ann Lee said.\nThe school roof leaks, Ann Lee said.",
        "“We are glad,” Mayor Ann Lee said.\nThe sea is blue.",
    ],
    ids=[
        "others have half of it",
        "named in the sentence",
        "named beside it",
        "the speaker speaks of it",
        "nobody does",
    ],
)
def test_the_topic_may_still_be_the_speaker_s(text):
    assert not topic_of_others("What did Ann Lee say about the school roof?", text)


def test_the_topic_of_another_article_is_not_held_against_a_speaker():
    lee = story("“We are glad,” Mayor Ann Lee said.", name="lee")
    roof = story("The school roof will be mended in May.", name="roof")
    found = candidates(hits(lee, roof), ANALYSER)

    assert not is_others_topic(read_question("What did Ann Lee say about the school roof?", ANALYSER), found[0], found)


def test_a_title_that_names_the_topic_makes_it_the_speaker_s():
    text = "“We are glad,” Mayor Ann Lee said.\nThe school roof will be mended, Tom Hart said."
    found = candidates(hits(story(text, title="Council mends roof")), ANALYSER)

    assert not is_others_topic(read_question("What did Ann Lee say about the school roof?", ANALYSER), found[0], found)


@pytest.mark.parametrize("question", ["Has Ann Lee said anything on cheese?", "Did Lee say anything about cheese?"])
def test_whether_somebody_spoke_on_a_topic_is_not_answered_by_their_words_on_another(question):
    storm = story("“We can’t wait for the next storm,” Mayor Ann Lee said.\nThe sea is blue.")
    assert sentences(ask(question, storm)) == []
    assert sentences(ask(question.replace("cheese", "the storm"), storm)) == [
        "“We can’t wait for the next storm,” Mayor Ann Lee said."
    ]


@pytest.mark.parametrize("question", ["What did Ann Lee say?", "Who mended the school roof?"])
def test_without_a_speaker_or_a_topic_no_topic_is_others(question):
    assert not topic_of_others(question, "“We are glad,” Ann Lee said.\nThe school roof will be mended, Tom Hart said.")
