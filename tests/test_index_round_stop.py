"""When a round ends early."""

from threading import Event

import pytest

from index.round_stop import PAGES_FOR_S, RoundStop, StoppedError


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def made():
    whole, clock, told = Event(), Clock(), []
    stop = RoundStop(whole, clock)
    return whole, clock, stop, stop.told(lambda *step: told.append(step)), told


def test_pages_are_fetched_for_a_while_from_the_first_one_and_feeds_for_as_long_as_they_take():
    _, clock, stop, tell, told = made()
    tell("feeds", 1, 9)
    clock.now = 10 * PAGES_FOR_S
    assert not stop.is_set()

    tell("fetch", 1, 100)
    clock.now += PAGES_FOR_S - 1
    tell("fetch", 2, 100)
    assert not stop.is_set()

    clock.now += 1
    assert stop.is_set()
    assert stop.is_cut
    tell("embed", 1, 5)
    assert told[-1] == ("embed", 1, 5)


@pytest.mark.parametrize("stage", ["read", "split", "embed"])
def test_the_whole_program_s_stop_ends_what_would_go_on_and_is_kept(stage):
    whole, _, stop, tell, _ = made()
    tell(stage, 1, 3)
    whole.set()

    assert stop.is_set()
    assert not stop.is_cut
    tell(stage, 3, 3)
    with pytest.raises(StoppedError):
        tell(stage, 2, 3)


def test_what_was_read_is_published_if_that_does_not_take_long():
    whole, clock, _, tell, told = made()
    whole.set()
    tell("store", 1, 100)
    clock.now = 4
    tell("store", 2, 100)
    assert len(told) == 2

    clock.now = 6
    with pytest.raises(StoppedError):
        tell("store", 3, 100)
