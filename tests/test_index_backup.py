"""A backup: a copy of a home that is whole and works, or none at all."""

import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from made_index import NOW, keep, made_article, publish_articles, silent, vector_of

from index.archive import Archive
from index.archive_file import ArchiveFile
from index.backup import PARTIAL, PARTIAL_LOCK, backup
from index.copying import BackupError
from index.edition import Edition
from index.errors import IndexFaultError, NoIndexError
from index.home import Home
from index.locks import in_use, reader_lock
from index.manifest import LOCK

ARTICLES = [made_article(name, f"The wall of {name} fell.\nIt rained.", published=NOW) for name in ("Quill", "Ennis")]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A home with an edition and a ledger, which the tests copy for themselves: making one takes Chroma a second."""
    home = Home(tmp_path_factory.mktemp("kept") / "home")
    publish_articles(home, *ARTICLES)
    with closing(sqlite3.connect(home.ledger)) as database, database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE receipt (id)")
        database.execute("INSERT INTO receipt VALUES ('one')")
    return home


@pytest.fixture
def made(kept, home):
    """The same home, to do anything with."""
    shutil.copytree(kept.folder, home.folder)
    return home


@pytest.fixture
def target(tmp_path):
    return tmp_path / "copies" / "monday"


def rows(path):
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        query = "SELECT * FROM {} ORDER BY 1, 2"
        return {table: database.execute(query.format(table)).fetchall() for table in tables}


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# The copy


def test_the_copy_holds_what_the_home_holds(made, target):
    done = backup(made, target, silent)

    copy = Home(target)
    assert names(target) == ["CURRENT", "archive.db", "editions", "ledger.db"]
    assert rows(copy.archive)["article"] == rows(made.archive)["article"]
    with closing(sqlite3.connect(copy.ledger)) as database:
        assert database.execute("SELECT id FROM receipt").fetchall() == [("one",)]
    assert copy.current_edition().name == made.current_edition().name == done.edition
    with Edition(copy.current_edition()) as edition:
        edition.verify()
        [best, *_] = edition.dense(vector_of("It rained."), 1, None)
        assert best[1] == pytest.approx(1, abs=1e-5)
    assert (done.folder, names(target.parent)) == (target.resolve(), ["monday"])
    sizes = [path.stat().st_size for path in made.current_edition().rglob("*") if path.is_file()]
    assert (done.files, done.size > sum(sizes)) == (len(sizes) + 3, True)


def test_the_copy_is_as_open_as_the_home(made, target):
    made.folder.chmod(0o750)
    made.ledger.chmod(0o600)

    backup(made, target, silent)

    modes = [oct(path.stat().st_mode & 0o777) for path in (target, target / "ledger.db")]
    assert modes == ["0o750", "0o600"]


def test_a_home_is_copied_while_a_bot_reads_it(made, target):
    with Edition(made.current_edition()) as edition:
        backup(made, target, silent)
        edition.verify()

    assert not in_use(Home(target).current_edition() / LOCK)


def test_without_an_edition_the_archive_is_copied(home, target):
    with Archive(home.archive) as archive:
        keep(archive, *ARTICLES)

    done = backup(home, target, silent)

    assert (done.edition, done.files, names(target)) == (None, 1, ["archive.db"])


def test_an_archive_that_is_written_all_the_time_is_copied_as_it_was_at_one_moment(made, target, monkeypatch):
    monkeypatch.setattr("index.copying.PAGES_AT_ONCE", 2)
    commits = []
    with closing(ArchiveFile(made.archive)) as writer:

        def commit(stage, _done, _total):
            assert len(commits) < 1_000
            if stage == "copying the archive":
                commits.append(stage)
                with writer.transaction():
                    writer.write("INSERT INTO source VALUES (?, 'path', '', 0)", (f"/news/{len(commits)}",))
                    writer.write("INSERT INTO run VALUES (?, NULL, NULL)", (len(commits),))

        backup(made, target, commit)

    copied = rows(target / "archive.db")
    assert len(commits) > 3
    assert (copied["source"], copied["run"]) == ([], [])
    assert len(copied["article"]) == 2


def test_an_edition_that_is_replaced_and_removed_meanwhile_is_copied_in_its_new_state(made, target):
    first = made.current_edition()

    def replaced(stage, _done, _total):
        if first.exists() and stage == "copying the edition":
            publish_articles(made, made_article("Selle", "The wall of Selle fell."))
            shutil.rmtree(first)

    done = backup(made, target, replaced)

    assert done.edition == made.current_edition().name != first.name
    assert names(target / "editions") == [done.edition]
    with Edition(target / "editions" / done.edition) as edition:
        edition.verify()


# No copy


@pytest.mark.parametrize("kind", ["folder", "file", "home", "editions", "loop"])
def test_what_is_there_already_is_left_alone(made, tmp_path, kind):
    target = tmp_path / "target"
    if kind == "folder":
        target.mkdir()
        (target / "mine").write_text("mine")
    elif kind == "file":
        target.write_text("mine")
    elif kind == "loop":
        target.symlink_to(target)
    else:
        target = made.folder if kind == "home" else made.editions / "copy"
    before = sorted(map(str, tmp_path.rglob("*")))

    with pytest.raises(BackupError, match=r"name a(nother)? folder"):
        backup(made, target, silent)

    assert sorted(map(str, tmp_path.rglob("*"))) == before


def test_an_empty_folder_is_filled(made, target):
    target.mkdir(parents=True)

    assert backup(made, target, silent).folder == target


def test_what_a_killed_backup_left_is_replaced(made, target):
    partial = target.with_name(target.name + PARTIAL)
    (partial / "editions" / "old").mkdir(parents=True)
    (partial / "archive.db-wal").write_text("half")

    backup(made, target, silent)

    assert names(target.parent) == ["monday"]
    assert names(target / "editions") == [made.current_edition().name]


def test_a_folder_of_others_in_the_way_is_left_alone(made, target):
    partial = target.with_name(target.name + PARTIAL)
    partial.mkdir(parents=True)
    (partial / "thesis.txt").write_text("mine")

    with pytest.raises(BackupError, match="is something else; move it away"):
        backup(made, target, silent)

    assert names(partial) == ["thesis.txt"]


def test_two_backups_to_one_folder_exclude_each_other(made, target):
    partial = target.with_name(target.name + PARTIAL)
    partial.mkdir(parents=True)

    with reader_lock(partial / PARTIAL_LOCK), pytest.raises(BackupError, match="Another backup is being written"):
        backup(made, target, silent)

    assert names(partial) == [PARTIAL_LOCK]


def test_too_little_space_is_said_before_anything_is_written(made, target, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 20))

    with pytest.raises(BackupError, match=r"needs [\d,]+ MiB and .* has 1 MiB free"):
        backup(made, target, silent)

    assert not target.parent.exists()


def test_a_damaged_archive_is_said_and_no_backup_is_left(made, target):
    with Archive(made.archive) as archive:
        keep(archive, *(made_article(f"n{number}", "word " * 3_000) for number in range(20)))
    size = made.archive.stat().st_size
    with made.archive.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))

    with pytest.raises(BackupError, match=r"archive\.db.* is damaged.*newshound doctor"):
        backup(made, target, silent)

    assert names(target.parent) == []


def test_an_archive_that_is_none_is_said(made, target):
    made.archive.write_bytes(b"no database " * 1_000)

    with pytest.raises(BackupError, match=r"archive\.db is damaged"):
        backup(made, target, silent)

    assert names(target.parent) == []


@pytest.mark.parametrize("name", ["vectors.npy", "manifest.json", "passages.db"])
def test_a_damaged_edition_is_said_and_no_backup_is_left(made, target, name):
    path = made.current_edition() / name
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)

    with pytest.raises((BackupError, IndexFaultError), match="newshound reindex"):
        backup(made, target, silent)

    assert names(target.parent) == []


def test_an_edition_that_is_gone_is_said(made, target):
    shutil.rmtree(made.current_edition())

    with pytest.raises(IndexFaultError, match="is not whole"):
        backup(made, target, silent)

    assert names(target.parent) == []
    assert names(made.editions) == []


@pytest.mark.parametrize(
    "stage", ["copying the edition", "copying the ledger", "copying the archive", "checking the copy"]
)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device", "copy")])
def test_an_interruption_leaves_nothing(made, target, stage, error):
    def fail(now, _done, _total):
        if now == stage:
            raise error

    with pytest.raises((KeyboardInterrupt, BackupError)) as raised:
        backup(made, target, fail)

    assert names(target.parent) == []
    if isinstance(error, OSError):
        assert str(raised.value).startswith("There is no backup, for copy can't be read or written (No space left")


def test_where_nothing_is_there_is_nothing_to_copy(home, target):
    with pytest.raises(NoIndexError, match="nothing to copy"):
        backup(home, target, silent)

    assert not target.parent.exists()
    assert not home.folder.exists()
