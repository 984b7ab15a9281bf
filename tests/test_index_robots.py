"""What a robots.txt allows, and that a hostile one costs little."""

import resource
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback_web import answer, web

from index.fetch_error import FetchError
from index.fetch_settings import FetchSettings
from index.http_client import Client
from index.robots import LARGEST_BYTES, fetch_robots, read_robots, robots_address

SITE = "https://courier.example"


def allowed(text, *paths, product="Newshound"):
    rules = read_robots(text, product)
    return [path for path in paths if rules.allows(SITE + path)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["/a", "/b/c", "/b/d.pdf"]),
        ("User-agent: *\nDisallow: /", []),
        ("User-agent: *\nDisallow:", ["/a", "/b/c", "/b/d.pdf"]),
        ("User-agent: *\nDisallow: /b", ["/a"]),
        ("User-agent: *\nDisallow: /\nAllow: /b", ["/b/c", "/b/d.pdf"]),
        ("User-agent: *\nDisallow: /*.pdf$", ["/a", "/b/c"]),
        ("User-agent: Other\nDisallow: /", ["/a", "/b/c", "/b/d.pdf"]),
        ("User-agent: newshound\nDisallow: /a\n\nUser-agent: *\nDisallow: /", ["/b/c", "/b/d.pdf"]),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Newshound/9.9\nDisallow: /a", ["/b/c", "/b/d.pdf"]),
        ("User-agent: Other\nUser-agent: Newshound\nDisallow: /b", ["/a"]),
        ("User-agent: Newshound\nUser-agent: Other\nDisallow: /b", ["/a"]),
        ("User-agent: Newshoundling\nDisallow: /", ["/a", "/b/c", "/b/d.pdf"]),
        ("User-agent: Newshound\nDisallow: /a\nUser-agent: Other\nDisallow: /b", ["/b/c", "/b/d.pdf"]),
        ("User-agent: Newshound\nDisallow:\nUser-agent: Other\nDisallow: /b", ["/a", "/b/c", "/b/d.pdf"]),
        ("  USER-AGENT : * # all\r\n disallow : /a # not this\r\n", ["/b/c", "/b/d.pdf"]),
        ("Sitemap: https://courier.example/map\nUser-agent: *\nHost: x\nDisallow: /a", ["/b/c", "/b/d.pdf"]),
        ("Disallow: /", ["/a", "/b/c", "/b/d.pdf"]),
        ("<!doctype html><p>Not found: sorry</p>", ["/a", "/b/c", "/b/d.pdf"]),
    ],
)
def test_rules_are_those_for_this_program(text, expected):
    assert allowed(text, "/a", "/b/c", "/b/d.pdf") == expected


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("5", 5.0), ("0.5", 0.5), ("86400", 30.0), ("inf", 0.0), ("nan", 0.0), ("-3", 0.0), ("soon", 0.0)],
)
def test_a_delay_is_obeyed_within_reason(said, seconds):
    assert read_robots(f"User-agent: *\nCrawl-delay: {said}", "Newshound").delay_s == seconds


def test_each_scheme_and_port_has_its_own_rules():
    assert robots_address("https://a.example:8443/b?c#d") == "https://a.example:8443/robots.txt"


def padded(head, line):
    return head + line * (LARGEST_BYTES // len(line))


HOSTILE = {
    "many wildcards": padded("User-agent: *\n", "Disallow: /" + "*a" * 900 + "b\n"),
    "many rules with wildcards": padded("User-agent: *\n", "Disallow: /*a*a*a*a*a*a*b\n"),
    "long needles": padded("User-agent: *\n", "Disallow: /*" + "a" * 950 + "b" + "a" * 900 + "\n"),
    "dollars": padded("User-agent: *\n", "Disallow: /*$$$$$$$$$$a*%41*%C3%A9$\n"),
    "many names above many rules": "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "allow:a\n" * 30_000,
    "names without a colon": "".join(f"user-agent a{n} \n" for n in range(15_000)) + "allow:a\n" * 30_000,
    "parts of our name": "".join(f"User-agent: {'newshound'[n % 9 :]}\n" for n in range(15_000)) + "allow:a\n" * 30_000,
    "one line of 10 MB": "User-agent: *\nDisallow: /" + "a" * 10_000_000,
    "line ends": "\n" * 10_000_000,
    "controls": "User-agent: *\nDisallow: /\x00\ud800\x85\u2028*\n" * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_costs_little(text):
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    rules = read_robots(text, "Newshound")
    for path in ("/" + "a" * 1_900, "/" + "ab" * 900):
        rules.allows(SITE + path)

    assert time.process_time() - began < 5  # without a bound: minutes, or gigabytes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # KiB


@given(st.text(st.characters()), st.sampled_from(["/a", "/", "/%zz?&=%"]))
def test_no_text_raises(text, path):
    rules = read_robots("User-agent: *\n" + text, "Newshound")

    rules.allows(SITE + path)
    assert 0 <= rules.delay_s <= 30


# Fetched


@pytest.fixture
def site():
    with web() as site:
        yield site


def fetched(site, product="Newshound"):
    client = Client(FetchSettings(allow_private=True, timeout_s=60))
    return fetch_robots(client, site.url("/robots.txt"), product)


def test_the_rules_of_a_host_are_fetched(site):
    site.robots("\ufeffUser-agent: *\nDisallow: /private")

    rules = fetched(site)

    assert not rules.allows(site.url("/private/a"))
    assert rules.allows(site.url("/public"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_without_rules_allows_everything(site, status):
    site.say("/robots.txt", answer(status, b"User-agent: *\nDisallow: /"))

    assert fetched(site).allows(site.url("/a"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_can_not_say_its_rules_allows_nothing_for_now(site, status):
    site.say("/robots.txt", answer(status, headers={"Retry-After": "9"}))

    with pytest.raises(FetchError) as caught:
        fetched(site)

    assert (caught.value.transient, caught.value.retry_after_s) == (True, 9.0)


def test_a_host_that_breaks_off_allows_nothing_for_now(site):
    site.send("/robots.txt", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *")

    with pytest.raises(FetchError):
        fetched(site)


def test_five_redirects_are_followed_and_more_are_no_rules(site):
    site.redirect("/robots.txt", "/1")
    for step in range(1, 5):
        site.redirect(f"/{step}", f"/{step + 1}")
    site.page("/5", b"User-agent: *\nDisallow: /")
    assert not fetched(site).allows(site.url("/a"))

    site.redirect("/5", "/6")
    assert fetched(site).allows(site.url("/a"))


def test_the_beginning_of_an_endless_file_is_read(site):
    start = b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n"
    site.send_for_ever("/robots.txt", start, b"# filler\n" * 1_000)

    assert not fetched(site).allows(site.url("/a"))
