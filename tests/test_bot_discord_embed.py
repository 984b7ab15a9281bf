"""Answers, refusals and errors as embeds: within every limit, each marker with its source, nothing cut in two."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_embed import embed_units, outcome_embeds, sentence_embeds
from bot.discord_limits import (
    EMBED_DESCRIPTION_UNITS,
    EMBED_FIELD_NAME_UNITS,
    EMBED_FIELD_VALUE_UNITS,
    EMBED_FIELDS,
    EMBED_TITLE_UNITS,
    EMBEDS_UNITS_IN_ALL,
)
from bot.discord_text import units
from index.article import Article
from index.passage import Span
from index.query import Coverage
from prompts.answer import Answer, Citation, Claim, NoAnswer, Reports, Trace
from prompts.question import Question

DAY = datetime(2024, 9, 25, tzinfo=UTC)
TEXT = "Maj. Anna Low said on Monday there was no involvement at all. The bridge reopened."


def trace(question="What did the army say?", note=None):
    asked = datetime(2024, 9, 26, 8, tzinfo=UTC)
    coverage = Coverage(edition="e1", built=asked, articles=12, publishers=("The Post",), newest=DAY)
    question = Question(text=question, asked=asked)
    return Trace(id="t1", question=question, hits=(), coverage=coverage, model="scripted", confidence=0.9, note=note)


def article(number=1, **changes):
    values = {"id": f"a{number}", "title": f"Bridge story {number}", "text": TEXT, "publisher": "The Post"}
    return Article(**(values | {"published": DAY, "url": f"https://post.example/{number}"} | changes))


def citation(number=1, *, cited=None, quoted="no involvement at all", **changes):
    cited = cited or article(number)
    start = cited.text.index(quoted)
    return Citation(number=number, article=cited, span=Span(start, start + len(quoted)), **changes)


def answer(*claims, citations, reports=None, dated=False, **traced):
    return Answer(
        claims=claims,
        citations=citations,
        reports=reports or Reports(independent=1, copies=0),
        trace=trace(**traced),
        dated=dated,
    )


def fields(embed):
    return [(field.name, field.value) for field in embed.fields]


def test_an_answer_shows_its_markers_its_sources_and_how_well_they_stand():
    outcome = answer(
        Claim(text="There was no involvement.", citations=(1, 2)),
        citations=(
            citation(1, speaker="Maj. Anna Low"),
            citation(2, cited=article(2, published=datetime(2024, 9, 27, 17, 30, tzinfo=UTC), url=None)),
        ),
        reports=Reports(independent=2, copies=3),
        note="The model did not answer; this is quoted from the articles.",
    )

    [embed] = outcome_embeds(outcome)

    assert embed.title == "What did the army say?"
    assert embed.description == "There was no involvement. [1] [2]"
    assert fields(embed) == [
        (
            "[1] The Post",
            "[Bridge story 1](https://post.example/1) (post.example), <t:1727265600:D>"
            "\n> Maj. Anna Low: “no involvement at all”",
        ),
        ("[2] The Post", "**Bridge story 2**, <t:1727458200:D>\n> “no involvement at all”"),
        (
            "Dates and reports",
            "Newest source: <t:1727458200:D>; oldest: <t:1727265600:D>."
            " 2 independent reports and 3 copies of their words.",
        ),
        ("Note", "The model did not answer; this is quoted from the articles."),
    ]


def test_a_date_without_an_hour_is_the_same_day_for_readers_in_america():
    [embed] = outcome_embeds(answer(Claim(text="So.", citations=(1,)), citations=(citation(),)))

    noon = int(datetime(2024, 9, 25, 12, tzinfo=UTC).timestamp())
    assert f"<t:{noon}:D>" in embed.fields[0].value


def test_an_undated_source_without_outlet_says_so():
    cited = article(publisher=None, published=None, url="file:///home/me/a.txt")

    [embed] = outcome_embeds(answer(Claim(text="So.", citations=(1,)), citations=(citation(cited=cited),)))

    assert fields(embed) == [
        ("[1]", "**Bridge story 1**, undated\n> “no involvement at all”"),
        ("Dates and reports", "The sources are undated. 1 independent report."),
    ]


def test_a_dated_list_has_one_line_for_each_report():
    claims = (Claim(text="Again.", citations=(2,)), Claim(text="Once.", citations=(1,)))
    cited = (citation(1), citation(2, cited=article(2, published=datetime(2024, 9, 27, tzinfo=UTC))))

    [embed] = outcome_embeds(answer(*claims, citations=cited, dated=True))

    assert embed.description == ("- 27 September 2024, The Post: Again. [2]\n- 25 September 2024, The Post: Once. [1]")


def test_sources_that_do_not_fit_take_their_markers_and_sentences_with_them():
    claims = tuple(Claim(text=f"Sentence {n}.", citations=(n,)) for n in range(1, 12))

    [embed] = outcome_embeds(answer(*claims, citations=tuple(citation(n) for n in range(1, 12))))

    assert embed.description.endswith("Sentence 8. [8] …")
    assert [name for name, _ in fields(embed)][-2:] == ["And 3 more sources", "Dates and reports"]
    assert markers_of(embed) == sources_of(embed) == set(range(1, 9))


def test_quotes_are_shortened_before_any_source_is_given_up():
    long = article(text="word " * 600)
    claims = tuple(Claim(text="So it was. " * 20, citations=(n,)) for n in range(1, 9))
    cited = tuple(citation(n, cited=long, quoted=long.text.strip()) for n in range(1, 9))

    [embed] = outcome_embeds(answer(*claims, citations=cited))

    assert sources_of(embed) == set(range(1, 9))
    assert all(re.search(r"> “(word )+…”$", value) for name, value in fields(embed) if name.startswith("["))


def test_a_refusal_names_the_nearest_articles_as_not_answering():
    [embed] = outcome_embeds(NoAnswer(reason="no_answer", nearest=(article(1), article(2, url=None)), trace=trace()))

    assert embed.description == (
        "The articles don't say. I searched 12 articles from The Post, the newest from 25 September 2024."
    )
    assert fields(embed) == [
        (
            "Nearest articles, which do not answer this",
            "- [Bridge story 1](https://post.example/1) (post.example), The Post, <t:1727265600:D>"
            "\n- **Bridge story 2**, The Post, <t:1727265600:D>",
        )
    ]


def test_a_refusal_without_any_article_is_its_sentences():
    [embed] = outcome_embeds(NoAnswer(reason="nothing_found", nearest=(), trace=trace()))

    assert embed.description.startswith("I found no article about that.")
    assert fields(embed) == []


@pytest.mark.parametrize("sentence", ["Too many questions.", "x" * 10_000, "<@1> @everyone"])
def test_an_error_is_a_sentence_that_pings_nobody(sentence):
    [embed] = sentence_embeds(sentence)

    assert_within_limits(embed)
    assert not ACTING.search(embed.description)


ACTING = re.compile(r"<(@[!&]?|#|/|a?:|id:)|@everyone|@here", re.IGNORECASE)
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c]")

NASTY = st.sampled_from(
    [
        *(
            "<@1>",
            "<@&2>",
            "</ask:3>",
            "<t:4:R>",
            "@everyone",
            "[5]",
            "[1](https://evil.example)",
            "https://evil.example",
        ),
        *(
            "**",
            "||",
            "```",
            "\\",
            "# ",
            "\u202e",
            "\u200b",
            "\n",
            "\ud800",
            "e\u0301",
            "😀",
            "word ",
            "*word* ",
            "新聞",
        ),
    ]
)
TEXTS = st.one_of(
    st.lists(NASTY | st.text(max_size=20), max_size=20).map("".join),
    st.tuples(NASTY | st.text(max_size=20), st.integers(1, 900)).map(lambda repeated: repeated[0] * repeated[1]),
)
ARTICLES = st.builds(
    Article,
    id=st.just("a"),
    title=TEXTS,
    text=TEXTS.map(lambda text: f"{text} end".replace("\ud800", "")),  # no normalised text holds a lone surrogate
    publisher=st.none() | TEXTS,
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    url=st.none() | TEXTS.map(lambda text: f"https://news.example/{text}") | TEXTS,
)


@st.composite
def answers(draw):
    pool = draw(st.lists(ARTICLES, min_size=1, max_size=3))
    many = draw(st.integers(1, 14))
    lists = st.lists(st.integers(1, many), min_size=1, max_size=14)
    claims = draw(st.lists(st.builds(Claim, text=TEXTS, citations=lists.map(tuple)), min_size=1, max_size=12))
    cited = sorted({number for claim in claims for number in claim.citations})
    texts = {number: draw(st.sampled_from(pool)) for number in cited}
    return Answer(
        claims=tuple(claims),
        citations=tuple(
            Citation(number=n, article=one, span=Span(0, len(one.text)), speaker=draw(st.none() | TEXTS))
            for n, one in texts.items()
        ),
        reports=Reports(independent=draw(st.integers(0, 10**6)), copies=draw(st.integers(0, 10**6))),
        trace=trace(question=draw(TEXTS), note=draw(st.none() | TEXTS)),
        dated=draw(st.booleans()),
    )


@settings(deadline=None)
@given(answers())
def test_every_answer_fits_and_each_marker_that_is_shown_has_its_source(outcome):
    [embed] = outcome_embeds(outcome)

    assert_within_limits(embed)
    assert markers_of(embed) == sources_of(embed) <= {one.number for one in outcome.citations}
    assert outcome.claims[0].citations[0] in markers_of(embed)
    missing = len(outcome.citations) - len(sources_of(embed))
    assert any(f"And {missing} more" in field.name for field in embed.fields) == bool(missing)
    assert_harmless(embed)


@settings(deadline=None)
@given(st.lists(ARTICLES, max_size=6), TEXTS)
def test_every_refusal_fits_and_shows_no_marker(nearest, question):
    outcome = NoAnswer(reason="no_answer", nearest=tuple(nearest), trace=trace(question=question))

    [embed] = outcome_embeds(outcome)

    assert_within_limits(embed)
    assert markers_of(embed) == sources_of(embed) == set()
    assert_harmless(embed)


@settings(deadline=None)
@given(answers())
def test_nothing_is_cut_inside_a_word_a_marker_or_an_escape(outcome):
    [embed] = outcome_embeds(outcome)

    for text in (embed.title, embed.description, *(field.value for field in embed.fields)):
        for cut in re.finditer(r" …", text or ""):
            assert not re.search(r"(?<!\\)(\\\\)*\\$", text[: cut.start()])
    assert not re.search(r"\[\d*(…|$)|(?<!\[)\b\d+\](?!\()", re.sub(r"\\\S", "", embed.description))


def assert_within_limits(embed):
    assert units(embed.title or "") <= EMBED_TITLE_UNITS
    assert 1 <= units(embed.description) <= EMBED_DESCRIPTION_UNITS
    assert len(embed.fields) <= EMBED_FIELDS
    for name, value in fields(embed):
        assert 1 <= units(name) <= EMBED_FIELD_NAME_UNITS
        assert 1 <= units(value) <= EMBED_FIELD_VALUE_UNITS
    assert embed_units(embed) <= EMBEDS_UNITS_IN_ALL
    assert len(embed) <= EMBEDS_UNITS_IN_ALL


def assert_harmless(embed):
    shown = [embed.title or "", embed.description, *(part for field in fields(embed) for part in field)]
    for text in shown:
        assert not ACTING.search(text)
        assert not HIDDEN.search(text)
        assert re.fullmatch(r"(<t:-?\d+:D>|\((https?)://[^\s()]+\)|(?!<t:|://).)*", text, re.DOTALL)


def markers_of(embed):
    return {int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", embed.description)}


def sources_of(embed):
    return {int(found[1]) for field in embed.fields if (found := re.match(r"\[(\d+)\]", field.name))}
