"""Removing editions: never one that is read, never anything else, and never at the cost of the run."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from made_index import NOW, RECIPE, made_article, publish_articles

from index.clearing import remove_old_editions, remove_unfinished
from index.edition import Edition
from index.errors import IndexFaultError
from index.home import BUILDING, REMOVING
from index.manifest import LOCK


def names(home):
    return sorted(path.name for path in home.editions.iterdir())


@pytest.fixture
def three(home):
    """Three editions, of which the oldest is to go."""
    for day in range(3):
        folder = home.editions / f"2024100{day + 1}T120000Z-0"
        folder.mkdir(parents=True)
        (folder / LOCK).touch()
        (folder / "manifest.json").write_text("{}")
    return names(home)


def test_the_oldest_goes(home, three):
    remove_old_editions(home, keep=set())

    assert names(home) == three[1:]


def test_an_edition_leaves_its_name_before_any_file_of_it_goes(home, three, monkeypatch):
    seen = []
    monkeypatch.setattr(shutil, "rmtree", lambda path: seen.append((path.name, (path / LOCK).exists())))

    remove_old_editions(home, keep=set())

    assert seen == [(three[0] + REMOVING, True)]
    assert three[0] not in names(home)


@pytest.mark.parametrize("ending", [BUILDING, REMOVING])
def test_what_an_interruption_left_goes_and_nothing_else(home, three, ending):
    (home.editions / f"{three[0]}{ending}" / "chroma").mkdir(parents=True)
    for other in (f"mine{ending}", "a copy", f"{three[1]}.old"):
        (home.editions / other).mkdir()
    (home.editions / f"{three[2]}{ending}").write_text("a file is not ours")

    remove_unfinished(home)

    assert names(home) == sorted([*three, f"mine{ending}", "a copy", f"{three[1]}.old", f"{three[2]}{ending}"])


def test_a_link_to_another_folder_is_not_followed(home, three, tmp_path):
    (tmp_path / "precious").mkdir()
    (home.editions / f"{three[0]}{BUILDING}").symlink_to(tmp_path / "precious")
    (home.editions / "20200101T000000Z-0").symlink_to(tmp_path / "precious")

    remove_unfinished(home)
    remove_old_editions(home, keep=set())

    assert (tmp_path / "precious").is_dir()
    assert three[0] not in names(home)


def test_what_can_not_be_removed_is_logged_and_stops_nothing(home, three, monkeypatch, caplog):
    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied")

    (home.editions / f"{three[1]}{BUILDING}").mkdir()
    monkeypatch.setattr(shutil, "rmtree", refuse)

    remove_unfinished(home)
    remove_old_editions(home, keep=set())

    assert caplog.text.count("can't be removed (Permission denied); remove it yourself") == 2


def test_a_home_without_editions_has_nothing_to_remove(home):
    remove_unfinished(home)
    remove_old_editions(home, keep=set())

    assert not home.editions.exists()


def test_a_reader_that_comes_while_an_edition_leaves_is_told_so(home):
    first = publish_articles(home, made_article("a"))
    folder = home.editions / first
    with Edition(folder) as edition:
        for day in (1, 2, 3):
            publish_articles(home, made_article("b"), recipe=replace(RECIPE, built=NOW + timedelta(days=day)))
        assert edition.passages([0])[0].text == "The text of a."
    publish_articles(home, made_article("c"), recipe=replace(RECIPE, built=NOW + timedelta(days=4)))

    with pytest.raises(IndexFaultError):
        Edition(folder)
    assert not folder.exists()
