"""Which files are found under a path, and what is said of those that can't be read."""

import hashlib
import os
import re
import socket
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.draft import Unreadable
from index.errors import SourceError
from index.files import Listing, article_files, file_digest, read_bytes, read_lines, shown_path

NOBODY = 65534


def put(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")


def test_known_files_at_any_depth_are_found_in_order(tmp_path):
    put(tmp_path, "b.md", "a.txt", "d/x.HTML", "c/y/z.jsonl", "e.htm", "f.ndjson", "g.json", "h.markdown", "i.pdf")
    put(tmp_path, "no.docx", "none", "x.txt.bak", "picture.png")

    found = article_files(tmp_path)

    names = ["a.txt", "b.md", "c/y/z.jsonl", "d/x.HTML", "e.htm", "f.ndjson", "g.json", "h.markdown", "i.pdf"]
    assert found == Listing(files=tuple(tmp_path / name for name in names))


def test_hidden_files_and_readmes_are_passed_over(tmp_path):
    put(tmp_path, "a.txt", ".b.txt", ".git/c.txt", "README.md", "readme.txt", "d/README.html")

    assert article_files(tmp_path).files == (tmp_path / "a.txt",)


def test_a_file_that_is_named_is_read_whatever_its_name_begins_with(tmp_path):
    put(tmp_path, "README.md", ".hidden.txt")

    for name in ("README.md", ".hidden.txt"):
        assert article_files(tmp_path / name).files == (tmp_path / name,)


def test_a_link_back_to_a_folder_above_ends(tmp_path):
    put(tmp_path, "a/b/x.txt")
    (tmp_path / "a/b/loop").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a/self").symlink_to(tmp_path / "a/self")

    assert article_files(tmp_path).files == (tmp_path / "a/b/x.txt",)


def test_a_linked_folder_is_searched_once(tmp_path):
    put(tmp_path, "elsewhere/x.txt")
    (tmp_path / "articles").mkdir()
    for name in ("one", "two"):
        (tmp_path / "articles" / name).symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert len(article_files(tmp_path / "articles").files) == 1


def test_a_link_to_nothing_is_reported_when_it_is_read(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")

    (found,) = article_files(tmp_path).files

    with pytest.raises(SourceError, match=r"There is no file or folder .*gone\.txt; check the name\."):
        read_bytes(found)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    put(tmp_path, "a.txt")

    assert article_files(tmp_path).files == (tmp_path / "a.txt",)
    for read in (article_files, read_bytes, file_digest, lambda path: list(read_lines(path))):
        with pytest.raises(SourceError, match=r"pipe\.txt is "):
            read(tmp_path / "pipe.txt")


def test_an_empty_folder_is_an_error_that_names_the_suffixes(tmp_path):
    with pytest.raises(SourceError, match=r"There is no article in .*\.htm, .*or \.txt\."):
        article_files(tmp_path)


def test_another_kind_of_file_is_an_error_that_names_its_suffix(tmp_path):
    put(tmp_path, "a.docx", "b")

    with pytest.raises(SourceError, match=r"a\.docx is a \.docx file, which"):
        article_files(tmp_path / "a.docx")
    with pytest.raises(SourceError, match="is a file without a suffix, which"):
        article_files(tmp_path / "b")


@pytest.mark.parametrize("name", ["nothing.txt", "a.txt/inside.txt", "x" * 300 + ".txt", "nul\0.txt"])
def test_a_path_that_leads_nowhere_is_an_error(tmp_path, name):
    put(tmp_path, "a.txt")

    for read in (article_files, read_bytes, file_digest, lambda path: list(read_lines(path))):
        with pytest.raises(SourceError, match=r"\.$"):
            read(tmp_path / name)


def test_a_name_that_is_not_unicode_is_reported_and_the_others_are_read(tmp_path):
    put(tmp_path, "a.txt")
    try:
        (tmp_path / os.fsdecode(b"\xe9.txt")).write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes Unicode names only")

    found = article_files(tmp_path)

    assert found.files == (tmp_path / "a.txt",)
    assert [
        re.search(r"\\udce9\.txt is not UTF-8; rename it\.$", problem) is not None for problem in found.problems
    ] == [True]
    with pytest.raises(SourceError, match="not UTF-8"):
        article_files(tmp_path / os.fsdecode(b"\xe9.txt"))


@pytest.fixture
def folder():
    """A folder that other users may enter, unlike pytest's own."""
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def ordinary_user():
    """Whoever runs the tests, or nobody in particular where root does, who may read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_reported_and_the_others_are_read(folder, request):
    put(folder, "a.txt", "locked/b.txt", "c.txt")
    (folder / "locked").chmod(0)
    (folder / "c.txt").chmod(0)
    request.getfixturevalue("ordinary_user")

    found = article_files(folder)

    assert found.files == (folder / "a.txt", folder / "c.txt")
    assert found.problems == (f"{folder / 'locked'} may not be read by this user; allow it, for example with chmod.",)
    with pytest.raises(SourceError, match="may not be read by this user"):
        read_bytes(folder / "c.txt")


def test_what_the_system_refuses_becomes_a_sentence(tmp_path, monkeypatch):
    put(tmp_path, "a.txt", "b/c.txt")

    def refuse(*arguments, **keywords):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    monkeypatch.setattr("os.scandir", refuse)

    for read in (read_bytes, file_digest, lambda path: list(read_lines(path))):
        with pytest.raises(SourceError, match=r"a\.txt may not be read by this user; allow it"):
            read(tmp_path / "a.txt")
    assert article_files(tmp_path / "b").files == ()
    assert len(article_files(tmp_path / "b").problems) == 1


def test_what_is_in_a_folder_that_may_be_listed_and_not_entered_is_reported_when_it_is_read(folder, request):
    put(folder, "half/a.txt")
    (folder / "b.txt").symlink_to(folder / "half/a.txt")
    (folder / "half").chmod(0o444)
    request.getfixturevalue("ordinary_user")

    found = article_files(folder)

    assert found.files == (folder / "half/a.txt",)
    assert found.problems == (f"{folder / 'b.txt'} may not be read by this user; allow it, for example with chmod.",)
    with pytest.raises(SourceError, match=r"a\.txt may not be read by this user"):
        read_bytes(*found.files)


def test_an_empty_file_is_an_error(tmp_path):
    (tmp_path / "a.txt").touch()

    for read in (read_bytes, file_digest, lambda path: list(read_lines(path))):
        with pytest.raises(SourceError, match=r"a\.txt is empty; give it a text or remove it\."):
            read(tmp_path / "a.txt")


def test_a_folder_is_not_read_as_a_file(tmp_path):
    for read in (read_bytes, file_digest, lambda path: list(read_lines(path))):
        with pytest.raises(SourceError, match="is not a file"):
            read(tmp_path)


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(64 * 2**20 + 1)  # a hole: it takes no room on the disk

    with pytest.raises(SourceError, match=r"a\.txt has 64 MB and at most 64 MB are read"):
        read_bytes(tmp_path / "a.txt")
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.truncate(513 * 2**20)
    with pytest.raises(SourceError, match=r"a\.jsonl has 513 MB and at most 512 MB are read"):
        next(read_lines(tmp_path / "a.jsonl"))


def test_an_article_of_5_mb_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"word " * 2**20)

    assert len(read_bytes(tmp_path / "a.txt")) == 5 * 2**20


def test_lines_come_one_at_a_time(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b"one\ntwo\r\n\nthree")

    assert list(read_lines(tmp_path / "a.jsonl")) == [b"one\n", b"two\r\n", b"\n", b"three"]


def test_a_line_without_end_is_skipped_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("index.files.LONGEST_LINE_BYTES", 10)
    (tmp_path / "a.jsonl").write_bytes(b"one\n" + b"x" * 3_000_000 + b"\n1234567890\n123456789\nend")

    first, second, third, fourth, fifth = read_lines(tmp_path / "a.jsonl")

    assert (first, fourth, fifth) == (b"one\n", b"123456789\n", b"end")
    assert isinstance(second, Unreadable)
    assert isinstance(third, Unreadable)


@pytest.mark.parametrize("mark", ["archive.db", "CURRENT"])
def test_newshound_s_own_folder_is_passed_over(tmp_path, mark):
    put(tmp_path, "a.txt", f"newshound-data/{mark}", "newshound-data/editions/one/manifest.json")

    assert article_files(tmp_path).files == (tmp_path / "a.txt",)


def test_a_folder_of_articles_may_be_called_editions(tmp_path):
    put(tmp_path, "editions/a.txt", "b.txt")

    assert article_files(tmp_path).files == (tmp_path / "b.txt", tmp_path / "editions/a.txt")


def test_a_digest_is_that_of_the_bytes(tmp_path):
    data = bytes(range(256)) * 9_000
    (tmp_path / "a.txt").write_bytes(data)

    assert file_digest(tmp_path / "a.txt") == hashlib.sha256(data).digest()
    with pytest.raises(SourceError, match="at most 1 MB are read"):
        file_digest(tmp_path / "a.txt", largest=2**20)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"x" * 3_000_000)
    monkeypatch.setattr("index.files._check_size", lambda path, largest: None)

    for read in (read_bytes, file_digest):
        with pytest.raises(SourceError, match=r"a\.txt has \d MB and at most 1 MB"):
            read(tmp_path / "a.txt", largest=2**20)


def test_sockets_and_devices_are_never_opened(tmp_path, monkeypatch):
    put(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)  # the address of a socket has at most 108 characters
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.json")
        (tmp_path / "zero.txt").symlink_to("/dev/zero")

        assert article_files(tmp_path).files == (tmp_path / "a.txt",)
        for name in ("socket.json", "zero.txt"):
            for read in (article_files, read_bytes, file_digest, lambda path: list(read_lines(path))):
                with pytest.raises(SourceError, match="is n"):
                    read(tmp_path / name)


def test_links_out_of_the_folder_are_followed_and_named(tmp_path):
    put(tmp_path, "desk/a.txt", "desk/b/c.txt", "elsewhere/d.txt", "passwords.txt")
    desk = tmp_path / "desk"
    (desk / "inner").symlink_to(desk / "b", target_is_directory=True)
    (desk / "inner.txt").symlink_to(desk / "a.txt")
    (desk / "outer").symlink_to("../elsewhere", target_is_directory=True)
    (desk / "outer.txt").symlink_to(tmp_path / "passwords.txt")
    (desk / "outer.png").symlink_to(tmp_path / "passwords.txt")

    found = article_files(desk)

    assert found.outside == (desk / "outer", desk / "outer.txt")
    assert desk / "outer/d.txt" in found.files
    assert desk / "outer.txt" in found.files
    assert found.problems == ()


def test_a_folder_that_is_itself_named_by_a_link_is_not_outside(tmp_path):
    put(tmp_path, "desk/a.txt")
    (tmp_path / "desk/b.txt").symlink_to(tmp_path / "desk/a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "desk", target_is_directory=True)

    found = article_files(tmp_path / "link")

    assert found == Listing(files=(tmp_path / "link/a.txt", tmp_path / "link/b.txt"))


def test_a_link_in_a_circle_is_reported_when_it_is_read(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")

    found = article_files(tmp_path)

    assert found.files == (tmp_path / "a.txt", tmp_path / "b.txt")
    assert found.problems == ()
    with pytest.raises(SourceError, match=r"a\.txt could not be read \(.*symbolic links"):
        read_bytes(tmp_path / "a.txt")


def test_a_tree_without_end_is_refused_as_a_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("index.files.MOST_ENTRIES", 20)
    put(tmp_path, *(f"{folder}/{name}.txt" for folder in "ab" for name in range(8)))
    assert len(article_files(tmp_path).files) == 16

    put(tmp_path, "c/1.png", "c/2.png")

    with pytest.raises(SourceError, match=r"holds more than 20 files and folders, .*; name the folders"):
        article_files(tmp_path)


def test_control_characters_in_a_name_stay_out_of_the_sentence(tmp_path):
    name = "a\n2026-01-01 ERROR \x1b[31m\u202e.txt"
    (tmp_path / name).touch()

    (found,) = article_files(tmp_path).files

    assert found.name == name
    with pytest.raises(SourceError) as told:
        read_bytes(found)
    assert str(told.value).isprintable()
    assert r"a\n2026-01-01 ERROR \x1b[31m\u202e.txt is empty" in str(told.value)


def test_a_folder_whose_name_is_not_unicode_is_reported_once(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"\xe9")).mkdir()
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    put(tmp_path, "a.txt", *(os.fsdecode(b"\xe9/%d.txt" % number) for number in range(9)))

    found = article_files(tmp_path)

    assert found.files == (tmp_path / "a.txt",)
    assert found.problems == (f"The name {tmp_path}/\\udce9 is not UTF-8; rename it.",)


def test_a_shown_path_keeps_its_ends():
    assert shown_path("/" + "a" * 4_000 + "/news.txt").endswith("aaa/news.txt")
    assert len(shown_path("/" + "\n" * 4_000)) == 200
    assert shown_path(Path("/é/ü 1.txt")) == "/é/ü 1.txt"


@pytest.fixture
def deep_folder():
    """2,000 folders in one another, each with an article, whose paths are longer than any call takes."""
    with TemporaryDirectory() as made:
        here = os.open(made, os.O_RDONLY)
        for _ in range(2_000):
            os.close(os.open("a.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
            os.mkdir("deep", dir_fd=here)
            here = _step(here, "deep")
        yield Path(made)
        for _ in range(2_000):  # TemporaryDirectory would go down by recursion
            here = _step(here, "..")
            os.rmdir("deep", dir_fd=here)
            os.unlink("a.txt", dir_fd=here)
        os.close(here)


def _step(here, name):
    there = os.open(name, os.O_RDONLY, dir_fd=here)
    os.close(here)
    return there


def test_folders_deeper_than_any_path_are_reported_and_the_others_read(deep_folder):
    found = article_files(deep_folder)

    assert 500 < len(found.files) < 1_000
    assert found.files[0] == deep_folder / "a.txt"
    assert len(found.problems) == 1
    assert re.search(r"could not be read \(File name too long\)", found.problems[0])
    assert len(found.problems[0]) < 400


def test_many_files_are_listed_in_order(tmp_path):
    for number in range(5_000):
        (tmp_path / f"{number % 7}-{number}.txt").touch()

    found = article_files(tmp_path).files

    assert len(found) == 5_000
    assert list(found) == sorted(found)
