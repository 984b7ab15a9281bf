"""A process that takes too long is killed, and no other."""

import signal
import subprocess
import sys

import pytest

from index.killing import killed_after


@pytest.fixture
def process():
    """One that ends when its input does."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_a_wait_for_a_process_ends_with_its_time(process):
    with killed_after(0.05, process) as overdue:
        assert process.stdout.read() == b""

    assert overdue.is_set()
    assert process.wait() == -signal.SIGKILL


def test_a_process_that_is_left_in_time_goes_on(process):
    with killed_after(600, process) as overdue:
        pass

    assert not overdue.is_set()
    assert process.communicate() == (b"", None)
    assert process.returncode == 0


def test_an_error_ends_the_watch(process):
    with pytest.raises(KeyboardInterrupt), killed_after(600, process):
        raise KeyboardInterrupt

    assert process.poll() is None
