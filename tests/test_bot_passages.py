"""Context: one slice of the text, of whole sentences as far as they fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.passages import CONTEXT_CHARACTERS, context_of
from index.passage import Span
from index.sentences import sentence_spans

FIRST = "The dam at Tarn held all night."
SECOND = "Engineer Ida Voss said on Monday there was no crack in it."
THIRD = "The valley road is open again."
TEXT = f"{FIRST} {SECOND}\n{THIRD}"


def shown(text, quoted, **limits):
    start = text.index(quoted)
    context = context_of(text, Span(start, start + len(quoted)), **limits)
    return context.before.of(text), context.quoted.of(text), context.after.of(text)


def test_a_sentence_stands_between_its_neighbours():
    assert shown(TEXT, SECOND) == (f"{FIRST} ", SECOND, f"\n{THIRD}")


def test_words_within_a_sentence_are_shown_with_the_rest_of_it():
    assert shown(TEXT, "no crack") == (
        f"{FIRST} Engineer Ida Voss said on Monday there was ",
        "no crack",
        f" in it.\n{THIRD}",
    )


def test_the_first_and_the_last_sentence_have_nothing_before_and_behind():
    assert shown(TEXT, FIRST)[0] == ""
    assert shown(TEXT, THIRD)[2] == ""


@pytest.mark.parametrize(("characters", "before"), [(30, ""), (31, ""), (32, f"{FIRST} "), (500, f"{FIRST} ")])
def test_a_sentence_that_does_not_fit_whole_is_not_shown_at_all(characters, before):
    assert shown(TEXT, SECOND, characters=characters)[0] == before


def test_a_sentence_that_is_too_long_is_shown_in_whole_words_and_said_to_be_cut():
    text = f"{'river ' * 300}dam {'valley ' * 300}".strip()

    start = text.index("dam")
    context = context_of(text, Span(start, start + 3))

    assert (context.begins, context.ends) == (False, False)
    assert set(context.before.of(text).split()) == {"river"}
    assert set(context.after.of(text).split()) == {"valley"}
    for side in (context.before, context.after):
        assert CONTEXT_CHARACTERS - 10 < side.end - side.start <= CONTEXT_CHARACTERS


SENTENCES = st.lists(
    st.sampled_from(
        [FIRST, SECOND, THIRD, "So.", "“Is it safe?” Voss asked.", "x" * 90, "Mr. Oake left. ", "\n\n", "新聞。"]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(st.data(), SENTENCES | st.text(min_size=1), st.integers(1, 120))
def test_context_is_one_slice_of_whole_sentences_and_bounded(data, text, characters):
    start = data.draw(st.integers(0, len(text)))
    quoted = Span(start, data.draw(st.integers(start, len(text))))

    context = context_of(text, quoted, characters)

    before, after = context.before, context.after
    assert context.quoted == quoted
    assert before.of(text) + quoted.of(text) + after.of(text) == context.whole.of(text)
    assert (before.end, after.start) == (quoted.start, quoted.end)
    assert max(before.end - before.start, after.end - after.start) <= characters
    if before.start < quoted.start:
        assert not text[before.start].isspace()
        assert context.begins or text[before.start - 1].isspace()
    if after.end > quoted.end:
        assert not text[after.end - 1].isspace()
        assert context.ends or text[after.end].isspace()


@given(st.data(), st.lists(st.sampled_from([FIRST, SECOND, THIRD]), min_size=1, max_size=12))
def test_context_begins_and_ends_with_sentences(data, sentences):
    text = " ".join(sentences)
    quoted = data.draw(st.sampled_from(sentence_spans(text)))

    context = context_of(text, quoted, data.draw(st.integers(1, 200)))

    spans = sentence_spans(text)
    assert context.begins
    assert context.ends
    assert context.before.start in {span.start for span in spans}
    assert context.after.end in {span.end for span in spans}
