"""One bot for each token on a machine: the lock, held and lost by real processes."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.instance_lock import AlreadyRunningError, LockFileError, lock_path, one_instance

ROOT = Path(__file__).parent.parent
TOKEN = "a-token-that-nobody-may-read"
HOLDER = """
import sys, time
from pathlib import Path
from bot.instance_lock import one_instance
with one_instance(sys.argv[1], Path(sys.argv[2]), seconds=0):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def holder(folder):
    command = [sys.executable, "-c", HOLDER, TOKEN, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_the_second_is_told_which_process_holds_the_token_and_a_code_to_try_again_later(tmp_path):
    with (
        holder(tmp_path) as process,
        pytest.raises(AlreadyRunningError, match=rf"\(process {process.pid}\); stop that one first") as raised,
        one_instance(TOKEN, tmp_path, seconds=0),
    ):
        pass

    assert raised.value.exit_code == 75
    assert TOKEN not in str(raised.value)


def test_after_a_kill_the_next_one_starts_at_once(tmp_path):
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        began = time.monotonic()
        with one_instance(TOKEN, tmp_path):
            took = time.monotonic() - began

    assert took < 3
    assert process.returncode == -signal.SIGKILL


def test_another_token_and_another_server_are_other_bots(tmp_path):
    with (
        one_instance(TOKEN, tmp_path, seconds=0),
        one_instance("another", tmp_path, seconds=0),
        one_instance(TOKEN, tmp_path, server="http://127.0.0.1:1/api/v10", seconds=0),
    ):
        assert len(list(tmp_path.iterdir())) == 3


def test_it_can_be_held_again_after_its_end(tmp_path):
    for _ in range(3):
        with one_instance(TOKEN, tmp_path, seconds=0):
            pass


def test_neither_name_nor_content_say_anything_of_the_token(tmp_path):
    with one_instance(TOKEN, tmp_path):
        [file] = tmp_path.iterdir()
        assert re.fullmatch(r"newshound-[0-9a-f]{32}\.lock", file.name)
        assert file.read_text() == str(os.getpid())


def test_everybody_may_read_the_file_and_only_its_owner_write_it_whatever_the_umask(tmp_path):
    before = os.umask(0o077)
    try:
        with one_instance(TOKEN, tmp_path):
            assert stat.S_IMODE(lock_path(TOKEN, tmp_path).stat().st_mode) == 0o644
    finally:
        os.umask(before)


def test_a_file_that_can_only_be_read_is_locked_all_the_same(tmp_path, monkeypatch):
    path = lock_path(TOKEN, tmp_path)
    path.write_text("not a number")
    opened = os.open

    def of_another_user(file, flags, *mode):
        if flags & os.O_RDWR:
            raise PermissionError(13, "Permission denied")
        return opened(file, flags, *mode)

    monkeypatch.setattr(os, "open", of_another_user)
    with (
        one_instance(TOKEN, tmp_path),
        pytest.raises(AlreadyRunningError, match="its process is not known"),
        one_instance(TOKEN, tmp_path, seconds=0),
    ):
        pass

    assert path.read_text() == "not a number"


def test_a_number_of_a_process_that_is_no_more_is_not_told(tmp_path):
    path = lock_path(TOKEN, tmp_path)
    with one_instance(TOKEN, tmp_path):
        path.write_text("4194399")
        with (
            pytest.raises(AlreadyRunningError, match="its process is not known"),
            one_instance(TOKEN, tmp_path, seconds=0),
        ):
            pass


def test_a_link_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    lock_path(TOKEN, tmp_path).symlink_to(victim)

    with pytest.raises(LockFileError, match="can't be used") as raised, one_instance(TOKEN, tmp_path):
        pass

    assert victim.read_text() == "precious"
    assert raised.value.exit_code == 78


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_what_is_no_file_is_told_and_waits_for_nobody(tmp_path, make):
    make(lock_path(TOKEN, tmp_path))

    with pytest.raises(LockFileError, match="remove it"), one_instance(TOKEN, tmp_path):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(LockFileError, match="have the folder mended"), one_instance(TOKEN, tmp_path / "none"):
        pass


def test_a_file_that_was_removed_between_opening_and_locking_locks_nobody_out(tmp_path, monkeypatch):
    path = lock_path(TOKEN, tmp_path)
    path.touch()
    opened = os.open
    cleaned = []

    def then_cleaned(file, flags, *mode):
        descriptor = opened(file, flags, *mode)
        if not cleaned:
            path.unlink()
            cleaned.append(path)
        return descriptor

    monkeypatch.setattr(os, "open", then_cleaned)
    with one_instance(TOKEN, tmp_path):
        assert path.read_text() == str(os.getpid())


def test_a_second_bot_ends_with_one_sentence_before_it_loads_or_asks_anything(tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NEWSHOUND_")},
        "DISCORD_TOKEN": TOKEN,
        "NEWSHOUND_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(tmp_path),
    }
    program = (
        "import sys; from bot.cli import main; code = main(['bot']); sys.exit(99 if 'torch' in sys.modules else code)"
    )
    with holder(tmp_path) as process:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert (done.returncode, done.stdout) == (75, "")
    assert done.stderr == (
        f"newshound: A bot with this token is running already (process {process.pid}); stop that one first, or use"
        " another token.\n"
    )
    assert not (tmp_path / "home").exists()
