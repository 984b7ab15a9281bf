"""How scores are joined: what each stage counts, how it is switched off, and what a day is worth."""

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import RECENCY_SECONDS, Weights, recency, stages

DAY = 86_400
UNDATED = -(2**62)


def test_a_stage_is_switched_off_and_the_others_stay():
    weights = Weights(lexical=0.7).without(["dense", "stories"])

    assert asdict(weights) == {**asdict(Weights(lexical=0.7)), "dense": 0.0, "stories": 0.0}
    assert Weights().without([]) == Weights()


def test_every_stage_counts_unless_it_is_switched_off():
    assert all(asdict(Weights()).values())
    assert not any(asdict(Weights().without(stages())).values())


def test_a_stage_that_is_none_is_said_with_those_there_are():
    with pytest.raises(ValueError, match=r"'magic' is no stage of a search; there are lexical, dense, .*, stories$"):
        Weights().without(["dense", "magic"])


def test_recency_is_1_on_the_day_falls_alike_on_both_sides_and_is_0_without_a_date():
    asked = 20_000 * DAY
    days = np.array([0, -14, 14, -28, -1])
    published = np.append(asked + days * DAY, UNDATED)

    assert recency(published, asked, UNDATED) == pytest.approx(
        [1, 1 / math.e, 1 / math.e, math.exp(-2), math.exp(-1 / 14), 0]
    )


@given(
    st.lists(st.integers(-(10**11), 10**11) | st.just(UNDATED), max_size=5),
    st.floats(-(10**11), 10**11, allow_nan=False),
)
def test_recency_lies_between_0_and_1_and_the_nearer_is_worth_more(published, asked):
    worth = recency(np.array(published, dtype=np.int64), asked, UNDATED)

    assert all(0 <= one <= 1 for one in worth)
    distances = [math.inf if moment == UNDATED else abs(moment - asked) for moment in published]
    order = sorted(range(len(published)), key=distances.__getitem__)
    assert [worth[place] for place in order] == sorted(worth, reverse=True)
    near = [worth[place] for place, distance in enumerate(distances) if distance <= RECENCY_SECONDS]
    assert all(one >= 1 / math.e - 1e-9 for one in near)
