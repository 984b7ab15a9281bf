"""`/sources` and `/help`: what is known and how old that is, and how to ask."""

from datetime import UTC, datetime, timedelta

import pytest
from discord_reading import NASTY, read
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_known import NO_ARTICLES, OUTLETS_SHOWN, help_text, sources_pages
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_pages import MOST_PAGES
from bot.discord_text import units
from bot.known import Known, Outlet

NOW = datetime(2024, 10, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def known(**changes):
    values = {"articles": 1204, "passages": 9001, "built": NOW - DAY / 2, "oldest": NOW - 90 * DAY, "newest": NOW - DAY}
    outlets = (
        Outlet(name="The Tarn Bell", articles=1200, newest=NOW - DAY),
        Outlet(name="Ennis Echo", articles=1, newest=None),
    )
    return Known(**(values | {"undated": 4, "outlets": outlets, "unnamed": 3} | changes))


def lines(known, now=NOW):
    [page] = sources_pages(known, now)
    read(page)
    return page.splitlines()


def test_what_is_known_is_told_with_its_days_and_outlets():
    assert lines(known()) == [
        "### What I know",
        "I answer from 1,204 articles, in 9,001 passages that are searched.",
        "Published: from <t:1720008000:D> to <t:1727697600:D>",
        "The newest is from <t:1727697600:R>.",
        "Without a date: 4 articles; a question about certain days leaves these out.",
        "The index was built <t:1727740800:R>.",
        "",
        "### 2 outlets, those with the most articles first",
        "- The Tarn Bell: 1,200 articles, the newest from <t:1727697600:D>",
        "- Ennis Echo: 1 article, undated",
        "- No outlet named: 3 articles",
    ]


@pytest.mark.parametrize("nothing", [None, known(articles=0, outlets=())])
def test_that_there_is_nothing_yet_is_said(nothing):
    assert lines(nothing) == ["### What I know", NO_ARTICLES]


@pytest.mark.parametrize(
    ("age", "stale"), [(2 * DAY, False), (2 * DAY + timedelta(seconds=1), True), (400 * DAY, True)]
)
def test_old_news_are_said_to_be_old(age, stale):
    assert ("What has happened since then is missing here." in lines(known(newest=NOW - age))) is stale


def test_what_can_not_be_read_at_the_moment_is_counted():
    one, more = lines(known(failing=1)), lines(known(failing=1200))

    assert "1 page, feed or file that should be read can't be at the moment, so something may be missing." in one
    assert (
        "1,200 pages, feeds and files that should be read can't be at the moment, so something may be missing." in more
    )
    assert not any("at the moment" in line for line in lines(known()))


def test_undated_articles_alone_have_no_days():
    found = lines(known(oldest=None, newest=None, undated=1, outlets=(), unnamed=1))

    assert "Without a date: 1 article; a question about certain days leaves it out." in found
    assert not any(line.startswith(("Published", "The newest")) for line in found)
    assert found[-2:] == ["### No outlets", "- No outlet named: 1 article"]


def test_many_outlets_are_pages_that_somebody_can_turn():
    outlets = tuple(Outlet(name=f"Outlet {n} of the long coast " * 9, articles=2, newest=NOW) for n in range(5000))

    pages = sources_pages(known(outlets=outlets), NOW)

    assert 1 < len(pages) <= MOST_PAGES
    assert all(units(page) <= VIEW_TEXT_UNITS for page in pages)
    assert f"- {5000 - OUTLETS_SHOWN:,} more outlets: {2 * (5000 - OUTLETS_SHOWN):,} articles" in pages[-1]


TEXTS = st.lists(st.sampled_from(NASTY) | st.text(max_size=20), max_size=20).map("".join)


@given(st.lists(TEXTS, max_size=60))
def test_no_outlet_s_name_acts(names):
    outlets = tuple(Outlet(name=name, articles=1, newest=None) for name in names)

    for page in sources_pages(known(outlets=outlets), NOW):
        assert units(page) <= VIEW_TEXT_UNITS
        assert read(page).markers == []


@pytest.mark.parametrize("days", [0, 1, 90, 36_500])
@pytest.mark.parametrize("direct", [False, True])
def test_help_is_one_page_and_acts_nowhere(days, direct):
    text = help_text(per_minute=600, days=days, direct_messages=direct)

    assert units(text) <= VIEW_TEXT_UNITS / 2
    read(text)


def test_help_names_every_way_to_ask_and_what_is_kept():
    text = help_text(per_minute=6, days=90, direct_messages=True)

    for word in (
        "/ask",
        "since",
        "until",
        "publisher",
        "private",
        "Mention",
        "Follow up",
        "Ask about this message",
        "direct",
    ):
        assert word in text
    for word in (
        "Passages",
        "Why",
        "Helpful",
        "Not helpful",
        "Publish",
        "Cancel",
        "/sources",
        "/forget-me",
        "/settings",
    ):
        assert word in text
    assert "for 90 days" in text
    assert "6 times a minute" in text


def test_help_promises_nothing_that_the_operator_has_switched_off():
    text = help_text(per_minute=1, days=0, direct_messages=False)

    assert "direct message" not in text
    assert "No question and no answer." in text
    assert "once a minute" in text
    for word in ("Passages", "Follow up", "In a reply", "/forget-me", "for 0 days"):
        assert word not in text
