"""`reindex` over feeds and pages of a real server: what is asked for, what is kept, what waits, and what is refused."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from loopback_web import answer, web
from made_run import run_reindex
from test_index_reindexing import FakeEmbedder, counts, texts_in

from index import reading_web
from index.archive import Archive
from index.fetch_settings import FetchSettings
from index.sources import Source

BODY = "The harbour wall of Port Ennis will be rebuilt next year, Mayor Ann Lee said on Tuesday. {0} It costs 14."


def page(title="Harbour wall", text="It is old.", head=""):
    paragraphs = f"<p>{BODY.format(text)}</p><p>{BODY.format('The council agreed.')}</p>"
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article>{paragraphs}</article></body></html>".encode()
    )


def feed(*items, title="The Courier"):
    entries = "".join(
        f"<item><title>{one['title']}</title><link>{one['link']}</link>"
        + (f"<pubDate>{one['date']}</pubDate>" if "date" in one else "")
        + "</item>"
        for one in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'.encode()


@pytest.fixture
def site():
    with web("127.0.0.2") as site:
        yield site


@pytest.fixture
def run(home):
    """Runs reindex in the home of the test."""

    def run(*sources, **more):
        return run_reindex(home, sources, FakeEmbedder, **more)

    return run


@pytest.fixture
def courier(site):
    """A feed of two pages, with validators."""
    items = [
        {"title": "Wall", "link": site.url("/wall"), "date": "Tue, 24 Sep 2024 22:30:00 -0400"},
        {"title": "Ferry", "link": site.url("/ferry?utm_source=rss")},
    ]
    site.page("/rss", feed(*items), content_type="application/rss+xml", etag='"1"')
    site.page("/wall", page("Wall"), etag='"w1"')
    site.page("/ferry", page("Ferry", "The ferry sailed."), last_modified="Tue, 24 Sep 2024 10:00:00 GMT")
    return Source(name="courier", kind="feed", place=site.url("/rss"), publisher="The Courier", section="Town")


def articles_in(home):
    with Archive(home.archive) as archive:
        return {article.title: article for article in archive.articles()}


def test_a_feeds_pages_become_articles(home, site, courier, run):
    summary = run(listed=(courier,))

    assert (counts(summary), summary.fetched) == ((2, 0, 0, 0), 3)
    wall, ferry = (articles_in(home)[title] for title in ("Wall", "Ferry"))
    assert (wall.publisher, wall.section, wall.url) == ("The Courier", "Town", site.url("/wall"))
    # The feed knows the time and its zone; what says nothing stays undated.
    assert (wall.published, wall.zone) == (datetime(2024, 9, 25, 2, 30, tzinfo=UTC), -240)
    assert (ferry.published, ferry.url) == (None, site.url("/ferry"))
    assert "sailed" in ferry.text
    assert site.paths(robots=True).count("/robots.txt") == 1


def test_nothing_new_costs_questions_and_no_answers(home, site, courier, run):
    run(listed=(courier,))
    before = articles_in(home)
    site.asked.clear()

    again = run(listed=(courier,))

    assert (counts(again), again.fetched, again.not_modified, again.edition) == ((0, 0, 2, 0), 0, 3, None)
    assert articles_in(home) == before
    wall = next(asked for asked in site.asked if asked.path == "/wall")
    assert wall.headers["if-none-match"] == '"w1"'


def test_a_page_that_is_sent_again_as_it_was_is_unchanged(home, site, courier, run):
    del site.unchanged["/wall"], site.unchanged["/ferry"]
    run(listed=(courier,))
    before = articles_in(home)

    same = run(listed=(courier,))
    site.page("/wall", page("Wall") + b"<!-- served at noon -->")
    other_bytes = run(listed=(courier,))

    assert (counts(same), counts(other_bytes)) == ((0, 0, 2, 0), (0, 0, 2, 0))
    assert articles_in(home) == before


def test_a_corrected_page_is_a_new_version_of_its_article(home, site, courier, run):
    run(listed=(courier,))
    first = articles_in(home)["Wall"]
    site.page("/wall", page("Wall", "It is very old."), etag='"w2"')

    summary = run(listed=(courier,))

    assert counts(summary) == (0, 1, 1, 0)
    now = articles_in(home)["Wall"]
    assert (now.id, now.published) == (first.id, first.published)
    assert "very old" in now.text
    with Archive(home.archive) as archive:
        assert archive.article(first.id, first.version).text == first.text


def test_what_a_feed_no_longer_lists_stays_and_is_followed_for_a_week(home, site, courier, run, monkeypatch):
    run(listed=(courier,))
    site.page("/rss", feed(title="empty now"), content_type="application/rss+xml", etag='"2"')
    site.page("/wall", page("Wall", "Corrected."), etag='"w2"')

    assert counts(run(listed=(courier,))) == (0, 1, 1, 0)

    assert len(texts_in(home)) == 2
    monkeypatch.setattr(reading_web, "FOLLOWED", timedelta(seconds=-1))
    site.asked.clear()
    run(listed=(courier,))
    assert site.paths() == ["/rss"]


def test_a_page_that_fails_stops_nothing_and_is_tried_again(home, site, courier, run):
    site.say("/wall", answer(404))

    first = run(listed=(courier,))

    assert counts(first) == (1, 0, 0, 1)
    assert first.failures[0].sentence == f"{site.url('/wall')} answers 404 (not found)."
    # At once the first time, although the feed says that it has not changed; then it waits.
    assert counts(run(listed=(courier,)))[3] == 1
    waits = run(listed=(courier,))
    assert (counts(waits), waits.waiting) == ((0, 0, 1, 0), 1)
    site.page("/wall", page("Wall"))
    assert counts(run(listed=(courier,), insist=True)) == (1, 0, 1, 0)
    with Archive(home.archive) as archive:
        assert list(archive.visits.failures()) == []
    assert articles_in(home)["Wall"].published is not None


def test_a_feed_that_fails_does_not_stop_another(home, site, courier, run):
    with web("127.0.0.3") as other:
        other.say("/rss", answer(500))
        broken = Source(name="herald", kind="feed", place=other.url("/rss"))
        page_of = Source(name="no feed", kind="feed", place=site.url("/wall"))

        summary = run(
            listed=(broken, page_of, courier), fetching=FetchSettings(allow_private=True, delay_s=0, retries=0)
        )

    assert counts(summary) == (2, 0, 0, 2)
    assert {failure.source for failure in summary.failures} == {"herald", "no feed"}


def test_an_address_is_a_feed_or_a_page_whichever_it_turns_out_to_be(home, site, courier, run):
    site.page("/alone", page("Alone", "By itself."), etag='"a"')

    summary = run(courier.place, site.url("/alone"))

    assert counts(summary) == (3, 0, 0, 0)
    assert set(articles_in(home)) == {"Wall", "Ferry", "Alone"}
    # Both are remembered.
    again = run()
    assert (counts(again), again.fetched) == ((0, 0, 3, 0), 0)
    site.page("/alone", page("Alone", "In company."), etag='"b"')
    assert counts(run()) == (0, 1, 2, 0)


def test_pages_may_be_listed_one_by_one_and_be_pdf_or_plain_text(home, site, run):
    site.page("/plain", b"The ferry sailed on Monday with 230 passengers.", content_type="text/plain; charset=utf-8")
    site.page("/wall", page("Wall"))
    addresses = tuple(site.url(path) for path in ("/plain", "/wall", "/wall"))

    summary = run(listed=(Source(name="list", kind="urls", place="", urls=addresses),))

    assert counts(summary) == (2, 0, 0, 0)
    assert any("230 passengers" in text for text in texts_in(home).values())


def test_two_feeds_share_a_page(home, site, courier, run):
    items = [{"title": "Other words", "link": site.url("/wall")}]
    site.page("/top", feed(*items), content_type="application/rss+xml")
    top = Source(name="top", kind="feed", place=site.url("/top"), publisher="Somebody else")

    first, again = run(listed=(courier, top)), run(listed=(courier, top))

    assert (counts(first)[0], counts(again)) == (2, (0, 0, 2, 0))
    assert articles_in(home)["Wall"].publisher == "The Courier"


def test_a_page_may_name_its_address_on_its_own_site_only(home, site, run):
    with web("127.0.0.3") as hostile:
        site.page("/amp/wall", page("Wall", head=f'<link rel="canonical" href="{site.url("/wall")}">'))
        hostile.page("/trap", page("Trap", "Lies.", head=f'<link rel="canonical" href="{site.url("/wall")}">'))

        summary = run(site.url("/amp/wall"), hostile.url("/trap"))

        assert counts(summary) == (2, 0, 0, 0)
        assert articles_in(home)["Wall"].url == site.url("/wall")
        assert articles_in(home)["Trap"].url == hostile.url("/trap")


def test_a_run_that_ends_midway_has_the_feed_sent_again(home, site, courier, run):
    class EndsError(Exception):
        pass

    def end(stage, done, total):
        if stage == "extract":
            raise EndsError

    with pytest.raises(EndsError):
        run(listed=(courier,), progress=end)
    site.asked.clear()

    summary = run(listed=(courier,))

    assert len(articles_in(home)) == 2
    assert "if-none-match" not in next(asked for asked in site.asked if asked.path == "/rss").headers
    assert counts(summary)[3] == 0


def test_a_dry_run_counts_the_pages_that_it_would_ask_for(home, site, courier, run):
    summary = run(listed=(courier,), dry_run=True)

    assert (counts(summary), summary.to_fetch) == ((0, 0, 0, 0), 2)
    assert site.paths() == ["/rss"]
    assert counts(run(listed=(courier,))) == (2, 0, 0, 0)


def test_private_addresses_are_refused_unless_they_are_allowed(home, site, courier, run):
    local = Source(name="file", kind="urls", place="", urls=(site.url("/wall"), "http://169.254.169.254/latest"))

    summary = run(listed=(courier, local), fetching=FetchSettings(delay_s=0))

    assert counts(summary) == (0, 0, 0, 3)
    assert all("private" in failure.sentence or "local" in failure.sentence for failure in summary.failures)
    assert site.asked == []


HOSTILE = {
    "gzip bomb": (gzip.compress(b"<p>word</p>" * 2_000_000), {"Content-Encoding": "gzip"}),
    "no text": (b"<html><body><nav>Home</nav></body></html>", {}),
    "binary": (bytes(range(256)) * 40, {"Content-Type": "application/octet-stream"}),
    "deep": (b"<div>" * 5_000 + b"words", {}),
    "entities": (b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>', {"Content-Type": "text/xml"}),
    "scan": (b"%PDF-1.4\n%%EOF", {"Content-Type": "application/pdf"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_named_with_its_reason_and_stops_nothing(home, site, run, name):
    body, headers = HOSTILE[name]
    site.say("/hostile", answer(200, body, headers=headers))
    site.page("/wall", page("Wall"))
    pages = Source(name="list", kind="urls", place="", urls=(site.url("/hostile"), site.url("/wall")))

    summary = run(listed=(pages,))

    assert counts(summary) == (1, 0, 0, 1)
    [failure] = summary.failures
    assert failure.sentence.startswith(site.url("/hostile"))
    assert failure.sentence.endswith(".")


def test_hostile_feeds_are_named_and_bounded(home, site, courier, run):
    bomb = b'<!DOCTYPE r [<!ENTITY a "' + b"a" * 5_000 + b'">]><rss><channel><title>' + b"&a;" * 5_000 + b"</title>"
    site.page("/bomb", bomb, content_type="application/rss+xml")
    links = ["file:///etc/passwd", "javascript:alert(1)", "http://user:word@courier.example/x", "not an address"]
    site.page("/links", feed(*({"title": "x", "link": link} for link in links)), content_type="application/rss+xml")
    sources = (Source(name=path, kind="feed", place=site.url(f"/{path}")) for path in ("bomb", "links"))

    summary = run(listed=(*sources, courier))

    assert counts(summary)[0] == 2
    assert not {"/etc/passwd", "/x"} & set(site.paths())
    assert all(failure.source in {"bomb", "links"} for failure in summary.failures)


def test_what_a_feed_says_is_kept_as_text_alone(home, site, run):
    items = [{"title": "A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; \u202e claim", "link": site.url("/wall")}]
    site.page("/rss", feed(*items), content_type="application/rss+xml")
    site.page("/wall", page(title=""))

    run(site.url("/rss"))

    [article] = articles_in(home).values()
    assert json.dumps(article.title).isprintable()
