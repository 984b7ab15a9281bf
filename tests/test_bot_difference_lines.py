"""How differences read: words that went and came in their places, and nothing that steers a terminal."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.difference_lines import difference_lines
from bot.visible import seen
from index.article import Article
from index.differences import differences
from index.holdings import KeptVersion

DAY = datetime(2031, 5, 2, tzinfo=UTC)


def lines(old, new):
    was, became = (Article(id="a", title="Rain", text=text) for text in (old, new))
    kept = tuple(KeptVersion(version=one.version, first_seen=DAY, announcement=None) for one in (was, became))
    return list(difference_lines(was, became, differences(was, became), kept))


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("It took 12 of them home.", "It took 14 of them home.", "It took [-12-]{+14+} of them home."),
        ("The old wall fell at last.", "The wall fell at last.", "The [-old-] wall fell at last."),
        ("The wall fell at last.", "The old wall fell at last.", "The {+old+} wall fell at last."),
        ("Then the wall fell at last.", "the wall fell at last.", "[-Then-] the wall fell at last."),
        ("The wall fell at night", "The wall fell at", "The wall fell at [-night-]"),
    ],
)
def test_words_that_gave_way_stand_where_they_stood(old, new, marked):
    assert lines(old, new)[4].partition("): ")[2] == marked


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_each_line_is_one_line_that_steers_no_terminal(old, new):
    assert all(line == seen(line) and "\n" not in line for line in lines(old, new))
