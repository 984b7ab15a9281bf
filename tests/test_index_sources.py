"""What a person names as a source is a path or an address, and what is neither is said in a sentence."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.sources import Source, given_source


def source(**details):
    return Source(**{"name": "courier", "kind": "path", "place": "/news", **details})


def test_a_path_is_resolved_and_named_by_itself(tmp_path, monkeypatch):
    (tmp_path / "news").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "news")
    monkeypatch.chdir(tmp_path)
    place = str((tmp_path / "news").resolve())

    for text in ("news", "./news", "news/../link", str(tmp_path / "link")):
        assert given_source(text) == Source(name=place, kind="path", place=place)


def test_a_path_need_not_be_there(tmp_path):
    assert given_source(str(tmp_path / "later")).place == str(tmp_path.resolve() / "later")


@pytest.mark.parametrize("name", ["notes:today.txt", "C:news", "a b.txt", "http", "https", "file", "www.a.example"])
def test_what_only_looks_like_an_address_is_a_path(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)

    assert given_source(name).place == str(tmp_path.resolve() / name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("https://courier.example/rss", "https://courier.example/rss"),
        (" HTTP://Courier.Example:80/a b#top ", "http://courier.example/a%20b"),
        ("https://courier.example", "https://courier.example/"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://127.0.0.1:8000/feed", "http://127.0.0.1:8000/feed"),
    ],
)
def test_an_address_is_a_feed_or_a_page_whichever_it_turns_out_to_be(text, place):
    assert given_source(text) == Source(name=place, kind="address", place=place)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("file:///etc/passwd", "give its path instead"),
        ("FILE:/etc/passwd", "give its path instead"),
        ("ftp://courier.example/a", "begins with https:// or http://, or a path"),
        ("gopher://courier.example", "begins with https:// or http://, or a path"),
        ("feed://courier.example/rss", "https:// instead of feed:"),
        ("http:/courier.example", "no address that can be fetched"),
        ("https:courier.example", "no address that can be fetched"),
        ("https://", "no address that can be fetched"),
        ("https://[::1", "no address that can be fetched"),
        ("https://courier.example:port/", "no address that can be fetched"),
        ("https://a.example/\x00", "no address that can be fetched"),
        ("https://a.example/" + "a" * 10_000, "no address that can be fetched"),
        ("", "neither a path nor an address"),
        (" \n", "neither a path nor an address"),
        ("a\0b", "no name that a file can have"),
        ("a\nb", "characters in its name that can't be shown"),
        ("\udce9", "characters in its name that can't be shown"),
    ],
)
def test_what_can_not_be_read_is_said_with_advice(text, advice):
    with pytest.raises(SourceError) as told:
        given_source(text)

    assert advice in str(told.value)
    assert str(told.value).endswith(".")
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 400


def test_a_password_is_refused_and_not_repeated():
    with pytest.raises(SourceError, match="without a user") as told:
        given_source("https://editor:harbour7@courier.example/rss")

    text = str(told.value).replace("a user's name or password", "")
    assert "harbour7" not in text
    assert "editor" not in text


def test_links_in_a_circle_are_said(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(SourceError, match=r"a can't be followed to a file or folder; check where its links lead\."):
        given_source(str(tmp_path / "a"))


@given(st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(["http://", "file:", "/", "~"]))
def test_whatever_is_named_is_a_source_or_a_sentence(text):
    try:
        found = given_source(text)
    except SourceError as error:
        found = None
        said = str(error)
    else:
        said = found.name

    assert said.isprintable()
    assert found is None or found.kind == "address" or Path(found.place).is_absolute()


def test_a_place_may_be_a_name_of_its_own_however_long():
    place = os.sep + "x" * 300

    assert source(name=place, place=place).name == place
    with pytest.raises(ValueError, match="at most 100"):
        source(name="x" * 101)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": " "},
        {"name": "a\nb"},
        {"place": ""},
        {"urls": ("https://a.example/",)},
        {"kind": "urls", "place": ""},
        {"kind": "feed", "place": "https://a.example/", "snapshot": True},
        {"kind": "address", "place": "https://a.example/", "snapshot": True},
        {"kind": "urls", "place": "", "urls": ("https://a.example/",), "snapshot": True},
        {"largest_loss": -0.1},
        {"largest_loss": 1.1},
        {"largest_loss": float("nan")},
        {"every_s": 9.9},
        {"every_s": float("nan")},
        {"every_s": float("inf")},
    ],
)
def test_a_source_that_makes_no_sense_is_not_made(wrong):
    with pytest.raises(ValueError, match=r"source|share|name"):
        source(**wrong)


def test_the_bounds_themselves_are_within():
    assert source(snapshot=True, largest_loss=0, every_s=10).snapshot
    assert source(kind="urls", place="", urls=("https://a.example/",), largest_loss=1).urls


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        (("path", "/news"), ("path", "/news/courier"), True),
        (("path", "/news"), ("path", "/news"), True),
        (("path", "/news/courier"), ("path", "/news"), False),
        (("path", "/news"), ("path", "/newspaper"), False),
        (("feed", "https://a.example/"), ("feed", "https://a.example/"), True),
        (("feed", "https://a.example/"), ("feed", "https://a.example/b"), False),
        (("address", "https://a.example/"), ("feed", "https://a.example/"), True),
    ],
)
def test_a_folder_holds_what_is_in_it_and_another_source_itself_alone(outer, inner, holds):
    one, other = (Source(name=place, kind=kind, place=place) for kind, place in (outer, inner))

    assert one.holds(other) is holds
