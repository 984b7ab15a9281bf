"""The bot under load and in trouble for as long as it takes; `make soak` prints what was measured.

NEWSHOUND_SOAK_MINUTES shortens the half hour of troubles for a trial.
"""

import os
import sys

import pytest
from discord_load import AT_ONCE, bot_process, burst, ended, held_by, one_after_another, trouble
from loopback import LoopbackDiscord
from loopback_payloads import Scene

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]

HEARTBEAT_S = 5.0
QUESTIONS, WARM_UP = 10_000, 2_000
MOST_GROWTH_MB = 20
MINUTES = float(os.environ.get("NEWSHOUND_SOAK_MINUTES", "30"))


@pytest.fixture
def server():
    with LoopbackDiscord(Scene(heartbeat_interval_s=HEARTBEAT_S)) as server:
        yield server


def say(line):
    """Show what was measured, with `-s` and in the report of `make soak`."""
    sys.stdout.write(f"\n{line}\n")


def test_two_hundred_at_once(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=50) as process:
        seen = burst(server, 200)
        late = seen.heartbeat_gap_s - HEARTBEAT_S
        p99 = seen.acknowledged_s[197]
        say(
            f"200 at once: acknowledged p50 {seen.acknowledged_s[99]:.3f} s, p99 {p99:.3f} s, {seen.answers} answered,"
            f" {seen.places_told} told their place, heartbeats late by at most {late:.2f} s"
        )

        assert p99 < 1
        assert late < 1
        assert seen.answers == 200
        assert ended(process) == 0


def test_ten_thousand_questions_take_no_more_memory_than_the_first(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=1) as process:
        answered = one_after_another(server, range(WARM_UP))
        warm = held_by(process)
        answered += one_after_another(server, range(WARM_UP, QUESTIONS))
        end = held_by(process)
        say(f"{answered:,} of {QUESTIONS:,} answered; after {WARM_UP:,} {warm}, at the end {end}")

        assert answered == QUESTIONS
        assert end.memory_mb - warm.memory_mb < MOST_GROWTH_MB
        assert end.threads <= warm.threads + 2
        assert end.files <= warm.files + AT_ONCE
        assert ended(process) == 0


def test_troubles_for_half_an_hour(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=20) as process:
        trouble(server, tmp_path, seconds=10, seed=1)
        warm = held_by(process)
        seen = trouble(server, tmp_path, seconds=60 * MINUTES, seed=2)
        end = held_by(process)
        say(f"{MINUTES:g} minutes of troubles: {seen}; before {warm}, after {end}")

        assert (seen.answered, seen.doubled) == (seen.asked, 0)
        assert seen.done["edition"] >= 3
        assert end.threads <= warm.threads + 2
        assert end.files <= warm.files + AT_ONCE
        assert ended(process) == 0
