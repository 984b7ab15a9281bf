"""`newshound reindex`: its options, the source file, and what it prints; in process, with a fake model."""

import json

import pytest
from command_line import one_sentence
from followed import FETCHING, FakeEmbedder, served

from bot.cli import main


@pytest.fixture(autouse=True)
def fake_model(monkeypatch):
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: FakeEmbedder())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with a folder of news."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "rain.txt").write_text("It rained in Quill on Monday.")
    return tmp_path


@pytest.fixture
def newshound(folder, capsys):
    """Run a command: exit code, output, errors."""

    def run(*arguments):
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def counts(output, *names):
    found = json.loads(output)
    return {name: found[name] for name in names or ("new", "unchanged")}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--from-archive", "news"], "a source"),
        (["--from-archive", "--watch"], "--watch"),
        (["--from-archive", "--force"], "--force"),
        (["--from-archive", "--retry"], "--retry"),
        (["--watch", "--dry-run"], "--dry-run"),
    ],
)
def test_options_that_contradict_each_other_are_a_sentence(newshound, folder, options, named):
    code, output, errors = newshound("reindex", *options)

    assert (code, output) == (2, "")
    assert named in one_sentence(errors)
    assert not (folder / "newshound-data").exists()


@pytest.mark.parametrize("source", ["file:///news", "ftp://a.example/x", "https://user:secret@a.example/"])
def test_an_address_that_can_t_be_fetched_is_a_sentence(newshound, source):
    code, _, errors = newshound("reindex", source)

    assert code == 2
    assert "secret" not in one_sentence(errors)


def test_a_dry_run_changes_nothing_and_says_what_it_would_do(newshound, folder):
    code, output, _ = newshound("reindex", "news", "--dry-run")

    assert code == 0
    assert output.startswith("Dry run: 1 new; ")
    assert "Would embed 1 passage. Nothing was changed." in output
    assert counts(newshound("reindex", "news", "--json")[1]) == {"new": 1, "unchanged": 0}


def test_the_edition_is_made_anew_from_the_archive_without_any_source(newshound, folder):
    first = json.loads(newshound("reindex", "news", "--json")[1])
    (folder / "news" / "rain.txt").unlink()
    (folder / "news").rmdir()

    code, output, _ = newshound("reindex", "--from-archive", "--json")

    found = json.loads(output)
    assert (code, found["articles"], found["failures"], found["vanished"]) == (0, 1, [], [])
    assert found["edition"] not in {None, first["edition"]}


def test_the_sources_of_the_file_are_read_with_what_it_says_of_them(newshound, folder):
    (folder / "sources.toml").write_text('[[source]]\nname = "courier"\npath = "news"\npublisher = "The Courier"\n')

    code, output, errors = newshound("reindex", "--json")

    assert (code, errors, counts(output)) == (0, "", {"new": 1, "unchanged": 0})
    articles = json.loads(output)["articles"]
    assert articles == 1


def test_sources_of_earlier_runs_that_the_file_does_not_list_are_named_once(newshound, folder):
    (folder / "more").mkdir()
    (folder / "more" / "fair.txt").write_text("A fair opened in Quill.")
    newshound("reindex", "more")
    newshound("reindex", "news")
    (folder / "sources.toml").write_text('[[source]]\nname = "courier"\npath = "news"\n')

    code, output, errors = newshound("reindex", "--json")

    assert (code, counts(output)) == (0, {"new": 0, "unchanged": 1})
    assert errors.strip() == (
        f"sources.toml does not list what was read in earlier runs, so it is not read now: {folder}/more. Add it to the"
        " file, or name it."
    )
    assert newshound("reindex", "more", "--json")[2] == ""


def test_a_source_file_that_was_named_has_to_be_there_and_a_broken_one_is_a_sentence(newshound, folder, monkeypatch):
    monkeypatch.setenv("NEWSHOUND_SOURCES", str(folder / "mine.toml"))
    code, _, errors = newshound("reindex", "news")
    assert code == 2
    assert "mine.toml" in one_sentence(errors)

    (folder / "mine.toml").write_text("[[source]]\npaht = 'news'\n")
    code, _, errors = newshound("reindex")
    assert code == 2
    assert "did you mean path?" in one_sentence(errors)


def test_a_feed_is_read_and_what_failed_waits_until_it_is_insisted_on(newshound, folder):
    with served() as web:
        web.add("trams", "Trams will be free on Sundays.")
        web.pages["/gone"] = ""
        feed = f"{web.address}/feed"
        (folder / "sources.toml").write_text(f'{FETCHING}retries = 0\n[[source]]\nname = "wire"\nfeed = "{feed}"\n')

        tried = newshound("reindex", "--dry-run")
        first = newshound("reindex", "--json")
        second = newshound("reindex", "--json")
        third = newshound("reindex")
        fourth = newshound("reindex", "--retry", "--json")

    assert "would fetch 2 pages" in tried[1].lower()
    assert [run[0] for run in (tried, first, second, third, fourth)] == [0, 1, 1, 0, 1]
    [failure] = json.loads(first[1])["failures"]
    assert (failure["place"], failure["source"]) == (f"{web.address}/gone", "wire")
    assert "1 page waits after failures: `newshound status` lists them" in third[1]
    assert len(json.loads(fourth[1])["failures"]) == 1


def test_the_fields_of_records_are_told_when_they_are_read(newshound, folder):
    record = {"headline": "Trams", "published_at": "2031-03-05", "body": "Trams will be free.", "foo": 1}
    (folder / "news" / "n.jsonl").write_text(json.dumps(record))

    first, second = newshound("reindex", "news")[1], newshound("reindex")[1]

    assert "n.jsonl: title <- headline, date <- published_at, text <- body; not read: foo" in first
    assert "headline" not in second


def test_more_of_a_snapshot_than_its_share_goes_by_force_alone(newshound, folder):
    (folder / "news" / "frost.txt").write_text("It froze in Quill.")
    (folder / "sources.toml").write_text('[[source]]\nname = "news"\npath = "news"\nsnapshot = true\n')
    newshound("reindex")
    (folder / "news" / "frost.txt").unlink()

    refused = newshound("reindex")
    forced = newshound("reindex", "--force")

    assert refused[0] == 1
    assert "--force" in refused[2]
    assert forced[0] == 0
    assert "1 withdrawn:\n- " in forced[1]


def test_an_unchanged_run_loads_no_model(newshound, folder, monkeypatch):
    newshound("reindex", "news")
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: pytest.fail("the model was loaded"))

    assert newshound("reindex")[0] == 0
