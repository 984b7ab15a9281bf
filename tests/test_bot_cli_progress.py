"""How far a run is, in lines and in bars."""

import io
import sys

import pytest

from bot.cli_progress import Lines, progress_shown


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def told():
    """Tell at a time; returns the lines so far."""
    target, clock = io.StringIO(), Clock()
    lines = Lines(target, clock)

    def tell(seconds, *step):
        clock.now = seconds
        lines(*step)
        return target.getvalue().splitlines()

    return tell


def test_a_stage_that_is_soon_over_says_nothing(told):
    told(0, "read", 1, 100)

    assert told(4.9, "read", 100, 100) == []


def test_a_line_every_few_seconds_says_the_rate_and_the_time_left(told):
    told(0, "embed", 0, 25_312)
    told(5, "embed", 256, 25_312)
    told(6, "embed", 300, 25_312)

    assert told(10, "embed", 512, 25_312) == [
        "embedding: 256 of 25,312 passages, 51/s, 8 min left",
        "embedding: 512 of 25,312 passages, 51/s, 8 min left",
    ]


def test_a_stage_without_a_known_end_or_name_is_told_too(told):
    told(0, "load", 0, None)
    told(6, "load", 0, None)
    told(7, "polish", 0, None)
    told(13, "polish", 3, None)

    assert told(19, "polish", 12, 12) == ["loading the model: 6 s so far", "polish: 3, 0.50/s", "polish: 12 of 12, 1/s"]


def test_bars_are_for_a_terminal(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with progress_shown() as progress:
        progress("embed", 1, 10)
        progress("fetch", 1, 2)
        progress("load", 0, None)
        progress("embed", 10, 10)
        sys.stdout.write("an answer\n")

    shown = capsys.readouterr()
    assert shown.out == "an answer\n"
    assert all(word in shown.err for word in ("embedding", "fetching", "loading the model", "10/10"))


def test_nothing_is_told_where_lines_are_not_wanted(capsys):
    with progress_shown(lines=False) as progress:
        progress("embed", 1, 10)

    assert capsys.readouterr().err == ""
