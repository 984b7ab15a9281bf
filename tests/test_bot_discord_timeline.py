"""The newest stories and timelines in Discord: within their room, nothing foreign acting, what is left out counted."""

import re
from datetime import UTC, date, datetime, timedelta

from discord_reading import NASTY, read
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_text import units
from bot.discord_timeline import latest_text, timeline_text
from index.article import Article
from index.newest import NewStory
from index.passage import Passage, Span
from index.query import Coverage, Hit, Results
from index.terms import Analyser
from prompts.latest import STORIES, latest_of
from prompts.question import Question
from prompts.timeline import LINES, timeline

ANALYSER = Analyser()
DAY = datetime(2024, 9, 25, tzinfo=UTC)
COVERAGE = Coverage(edition="e1", built=DAY, articles=12)
FOREIGN = st.lists(st.sampled_from(NASTY), min_size=1, max_size=40).map("".join)
LONG = st.builds(lambda text, times: text * times, FOREIGN, st.sampled_from([1, 1, 30]))
# What stands in an article's own record as its address may be linked.
URLS = st.one_of(st.none(), FOREIGN.filter(lambda text: "://" not in text), FOREIGN.map("https://post.example/{}".format))


def articles(texts):
    return st.builds(
        Article,
        id=st.integers(0, 10**9).map(str),
        title=LONG,
        text=texts,
        publisher=st.none() | LONG,
        published=st.none() | st.integers(0, 300).map(lambda days: DAY - timedelta(days=days)),
        url=URLS,
    )


def asked(text, publisher=None, **limits):
    return Question(text=text, asked=DAY, publisher=publisher, **limits)


def check(text, linked):
    assert units(text) <= VIEW_TEXT_UNITS
    back = read(text)
    assert not back.markers
    assert all(url.startswith("https://post.example/") for url in back.links)
    assert len(back.links) <= linked
    assert text.startswith("### ")
    assert "\n-# Searched 12 articles." in text or "\n### Nearest" in text or text.count("\n") == 1


@given(st.lists(articles(LONG.filter(str.strip)), max_size=STORIES), LONG | st.just(""), st.none() | LONG)
def test_the_newest_stories_fit_whatever_they_hold(found, topic, publisher):
    latest = latest_of(asked(topic, publisher), [NewStory(article=one, copies=2) for one in found], COVERAGE)
    text = latest_text(latest)
    check(text, len(found))
    if latest.stories:
        shown = len(re.findall(r"^- ", text, re.MULTILINE))
        left = re.search(r"^(\d+) older stor(?:y is|ies are) not shown", text, re.MULTILINE)
        assert len(latest.stories) - shown == (int(left[1]) if left else 0)


HAPPENED = st.builds(
    lambda day, words, foreign: (
        f"The ferry sank on {date(2024, 9, 1) + timedelta(days=day):%d %B %Y}, {words} {foreign}."
    ),
    st.integers(0, 24),
    st.sampled_from(["the harbour office said", "Ann Lee said", "with 14 on board", "and the pier was closed"]),
    FOREIGN,
)


@given(st.lists(articles(st.lists(HAPPENED, min_size=1, max_size=3).map("\n".join)), min_size=1, max_size=8), LONG)
def test_a_timeline_fits_whatever_its_articles_hold(found, topic):
    hits = tuple(
        Hit(passage=Passage(article=one, span=Span(0, len(one.text))), score=1.0, similarity=1.0) for one in found
    )
    for about in ("ferry", topic):
        made = timeline(asked(about), Results(hits=hits, coverage=COVERAGE), ANALYSER, LINES)
        check(timeline_text(made), sum(len(one.text) for one in found))
