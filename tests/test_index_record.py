"""Records are read by the names that people give their fields; a wrong type is no field."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.draft import Draft, Unreadable
from index.record import read_record, tidy, web_address

DAY = datetime(2024, 9, 25, tzinfo=UTC)


def test_a_whole_record_is_read():
    record = {
        "id": "a1",
        "title": "A",
        "date": "2024-09-25",
        "source": "The Courier",
        "url": "https://c.example/a",
        "author": "Bo Ek",
        "section": "Local",
        "text": " Text \n",
        "views": 7,
    }

    assert read_record(record, place="line 3") == Draft(
        place="line 3",
        text=" Text \n",
        given_id="a1",
        title="A",
        publisher="The Courier",
        published=DAY,
        url="https://c.example/a",
        author="Bo Ek",
        section="Local",
    )


@pytest.mark.parametrize(
    ("field", "value", "attribute", "read"),
    [
        ("id", 17, "given_id", "17"),
        ("id", 1.5, "given_id", "1.5"),
        ("id", " a\n1 ", "given_id", "a 1"),
        ("headline", "A", "title", "A"),
        ("title", "A\n\tB\x07", "title", "A B"),
        ("title", "Cafe\u0301 \ud800", "title", "Café \ufffd"),
        ("published", "2024/09/25", "published", DAY),
        ("published_at", "2024-09-25T02:00:00+02:00", "published", DAY),
        ("publishedAt", 1727222400, "published", DAY),
        ("modified", "2024-09-25", "modified", DAY),
        ("updated", "25 September 2024", "modified", DAY),
        ("date_modified", "2024-09-25", "modified", DAY),
        ("dateModified", "2024-09-25T02:00:00+02:00", "modified", DAY),
        ("last_modified", 1727222400, "modified", DAY),
        ("updated_at", "2024-09-25", "modified", DAY),
        ("publisher", "C", "publisher", "C"),
        ("outlet", "C", "publisher", "C"),
        ("source", {"id": None, "name": "C"}, "publisher", "C"),
        ("link", "http://c.example", "url", "http://c.example"),
        ("authors", ["Bo Ek", {"name": "Ann Lee"}, None, 3, [], ""], "author", "Bo Ek, Ann Lee"),
        ("byline", "By Bo Ek", "author", "By Bo Ek"),
        ("category", ["Local", "Traffic"], "section", "Local, Traffic"),
    ],
)
def test_a_field_is_known_by_its_other_names_and_shapes(field, value, attribute, read):
    draft = read_record({field: value, "text": "Text."})

    assert getattr(draft, attribute) == read
    assert draft == Draft(place="", text="Text.", **{attribute: read})


@pytest.mark.parametrize(
    "wrong", [None, True, [], {}, {"name": 3}, {"name": {"name": "x"}}, [[["x"]]], "", " \n", float("nan")]
)
def test_a_field_of_a_wrong_type_is_no_field(wrong):
    names = ["id", "title", "date", "modified", "source", "url", "author", "section"]

    assert read_record(dict.fromkeys(names, wrong) | {"text": "Text."}) == Draft(place="", text="Text.")


def test_the_next_name_is_tried_where_the_first_holds_nothing():
    record = {
        "title": None,
        "headline": "A",
        "date": "soon",
        "published": "2024-09-25",
        "text": "",
        "body": 3,
        "content": "Text.",
    }

    assert read_record(record) == Draft(place="", text="Text.", title="A", published=DAY)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://c.example", "c.example/a", "https://", "http://[::1", "https://c.example/a b"],
)
def test_only_web_addresses_are_links(address):
    assert web_address(address) is None


def test_a_record_without_text_names_the_fields_it_has():
    assert read_record({"id": 1, "title": "A", "text": " "}, place="line 2") == Unreadable(
        place="line 2", reason="has no text, only id, title, text; put the article into a field text, body or content"
    )
    assert "no field at all" in read_record({}).reason
    assert "f7 and 92 more;" in read_record({f"f{number}": 1 for number in range(100)}).reason
    assert len(read_record({"x" * 10_000: 1, "\ud800\n": 2}).reason) < 200


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), (True, "true or false"), ("x", "a string"), (1, "a number"), (1.5, "a number"), ([], "a list")],
)
def test_what_is_no_object_is_named(value, kind):
    assert read_record(value).reason.startswith(f"is {kind}, not an object")


def test_lone_surrogates_stay_in_the_text():
    assert read_record({"text": "a\ud800b"}).text == "a\ud800b"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "id", "text"]) | st.text(), inner, max_size=3)
    ),
)
FIELDS = st.sampled_from(
    ["id", "title", "date", "published", "source", "url", "author", "authors", "section", "text", "body", "x"]
)


@given(JSON | st.dictionaries(FIELDS, JSON))
def test_whatever_the_value_it_is_an_article_or_says_why_not(value):
    assert isinstance(read_record(value), Draft | Unreadable)


@given(st.text(st.characters()))
def test_tidy_strings_can_be_shown_and_stored(text):
    tidied = tidy(text)

    assert tidied is None or (tidied.encode() and tidied == " ".join(tidied.split()))
