"""Who states something in sentences of the plainest form, and nobody in any other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.checks.subjects import stated_in


@pytest.mark.parametrize(
    ("sentence", "who", "rest"),
    [
        ("Several fishermen said the ice was thin.", "Several fishermen", " the ice was thin."),
        ("Tram drivers insist that the brakes failed.", "Tram drivers", " that the brakes failed."),
        ("On Monday, tram drivers said the brakes failed.", "tram drivers", "On Monday,  the brakes failed."),
        ("The brakes failed, passengers reported.", "passengers", "The brakes failed, "),
        ("As reported by Quill Radio, the ice broke.", "Quill Radio", " the ice broke."),
        ("According to harbour data, ten boats sank.", "harbour data", " ten boats sank."),
    ],
)
def test_a_sentence_that_begins_or_ends_with_who_says_so_is_theirs(sentence, who, rest):
    stated = stated_in(sentence)

    assert stated.who == who
    assert sentence[: stated.part.start] + sentence[stated.part.end :] == rest


@pytest.mark.parametrize(
    "sentence",
    [
        "The ice was thin.",
        "When fishermen said the ice was thin, nobody listened.",
        "He said the ice was thin.",
        "The boat that fishermen said was lost came back.",
        "It was late when the fishermen said the ice was thin.",
        "The captain asked for more ice.",
    ],
)
def test_of_any_other_sentence_it_is_nobody(sentence):
    assert stated_in(sentence) is None


@given(st.text(max_size=300))
def test_what_is_found_stands_in_the_sentence(sentence):
    stated = stated_in(sentence)

    assert stated is None or stated.who in sentence
