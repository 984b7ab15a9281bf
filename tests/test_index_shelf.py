"""The edition in use: swapped under readers, closed when the last one has ended."""

import shutil
import threading
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from made_index import NOW, RECIPE, made_article, publish_articles, silent, vector_of

from index.archive import Archive
from index.errors import IndexFaultError, NoIndexError
from index.locks import in_use
from index.publishing import publish
from index.query import Query
from index.shelf import Shelf


@pytest.fixture
def shelf(home):
    with Shelf(home) as shelf:
        yield shelf


def text_of(edition):
    return edition.passages([0])[0].text


def lock_of(home, name):
    return home.editions / name / "lock"


def test_without_an_edition_there_is_nothing_to_ask(shelf):
    assert not shelf.refresh()

    with pytest.raises(NoIndexError, match=r"no articles yet; run `newshound reindex FOLDER`"), shelf.borrow():
        pass


def test_a_published_edition_is_taken_up_once(home, shelf):
    publish_articles(home, made_article("a", "Old."))

    assert shelf.refresh()
    assert not shelf.refresh()
    with shelf.borrow() as edition:
        assert text_of(edition) == "Old."


def test_nothing_changes_until_it_is_refreshed(home, shelf):
    publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    publish_articles(home, made_article("a", "New."))

    with shelf.borrow() as edition:
        assert text_of(edition) == "Old."


def test_a_borrower_reads_on_in_the_old_edition_which_closes_after_it(home, shelf):
    first = publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    with shelf.borrow() as old:
        publish_articles(home, made_article("a", "New."))
        assert shelf.refresh()

        with shelf.borrow() as new:
            assert (text_of(old), text_of(new)) == ("Old.", "New.")
            assert old.dense(vector_of("Old."), 1, None)[0][1] == pytest.approx(1, abs=1e-5)
        assert in_use(lock_of(home, first))

    assert not in_use(lock_of(home, first))


def test_the_old_edition_closes_with_its_last_borrower(home, shelf):
    first = publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    one, two = shelf.borrow(), shelf.borrow()
    one.__enter__()
    edition = two.__enter__()
    publish_articles(home, made_article("a", "New."))
    shelf.refresh()

    one.__exit__(None, None, None)

    assert text_of(edition) == "Old."
    assert in_use(lock_of(home, first))
    two.__exit__(None, None, None)
    assert not in_use(lock_of(home, first))


def test_an_edition_that_nobody_reads_closes_at_once(home, shelf):
    first = publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    publish_articles(home, made_article("a", "New."))

    shelf.refresh()

    assert not in_use(lock_of(home, first))


def test_a_borrower_that_fails_gives_the_edition_back(home, shelf):
    first = publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    with pytest.raises(RuntimeError), shelf.borrow():
        raise RuntimeError
    publish_articles(home, made_article("a", "New."))

    shelf.refresh()

    assert not in_use(lock_of(home, first))


def test_going_back_to_an_edition_that_is_still_read(home, shelf):
    first = publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    with shelf.borrow() as old:
        publish_articles(home, made_article("a", "New."))
        shelf.refresh()
        home.publish(home.editions / first)
        assert shelf.refresh()

        with shelf.borrow() as again:
            assert again is not old
            assert text_of(again) == "Old."

    with shelf.borrow() as again:
        assert again.dense(vector_of("Old."), 1, None)[0][1] == pytest.approx(1, abs=1e-5)


def test_a_damaged_new_edition_leaves_the_old_one_in_use(home, shelf):
    publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    second = publish_articles(home, made_article("a", "New."))
    (home.editions / second / "manifest.json").write_text("{")

    with pytest.raises(IndexFaultError, match=r"is not whole; run `newshound reindex`"):
        shelf.refresh()

    with shelf.borrow() as edition:
        assert text_of(edition) == "Old."


@pytest.mark.parametrize("content", [b"\xff\0", b"gone"])
def test_a_damaged_pointer_is_a_sentence(home, shelf, content):
    publish_articles(home, made_article("a"))
    home.current.write_bytes(content)

    with pytest.raises(IndexFaultError, match=r"can't be opened; run `newshound reindex` to build it again\.$"):
        shelf.refresh()


def test_an_edition_that_is_removed_while_it_is_opened_gives_way_to_the_newer_one(home, shelf, monkeypatch):
    first = publish_articles(home, made_article("a", "Old."))
    real = type(home).current_edition
    calls = []

    def overtaken(self):
        calls.append(1)
        named = real(self)
        if len(calls) == 1:
            publish_articles(home, made_article("a", "New."))
            shutil.rmtree(home.editions / first)
        return named

    monkeypatch.setattr(type(home), "current_edition", overtaken)

    assert shelf.refresh()
    with shelf.borrow() as edition:
        assert text_of(edition) == "New."


def test_closing_lets_go(home):
    name = publish_articles(home, made_article("a"))
    with Shelf(home) as shelf:
        shelf.refresh()
        assert in_use(lock_of(home, name))

    assert not in_use(lock_of(home, name))


def test_threads_that_ask_during_swaps_see_one_edition_each_and_no_error(home, shelf):
    publish_articles(home, made_article("a", "Number 0."))
    shelf.refresh()
    errors, answers, ended = [], [], threading.Event()

    def ask():
        try:
            while not ended.is_set():
                with shelf.borrow() as edition:
                    text = text_of(edition)
                    [(row, cosine)] = edition.dense(vector_of(text), 1, None)
                    found = edition.lexical([text[7:-1]], 5, Query(text=""))
                    answers.append((text, row == 0 and cosine > 0.999 and len(found) == 1))
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 9):
        recipe = replace(RECIPE, built=NOW + timedelta(days=number))
        publish_articles(home, made_article("a", f"Number {number}."), recipe=recipe)
        assert shelf.refresh()
    ended.set()
    for thread in threads:
        thread.join()

    assert errors == []
    assert all(right for _, right in answers)
    assert len({text for text, _ in answers}) > 1
    assert len(list(home.editions.iterdir())) <= 4


def test_an_edition_that_does_not_pass_the_check_leaves_the_old_one_in_use(home, shelf):
    def check(edition):
        if edition.manifest.model == "other@1":
            raise IndexFaultError("It was built by another model.")

    publish_articles(home, made_article("a", "Old."))
    shelf.refresh()
    shelf.require(check)
    with Archive(home.archive) as archive:
        [article] = archive.articles()
        archive.embedded.store_vectors([article.text], np.stack([vector_of("Old.")]), "other@1")
        other = publish(home, archive, replace(RECIPE, model="other@1"), silent)

    with pytest.raises(IndexFaultError, match="another model"):
        shelf.refresh()

    assert not in_use(lock_of(home, other))
    with shelf.borrow() as edition:
        assert text_of(edition) == "Old."
    publish_articles(home, made_article("a", "New."))
    assert shelf.refresh()
    with shelf.borrow() as edition:
        assert text_of(edition) == "New."
