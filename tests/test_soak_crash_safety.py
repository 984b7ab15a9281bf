"""Two hundred kills over all that a run does to its files, and an error of each kind at each such call.

The points are what a run was seen to do: a call and a file. Each is killed at once, at a hit of its own, and those
with many hits or much at stake more often. The tables say what was done; they are printed by `make soak`.
"""

import errno
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from crash import Proof, reading, started_writer
from system_calls import Plan, why_not

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]

RUNS = 225  # of which some at random end before they are killed
KILLS = 200
FIRST_RUNS, WHOLE, AT_RANDOM = 20, 40, 20
LONGEST_S = 1.6
AT_STAKE = re.compile(
    r"\w+ (archive\.db.*|CURRENT.*|\.|editions|embedded|.*COLLECTION/.*|editions/EDITION(\.building)?)|rename .*"
)


@pytest.fixture
def proof(tmp_path: Path) -> Iterator[Proof]:
    reason = why_not()
    if reason:
        pytest.skip(f"NOT RUN: system calls can't be watched here ({reason})")
    (tmp_path / "beside").mkdir()
    with started_writer(tmp_path / "beside") as writer:
        yield Proof(folder=tmp_path, writer=writer)


def spread(hits: Mapping[str, int], count: int, chance: random.Random) -> list[Plan]:
    """So many kills: each point once, in an order of chance, and then again those at stake."""
    points = sorted(point for point in hits if not point.startswith("open "))
    chance.shuffle(points)
    stake = [point for point in points if AT_STAKE.fullmatch(point)]
    while len(points) < count:
        points += stake
    return [Plan(point=point, hit=chance.randint(1, hits[point])) for point in points[:count]]


def said(title: str, outcomes: Mapping[tuple[str, str], int]) -> str:
    """A table: a point, how it ended, how often."""
    rows = [f"{count:5} {outcome:8} {point}" for (point, outcome), count in sorted(outcomes.items())]
    total = Counter[str]()
    for (_, outcome), count in outcomes.items():
        total[outcome] += count
    return "\n".join([f"\n{title}: {dict(total)}", *rows])


def test_two_hundred_kills_under_readers(proof: Proof, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(7)  # noqa: S311 - which calls are killed
    first = proof.step().hits
    for plan in spread(first, FIRST_RUNS, chance):
        proof.start_again()
        proof.kill(plan)
    proof.step()
    persist = {point: count for point, count in proof.step(whole=True).hits.items() if "COLLECTION/" in point}
    usual = proof.step().hits
    plans = [(plan, True) for plan in spread(persist, WHOLE, chance)]
    plans += [(plan, False) for plan in spread(usual, RUNS - FIRST_RUNS - WHOLE - AT_RANDOM, chance)]
    plans += [(Plan(seconds=chance.uniform(0.01, LONGEST_S)), False) for _ in range(AT_RANDOM)]
    seen: dict[str, Any] = {}

    with reading(proof.home, seen):
        for plan, whole in plans:
            proof.kill(plan, whole=whole)

    with capsys.disabled():
        print(said(f"{RUNS} runs to be killed", proof.outcomes))  # noqa: T201 - the table
        answers = sum(count for _, _, count in seen["answers"])
        print(f"{answers} answers from {len(seen['answers'])} editions, {len(seen['wrong'])} wrong")  # noqa: T201 - the table
    proof.check_readers(seen)
    killed = sum(count for (_, outcome), count in proof.outcomes.items() if outcome == "killed")
    assert killed >= KILLS


@pytest.mark.parametrize(
    ("error", "onwards", "whole"), [(errno.EIO, False, False), (errno.ENOSPC, True, False), (errno.ENOSPC, True, True)]
)
def test_an_error_at_each_call(
    proof: Proof, error: int, onwards: bool, whole: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        hits = proof.step(whole=whole).hits
    for point, count in sorted(hits.items()):
        if "embedded" not in point and (error == errno.EIO or re.match("write|make|mkdir|truncate", point)):
            proof.fail(Plan(point=point, hit=(count + 1) // 2, error=error, onwards=onwards), whole=whole)

    with capsys.disabled():
        print(said(f"{errno.errorcode[error]} at each call", proof.outcomes))  # noqa: T201 - the table
