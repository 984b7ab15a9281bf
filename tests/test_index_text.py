"""The normalised text: what is replaced, and that nothing else moves."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import normalise, one_line, shorten

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
"""With control characters and lone surrogates, which JSON and damaged files bring."""


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)

    assert normalise(once) == once


@given(ANY_TEXT)
def test_the_result_is_nfc_without_control_characters_and_surrogates(text):
    clean = normalise(text)

    assert unicodedata.is_normalized("NFC", clean)
    assert {unicodedata.category(c) for c in clean if c not in {"\n", "\t"}}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    clean.encode()


@given(
    st.text(st.sampled_from("aé “”’\n\t \u00a0\u200b–😀한中."), max_size=100).filter(
        lambda t: not t.startswith("\ufeff")
    )
)
def test_a_clean_text_stays_as_it_is(text):
    assert normalise(text) == text


@given(st.text(st.characters(max_codepoint=0x9F, exclude_characters="\r"), max_size=100))
def test_control_characters_are_replaced_one_for_one(text):
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("  a \n", "  a \n"),
        ("e\u0301t\u00e9", "été"),
        ("a\x00b\x1fc\x7fd\x9f", "a b c d "),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        ("\ufeffa\ufeff", "a\ufeff"),
        ("\ufeff\ufeffa", "a"),
        ("a\tb", "a\tb"),
        ("", ""),
    ],
)
def test_what_normalising_does(text, expected):
    assert normalise(text) == expected


def test_one_line_holds_no_runs_of_white_space():
    assert one_line(" a\n\n b\t\u00a0c ") == "a b c"


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_shortened_text_fits_and_says_that_something_is_left_out(text, characters):
    short = shorten(text, characters)

    assert len(short) <= characters
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_text_is_shortened_at_a_word():
    assert shorten("The harbour wall of Port Ennis", 20) == "The harbour wall of…"
    assert shorten("The harbour, wall", 14) == "The harbour…"
    assert shorten("Donaudampfschifffahrt", 10) == "Donaudamp…"
