"""Timelines of small fictional stories, whose articles come in any order: what happened, when, and in which order."""

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from fictional import ANALYSER

from index.article import Article
from prompts.dated import Precision
from prompts.frozen import FrozenSearcher
from prompts.question import Question
from prompts.timeline import query_of, timeline

STORIES = yaml.safe_load((Path(__file__).parent / "data" / "timelines" / "stories.yaml").read_text(encoding="utf-8"))
SHUFFLES = 3


def article_of(number, told):
    published = told.get("published")
    if isinstance(published, date) and not isinstance(published, datetime):
        published = datetime(published.year, published.month, published.day, tzinfo=UTC)
    zone = told.get("zone")
    if published is not None and published.utcoffset():
        zone = int(published.utcoffset().total_seconds() // 60)
    return Article(
        id=f"a{number}",
        title=told["title"],
        text=told["text"],
        publisher=told["by"],
        published=published and published.astimezone(UTC),
        zone=zone,
    )


def told_by(line):
    """The time of a line as the stories write it."""
    first, precision = line.when.first.isoformat(), line.when.precision
    shown = {
        Precision.DAY: first,
        Precision.WEEK: f"week {first}",
        Precision.MONTH: first[:7],
        Precision.YEAR: first[:4],
    }[precision]
    return ("!" if line.announced else "") + shown


def timeline_of(story, order):
    articles = [article_of(number, told) for number, told in enumerate(story["articles"])]
    random.Random(order).shuffle(articles)  # noqa: S311 - the order of made-up articles is no secret
    searcher = FrozenSearcher(articles=tuple(articles), analyser=ANALYSER)
    question = Question(text=story["topic"], asked=datetime(2040, 1, 1, tzinfo=UTC))
    return timeline(question, searcher.search(query_of(question)), ANALYSER)


def test_there_are_at_least_thirty_stories():
    assert len({story["topic"] for story in STORIES}) == len(STORIES) >= 30


@pytest.mark.parametrize("order", range(SHUFFLES))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["topic"])
def test_a_story_is_told_in_the_order_in_which_it_happened(story, order):
    shown = timeline_of(story, order)

    lines = [(told_by(line), line.text) for line in shown.lines]
    assert [when for when, _ in lines] == [str(when) for when, _ in story["told"]], lines
    for (_, text), (_, words) in zip(lines, story["told"], strict=True):
        assert words in text
