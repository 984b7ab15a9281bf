"""The doctor's checks of an index: a healthy one is well, and each damage is found by its own check, with the fix."""

import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from healthy_home import LATER, index_findings, keep_cut, make_healthy, news, publish_all, scope_of, troubles
from hypothesis import given
from hypothesis import strategies as st
from made_index import DIMENSION, MODEL, NOW, vector_of

from index import checkup_stores
from index.archive import Archive
from index.checkup import Room, room_finding
from index.checkup_archive import are_unit, check_archive
from index.checkup_model import check_model
from index.errors import ModelError
from index.finding import Scope, fault
from index.home import Home
from index.lexical import LexicalWriter
from index.locks import reader_lock, writer_lock
from index.manifest import CHROMA, LEXICAL, LOCK, MANIFEST, PASSAGES, VECTORS
from index.vectors import amend_vectors

ROOT = Path(__file__).parent.parent
NOBODY = 65534
FROM_ARCHIVE = "newshound reindex --from-archive"
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A healthy home, which nobody changes."""
    home = Home(tmp_path_factory.mktemp("healthy") / "home")
    make_healthy(home)
    return home


@pytest.fixture
def healthy(original, home):
    """A copy of it to damage."""
    shutil.copytree(original.folder, home.folder)
    return home


def archive_sql(home, statement, *values):
    with closing(sqlite3.connect(home.archive)) as database, database:
        assert database.execute(statement, values).rowcount != 0


def texts_sql(home, statement, *values):
    """Change the texts of the edition; the file keeps its size."""
    path = home.current_edition() / PASSAGES
    size = path.stat().st_size
    with closing(sqlite3.connect(path)) as database, database:
        assert database.execute(statement, values).rowcount != 0
    assert path.stat().st_size == size


def change_matrix(home, change):
    path = home.current_edition() / VECTORS
    matrix = np.load(path)
    change(matrix)
    np.save(path, matrix)


@pytest.mark.parametrize("quick", [True, False])
def test_nothing_is_wrong_with_a_healthy_home(original, quick):
    found = index_findings(original, quick=quick)

    assert {name: finding.status for name, finding in found.items() if finding.status != "ok"} == {}
    assert "12 articles in 24 passages" in found["edition"].found
    assert "24 compared" in found["edition vectors"].found
    assert "24 compared; the graph finds 24 of 24" in found["chroma"].found
    assert "24 passages; finds 24 of 24" in found["words"].found
    assert "12 articles; finds 12 of 12" in found["article words"].found


def test_looking_changes_nothing(healthy):
    def sizes():
        kept = (healthy.archive, healthy.current, *healthy.current_edition().rglob("*"))
        return {path: path.stat().st_size for path in kept if ".sqlite3" not in path.name}

    before = sizes()
    index_findings(healthy, quick=False)

    assert sizes() == before
    assert troubles(index_findings(healthy)) == set()


# Each damage, the check that finds it, how it is, and words of the fix.


def drop_file(name):
    return lambda home: (home.current_edition() / name).unlink()


def cut_file(name):
    def cut(home):
        path = home.current_edition() / name
        path.write_bytes(path.read_bytes()[:-1])

    return cut


def swap_text(home):
    archive_sql(home, "UPDATE version SET text = replace(text, 'noon', 'dusk') WHERE article = 'quay-3'")


def wrong_hash(home):
    archive_sql(home, _ONE_HASH)


_ONE_HASH = (
    "UPDATE passage SET hash = zeroblob(32) WHERE ordinal = 1 AND version ="
    " (SELECT version FROM article WHERE id = 'quay-4')"
)


def beyond_the_text(home):
    archive_sql(home, _ONE_HASH.replace("hash = zeroblob(32)", "end = 100000"))


def one_vector(numbers):
    def change(home):
        archive_sql(home, "UPDATE vector SET numbers = ? WHERE rowid = 5", numbers.astype(np.float32).tobytes())

    return change


def no_vector(home):
    archive_sql(home, "DELETE FROM vector WHERE rowid = 5")


def failed_run(home):
    with Archive(home.archive) as archive, archive.transaction():
        archive.runs.end(archive.runs.begin(NOW), NOW, {"error": "The disk is full; free some space."})


def broken_run(home):
    with Archive(home.archive) as archive, archive.transaction():
        archive.runs.begin(NOW)


def failing_page(home):
    with Archive(home.archive) as archive, archive.transaction():
        archive.visits.fail("https://quill.example/1", "", "quill", "it is gone", NOW)


def newer_article(home):
    with Archive(home.archive) as archive:
        keep_cut(archive, news(50))


def other_model(home):
    archive_sql(home, "UPDATE model SET fingerprint = 'other@2'")
    archive_sql(home, "UPDATE vector SET model = 'other@2'")
    # The edition's own vectors stay, under the name that they have.
    archive_sql(home, "INSERT INTO vector SELECT passage, ?, numbers FROM vector", MODEL)


def text_of_the_edition(home):
    with closing(sqlite3.connect(home.current_edition() / PASSAGES)) as database:
        other = database.execute("SELECT packed FROM text WHERE key = 2").fetchone()[0]
    texts_sql(home, "UPDATE text SET packed = ? WHERE key = 3", other)


def span_of_the_edition(home):
    texts_sql(home, "UPDATE passage SET end = end - 1 WHERE row = 4")


def unreadable_text(home):
    texts_sql(home, "UPDATE text SET packed = zeroblob(length(packed)) WHERE key = 3")


def nan_in_matrix(home):
    change_matrix(home, lambda matrix: matrix.__setitem__((3, 0), np.nan))


def rows_exchanged(home):
    """In both copies of the vectors that the edition has, so that only the archive knows."""
    change_matrix(home, lambda matrix: matrix.__setitem__([0, 1], matrix[[1, 0]]))


def torn_graph(home):
    [level] = (home.current_edition() / CHROMA).glob("*/data_level0.bin")
    with level.with_name("link_lists.bin").open("r+b") as file:
        file.truncate(level.stat().st_size)
    forget_sizes(home)


def forget_sizes(home):
    """As if the edition had been published like this."""
    path = home.current_edition() / MANIFEST
    values = json.loads(path.read_text())
    values["files"] = {name: size for name, size in values["files"].items() if name == PASSAGES}
    path.write_text(json.dumps(values))


def set_manifest(**changes):
    def change(home):
        path = home.current_edition() / MANIFEST
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def chroma_lacks_one(home):
    with closing(sqlite3.connect(home.current_edition() / PASSAGES)) as database:
        name = database.execute("SELECT id FROM passage WHERE row = 7").fetchone()[0]
    amend_vectors(home.current_edition() / CHROMA, gone=[name], ids=[], vectors=np.zeros((0, DIMENSION)))
    forget_sizes(home)


def chroma_has_another(home):
    with closing(sqlite3.connect(home.current_edition() / PASSAGES)) as database:
        name = database.execute("SELECT id FROM passage WHERE row = 7").fetchone()[0]
    folder = home.current_edition() / CHROMA
    amend_vectors(folder, gone=[name], ids=[], vectors=np.zeros((0, DIMENSION)))
    amend_vectors(folder, gone=[], ids=[name], vectors=vector_of("something else")[np.newaxis])
    forget_sizes(home)


def word_index_lacks_one(name):
    def change(home):
        writer = LexicalWriter(home.current_edition() / name, with_pairs=name == LEXICAL)
        writer.remove([3])
        writer.finish()
        forget_sizes(home)

    return change


def no_word_index(name):
    def change(home):
        (home.current_edition() / name / "meta.json").write_text("{}")
        forget_sizes(home)

    return change


def leftovers(home):
    (home.editions / "20240930T120000Z-0.building").mkdir()


def edition_of_tomorrow(home):
    tomorrow = home.editions / "20990101T000000Z-0"
    home.current_edition().rename(tomorrow)
    home.publish(tomorrow)


DAMAGES = [
    (lambda home: home.archive.write_bytes(b"no archive at all" * 100), "archive", "wrong", "restore it from a backup"),
    (lambda home: archive_sql(home, "PRAGMA user_version = 99"), "archive", "wrong", "use the newer Newshound"),
    (lambda home: archive_sql(home, "PRAGMA user_version = 2"), "archive", "warning", "newshound reindex"),
    (lambda home: home.archive.unlink(), "archive", "wrong", "restore it from a backup"),
    (swap_text, "texts", "wrong", "restore it from a backup"),
    (wrong_hash, "passages", "wrong", "restore it from a backup"),
    (beyond_the_text, "passages", "wrong", "restore it from a backup"),
    (one_vector(np.full(DIMENSION, np.nan)), "vectors", "wrong", "restore it from a backup"),
    (one_vector(np.full(DIMENSION, 1.0)), "vectors", "wrong", "restore it from a backup"),
    (one_vector(np.full(DIMENSION, 3e38)), "vectors", "wrong", "restore it from a backup"),
    (one_vector(np.zeros(DIMENSION - 1)), "vectors", "wrong", "restore it from a backup"),
    (lambda home: archive_sql(home, "UPDATE vector SET numbers = x'00'"), "vectors", "wrong", "restore it"),
    (no_vector, "vectors", "warning", "newshound reindex"),
    (failed_run, "runs", "wrong", "newshound reindex"),
    (broken_run, "runs", "warning", "newshound reindex"),
    (failing_page, "runs", "warning", "newshound status"),
    (lambda home: home.current.unlink(), "edition", "wrong", "newshound reindex"),
    (lambda home: shutil.rmtree(home.current_edition()), "edition", "wrong", FROM_ARCHIVE),
    (lambda home: home.current.write_bytes(b"\xff\x00"), "edition", "wrong", FROM_ARCHIVE),
    (drop_file(MANIFEST), "edition", "wrong", FROM_ARCHIVE),
    (set_manifest(schema=1), "edition", "wrong", FROM_ARCHIVE),
    (drop_file(VECTORS), "edition", "wrong", FROM_ARCHIVE),
    (cut_file(VECTORS), "edition", "wrong", FROM_ARCHIVE),
    (cut_file(PASSAGES), "edition", "wrong", FROM_ARCHIVE),
    (newer_article, "agreement", "warning", "newshound reindex"),
    (other_model, "agreement", "wrong", "newshound reindex"),
    (set_manifest(splitter="other-1"), "agreement", "warning", "newshound reindex"),
    (text_of_the_edition, "edition texts", "wrong", FROM_ARCHIVE),
    (span_of_the_edition, "edition texts", "wrong", FROM_ARCHIVE),
    (set_manifest(articles=13), "edition texts", "wrong", FROM_ARCHIVE),
    (nan_in_matrix, "edition vectors", "wrong", FROM_ARCHIVE),
    (torn_graph, "chroma", "wrong", FROM_ARCHIVE),
    (chroma_lacks_one, "chroma", "wrong", FROM_ARCHIVE),
    (chroma_has_another, "chroma", "wrong", FROM_ARCHIVE),
    (set_manifest(tombstones=6), "chroma", "warning", FROM_ARCHIVE),
    (word_index_lacks_one(LEXICAL), "words", "wrong", FROM_ARCHIVE),
    (no_word_index(LEXICAL), "words", "wrong", FROM_ARCHIVE),
    (word_index_lacks_one("articles"), "article words", "wrong", FROM_ARCHIVE),
    (no_word_index("articles"), "article words", "wrong", FROM_ARCHIVE),
    (leftovers, "locks", "warning", "newshound reindex"),
    (edition_of_tomorrow, "clock", "warning", "clock"),
]


@pytest.mark.parametrize(("damage", "check", "status", "fix"), DAMAGES)
def test_each_damage_is_found_by_its_own_check(healthy, damage, check, status, fix):
    damage(healthy)

    found = index_findings(healthy)

    assert troubles(found) - also(damage) == {check}
    assert found[check].status == status
    assert fix in found[check].fix
    assert all(finding.fix for finding in found.values() if finding.status in {"warning", "wrong"})


def also(damage):
    """What can't but be found too: Chroma is compared with the matrix, and vectors are looked for by hash."""
    return {nan_in_matrix: {"chroma"}, wrong_hash: {"vectors"}}.get(damage, set())


def test_vectors_of_other_passages_are_found(healthy):
    rows_exchanged(healthy)

    found = index_findings(healthy)

    assert troubles(found) == {"edition vectors", "chroma"}
    assert found["edition vectors"].found == "2 vectors of 24 not as in the archive"


def test_texts_that_can_t_be_unpacked_are_found(healthy):
    unreadable_text(healthy)

    found = index_findings(healthy)

    assert found["edition texts"].status == "wrong"
    assert troubles(found) == {"edition texts"}


def test_a_torn_graph_is_not_even_opened(healthy, monkeypatch):
    torn_graph(healthy)
    monkeypatch.setattr(checkup_stores, "VectorStore", None)

    finding = checkup_stores.check_chroma(scope_of(healthy))

    assert finding.status == "wrong"
    assert "is torn" in finding.found


def test_a_torn_page_of_the_archive_is_found(healthy):
    size = healthy.archive.stat().st_size
    with healthy.archive.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\x55" * (size // 4))

    for quick in (True, False):
        finding = check_archive(scope_of(healthy, quick=quick))

        assert (finding.status, "restore it from a backup" in finding.fix) == ("wrong", True)


def test_where_there_is_no_home_only_that_is_wrong(tmp_path):
    found = index_findings(Home(tmp_path / "nowhere"))

    assert troubles(found) == {"home"}
    assert "newshound reindex FOLDER" in found["home"].fix
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_home(tmp_path):
    (tmp_path / "file").write_text("a file")

    found = index_findings(Home(tmp_path / "file"))

    assert found["home"].status == "wrong"
    assert "--home" in found["home"].fix


def test_an_empty_home_has_no_articles(home):
    home.folder.mkdir()

    found = index_findings(home)

    assert troubles(found) == {"archive"}
    assert found["archive"].fix == "run `newshound reindex FOLDER`"


def test_who_writes_is_told_and_is_no_trouble(healthy):
    newer_article(healthy)
    leftovers(healthy)

    with writer_lock(healthy.writer_lock):
        found = index_findings(healthy)

    assert troubles(found) == set()
    assert f"process {os.getpid()} is writing" in found["locks"].found
    assert "a reindex is running" in found["agreement"].found


def test_readers_of_older_editions_are_counted(healthy):
    old = healthy.current_edition()
    newer_article(healthy)
    with Archive(healthy.archive) as archive:
        publish_all(healthy, archive)

    with reader_lock(old / LOCK):
        found = index_findings(healthy)

    assert troubles(found) == set()
    assert "1 older edition, 1 of them being read" in found["locks"].found


def test_a_clock_that_went_back_is_told(healthy):
    found = index_findings(healthy, now=NOW - timedelta(days=3))

    assert troubles(found) == {"clock"}
    assert "timedatectl" in found["clock"].fix


def test_a_newest_article_of_the_future_is_told(healthy):
    archive_sql(healthy, "UPDATE version SET published = ?", int((LATER + timedelta(hours=15)).timestamp()))

    assert "newest article" in index_findings(healthy)["clock"].found
    assert "clock" not in troubles(index_findings(healthy, now=LATER + timedelta(hours=2)))


# Rights


@ROOT_ONLY
def test_files_of_another_owner_are_told(healthy):
    os.chown(healthy.current_edition() / VECTORS, NOBODY, -1)

    found = index_findings(healthy)

    assert troubles(found) == {"permissions"}
    assert f"is of user {NOBODY}, the home of user 0" in found["permissions"].found
    assert f"chown -R 0 {healthy.folder}" in found["permissions"].fix


@ROOT_ONLY
def test_a_home_of_another_owner_is_told(healthy):
    for path in (healthy.folder, *healthy.folder.rglob("*")):
        os.chown(path, NOBODY, -1)

    assert f"the home is of user {NOBODY} and this is user 0" in index_findings(healthy)["permissions"].found


@ROOT_ONLY
@pytest.mark.parametrize(
    "name", ["archive.db", "editions/*/vectors.npy", "editions/*/chroma/*.sqlite3", "editions/*/lock"]
)
def test_what_this_user_may_not_use_is_named(healthy, name):
    for folder in (healthy.folder, *healthy.folder.parents):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):  # noqa: S108 - where pytest puts its folders
            folder.chmod(0o755)
    for path in (healthy.folder, *healthy.folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    [shut] = healthy.folder.glob(name)
    os.chown(shut, 0, 0)
    shut.chmod(0o600)
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from index.checkup import check_permissions; from index.finding import Scope; from index.home import Home\n"
        "import os; os.setgid(65534); os.setuid(65534)\n"
        "found = check_permissions(Scope(home=Home(Path(sys.argv[1])), signature='', now=datetime.now(UTC)))\n"
        "print(found.status, found.found, found.fix)"
    )

    told = subprocess.run(
        [sys.executable, "-c", program, healthy.folder], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert told.startswith(f"wrong {shut} is shut to this user")
    assert "chown" in told


# Space


@pytest.mark.parametrize(
    ("room", "status"),
    [
        (Room(free=10**9, inodes=10**6, edition=10**8, archive=10**8), "ok"),
        (Room(free=10**9, inodes=None, edition=10**8, archive=10**8), "ok"),
        (Room(free=10**9, inodes=10**6, edition=4 * 10**8, archive=10**9), "warning"),
        (Room(free=99_999_999, inodes=10**6, edition=1, archive=1), "wrong"),
        (Room(free=10**9, inodes=0, edition=1, archive=1), "wrong"),
        (Room(free=10**9, inodes=999, edition=1, archive=1), "warning"),
    ],
)
def test_the_next_run_needs_room(room, status):
    finding = room_finding(room, Path("/data"))

    assert finding.status == status
    assert bool(finding.fix) == (status != "ok")


# The model


def fake_model(**changes):
    known = {
        "fingerprint": MODEL,
        "dimension": DIMENSION,
        "embed_passages": lambda texts: np.stack([vector_of(text) for text in texts]),
    }
    return lambda: SimpleNamespace(**(known | changes))


def test_a_model_gives_what_the_archive_keeps(original):
    finding = check_model(scope_of(original, quick=False), fake_model())

    assert finding.status == "ok"
    assert "20 passages embedded again alike" in finding.found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"embed_passages": lambda texts: np.ones((len(texts), DIMENSION), np.float32)}, "no unit vector"),
        ({"embed_passages": lambda texts: np.full((len(texts), DIMENSION), np.nan, np.float32)}, "no unit vector"),
        ({"embed_passages": lambda texts: np.stack([vector_of(text + "!") for text in texts])}, "20 of 20 passages"),
        ({"dimension": 3, "embed_passages": lambda texts: np.eye(3, dtype=np.float32)[:1]}, "the edition has 16"),
    ],
)
def test_a_model_that_is_another_one_is_found(original, changes, found):
    finding = check_model(scope_of(original, quick=False), fake_model(**changes))

    assert finding.status == "wrong"
    assert found in finding.found
    assert "NEWSHOUND_EMBEDDER" in finding.fix


def test_a_model_that_does_not_load_is_found(original):
    def fail():
        raise ModelError("The weights are torn; install them again.")

    finding = check_model(scope_of(original, quick=False), fail)

    assert (finding.status, finding.found, finding.fix) == ("wrong", "The weights are torn", "install them again")
    assert check_model(scope_of(original), fail).status == "skipped"
    missing = Scope(home=original, signature="", now=LATER, quick=True)
    assert check_model(missing, fail).status == "wrong"


# Samples and numbers


@given(st.integers(0, 10**7), st.integers(1, 10**4), st.dates())
def test_a_sample_is_not_larger_than_its_limit(count, limit, day):
    scope = Scope(home=Home(Path("x")), signature="", now=LATER.replace(year=max(day.year, 1)), quick=True)
    step, first = scope.sample(count, limit)

    assert 0 <= first < step
    assert len(range(first, count, step)) <= limit
    assert len(range(first, count, step)) >= min(count, limit) // 2 - 1


@given(st.lists(st.lists(st.floats(width=32), min_size=4, max_size=4), max_size=5))
def test_no_number_upsets_the_look_at_vectors(rows):
    vectors = np.array(rows, dtype=np.float32).reshape(-1, 4)

    found = are_unit(vectors)

    assert len(found) == len(vectors)
    for row, unit in zip(vectors.tolist(), found, strict=True):
        off = abs(math.hypot(*row) - 1)
        assert unit == (off <= 1e-3) or abs(off - 1e-3) < 1e-9


def test_a_graph_that_finds_little_is_told(original, monkeypatch):
    for lost, status in ((2, "ok"), (6, "warning"), (15, "wrong")):
        asked = iter(range(1000))

        def nearest(store, vector, limit, asked=asked, lost=lost):
            return [("x", 0.5 if next(asked) < lost else 1.0)]

        monkeypatch.setattr(checkup_stores.VectorStore, "nearest", nearest)

        assert checkup_stores.check_chroma(scope_of(original)).status == status


def test_a_word_index_that_finds_little_is_told(original, monkeypatch):
    monkeypatch.setattr(checkup_stores.LexicalIndex, "search", lambda *_: [(9999, 2.0), (9998, 1.0)])

    assert checkup_stores.check_words(scope_of(original)).status == "wrong"
    assert checkup_stores.check_article_words(scope_of(original)).status == "wrong"


def test_our_sentences_are_parted_into_what_and_how():
    finding = fault(ModelError("One thing; another thing; do this."))

    assert (finding.found, finding.fix) == ("One thing; another thing", "do this")
