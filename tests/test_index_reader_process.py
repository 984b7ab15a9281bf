"""Whatever a parser does in its process, its caller gets a value in time, and no process outlives its use."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_pdf import pages_pdf

from index.draft import Draft, Unreadable
from index.entry import Entry, Feed
from index.errors import NewshoundError
from index.reader_messages import Failure, Request, answer_line, answer_of, request_line
from index.reader_process import ReaderProcess
from index.readers_here import ReadersHere

PAGE = (
    "<html lang=de><head><title>Brücke</title><meta charset=utf-8></head><body><article>"
    "<p>Die Brücke über die Selle wurde am Montag gesperrt, nachdem ein Riss gefunden worden war.</p></article>"
)
FEED = (
    b"<rss version='2.0'><channel><item><link>/a</link><pubDate>Wed, 25 Sep 2024 18:30:00 +0200</pubDate></item>"
    b"</channel></rss>"
)
# Its parser would need about a minute on a fast machine.
SLOW = "[" * 1_000_000
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc and limits that macOS has not")


def children(parent=None):
    """The reader processes of a process that are alive."""
    listed = subprocess.run(["ps", "-wwAo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True)
    found = (line.split(None, 3) for line in listed.stdout.splitlines())
    return [
        int(pid)
        for pid, ppid, state, args in found
        if int(ppid) == (parent or os.getpid()) and "reader_child" in args and not state.startswith("Z")
    ]


def state_of(pid):
    return subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def is_alive(pid):
    state = state_of(pid)
    return bool(state.strip()) and not state.startswith("Z")


def is_busy(pid):
    """Whether it computes, and not for a blink."""
    for _ in range(5):
        if not state_of(pid).startswith("R"):
            return False
        time.sleep(0.01)
    return True


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def readers():
    with ReaderProcess() as process:
        yield process


def test_its_answers_are_those_of_the_parsers(readers):
    here = ReadersHere()
    address = "https://bote.example/feed"

    for body, charset in ((PAGE.encode(), None), (PAGE.encode("cp1252"), "windows-1252"), (b"\0", None)):
        assert readers.page(body, charset, address) == here.page(body, charset, address)
    assert readers.page(PAGE.encode()).language == "de"
    for body in (FEED, b"{}"):
        assert readers.feed(body, "text/xml", address) == here.feed(body, "text/xml", address)
    assert readers.feed(FEED, None, address).entries[0].zone == 120
    for body in (pages_pdf([["The bridge over the Selle was shut."]]), b"%PDF-1.7"):
        assert readers.pdf(body) == here.pdf(body)
    for text in ("# A\n\nThe bridge\ud800 was shut.", "", "---\ndate: 2024-09-25\n---\nText."):
        assert readers.markdown(text) == here.markdown(text)
    for body in ("Zwölf.".encode(), b"", b"\0"):
        assert readers.plain(body) == here.plain(body)


def test_one_process_serves_many_requests(readers):
    readers.page(PAGE.encode())
    before = children()
    readers.feed(FEED, None, "https://bote.example/")

    assert before
    assert children() == before


def test_nothing_starts_before_it_is_asked():
    before = children()

    with ReaderProcess():
        assert children() == before


def test_what_takes_too_long_is_killed_and_the_next_is_served():
    before = set(children())
    with ReaderProcess(seconds=1) as readers:
        assert readers.markdown(SLOW) == Unreadable(
            place="", reason="took longer than 1 s to read; save the article as text"
        )
        assert set(children()) <= before
        assert isinstance(readers.markdown("Text."), Draft)


def test_a_feed_that_feedparser_takes_an_hour_for_is_killed():
    """Its pattern for addresses of mail tries every beginning with every end."""
    feed = f"<rss version='2.0'><channel><item><author>{'a.a.' * 100_000}</author></item></channel></rss>"

    with ReaderProcess(seconds=1) as readers:
        assert "took longer" in readers.feed(feed.encode(), None, "https://bote.example/").reason


@ON_LINUX
def test_what_needs_too_much_memory_is_refused_and_the_next_is_served():
    with ReaderProcess(memory_bytes=128 << 20) as readers:
        assert "too much memory" in readers.markdown("a\n\n" * 1_000_000).reason
        assert isinstance(readers.markdown("Text."), Draft)


@pytest.fixture
def dying(tmp_path, monkeypatch):
    """Processes that are ready, read what they are asked, and end with these commands, one after the other; then the
    real one. A shell says what a dying process may have come to at that moment, and says it each time."""

    def set_up(*ends):
        program = tmp_path / "python"
        turns = "".join(
            f'if mkdir "{tmp_path}/{number}" 2>&-; then echo ready; read line; {end}; fi\n'
            for number, end in enumerate(ends)
        )
        program.write_text(f'#!/bin/sh\n{turns}exec "{sys.executable}" "$@"\n', encoding="utf-8")
        program.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(program))

    return set_up


CRASHES = "crashes the program that reads it; save the article as text"


def test_a_process_that_dies_over_a_text_is_that_text_s_failure(dying, caplog):
    caplog.set_level(logging.DEBUG, "index.reader_process")
    dying("echo received; kill -SEGV $$")

    with ReaderProcess() as readers:
        assert readers.markdown("Text.") == Unreadable(place="", reason=CRASHES)
        assert f"ended with {-signal.SIGSEGV}" in caplog.text
        assert isinstance(readers.markdown("Text."), Draft)


def test_half_an_answer_is_that_text_s_failure(dying):
    dying("""echo received; printf '{"draft": {"place": '; exit 0""")

    with ReaderProcess() as readers:
        assert readers.markdown("Text.") == Unreadable(place="", reason=CRASHES)


@pytest.mark.parametrize("end", ["kill -KILL $$", "exit 1", "printf rec; exit 0", "echo what; exit 0"])
def test_a_process_that_dies_before_it_has_read_a_text_is_nobody_s_failure(dying, end):
    """Between two texts it may be dying while it still looks alive, as long as one thread of it is."""
    dying(end)

    with ReaderProcess() as readers:
        assert readers.markdown("Text.").text == "Text."


def test_a_text_that_no_process_reads_whole_is_asked_twice_and_no_more(dying):
    dying("exit 1", "exit 1", "echo received; exit 1")

    with ReaderProcess() as readers:
        assert readers.markdown("Text.") == Unreadable(place="", reason=CRASHES)
        assert readers.markdown("Text.") == Unreadable(place="", reason=CRASHES)
        assert isinstance(readers.markdown("Text."), Draft)


def test_a_text_that_there_is_no_memory_to_read_is_asked_once(dying):
    dying("exit 12")

    with ReaderProcess() as readers:
        assert "too much memory" in readers.markdown("Text.").reason


def test_a_process_that_is_killed_between_two_texts_is_nobody_s_failure():
    before = children()
    with ReaderProcess() as readers:
        readers.markdown("Text.")
        (pid,) = set(children()) - set(before)
        os.kill(pid, signal.SIGKILL)

        assert isinstance(readers.markdown("Text."), Draft)


def test_threads_share_the_processes():
    before = children()
    with ReaderProcess(processes=2) as readers, ThreadPoolExecutor(6) as pool:
        texts = [f"Text {number}." for number in range(30)]

        assert [draft.text for draft in pool.map(readers.markdown, texts)] == texts
        assert 1 <= len(set(children()) - set(before)) <= 2
    assert set(children()) <= set(before)


def test_closing_ends_what_is_under_way():
    before = children()
    readers = ReaderProcess()
    readers.markdown("Text.")
    (pid,) = set(children()) - set(before)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(readers.markdown, SLOW)
        wait_until(lambda: is_busy(pid))
        readers.close()

        assert answer.result(timeout=60) == Unreadable(
            place="", reason="was not read, because reading was stopped; run again"
        )
    with pytest.raises(RuntimeError):
        readers.markdown("Text.")


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false", "false"])
def test_a_process_that_cannot_start_is_an_error(monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)

    with ReaderProcess() as readers, pytest.raises(NewshoundError, match="could not be started"):
        readers.markdown("Text.")


@ON_LINUX
def test_the_process_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "made-up-secret")
    before = children()
    with ReaderProcess() as readers:
        readers.markdown("Text.")
        (pid,) = set(children()) - set(before)

        known = Path(f"/proc/{pid}/environ").read_bytes()

    assert b"PATH=" in known
    assert b"DISCORD" not in known


PROGRAM = """
import signal, sys, time
from index.reader_process import ReaderProcess
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background inherits none
with ReaderProcess() as readers:
    print(readers.markdown("Text.").text, flush=True)
    {then}
"""


def environment():
    return dict(os.environ, PYTHONPATH=os.pathsep.join(path or str(Path.cwd()) for path in sys.path))


@pytest.fixture
def start():
    """Starts a program in a session of its own that has a reader process; returns both, the latter by its id."""
    programs = []

    def started(then):
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(then=then)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        programs.append(program)
        assert program.stdout.readline() == "Text.\n"
        (pid,) = children(program.pid)
        return program, pid

    yield started
    for program in programs:
        program.kill()
        program.communicate()


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_when_its_parent_is_killed(start, signal_):
    program, pid = start("time.sleep(600)")

    program.send_signal(signal_)
    program.communicate()

    wait_until(lambda: not is_alive(pid))


def test_a_busy_process_outlives_its_parent_by_seconds():
    """It can't see that its input ended, so a clock of its own ends it."""
    program = "from index.reader_child import serve; serve(0.1, 2 << 30)"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", program], env=environment(), **pipes) as process:
        assert process.stdout.readline() == b"ready\n"
        process.stdin.write(request_line(Request(reader="markdown", size=len(SLOW), about={})) + SLOW.encode())
        process.stdin.flush()
        assert process.stdout.readline() == b"received\n"

        try:
            assert process.wait(60) == -signal.SIGALRM
        finally:
            process.kill()


@pytest.mark.parametrize("then", ["time.sleep(600)", "readers.markdown('[' * 1_000_000)"])
def test_an_interrupt_from_the_terminal_ends_both(start, then):
    program, pid = start(then)
    if "readers" in then:
        wait_until(lambda: is_busy(pid))

    os.killpg(program.pid, signal.SIGINT)
    _, said = program.communicate(timeout=60)

    assert said.count("Traceback") == 1
    assert "KeyboardInterrupt" in said
    wait_until(lambda: not is_alive(pid))


def test_asking_in_another_process_imports_no_parser():
    program = (
        "import sys, index.formats, index.reader_process; "
        "print([name for name in ('trafilatura', 'feedparser', 'pypdf', 'lxml') if name in sys.modules])"
    )

    assert subprocess.check_output([sys.executable, "-c", program], env=environment(), text=True) == "[]\n"


TEXTS = st.none() | st.text(st.characters(), max_size=9)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC)) | st.just(datetime(1, 1, 1, tzinfo=UTC))
ZONES = st.none() | st.integers(-900, 900)
DRAFTS = st.builds(
    Draft, place=st.text(), text=st.text(min_size=1).map(lambda text: text + "x"), given_id=TEXTS, title=TEXTS,
    publisher=TEXTS, published=MOMENTS, modified=MOMENTS, url=TEXTS, author=TEXTS, section=TEXTS, language=TEXTS,
    zone=ZONES,
)  # fmt: skip
ENTRIES = st.builds(
    Entry, url=st.text(), guid=TEXTS, title=TEXTS, published=MOMENTS, zone=ZONES, modified=MOMENTS, author=TEXTS,
    section=TEXTS,
)  # fmt: skip
FEEDS = st.builds(Feed, title=TEXTS, language=TEXTS, entries=st.lists(ENTRIES, max_size=3).map(tuple))
UNREADABLE = st.builds(Unreadable, place=st.text(), reason=st.text())
FAILURES = st.builds(Failure, kind=st.text(), detail=st.text())


@given(DRAFTS | FEEDS | UNREADABLE | FAILURES)
@example(Draft(place="", text="a\ud800\n\0\u2028", published=datetime(2024, 9, 25, tzinfo=UTC)))
def test_an_answer_is_one_line_and_comes_back_as_it_was(answer):
    line = answer_line(answer)

    assert line.count(b"\n") == 1
    assert answer_of(line) == answer


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("draft feed unreadable failure place text entries zone published url".split()),
            inner,
            max_size=5,
        )
    ),
)


@given(JSON.map(json.dumps).map(str.encode) | st.binary(max_size=40))
@example(b'{"draft": {"place": "", "text": "a", "published": "2024-09-25"}}')
@example(b'{"draft": {"place": "", "text": " "}}')
@example(b'{"draft": {"place": "", "text": "a", "zone": "1"}}')
@example(b'{"feed": {"entries": [1]}}')
@example(b'{"feed": {"entries": [{"url": 1}]}}')
def test_a_line_from_a_process_that_was_taken_over_is_a_known_value_or_none(line):
    try:
        answer = answer_of(line)
    except ValueError:
        return
    assert type(answer) in {Draft, Feed, Unreadable, Failure}
