"""Whether a sentence's dates stand in what it cites, or follow from it by the date of publication."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.passage import Passage, Span
from prompts.checks.date_check import check_dates
from prompts.checks.dates_named import dates_in
from prompts.checks.finding import Check, Verdict
from prompts.checks.source import Source

FRIDAY = datetime(2031, 5, 9, 12, tzinfo=UTC)


def source(text, published=FRIDAY, number=1):
    article = Article(id="a", title="News", text=text, published=published)
    return Source(number=number, passage=Passage(article=article, span=Span(0, len(text))))


def fails(sentence, text, published=FRIDAY):
    return [one.words for one in check_dates(sentence, [source(text, published)]) if one.verdict is Verdict.FAILED]


HELD = [
    ("on 3 May 2031", "on May 3, 2031"),
    ("on Sept. 25", "on 25 September"),
    ("on 3 May", "on 2031-05-03"),
    ("in May 2031", "on 3 May 2031"),
    ("in 2031", "on 3 May 2031"),
    ("on Saturday", "on 3 May 2031"),
    ("on Wednesday night", "early on Wednesday"),
    ("on 7 May 2031", "on Wednesday"),
    ("on 14 May", "next Wednesday"),
    ("on 14 May", "on Wednesday"),
    ("on Thursday", "yesterday"),
    ("on 8 May", "yesterday"),
    ("in April 2031", "last month"),
    ("in 2030", "last year"),
    ("in 2029", "two years ago"),
    ("yesterday", "yesterday"),
    ("last week", "last week"),
    ("two years ago", "2 years ago"),
    ("in the 1990s", "in 1994"),
    ("in the '90s", "the 1990s"),
    ("in September 2030", "in September"),
    ("at 5 p.m.", "at 17:00"),
    ("at 17:30", "at 5.30pm"),
    ("at noon", "at 12 p.m."),
    ("at five o’clock", "at 5 p.m."),
    ("at 7 p.m.", "from 5 to 7 p.m."),
    ("on 4 May", "from 3 to 4 May"),
    ("in 2020", "in 2019-20"),
    ("in 1850", "1,850 boats"),
    # The day of publication, as a date written in figures.
    ("of 9 May 2031", "a harbour"),
    ("of May 2031", "a harbour"),
    ("in 2031", "a harbour"),
]


@pytest.mark.parametrize(("said", "written"), HELD)
def test_a_date_is_held_or_computed(said, written):
    assert fails(f"It opened {said}.", f"They came {written} there.") == []


FAILED = [
    ("on 4 May 2031", "on 3 May 2031"),
    ("on 3 May 2030", "on 3 May 2031"),
    ("on 3 May 2030", "on 3 May"),
    ("on 25 September", "in September"),
    ("on Sunday", "on 3 May 2031"),
    ("on Tuesday", "on Wednesday"),
    ("next Wednesday", "last Wednesday"),
    ("yesterday", "on Thursday"),
    ("yesterday", "on 8 May"),
    ("last month", "last week"),
    ("three years ago", "two years ago"),
    ("in 2028", "two years ago"),
    ("in the 1980s", "in 1994"),
    ("in June", "in May"),
    ("at 6 p.m.", "at 5 p.m."),
    ("at 5 a.m.", "at 5 p.m."),
    ("in 1851", "in 1850"),
    # The day of publication holds neither.
    ("on Friday", "a harbour"),
    ("today", "a harbour"),
]


@pytest.mark.parametrize(("said", "written"), FAILED)
def test_another_date_is_missing(said, written):
    (finding,) = check_dates(f"It opened {said}.", [source(f"They came {written} there.")])

    assert (finding.check, finding.verdict, finding.state) == (Check.DATE, Verdict.FAILED, "missing")
    assert finding.why == f"“{finding.words}” stands in none of the cited passages"


@pytest.mark.parametrize(
    ("said", "written"), [("on 7 May", "on Wednesday"), ("in 2029", "two years ago"), ("in 2031", "")]
)
def test_an_undated_article_says_only_what_is_written(said, written):
    assert fails(f"It opened {said}.", f"They came {written} there.", None)
    assert fails("It opened on 3 May.", "They came on 3 May.", None) == []


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (
            "The bridge closed on Friday and reopened on Tuesday.",
            "The bridge closed on Tuesday and reopened on Friday.",
        ),
        ("Lee ruled from 2022 to 2019.", "Lee ruled from 2019 to 2022."),
        ("Rain ended the fire on 6 May.", "The fire began on 6 May. Rain ended the fire on Thursday."),
        ("Lee was arrested on 7 May.", "Police arrested Lee on Monday. She was charged on Wednesday."),
        ("The wall fell in 2019 and was rebuilt in 2012.", "The wall fell in 2012 and was rebuilt in 2019."),
    ],
)
def test_swapped_dates_contradict(sentence, text):
    found = check_dates(sentence, [source(text)])

    assert {one.state for one in found if one.verdict is Verdict.FAILED} == {"contradicted"}


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("On Friday it reopened, having closed on Tuesday.", "The bridge closed on Tuesday and reopened on Friday."),
        ("Lee was charged on 7 May.", "Police arrested Lee on Monday. She was charged on Wednesday."),
        ("It reopened on Friday.", "The bridge closed on Tuesday and reopened on Friday."),
        ("Lee may come; they march on.", "Lee said nothing."),
        ("Some 12 may have died, and 2000 people left.", "Some died."),
        ("It is in the USA Today.", "It is there."),
    ],
)
def test_a_true_paraphrase_passes(sentence, text):
    assert fails(sentence, text) == []


def test_a_finding_says_how_the_date_follows():
    (finding,) = check_dates("It opened on 7 May 2031.", [source("They came on Wednesday.", number=2)])

    assert finding.state == "computed"
    assert finding.why == "“7 May 2031” stands as “Wednesday” in passage 2"


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(1, 400))
def test_a_date_is_held_in_any_writing_and_another_never(day, later):
    writings = [
        f"{day.day} {day:%B %Y}",
        f"{day:%b}. {day.day}, {day.year}",
        f"{day:%A}, {day.day} {day:%B} {day.year}",
        f"{day}",
    ]
    other = date.fromordinal(day.toordinal() + later)
    for written in writings:
        text = f"It opened on {written} there."
        assert [fails(f"It opened on {said}.", text, None) for said in writings] == [[]] * len(writings)
        assert fails(f"It opened on {other.day} {other:%B %Y}.", text, None)


@given(st.text(alphabet="0123456789 May Sept.:-/,last Tuesday pm ago 's", max_size=80))
def test_any_text_is_read(text):
    for one in dates_in(text):
        assert text[one.span.start : one.span.end] == one.words != ""
    assert all(finding.check is Check.DATE for finding in check_dates(text, [source("On 3 May.")]))
