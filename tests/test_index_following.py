"""Following the news: real folders, a real web on loopback, a fake model; rounds that fail do not end it."""

import sqlite3
import threading
from contextlib import contextmanager
from functools import partial

import pytest
from followed import FETCHING, FakeEmbedder, served, until
from made_index import silent

from bot.composition import fetcher_of
from index.archive import Archive
from index.edition import Edition
from index.errors import NewshoundError, SettingsError, SourceError
from index.following import Plan, follow
from index.home import Home
from index.locks import writer_lock
from index.model_choice import ModelChoice
from index.query import Query
from index.readers_here import ReadersHere
from index.reindexing import Tools
from index.source_file import read_source_file
from index.sources import given_source
from index.splitting import Splitter
from index.terms import Analyser


class Following:
    """A follower on a thread, what it told, and what can be asked meanwhile."""

    def __init__(self, home, plan):
        self.home = home
        self.events = []
        self.loads = 0
        self.stop = threading.Event()
        self.error = None
        self._plan = plan
        self._thread = threading.Thread(target=self._run)

    def _load(self):
        self.loads += 1
        return FakeEmbedder()

    def _run(self):
        tools = Tools(
            model=ModelChoice("made", self._load),
            splitter=Splitter(),
            fetcher=fetcher_of(),
            readers=ReadersHere(),
            language_of=lambda _: "en",
            stop=self.stop,
        )
        try:
            follow(self.home, self._plan, tools, lambda *event: self.events.append(event), shown)
        except (NewshoundError, OSError) as error:
            self.error = error

    def begin(self):
        self._thread.start()

    def end(self):
        self.stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def told(self, name, count=1, **said):
        """Wait for so many events of a name and with these values; returns the last of them."""

        def look():
            found = [one for event, one in self.events if event == name and said.items() <= one.items()]
            return found[count - 1 :]

        return until(look, f"{count} events {name} {said} among {self.events}")[0]

    def finds(self, word):
        """Wait until a word can be searched."""
        stems = Analyser().stems(word)

        def look():
            folder = self.home.current_edition()
            if folder is None:
                return False
            with Edition(folder) as edition:
                return edition.lexical(stems, 1, Query(text=""))

        return until(look, f"{word} to be found")


@contextmanager
def shown():
    yield silent


@contextmanager
def following(home, file, *given):
    listing = partial(read_source_file, file) if file.exists() else lambda: None
    plan = Plan(given=tuple(given_source(str(one)) for one in given), file=file, listing=listing, fetcher_of=fetcher_of)
    follower = Following(home, plan)
    follower.begin()
    try:
        yield follower
    finally:
        follower.end()


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """What is put off is tried again soon."""
    monkeypatch.setattr("index.following._FIRST_RETRY_S", 0.2)
    monkeypatch.setattr("index.watching._TICK_S", 0.1)


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "rain.txt").write_text("It rained in Quill on Monday.")
    return folder


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sources.toml"


def test_a_new_article_in_a_folder_can_be_asked_for_and_the_model_is_loaded_once(home, news, file):
    with following(home, file, news) as follower:
        follower.told("started", sources=1)
        follower.finds("rained")
        (news / "frost.txt").write_text("Frost closed the harbour of Orrin.")
        follower.finds("frost")
        (news / "frost.txt").write_text("Thaw opened the harbour of Orrin.")
        follower.finds("thaw")
        follower.told("published", count=3)

    assert follower.events[-1] == ("stopped", {})
    assert (follower.error, follower.loads) == (None, 1)


def test_feeds_are_read_at_their_own_pace_and_one_that_fails_is_told_once_and_waits_longer(
    home, news, file, monkeypatch
):
    monkeypatch.setattr("index.sources.SHORTEST_EVERY_S", 2)
    monkeypatch.setattr("index.source_file.SHORTEST_EVERY_S", 2)
    with served() as web:
        web.add("trams", "Trams will be free on Sundays.")
        nothing = f"{web.address}/nothing"
        file.write_text(
            f'{FETCHING}retries = 0\n[[source]]\nname = "wire"\nfeed = "{web.address}/feed"\nevery = "2s"\n'
            f'[[source]]\nfeed = "{nothing}"\nevery = "2s"\n[[source]]\nname = "news"\npath = "{news}"\n'
        )
        with following(home, file) as follower:
            follower.finds("trams")
            follower.finds("rained")
            follower.told("failed", place=nothing)
            web.add("ferry", "The ferry Marigold struck a pier.")
            (news / "frost.txt").write_text("Frost closed the harbour of Orrin.")
            follower.finds("frost")
            follower.finds("ferry")
            waiting = follower.told("waiting", source=nothing)
        failed = [said for event, said in follower.events if event == "failed"]

    assert follower.error is None
    assert len(failed) == 1
    assert 200 < waiting["seconds"] <= 300


def test_the_source_file_is_read_again_and_a_broken_one_changes_nothing(home, news, file, tmp_path):
    listed = f'[[source]]\nname = "news"\npath = "{news}"\n'
    more = tmp_path / "more"
    more.mkdir()
    (more / "fair.txt").write_text("A fair opened in Quill.")
    file.write_text(listed)
    with following(home, file) as follower:
        follower.finds("rained")
        file.write_text("[[source]]\npaht = 1\n")
        follower.told("failed", place=str(file))
        (news / "frost.txt").write_text("Frost closed the harbour of Orrin.")
        follower.finds("frost")
        file.write_text(f'{listed}[[source]]\nname = "more"\npath = "{more}"\n')
        follower.told("sources", sources=2)
        follower.finds("fair")

    assert follower.error is None


def test_a_list_of_addresses_that_grows_is_read_again(home, file, tmp_path):
    with served() as web:
        web.add("trams", "Trams will be free on Sundays.")
        web.add("ferry", "The ferry Marigold struck a pier.")
        (tmp_path / "pages.txt").write_text(f"{web.address}/trams\n")
        file.write_text(f'{FETCHING}[[source]]\nname = "pages"\nurls = "pages.txt"\n')
        with following(home, file) as follower:
            follower.finds("trams")
            (tmp_path / "pages.txt").write_text(f"{web.address}/trams\n{web.address}/ferry\n")
            follower.finds("ferry")


def test_another_writer_is_waited_for(home, news, file):
    with following(home, file, news) as follower:
        follower.finds("rained")
        with writer_lock(home.writer_lock):
            (news / "frost.txt").write_text("Frost closed the harbour of Orrin.")
            assert "Another reindex is running" in follower.told("waiting")["reason"]
        follower.finds("frost")

    assert follower.error is None


def test_what_can_t_be_written_is_told_and_tried_again(home, news, file, monkeypatch):
    with following(home, file, news) as follower:
        follower.finds("rained")

        def full(*_):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("index.home.os.fsync", full)
            (news / "frost.txt").write_text("Frost closed the harbour of Orrin.")
            assert "No space left on device" in follower.told("failed")["reason"]
        follower.finds("frost")

    assert follower.error is None


def test_a_folder_that_is_not_there_yet_is_waited_for(home, file, tmp_path):
    with following(home, file, tmp_path / "later") as follower:
        follower.told("round", new=0)
        (tmp_path / "later").mkdir()
        (tmp_path / "later" / "rain.txt").write_text("It rained in Quill on Monday.")
        follower.finds("rained")

    assert follower.error is None
    with Archive(home.archive) as archive:
        assert [row[0] for row in archive.file.rows("SELECT name FROM source")] == [str(tmp_path / "later")]


def test_sources_that_another_run_was_given_are_followed_too(home, news, file, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    with following(home, file, news) as first:
        first.finds("rained")
    with following(home, file) as follower:
        follower.told("started", sources=1)
        (more / "fair.txt").write_text("A fair opened in Quill.")
        with sqlite3.connect(home.archive) as database:
            database.execute("INSERT INTO source VALUES (?, 'path', ?, 0)", (str(more), str(more)))
        database.close()
        (news / "frost.txt").write_text("Frost closed the harbour of Orrin.")
        follower.finds("fair")


def test_where_there_is_nothing_to_follow_or_the_file_is_broken_it_does_not_begin(tmp_path, file):
    with following(Home(tmp_path / "one"), file) as nothing:
        pass
    file.write_text("[[source]]\npaht = 1\n")
    with following(Home(tmp_path / "two"), file) as broken:
        pass

    assert isinstance(nothing.error, SourceError)
    assert isinstance(broken.error, SettingsError)
    assert nothing.events == broken.events == []
