"""Whether two values can both be right: a rounded figure, a year and a day in it, a name and its short form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.checks.figures import figures_in
from prompts.checks.moments import Moment
from prompts.values import Value, ValueKind


def figure(text):
    [one] = figures_in(text)
    return Value(words=one.words, kind=ValueKind.FIGURE, figure=one)


def name(words):
    return Value(words=words, kind=ValueKind.NAME)


def day(*moment):
    return Value(words="then", kind=ValueKind.DATE, moments=frozenset({Moment(*moment)}) if moment else frozenset())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 people", "fourteen people"),
        ("about 1,200 homes", "1,187 homes"),
        ("nearly 50 people", "48 people"),
        ("at least 12 people", "15 people"),
        ("more than 40 people", "43 people"),
        ("1.2 billion crowns", "1,200 million crowns"),
        ("100 miles", "161 kilometres"),
        ("two years", "24 months"),
        ("4.56 million people", "4.57 million people"),
        ("dozens of people", "38 people"),
        ("40 percent", "40 people"),
        ("40 percent", "90 people"),
        ("12 miles", "900 kilograms"),
    ],
)
def test_figures_that_may_both_be_right_agree(one, other):
    assert not figure(one).differs(figure(other))
    assert not figure(other).differs(figure(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 people", "19 people"),
        ("14 people", "nineteen people"),
        ("about 1,200 homes", "1,500 homes"),
        ("nearly 50 people", "57 people"),
        ("at least 12 people", "40 people"),
        ("100 miles", "190 kilometres"),
        ("61 percent", "48 percent"),
        ("14 million crowns", "14 billion crowns"),
    ],
)
def test_figures_that_can_t_both_be_right_differ(one, other):
    assert figure(one).differs(figure(other))
    assert figure(other).differs(figure(one))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (day(1887), day(1887, 5, 3), False),
        (day(1887), day(1903), True),
        (day(2031, 5, 12), day(2031, 6, 3), True),
        (day(0, 5, 12), day(2031, 5, 12), False),
        (day(), day(2031), False),
    ],
)
def test_a_date_differs_from_another_that_it_can_t_be(one, other, differ):
    assert one.differs(other) is other.differs(one) is differ


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Tom Hart", "Nora Vance", True),
        ("Tom Hart", "Hart", False),
        ("Northern Transport Agency", "NTA", False),
        ("Lebanon", "Lebanese", False),
        ("Britain", "UK", False),
        ("Iran", "Iraq", True),
        ("the", "Hart", False),
    ],
)
def test_a_name_differs_from_another_that_is_no_form_of_it(one, other, differ):
    assert name(one).differs(name(other)) is name(other).differs(name(one)) is differ


def test_values_of_two_kinds_neither_agree_nor_differ():
    assert not figure("14 people").differs(name("Tom Hart"))
    assert not figure("14 people").agrees(name("Tom Hart"))


FIGURES = st.builds(
    "{} {} {}".format,
    st.sampled_from(["about", "nearly", "at least", "more than", "under", "some", ""]),
    st.integers(0, 10**7) | st.sampled_from(["two", "dozens of", "hundreds of", "half", "1.5", "3-4", "F-16"]),
    st.sampled_from(["people", "percent", "miles", "kilometres", "crowns", "million dollars", "years", "months", ""]),
).map(figures_in)
VALUES = st.one_of(
    FIGURES.filter(bool).map(lambda found: Value(words=found[0].words, kind=ValueKind.FIGURE, figure=found[0])),
    st.builds(Moment, st.integers(0, 2100), st.integers(0, 12), st.integers(0, 28)).map(
        lambda moment: Value(words="then", kind=ValueKind.DATE, moments=frozenset({moment}))
    ),
    st.text(max_size=20).map(name),
)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_two_values_differ_either_way_or_neither_and_none_from_itself(one, other):
    assert one.differs(other) == other.differs(one)
    assert one.agrees(one)
