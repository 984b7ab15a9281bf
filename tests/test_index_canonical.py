"""One page has one address, and no page takes another site's."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.canonical import address_key, canonical, requestable, same_site

PIECES = st.one_of(
    st.sampled_from(
        "http:// HTTPS:// www. courier.example Bücher.example [::1] :80 :443 :8080 / ? # utm_source=x & a=1 FBCLID=2"
        " %75tm_medium=y % %zz %C3%A9 é user:secret@ . // \\ .. [ ] \u3002 ℀ ß \ud800 ; = + /a/".split()
    ),
    st.sampled_from([" ", "\u00a0", "\x00", "\t", "a" * 300]),
    st.text(max_size=5),
)
ADDRESSES = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join).map("http://courier.example".__add__))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Courier.Example/Harbour", "https://courier.example/Harbour"),
        ("HTTP://courier.example", "http://courier.example/"),
        ("  https://courier.example/a\n", "https://courier.example/a"),
        ("https://courier.example:443/a", "https://courier.example/a"),
        ("http://courier.example:443/a", "http://courier.example:443/a"),
        ("http://courier.example:80", "http://courier.example/"),
        ("https://courier.example./a", "https://courier.example/a"),
        ("https://courier.example/a#comments", "https://courier.example/a"),
        ("https://courier.example/a?", "https://courier.example/a"),
        ("https://courier.example?id=1", "https://courier.example/?id=1"),
        ("https://bücher.example/ö", "https://xn--bcher-kva.example/%C3%B6"),
        ("https://courier.example/my page", "https://courier.example/my%20page"),
        ("https://courier.example/a?b=2&a=1&b=3", "https://courier.example/a?b=2&a=1&b=3"),
        ("https://courier.example/a?id=7&utm_source=x&UTM_Medium=y&fbclid=z", "https://courier.example/a?id=7"),
        ("https://courier.example/a?gclid=x#top", "https://courier.example/a"),
        ("https://courier.example/a?mc_cid=1&q=sea+wall&igshid=2", "https://courier.example/a?q=sea+wall"),
        ("https://courier.example/a?%75tm_source=x", "https://courier.example/a"),
        ("https://[2606:4700:0:0::1111]/a", "https://[2606:4700::1111]/a"),
        (
            "https://courier.example/a?u=https://other.example/?x",
            "https://courier.example/a?u=https://other.example/?x",
        ),
    ],
)
def test_a_page_has_one_address(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "courier.example/a",
        "//courier.example/a",
        "/a",
        "file:///etc/passwd",
        "ftp://courier.example/a",
        "gopher://courier.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:///a",
        "https://?a",
        "https://user:secret@courier.example/",
        "https://user@courier.example/",
        "https://@courier.example/",
        "https://courier.example\\@evil.example/",
        "https://courier.example:99999/",
        "https://courier.example:0/",
        "https://courier.example:x/",
        "https://courier..example/",
        "https://.example/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://courier.example/a\x00b",
        "https://courier.example/a\nb",
        "https://courier.example/a\u2028b",
        "https://cour ier.example/",
        "https://courier.example/\ud800",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 130 + "example/",
        "https://courier.example/" + "a" * 2_000,
        "https://exa℀mple.example/",
    ],
)
def test_what_can_not_be_fetched_has_no_address(url):
    assert canonical(url) is None
    assert requestable(url) is None


def test_what_only_tracks_does_not_make_an_address_too_long():
    assert canonical("https://courier.example/a?utm_campaign=" + "x" * 3_000) == "https://courier.example/a"


def test_a_request_keeps_every_parameter():
    assert requestable("https://courier.example/a?utm_source=x#top") == "https://courier.example/a?utm_source=x"


@given(ADDRESSES)
def test_an_address_is_its_own_canonical_one(url):
    once = canonical(url)

    if once is not None:
        assert canonical(once) == requestable(once) == once
        assert once.isascii()
        assert not set(once) & set(string.whitespace)
        assert len(once) <= 2_000
        assert address_key(once)


@given(ADDRESSES)
def test_what_can_be_asked_for_stays_as_it_is(url):
    once = requestable(url)

    assert once is None or requestable(once) == once


@pytest.mark.parametrize(
    "url",
    [
        "http://courier.example/a",
        "https://courier.example/a/",
        "https://www.courier.example/a",
        "http://www.courier.example:80/a//",
        "https://WWW.courier.example/a?utm_source=x",
    ],
)
def test_a_page_is_the_same_however_it_is_reached(url):
    assert address_key(canonical(url) or "") == "courier.example/a"


def test_other_pages_have_other_keys():
    keys = [
        address_key(f"https://{rest}")
        for rest in ("a.example/", "a.example/b", "a.example/B", "a.example/b?c=1", "a.example:8080/", "m.a.example/")
    ]

    assert keys == ["a.example", "a.example/b", "a.example/B", "a.example/b?c=1", "a.example:8080", "m.a.example"]


@pytest.mark.parametrize("text", ["n/a", "", "https://Courier.example/", "courier.example"])
def test_only_a_canonical_address_has_a_key(text):
    with pytest.raises(ValueError, match="not a canonical address"):
        address_key(text)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://courier.example/a", "http://courier.example/b?c", True),
        ("https://www.courier.example/a", "https://m.courier.example/a", True),
        ("https://amp.courier.example/a", "https://courier.example/a", True),
        ("https://www.mobile.courier.example/", "https://courier.example/", True),
        ("https://courier.example/a", "https://courier.example:8443/a", True),
        ("https://courier.example/a", "https://herald.example/a", False),
        ("https://courier.example/a", "https://news.courier.example/a", False),
        ("https://courier.example/a", "https://courier.example.evil.example/a", False),
        ("https://courier.example/a", "https://evilcourier.example/a", False),
        ("https://m.example/a", "https://www.example/a", False),
        ("https://courier.example/a", "https://courier.example@evil.example/a", False),
        ("https://courier.example/a", "/a", False),
        ("", "", False),
    ],
)
def test_a_site_is_a_host(first, second, same):
    assert same_site(first, second) is same
    assert same_site(second, first) is same
