"""Which article a draft is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Place
from index.draft import Draft
from index.errors import SourceError
from index.identity import LONGEST_TITLE_CHARACTERS, article_id, same_name, title_of

FILE = "/news/Port Ennis: Harbour.txt"


def draft(text="The text.", place="", **details):
    return Draft(place=place, text=text, **details)


def test_a_given_id_stays_as_it_is():
    assert article_id(draft(given_id="  AP-17/ü "), FILE) == "AP-17/ü"


@pytest.mark.parametrize("given_id", ["", " ", "a\nb", "a\0b", "\ud800", "x" * 201])
def test_an_id_that_can_not_be_one_is_refused(given_id):
    with pytest.raises(SourceError, match=r"^its id .* can't be used; give 1 to 200 printable characters$"):
        article_id(draft(given_id=given_id), FILE)


def test_a_file_is_one_article_whatever_it_says():
    ids = {article_id(draft(text, title=title), FILE) for text, title in (("One.", None), ("Two.", "A title"))}

    assert len(ids) == 1
    assert re.fullmatch(r"port-ennis-harbour-[0-9a-f]{8}", ids.pop())


def test_files_of_one_name_in_two_folders_are_two_articles():
    assert article_id(draft(), "/a/news.txt") != article_id(draft(), "/b/news.txt")


def test_a_record_is_known_by_its_address_wherever_it_stands():
    first = article_id(draft(place="line 1", url="https://a.example/1", title="Old title"), "/a.jsonl")
    moved = article_id(draft(place="line 9", url="https://a.example/1", title="Old title"), "/b.jsonl")
    other = article_id(draft(place="line 1", url="https://a.example/2", title="Old title"), "/a.jsonl")

    assert first == moved != other


def test_a_record_without_address_is_known_by_its_title_in_its_file():
    first = article_id(draft("One.", place="line 1", title="Title"), "/a.jsonl")
    moved = article_id(draft("Two.", place="line 2", title="Title"), "/a.jsonl")

    assert first == moved
    assert first != article_id(draft("One.", place="line 1", title="Title"), "/b.jsonl")
    assert first != article_id(draft("One.", place="line 1", title="Other"), "/a.jsonl")


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"title": " The \n title "}, "The title"),
        ({"title": " \n"}, "First sentence."),
        ({}, "First sentence."),
        ({"text": "\n" * 20_000 + "Late  but\tfirst. Second."}, "Late but first."),
        ({"text": "A headline\n\nThe text."}, "A headline"),
        ({"text": "Lone \ud800 surrogate. Second."}, "Lone \ufffd surrogate."),
    ],
)
def test_a_title_is_given_or_the_first_sentence(details, expected):
    assert title_of(draft(**{"text": "First sentence. Second sentence.", **details})) == expected


def test_a_long_first_sentence_is_shortened_to_a_title():
    title = title_of(draft("harbour wall " * 10_000))

    assert len(title) <= LONGEST_TITLE_CHARACTERS
    assert title.endswith("…")


@given(st.text(st.characters(exclude_categories=()), min_size=1).filter(str.strip), st.text())
def test_every_draft_has_an_id_and_a_title(text, title):
    found = draft(text, place="line 1", title=title)

    assert re.fullmatch(r"[a-z0-9-]+", article_id(found, FILE))
    title_of(found)


def test_two_places_of_one_id_are_both_named():
    first, second = Place(file="/a.jsonl", record="line 1"), Place(file="/b.txt")

    assert same_name(first, second, "x") == (
        "its id 'x' is already that of /a.jsonl (line 1), so /b.txt was left out; give each article an id of its own"
    )
