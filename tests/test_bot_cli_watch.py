"""`newshound reindex --watch` as a process: logs, signals, full disks."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from followed import until

from bot.cli_watch import Log

ROOT = Path(__file__).parent.parent
PROGRAM = """
import sys, time
from pathlib import Path
import bot.composition
from followed import FakeEmbedder

class Slow(FakeEmbedder):
    batches = 0

    def embed_passages(self, texts):
        if any("slowly" in text for text in texts):
            print("EMBEDDING", file=sys.stderr, flush=True)
            Slow.batches += 1
            while Slow.batches == 2 and not Path("go on").exists():
                time.sleep(0.01)
        return super().embed_passages(texts)

bot.composition.embedder_opener = lambda *_, **__: Slow
from bot.cli import main
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def watching(folder, *arguments, output=None):
    """The process; its log is in `log`, unless it goes elsewhere."""
    log, errors = folder / "log", folder / "errors"
    with (output or log).open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "reindex", "--watch", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            stdout=out,
            stderr=err,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def events(folder, name=None):
    lines = (folder / "log").read_text().splitlines() if (folder / "log").exists() else []
    found = [json.loads(line) for line in lines if line.endswith("}")]
    return [event for event in found if name in {None, event["event"]}]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "rain.txt").write_text("It rained in Quill on Monday.")
    return tmp_path


@pytest.mark.parametrize("wanted", [signal.SIGTERM, signal.SIGINT])
def test_it_logs_what_it_does_and_a_signal_ends_it_in_good_order(folder, wanted):
    with watching(folder, "news") as process:
        until(lambda: events(folder, "published"), "the first edition")
        (folder / "news" / "frost.txt").write_text("It froze in Orrin.")
        until(lambda: len(events(folder, "published")) == 2, "the second edition")
        process.send_signal(wanted)

        assert process.wait(60) == 0
    told = events(folder)
    assert [event["event"] for event in told][:3] == ["started", "round", "published"]
    assert told[-1]["event"] == "stopped"
    assert [event["new"] for event in events(folder, "round") if event["new"]] == [1, 1]
    assert all(event["at"].endswith("Z") for event in told)
    assert (folder / "errors").read_text() == ""


def test_a_signal_in_a_long_round_ends_it_soon_and_keeps_what_was_done(folder):
    texts = [f"Number {number} of the news was written slowly." for number in range(2000)]
    (folder / "news" / "many.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in texts))
    with watching(folder, "news") as process:
        until(lambda: (folder / "errors").read_text().count("EMBEDDING") >= 2, "the embedding")
        process.send_signal(signal.SIGTERM)
        (folder / "go on").touch()

        assert process.wait(60) == 0
    assert [event["event"] for event in events(folder)] == ["started", "stopped"]
    assert (folder / "errors").read_text().count("EMBEDDING") <= 3


def test_a_log_that_can_t_be_written_does_not_end_it(folder):
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a device that is always full")
    with watching(folder, "news", output=Path("/dev/full")) as process:
        until((folder / "newshound-data" / "CURRENT").exists, "the first edition")
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert "an event can't be logged (No space left on device)" in (folder / "errors").read_text()


def test_without_anything_to_follow_it_does_not_begin(folder):
    with watching(folder) as process:
        assert process.wait(60) == 2
    assert "Nothing was ever indexed here" in (folder / "errors").read_text()
    assert events(folder) == []


class Gone:
    def write(self, _):
        raise BrokenPipeError

    flush = write


def test_where_nobody_reads_the_log_any_more_it_stops():
    stop = Event()

    Log(Gone(), stop)("round", {})

    assert stop.is_set()
