"""Statements in Discord: always within a view's room, what is left out counted, and nothing of the articles acting."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from discord_reading import NASTY, read
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_quotes import quotes_text
from bot.discord_text import units
from bot.quote_lines import Found
from index.article import Article
from index.passage import Span
from index.quoted import Said, SaidResults
from index.quotes import Quote
from index.speaker_names import read_speaker
from prompts.statements import Statement

DAY = datetime(2024, 9, 25, tzinfo=UTC)
BUILT = datetime(2024, 9, 26, tzinfo=UTC)
WORDS = "The wall will hold for years"


def statement(number=1, *, words=WORDS, speaker="Mayor Ilse Brandt", direct=True, repeated=(), **details):
    known = {"title": f"Wall story {number}", "publisher": "The Post", "published": DAY}
    article = Article(
        **(known | {"id": f"a{number}", "text": words, "url": f"https://post.example/{number}"} | details)
    )
    whole = Span(0, len(words))
    quote = Quote(words=whole, sentence=whole, speaker=speaker, cue="say", direct=direct)
    return Statement(said=Said(article=article, quote=quote), speaker=read_speaker(speaker), repeated=tuple(repeated))


def found(*statements, speaker="Brandt", topic="the wall", more=0, near=(), speakers=("Mayor Ilse Brandt",)):
    return Found(
        speaker=speaker,
        topic=topic,
        results=SaidResults(found=(), speakers=speakers, near=near, otherwise=3),
        statements=statements,
        more=more,
        articles=12,
        edition="e1",
        built=BUILT,
    )


def read_back(text):
    """What Discord would make of it, our own bold names aside."""
    return read(re.sub(r"^\*\*(.+)\*\*(?=, (?:<t:|undated))", r"\1", text, flags=re.MULTILINE))


def test_a_statement_has_speaker_day_words_source_and_copies():
    again = Article(id="b", title="Again", text="x", publisher="Wire", published=DAY + timedelta(days=1))
    assert quotes_text(found(statement(repeated=[again]))).split("\n") == [
        "### What Brandt said on the wall",
        "**Mayor Ilse Brandt**, <t:1727265600:D>",
        "> “The wall will hold for years”",
        "[Wall story 1](https://post.example/1#:~:text=The%20wall%20will%20hold%20for%20years) (post.example),"
        " The Post; in 1 more report",
        "-# Searched 12 articles. The index was built <t:1727308800:R>.",
    ]


def test_what_is_reported_has_no_marks_and_what_is_unknown_is_left_out():
    text = quotes_text(
        found(statement(direct=False, publisher=None, published=None, url=None), speaker="", topic="")
    ).split("\n")
    assert text[:4] == ["### What people said", "**Mayor Ilse Brandt**, undated", f"> {WORDS}", "Wall story 1"]


@pytest.mark.parametrize(("more", "told"), [(0, ""), (1, "1 more is not shown;"), (2000, "2,000 more are not shown;")])
def test_what_was_not_read_is_counted(more, told):
    text = quotes_text(found(statement(), more=more))
    assert (f"\n{told}" in text) if told else ("not shown" not in text)


def test_what_does_not_fit_is_left_out_from_the_oldest_on_and_counted():
    many = [statement(number, words=f"{number} " + "It will hold as it has. " * 40) for number in range(100, 120)]
    text = quotes_text(found(*many, more=7))
    shown = [int(number) for number in re.findall(r"^> “(\d+)", text, re.MULTILINE)]
    assert shown == list(range(100, 100 + len(shown)))
    assert 3 < len(shown) < 20
    assert f"\n{20 - len(shown) + 7} more are not shown; narrow it down" in text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"speakers": (), "near": ("Ilse",)}, "Nobody called “Brandt” is quoted there. Names like it: Ilse."),
        ({"speakers": ()}, "Nobody called “Brandt” is quoted there. I searched 12 articles."),
        ({}, "“Brandt” is quoted 3 times, but not on “the wall”."),
        ({"speaker": ""}, "Nobody is quoted on “the wall” there."),
        ({"speaker": "", "topic": ""}, "Nobody is quoted there. I searched 12 articles."),
    ],
)  # fmt: skip
def test_where_nothing_was_found_it_says_why(changes, told):
    text = quotes_text(found(**changes))
    assert text.startswith("### What ")
    assert told in text


FOREIGN = st.lists(st.sampled_from(NASTY), min_size=1, max_size=40).map("".join)
LONG = st.builds(lambda text, times: text * times, FOREIGN, st.sampled_from([1, 1, 30]))
URLS = st.one_of(
    st.none(), FOREIGN, FOREIGN.map("https://post.example/{}".format), st.just("https://post.example/" + "x" * 370)
)


@st.composite
def statements(draw, number=0):
    words = draw(LONG.filter(str.strip))
    return statement(
        number,
        words=words,
        speaker=draw(LONG.filter(str.strip)),
        direct=draw(st.booleans()),
        title=draw(LONG),
        publisher=draw(st.none() | LONG),
        published=draw(st.none() | st.just(DAY)),
        url=draw(URLS),
        repeated=[Article(id="b", title="b", text="b")] * draw(st.integers(0, 2)),
    )


@given(
    st.lists(statements(), max_size=12), LONG | st.just(""), LONG | st.just(""), st.integers(0, 10**6), st.lists(LONG)
)
def test_whatever_the_articles_hold_it_fits_and_nothing_foreign_acts(made, speaker, topic, more, near):
    text = quotes_text(found(*made, speaker=speaker, topic=topic, more=more, near=tuple(near)))
    assert units(text) <= VIEW_TEXT_UNITS
    back = read_back(text)
    assert not back.markers
    assert all(re.match(r"https://post\.example/", url) for url in back.links)
    assert len(back.links) <= len(made)
    if made:
        shown = len(re.findall(r"^> ", text, re.MULTILINE))
        left = re.search(r"^([\d,]+) more (?:is|are) not shown; narrow", text, re.MULTILINE)
        assert len(made) - shown + more == (int(left[1].replace(",", "")) if left else 0)
