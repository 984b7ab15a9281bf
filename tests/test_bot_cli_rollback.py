"""`newshound rollback`: the edition before the published one, and what is said of it."""

import os
from datetime import timedelta

import pytest
from command_line import one_sentence, run
from made_index import NOW, made_article, publish_articles

from index.archive import Archive
from index.home import Home
from index.locks import writer_lock


@pytest.fixture
def made(home):
    """A home with two editions."""
    publish_articles(home, made_article("a"))
    publish_articles(home, made_article("b"))
    return home


def test_the_edition_before_is_published_again(made, capsys):
    newest = made.current_edition().name

    code, output, errors = run(capsys, "rollback", home=made)

    older = made.current_edition().name
    assert (code, errors) == (0, "")
    assert older < newest
    assert output.splitlines() == [
        f"Published edition {older} in place of {newest}.",
        "The next `newshound reindex` publishes the archive's newest state again.",
    ]


def test_what_was_withdrawn_since_is_said_to_be_searched_again(made, capsys):
    with Archive(made.archive) as archive, archive.transaction():
        archive.withdraw("a", "operator", NOW - timedelta(days=1))
        archive.withdraw("b", "operator", NOW + timedelta(days=1))

    code, output, _ = run(capsys, "rollback", home=made)

    assert code == 0
    assert output.splitlines()[1] == "Searched again until then, though withdrawn since: 1 article."


def test_there_may_be_nothing_to_go_back_to(made, capsys):
    run(capsys, "rollback", home=made)
    before = made.current_edition()

    code, output, errors = run(capsys, "rollback", home=made)

    assert (code, output) == (2, "")
    assert "there is no older one" in one_sentence(errors)
    assert made.current_edition() == before


def test_while_another_process_writes_nothing_is_rolled_back(made, capsys):
    before = made.current_edition()

    with writer_lock(made.writer_lock):
        code, _, errors = run(capsys, "rollback", home=made)

    assert code == 2
    assert f"process {os.getpid()}" in one_sentence(errors)
    assert made.current_edition() == before


def test_a_home_without_an_edition_or_that_is_none_is_one_sentence(home, tmp_path, capsys):
    (tmp_path / "file").write_text("a file")

    empty = run(capsys, "rollback", home=home)
    none = run(capsys, "rollback", home=Home(tmp_path / "file"))

    assert (empty[0], none[0]) == (2, 2)
    assert "No edition is published" in one_sentence(empty[2])
    assert one_sentence(none[2]).endswith("is a file; name a folder as the home.")
    assert not home.folder.exists()


def test_a_name_that_can_t_be_written_is_one_sentence(made, capsys, monkeypatch):
    before = made.current_edition()

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refused)

    code, _, errors = run(capsys, "rollback", home=made)

    assert code == 2
    assert "may not be used by this user; mend its permissions" in one_sentence(errors)
    assert made.current_edition() == before
