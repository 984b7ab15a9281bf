"""A PDF becomes its paragraphs and what its metadata says, and no file costs more than its limits."""

import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pdf import packed, pages_pdf, pdf, stream, text_of

from index.draft import Draft, Unreadable
from index.pdf import MOST_PAGES, read_pdf

LINES = [
    "Bridge shut",
    "",
    "The bridge over the Selle was shut on Monday after engi-",
    "neers had found a crack in its second arch. The engineers",
    "were called by a cyclist who had seen some stones fall.",
    "Mayor Ann Lee said that it would stay shut until spring,",
    "and that nobody had been hurt.",
    "Some 4,000 cars use the bridge on a working day.",
]
PROSE = (
    "Bridge shut\n\n"
    "The bridge over the Selle was shut on Monday after engineers had found a crack in its second arch. The engineers "
    "were called by a cyclist who had seen some stones fall. Mayor Ann Lee said that it would stay shut until spring, "
    "and that nobody had been hurt.\n\n"
    "Some 4,000 cars use the bridge on a working day."
)
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF></x:xmpmeta>'
)
PRISM = 'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'


def read(*pages, **about):
    return read_pdf(pages_pdf(pages, **about))


def test_lines_become_paragraphs():
    assert read(LINES) == Draft(place="", text=PROSE)


def test_a_paragraph_goes_on_over_a_page_break_without_what_repeats_on_each_page():
    pages = [
        ["The Courier, page 1", *LINES[2:4], "", "1"],
        ["The Courier, page 2", *LINES[4:6], "2"],
        ["The Courier, page 3", *LINES[6:], "3"],
    ]

    assert read(*pages).text == PROSE.partition("\n\n")[2]


def test_a_hyphen_is_taken_out_only_of_a_word_that_stands_elsewhere_without_it():
    draft = read(
        ["The mayor called it a well-", "known fault, of long stand-", "ing and known well, one of many standing."]
    )

    assert (
        draft.text == "The mayor called it a well-known fault, of long standing and known well, one of many standing."
    )


def test_ligatures_and_soft_hyphens_are_no_letters():
    draft = read(["The of\N{SOFT HYPHEN}", "\x01ce of the mayor said nothing more."])

    assert draft.text == "The office of the mayor said nothing more."


def test_metadata_is_read():
    draft = read(LINES, info={"Title": "Bridge shut", "Author": "Bo Ek"}, language="en-GB")

    assert (draft.title, draft.author, draft.language) == ("Bridge shut", "Bo Ek", "en")


@pytest.mark.parametrize(
    "title",
    ["", "Microsoft Word - bridge3.doc", "untitled", "bridge_final.indd", "Document1", "C:\\news\\bridge", "x" * 400],
)
def test_a_title_that_a_program_made_is_none(title):
    assert read(LINES, info={"Title": title, "Author": "boek"}) == Draft(place="", text=PROSE)


def test_the_day_when_the_file_was_made_is_not_that_of_publication():
    made = {"CreationDate": "D:20240925183000-04'00'", "ModDate": "D:20240926183000Z"}
    xmp = XMP % (
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmp:CreateDate="2024-09-25T18:30:00-04:00"/>'
    )

    draft = read(LINES, info=made, xmp=xmp)

    assert (draft.published, draft.modified) == (None, None)


@pytest.mark.parametrize(
    "description",
    [
        f"<rdf:Description {PRISM}><prism:publicationDate>2024-09-25T18:30:00-04:00</prism:publicationDate>"
        "</rdf:Description>",
        f'<rdf:Description {PRISM} prism:publicationDate="2024-09-25T18:30:00-04:00"/>',
    ],
)
def test_the_day_of_publication_is_read_where_it_is_called_so(description):
    draft = read(LINES, xmp=XMP % description)

    assert (draft.published, draft.zone) == (datetime(2024, 9, 25, 22, 30, tzinfo=UTC), -240)


@pytest.mark.parametrize("xmp", ["<", XMP % "<", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + XMP % "&b;", "\0"])
def test_broken_metadata_costs_no_text(xmp):
    assert read(LINES, xmp=xmp).text == PROSE


def test_pictures_hold_no_text():
    for pages in ([b"q 100 0 0 100 0 0 cm Q"], [], [["1"], ["2"], ["3"]]):
        assert "OCR" in read(*pages).reason


def test_a_locked_file_is_said_to_be():
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -1 >> /ID [(a) (b)]"

    assert "locked" in read_pdf(pages_pdf([LINES]).replace(b"/Root 1 0 R", b"/Root 1 0 R " + locked)).reason


@pytest.mark.parametrize("data", [b"", b"The bridge was shut.", b"<html>%PDF", b"\x89PNG" + bytes(2_000) + b"%PDF-1.7"])
def test_what_is_no_pdf_is_said_to_be_none(data):
    assert "no PDF" in read_pdf(data).reason


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R /Resources << /XObject << /X 4 0 R >> >> >>"
SELF = stream(b"/X Do " * 9, b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R >> >>")
TWICE = stream(zlib.compress(zlib.compress(bytes(50_000_000))), b"/Filter [/FlateDecode /FlateDecode]")
ONE_PAGE = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


def tree(kids, count=1):
    return b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids)


@pytest.mark.parametrize(
    "data",
    [
        pdf({1: CATALOG, 2: tree(b"2 0 R")}),
        pdf({1: CATALOG, 2: tree(b"3 0 R", 10**9), 3: tree(b"2 0 R 3 0 R")}),
        pdf({1: CATALOG, **{n: tree(b"%d 0 R " % (n + 1) * 10, 10) for n in range(2, 40)}, 40: b"<< /Type /Page >>"}),
        pdf({1: CATALOG, 2: tree(b"3 0 R " * (MOST_PAGES + 1)), 3: b"<< /Type /Page /Parent 2 0 R >>"}),
        pdf({1: CATALOG, 2: ONE_PAGE, 3: PAGE, 4: SELF, 5: stream(b"/X Do " * 50)}),
        pdf({1: CATALOG, 2: ONE_PAGE, 3: PAGE, 5: packed(b" " * 50_000_000)}),
        pdf({1: CATALOG, 2: ONE_PAGE, 3: PAGE, 5: TWICE}),
        pdf({1: CATALOG, 2: ONE_PAGE, 3: PAGE, 5: stream(b"BT " + b"[" * 50_000 + b" Tj ET")}),
        pdf({1: b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 50_000 + b" >>", 2: tree(b"")}),
        pdf({1: CATALOG.replace(b"2 0 R", b"1 0 R")}),
        pages_pdf([LINES])[:900],
        pages_pdf([LINES]).replace(b"xref\n0 12", b"xref\n0 999999999"),
        b"%PDF-1.7\n" + b"1 0 obj\n<<\n" * 10_000,
        b"%PDF-1.7\n" + b"\n".join(b"%d 0 obj << >> endobj" % number for number in range(20_000)),
        b"%PDF-1.7\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\nxref\n0 1\ntrailer << /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF",
    ],
)  # fmt: skip
def test_a_file_made_to_cost_much_is_refused(data):
    assert isinstance(read_pdf(data), Unreadable)


def test_a_page_that_unpacks_to_more_than_a_book_is_refused():
    for blanks, kind in ((1_000_000, Draft), (17_000_000, Unreadable)):
        assert isinstance(read(b"%" + b" " * blanks + b"\n" + text_of(LINES)), kind)


@pytest.mark.parametrize("size", [b"/Size 999999999", b"/Size -1", b"/Size 0", b"/Size /A"])
def test_a_number_of_objects_that_is_not_true_does_no_harm(size):
    assert isinstance(read_pdf(pages_pdf([LINES]).replace(b"/Size 12", size)), Draft | Unreadable)


@pytest.mark.parametrize("name", [b"/Fl", b"/AHx", b"/Crypt", b"/BrotliDecode", b"/Nothing", b"7", b"[[/FlateDecode]]"])
def test_a_filter_that_is_old_or_none_is_no_fault_of_the_reader(name):
    """Found by Hypothesis: pypdf calls the short names deprecated, with an exception of its own kind."""
    data = pages_pdf([LINES], xmp=XMP % "").replace(b"/FlateDecode", name)

    assert isinstance(read_pdf(data), Draft | Unreadable)


def test_more_pages_than_the_limit_are_refused():
    assert "2,000 pages" in read(*[["a"]] * (MOST_PAGES + 1)).reason


WHOLE = pages_pdf([LINES], info={"Title": "Bridge shut"}, xmp=XMP % "", language="en")
PIECES = st.sampled_from([
    b"<<", b">>", b"[", b"]", b"(", b")", b"/Kids", b"/Count 99999999999", b"obj", b"endobj", b"stream", b"0 R", b"R",
    b"-1", b"1e999", b"/Filter /LZWDecode", b"/Filter /ASCII85Decode",
    b"/DecodeParms << /Predictor 15 /Columns 99999999 >>",
    b"/Length 99999999999", b"/Encoding 3 0 R", b"/ToUnicode 3 0 R", b"/ObjStm", b"null", b"true", b"%", b"\0", b"\xff",
    b"/Parent 2 0 R", b"xref", b"trailer", b"startxref",
])  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), PIECES | st.binary(max_size=4)), max_size=6))
def test_whatever_happens_to_a_pdf_it_is_an_article_or_says_why_not(damages):
    data = WHOLE
    for place, cut, piece in damages:
        data = data[:place] + piece + data[place + cut :]

    assert isinstance(read_pdf(data), Draft | Unreadable)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_whatever_is_on_a_page_it_is_an_article_or_says_why_not(content):
    assert isinstance(read(b"BT /F1 10 Tf " + content), Draft | Unreadable)
