"""What a reader sees of a character."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.visible import MOST_MARKS, seen, visible


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
        ("\U000e0150", ""),
    ],
)
def test_a_character_is_kept_where_it_is_seen(character, seen):
    assert visible(character) == seen


@given(st.characters())
def test_nothing_that_steers_a_reader_is_left(character):
    left = visible(character)

    assert left in {character, " ", "", "\ufffd"}
    assert not left or unicodedata.category(left) not in {"Cc", "Cs"}


def test_accents_do_not_make_towers():
    assert seen("a" + "\u0336" * 50 + "b") == "a" + "\u0336" * MOST_MARKS + "b"
    assert seen("a" + "\u0336\u200b\u034f" * 50 + "b") == "a" + "\u0336" * MOST_MARKS + "b"
    assert seen("e\u0301\u0327 \u05d1\u05bc\u05b0 ok") == "e\u0301\u0327 \u05d1\u05bc\u05b0 ok"
    assert seen("❤\ufe0f" + "\ufe0f" * 9) == "❤\ufe0f"


@given(st.text())
def test_a_text_is_seen_as_its_characters_are_but_for_accents_in_excess(text):
    left = seen(text)

    assert seen(left) == left
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in left)
    assert "".join(map(visible, text)) == left or len(left) < len("".join(map(visible, text)))
