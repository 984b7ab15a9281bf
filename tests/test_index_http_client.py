"""Whatever a server does, a request ends soon, holds little, and leads nowhere private."""

import gzip
import inspect
import resource
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from datetime import UTC, datetime

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback_web import answer, web

from index.fetch_error import FetchError
from index.fetch_settings import FetchSettings
from index.guarded_network import FOREIGN, Exchange
from index.http_client import Ask, Client
from index.http_response import Redirect, Response, redirect_of, response_of, retry_after_s
from index.inflating import BadEncodingError, plain

LARGEST = 100_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def site():
    with web() as site:
        yield site


@pytest.fixture
def client():
    return Client(FetchSettings(allow_private=True, timeout_s=60))


@pytest.fixture
def guarded():
    """A client that is to stay on the public internet, and finds every name at 127.0.0.1."""
    return Client(FetchSettings(timeout_s=60), resolver=lambda _host, _port: ["127.0.0.1"])


def failure(client, url, **details):
    with pytest.raises(FetchError) as caught:
        client.get(Ask(url=url, largest=LARGEST, **details))
    return caught.value


def body(client, url, **details):
    return client.get(Ask(url=url, largest=LARGEST, **details)).body


# Pages


def test_a_page_comes_with_what_its_head_says(site, client):
    kind = 'Text/HTML; Charset="ISO-8859-2"'
    site.page("/a", b"<p>x</p>", content_type=kind, etag='W/"7"', last_modified="yesterday")

    response = client.get(Ask(url=site.url("/a"), largest=LARGEST))

    assert response == Response(
        status=200,
        url=site.url("/a"),
        content_type="text/html",
        charset="iso-8859-2",
        etag='W/"7"',
        last_modified="yesterday",
        body=b"<p>x</p>",
    )


def test_a_request_names_the_program_and_sends_no_more_than_it_must(site, client):
    site.page("/a?b=c")

    client.get(Ask(url=site.url("/a?b=c"), largest=LARGEST))

    assert dict(site.asked[0].headers) == {
        "host": f"127.0.0.1:{site.port}",
        "user-agent": "Newshound/0.1",
        "accept": site.asked[0].headers["accept"],
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }


def test_a_page_that_has_not_changed_is_not_sent_again(site, client):
    site.page("/a", etag='"1"')
    site.page("/b", last_modified="Mon, 02 Mar 2026 10:00:00 GMT")

    first = client.get(Ask(url=site.url("/a"), largest=LARGEST, etag='"1"'))
    second = client.get(Ask(url=site.url("/b"), largest=LARGEST, last_modified="Mon, 02 Mar 2026 10:00:00 GMT"))

    assert (first.status, first.body, second.status) == (304, b"", 304)
    assert client.get(Ask(url=site.url("/a"), largest=LARGEST, etag='"0"')).status == 200


def test_unchanged_is_no_answer_to_who_has_nothing(site, client):
    site.say("/a", answer(304))

    assert failure(client, site.url("/a")).reason == "answers 304 (not modified)"


def test_validators_that_can_not_be_sent_are_not(site, client):
    site.page("/a")

    assert body(client, site.url("/a"), etag='"1"\r\nX-Evil: 1', last_modified="ö")
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(site.asked[0].headers)


def test_no_cookie_is_kept(site, client):
    site.say("/a", answer(200, b"x", headers={"Set-Cookie": "session=1"}))

    body(client, site.url("/a"))
    body(client, site.url("/a"))

    assert "cookie" not in site.asked[1].headers


def test_the_environment_names_no_proxy(site, client, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.page("/a", b"direct")

    assert body(client, site.url("/a")) == b"direct"


@pytest.mark.parametrize(
    ("status", "reason", "transient", "gone"),
    [
        (404, "answers 404 (not found)", False, True),
        (410, "answers 410 (gone)", False, True),
        (403, "answers 403 (forbidden)", False, False),
        (206, "answers 206 (partial content)", False, False),
        (429, "answers 429 (too many requests)", True, False),
        (500, "answers 500 (internal server error)", True, False),
        (599, "answers 599", True, False),
        (300, "answers 300 (multiple choices)", False, False),
    ],
)
def test_an_answer_without_a_page_says_why(client, status, reason, transient, gone):
    with web() as site:
        site.say("/a", answer(status, b"sorry"))

        error = failure(client, site.url("/a"))

    assert (error.kind, error.status) == ("status", status)
    assert (error.reason, error.transient, error.gone) == (reason, transient, gone)
    assert str(error) == f"{site.url('/a')} {reason}."


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 10:01:00 GMT", 60.0),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0.0),
        ("Mon, 02 Mar 2027 09:00:00 GMT", 604_800.0),
        ("999999999", 604_800.0),
        ("9" * 5_000, None),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Foo 99999 10:00:00 GMT", None),
    ],
)
def test_a_server_says_how_long_to_wait(said, seconds):
    assert retry_after_s(said, datetime(2026, 3, 2, 10, tzinfo=UTC)) == seconds


@given(st.text())
def test_no_header_raises(value):
    raw = value.encode("utf-8", "surrogatepass")

    retry_after_s(value, datetime(2026, 3, 2, 10, tzinfo=UTC))
    response = response_of("http://a.example/", 200, [(b"Content-Type", raw), (b"ETag", raw), (b"Last-Modified", raw)])

    assert all(said is None or said.isascii() for said in (response.content_type, response.charset, response.etag))


# Redirects


def test_redirects_are_followed_a_few_times(site, client):
    for step in range(5):
        site.redirect(f"/{step}", f"{step + 1}", status=301)
    site.page("/5", b"here")

    response = client.get(Ask(url=site.url("/0"), largest=LARGEST))

    assert (response.body, response.url, response.moved) == (b"here", site.url("/5"), True)


def test_a_page_has_moved_only_if_every_redirect_is_permanent(site, client):
    site.redirect("/a", "/b", status=308)
    site.redirect("/b", "/c", status=302)
    site.page("/c")

    assert not client.get(Ask(url=site.url("/a"), largest=LARGEST)).moved
    assert not client.get(Ask(url=site.url("/c"), largest=LARGEST)).moved


def test_redirects_end(site, client):
    for step in range(9):
        site.redirect(f"/{step}", f"/{step + 1}")

    error = failure(client, site.url("/0"))

    assert (error.reason, error.kind) == ("is redirected more than 5 times", "redirects")
    assert len(site.asked) == 6


def test_a_circle_of_redirects_is_seen(site, client):
    site.redirect("/a", "/b#x")
    site.redirect("/b", "/a")

    assert failure(client, site.url("/a")).reason == "leads round in a circle"


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://courier.example/",
        "gopher://127.0.0.1:11211/_stats",
        "javascript:alert(1)",
        "http://user:secret@courier.example/",
        "http://[::1",
        "http://",
        "\x01",
        "http://courier.example/" + "a" * 5_000,
    ],
)
def test_a_redirect_leads_to_web_addresses_only(site, client, location):
    site.redirect("/a", location)

    error = failure(client, site.url("/a"))

    assert error.kind == "redirects"
    assert error.reason.startswith("leads ")
    assert error.reason.isprintable()
    assert not error.transient


def test_a_redirect_without_an_address_leads_nowhere(site, client):
    site.say("/a", answer(301))

    assert failure(client, site.url("/a")).reason == "leads to no address, which can't be fetched"


def test_a_redirect_may_hold_other_letters(site, client):
    site.send("/a", "HTTP/1.1 302 Found\r\nLocation: /häfen und meer\r\nContent-Length: 0\r\n\r\n".encode())
    site.page("/h%C3%A4fen%20und%20meer", b"here")

    assert body(client, site.url("/a")) == b"here"


def test_a_redirect_from_https_to_http_is_refused():
    target = "http://courier.example/a"
    headers = [(b"Location", target.encode())]

    with pytest.raises(FetchError, match="leads from https to http"):
        redirect_of("https://courier.example/", 301, headers)
    assert redirect_of("http://courier.example/", 301, headers) == Redirect(url=target, permanent=True)


# Where a request may go


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/", "unix:/run/x.sock", "http:///", "x", "", "http://a b/"]
)
def test_only_web_addresses_are_asked(client, url):
    assert failure(client, url).kind == "url"


def test_a_name_that_leads_to_a_private_address_is_refused(site, guarded):
    error = failure(guarded, site.url("/a", host="courier.example"))

    assert (error.reason, error.kind, error.transient) == ("leads to a private address (127.0.0.1)", "address", False)
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_a_private_address_passes(site, host):
    error = failure(Client(FetchSettings()), f"http://{host}:{site.port}/a")

    assert error.kind == "address"
    assert site.asked == []


def test_one_private_address_among_public_ones_is_enough(site):
    client = Client(FetchSettings(), resolver=lambda *_: ["1.1.1.1", "10.0.0.1"])

    assert failure(client, "http://courier.example/").reason == "leads to a private address (10.0.0.1)"


def test_a_redirect_to_a_private_address_is_refused(site, monkeypatch):
    with web("127.0.0.2") as inner:
        inner.page("/secret")
        site.redirect("/a", inner.url("/secret", host="metadata.example"))
        where = {"courier.example": "127.0.0.1", "metadata.example": "127.0.0.2"}
        # The first host passes for a public one: it could not be reached here otherwise.
        monkeypatch.setattr("index.resolving.is_public", lambda address: address == "127.0.0.1")
        client = Client(FetchSettings(), resolver=lambda host, _: [where[host]])

        error = failure(client, site.url("/a", host="courier.example"))

        assert (error.reason, error.kind) == ("leads to a private address (127.0.0.2)", "address")
        assert site.paths() == ["/a"]
        assert inner.asked == []


def test_a_name_that_resolves_anew_gains_nothing(monkeypatch):
    looked_up = []

    def resolver(host, _port):
        looked_up.append(host)
        return ["1.1.1.1"] if len(looked_up) == 1 else ["127.0.0.1"]

    connected = []

    def connect(_self, host, _port, *_):
        connected.append(host)
        raise httpcore2.ConnectError from ConnectionRefusedError(111, "")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    client = Client(FetchSettings(), resolver=resolver)

    assert failure(client, "http://courier.example/").reason == "can't be reached (connection refused)"
    assert (looked_up, connected) == (["courier.example"], ["1.1.1.1"])
    assert failure(client, "http://courier.example/").kind == "address"
    assert connected == ["1.1.1.1"]


@pytest.mark.parametrize("port", [22, 25, 6_379 - 6_000, 1_023])
def test_ports_of_other_services_are_not_asked(port):
    client = Client(FetchSettings(), resolver=lambda *_: pytest.fail("it is not even looked up"))

    assert failure(client, f"http://courier.example:{port}/").reason == f"is at port {port}, where no web server is"


def test_the_next_address_of_a_host_is_tried(site):
    site.page("/a", b"here")
    client = Client(FetchSettings(allow_private=True), resolver=lambda *_: ["127.0.0.9", "127.0.0.1"])

    assert body(client, site.url("/a", host="courier.example")) == b"here"
    assert site.asked[0].headers["host"] == f"courier.example:{site.port}"


# Ends in time


def test_a_page_that_drips_ends(site):
    site.send_for_ever("/a", HEAD + b"\r\n", b"x", pause_s=0.01)

    error = failure(Client(FetchSettings(allow_private=True, timeout_s=0.3)), site.url("/a"))

    assert (error.reason, error.kind) == ("did not send its whole page within 0.3 seconds", "time")


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_head_that_drips_ends(site, start):
    again = b"HTTP/1.1 103 Early Hints\r\n\r\n" if b"100" in start else b"X-A: b\r\n"
    site.send_for_ever("/a", start, again, pause_s=0.01)

    error = failure(Client(FetchSettings(allow_private=True, timeout_s=0.3)), site.url("/a"))

    assert error.kind == "time"


def test_a_page_that_comes_fast_and_without_end_ends_too(site, client):
    site.send_for_ever("/a", HEAD + b"\r\n", b"x" * 100)
    hasty = Client(FetchSettings(allow_private=True, timeout_s=0.3))

    with pytest.raises(FetchError, match=r"within 0.3 seconds"):
        hasty.get(Ask(url=site.url("/a"), largest=1 << 40))


def test_no_wait_begins_once_the_time_is_over():
    with pytest.raises(FetchError, match="within 0 seconds"):
        Exchange("http://courier.example/", 0, 1).seconds_left()


def test_a_server_that_says_nothing_is_left(site):
    site.send("/a", b"", hold=True)

    assert failure(Client(FetchSettings(allow_private=True, timeout_s=0.2)), site.url("/a")).kind == "time"


def test_a_resolver_that_hangs_is_left():
    let_go = threading.Event()
    client = Client(FetchSettings(timeout_s=0.1), resolver=lambda *_: [str(let_go.wait(20))])

    try:
        assert failure(client, "http://courier.example/").kind == "time"
    finally:
        let_go.set()


def test_an_interrupted_request_ends_at_once(site, client):
    site.send("/a", HEAD + b"\r\nhalf", hold=True)
    caught = []
    thread = threading.Thread(target=lambda: caught.append(failure(client, site.url("/a"))))
    thread.start()
    while not site.asked:
        time.sleep(0.001)

    client.interrupt()
    thread.join(60)

    assert caught[0].kind == "stopped"
    site.page("/b", b"later")
    assert body(client, site.url("/b")) == b"later"


# Holds little


def test_a_page_that_is_announced_too_long_is_not_read(site, client):
    site.send_for_ever("/a", HEAD + b"Content-Length: 1000000000\r\n\r\n", b"x" * 65_536)

    error = failure(client, site.url("/a"))

    assert (error.reason, error.kind) == ("sent more than 100,000 bytes", "size")


@pytest.mark.parametrize("head", [b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_page_without_end_is_broken_off(site, head):
    client = Client(FetchSettings(allow_private=True, timeout_s=60))
    site.send_for_ever("/a", HEAD + head, b"10000\r\n" + b"x" * 65_536 + b"\r\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(FetchError, match=r"sent more than 5 MB"):
        client.get(Ask(url=site.url("/a"), largest=5_000_000))

    assert site.sent_bytes < 30_000_000  # what the buffers of the kernel hold goes with it
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KiB


def test_chunks_without_content_end(site, client):
    site.send_for_ever("/a", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 20_000 + b"\r\nx\r\n")

    assert failure(client, site.url("/a")).reason == "sent more around its page than a page needs"


def test_heads_before_the_head_end(site, client):
    site.send_for_ever("/a", b"", b"HTTP/1.1 103 Early Hints\r\nX: " + b"y" * 9_000 + b"\r\n\r\n")

    assert failure(client, site.url("/a")).reason == "sent more around its page than a page needs"


@pytest.mark.parametrize("header", [b"X: " + b"y" * 200_000 + b"\r\n", b"X: y\r\n" * 30_000])
def test_a_huge_head_is_refused(site, client, header):
    site.send("/a", b"HTTP/1.1 200 OK\r\n" + header + b"\r\nx")

    assert failure(client, site.url("/a")).reason == "did not send a whole and valid HTTP response"


def test_the_beginning_of_a_longer_body_is_taken_where_that_is_enough(site, client):
    site.page("/a", b"x" * (LARGEST + 5))
    site.send_for_ever("/b", HEAD + b"\r\n", b"x" * 65_536)

    assert body(client, site.url("/a"), cut=True) == b"x" * LARGEST
    assert body(client, site.url("/b"), cut=True) == b"x" * LARGEST


def test_a_page_may_be_as_long_as_the_limit(site, client):
    site.page("/a", b"x" * LARGEST)

    assert len(body(client, site.url("/a"))) == LARGEST


# Compressed


def packed(site, path, data, encoding, *, then=b""):
    site.say(path, answer(200, data + then, headers={"Content-Encoding": encoding}))


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
        ("gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0" * 512),
    ],
)
def test_a_compressed_page_is_unpacked(site, client, encoding, pack):
    text = b"The sea wall of Port Ennis. " * 3_000
    packed(site, "/a", pack(text), encoding)

    assert body(client, site.url("/a")) == text


def test_what_is_read_to_its_end_is_unpacked_to_its_end():
    for length in range(65_500, 66_100):
        assert b"".join(plain([raw_deflate(bytes(length))], "deflate")) == bytes(length)


@given(st.binary(max_size=300), st.integers(1, 7), st.sampled_from([("gzip", gzip.compress), ("deflate", raw_deflate)]))
def test_it_does_not_matter_where_the_network_cuts(data, length, packing):
    encoding, pack = packing
    sent = pack(data * 1_000)

    chunks = [sent[start : start + length] for start in range(0, len(sent), length)]

    assert b"".join(plain(chunks, encoding)) == data * 1_000


@given(
    st.lists(st.binary(max_size=50)), st.sampled_from(["gzip", "deflate", "br", "gzip, gzip", "", "identity", "\x00"])
)
def test_no_bytes_raise_anything_unexpected(chunks, encoding):
    with suppress(BadEncodingError):
        list(plain(chunks, encoding))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_costs_no_more_than_its_limit(site, client, encoding):
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | (16 if encoding == "gzip" else 0))
    zeros = bytes(1 << 20)
    bomb = b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()
    assert len(bomb) < LARGEST + 10_000
    packed(site, "/a", bomb, encoding)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(FetchError, match="sent more than 3 MB"):
        client.get(Ask(url=site.url("/a"), largest=3_000_000))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


def test_members_that_hold_nothing_end(site, client):
    site.send_for_ever("/a", HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 1_000)

    assert failure(client, site.url("/a")).kind == "size"


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, deflate", "x" * 500])
def test_encodings_that_nobody_asked_for_are_refused(site, client, encoding):
    packed(site, "/a", b"x", encoding)

    error = failure(client, site.url("/a"))

    assert error.kind == "encoding"
    assert "which was not asked for" in error.reason
    assert len(error.reason) < 100


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<p>plain</p>", "is not compressed as it says"),
        (gzip.compress(b"x" * 999, mtime=0)[:-9], "broke off in the middle of what is compressed"),
    ],
)
def test_a_page_that_is_not_packed_as_it_says_is_refused(site, client, data, reason):
    packed(site, "/a", data, "gzip")

    assert failure(client, site.url("/a")).reason == reason


# Broken


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02\xff" * 100,
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffffffff\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: pigeon\r\n\r\nab",
    ],
)
def test_what_is_no_http_is_refused(site, client, data):
    site.send("/a", data)

    error = failure(client, site.url("/a"))

    assert (error.reason, error.kind) == ("did not send a whole and valid HTTP response", "protocol")
    assert error.transient


def test_a_body_longer_than_announced_is_cut(site, client):
    site.send("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour and more")

    assert body(client, site.url("/a")) == b"four"


def test_a_reset_connection_is_reported(site, client):
    site.send("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", reset=True)

    error = failure(client, site.url("/a"))

    assert error.kind in {"connection", "protocol"}
    assert error.transient


def test_a_port_without_a_server_is_reported(client):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        assert failure(client, f"http://127.0.0.1:{port}/").reason == "can't be reached (connection refused)"


def test_a_server_without_encryption_is_reported(site, client):
    error = failure(client, site.url("/a").replace("http:", "https:"))

    assert error.reason == "can't be reached over an encrypted connection"


def test_a_name_of_no_host_is_reported(client):
    def nowhere(*_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    error = failure(Client(FetchSettings(), resolver=nowhere), "http://courier.invalid/")

    assert (error.reason, error.kind, error.transient) == ("names a host that can't be found", "name", True)


FOREIGN_ERRORS = [
    *(found("boom") for _, found in inspect.getmembers(httpcore2, inspect.isclass) if issubclass(found, Exception)),
    OSError(5, "boom"),
    OSError("boom"),
    TimeoutError("boom"),
    ConnectionResetError(104, "boom"),
    BrokenPipeError(32, "boom"),
    socket.gaierror(-2, "boom"),
    ssl.SSLError(1, "boom"),
    ssl.SSLCertVerificationError(1, "boom"),
    ssl.SSLEOFError(8, "boom"),
    UnicodeError("boom"),
    UnicodeEncodeError("idna", "boom", 0, 1, "boom"),
]


@pytest.mark.parametrize("error", FOREIGN_ERRORS, ids=repr)
@pytest.mark.parametrize("method", ["connect_tcp", "connect_and_wrap"])
def test_no_foreign_error_leaves_the_client(monkeypatch, error, method):
    def fail(*_):
        if method == "connect_tcp":
            raise error
        raise httpcore2.ConnectError from error

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", fail)
    client = Client(FetchSettings(allow_private=True), resolver=lambda *_: ["127.0.0.1"])

    caught = failure(client, "http://courier.example/")

    assert isinstance(error, FOREIGN)
    assert "boom" not in str(caught)
    assert "Error" not in caught.reason


def test_a_certificate_that_is_not_trusted_is_named():
    error = httpcore2.ConnectError()
    error.__cause__ = ssl.SSLCertVerificationError(1, "self-signed")

    found = Exchange("https://courier.example/", 1, 1).translated(error)

    assert (found.kind, found.transient) == ("certificate", False)
    assert found.reason == "is served with a certificate that can't be trusted"


# Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_agent": ""},
        {"user_agent": "New\r\nX: y"},
        {"user_agent": "Spürhund/1"},
        {"user_agent": "x" * 201},
        {"delay_s": -1},
        {"delay_s": float("nan")},
        {"timeout_s": 0},
        {"parallel": 0},
        {"parallel": 1_000},
        {"retries": -1},
        {"largest_bytes": 0},
        {"largest_bytes": 1 << 40},
    ],
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=f"^{next(iter(wrong))} is "):
        FetchSettings(**wrong)


@pytest.mark.parametrize(
    ("user_agent", "product"),
    [("Newshound/0.1", "Newshound"), ("Hound", "Hound"), ("Hound/2 (+https://a.example/bot)", "Hound"), ("A b/c", "A")],
)
def test_robots_know_the_program_by_its_first_word(user_agent, product):
    assert FetchSettings(user_agent=user_agent).product == product
