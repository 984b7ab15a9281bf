"""Building beside the published edition, switching at once, and removing what nobody reads."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from made_index import NOW, RECIPE, keep, made_article, publish_articles, silent

import index.building
import index.publishing
from index.archive import Archive
from index.clearing import remove_old_editions, remove_unfinished
from index.edition import Edition
from index.errors import IndexFaultError
from index.home import BUILDING
from index.manifest import LOCK
from index.publishing import publish
from index.query import Query

ROOT = Path(__file__).parent.parent


def names(home):
    return sorted(path.name for path in home.editions.iterdir())


def published_at(home, day):
    return publish_articles(home, made_article(f"day-{day}"), recipe=replace(RECIPE, built=NOW + timedelta(days=day)))


def test_a_published_edition_is_the_current_one_and_holds_the_archive(home):
    name = publish_articles(home, made_article("a", "One.\nTwo."), made_article("b"))

    assert name == "20241001T120000Z-0"
    assert home.current_edition() == home.editions / name
    with Edition(home.current_edition()) as edition:
        assert {p.text for p in edition.passages(range(3))} == {"One.", "Two.", "The text of b."}
        edition.verify()


def test_editions_of_one_second_have_names_in_order(home):
    first = publish_articles(home, made_article("a"))
    second = publish_articles(home, made_article("b"))

    assert (first, second) == ("20241001T120000Z-0", "20241001T120000Z-1")


def test_a_passage_keeps_its_id_from_edition_to_edition(home):
    import sqlite3

    def ids():
        database = sqlite3.connect(home.current_edition() / "passages.db")
        found = dict(database.execute("SELECT a.id, p.id FROM passage p JOIN article a ON a.key = p.article"))
        database.close()
        return found

    publish_articles(home, made_article("m"))
    before = ids()
    publish_articles(home, made_article("a"), made_article("z"))

    assert ids()["m"] == before["m"]
    assert len(set(ids().values())) == 3


def test_two_editions_are_kept(home):
    made = [published_at(home, day) for day in range(4)]

    assert names(home) == made[-2:]


def test_an_edition_that_is_read_is_kept_until_its_reader_has_ended(home):
    first = published_at(home, 0)
    with Edition(home.editions / first) as edition:
        for day in (1, 2, 3):
            published_at(home, day)

        assert first in names(home)
        assert len(edition.passages([0])) == 1
        assert edition.dense(edition._vectors[0], 1, None)[0][0] == 0  # noqa: SLF001

    published_at(home, 4)
    assert first not in names(home)


def test_an_edition_that_another_process_reads_is_kept(home):
    first = published_at(home, 0)
    code = (
        "import sys; from pathlib import Path; from index.locks import reader_lock\n"
        "with reader_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(home.editions / first / LOCK)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout.readline() == "held\n"
        for day in (1, 2, 3):
            published_at(home, day)
        assert first in names(home)

        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        published_at(home, 4)
        assert first not in names(home)
    finally:
        other.kill()
        other.communicate()


def test_the_one_before_stays_although_a_clock_went_back(home):
    for day in (10, 11, 12):
        published_at(home, day)

    early = published_at(home, 0)

    assert home.current_edition().name == early
    assert early in names(home)
    assert "20241013T120000Z-0" in names(home)


def test_what_is_no_edition_is_left_alone(home):
    published_at(home, 0)
    (home.editions / ".DS_Store").write_bytes(b"\0")
    (home.editions / "a copy of mine").mkdir()
    (home.editions / "zzz").write_text("a file")

    made = [published_at(home, day) for day in (1, 2)]

    assert names(home) == sorted([".DS_Store", "a copy of mine", "zzz", *made])


def test_what_an_interrupted_run_left_is_removed(home):
    name = published_at(home, 0)
    left = home.editions / f"20241002T000000Z-0{BUILDING}"
    (left / "chroma").mkdir(parents=True)
    (left / "chroma" / "chroma.sqlite3").write_bytes(b"half")

    remove_unfinished(home)

    assert names(home) == [name]


def test_removing_from_a_home_without_editions_does_nothing(home):
    remove_unfinished(home)
    home.editions.mkdir(parents=True)
    remove_old_editions(home, keep=set())

    assert names(home) == []


def test_an_edition_that_is_not_right_is_not_published(home, monkeypatch):
    before = published_at(home, 0)
    real = index.building.write_vectors
    monkeypatch.setattr(
        index.building, "write_vectors", lambda folder, ids, vectors, stored: real(folder, ids[:-1], vectors[:-1])
    )

    with pytest.raises(IndexFaultError, match="should hold 2 passages"):
        published_at(home, 1)

    assert home.current_edition().name == before
    assert names(home) == [before]


def test_passages_without_a_vector_are_not_published(home):
    with Archive(home.archive) as archive:
        keep(archive, made_article("a"))

        with pytest.raises(IndexFaultError, match=r"1 passages have no vector in the archive; run `newshound reindex`"):
            publish(home, archive, replace(RECIPE, model="other@1"), silent)

    assert home.current_edition() is None


def test_a_reader_of_the_old_edition_reads_on_while_the_new_one_is_published(home):
    publish_articles(home, made_article("a", "The old text."))
    with Edition(home.current_edition()) as old:
        publish_articles(home, made_article("a", "The new text."))

        with Edition(home.current_edition()) as new:
            assert [p.text for p in old.passages([0])] == ["The old text."]
            assert [p.text for p in new.passages([0])] == ["The new text."]
            assert len(old.lexical(["old"], 5, Query(text=""))) == 1
            assert len(new.lexical(["old"], 5, Query(text=""))) == 0


def test_progress_is_told(home):
    told = []
    with Archive(home.archive) as archive:
        keep(archive, made_article("a"), made_article("b"))
        publish(home, archive, RECIPE, lambda *step: told.append(step))

    assert [step[:2] for step in told if step[0] == "build"] == [("build", 2)]
    assert told[-1][0] == "verify"


def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(home, monkeypatch):
    before = published_at(home, 0)

    def refuse(folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index.publishing, "sync_files", refuse)

    with pytest.raises(IndexFaultError, match=r"can't be written to .*editions \(No space left on device\); free some"):
        published_at(home, 1)

    assert home.current_edition().name == before
    assert names(home) == [before]


def test_an_interrupted_run_leaves_nothing_behind(home, monkeypatch):
    before = published_at(home, 0)

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(index.publishing.Edition, "verify", interrupt)

    with pytest.raises(KeyboardInterrupt):
        published_at(home, 1)

    assert names(home) == [before]


def test_a_folder_of_editions_that_can_not_be_written_is_a_sentence(home):
    home.folder.mkdir(parents=True)
    with Archive(home.archive) as archive:
        keep(archive, made_article("a"))
        home.editions.write_text("a file")

        with pytest.raises(IndexFaultError, match=r"can't be written to .*editions .*mend the permissions"):
            publish(home, archive, RECIPE, silent)


def test_files_are_durable_before_the_edition_has_its_name(home, monkeypatch):
    synced = []
    real = index.publishing.sync_files
    monkeypatch.setattr(index.publishing, "sync_files", lambda folder: (synced.append(folder.name), real(folder)))

    name = published_at(home, 0)

    assert synced == [name + BUILDING]


def test_names_within_one_second_are_in_order_also_when_earlier_ones_are_gone(home):
    made = [publish_articles(home, made_article(f"a-{number}")) for number in range(4)]

    assert [name.rpartition("-")[2] for name in made] == ["0", "1", "2", "3"]
    assert names(home) == made[-2:]
