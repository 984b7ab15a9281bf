"""A reindex that is killed: what is published stays whole, nothing paid for is lost, the next run finishes.

A slice of what `test_soak_crash_safety.py` does 200 times.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crash import Proof, Writer, reading, started_writer
from crash_news import generation_in, write_news
from system_calls import Plan, why_not

from index.locks import writer_lock
from index.shelf import Shelf

CHOSEN = [
    "write archive.db-wal",
    "write embedded",
    "write editions/EDITION.building/chroma/chroma.sqlite3",
    "write editions/EDITION.building/lexical/SEGMENT.term",
    "rename editions/EDITION.building",
    "make CURRENT.new",
    "rename CURRENT.new",
    "fsync .",
]
PERSIST = [
    "write editions/EDITION.building/chroma/COLLECTION/data_level0.bin",
    "write editions/EDITION.building/chroma/COLLECTION/index_metadata.pickle",
]
"""Inside Chroma's writing of its graph, which only a run that builds an edition whole comes to."""


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    reason = why_not()
    if reason:
        pytest.skip(f"NOT RUN: system calls can't be watched here ({reason})")
    with started_writer(tmp_path_factory.mktemp("beside")) as writer:
        yield writer


@pytest.fixture
def proof(tmp_path: Path, writer: Writer) -> Proof:
    return Proof(folder=tmp_path, writer=writer)


@pytest.mark.timeout(400)  # half a minute; a slow machine that does something else beside needs several times that
def test_kills_at_chosen_calls_under_readers_cost_no_more_than_a_batch_and_mix_nothing(proof: Proof) -> None:
    proof.step()
    written = proof.step(whole=True).hits
    counted = proof.step().hits
    missing = [point for point in (*CHOSEN, *PERSIST) if point not in (written if point in PERSIST else counted)]
    assert not missing, f"a run no longer comes by {missing}: choose other points"
    removing = [point for point in counted if re.match(r"(unlink|rmdir) editions/EDITION(\.removing)?(/|$)", point)]
    seen: dict[str, Any] = {}

    with reading(proof.home, seen):
        for point in [*CHOSEN, removing[len(removing) // 2]]:
            proof.kill(Plan(point=point, hit=(counted[point] + 1) // 2))
        for point in PERSIST:
            proof.kill(Plan(point=point, hit=(written[point] + 1) // 2), whole=True)

    proof.check_readers(seen)
    assert sum(count for (_, outcome), count in proof.outcomes.items() if outcome == "killed") >= len(CHOSEN)


def test_a_killed_first_run_leaves_what_it_embedded_to_the_next(proof: Proof) -> None:
    for point, hit in (("make archive.db", 1), ("write archive.db-journal", 1), ("write embedded", 5)):
        assert proof.kill(Plan(point=point, hit=hit)).outcome == "killed"
        proof.start_again()


def test_a_second_writer_is_told_who_the_first_is_and_a_dead_one_is_none(proof: Proof) -> None:
    proof.home.folder.mkdir()
    with writer_lock(proof.home.writer_lock):
        write_news(proof.news, 1)
        second = proof.writer.run(proof.home, proof.news)

    assert (second.outcome, second.embedded) == ("told", 0)
    assert f"Another reindex is running (process {os.getpid()}, {proof.home.writer_lock})" in second.text
    proof.home.writer_lock.write_text("4194304")  # beyond the pids that Linux gives
    assert proof.step().outcome == "done"


def test_an_edition_in_use_stays_while_four_more_are_published(proof: Proof) -> None:
    proof.step()
    with Shelf(proof.home) as shelf:
        shelf.refresh()
        with shelf.borrow() as oldest:
            for _ in range(4):
                proof.step()
                shelf.refresh()

            assert generation_in(oldest.folder) == 1
            assert len(oldest.passages([0])) == 1
            assert len(list(proof.home.editions.iterdir())) == 3
        assert shelf.refresh() is False
    proof.step()
    assert not oldest.folder.exists()


def test_all_of_an_edition_is_on_the_disk_before_it_is_published(proof: Proof) -> None:
    last = proof.step().last
    written = {point.split(" ", 1)[1]: when for point, when in last.items() if point.startswith("write editions/")}
    synced = {point.split(" ", 1)[1]: when for point, when in last.items() if re.match("f(data)?sync ", point)}

    assert [path for path, when in written.items() if when > synced.get(path, 0)] == []
    assert max(written.values()) < last["rename CURRENT.new"]
