"""The one-line file that names the edition in use."""

import os
import threading
from pathlib import Path

import pytest

from index.errors import IndexFaultError
from index.home import Home


def test_a_new_home_has_no_edition(home):
    assert home.current_edition() is None


def test_everything_lives_under_one_folder(home):
    places = {home.archive, home.editions, home.current, home.writer_lock}

    assert {place.parent for place in places} == {home.folder}


def test_the_published_edition_is_the_current_one(home):
    home.editions.mkdir(parents=True)

    home.publish(home.editions / "20241001T120000Z-0")
    home.publish(home.editions / "20241002T120000Z-0")

    assert home.current_edition() == home.editions / "20241002T120000Z-0"
    assert home.current.read_text() == "20241002T120000Z-0\n"
    assert sorted(path.name for path in home.folder.iterdir()) == ["CURRENT", "editions"]


def test_readers_see_the_old_name_or_the_new_one(home):
    names = [home.editions / f"edition-{i % 2}-{'x' * 200}" for i in range(100)]
    home.editions.mkdir(parents=True)
    home.publish(names[0])
    seen = set()
    ended = threading.Event()

    def read():
        while not ended.is_set():
            seen.add(home.current_edition())

    reader = threading.Thread(target=read)
    reader.start()
    for name in names:
        home.publish(name)
    ended.set()
    reader.join()

    assert seen <= set(names)


def test_a_switch_that_fails_leaves_the_old_name(home, monkeypatch):
    home.editions.mkdir(parents=True)
    home.publish(home.editions / "old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        home.publish(home.editions / "new")

    assert home.current_edition() == home.editions / "old"


@pytest.mark.parametrize("content", [b"", b"\n"])
def test_an_empty_file_names_no_edition(home, content):
    home.folder.mkdir()
    home.current.write_bytes(content)

    assert home.current_edition() is None


@pytest.mark.parametrize("content", [b"\xff\xfe\0", b"\0\0", "Ωmega".encode()])
def test_a_damaged_file_names_an_edition_that_is_not_there(home, content):
    home.folder.mkdir()
    home.current.write_bytes(content)

    named = home.current_edition()

    assert named is not None
    assert named.parent == Home(home.folder).editions


def test_a_home_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file")
    home = Home(tmp_path / "home")

    for look in (home.current_edition, home.has_archive):
        with pytest.raises(IndexFaultError, match=rf", for {home.folder} is a file; name a folder as the home\.$"):
            look()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied"), "may not be used by this user; mend its permissions"),
        (OSError(5, "Input/output error"), r"can't be used \(Input/output error\); mend its permissions and the disk"),
    ],
)
def test_a_home_that_can_not_be_read_is_a_sentence(home, monkeypatch, error, told):
    def refuse(*arguments, **options):
        raise error

    monkeypatch.setattr(Path, "read_text", refuse)
    monkeypatch.setattr(Path, "stat", refuse)

    with pytest.raises(IndexFaultError, match=f"{home.current} {told}"):
        home.current_edition()
    with pytest.raises(IndexFaultError, match=f"{home.archive} {told}"):
        home.has_archive()


def test_a_home_has_an_archive_once_something_was_read(home):
    assert not home.has_archive()

    home.folder.mkdir()
    home.archive.touch()

    assert home.has_archive()
