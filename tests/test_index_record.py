"""Records are read by the names that people give their fields; a wrong type is no field."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.draft import Draft, Unreadable
from index.errors import SourceError
from index.identity import article_id
from index.record import FieldMap, field_mapping, read_record, tidy, web_address

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
        ("published_at", "2024-09-25T00:00:00", "published", DAY),
        ("pubDate", "25 Sep 2024", "published", DAY),
        ("datePublished", "2024-09-25", "published", DAY),
        ("publication-date", "2024-09-25", "published", DAY),
        ("PUBLISHED_AT", 1727222400, "published", DAY),
        ("Title", "A", "title", "A"),
        ("HEADLINE", "A", "title", "A"),
        ("ID", 17, "given_id", "17"),
        ("URL", "http://c.example", "url", "http://c.example"),
        ("Last-Modified", "2024-09-25", "modified", DAY),
        ("Authors", ["Bo Ek"], "author", "Bo Ek"),
        ("language", "en", "language", "en"),
        ("lang", "en_GB", "language", "en"),
        ("inLanguage", "DEU", "language", "de"),
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
    names = ["id", "title", "date", "modified", "source", "url", "author", "section", "language"]

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
    ("given_id", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("/etc/passwd", "/etc/passwd"),
        ("..", ".."),
        ("CON", "CON"),
        ("a\\b:c*?", "a\\b:c*?"),
        ("a\nb\tc", "a b c"),
        ("a\0b", "a b"),
        ("\x1b[31m", "[31m"),
        ("\ud800", "\ufffd"),
        (10**100, str(10**100)),
    ],
)
def test_an_id_that_looks_like_a_path_is_a_name_like_others(given_id, kept):
    draft = read_record({"id": given_id, "text": "Text."})

    assert article_id(draft, "/news/a.jsonl") == kept


@pytest.mark.parametrize("given_id", ["x" * 201, "a\u202eb", "\u200b", 10**300])
def test_an_id_that_is_too_long_or_not_seen_is_refused(given_id):
    draft = read_record({"id": given_id, "text": "Text."})

    with pytest.raises(SourceError, match="can't be used; give 1 to 200 printable characters"):
        article_id(draft, "/news/a.jsonl")


def test_an_id_of_more_digits_than_python_writes_is_none():
    record = {"id": 10**5_000, 10**5_000: 1, "text": "Text."}

    assert read_record(record) == Draft(place="", text="Text.")
    assert field_mapping(record).unread == ("id", '""')
    assert isinstance(read_record({10**5_000: 1}), Unreadable)


def test_the_zone_of_the_date_that_is_read_is_kept():
    record = {"date": "soon", "published": "2024-09-24T20:00:00-04:00", "pubDate": "2024-09-25", "text": "Text."}

    assert read_record(record) == Draft(place="", text="Text.", published=DAY, zone=-240)
    assert read_record({"date": "2024-09-25", "text": "Text."}).zone is None


def test_the_spelling_that_is_listed_comes_first():
    record = {"TITLE": "1", "Headline": "2", "headline": "3", "TEXT": "4", "Body": "5", "content": "6"}

    assert read_record(record) == Draft(place="", text="6", title="3")
    assert read_record({"Title": "1", "TITLE": "2", "Headline": "3", "Text": " ", "text_": "5"}) == Draft(
        place="", text="5", title="1"
    )


def test_keys_that_only_begin_like_a_field_are_none():
    record = {"titles": "A", "text2": "B", "description": "C", "summary": "D", "x" * 100_000: "E", 7: "F", None: "G"}

    assert isinstance(read_record(record), Unreadable)
    assert read_record(record | {"text": "Text."}) == Draft(place="", text="Text.")


def test_what_is_read_and_what_is_not_is_one_sentence():
    record = {
        "headline": "A",
        "published_at": "2024-09-25",
        "date": "soon",
        "Body": "Text.",
        "source": {"name": "The Courier"},
        "views": 7,
    }

    found = field_mapping(record)

    assert found == FieldMap(
        read=(("title", "headline"), ("date", "published_at"), ("publisher", "source"), ("text", "Body")),
        unread=("date", "views"),
    )
    assert found.sentence() == (
        "title <- headline, date <- published_at, publisher <- source, text <- Body; not read: date, views"
    )
    assert field_mapping({"text": "Text."}).sentence() == "text <- text"


def test_a_mapping_is_short_however_many_and_long_the_keys():
    found = field_mapping({f"{number}\n{'x' * 1_000}": 1 for number in range(5_000)} | {"\ud800": 1})

    assert found.read == ()
    assert (len(found.unread), found.more) == (8, 4_993)
    assert found.sentence().startswith("no field known; not read: 0 xxx")
    assert found.sentence().endswith("and 4,993 more")
    assert len(found.sentence()) < 400
    assert found == field_mapping({f"{number}\n{'x' * 1_000}": 1 for number in range(5_000)} | {"\ud800": 1})


def test_a_text_is_found_among_hundreds_of_blank_ones():
    spellings = {f"te{'-' * first}x{'_' * second}t": " " for first in range(18) for second in range(18)}

    assert read_record(spellings | {"TEXT": "Text."}).text == "Text."


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
    ["id", "title", "date", "published", "source", "url", "author", "authors", "section", "text", "body", "x", "Text"]
)


@given(JSON | st.dictionaries(FIELDS, JSON))
def test_whatever_the_value_it_is_an_article_or_says_why_not(value):
    assert isinstance(read_record(value), Draft | Unreadable)


@given(st.dictionaries(FIELDS | st.text(max_size=12), JSON))
def test_the_fields_that_are_said_to_be_read_are_those_of_the_draft(record):
    found, draft = field_mapping(record), read_record(record)
    read = dict(found.read)

    assert ("text" in read) == isinstance(draft, Draft)
    if isinstance(draft, Draft):
        said = {
            "id": draft.given_id,
            "title": draft.title,
            "date": draft.published,
            "modified": draft.modified,
            "publisher": draft.publisher,
            "url": draft.url,
            "author": draft.author,
            "section": draft.section,
            "language": draft.language,
        }
        assert {name for name, value in said.items() if value is not None} == read.keys() - {"text"}
    assert len(found.read) + len(found.unread) + found.more == len(record)
    assert found.sentence().encode()
    assert "\n" not in found.sentence()


@given(st.text(st.characters()))
def test_tidy_strings_can_be_shown_and_stored(text):
    tidied = tidy(text)

    assert tidied is None or (tidied.encode() and tidied == " ".join(tidied.split()))
