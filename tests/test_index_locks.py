"""One writer, many readers, and a dead holder's lock is free."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import BusyError, IndexFaultError
from index.locks import in_use, reader_lock, writer_lock

ROOT = Path(__file__).parent.parent


@pytest.fixture
def hold(tmp_path):
    """Starts another process that holds a lock until it is killed."""
    started = []

    def start(kind, path):
        code = (
            f"import sys; from pathlib import Path; from index.locks import {kind}\n"
            f"with {kind}(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_another_process_that_writes_is_named(tmp_path, hold):
    path = tmp_path / "home" / "reindex.lock"
    other = hold("writer_lock", path)

    with pytest.raises(BusyError, match=re.escape(f"Another reindex is running (process {other.pid}, {path}); wait")):
        writer_lock(path).__enter__()


def test_a_killed_writer_holds_nothing(tmp_path, hold):
    path = tmp_path / "reindex.lock"
    other = hold("writer_lock", path)

    os.kill(other.pid, signal.SIGKILL)
    other.wait()

    with writer_lock(path):
        assert path.read_text() == str(os.getpid())


def test_writers_of_one_process_exclude_each_other_too(tmp_path):
    path = tmp_path / "reindex.lock"

    with writer_lock(path), pytest.raises(BusyError, match=str(os.getpid())), writer_lock(path):
        pass

    with writer_lock(path):
        pass


def test_a_writer_that_failed_lets_go(tmp_path):
    path = tmp_path / "reindex.lock"

    with pytest.raises(RuntimeError), writer_lock(path):
        raise RuntimeError

    with writer_lock(path):
        pass


def test_many_readers_hold_one_lock(tmp_path):
    path = tmp_path / "lock"

    with reader_lock(path):
        with reader_lock(path):
            assert in_use(path)
        assert in_use(path)
    assert not in_use(path)


def test_a_reader_in_another_process_counts_until_it_ends(tmp_path, hold):
    path = tmp_path / "lock"
    other = hold("reader_lock", path)
    assert in_use(path)

    os.kill(other.pid, signal.SIGKILL)
    other.wait()

    assert not in_use(path)


def test_asking_takes_no_lock(tmp_path):
    path = tmp_path / "lock"
    path.touch()

    assert not in_use(path)

    with reader_lock(path):
        pass


def test_what_is_not_there_is_not_in_use(tmp_path):
    assert not in_use(tmp_path / "gone" / "lock")


def test_a_writer_s_lock_that_can_not_be_made_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file")

    with pytest.raises(IndexFaultError, match=r"home is a file; name a folder as the home\.$"):
        writer_lock(tmp_path / "home" / "reindex.lock").__enter__()


def test_a_lock_that_this_user_may_not_take_counts_as_in_use(tmp_path, monkeypatch):
    (tmp_path / "lock").touch()

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert in_use(tmp_path / "lock")
