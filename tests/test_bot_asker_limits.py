"""How much one asker may ask: so many a minute, counted in any minute, and two at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asker_limits import AT_A_TIME, MINUTE_SECONDS, REMEMBERED_ASKERS, AskerLimits, TooManyError


class Clock:
    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


def ask(limits, asker="ada"):
    """A question that is answered at once."""
    limits.check(asker)
    limits.begin(asker)
    limits.end(asker)


def test_an_asker_has_two_questions_open_and_no_third_until_one_has_ended(clock):
    limits = AskerLimits(600, clock)
    limits.begin("ada")
    limits.begin("ada")

    with pytest.raises(TooManyError, match="2 of your questions are being answered already") as refused:
        limits.check("ada")
    limits.check("bea")
    limits.end("ada")
    limits.check("ada")

    assert refused.value.until is None


def test_who_has_asked_enough_is_told_when_to_ask_again(clock):
    limits = AskerLimits(3, clock)
    ask(limits)
    clock.seconds += 10
    ask(limits)
    ask(limits)
    clock.seconds += 20

    before = datetime.now(UTC)
    with pytest.raises(TooManyError, match="You may ask 3 times a minute; please wait") as refused:
        limits.check("ada")
    after = datetime.now(UTC)

    assert before <= refused.value.until - timedelta(seconds=30) <= after
    limits.check("bea")
    clock.seconds += 29.9
    with pytest.raises(TooManyError):
        limits.check("ada")
    clock.seconds += 0.1
    limits.check("ada")


def test_once_a_minute_is_said_so(clock):
    limits = AskerLimits(1, clock)
    ask(limits)

    with pytest.raises(TooManyError, match="You may ask once a minute"):
        limits.check("ada")


@given(
    per_minute=st.integers(1, 5),
    pauses=st.lists(st.floats(0, 40, allow_nan=False), max_size=60),
)
def test_in_any_minute_there_are_at_most_so_many_and_nobody_waits_for_nothing(per_minute, pauses):
    clock = Clock()
    limits = AskerLimits(per_minute, clock)
    asked = []
    for pause in pauses:
        clock.seconds += pause
        lately = [moment for moment in asked if moment > clock.seconds - MINUTE_SECONDS]
        try:
            ask(limits)
        except TooManyError:
            assert len(lately) == per_minute
        else:
            assert len(lately) < per_minute
            asked.append(clock.seconds)


def test_those_who_ask_no_more_are_forgotten(clock):
    limits = AskerLimits(2, clock)
    for number in range(REMEMBERED_ASKERS):
        ask(limits, f"asker {number}")
    clock.seconds += MINUTE_SECONDS + 1
    ask(limits, "newcomer")

    assert held(limits) == 1


def test_those_who_asked_just_now_are_not_forgotten_however_many_there_are(clock):
    limits = AskerLimits(1, clock)
    for number in range(REMEMBERED_ASKERS + 50):
        ask(limits, f"asker {number}")

    with pytest.raises(TooManyError):
        limits.check("asker 0")


def test_who_is_only_looked_at_leaves_nothing_behind(clock):
    limits = AskerLimits(2, clock)
    for number in range(5 * REMEMBERED_ASKERS):
        limits.check(f"asker {number}")

    assert held(limits) == 0


def held(limits):
    """How many askers are remembered; memory is what this is about, so it looks inside."""
    return len(limits._asked) + len(limits._open)  # noqa: SLF001


def test_the_number_at_a_time_is_what_the_sentence_says():
    assert AT_A_TIME == 2
