"""`reindex` over several sources: whose an article is, what a snapshot withdraws, what is held, what costs nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from made_run import folder_source, run_reindex
from test_index_reindexing import FakeEmbedder, counts, texts_in, write, write_lines

from index import formats
from index.archive import Archive, Place
from index.errors import IndexFaultError, SourceError
from index.shelf import Shelf


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def run(home):
    """Runs reindex in the home of the test."""

    def run(*sources, model=None, **more):
        return run_reindex(home, sources, lambda: model or FakeEmbedder(), **more)

    return run


def never():
    raise AssertionError("the model was loaded")


def article_in(home, text):
    with Archive(home.archive) as archive:
        [found] = [article for article in archive.articles() if text in article.text]
    return found


# Whose an article is


def test_an_id_belongs_to_its_source(home, tmp_path, run):
    for name, text in (("one", "The wall fell."), ("two", "The ferry sailed.")):
        (tmp_path / name).mkdir()
        write_lines(tmp_path / name / "a.jsonl", {"id": "17", "text": text})

    summary = run(tmp_path / "one", tmp_path / "two")

    assert counts(summary) == (2, 0, 0, 0)
    names = sorted(texts_in(home))
    assert names[0] == "17"
    assert names[1].startswith("17-")
    assert counts(run()) == (0, 0, 2, 0)
    assert sorted(texts_in(home)) == names


def test_a_source_may_move_as_a_whole(home, news, run, tmp_path):
    write(news, wall="The wall fell.")
    write_lines(news / "a.jsonl", {"title": "Ferry", "text": "The ferry sailed."})
    run(listed=(folder_source(news, name="courier"),))
    before = texts_in(home)
    moved = tmp_path / "elsewhere"
    news.rename(moved)

    summary = run(listed=(folder_source(moved, name="courier"),))

    assert counts(summary) == (0, 0, 2, 0)
    assert summary.vanished == ()
    assert texts_in(home) == before


def test_an_address_is_one_article_in_whichever_source_it_stands(home, tmp_path, run):
    for name, url in (
        ("one", "https://www.courier.example/wall/"),
        ("two", "http://courier.example/wall?utm_source=x"),
    ):
        (tmp_path / name).mkdir()
        write_lines(tmp_path / name / "a.jsonl", {"url": url, "text": f"The wall fell, says {name}."})

    summary = run(tmp_path / "one", tmp_path / "two")
    again = run()

    assert (counts(summary), summary.elsewhere) == ((1, 0, 0, 0), 1)
    assert list(texts_in(home).values()) == ["The wall fell, says one."]
    assert counts(again) == (0, 0, 1, 0)


def test_the_address_of_a_whole_site_names_no_article(home, news, run):
    records = [{"url": "https://courier.example/", "title": t, "text": f"{t}."} for t in ("One", "Two")]
    write_lines(news / "a.jsonl", *records)

    assert counts(run(news)) == (2, 0, 0, 0)


def test_what_a_source_says_stands_in_where_its_articles_say_nothing(home, news, run):
    records = [
        {"title": "Wall", "text": "The wall fell."},
        {"title": "Ferry", "text": "It sailed.", "source": "Herald"},
    ]
    write_lines(news / "a.jsonl", *records)
    source = folder_source(news, publisher="The Courier", section="Town", language="en")

    run(listed=(source,))

    wall, ferry = article_in(home, "wall"), article_in(home, "sailed")
    assert (wall.publisher, wall.section, wall.language) == ("The Courier", "Town", "en")
    assert ferry.publisher == "Herald"
    # Another setting is met although no file has changed.
    summary = run(listed=(folder_source(news, publisher="Courier", language="en"),))
    assert summary.details == 2
    assert article_in(home, "wall").publisher == "Courier"


def test_the_language_is_told_from_the_text_rather_than_from_what_a_page_says(home, news, run):
    write_lines(
        news / "a.jsonl", {"text": "Die Mauer ist gefallen.", "language": "en"}, {"text": "Hm.", "language": "fr"}
    )

    run(news, language_of=lambda text: "de" if "Mauer" in text else None)

    assert article_in(home, "Mauer").language == "de"
    assert article_in(home, "Hm").language == "fr"


# Snapshots


def snapshot(folder, **details):
    return folder_source(folder, name="courier", snapshot=True, **details)


def test_what_is_gone_from_a_snapshot_is_withdrawn_and_comes_back_with_it(home, news, run):
    write(news, **{f"a{i}": f"Article {i}." for i in range(10)})
    run(listed=(snapshot(news),))
    (news / "a3.txt").unlink()

    summary = run(listed=(snapshot(news),))

    assert [note.sentence for note in summary.withdrawn] == [
        f"{note.article_id} is gone from courier ({news / 'a3.txt'})" for note in summary.withdrawn
    ]
    assert (len(summary.withdrawn), summary.vanished) == (1, ())
    assert "Article 3." not in texts_in(home).values()
    write(news, a3="Article 3.")
    back = run(listed=(snapshot(news),))
    assert (len(back.restored), counts(back)) == (1, (0, 0, 10, 0))
    assert "Article 3." in texts_in(home).values()


def test_a_snapshot_that_lost_too_much_withdraws_nothing_until_it_is_told_to(home, news, run):
    write(news, **{f"a{i}": f"Article {i}." for i in range(10)})
    run(listed=(snapshot(news),))
    for i in range(3):
        (news / f"a{i}.txt").unlink()
    write(news, new="A new one.")

    summary = run(listed=(snapshot(news),))

    [failure] = summary.failures
    assert failure.sentence == (
        "courier is a snapshot from which 3 of 11 articles have vanished, more than 20%, so none of them is withdrawn;"
        " if they are meant to go, run `newshound reindex --force`."
    )
    assert len(texts_in(home)) == 11  # the new one is in all the same
    forced = run(listed=(snapshot(news),), force=True)
    assert (len(forced.withdrawn), forced.failures, len(texts_in(home))) == (3, (), 8)
    assert run(listed=(snapshot(news, largest_loss=0.5),)).failures == ()


def test_a_snapshot_that_can_not_be_read_withdraws_nothing(home, news, run):
    write(news, one="One.", two="Two.")
    run(listed=(snapshot(news),))
    kept = texts_in(home)
    moved = news.rename(news.with_name("moved"))

    gone = run(listed=(snapshot(news),), force=True)

    assert gone.withdrawn == ()
    assert str(gone.vanished[0]) == str(news)
    assert texts_in(home) == kept
    moved.rename(news)
    (news / "two.txt").write_bytes(b"\x00\x01")  # there, but not to be read
    summary = run(listed=(snapshot(news, largest_loss=1),))
    assert (summary.withdrawn, len(summary.failures)) == ((), 1)


def test_an_empty_snapshot_withdraws_everything_only_if_told_to(home, news, run):
    write(news, one="One.", two="Two.")
    run(listed=(snapshot(news),))
    for file in news.iterdir():
        file.unlink()

    assert len(run(listed=(snapshot(news),)).failures) == 1
    with Shelf(home) as shelf:
        assert shelf.refresh()
        summary = run(listed=(snapshot(news),), force=True)

        assert len(summary.withdrawn) == 2
        # Nothing is left to answer from, and nobody answers from what was withdrawn.
        assert home.current_edition() is None
        assert shelf.refresh()
        assert not shelf.refresh()
    write(news, one="One.")
    run(listed=(snapshot(news),))
    assert list(texts_in(home).values()) == ["One."]


def test_what_an_operator_withdrew_stays_withdrawn_while_its_source_holds_it(home, news, run):
    write(news, one="One.", two="Two.")
    run(listed=(snapshot(news),))
    with Archive(home.archive) as archive:
        name = next(article.id for article in archive.articles() if article.text == "One.")
        archive.withdraw(name, "operator", datetime.now(UTC))

    summary = run(listed=(snapshot(news),))

    assert summary.edition is not None
    assert list(texts_in(home).values()) == ["Two."]
    write(news, one="One, corrected.")
    assert counts(run(listed=(snapshot(news),))) == (0, 1, 1, 0)
    assert list(texts_in(home).values()) == ["Two."]


def test_a_part_of_a_snapshot_says_nothing_about_the_rest(home, news, run):
    write(news, one="One.", two="Two.")
    source = snapshot(news, largest_loss=1)
    run(listed=(source,))
    (news / "two.txt").unlink()

    summary = run(news / "one.txt", listed=(source,))

    assert (summary.withdrawn, counts(summary)) == ((), (0, 0, 1, 0))
    assert len(run(listed=(source,)).withdrawn) == 1


# Dates and corrections


def test_what_is_dated_in_the_future_is_held_until_its_day_has_come(home, news, run):
    now = datetime.now(UTC).replace(microsecond=0)
    soon, late = now + timedelta(hours=10), now + timedelta(days=2)
    write_lines(
        news / "a.jsonl",
        {"id": "soon", "text": "Somewhere it is that day already.", "date": soon.isoformat()},
        {"id": "late", "text": "Nobody can know this.", "date": late.isoformat()},
        {"id": "changed", "text": "Changed tomorrow.", "date": "2024-01-01", "modified": late.isoformat()},
    )

    summary = run(news)

    assert [note.article_id for note in summary.held] == ["late"]
    assert f"says it was published on {late:%d %B %Y}" in summary.held[0].sentence
    assert sorted(texts_in(home)) == ["changed", "soon"]
    assert article_in(home, "Changed").modified is None
    # Its day comes.
    text = json.dumps({"id": "late", "text": "Nobody can know this.", "date": now.isoformat()})
    (news / "a.jsonl").write_text(text)
    assert run(news).held == ()
    assert "late" in texts_in(home)


def test_a_correction_that_a_text_announces_is_told(home, news, run):
    write(news, one="The wall fell on Monday.")
    run(news)
    write(news, one="The wall fell on Sunday.\n\nCorrection: An earlier version of this article misstated the day.")

    summary = run(news)

    [note] = summary.announced
    assert "announces a correction: Correction: An earlier version" in note.sentence
    assert run(news).announced == ()


# What it costs


def test_an_unchanged_run_neither_loads_the_model_nor_opens_the_edition(home, news, run, monkeypatch):
    write(news, one="The wall fell.", two="The ferry sailed.")
    first = run_reindex(home, [news], FakeEmbedder, signature="fake 1")
    monkeypatch.setattr("index.edition.Edition.__init__", lambda *_: never())

    again = run_reindex(home, [], never, signature="fake 1")

    assert (again.edition, again.unchanged, again.articles) == (None, 2, 2)
    assert first.articles == 2


def test_another_model_of_the_same_name_is_met_when_it_is_loaded(home, news):
    write(news, one="The wall fell.")
    run_reindex(home, [news], FakeEmbedder, signature="hub news")
    write(news, two="The ferry sailed.")

    summary = run_reindex(home, [news], lambda: FakeEmbedder("other"), signature="hub news")

    assert summary.embedded == 2


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(home, news, run):
    write(news, one="The wall fell.")
    run(news)
    state, edition = state_of(home), home.current_edition()
    write(news, one="The wall stands.", two="The ferry sailed.", three="")

    summary = run(news, dry_run=True)

    assert (counts(summary), summary.dry_run, summary.to_embed, summary.embedded) == ((1, 1, 0, 1), True, 2, 0)
    assert (state_of(home), home.current_edition()) == (state, edition)
    assert counts(run(news)) == (1, 1, 0, 1)


def test_a_dry_run_of_a_first_run_leaves_nothing_searched(home, news, run):
    write(news, one="The wall fell.")

    assert run(news, dry_run=True).new == 1

    assert home.current_edition() is None
    with pytest.raises(SourceError, match="Nothing was ever indexed here"):
        run()


def state_of(home):
    with Archive(home.archive) as archive:
        tables = ["article", "version", "passage", "vector", "visit", "failure", "source", "model"]
        return archive.state(), [list(archive.file.rows(f"SELECT * FROM {name}")) for name in tables]  # noqa: S608


def test_the_edition_is_made_from_the_archive_alone(home, news, run):
    write(news, one="The wall fell.")
    first = run(news)
    (news / "one.txt").unlink()
    news.rmdir()

    again, whole = run(read=False), run(read=False, whole=True)

    assert (again.edition, again.vanished) == (None, ())
    assert whole.edition not in {None, first.edition}
    assert list(texts_in(home).values()) == ["The wall fell."]


# Failures


def test_a_failure_is_counted_until_it_is_mended_or_gone(home, news, run):
    write(news, one="One.", empty="", other="")
    run(news)
    run(news)

    assert failures_of(home) == [("empty.txt", 2), ("other.txt", 2)]
    write(news, empty="Now a text.")
    (news / "other.txt").unlink()
    assert run(news).failures == ()
    assert failures_of(home) == []


def failures_of(home):
    with Archive(home.archive) as archive:
        return [(failure.place.rsplit("/", 1)[-1], failure.times) for failure in archive.visits.failures()]


def test_a_record_that_fails_stops_neither_its_file_nor_the_next_run(home, news, run):
    (news / "a.jsonl").write_text('{"id": "a", "text": "One."}\nnot json\n{"id": "b", "text": "Two."}\n')

    first, second = run(news), run(news)

    assert (counts(first), counts(second)) == ((2, 0, 0, 1), (0, 0, 2, 1))
    assert second.failures[0].place == Place(file=str(news / "a.jsonl"), record="line 2")


def test_what_became_of_each_run_is_kept(home, news, run):
    write(news, one="One.")
    run(news)
    broken = FakeEmbedder()
    broken.embed_passages = lambda texts: (_ for _ in ()).throw(IndexFaultError("No room."))
    write(news, two="Two.")
    with pytest.raises(IndexFaultError):
        run(news, model=broken)

    with Archive(home.archive) as archive:
        failed, whole = archive.runs.latest(2)

    assert (whole.outcome["new"], whole.outcome["edition"]) == (1, home.current_edition().name)
    assert failed.outcome == {"error": "No room."}
    assert failed.ended is not None


def test_the_fields_that_records_were_read_as_are_told(home, news, run):
    write_lines(news / "a.jsonl", {"headline": "Wall", "body": "It fell.", "published_at": "2024-01-01", "views": 7})

    summary = run(news)

    [sentence] = summary.fields.values()
    assert "title <- headline" in sentence
    assert "not read: views" in sentence
    assert run(news).fields == {}


def test_of_a_file_of_lines_only_the_changed_ones_are_read(home, news, run, monkeypatch):
    records = [{"id": str(number), "text": f"Article {number}."} for number in range(20)]
    write_lines(news / "a.jsonl", *records)
    run(news)
    records[7]["text"] = "Article 7, corrected."
    write_lines(news / "a.jsonl", {"id": "new", "text": "A new one."}, *records[:15])
    read = []
    original = formats.read_record
    monkeypatch.setattr(formats, "read_record", lambda *one, **more: read.append(one) or original(*one, **more))

    summary = run(news)

    assert counts(summary) == (1, 1, 14, 0)
    assert len(read) == 2
    assert [place.record for place in summary.vanished] == [f"line {number}" for number in range(16, 21)]
    with Archive(home.archive) as archive:
        assert archive.known_id("3").place.record == "line 5"


def test_equal_lines_are_articles_of_their_own_and_stay_so(home, news, run):
    write_lines(news / "a.jsonl", *[{"title": "Wall", "text": "It fell."}] * 3)
    run(news)
    names = sorted(texts_in(home))
    write_lines(
        news / "a.jsonl", *[{"title": "Wall", "text": "It fell."}] * 3, {"title": "Ferry", "text": "It sailed."}
    )

    assert counts(run(news)) == (1, 0, 3, 0)
    assert sorted(texts_in(home))[-3:] == names
    assert len(names) == 3
