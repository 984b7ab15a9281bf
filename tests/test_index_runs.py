"""The record of runs."""

from datetime import timedelta

from made_index import NOW

from index.archive import Archive
from index.runs import RUNS_KEPT, Run

LATER = NOW + timedelta(seconds=9.5)


def test_a_run_is_kept_with_its_outcome_and_an_interrupted_one_without(home):
    with Archive(home.archive) as archive:
        number = archive.runs.begin(NOW)
        archive.runs.end(number, LATER, {"new": 3, "edition": "é"})
        archive.runs.begin(LATER)

        assert list(archive.runs.latest(5)) == [
            Run(began=LATER, ended=None, outcome={}),
            Run(began=NOW, ended=LATER, outcome={"new": 3, "edition": "é"}),
        ]
        assert len(list(archive.runs.latest())) == 1


def test_runs_of_one_moment_stay_apart_and_old_ones_go(home):
    with Archive(home.archive) as archive:
        numbers = [archive.runs.begin(NOW) for _ in range(RUNS_KEPT + 5)]

        assert numbers == sorted(set(numbers))
        assert len(list(archive.runs.latest(10_000))) == RUNS_KEPT
