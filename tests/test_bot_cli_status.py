"""`newshound status`: how a home stands, at once and whatever is in it."""

import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from command_line import one_sentence, run
from made_index import NOW, made_article, publish_articles

from bot.quantities import published_words, size_words, span_words
from index.archive import Archive, Place, Sighting
from index.edition import Edition
from index.given_sources import GivenSources
from index.home import Home
from index.locks import writer_lock
from index.overview import failing
from index.sources import Source
from index.visits import KnownFailure, Visit

DAY = timedelta(days=1)
NOBODY = 65534
FEED = Source(name="https://feed.example/", kind="feed", place="https://feed.example/")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A home with two editions, sources, runs and failures, which the tests copy for themselves."""
    home = Home(tmp_path_factory.mktemp("kept") / "home")
    publish_articles(home, made_article("old", publisher="The Quill Post", published=NOW - 40 * DAY))
    publish_articles(home, made_article("new", publisher="The Quill Post", published=NOW), made_article("u"))
    with Archive(home.archive) as archive, archive.transaction():
        GivenSources(archive.file).remember([Source(name="/news", kind="path", place="/news"), FEED], NOW)
        archive.visits.store(Visit(place="https://feed.example/", source=FEED.name, first=NOW, last=NOW))
        sighting = Sighting(place=Place(file="https://feed.example/late"), now=NOW, source=FEED.name)
        archive.store(made_article("late", published=NOW + 900 * DAY, language="en"), sighting)
        archive.hold(NOW)
        archive.withdraw("old", "operator", NOW)
        archive.runs.end(archive.runs.begin(NOW), NOW + timedelta(seconds=3), {"new": 2, "failed": 1, "edition": "e1"})
        archive.runs.end(archive.runs.begin(NOW + DAY), NOW + DAY, {"error": "The model can't be loaded."})
        archive.runs.begin(NOW + 2 * DAY)
        for number in range(3):
            place = f"https://feed.example/{number}"
            archive.visits.fail(place, "", FEED.name, f"{place} was not there (404).", NOW)
        archive.visits.fail("https://feed.example/1", "", FEED.name, "https://feed.example/1 was not there (404).", NOW)
        archive.visits.fail("/news/a.jsonl", "line 7", "/news", "/news/a.jsonl, line 7, is empty; give it a text.", NOW)
    return home


@pytest.fixture
def made(kept, home):
    """The same home, to do anything with."""
    shutil.copytree(kept.folder, home.folder)
    return home


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A working directory without a file of sources."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parts(output):
    """The lines of a status under their headings."""
    found, name = {}, ""
    for line in output.splitlines():
        name = line[:12].strip() or name
        found.setdefault(name, []).append(line[12:])
    return found


def test_a_status_tells_what_is_there_and_what_became_of_it(kept, capsys):
    code, output, errors = run(capsys, "status", home=kept)

    told = parts(output)
    names = sorted((path.name for path in kept.editions.iterdir()), reverse=True)
    assert (code, errors) == (0, "")
    assert told["Published"][0].startswith(f"{names[0]}, built 1 October 2024, 12:00 UTC (")
    assert told["Published"][0].endswith(" days ago); 3 articles in 3 passages")
    assert told["Published"][1] == "model made@1"
    assert [line.split(", ")[0] for line in told["Editions"]] == names
    assert told["Editions"][0].endswith("kB, published")
    assert told["Archive"][1] == (
        "4 articles in 4 versions; 1 withdrawn, 1 held until their dates, 2 searched, 1 of these undated"
    )
    assert told["Newest"] == ["1 October 2024: Title of new"]
    assert told["Outlets"] == ["        1  (none)", "        1  The Quill Post"]
    assert told["Months"] == ["        1  2024-10"]
    assert told["Languages"] == ["        2  (none)"]
    assert told["Sources"][0] == "/news: 0 articles, never read"
    assert told["Sources"][1].startswith("https://feed.example/: 1 article, read ")
    assert told["Runs"] == [
        "3 October 2024, 12:00 UTC: interrupted",
        "2 October 2024, 12:00 UTC: failed after 0.0 s: The model can't be loaded.",
        "1 October 2024, 12:00 UTC: 2 new, 1 failed in 3.0 s; published e1",
    ]
    assert told["Now"] == ["no reindex is running"]
    assert told["Failing"] == [
        "        3  https://feed.example/: was not there (404). (since 1 October 2024, 12:00 UTC, tried up to 2 times,"
        " tried again in the next run; such as https://feed.example/0)",
        "        1  /news: is empty; give it a text. (since 1 October 2024, 12:00 UTC, tried up to 1 time,"
        " tried again in the next run; such as /news/a.jsonl (line 7))",
    ]


def test_the_same_is_told_to_programs(kept, capsys):
    code, output, _ = run(capsys, "status", "--json", home=kept)

    told = json.loads(output)
    assert (code, output.count("\n")) == (0, 1)
    assert told["published"]["edition"] == kept.current_edition().name
    assert (told["published"]["articles"], told["published"]["model"]) == (3, "made@1")
    assert [edition["published"] for edition in told["editions"]] == [True, False]
    assert (told["archive"]["searched"], told["archive"]["held"]) == (2, 1)
    assert told["archive"]["publishers"]["first"][1] == {"name": "The Quill Post", "articles": 1}
    assert told["archive"]["newest"]["id"] == "new"
    assert [run["state"] for run in told["runs"]] == ["interrupted", "failed", "done"]
    assert (told["running"], told["writer"], told["sources_fault"]) == (False, None, None)
    assert [(one["source"], one["places"], one["times"]) for one in told["failing"]] == [
        ("https://feed.example/", 3, 2),
        ("/news", 1, 1),
    ]
    assert told["sources"][1]["last_read"] == "2024-10-01T12:00:00Z"


def test_a_run_that_goes_on_and_an_edition_in_use_are_told(kept, capsys):
    with writer_lock(kept.writer_lock), Edition(kept.current_edition()):
        told = parts(run(capsys, "status", home=kept)[1])

    assert told["Now"] == [f"a reindex is running (process {os.getpid()})"]
    assert told["Runs"][0].endswith(": going on")
    assert told["Editions"][0].endswith(", published, in use")
    assert not told["Editions"][1].endswith("in use")


def test_sources_of_a_file_are_told_and_a_broken_file_hides_nothing_else(kept, capsys, folder):
    (folder / "sources.toml").write_text('[[source]]\nname = "Quill"\npath = "news"\n', encoding="utf-8")
    listed = parts(run(capsys, "status", home=kept)[1])
    (folder / "sources.toml").write_text("[[source]", encoding="utf-8")
    code, output, _ = run(capsys, "status", home=kept)

    broken = parts(output)
    assert listed["Sources"][0] == f"Quill ({folder / 'news'}): 0 articles, never read"
    assert len(listed["Sources"]) == 3
    assert code == 0
    assert "is not valid TOML" in broken["Sources"][0]
    assert len(broken["Sources"]) == 3


def test_a_damaged_edition_is_told_and_the_rest_too(made, capsys):
    (made.current_edition() / "manifest.json").write_text("{")

    code, output, _ = run(capsys, "status", home=made)
    told = json.loads(run(capsys, "status", "--json", home=made)[1])

    assert code == 0
    assert "is not whole; run `newshound reindex` to build it again." in parts(output)["Published"][0]
    assert told["published"]["fault"] == told["editions"][0]["fault"] is not None
    assert parts(output)["Newest"] == ["1 October 2024: Title of new"]


@pytest.mark.parametrize(
    ("remove", "told"),
    [
        (lambda home: home.current.unlink(), {"Published": "none; `newshound reindex` publishes one"}),
        (
            lambda home: shutil.rmtree(home.editions),
            {"Published": "20241001T120000Z-1, which is missing"},
        ),
        (lambda home: home.archive.unlink(), {"Archive": "it is missing; restore it from a backup"}),
    ],
)
def test_what_is_missing_is_told(made, capsys, remove, told):
    remove(made)

    code, output, _ = run(capsys, "status", home=made)
    program = run(capsys, "status", "--json", home=made)

    assert (code, program[0]) == (0, 0)
    assert json.loads(program[1])
    for name, beginning in told.items():
        assert parts(output)[name][0].startswith(beginning)


def test_hostile_names_steer_nothing(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        nasty = "x\x1b[2J\u202e\n\u2028y"
        sighting = Sighting(place=Place(file="/x"), now=NOW)
        article = made_article("z", publisher=nasty, published=NOW + timedelta(hours=1), language=nasty)
        archive.store(article, sighting)
        archive.visits.fail(nasty, nasty, nasty, f"{nasty} is bad", NOW)

    text = run(capsys, "status", home=made)[1]
    told = run(capsys, "status", "--json", home=made)[1]

    assert not set("\x1b\u202e\u2028") & set(text + told)
    assert all(line.startswith((" " * 12, *"PEANOMLSRF")) for line in text.splitlines())


def test_a_home_without_an_index_or_that_is_none_is_one_sentence(home, tmp_path, capsys):
    (tmp_path / "file").write_text("a file")
    home.folder.mkdir()

    for one in (home, Home(tmp_path / "nowhere"), Home(tmp_path / "file")):
        code, output, errors = run(capsys, "status", home=one)

        assert (code, output) == (2, "")
        assert "newshound reindex FOLDER" in one_sentence(errors) or "is a file; name a folder" in errors
    assert list(home.folder.iterdir()) == []


def test_an_archive_that_can_t_be_read_is_one_sentence(made, capsys):
    made.archive.write_bytes(b"no database " * 1_000)

    code, output, errors = run(capsys, "status", home=made)

    assert (code, output) == (2, "")
    assert "can't be read as one; restore it from a backup" in one_sentence(errors)


@pytest.mark.parametrize(
    "arguments", [["status"], ["rollback"], ["backup", "copy"], ["articles", "list"], ["articles", "withdraw", "new"]]
)
@pytest.mark.parametrize("mode", [0o000, 0o555])
def test_what_a_user_may_not_do_is_one_sentence(kept, capsys, monkeypatch, arguments, mode):
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.chdir(folder)
        home = Home(Path(folder) / "home")
        shutil.copytree(kept.folder, home.folder)
        for path in (home.folder, *home.folder.rglob("*")):
            path.chmod(mode)
        try:
            # Root may do everything.
            os.seteuid(NOBODY if os.geteuid() == 0 else os.geteuid())
            code, output, errors = run(capsys, *arguments, home=home)
        finally:
            os.seteuid(os.getuid())
            for path in (home.folder, *home.folder.rglob("*")):
                path.chmod(0o755)

    assert (code, output) == (2, "")
    assert "permissions" in one_sentence(errors)


def test_a_folder_of_editions_that_may_not_be_read_is_one_sentence(made, capsys, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.iterdir", refused)

    code, _, errors = run(capsys, "status", home=made)

    assert code == 2
    assert "may not be used by this user; mend its permissions" in one_sentence(errors)


def test_the_next_try_of_what_fails_is_told(made, capsys):
    now = datetime.now(UTC)
    with Archive(made.archive) as archive, archive.transaction():
        archive.visits.fail("https://a.example/", "", "a", "it is slow", now, wait=timedelta(hours=5, minutes=1))

    told = parts(run(capsys, "status", home=made)[1])

    assert any("it is slow" in line and "next try in 5 hours" in line for line in told["Failing"])


def test_many_failures_are_grouped_and_summed():
    def failure(number, reason, times=1):
        place = f"https://a.example/{number}"
        return KnownFailure(
            place=place,
            record="",
            source="a",
            reason=f"{place}: {reason}",
            times=times,
            first=NOW - number * DAY,
            last=NOW,
            again=NOW + number * DAY,
        )

    found = failing([*(failure(number, "slow", number) for number in range(1, 50)), failure(99, "gone")])

    assert [(one.reason, one.places, one.times, one.example) for one in found] == [
        ("slow", 49, 49, "https://a.example/1"),
        ("gone", 1, 1, "https://a.example/99"),
    ]
    assert (found[0].first, found[0].again) == (NOW - 49 * DAY, NOW + DAY)


def test_a_status_of_many_articles_comes_within_a_second(home, capsys):
    with Archive(home.archive) as archive, archive.transaction():
        archive.file.write(
            "INSERT INTO article (id, file, place, version, first_seen, last_seen, source)"
            " VALUES (?, ?, '', ?, 0, 0, 's')",
            *((f"a{number}", f"/{number}", f"v{number}") for number in range(20_000)),
        )
        archive.file.write(
            "INSERT INTO version (article, version, title, publisher, published, text, first_seen)"
            " VALUES (?, ?, 'A title', ?, ?, 'A text', 0)",
            *((f"a{number}", f"v{number}", f"p{number % 900}", number * 86_400) for number in range(20_000)),
        )

    begun = time.process_time()
    code, output, _ = run(capsys, "status", home=home)

    assert code == 0
    assert time.process_time() - begun < 1
    assert parts(output)["Outlets"][-1] == "   19,724  in 888 more"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (3_400_000, "3.4 MB"), (5 * 10**15, "5000.0 TB")],
)
def test_sizes_read_as_people_write_them(size, words):
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "0 seconds"), (1, "1 second"), (119, "1 minute"), (7_200, "2 hours"), (90_000, "1 day")]
)
def test_spans_read_as_people_say_them(seconds, words):
    assert span_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("published", "zone", "words"),
    [
        (None, None, "undated"),
        (datetime(2024, 9, 26, 2, 30, tzinfo=UTC), -240, "25 September 2024, 22:30 -04:00"),
        (datetime(2024, 9, 26, 2, 30, tzinfo=UTC), 345, "26 September 2024, 08:15 +05:45"),
        (datetime(2024, 9, 26, 2, 30, tzinfo=UTC), 0, "26 September 2024, 02:30 UTC"),
        (datetime(2024, 9, 26, 2, 30, tzinfo=UTC), None, "26 September 2024, 02:30 UTC"),
        (datetime(2024, 9, 26, tzinfo=UTC), None, "26 September 2024"),
        (datetime(2024, 9, 26, tzinfo=UTC), 0, "26 September 2024, 00:00 UTC"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), 120, "31 December 9999, 23:00 UTC"),
        (datetime(2024, 9, 26, 2, tzinfo=UTC), 100_000, "26 September 2024, 02:00 UTC"),
    ],
)
def test_a_publication_is_told_in_the_zone_in_which_it_was_written(published, zone, words):
    assert published_words(published, zone) == words
