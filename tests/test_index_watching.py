"""Changes of real files and folders are noticed, each for the path that is followed."""

import os
import shutil
import time
from contextlib import contextmanager

import pytest
from followed import until
from watchfiles import watch

import index.watching
from index.watching import Watcher


@contextmanager
def following(tmp_path, *paths):
    with Watcher(tmp_path / "home") as watcher:
        watcher.follow(paths)
        yield watcher


def told(watcher, path):
    until(lambda: path in watcher.wait(0.1), f"a change of {path.name}")


def drained(watcher):
    """Wait until nothing is told any more."""
    until(lambda: not watcher.wait(0.6), "silence")


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """The same in less time."""
    monkeypatch.setattr(index.watching, "_TICK_S", 0.1)


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    (folder / "courier").mkdir(parents=True)
    return folder


def test_a_new_a_changed_and_a_removed_file_are_told_at_any_depth(tmp_path, news):
    with following(tmp_path, news) as watcher:
        file = news / "courier" / "rain.txt"
        file.write_text("It rained in Quill.")
        told(watcher, news)
        drained(watcher)
        file.write_text("It rained in Quill, and how.")
        told(watcher, news)
        drained(watcher)
        file.unlink()
        told(watcher, news)
        drained(watcher)
        (news / "deep" / "deeper").mkdir(parents=True)
        (news / "deep" / "deeper" / "frost.md").write_text("It froze.")
        told(watcher, news)
        assert watcher.is_told


def test_of_nested_folders_the_inner_one_is_told(tmp_path, news):
    with following(tmp_path, news, news / "courier") as watcher:
        (news / "courier" / "rain.txt").write_text("It rained in Quill.")

        assert until(lambda: watcher.wait(0.1), "a change") == {news / "courier"}


def test_what_can_be_no_article_and_the_index_itself_are_not_told(tmp_path, news):
    home = news / "home"
    home.mkdir()
    with Watcher(home) as watcher:
        watcher.follow([news])
        (home / "manifest.json").write_text("{}")
        (news / "notes.log").write_text("a log")
        (news / ".hidden.txt").write_text("hidden")

        assert watcher.wait(2.5) == set()


def test_a_folder_that_comes_goes_and_is_replaced_is_followed_on(tmp_path, news):
    shutil.rmtree(news)
    with following(tmp_path, news) as watcher:
        news.mkdir()
        told(watcher, news)
        drained(watcher)
        (news / "rain.txt").write_text("It rained in Quill.")
        told(watcher, news)
        drained(watcher)

        news.rename(tmp_path / "old")
        told(watcher, news)
        news.mkdir()
        told(watcher, news)
        drained(watcher)
        (news / "frost.txt").write_text("It froze in Quill.")
        told(watcher, news)


def test_a_single_file_is_told_when_it_was_changed_or_replaced(tmp_path, news):
    file = news / "feed.jsonl"
    with following(tmp_path, file) as watcher:
        file.write_text("{}\n")
        told(watcher, file)
        (news / "next").write_text('{"text": "It rained."}\n')
        (news / "next").replace(file)
        told(watcher, file)
        file.unlink()
        told(watcher, file)


def test_a_file_that_is_being_written_is_told_when_it_is_over(tmp_path, news, monkeypatch):
    monkeypatch.setattr(index.watching, "_SETTLED_S", 1.0)
    file = news / "feed.jsonl"
    file.write_text("{}\n")
    with following(tmp_path, file) as watcher, file.open("a") as open_file:
        written, longest_pause = [time.monotonic()], 0.0
        while written[-1] - written[0] < 2.5:
            open_file.write("{}\n")
            open_file.flush()
            written.append(time.monotonic())
            found = watcher.wait(0.1)
            longest_pause = max(longest_pause, time.monotonic() - written[-2])
            # On a machine that is busy this thread may pause for so long that the file looks whole.
            assert not found or longest_pause > 0.5
        told(watcher, file)


def test_where_the_system_refuses_to_tell_that_is_known_and_files_are_looked_at(tmp_path, news, monkeypatch):
    def refused(*_, **__):
        raise OSError("OS file watch limit reached.")
        yield

    monkeypatch.setattr(index.watching, "watch", refused)
    file = tmp_path / "feed.jsonl"
    with following(tmp_path, news, file) as watcher:
        assert not watcher.is_told
        told(watcher, news)
        file.write_text("{}\n")
        told(watcher, file)
        monkeypatch.setattr(index.watching, "watch", watch)
        news.rename(tmp_path / "old")
        news.mkdir()
        told(watcher, news)
        until(lambda: watcher.is_told, "the system to tell again")


def test_a_name_that_is_no_text_does_no_harm(tmp_path, news):
    with following(tmp_path, news) as watcher:
        (news / os.fsdecode(b"bro\xffken.txt")).write_text("It rained.")
        told(watcher, news)
        until(lambda: watcher.is_told, "the system to tell again")
        drained(watcher)
        (news / "frost.txt").write_text("It froze in Quill.")
        told(watcher, news)
