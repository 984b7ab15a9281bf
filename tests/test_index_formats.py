"""Every kind of file is read to the drafts in it, and no content stops the reading."""

import codecs
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pdf import pages_pdf

from index.draft import Draft, Unreadable
from index.errors import SourceError
from index.files import LARGEST_PDF_BYTES, SUFFIXES
from index.formats import read_drafts
from index.reader_process import ReaderProcess

DAY = datetime(2024, 9, 25, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def write_and_read(name, data):
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_drafts(tmp_path / name))

    return write_and_read


def reasons(drafts):
    return [(draft.place, draft.reason) for draft in drafts if isinstance(draft, Unreadable)]


def test_a_text_file_is_its_text_untouched(read):
    assert read("a.txt", " \r\n Zwölf “Brücken”.\n\n") == [Draft(place="", text=" \r\n Zwölf “Brücken”.\n\n")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md", "a.json", "a.jsonl"])
def test_the_usual_encodings_are_read(read, encoding, name):
    text = "Zwölf “Brücken”."
    written = json.dumps({"text": text}, ensure_ascii=False) if "json" in name else text

    assert read(name, written.encode(encoding)) == [Draft(place="line 1" if "jsonl" in name else "", text=text)]


def test_markdown_and_pages_go_to_their_readers(read):
    page = "<html><head><title>Bridge shut</title></head><body><p>The bridge was shut on Monday.</p></body></html>"

    assert read("a.markdown", "---\ntitle: A\n---\n*Text.*") == [Draft(place="", text="Text.", title="A")]
    assert read("a.htm", page) == [Draft(place="", text="The bridge was shut on Monday.", title="Bridge shut")]


def test_a_page_is_read_in_the_encoding_that_it_names(read):
    page = "<html><head><meta charset='koi8-r'></head><body><p>Мост через реку закрыт до весны.</p></body></html>"

    (draft,) = read("a.html", page.encode("koi8-r"))

    assert draft.text == "Мост через реку закрыт до весны."


def test_json_holds_one_article_or_a_list(read):
    one, two = {"text": "One.", "date": "2024/09/25"}, {"text": "Two.", "id": 2}
    first, second = (
        Draft(place="record 1", text="One.", published=DAY),
        Draft(place="record 2", text="Two.", given_id="2"),
    )

    assert read("a.json", json.dumps(one)) == [Draft(place="", text="One.", published=DAY)]
    assert read("a.json", json.dumps([one, two])) == [first, second]
    assert read("a.json", json.dumps({"status": "ok", "articles": [one, two]})) == [first, second]


def test_a_bad_record_does_not_cost_the_others(read):
    good, *bad = read("a.json", json.dumps([{"text": "One."}, {"title": "A"}, 7, None]))

    assert good == Draft(place="record 1", text="One.")
    assert [unreadable.place for unreadable in bad] == ["record 2", "record 3", "record 4"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('{"text": "One."', "is not valid JSON at line 1, character 16; mend it"),
        (
            '{"text": "One."}\n{"text": "Two."}',
            "is not valid JSON at line 2, character 1; if it has an object a line, name it .jsonl",
        ),
        ("[" * 100_000, "is JSON that nests too deep; give the article's fields in one object"),
        (
            '{"text": "One.", "id": ' + "1" * 5000 + "}",
            "is JSON with a number too long to read; shorten it or make it a string",
        ),
        ("[]", "holds an empty list; put an article into it or remove the file"),
        ('{"articles": []}', "holds an empty list; put an article into it or remove the file"),
        ("7", "is a number, not an object; give an object with a field text"),
        ('{"articles": 7}', "is a number, not an object; give an object with a field text"),
        ('{"title": "A"}', "has no text, only title; put the article into a field text, body or content"),
    ],
)
def test_json_that_is_no_article_is_explained(read, data, reason):
    assert reasons(read("a.json", data)) == [("", reason)]


def test_a_bad_line_does_not_cost_the_others(read):
    lines = [
        b'{"text": "One."}',
        b"",
        b"{",
        b'{"text": "Br\xfccke."}',
        b"\0\1\2",
        b"[]",
        b'  {"text": "Two."}\r',
        b'{"id": 1}',
    ]

    found = read("a.jsonl", b"\n".join(lines))

    assert [draft for draft in found if isinstance(draft, Draft)] == [
        Draft(place="line 1", text="One."),
        Draft(place="line 4", text="Brücke."),
        Draft(place="line 7", text="Two."),
    ]
    assert reasons(found) == [
        ("line 3", "is not valid JSON at character 2; mend it"),
        ("line 5", "is a binary file, not text; give the article as UTF-8 text"),
        ("line 6", "is a list, not an object; give an object with a field text"),
        ("line 8", "has no text, only id; put the article into a field text, body or content"),
    ]


def test_lines_in_utf_16_are_read(read):
    assert read("a.jsonl", '{"text": "Eins."}\r\n\n{"text": "Zwei."}\n{'.encode("utf-16")) == [
        Draft(place="line 1", text="Eins."),
        Draft(place="line 3", text="Zwei."),
        Unreadable(place="line 4", reason="is not valid JSON at character 2; mend it"),
    ]


def test_a_reason_makes_a_sentence():
    unreadable = Unreadable(place="line 7", reason="is not valid JSON at character 2; mend it")

    assert unreadable.sentence("a.jsonl") == "a.jsonl, line 7, is not valid JSON at character 2; mend it."
    assert Unreadable(place="", reason="holds no text").sentence("a.txt") == "a.txt holds no text."


def test_lines_are_read_as_they_are_asked_for(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n' + "{\n" * 100, encoding="utf-8")

    drafts = read_drafts(tmp_path / "a.jsonl")

    assert next(drafts) == Draft(place="line 1", text="One.")


def test_lone_surrogates_and_controls_survive_into_the_text(read):
    assert read("a.jsonl", r'{"text": "a\ud800\u0000b"}') == [Draft(place="line 1", text="a\ud800\0b")]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_binary_and_blank_files_are_reported(read, suffix):
    for data in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b" \n\n \n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        found = read(f"a{suffix}", data)

        assert found
        assert all(isinstance(draft, Unreadable) for draft in found)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_a_file_that_is_empty_or_gone_is_an_error(tmp_path, suffix):
    (tmp_path / f"empty{suffix}").touch()

    for name in ("empty", "gone"):
        with pytest.raises(SourceError, match=name):
            list(read_drafts(tmp_path / f"{name}{suffix}"))


def test_a_pdf_above_its_limit_is_refused(tmp_path):
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(LARGEST_PDF_BYTES + 1)

    with pytest.raises(SourceError, match=r"a\.pdf has"):
        list(read_drafts(tmp_path / "a.pdf"))


def test_a_page_above_its_limit_is_refused(tmp_path):
    for name in ("a.md", "a.html"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(16 * 2**20 + 1)

        with pytest.raises(SourceError, match="at most 16 MB"):
            list(read_drafts(tmp_path / name))


def test_an_article_of_5_mb_is_read(read):
    text = "The bridge over the Selle was shut on Monday. " * 114_000

    assert read("a.txt", text) == [Draft(place="", text=text)]
    assert read("a.md", text) == [Draft(place="", text=text.strip())]
    assert read("a.jsonl", json.dumps({"text": text})) == [Draft(place="line 1", text=text)]


def test_it_says_once_for_each_kind_of_record_how_the_fields_are_read(tmp_path):
    records = [{"text": "One.", "headline": "A"}, {"text": "Two.", "headline": "B"}, 7, {"body": "Three.", "views": 9}]
    (tmp_path / "a.json").write_text(json.dumps(records), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n{", encoding="utf-8")

    for name in ("a.json", "a.jsonl"):
        told = []
        assert len(list(read_drafts(tmp_path / name, mapped=told.append))) >= 4
        assert [fields.read for fields in told] == [(("title", "headline"), ("text", "text")), (("text", "body"),)]
        assert told[1].unread == ("views",)


def test_a_file_whose_every_record_is_of_another_kind_is_described_by_a_few(tmp_path):
    lines = (json.dumps({"text": "One.", f"field{number}": 1}) for number in range(100))
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = []

    assert len(list(read_drafts(tmp_path / "a.jsonl", mapped=told.append))) == 100
    assert len(told) == 5


def test_every_kind_of_file_is_read_the_same_in_another_process(tmp_path):
    with ReaderProcess() as readers:
        for suffix, content in WHOLE.items():
            path = tmp_path / f"a{suffix}"
            path.write_bytes(content)

            assert list(read_drafts(path, readers)) == list(read_drafts(path))


def test_a_file_that_keeps_its_parser_busy_does_not_keep_the_others(tmp_path):
    (tmp_path / "a.md").write_text("[" * 1_000_000, encoding="utf-8")
    (tmp_path / "b.md").write_text("Text.", encoding="utf-8")

    with ReaderProcess(seconds=1) as readers:
        (slow,) = read_drafts(tmp_path / "a.md", readers)
        (quick,) = read_drafts(tmp_path / "b.md", readers)

    assert "took longer than 1 s" in slow.reason
    assert quick == Draft(place="", text="Text.")


WHOLE = {
    ".txt": b"The bridge over the Selle was shut on Monday.\n",
    ".md": b"---\ntitle: A\ndate: 2024-09-25\nauthor: [Bo]\n---\n# A\n\nText *with* [link](https://x.example).\n\n1\n",
    ".html": b"<html><head><title>A</title></head><body><p>The bridge was <b>shut</b> on Monday.</p></body></html>",
    ".json": b'{"articles": [{"id": 1, "date": "2024-09-25", "text": "One."}, {"text": "2", "source": {"name": "C"}}]}',
    ".jsonl": b'{"id": 1, "text": "One."}\n{"text": "Two.", "date": 1727222400}\n{"body": "3", "authors": ["A"]}\n',
    ".pdf": pages_pdf([["The bridge over the Selle was shut on Monday."]], info={"Title": "A"}),
}


def read_as(suffix, data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        return list(read_drafts(path))


@pytest.mark.parametrize("suffix", sorted(WHOLE))
@settings(deadline=None, max_examples=60)
@given(data=st.binary(min_size=1))
def test_whatever_the_bytes_they_are_articles_or_it_is_said_why_not(suffix, data):
    drafts = read_as(suffix, data)

    assert drafts
    assert all(isinstance(draft, Draft | Unreadable) for draft in drafts)


@pytest.mark.parametrize("suffix", sorted(WHOLE))
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_happens_to_a_file_it_is_articles_or_it_is_said_why_not(suffix, data):
    content = WHOLE[suffix]
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 20))
        piece = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b'"', b"{", b"[", b"]}", b"\\ud800", b"---\n", b"<!--", b"null", b"\0"])
        )
        content = content[:place] + piece + content[place + cut :]

    drafts = read_as(suffix, content or b" ")

    assert drafts
    assert all(isinstance(draft, Draft | Unreadable) for draft in drafts)
