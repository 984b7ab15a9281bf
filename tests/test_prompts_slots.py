"""The one value by which two sentences differ: found on either side, and none where they say other things besides."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from prompts.slots import MOST_WORDS, slot_between
from prompts.values import ValueKind

DAY = datetime(2031, 3, 6, tzinfo=UTC)  # a Thursday
FERRY = "The fire on the Tarn ferry killed 14 people on Tuesday, police said."


def between(here, there, published=DAY, other=DAY):
    slot = slot_between(here, there, published, other)
    return slot and (slot.here.words, slot.there.words, slot.kind)


@pytest.mark.parametrize(
    ("exchanged", "by", "found"),
    [
        ("14", "19", ("14", "19", ValueKind.FIGURE)),
        ("14", "nineteen", ("14", "nineteen", ValueKind.FIGURE)),
        ("Tuesday", "Wednesday", ("Tuesday", "Wednesday", ValueKind.DATE)),
        ("Tuesday", "2 March", ("Tuesday", "2 March", ValueKind.DATE)),
        ("Tarn", "Halda", ("Tarn", "Halda", ValueKind.NAME)),
    ],
)
def test_what_stands_in_the_place_of_the_other_is_found(exchanged, by, found):
    assert between(FERRY, FERRY.replace(exchanged, by)) == found


@pytest.mark.parametrize(
    "other",
    [
        FERRY,
        FERRY.replace("14", "fourteen"),
        FERRY.replace("14", "about 14"),
        FERRY.replace("Tuesday", "4 March"),
        FERRY.replace("ferry", "Ferry"),
        FERRY.replace("14", "19").replace("Tarn", "Halda"),
        FERRY.replace("14", "19").replace("Tuesday", "Wednesday"),
        FERRY.replace("killed 14", "injured 19"),
        FERRY.replace("14 people", "9 children"),
        FERRY.replace("14", "another 19"),
        FERRY.replace("killed 14", "may have killed 19"),
        FERRY.replace("The fire", "0:1 fire"),
        "Police said little of the fire.",
        "14",
        "",
    ],
)
def test_what_agrees_or_tells_of_something_else_has_no_such_value(other):
    assert between(FERRY, other) is None


def test_a_weekday_is_the_day_that_it_was_when_its_article_was_written():
    later = DAY.replace(day=13)

    assert between(FERRY, FERRY, DAY, later) is None
    assert between(FERRY, FERRY.replace("Tuesday", "18 March"), DAY, later) is not None
    assert between(FERRY, FERRY.replace("Tuesday", "4 March"), None, None) is None


def test_sentences_that_are_nearly_the_same_are_told_from_those_that_share_a_part():
    near = slot_between(FERRY, FERRY.replace("14", "19"), DAY, DAY)
    part = slot_between(FERRY, FERRY.partition("14")[0] + "19 people as it lay in the harbour of Ennis.", DAY, DAY)

    assert near.near
    assert part is not None
    assert not part.near


def test_a_name_has_all_its_words_on_either_side():
    first = "The regatta off Selle was won by Tom Hart in a close finish."

    assert between(first, first.replace("Tom", "Ned")) is None
    assert between(first, first.replace("Tom Hart", "Nora Vance"))[:2] == ("Tom Hart", "Nora Vance")
    assert between(first, first.replace("Tom Hart", "Nora Vance’s crew")) is None


def test_longer_sentences_are_left_alone():
    long = "word " * MOST_WORDS + FERRY

    assert between(long, long.replace("14", "19")) is None


WORDS = st.lists(
    st.sampled_from(
        "The fire on the Tarn ferry killed 14 nineteen people children Tuesday 4 March 1887 , police said Harbour Hill"
        " Party about another may 新 e\u0301 “ ’s - 100 miles km".split(" ")
    )
    | st.text(max_size=6),
    max_size=30,
).map(" ".join)
DAYS = st.none() | st.datetimes(timezones=st.just(UTC))


@settings(deadline=None)
@example("said ferry 19 14 ferry the", "said 19 19 ferry ferry", None, None)
@given(WORDS, WORDS, DAYS, DAYS)
def test_the_other_way_round_the_sides_are_exchanged_whatever_the_texts(here, there, published, other):
    slot, mirrored = slot_between(here, there, published, other), slot_between(there, here, other, published)

    assert (slot is None) == (mirrored is None)
    if slot is not None:
        assert (slot.here, slot.there, slot.near) == (mirrored.there, mirrored.here, mirrored.near)
        assert slot.here.words in here
        assert slot.there.words in there


@settings(deadline=None)
@given(st.sampled_from(range(len(FERRY.split()))), st.text(min_size=1, max_size=12))
def test_a_word_that_is_exchanged_for_any_other_is_at_most_one_value(place, word):
    words = FERRY.split()
    other = " ".join([*words[:place], word, *words[place + 1 :]])

    slot = slot_between(FERRY, other, DAY, DAY)

    assert slot is None or slot.here.differs(slot.there)
