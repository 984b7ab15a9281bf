"""How likely a sentence is to answer: a probability, more with more evidence, none where it is out of the question."""

import pytest
from fictional import ANALYSER, ask, coverage, hits, sentences, story
from hypothesis import given
from hypothesis import strategies as st

from index.query import Results
from prompts.answer import NoAnswer
from prompts.choosing import Signs, signs_of
from prompts.evidence import candidates
from prompts.reading import read_question
from prompts.sufficiency import LEAST_COVERAGE, THRESHOLD, is_out_of_question, shown, sufficiency

BUILT = "Ida Brook built the wall of Quill."
WORDS = (
    "who what why how many much long did the Lee Quill wall boats cost say said not no arrests 14 1887 crowns miles"
    " because in according to “ ” ? ."
).split()
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
EVIDENCE = st.floats(allow_nan=False)


def searched(text, *, evidence=0.0, **details):
    """What a search finds that weighs all words alike."""
    return Results(hits=hits(story(text, **details)), coverage=coverage(), evidence=evidence)


def likely(question, text, *, evidence=0.0, **details):
    """How likely each sentence of an article is to answer."""
    reading = read_question(question, ANALYSER)
    results = searched(text, evidence=evidence, **details)
    return [
        sufficiency(reading, one, signs_of(reading, one, results), results, ANALYSER)
        for one in candidates(results.hits, ANALYSER)
    ]


@given(TEXTS, TEXTS.filter(str.strip), EVIDENCE)
def test_any_sentence_has_a_probability_for_any_question(question, text, evidence):
    assert all(0 <= one <= 1 for one in likely(question, text, evidence=evidence))


@given(EVIDENCE, EVIDENCE)
def test_more_evidence_never_means_less_confidence(one, other):
    less, more = sorted((one, other))

    assert likely("Who built the wall of Quill?", BUILT, evidence=less) <= likely(
        "Who built the wall of Quill?", BUILT, evidence=more
    )


def test_evidence_counts_up_to_a_limit_on_either_side():
    far, low, none, high, beyond = (
        likely("Who built the wall of Quill?", BUILT, evidence=value)[0] for value in (-50, -5, 0, 5, 50)
    )

    assert far == low < none < high == beyond


@pytest.mark.parametrize(
    ("question", "more", "less"),
    [
        ("Who built the wall of Quill?", BUILT, "Ida Brook built the wall."),
        ("Who built the wall of Quill?", BUILT, "Ida Brook saw the wall of Quill."),
        ("Who built the wall of Quill?", BUILT, "The wall of Quill was built."),
        (
            "Why did the wall of Quill fall?",
            "The wall of Quill began to fall because of rain.",
            "The wall of Quill began to fall.",
        ),
        ("Why did Ann Lee resign?", "Ann Lee had to resign.", "Ann Lee had to go."),
        ("What did Ann Lee say?", "“It rains,” Ann Lee said.", "“It rains,” Tom Hart told Ann Lee."),
        ("How many boats sank off Quill?", "Off Quill 14 boats sank.", "Off Quill 14 sank."),
    ],
    ids=["name", "word", "person", "reason", "deed", "speaker", "counted"],
)
def test_what_speaks_for_a_sentence_makes_it_likelier(question, more, less):
    more_likely, less_likely = (likely(question, text, title="News")[0] for text in (more, less))

    assert more_likely > less_likely > 0


def test_a_plain_word_counts_in_the_sentence_and_less_beside_it():
    own, beside, nowhere = (
        likely("What was built at Quill?", text, title="News")[0]
        for text in (
            "The wall was built at Quill. It rained.",
            "It rained at Quill. The wall was built.",
            "It rained at Quill. Hail fell.",
        )
    )

    assert own > beside > nowhere > 0


@pytest.mark.parametrize(
    ("question", "text", "title"),
    [
        ("Why did Ann Lee of Quill resign?", "Ann Lee of Quill had to go because of rain.", "Mayor resigns"),
        ("How many boats sank off Quill?", "Off Quill 14 sank.", "Boats lost"),
    ],
)
def test_a_title_may_hold_the_deed_or_what_is_counted(question, text, title):
    assert likely(question, text, title=title) > likely(question, text, title="News") > [0]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Whom did police arrest in Quill?", "Police in Quill said there had been no arrests."),
        ("Why did Ann Lee resign as mayor?", "Ann Lee did not resign as mayor because of the storm."),
        ("Why did Ann Lee resign as mayor?", "Ann Lee didn’t resign as mayor because of the storm."),
        ("Why did Ann Lee resign as mayor?", "Ann Lee denied having resigned as mayor because of the storm."),
        ("Why did Ann Lee resign as mayor?", "Ann Lee never once resigned as mayor because of a storm."),
    ],
)
def test_what_denies_the_deed_is_out_of_the_question(question, text):
    assert likely(question, text) == [0]
    assert isinstance(ask(question, story(text)), NoAnswer)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did Ann Lee resign as mayor?", "Ann Lee resigned as mayor because of the storm, not the strike."),
        ("Why did Ann Lee resign as mayor?", "Ann Lee resigned as mayor because nobody helped in the storm."),
        ("Why did Ann Lee not resign as mayor?", "Ann Lee did not resign as mayor because of the storm."),
        ("Whom did police arrest in Quill?", "With no help from the army, police arrested Bo Finn in Quill."),
    ],
)
def test_a_no_that_denies_something_else_does_no_harm(question, text):
    assert sentences(ask(question, story(text))) == [text]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much did the wall of Quill cost?", "The wall of Quill is 14 miles long."),
        ("How long is the wall of Quill?", "The wall of Quill cost 14 million crowns."),
        ("How old is the wall of Quill?", "The wall of Quill cost 14 million crowns."),
        ("How many boats lie at the wall of Quill?", "Boats lie at the wall of Quill, which cost $14."),
    ],
)
def test_a_figure_of_another_measure_is_refused(question, text):
    assert likely(question, text) == [0]
    assert isinstance(ask(question, story(text)), NoAnswer)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much did the wall of Quill cost?", "The wall of Quill cost 14 million crowns."),
        ("How long is the wall of Quill?", "The wall of Quill is 14 miles long."),
        ("How many boats lie at the wall of Quill?", "Some 14 boats lie at the wall of Quill."),
    ],
)
def test_a_figure_of_the_measure_answers(question, text):
    assert likely(question, text)[0] > THRESHOLD
    assert sentences(ask(question, story(text))) == [text]


def out(question, text, covered):
    """Whether a sentence that shares so much with a question is out of it."""
    reading = read_question(question, ANALYSER)
    [one] = candidates(hits(story(text)), ANALYSER)
    signs = Signs(own=covered, beside=0, titled=0, passage=1, rank=1, similarity=1, leans=1, early=1, quoted=0)
    return is_out_of_question(reading, one, signs, ANALYSER)


def test_a_sentence_that_shares_too_little_is_out_of_the_question():
    assert out("Who built the wall of Quill?", BUILT, LEAST_COVERAGE - 0.01)
    assert not out("Who built the wall of Quill?", BUILT, LEAST_COVERAGE)
    assert likely("Who built the wall of Quill?", "Gulls are white in Tolland.", title="Gulls") == [0]


def test_somebody_s_words_need_not_share_any_with_the_question():
    assert not out("What did Ann Lee say about the wall?", "“It rains,” Ann Lee said.", 0)


@pytest.mark.parametrize(
    ("text", "counted"),
    [("Some 14 boats sank.", 1), ("Some 14 sank. The boats were old.", 0), ("Some 14 sank.", -1)],
)
def test_what_is_counted_stands_in_the_sentence_or_around_it_or_nowhere(text, counted):
    question = "How many boats sank?"
    reading = read_question(question, ANALYSER)
    results = searched(text, title="News")
    one = candidates(results.hits, ANALYSER)[0]

    assert shown(reading, one, signs_of(reading, one, results), results, ANALYSER).counted == counted


def test_a_question_without_names_deeds_or_counts_is_not_judged_by_them():
    question, text = "What is blue?", "The sea is blue."
    reading = read_question(question, ANALYSER)
    results = searched(text)
    [one] = candidates(results.hits, ANALYSER)
    found = shown(reading, one, signs_of(reading, one, results), results, ANALYSER)

    assert (found.named, found.counted, found.done, found.fills, found.reasoned, found.speaks) == (1, 0, 0, 0, 0, 0)
