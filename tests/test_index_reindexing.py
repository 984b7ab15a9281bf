"""`reindex`: what is read, kept, reported and published, also when it is interrupted."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from made_run import run_reindex

from index.archive import Archive, Place
from index.edition import Edition
from index.errors import BusyError, IndexFaultError, SourceError
from index.home import BUILDING
from index.kept_quotes import RULES
from index.query import Query
from index.quoted import QuoteQuery
from index.splitting import Splitter

ROOT = Path(__file__).parent.parent


class FakeEmbedder:
    """Counts words as tokens and makes vectors from letters: quick, and the same in every process."""

    dimension = 26
    window_tokens = 60

    def __init__(self, name="fake"):
        self.name = name
        self.fingerprint = f"{name}@1"
        self.embedded = 0

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts):
        self.embedded += len(texts)
        counts = np.array([[text.lower().count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def embed_query(self, text):
        return self.embed_passages([text])[0]


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def run(home):
    """Runs reindex in the home of the test."""

    def run(*sources, model=None):
        embedder = model or FakeEmbedder()
        return run_reindex(home, list(sources), lambda: embedder)

    return run


def write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def write_lines(path, *records):
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")


def counts(summary):
    return summary.new, summary.changed, summary.unchanged, len(summary.failures)


def texts_in(home):
    """What the published edition holds: every article's text by id."""
    with Edition(home.current_edition()) as edition:
        passages = edition.passages(range(edition.manifest.passages))
        return {passage.article.id: passage.article.text for passage in passages}


def test_a_folder_becomes_an_edition(home, news, run):
    write(news, one="The wall fell. It was old.", two="The ferry sailed.")

    summary = run(news)

    assert counts(summary) == (2, 0, 0, 0)
    assert (summary.articles, summary.passages, summary.embedded) == (2, 2, 2)
    assert summary.edition == home.current_edition().name
    assert sorted(texts_in(home).values()) == ["The ferry sailed.", "The wall fell. It was old."]


def test_an_unchanged_run_publishes_and_embeds_nothing(home, news, run):
    write(news, one="The wall fell.")
    first = run(news)
    embedder = FakeEmbedder()

    again = run(news, model=embedder)

    assert counts(again) == (0, 0, 1, 0)
    assert (again.edition, again.embedded, embedder.embedded) == (None, 0, 0)
    assert (again.articles, again.passages) == (1, 1)
    assert home.current_edition().name == first.edition


def test_without_a_path_earlier_ones_are_read_again(news, run, tmp_path):
    write(news, one="The wall fell.")
    write(tmp_path, other="Elsewhere.")
    run(news)
    run(tmp_path / "other.txt")
    write(news, one="The wall stands.", two="A new one.")

    assert counts(run()) == (1, 1, 1, 0)


def test_without_any_path_ever_there_is_nothing_to_read(run):
    with pytest.raises(
        SourceError, match=r"^Nothing was ever indexed here; name a folder of articles: `newshound reindex"
    ):
        run()


def test_an_empty_folder_is_said_and_changes_nothing(home, news, run):
    with pytest.raises(SourceError, match=r"^There is no article in .*\.$"):
        run(news)

    assert home.current_edition() is None
    with pytest.raises(SourceError, match="Nothing was ever indexed"):
        run()


def test_a_path_that_is_not_there_is_said_and_changes_nothing(home, news, run):
    write(news, one="The wall fell.")

    with pytest.raises(SourceError, match=r"There is no file or folder .*gone; check the name\.$"):
        run(news, news / "gone")

    assert home.current_edition() is None


def test_a_remembered_path_that_is_gone_is_reported_as_gone_and_its_articles_stay(home, news, run, tmp_path):
    write(tmp_path, other="Elsewhere.")
    write(news, one="The wall fell.")
    run(news)
    run(tmp_path / "other.txt")
    (tmp_path / "other.txt").unlink()

    summary = run()

    assert counts(summary) == (0, 0, 1, 0)
    assert summary.vanished == (Place(file=str(tmp_path / "other.txt")),)
    assert len(texts_in(home)) == 2


def test_a_remembered_folder_that_is_gone_is_reported_once_for_all_its_articles(home, news, run, tmp_path):
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", two="The ferry sailed.", three="The tide rose.")
    write(news, one="The wall fell.")
    run(news)
    run(tmp_path / "more")
    shutil.rmtree(tmp_path / "more")

    summary = run()

    assert counts(summary) == (0, 0, 1, 0)
    assert summary.vanished == (Place(file=str(tmp_path / "more")),)
    assert len(texts_in(home)) == 3


def test_a_remembered_path_that_can_no_longer_be_read_is_a_failure(news, run, tmp_path):
    write(tmp_path, other="Elsewhere.")
    write(news, one="The wall fell.")
    run(news)
    run(tmp_path / "other.txt")
    (tmp_path / "other.txt").unlink()
    (tmp_path / "other.txt").symlink_to(tmp_path / "other.txt")

    summary = run()

    assert counts(summary) == (0, 0, 1, 1)
    assert summary.vanished == ()


def test_a_link_to_itself_is_said_and_changes_nothing(home, news, run):
    loop = news / "loop.txt"
    loop.symlink_to(loop)

    with pytest.raises(
        SourceError, match=r"loop\.txt can't be followed to a file or folder; check where its links lead"
    ):
        run(loop)

    assert home.current_edition() is None


def test_the_folder_of_the_index_is_passed_over(home, news, tmp_path, run):
    write(news, one="The wall fell.")
    run(news)
    again = run(tmp_path)

    assert home.folder.is_relative_to(tmp_path)
    assert counts(again) == (0, 0, 1, 0)


LOST = {
    "Chroma": lambda folder: shutil.rmtree(folder / "chroma"),
    "the passages": lambda folder: (folder / "passages.db").unlink(),
    "the words": lambda folder: shutil.rmtree(folder / "lexical"),
    "the vectors": lambda folder: (folder / "vectors.npy").unlink(),
    "everything": shutil.rmtree,
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_a_damaged_edition_is_built_again_without_embedding_anything(home, news, run, caplog, lose):
    write(news, one="The wall fell.", two="The ferry sailed.")
    first = run(news)
    lose(home.current_edition())

    again = run(news)

    assert counts(again) == (0, 0, 2, 0)
    assert (again.articles, again.embedded) == (2, 0)
    assert again.edition is not None
    assert again.edition != first.edition or lose is shutil.rmtree
    assert "building a new one" in caplog.text or "building a new edition" in caplog.text
    assert sorted(texts_in(home).values()) == ["The ferry sailed.", "The wall fell."]
    assert run(news).edition is None


def test_what_can_not_be_read_stops_nothing_else(home, news, run):
    write(news, a="The wall fell.", z="The ferry sailed.")
    (news / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (news / "c.txt").write_bytes("Die Straße nach Köln. ".encode("utf-16-be") * 30)
    (news / "d.txt").write_bytes(b"")
    (news / "e.txt").write_bytes("Мэр открыл библиотеку в городе сегодня. ".encode("koi8-r") * 5)
    (news / "f.jsonl").write_text('{"text": "One."}\n{"text": \n{"title": "No text"}\n{"id": "", "text": "x"}')

    summary = run(news)

    assert {Path(f.place.file).name for f in summary.failures} == {"b.txt", "c.txt", "d.txt", "e.txt", "f.jsonl"}
    assert counts(summary)[0] == len(texts_in(home)) >= 3
    for failure in summary.failures:
        assert failure.place.file in failure.sentence
        assert failure.sentence.endswith(".")


def test_a_text_in_windows_1252_is_read(home, news, run):
    (news / "a.txt").write_bytes("The café’s wall fell.".encode("cp1252"))

    run(news)

    assert list(texts_in(home).values()) == ["The café’s wall fell."]


def test_damaged_characters_are_replaced_and_the_article_is_indexed(home, news, run):
    write_lines(
        news / "a.jsonl", {"id": "x", "text": "The \ud800 wall\u0000 fell.\r\nIt was old.", "section": "\udfff"}
    )

    assert counts(run(news)) == (1, 0, 0, 0)

    assert texts_in(home) == {"x": "The \ufffd wall  fell.\nIt was old."}


def test_nothing_but_failures_publishes_nothing(home, news, run):
    write(news, a="   ")

    summary = run(news)

    assert counts(summary) == (0, 0, 0, 1)
    assert summary.edition is None
    assert home.current_edition() is None


def test_a_vanished_file_is_reported_and_its_article_stays(home, news, run):
    write(news, one="The wall fell.", two="The ferry sailed.")
    run(news)
    (news / "one.txt").unlink()

    summary = run(news)

    assert summary.vanished == (Place(file=str(news / "one.txt")),)
    assert counts(summary) == (0, 0, 1, 0)
    assert len(texts_in(home)) == 2


def test_a_vanished_record_is_reported_and_its_article_stays(home, news, run):
    write_lines(news / "a.jsonl", {"id": "1", "text": "One."}, {"id": "2", "text": "Two."})
    run(news)
    write_lines(news / "a.jsonl", {"id": "1", "text": "One."})

    assert run(news).vanished == (Place(file=str(news / "a.jsonl"), record="line 2"),)
    assert texts_in(home).keys() == {"1", "2"}


def test_a_file_that_can_not_be_read_any_more_is_a_failure_and_has_not_vanished(home, news, run):
    write(news, one="The wall fell.", two="The ferry sailed.")
    run(news)
    (news / "one.txt").write_bytes(b"\0\0\0")

    summary = run(news)

    assert (len(summary.failures), summary.vanished) == (1, ())
    assert len(texts_in(home)) == 2


def test_one_path_says_nothing_about_the_articles_of_another(home, news, run, tmp_path):
    (tmp_path / "more").mkdir()
    write(news, one="The wall fell.")
    write(tmp_path / "more", two="The ferry sailed.")
    run(news)

    summary = run(tmp_path / "more")

    assert summary.vanished == ()
    assert len(texts_in(home)) == 2


def test_a_given_id_in_two_files_is_an_error_that_names_both_and_the_first_stays(home, news, run):
    write_lines(news / "a.jsonl", {"id": "x", "text": "First."})
    write_lines(news / "b.jsonl", {"id": "y", "text": "Other."}, {"id": "x", "text": "Second."})

    summary = run(news)

    assert counts(summary) == (2, 0, 0, 1)
    assert summary.failures[0].place == Place(file=str(news / "b.jsonl"), record="line 2")
    assert str(news / "a.jsonl") in summary.failures[0].sentence
    assert str(news / "b.jsonl") in summary.failures[0].sentence
    assert texts_in(home) == {"x": "First.", "y": "Other."}


@pytest.mark.parametrize("name", ["0.jsonl", "z.jsonl"], ids=["read before it", "read after it"])
def test_a_later_file_can_not_take_over_an_id(home, news, run, name):
    write_lines(news / "a.jsonl", {"id": "x", "text": "First."})
    run(news)
    write_lines(news / name, {"id": "x", "text": "Second."})

    for sources in ([news], [news / name]):
        summary = run(*sources)
        assert [failure.place.file for failure in summary.failures] == [str(news / name)]
        assert str(news / "a.jsonl") in summary.failures[0].sentence
        assert texts_in(home) == {"x": "First."}


def test_the_same_id_twice_in_one_file_is_an_error(home, news, run):
    write_lines(news / "a.jsonl", {"id": "x", "text": "First."}, {"id": "x", "text": "Second."})

    summary = run(news)

    assert [failure.place.record for failure in summary.failures] == ["line 2"]
    assert texts_in(home) == {"x": "First."}


def test_a_moved_file_keeps_its_given_ids(home, news, run):
    write_lines(news / "a.jsonl", {"id": "x", "text": "First."})
    run(news)
    (news / "a.jsonl").rename(news / "b.jsonl")

    summary = run(news)

    assert counts(summary) == (0, 0, 1, 0)
    assert summary.vanished == ()


@pytest.mark.parametrize("name", ["0.jsonl", "z.jsonl"], ids=["read before it", "read after it"])
def test_a_record_that_moves_to_another_file_keeps_its_id(home, news, run, name):
    write_lines(news / "a.jsonl", {"id": "x", "text": "First."}, {"id": "y", "text": "Other."})
    run(news)
    write_lines(news / "a.jsonl", {"id": "y", "text": "Other."})
    write_lines(news / name, {"id": "x", "text": "First, corrected."})

    summary = run(news)

    assert counts(summary) == (0, 1, 1, 0)
    assert summary.vanished == ()
    assert texts_in(home) == {"x": "First, corrected.", "y": "Other."}


def test_a_record_does_not_move_from_a_file_that_can_not_be_read(home, news, run):
    write_lines(news / "a.jsonl", {"id": "x", "text": "First."})
    run(news)
    (news / "a.jsonl").write_text("{")
    write_lines(news / "b.jsonl", {"id": "x", "text": "Second."})

    assert counts(run(news)) == (0, 0, 0, 2)
    assert texts_in(home) == {"x": "First."}


def test_records_of_one_title_are_articles_of_their_own(home, news, run):
    write_lines(news / "a.jsonl", *({"title": "Weather", "text": f"It rains {i}."} for i in range(3)))

    assert counts(run(news)) == (3, 0, 0, 0)
    assert counts(run(news)) == (0, 0, 3, 0)


def test_a_changed_text_is_a_new_version_and_the_old_one_stays_readable(home, news, run):
    write(news, one="The wall fell.")
    run(news)
    [(name, _)] = texts_in(home).items()
    with Archive(home.archive) as archive:
        old = archive.article(name)
    write(news, one="The wall did not fall.")

    summary = run(news)

    assert counts(summary) == (0, 1, 0, 0)
    assert texts_in(home) == {name: "The wall did not fall."}
    with Archive(home.archive) as archive:
        assert archive.article(name, old.version) == old


def test_only_new_passages_are_embedded(news, run):
    write_lines(news / "a.jsonl", {"id": "x", "text": "One."}, {"id": "y", "text": "Two."})
    run(news)
    write_lines(
        news / "a.jsonl", {"id": "x", "text": "One."}, {"id": "y", "text": "Three."}, {"id": "z", "text": "One."}
    )

    assert run(news).embedded == 1


def test_a_change_of_details_is_published_without_embedding(home, news, run):
    write_lines(news / "a.jsonl", {"id": "x", "text": "One.", "title": "Old"})
    run(news)
    write_lines(news / "a.jsonl", {"id": "x", "text": "One.", "title": "New"})

    summary = run(news)

    assert (counts(summary), summary.details) == ((0, 0, 0, 0), 1)
    assert (summary.embedded, summary.edition) == (0, home.current_edition().name)
    with Edition(home.current_edition()) as edition:
        assert edition.passages([0])[0].article.title == "New"


def test_another_model_means_new_vectors_and_a_new_edition(home, news, run):
    write(news, one="The wall fell.")
    run(news)

    summary = run(news, model=FakeEmbedder("other"))

    assert (summary.embedded, summary.edition) == (1, home.current_edition().name)
    with Edition(home.current_edition()) as edition:
        assert edition.manifest.model == "other@1"
    assert run(news).embedded == 0  # the first model's vectors are kept


def test_another_way_to_tell_stories_means_a_new_edition_without_embedding(home, news, run, monkeypatch):
    write(news, one="The wall fell.")
    first = run(news)
    monkeypatch.setattr("index.building.STORIES", "other-1")
    monkeypatch.setattr("index.publication.STORIES", "other-1")

    again, third = run(news), run(news)

    assert (again.embedded, third.edition) == (0, None)
    assert again.edition not in (None, first.edition)
    with Edition(home.current_edition()) as edition:
        assert edition.manifest.stories == "other-1"


def test_other_rules_for_quotations_mean_a_new_edition_in_which_they_are_read_anew(home, news, run, monkeypatch):
    write(news, one="“The wall fell,” said Ann Lee.", two="Rain fell.")
    first = run(news)
    with monkeypatch.context() as patch:
        for module in ("kept_quotes", "building", "publication"):
            patch.setattr(f"index.{module}.RULES", RULES + 1)
        patch.setattr("index.encoding.read_quotes", lambda *_: ())

        again, third = run(news), run(news)

        assert (again.embedded, third.edition) == (0, None)
        assert again.edition not in (None, first.edition)
        assert said(home) == []
    run(news)
    assert said(home) == ["Ann Lee"]


def said(home):
    """Who speaks in the published edition."""
    with Edition(home.current_edition()) as edition:
        found = edition.said(QuoteQuery(within=Query(text="")))
    return [one.quote.speaker for one in found.found]


def test_a_model_with_a_small_window_gets_small_passages(home, news, run):
    small = FakeEmbedder("small")
    small.window_tokens = 5
    write(news, one="word " * 100)

    assert run(news, model=small).passages == 20


def test_what_an_interrupted_run_left_is_removed(home, news, run):
    write(news, one="The wall fell.")
    left = home.editions / f"20240101T000000Z-0{BUILDING}"
    (left / "chroma").mkdir(parents=True)

    run(news)

    assert [folder.name for folder in home.editions.iterdir()] == [home.current_edition().name]


def test_a_damaged_edition_is_built_again(home, news, run):
    write(news, one="The wall fell.")
    first = run(news).edition
    (home.editions / first / "manifest.json").write_text("{")

    summary = run(news)

    assert summary.edition not in (None, first)
    assert list(texts_in(home).values()) == ["The wall fell."]


def test_a_damaged_pointer_is_written_again(home, news, run):
    write(news, one="The wall fell.")
    run(news)
    home.current.write_bytes(b"\xff\0\xff")

    assert run(news).edition == home.current_edition().name
    assert len(texts_in(home)) == 1


def test_a_failed_model_loses_nothing_that_was_read(home, news, run):
    class Broken(FakeEmbedder):
        def embed_passages(self, texts):
            raise MemoryError

    write(news, one="The wall fell.")
    with pytest.raises(MemoryError):
        run(news, model=Broken())

    assert counts(run()) == (0, 0, 1, 0)
    assert len(texts_in(home)) == 1


def test_an_archive_that_is_none_stops_the_run(home, news, run):
    write(news, one="The wall fell.")
    home.folder.mkdir()
    home.archive.write_bytes(b"junk" * 1000)

    with pytest.raises(IndexFaultError, match="can't be read as one"):
        run(news)


def test_an_article_of_five_megabytes_is_indexed_and_found(home, news, run):
    chance = random.Random(5)  # noqa: S311 - words for a test
    words = ["".join(chance.choices("abcdefghij", k=5)) for _ in range(500)]
    sentences = [" ".join(chance.choices(words, k=25)).capitalize() + "." for _ in range(33_000)]
    sentences[20_000] = "Mayor Ann Lee opened the lighthouse of Quenby."
    text = " ".join(sentences)
    assert len(text) > 4_900_000
    write(news, long=text)
    wide = FakeEmbedder("wide")
    wide.window_tokens = 4000  # fewer passages: this is about the text, not about the time that Chroma takes

    summary = run_reindex(home, [news], lambda: wide, splitter=Splitter(target_tokens=4000, window_tokens=4000))

    assert counts(summary) == (1, 0, 0, 0)
    with Edition(home.current_edition()) as edition:
        [(row, _)] = edition.lexical(["quenbi"], 5, Query(text=""))
        [passage] = edition.passages([row])
    assert "lighthouse of Quenby" in passage.text
    assert passage.text == text[passage.span.start : passage.span.end]


WRITER = """
import sys
from pathlib import Path
from made_run import run_reindex
from test_index_reindexing import FakeEmbedder
from index.home import Home

class Told:
    def __call__(self, stage, done, total):
        print(stage, done, flush=True)

class Slow(FakeEmbedder):
    def embed_passages(self, texts):
        print("embed begins", flush=True)
        if sys.argv[3] == "wait":
            sys.stdin.read()
        return super().embed_passages(texts)

run_reindex(Home(Path(sys.argv[1])), [Path(sys.argv[2])], Slow, progress=Told())
print("ended", flush=True)
"""


def start_writer(home, news, how):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home.folder), str(news), how],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_writers_exclude_each_other_and_the_first_one_is_named(home, news, run):
    write(news, one="The wall fell.")
    other = start_writer(home, news, "wait")
    try:
        for line in other.stdout:
            if line == "embed begins\n":
                break

        with pytest.raises(
            BusyError, match=rf"Another reindex is running \(process {other.pid}, .*\); wait until it has ended"
        ):
            run(news)

        out, _ = other.communicate("go on")
        assert "ended" in out
    finally:
        other.kill()
        other.communicate()
    assert counts(run(news)) == (0, 0, 1, 0)


@pytest.mark.model
def test_the_real_model_and_splitter_make_an_edition_that_answers(home, news, embedder):
    write(news, wall="The harbour wall will be rebuilt. " * 60, ferry="The ferry sailed on Monday with 230 passengers.")

    summary = run_reindex(home, [news], lambda: embedder)

    assert (summary.articles, summary.passages > 2) == (2, True)
    with Edition(home.current_edition()) as edition:
        [(row, _)] = edition.dense(embedder.embed_query("When did the boat leave?"), 1, None)
        assert edition.passages([row])[0].text.startswith("The ferry")
        assert edition.manifest.model == embedder.fingerprint
