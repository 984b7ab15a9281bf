"""A feed becomes the entries that it announces, with the dates that it writes, and opens nothing besides itself."""

import socket
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.draft import Unreadable
from index.entry import Entry, Feed
from index.feed import LARGEST_FEED_BYTES, MOST_ENTRIES, read_feed

URL = "https://courier.example/feeds/all.xml"
EVENING = datetime(2024, 9, 25, 16, 30, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Selle Courier</title><link>https://courier.example/</link><language>en-gb</language>
<item><title>Bridge &amp;amp; road shut</title><link>https://courier.example/bridge</link>
<guid isPermaLink="false">b-1</guid><pubDate>Wed, 25 Sep 2024 18:30:00 +0200</pubDate>
<author>desk@courier.example (Bo Ek)</author><category>Local</category><category>Roads</category></item>
<item><title>Pool opens</title><link>../pool</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Der Bote</title><id>urn:bote</id>
<link rel="self" href="https://bote.example/atom"/>
<entry><title type="html">Brücke &lt;b&gt;zu&lt;/b&gt;</title><id>urn:bote:1</id><link rel="alternate" href="/eins"/>
<link rel="enclosure" href="/ton.mp3"/><published>2024-09-25T12:30:00-04:00</published>
<updated>2024-09-26T08:00:00Z</updated><author><name>Ann Lee</name><email>lee@bote.example</email></author></entry>
<entry><title>Nur geändert</title><id>urn:bote:2</id><link href="/zwei"/><updated>2024-09-26T08:00:00Z</updated></entry>
</feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://old.example/">
<title>Old News</title></channel><item rdf:about="https://old.example/1"><title>One</title><link>https://old.example/1</link>
<dc:date>2024-09-25T18:30+02:00</dc:date><dc:creator>Bo Ek</dc:creator></item></rdf:RDF>"""


def read(text, content_type=None):
    return read_feed(text if isinstance(text, bytes) else text.encode(), content_type, URL)


def rss(items, before=""):
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel>{items}</channel></rss>'


def item(inside, link="/a"):
    return f"<item><link>{link}</link>{inside}</item>"


def test_rss_2_is_read():
    assert read(RSS) == Feed(
        title="The Selle Courier",
        language="en",
        entries=(
            Entry(
                url="https://courier.example/bridge",
                guid="b-1",
                title="Bridge & road shut",
                published=EVENING,
                zone=120,
                author="Bo Ek",
                section="Local",
            ),
            Entry(url="https://courier.example/pool", title="Pool opens"),
        ),
    )


def test_atom_tells_publication_from_change():
    """`updated` alone is no date of publication."""
    changed = datetime(2024, 9, 26, 8, tzinfo=UTC)
    assert read(ATOM) == Feed(
        title="Der Bote",
        language="de",
        entries=(
            Entry(
                url="https://courier.example/eins",
                guid="urn:bote:1",
                title="Brücke zu",
                published=EVENING,
                zone=-240,
                modified=changed,
                author="Ann Lee",
            ),
            Entry(url="https://courier.example/zwei", guid="urn:bote:2", title="Nur geändert", modified=changed),
        ),
    )


def test_rss_1_and_0_are_read():
    (entry,) = read(RDF).entries
    (old,) = read('<rss version="0.91"><channel><item><title>A</title><link>/a</link></item></channel></rss>').entries

    assert (entry.url, entry.published, entry.zone, entry.author) == ("https://old.example/1", EVENING, 120, "Bo Ek")
    assert (old.url, old.title, old.published) == ("https://courier.example/a", "A", None)


@pytest.mark.parametrize(
    ("date", "published", "zone"),
    [
        ("Wed, 25 Sep 2024 16:30:00 GMT", EVENING, 0),
        ("Wed, 25 Sep 2024 12:30:00 EDT", EVENING, -240),
        ("2024-09-25T22:00:00+05:30", EVENING, 330),
        ("25 Sep 2024", datetime(2024, 9, 25, tzinfo=UTC), None),
        ("Wednesday", None, None),
        ("18:30", None, None),
        ("", None, None),
        ("Wed, 99 Sep 2024 16:30:00 GMT", None, None),
        ("0000-00-00T00:00:00", None, None),
    ],
)
def test_a_date_is_what_is_written_or_none(date, published, zone):
    (entry,) = read(rss(item(f"<pubDate>{date}</pubDate>"))).entries

    assert (entry.published, entry.zone, entry.modified) == (published, zone, None)


def test_an_address_is_listed_once_and_1000_at_most():
    twice = read(rss(item("<title>First</title>") + item("<title>Second</title>") + item("", link="/b")))
    many = read(rss("".join(item("", link=f"/{number}") for number in range(MOST_ENTRIES + 5))))

    assert [(entry.url[-2:], entry.title) for entry in twice.entries] == [("/a", "First"), ("/b", None)]
    assert [entry.url[24:] for entry in many.entries] == [str(number) for number in range(MOST_ENTRIES)]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[::1",
        "ftp://a.example/x",
        "mailto:a@b.example",
        "//",
        "x" * 3000,
    ],
)
def test_an_entry_without_a_web_address_is_left_out(link):
    assert [entry.url for entry in read(rss(item("", link=link) + item(""))).entries] == ["https://courier.example/a"]
    assert "no web address" in read(rss(item("", link=link))).reason


def test_the_page_behind_a_counting_redirect_is_taken():
    counted = (
        '<rss version="2.0" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><channel>'
        "<item><link>https://count.example/1</link><f:origLink>https://courier.example/b</f:origLink></item></channel></rss>"
    )

    assert [entry.url for entry in read(counted).entries] == ["https://courier.example/b"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda feed: feed.replace("</channel></rss>", ""),
        lambda feed: feed.replace("opens</title>", "opens"),
        lambda feed: feed.replace("road", "road & <br> rail\x0b&nbsp;&#xD800;&#0;&#1114112;&unknown;"),
        lambda feed: "\n\n \ufeff" + feed,
        lambda feed: feed.replace("Pool", "Po\0ol"),
        lambda feed: feed.replace("<rss", "<!-- -- --><rss"),
        lambda feed: feed.replace("<item>", "<item><a:b>", 1),
    ],
)
def test_a_feed_that_breaks_the_rules_is_read_as_far_as_it_goes(damage):
    entries = read(damage(RSS)).entries

    assert "https://courier.example/bridge" in [entry.url for entry in entries]
    assert not any(c in (entry.title or "") for entry in entries for c in "\0\x0b\ud800")


def test_a_feed_without_entries_is_an_empty_feed():
    assert read(rss("<title>Quiet</title>")) == Feed(title="Quiet")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RSS.encode("utf-16"), None),
        (RSS.encode("utf-8-sig"), "text/xml"),
        (RSS.encode(), "application/rss+xml; charset=iso-8859-1"),
        (RSS.encode(), "text/html; charset=zlib"),
        (RSS.replace("utf-8", "rot13").encode(), "application/xml"),
    ],
)
def test_what_is_utf_8_or_marked_is_that_whatever_it_is_called(body, content_type):
    assert read(body, content_type) == read(RSS)


@pytest.mark.parametrize("place", ["declaration", "server"])
def test_another_encoding_is_read_where_it_is_named(place):
    feed = rss(item("<title>Мост через реку закрыт до весны, сообщили в мэрии города.</title>"))
    if place == "declaration":
        feed = feed.replace('"1.0"', '"1.0" encoding="koi8-r"')

    (entry,) = read(feed.encode("koi8-r"), "text/xml; charset=KOI8-R" if place == "server" else None).entries

    assert entry.title == "Мост через реку закрыт до весны, сообщили в мэрии города."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "is JSON"),
        (b"<!DOCTYPE html><html><body><p>Hello</p></body></html>", "is a web page, not a feed; give the address"),
        (b"<urlset><url><loc>https://a.example</loc></url></urlset>", "is XML that begins with <urlset>"),
        (b"Not found", "is text, not an RSS"),
        (b"\x1f\x8b\x08" + bytes(range(256)) * 9, "is neither XML nor text"),
    ],
)
def test_what_is_no_feed_is_named(body, reason):
    assert reason in read(body).reason


def test_a_page_that_names_its_feed_is_told_apart():
    page = '<html><head><link rel="alternate" href="/rss.xml" type="application/rss+xml"></head></html>'

    assert read(page).reason == "is a web page, not a feed; it names https://courier.example/rss.xml as its feed"


def test_a_feed_above_its_limit_is_refused():
    assert "16 MB" in read(b" " * (LARGEST_FEED_BYTES + 1)).reason


def test_a_body_that_names_a_file_or_an_address_opens_neither(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(RSS, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/feed"

        for body in (str(path), f"file://{path}", address):
            assert isinstance(read(body), Unreadable)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("loose", [False, True])
def test_entities_from_outside_are_not_fetched(tmp_path, loose):
    path = tmp_path / "secret.txt"
    path.write_text("SECRET", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        before = (
            f'<!DOCTYPE rss SYSTEM "{address}" [\n<!ENTITY a SYSTEM "file://{path}">\n<!ENTITY b SYSTEM "{address}">\n'
            f'<!ENTITY % c SYSTEM "{address}">\n%c;]>'
        )
        feed = rss(item("<title>&a;&b;</title>" + ("<br>" if loose else "")), before=before)

        assert "SECRET" not in str(read(feed))
        with pytest.raises(BlockingIOError):
            server.accept()


def laughs():
    names = [f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12)]
    return "<!DOCTYPE rss [\n" + "\n".join(['<!ENTITY a0 "ha">', *names]) + "\n]>"


@pytest.mark.parametrize(
    "feed",
    [
        rss(item("<title>&a11;</title>"), before=laughs()),
        rss(item("<title>&a11;</title><br>"), before=laughs()),
        rss(item(f"<title>{'&a;' * 10_000}</title>"), before=f'<!DOCTYPE rss [\n<!ENTITY a "{"a" * 10_000}">\n]>'),
    ],
)
def test_entities_that_multiply_do_not(feed):
    (entry,) = read(feed).entries

    assert len(entry.title) <= 1_000


@pytest.mark.parametrize(
    "tag", ["<a>", "<item>", "<b><i>", "<content type='xhtml'><div>", "<![CDATA[", "<", "&", "<!--"]
)
def test_deep_and_endless_markup_ends(tag):
    assert isinstance(read(rss(item("<title>One</title>") + tag * 5_000)), Feed | Unreadable)


PIECES = st.sampled_from([
    "<item>", "</item>", "<link>", "</link>", "<title>", "<![CDATA[", "]]>", "<!--", "-->", "&#xD800;", "&#0;",
    "&#99999999999;", "&#x;", "&#;", "&amp;", "&lol;", "<!DOCTYPE", "<!ENTITY a 'b'>", "<?xml", "?>", "\0", "\x0b",
    "\ufffe", "http://[::1", "xmlns:a='", "xml:base='//['", "<content type='application/xhtml+xml'>", "<guid>",
    "<georss:point>", "<media:content url='", "<a href='", "<itunes:duration>", "<psc:chapter start='1:2:3'/>",
    "<gml:posList>", "<enclosure url=''/>", "<source>", "'", '"', ">", "<", "1e999", "<cloud/>", "<image>",
    "<dc:date>", "<category/>", "<link rel='alternate'/>", "<author><name>", "(@.@)",
])  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([RSS, ATOM, RDF]),
    st.lists(st.tuples(st.integers(0, len(ATOM)), st.integers(0, 60), PIECES | st.text(max_size=5)), max_size=8),
)
def test_whatever_happens_to_a_feed_it_is_a_feed_or_says_why_not(feed, damages):
    for place, cut, piece in damages:
        feed = feed[:place] + piece + feed[place + cut :]

    found = read(feed.encode("utf-8", "surrogatepass"))

    assert isinstance(found, Feed | Unreadable)
    if isinstance(found, Feed):
        assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200), st.none() | st.text(max_size=40))
@example(b"<?xml version='1.0' encoding='utf-16'?><rss/>", "text/xml; charset='")
def test_whatever_the_bytes_they_are_a_feed_or_it_is_said_why_not(body, content_type):
    assert isinstance(read_feed(body, content_type, URL), Feed | Unreadable)
