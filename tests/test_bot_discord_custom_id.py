"""Custom ids: what a button says is read back as it was written, and nothing else is read as one of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_custom_id import Action, Pressed, custom_id, is_ours, read_custom_id
from bot.discord_limits import CUSTOM_ID_UNITS

KEYS = st.text("0123456789abcdef", min_size=1, max_size=32)
NUMBERS = st.none() | st.integers(0, 9999)


@given(action=st.sampled_from(Action), key=KEYS, number=NUMBERS)
def test_what_is_written_is_read_back_and_fits(action, key, number):
    text = custom_id(action, key, number)

    assert read_custom_id(text) == Pressed(action=action, key=key, number=number)
    assert is_ours(text)
    assert len(text) <= CUSTOM_ID_UNITS


@given(st.text() | st.text("0a19:").map("nh1:why:".__add__))
def test_whatever_is_read_could_have_been_written(text):
    pressed = read_custom_id(text)

    if pressed is not None:
        assert read_custom_id(custom_id(pressed.action, pressed.key, pressed.number)) == pressed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nh1",
        "nh1:why",
        "nh1:why:",
        "nh1:WHY:0a",
        "nh1:delete:0a",
        "nh1:why:0A",
        "nh1:why:xyz",
        "nh1:why:0a:",
        "nh1:why:0a:-1",
        "nh1:why:0a:10000",
        "nh1:why:0a:1:2",
        "nh1:why:0a\n",
        " nh1:why:0a",
        "nh2:why:0a",
        "nh1:why:" + "a" * 33,
        "nh1:why:\u0661",
        "nh1:why:../../ledger",
    ],
)
def test_anything_else_is_none_of_ours(text):
    assert read_custom_id(text) is None


@pytest.mark.parametrize(
    ("text", "ours"),
    [("nh1:why:0a", True), ("nh2:new:thing", True), ("nh0:old", True), ("other:why:0a", False), ("nh:why", False)],
)
def test_a_button_of_another_age_is_known_as_ours(text, ours):
    assert is_ours(text) is ours
