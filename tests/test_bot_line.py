"""The line in which questions stand: in order, bounded, and left by whoever wants to."""

import threading

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.line import Line

PLACES = 4


class Standing(RuleBasedStateMachine):
    """Whatever is done with a line, it agrees with a plain list."""

    def __init__(self):
        super().__init__()
        self.line = Line(PLACES)
        self.waiting = []
        self.named = 0
        self.taken = []
        self.left = []

    @rule()
    def join(self):
        self.named += 1
        had_room = len(self.waiting) < PLACES
        assert self.line.join(self.named) is had_room
        if had_room:
            self.waiting.append(self.named)

    @precondition(lambda self: self.waiting)
    @rule(number=st.integers(0, PLACES))
    def leave(self, number):
        entry = self.waiting.pop(number % len(self.waiting))
        assert self.line.leave(entry)
        assert not self.line.leave(entry)
        self.left.append(entry)

    @precondition(lambda self: self.waiting)
    @rule()
    def take(self):
        self.taken.append(self.line.take())
        assert self.taken[-1] == self.waiting.pop(0)

    @invariant()
    def places_are_those_of_the_list(self):
        assert [self.line.ahead(entry) for entry in self.waiting] == list(range(len(self.waiting)))
        assert all(self.line.ahead(entry) is None for entry in (*self.taken, *self.left))
        assert (len(self.line), self.line.full) == (len(self.waiting), len(self.waiting) == PLACES)

    @invariant()
    def nobody_is_lost_or_served_twice(self):
        everybody = [*self.taken, *self.left, *self.waiting]
        assert len(everybody) == len(set(everybody))
        assert self.taken == sorted(self.taken)


TestStanding = Standing.TestCase
TestStanding.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_many_threads_take_each_entry_once():
    line = Line(1000)
    taken = [[] for _ in range(4)]

    def work(mine):
        while (entry := line.take()) is not None:
            mine.append(entry)
            if entry == "last":
                line.close()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for number in range(500):
        line.join(number)
    line.join("last")
    for thread in threads:
        thread.join(30)

    assert not any(thread.is_alive() for thread in threads)
    assert sorted(entry for mine in taken for entry in mine if entry != "last") == list(range(500))
    assert all(numbers == sorted(numbers) for numbers in ([e for e in mine if e != "last"] for mine in taken))


def test_a_line_that_is_closed_lets_everybody_go():
    line = Line(3)
    line.join("somebody")
    line.close()

    assert line.take() is None
    assert len(line) == 0
    assert line.join("somebody else") is False


def test_a_line_without_places_is_a_mistake():
    with pytest.raises(ValueError, match="0 places would take nobody"):
        Line(0)
