"""Bytes become text, or it is said why they don't."""

import codecs
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.decoding import decode, decode_feed, decode_page
from index.draft import Unreadable

TEXT = "Zwölf “Brücken” – naïve café, 東京"
WESTERN = "Zwölf “Brücken” – naïve café"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
    ],
)
def test_unicode_is_read_without_its_mark(data):
    assert decode(data) == TEXT


def test_windows_1252_is_read_where_it_is_not_utf_8():
    assert decode(WESTERN.encode("cp1252")) == WESTERN
    assert decode("é".encode("cp1252")) == "é"


def test_white_space_and_line_ends_are_untouched():
    assert decode(b" \t\r\n text \n\n") == " \t\r\n text \n\n"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\0\0",
        b"text\0text",
        b"\x7fELF\x01",
        b"\x01\x02\x03 text",
        zlib.compress(bytes(range(256)) * 40),
        bytes(range(256)),
    ],
)
def test_binary_files_are_no_text(data):
    assert isinstance(decode(data), Unreadable)


def test_a_page_of_zeros_is_called_binary():
    assert "is a binary file, not text" in decode(b"\x89PNG\r\n\x1a\n\0\0\0").reason


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "shift_jis", "gb18030"])
def test_other_alphabets_in_other_encodings_are_not_turned_into_nonsense(encoding):
    text = "Мост через реку закрыт" if encoding in {"koi8-r", "cp1251"} else "東京の橋は月曜日に閉鎖された"

    assert isinstance(decode((text * 10).encode(encoding)), Unreadable)


@pytest.mark.parametrize(
    "data", [codecs.BOM_UTF16_LE + b"a", codecs.BOM_UTF16_LE + b"\0\xd8", codecs.BOM_UTF8 + b"\xff"]
)
def test_broken_unicode_is_reported(data):
    assert isinstance(decode(data), Unreadable)


def test_a_mark_alone_is_an_empty_text():
    assert [decode(mark) for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)] == ["", "", ""]


def test_a_page_may_name_its_encoding():
    page = "<meta charset='koi8-r'>Мост через реку закрыт"
    old = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">東京の橋は月曜日に閉鎖された'

    assert decode_page(page.encode("koi8-r")) == page
    assert decode_page(old.encode("shift_jis")) == old


def test_what_calls_itself_latin_1_is_windows_1252():
    assert decode_page(b"<meta charset=iso-8859-1>\x93Br\xfccke\x94") == "<meta charset=iso-8859-1>“Brücke”"


def test_utf_8_wins_over_what_a_page_says():
    assert decode_page("<meta charset=koi8-r>Brücke".encode()) == "<meta charset=koi8-r>Brücke"


@pytest.mark.parametrize("name", ["rot13", "zip", "unicode_escape", "idna", "utf-7", "iso-8859-99", "x" * 100])
def test_a_page_can_name_no_other_codec(name):
    assert decode_page(f"<meta charset={name}>".encode() + b"Br\xfccke") == f"<meta charset={name}>Brücke"


def test_a_server_can_name_the_encoding_and_comes_before_the_page():
    page = "<meta charset=windows-1251><p>Мост через реку закрыт до весны, сообщили в мэрии города."

    assert decode_page(page.encode("koi8-r"), charset="KOI8-R ") == page
    assert decode_page(page.encode("windows-1251"), charset="utf-8") == page
    assert decode_page(page.encode(), charset="koi8-r") == page


@pytest.mark.parametrize("name", ["rot13", "zip", "punycode", "", "iso-8859-1", "\ud800", "koi8-r\0"])
def test_a_server_can_name_no_other_codec(name):
    assert decode_page(b"Br\xfccke", charset=name) == "Brücke"


def test_a_feed_names_its_encoding_in_its_declaration():
    feed = "<?xml version='1.0' encoding='koi8-r'?><title>Мост через реку закрыт до весны, сообщили в мэрии.</title>"

    assert decode_feed(feed.encode("koi8-r")) == feed
    assert decode_feed(feed.replace("koi8-r", "x").encode("koi8-r"), charset="koi8-r") == feed.replace("koi8-r", "x")
    assert decode_feed(feed.encode()) == feed


def test_stray_nuls_in_a_feed_are_left_out():
    assert decode_feed(b"<rss>\0<a/>\0\0</rss>") == "<rss><a/></rss>"
    assert decode_feed("<rss>\u0100</rss>".encode("utf-16")) == "<rss>\u0100</rss>"


@given(st.binary(), st.none() | st.text(max_size=12))
@example(b"", None)
def test_whatever_the_bytes_they_are_text_or_not(data, charset):
    for read in (decode(data), decode_page(data, charset=charset), decode_feed(data, charset=charset)):
        assert isinstance(read, str | Unreadable)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_what_was_written_is_read(text):
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
