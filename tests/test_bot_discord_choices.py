"""What an option offers: names as people see them, and none that Discord would refuse the whole list for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_choices import LONGEST_CHOICE_UNITS, MOST_CHOICES, choices_of
from bot.discord_modals import reason_modal
from bot.discord_text import units
from bot.feedback import LONGEST_REASON_CHARACTERS


def shown(*values):
    return [(choice.name, choice.value) for choice in choices_of(values)]


@pytest.mark.parametrize("value", ["", " ", "\u200b\u2060", "\u202e", "x" * 101, "😀" * 51])
def test_a_name_that_discord_would_refuse_is_left_out(value):
    assert shown("The Post", value) == [("The Post", "The Post")]


def test_what_hides_or_turns_is_not_shown_and_the_value_stays():
    assert shown("The\u202e Post\u200b") == [("The Post", "The\u202e Post\u200b")]


@given(st.lists(st.text(max_size=120), max_size=40))
def test_every_list_is_one_that_discord_takes(values):
    found = choices_of(values)

    assert len(found) <= MOST_CHOICES
    for choice in found:
        assert 1 <= units(choice.name) <= LONGEST_CHOICE_UNITS
        assert 1 <= units(choice.value) <= LONGEST_CHOICE_UNITS


async def test_the_form_takes_no_longer_reason_than_is_kept():
    text = str(reason_modal("ab12").to_dict())

    assert f"'max_length': {LONGEST_REASON_CHARACTERS}" in text
