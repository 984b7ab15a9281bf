"""Reading until a deadline: nothing holds up whoever waits, and nobody is read after that."""

import threading
import time

import pytest

from index.errors import ModelError
from prompts.deadline import until_deadline

LONG_SECONDS = 30


def read(pieces, seconds=LONG_SECONDS, characters=100):
    return list(until_deadline(lambda: pieces, seconds=seconds, characters=characters))


def test_all_pieces_come_in_order():
    assert read(iter_of("a", "b", "", "c")) == ["a", "b", "c"]


def iter_of(*pieces):
    yield from pieces


def test_what_is_raised_there_is_raised_here_behind_the_pieces():
    def failing():
        yield "a"
        raise ModelError("broken")

    pieces = until_deadline(failing, seconds=LONG_SECONDS, characters=100)

    assert next(pieces) == "a"
    with pytest.raises(ModelError, match="broken"):
        next(pieces)


def test_whoever_hangs_is_left_at_the_deadline():
    over = threading.Event()

    def hanging():
        yield "a"
        over.wait(LONG_SECONDS)

    pieces = until_deadline(hanging, seconds=0.2, characters=100)

    assert next(pieces) == "a"
    with pytest.raises(TimeoutError):
        next(pieces)
    over.set()


def test_whoever_goes_on_for_ever_is_read_to_the_limit_and_closed():
    closed = threading.Event()

    def endless():
        try:
            while True:
                yield "abc"
        finally:
            closed.set()

    assert "".join(read(endless(), characters=10)) == "abcabcabca"
    assert closed.wait(LONG_SECONDS)


def test_closing_stops_the_thread_at_its_next_piece():
    closed = threading.Event()

    def slow():
        try:
            while True:
                time.sleep(0.01)
                yield "a"
        finally:
            closed.set()

    pieces = until_deadline(slow, seconds=LONG_SECONDS, characters=10_000)
    next(pieces)
    pieces.close()

    assert closed.wait(LONG_SECONDS)
