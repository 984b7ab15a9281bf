"""What figures count: the same thing, or others, a part, a plan or another time."""

from datetime import UTC, datetime

import pytest

from prompts.checks.figures import figures_in
from prompts.counting import are_of_two_times, count_other_things, is_ahead

DAY = datetime(2031, 9, 14, tzinfo=UTC)


def figure(text):
    return figures_in(text)[0]


@pytest.mark.parametrize(
    ("here", "there", "other"),
    [
        ("It killed 14 people.", "It killed 19 people.", False),
        ("It killed 14.", "It killed 19 people.", False),
        ("It killed 14 people.", "It claimed 19 lives.", True),
        ("It killed 14 people.", "19 people died.", False),
        ("It killed 14 migrant workers.", "It killed 19 workers.", False),
        ("It killed 14 people.", "It killed 9 children.", True),
        ("It killed 14 people.", "It injured 60 people.", True),
        ("Some 300 boats lie there.", "Some 90 trucks lie there.", True),
        ("It killed 14 people.", "It killed another 5 people.", True),
        ("It killed 14 people.", "It killed more than 19 people.", False),
        ("It costs 14 crowns.", "It should cost 19 crowns.", True),
        ("It will cost 14 crowns.", "It should cost 19 crowns.", False),
    ],
)
def test_figures_that_count_something_else_are_known_by_the_words_beside_them(here, there, other):
    assert count_other_things(here, figure(here), there, figure(there)) is other
    assert count_other_things(there, figure(there), here, figure(here)) is other


@pytest.mark.parametrize(
    ("here", "there", "two"),
    [
        ("It drew 8,000 on Friday.", "On Saturday it drew 3,000.", True),
        ("It drew 8,000 on Friday.", "It drew 3,000.", False),
        ("It drew 8,000 on 13 September.", "On Saturday it drew 3,000.", False),
        ("It drew 8,000 in 2029.", "It drew 3,000 in 2030.", True),
        ("It held 120 in the morning.", "It held 310 in the evening.", True),
        ("It held 120 in the morning.", "It held 310 in the morning.", False),
        ("It held 120 at 8 a.m.", "It held 310 in 2031.", False),
    ],
)
def test_two_times_are_those_that_can_t_be_one(here, there, two):
    assert are_of_two_times(here, there, DAY, DAY) is are_of_two_times(there, here, DAY, DAY) is two


@pytest.mark.parametrize("text", ["It may fall.", "They hope to raise it.", "It should fall.", "A target of 9."])
def test_plans_hopes_and_forecasts_are_not_yet_so(text):
    assert is_ahead(text)
    assert not is_ahead("It fell on Monday, and 9 were hurt.")
