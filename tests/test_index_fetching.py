"""Many addresses, politely and at once: no host waits for another, and nothing that a host does ends the run."""

import queue
import random
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise

import pytest
from loopback_web import answer, web

from index.fetch_settings import FetchSettings
from index.fetching import Fetched, Fetcher, NotFetched, NotModified, Wanted
from index.http_client import Client

SETTINGS = FetchSettings(allow_private=True, delay_s=1.0, timeout_s=60, parallel=8, retries=2, obey_robots=False)


def requests_under_way():
    return any(thread.name.startswith("fetch ") for thread in threading.enumerate())


class FakeClock:
    """A clock that stands still while anything is asked, and jumps over every other wait."""

    def __init__(self):
        self.seconds = 1_000.0

    def now(self):
        return self.seconds

    def wait(self, results, seconds):
        while True:
            under_way = requests_under_way()
            try:
                return results.get(timeout=0.005 if under_way else 0)
            except queue.Empty:
                if not under_way:
                    self.seconds += seconds
                    return None


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def site(clock):
    with web(clock=clock.now) as site:
        yield site


@pytest.fixture
def sites(clock):
    """Four hosts."""
    with ExitStack() as stack:
        yield [stack.enter_context(web(f"127.0.0.{number}", clock=clock.now)) for number in range(2, 6)]


@pytest.fixture
def fetch(clock):
    """Fetches by the fake clock; the outcomes by their addresses."""

    chance = random.Random(1)  # noqa: S311 - it spreads retries

    def run(*urls, settings=SETTINGS, fetcher=None, **details):
        with fetcher or Fetcher(settings, clock=clock, chance=chance) as opened:
            wanted = [url if isinstance(url, Wanted) else Wanted(url=url) for url in urls]
            return {outcome.wanted.url: outcome for outcome in opened.fetch_all(wanted, **details)}

    return run


def only(outcomes):
    (outcome,) = outcomes.values()
    return outcome


# Outcomes


def test_a_page_is_fetched_with_what_its_server_says_of_it(site, fetch):
    site.page("/a", b"<p>x</p>", etag='"1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    wanted = Wanted(url=site.url("/a"), key="harbour")

    assert only(fetch(wanted)) == Fetched(
        wanted=wanted,
        url=site.url("/a"),
        body=b"<p>x</p>",
        content_type="text/html",
        charset="utf-8",
        etag='"1"',
        last_modified="Mon, 02 Mar 2026 10:00:00 GMT",
    )


def test_a_page_that_has_not_changed_is_not_fetched(site, fetch):
    site.page("/a", etag='"1"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    tagged = Wanted(url=site.url("/a"), etag='"1"')
    dated = Wanted(url=site.url("/a"), last_modified="Mon, 02 Mar 2026 10:00:00 GMT")

    assert only(fetch(tagged)) == NotModified(wanted=tagged)
    assert only(fetch(dated)) == NotModified(wanted=dated)
    assert isinstance(only(fetch(replace(tagged, etag='"0"'))), Fetched)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "no address", "", "http://u:p@a.example/"])
def test_what_is_no_web_address_is_reported(fetch, url):
    assert only(fetch(url)) == NotFetched(wanted=Wanted(url=url), reason="is no address that can be fetched")


def test_a_private_address_is_reported(site, fetch):
    outcome = only(fetch(site.url("/a"), settings=replace(SETTINGS, allow_private=False, obey_robots=True)))

    assert outcome == NotFetched(wanted=outcome.wanted, reason="leads to a private address (127.0.0.1)")
    assert site.asked == []


def test_a_page_that_is_gone_is_reported(site, fetch):
    site.say("/a", answer(410))

    outcome = only(fetch(site.url("/a")))

    assert outcome == NotFetched(wanted=outcome.wanted, reason="answers 410 (gone)", gone=True)
    assert len(site.asked) == 1


def test_every_outcome_is_told(site, fetch):
    told = []
    urls = [site.url(f"/{number}") for number in range(3)]

    fetch(*urls, "file:///x", told=lambda done, total: told.append((done, total)))

    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


# Redirects


def test_a_redirect_is_followed_to_another_host_at_that_hosts_pace(sites, fetch, clock):
    first, second = sites[:2]
    first.redirect("/old", second.url("/new"), status=301)
    for path in ("/new", "/other"):
        second.page(path)

    outcomes = fetch(second.url("/other"), first.url("/old"))

    assert outcomes[first.url("/old")].url == second.url("/new")
    assert outcomes[first.url("/old")].moved
    times = [asked.at for asked in second.asked]
    assert times[1] - times[0] >= 1.0


def test_the_rules_of_the_host_that_a_redirect_leads_to_hold(sites, fetch):
    first, second = sites[:2]
    first.redirect("/old", second.url("/private"))
    second.robots("User-agent: *\nDisallow: /private")

    outcome = only(fetch(first.url("/old"), settings=replace(SETTINGS, obey_robots=True)))

    assert outcome.reason == "is not to be fetched by programs, says its host's robots.txt"
    assert second.paths() == []


def test_redirects_end(site, fetch):
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    site.redirect("/c", "file:///etc/passwd")

    outcomes = fetch(site.url("/a"), site.url("/c"))

    assert outcomes[site.url("/a")].reason == "leads round in a circle"
    assert outcomes[site.url("/c")].reason == "leads to file:///etc/passwd, which can't be fetched"
    assert not outcomes[site.url("/c")].transient


# Pace


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(site, fetch):
    urls = [site.url(f"/{number}") for number in range(5)]

    fetch(*urls)

    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))
    assert times[-1] - times[0] < 5.0


def test_a_host_that_asks_for_a_longer_pause_gets_it(site, fetch):
    site.robots("User-agent: *\nCrawl-delay: 7")

    fetch(*[site.url(f"/{number}") for number in range(3)], settings=replace(SETTINGS, obey_robots=True))

    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 7.0 for earlier, later in pairwise(times))


def test_the_pause_holds_from_call_to_call(site, clock):
    with Fetcher(SETTINGS, clock=clock) as fetcher:
        for number in range(3):
            list(fetcher.fetch_all([Wanted(url=site.url(f"/{number}"))]))

    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))


def test_hosts_are_asked_at_the_same_time(sites, fetch, clock):
    began = clock.now()

    outcomes = fetch(*[site.url(f"/{number}") for site in sites for number in range(3)])

    assert len(outcomes) == 12
    assert clock.now() - began < 4.0  # one host alone takes two pauses


def test_not_more_hosts_than_allowed_are_asked_at_once():
    together, lock, running, most = threading.Barrier(2, timeout=60), threading.Lock(), [], []

    class Counting(Client):
        def hop(self, ask):
            with lock:
                running.append(ask.url)
                most.append(len(running))
            together.wait()
            time.sleep(0.01)  # lets a third begin, if it may
            with lock:
                running.remove(ask.url)
            return super().hop(ask)

    with ExitStack() as stack:
        sites = [stack.enter_context(web(f"127.0.0.{number}")) for number in range(2, 8)]
        settings = replace(SETTINGS, parallel=2, delay_s=0)
        with Fetcher(settings, client=Counting(settings)) as fetcher:
            outcomes = list(fetcher.fetch_all([Wanted(url=site.url("/a")) for site in sites]))

    assert len(outcomes) == 6
    assert max(most) == 2


def test_a_slow_host_delays_no_other():
    with web("127.0.0.2") as slow, web("127.0.0.3") as quick:
        slow.send("/a", b"", hold=True)
        settings = replace(SETTINGS, delay_s=0)
        wanted = [Wanted(url=slow.url("/a")), *(Wanted(url=quick.url(f"/{number}")) for number in range(20))]
        with Fetcher(settings) as fetcher:
            outcomes = fetcher.fetch_all(wanted)
            began = time.monotonic()
            first = [next(outcomes) for _ in range(20)]
            outcomes.close()

        assert {outcome.wanted.url for outcome in first} == {one.url for one in wanted[1:]}
        assert time.monotonic() - began < 40


# Failures


def test_a_failure_that_passes_is_tried_again(site, fetch, clock):
    site.say("/a", answer(500), answer(503), answer(200, b"now"))
    began = clock.now()

    assert only(fetch(site.url("/a"))).body == b"now"
    first, second, third = (asked.at for asked in site.asked)
    assert second - first >= 1.0
    assert third - second >= 1.0
    assert clock.now() - began < 10


def test_a_connection_that_breaks_is_tried_again(site, fetch):
    site.send("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", reset=True)
    site.answers["/a"].append(answer(200, b"now"))

    assert only(fetch(site.url("/a"))).body == b"now"


def test_tries_end(site, fetch):
    site.say("/a", answer(500))

    outcome = only(fetch(site.url("/a")))

    expected = NotFetched(wanted=outcome.wanted, reason="answers 500 (internal server error)", transient=True)
    assert outcome == expected
    assert len(site.asked) == 3


def test_a_failure_that_does_not_pass_is_not_tried_again(site, fetch):
    site.say("/a", answer(403))

    assert not only(fetch(site.url("/a"))).transient
    assert len(site.asked) == 1


def test_a_server_that_asks_for_a_short_wait_gets_it(site, fetch):
    site.say("/a", answer(429, headers={"Retry-After": "20"}), answer(200, b"now"))

    assert only(fetch(site.url("/a"))).body == b"now"
    assert site.asked[1].at - site.asked[0].at >= 20


def test_a_server_that_asks_for_a_long_wait_is_left_alone(site, fetch):
    site.say("/a", answer(429, headers={"Retry-After": "7200"}))
    urls = [site.url("/a"), site.url("/b"), site.url("/c")]

    outcomes = fetch(*urls)

    assert [outcomes[url].again_after_s for url in urls] == [7200.0, 7200.0, 7200.0]
    assert outcomes[urls[0]].reason == "answers 429 (too many requests)"
    assert outcomes[urls[2]].reason.startswith(
        "was not asked for, since an address before it on the same host answers 429"
    )
    assert outcomes[urls[2]].transient
    assert site.paths() == ["/a"]


def test_a_dead_host_is_given_up_after_a_few_addresses(site, fetch):
    for number in range(20):
        site.send(f"/{number}", b"")
    urls = [site.url(f"/{number}") for number in range(20)]

    outcomes = fetch(*urls)

    assert all(outcome.transient for outcome in outcomes.values())
    assert len(site.asked) == 9  # three addresses, three times each


def test_pages_that_their_own_server_can_not_make_do_not_give_up_the_host(site, fetch):
    for number in range(5):
        site.say(f"/{number}", answer(500))
    site.page("/5")

    assert isinstance(fetch(*[site.url(f"/{number}") for number in range(6)])[site.url("/5")], Fetched)


def test_a_fault_of_our_own_costs_one_page(site, fetch, clock, monkeypatch):
    class Faulty(Client):
        def hop(self, ask):
            if ask.url.endswith("/a"):
                raise ZeroDivisionError
            return super().hop(ask)

    seen = []
    monkeypatch.setattr(threading, "excepthook", lambda details: seen.append(details.exc_type))
    site.page("/b")

    outcomes = fetch(site.url("/a"), site.url("/b"), fetcher=Fetcher(SETTINGS, client=Faulty(SETTINGS), clock=clock))

    assert outcomes[site.url("/a")].reason.startswith("could not be fetched for a fault of Newshound's own")
    assert isinstance(outcomes[site.url("/b")], Fetched)
    assert set(seen) == {ZeroDivisionError}


# Rules


OBEDIENT = replace(SETTINGS, obey_robots=True)


def test_what_a_robots_txt_forbids_is_not_asked_for(site, fetch):
    site.robots("User-agent: *\nDisallow: /private")
    site.page("/a")

    outcomes = fetch(site.url("/private/a"), site.url("/a"), settings=OBEDIENT)

    assert outcomes[site.url("/private/a")] == NotFetched(
        wanted=Wanted(url=site.url("/private/a")), reason="is not to be fetched by programs, says its host's robots.txt"
    )
    assert isinstance(outcomes[site.url("/a")], Fetched)
    assert site.paths(robots=True) == ["/robots.txt", "/a"]


def test_an_operator_may_do_without_robots_txt(site, fetch):
    site.robots("User-agent: *\nDisallow: /")
    site.page("/a")

    assert isinstance(only(fetch(site.url("/a"))), Fetched)
    assert site.paths(robots=True) == ["/a"]


def test_a_host_whose_robots_txt_fails_is_not_asked_for_pages(site, fetch):
    site.say("/robots.txt", answer(503))
    urls = [site.url(f"/{number}") for number in range(3)]

    outcomes = fetch(*urls, settings=OBEDIENT)

    assert {outcome.reason for outcome in outcomes.values()} == {
        "was not asked for, since its host's robots.txt answers 503 (service unavailable)"
    }
    assert all(outcome.transient and not outcome.gone for outcome in outcomes.values())
    assert site.paths(robots=True) == ["/robots.txt"] * 3


def test_a_robots_txt_that_fails_once_is_asked_for_again(site, fetch):
    site.say("/robots.txt", answer(503), answer(404))
    site.page("/a")

    assert isinstance(only(fetch(site.url("/a"), settings=OBEDIENT)), Fetched)


def test_rules_are_kept_for_an_hour(site, clock):
    site.robots("User-agent: *\nDisallow: /private")
    with Fetcher(OBEDIENT, clock=clock) as fetcher:
        for seconds in (0, 1_800, 1_900):
            clock.seconds += seconds
            list(fetcher.fetch_all([Wanted(url=site.url("/a"))]))

    assert site.paths(robots=True) == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


# Ends


def test_a_stop_ends_the_outcomes_at_once():
    stop = threading.Event()
    with web() as site:
        site.send("/a", b"", hold=True)
        began = time.monotonic()
        with Fetcher(SETTINGS) as fetcher:
            threading.Timer(0.05, stop.set).start()
            outcomes = list(fetcher.fetch_all([Wanted(url=site.url("/a"))], stop=stop))

        assert outcomes == []
        assert time.monotonic() - began < 40
        assert not requests_under_way()


def test_nothing_is_asked_once_it_is_stopped(site, fetch):
    stop = threading.Event()
    stop.set()

    assert fetch(site.url("/a"), stop=stop) == {}
    assert site.asked == []


def test_whoever_leaves_early_leaves_nothing_behind():
    with web("127.0.0.2") as slow, web("127.0.0.3") as quick:
        slow.send("/a", b"", hold=True)
        with Fetcher(SETTINGS) as fetcher:
            for outcome in fetcher.fetch_all([Wanted(url=slow.url("/a")), Wanted(url=quick.url("/a"))]):
                assert outcome.wanted.url == quick.url("/a")
                break

        assert not requests_under_way()


def test_few_bodies_wait_for_a_busy_consumer():
    with ExitStack() as stack:
        sites = [stack.enter_context(web(f"127.0.0.{number}")) for number in range(2, 14)]
        for site in sites:
            site.page("/a", b"x" * 1_000)
        with Fetcher(replace(SETTINGS, parallel=2, delay_s=0)) as fetcher:
            outcomes = fetcher.fetch_all([Wanted(url=site.url("/a")) for site in sites])
            next(outcomes)
            while requests_under_way():
                time.sleep(0.001)
            asked = sum(len(site.asked) for site in sites)
            rest = list(outcomes)

    assert asked <= 4
    assert len(rest) == 11
