"""What a reader sees of a character."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.visible import visible


@pytest.mark.parametrize(
    ("character", "seen"),
    [
        ("a", "a"),
        ("é", "é"),
        ("\x1b", " "),
        ("\n", " "),
        ("\u202e", ""),
        ("\u200b", ""),
        ("\u3164", ""),
        ("\u0601", "\u0601"),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_character_is_kept_where_it_is_seen(character, seen):
    assert visible(character) == seen


@given(st.characters())
def test_nothing_that_steers_a_reader_is_left(character):
    left = visible(character)

    assert left in {character, " ", "", "\ufffd"}
    assert not left or unicodedata.category(left) not in {"Cc", "Cs"}
