"""A web page becomes its main text and what its markup says of it, and nothing that it doesn't say."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.draft import Draft, Unreadable
from index.web_page import read_web_page

FIRST = "The bridge over the Selle was shut on Monday after engineers had found a crack in its second arch."
SECOND = "Mayor Ann Lee said that it would stay shut until 3 October 2023, and that nobody had been hurt by the stones."
THIRD = "Some 4,000 cars use the bridge on a working day, and buses now go around the hill, which takes half an hour."
HEAD = (
    "<title>Bridge shut | The Courier</title>"
    '<meta property="article:published_time" content="2024-09-25T16:30:00+02:00">'
    '<meta property="og:title" content="Bridge shut"><meta property="og:site_name" content="The Courier">'
    '<link rel="canonical" href="https://courier.example/bridge"><meta name="author" content="Bo Ek">'
    '<meta property="article:section" content="Local">'
)
MENU = "<header><nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav></header>"
FOOT = "<footer><p>© 2019 The Courier. All rights reserved.</p></footer>"


def page(*paragraphs, head="", before="", after=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{head}</head><body>{MENU}<main><article>"
        f"<h1>Bridge shut</h1>{before}{body}</article>{after}</main>{FOOT}</body></html>"
    )


def test_text_and_metadata_are_read():
    assert read_web_page(page(FIRST, SECOND, THIRD, head=HEAD)) == Draft(
        place="",
        text="\n".join([FIRST, SECOND, THIRD]),
        title="Bridge shut",
        publisher="The Courier",
        published=datetime(2024, 9, 25, 14, 30, tzinfo=UTC),
        url="https://courier.example/bridge",
        author="Bo Ek",
        section="Local",
        language="en",
        zone=120,
    )


def test_links_and_emphasis_do_not_break_a_sentence():
    short = read_web_page(page("Mayor <a href='/lee'>Ann Lee</a> said <b>no</b> more than that."))
    whole = read_web_page(page(FIRST.replace("Selle", "<a href='/s'><i>Selle</i></a>"), SECOND, THIRD))

    assert short.text == "Mayor Ann Lee said no more than that."
    assert whole.text == "\n".join([FIRST, SECOND, THIRD])


def test_a_page_that_names_no_date_is_undated():
    """Not the day in its prose, not that of a neighbouring article, not that of its copyright."""
    related = '<aside><a href="/x">Pool opens</a> <time datetime="2024-10-11">11 October</time></aside>'
    for paragraphs in ([FIRST, SECOND, THIRD], ["On 2019-03-04 it rained.", FIRST, SECOND], [SECOND]):
        draft = read_web_page(page(*paragraphs, after=related))

        assert isinstance(draft, Draft)
        assert draft.published is None


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ('<meta property="article:published_time" content="2024-09-25">', ""),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-09-25"}</script>', ""),
        ("", '<p class="byline">By Bo Ek, <time datetime="2024-09-25">25 September</time></p>'),
        ("", '<p class="article-date">September 25, 2024</p>'),
        ('<link rel="canonical" href="https://courier.example/2024/09/25/bridge">', ""),
    ],
)
def test_a_date_is_found_where_pages_put_it(head, before):
    assert read_web_page(page(FIRST, SECOND, head=head, before=before)).published == datetime(2024, 9, 25, tzinfo=UTC)


def test_the_hour_is_taken_from_the_head_and_not_the_day_from_the_address():
    head = HEAD.replace("/bridge", "/2024/09/24/bridge")

    assert read_web_page(page(FIRST, SECOND, head=head)).published == datetime(2024, 9, 25, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "modified"),
    [
        (
            '<meta property="article:modified_time" content="2024-09-27T08:00:00Z">',
            datetime(2024, 9, 27, 8, tzinfo=UTC),
        ),
        ('<meta content="2024-09-27" itemprop="dateModified">', datetime(2024, 9, 27, tzinfo=UTC)),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-09-25T14:30:00Z",'
            ' "dateModified": "2024-09-27T09:00:00+01:00"}</script>',
            datetime(2024, 9, 27, 8, tzinfo=UTC),
        ),
        ('<meta property="article:modified_time" content="2024-09-25T16:30:00+02:00">', None),
        ('<meta property="article:modified_time" content="2024-09-24">', None),
        ('<meta property="article:modified_time" content="soon"><meta name="modified">', None),
    ],
)
def test_a_change_is_read_where_the_page_says_that_it_came_later(head, modified):
    draft = read_web_page(page(FIRST, SECOND, head=HEAD + head))

    assert (draft.published, draft.modified) == (datetime(2024, 9, 25, 14, 30, tzinfo=UTC), modified)


@pytest.mark.parametrize(
    ("date", "zone"),
    [
        ("2024-09-25T23:30:00-04:00", -240),
        ("2024-09-25T23:30:00Z", 0),
        ("2024-09-25T23:30:00", None),
        ("2024-09-25", None),
    ],
)
def test_the_zone_is_the_one_that_the_page_writes(date, zone):
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{date}"}}</script>'

    assert read_web_page(page(FIRST, SECOND, head=head)).zone == zone


@pytest.mark.parametrize(
    ("attribute", "language"),
    [
        ("lang=de-AT", "de"),
        ("lang='EN'", "en"),
        ("xml:lang=fr", "fr"),
        ("lang=x-klingon", None),
        ("lang=''", None),
        ("", None),
        ("lang='<&\0'", None),
    ],
)
def test_the_language_is_the_one_that_the_page_says(attribute, language):
    assert read_web_page(page(FIRST, SECOND).replace("lang=en", attribute)).language == language


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/bridge">', "https://courier.example/bridge"),
        ('<link rel="canonical" href="bridge">', "https://courier.example/2024/bridge"),
        ('<link rel="canonical" href="//other.example/x">', "https://other.example/x"),
        ('<meta property="og:url" content="/o"><link rel="canonical" href="/c">', "https://courier.example/c"),
        ('<meta property="og:url" content="/o"><link rel="canonical" href="http://[">', "https://courier.example/o"),
        ('<link rel="alternate" hreflang="de" href="/de">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ("", None),
    ],
)
def test_the_canonical_address_is_the_one_that_the_page_claims(head, url):
    assert read_web_page(page(FIRST, SECOND, head=head), url="https://courier.example/2024/shut").url == url


def test_a_relative_address_in_a_file_is_none():
    assert read_web_page(page(FIRST, SECOND, head='<link rel="canonical" href="/bridge">')).url is None


def test_an_address_tells_the_day_where_the_page_does_not():
    draft = read_web_page(page(FIRST, SECOND), url="https://courier.example/2024/09/25/bridge")

    assert (draft.published, draft.zone, draft.url) == (datetime(2024, 9, 25, tzinfo=UTC), None, None)


def test_a_date_in_the_future_is_what_the_page_says():
    head = '<meta property="article:published_time" content="2099-01-01">'

    assert read_web_page(page(FIRST, SECOND, head=head)).published == datetime(2099, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        "no page at all",
        f"<html><head><title>A</title></head><body>{MENU}{FOOT}</body></html>",
        "<html><body><div id=app></div><noscript>Enable JavaScript to run this app.</noscript></body></html>",
        f"<html><body>{MENU}<script>var text = '{FIRST}';</script></body></html>",
        f"<!-- {FIRST} -->",
    ],
)
def test_a_page_without_a_main_text_is_reported(html):
    assert isinstance(read_web_page(html), Unreadable)


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "blockquote", "table><tr><td", "span", "p", "section", "svg", "font"]
)
def test_5000_levels_of_markup_do_not_crash(tag):
    levels = 5000
    opening = f"<{tag}>" * levels

    for body in (opening + FIRST, FIRST + opening, f"<article>{opening}<p>{FIRST}</p>{'</div>' * levels}</article>"):
        assert isinstance(read_web_page(f"<html><body>{body}</body></html>"), Draft | Unreadable)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="http://[::1">',
        '<base href="http://[x"><link rel="canonical" href="//[">',
        '<script type="application/ld+json">[[[{"@type": null}, 1, {"@graph": 7}]]]</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": 1, "publisher": [2]}</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<meta property="og:site_name" content=""><meta property="article:published_time" content="0000-99-99">',
    ],
)
def test_broken_metadata_costs_no_text(head):
    draft = read_web_page(page(FIRST, SECOND, THIRD, head=head))

    assert isinstance(draft, Draft)
    assert FIRST in draft.text
    assert draft.published is None


def test_only_web_addresses_are_kept():
    head = '<link rel="canonical" href="javascript:alert(1)">'

    assert read_web_page(page(FIRST, SECOND, THIRD, head=head)).url is None


@pytest.mark.parametrize(
    "url", ["", "not an address", "http://[::1", "https://courier.example/\ud800", "file:///etc/passwd"]
)
def test_a_strange_place_of_finding_costs_no_text(url):
    draft = read_web_page(page(FIRST, SECOND, THIRD, head='<link rel="canonical" href="/x">'), url=url)

    assert FIRST in draft.text
    assert draft.url is None or draft.url.startswith("https://courier.example/")


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#0;", "&#x110000;", "&#99999999999999999999;", "&nosuch;", "&#x1F;"]
)
def test_references_to_what_is_no_character_leave_text_that_can_be_stored(reference):
    draft = read_web_page(page(FIRST, SECOND.replace("nobody", reference * 50), THIRD, head=HEAD))

    assert FIRST in draft.text
    draft.text.encode()


@pytest.mark.parametrize("piece", ["word ", "&amp;", "&lt;b&gt;", "é"])
def test_a_line_of_many_characters_ends(piece):
    draft = read_web_page(page(FIRST, piece * (200_000 // len(piece))))

    assert len(draft.text) > 20_000


WHOLE = page(FIRST, SECOND, THIRD, head=HEAD)
PIECES = st.sampled_from([
    "<div>", "</p>", "<p>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-8'?>", "&#0;",
    "&#x1F;", "\x0b", "\x01", "\ufffe", "<table>", "<a href='http://[::1'>",
    "<script type='application/ld+json'>", "</script>", '{"', "<svg>", "<template>", "<base href='//['>",
    "<body>", "</html>", "<head>", '"', "'", "=", "<time datetime='", "1e999",
])  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 80), PIECES | st.text(max_size=5)), max_size=10))
def test_whatever_happens_to_a_page_it_is_an_article_or_says_why_not(damages):
    html = WHOLE
    for place, cut, piece in damages:
        html = html[:place] + piece + html[place + cut :]

    assert isinstance(read_web_page(html, url="https://courier.example/2024/09/25/bridge"), Draft | Unreadable)
