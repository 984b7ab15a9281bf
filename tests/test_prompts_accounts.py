"""Reports that differ on what is asked for, and reports that only seem to: fictional ones, in any order."""

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from fictional import ask
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.text import normalise, one_line
from prompts.answer import Answer

CASES = yaml.safe_load((Path(__file__).parent / "data" / "accounts" / "cases.yaml").read_text(encoding="utf-8"))
SHUFFLES = 2


def article_of(number, told):
    published = told.get("day")
    if isinstance(published, date):
        published = datetime(published.year, published.month, published.day, tzinfo=UTC)
    return Article(
        id=f"a{number}",
        title=told.get("title", f"Report {number}"),
        text=told["text"],
        publisher=told["by"],
        published=published,
    )


def conflicts_of(case, order=None):
    articles = [article_of(number, told) for number, told in enumerate(case["articles"])]
    if order is not None:
        random.Random(order).shuffle(articles)  # noqa: S311 - the order of made-up articles is no secret
    outcome = ask(case["question"], *articles)
    return outcome.conflicts if isinstance(outcome, Answer) else ()


def named(case):
    return case["case"]


def test_there_are_at_least_thirty_cases_of_either_kind_in_all():
    names = {case["case"] for case in CASES}
    differing = [case for case in CASES if case["told"]]

    assert len(names) == len(CASES) >= 30
    assert min(len(differing), len(CASES) - len(differing)) >= 15


def values_of(conflicts):
    return [account.value for conflict in conflicts for account in conflict.accounts]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_accounts_differ_where_reports_do_and_nowhere_else(case):
    assert values_of(conflicts_of(case)) == case["told"]


@pytest.mark.parametrize("order", range(SHUFFLES))
@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_order_in_which_reports_are_found_changes_nothing(case, order):
    assert sorted(values_of(conflicts_of(case, order))) == sorted(case["told"])


@pytest.mark.parametrize("case", [case for case in CASES if case["told"]], ids=named)
def test_what_one_outlet_alone_tells_differently_is_its_update(case):
    [conflict] = conflicts_of(case)

    assert conflict.is_update == case.get("update", False)
    assert len(conflict.accounts) == len({account.citation for account in conflict.accounts})


def case_of(question, *articles):
    return {"question": question, "articles": list(articles)}


FERRY = "How many people died in the Tarn ferry fire?"


def report(day, count, by="Tarn Bell", month=3):
    told = {"by": by, "text": f"The fire on the Tarn ferry killed {count} people, police said."}
    return told | ({"day": date(2031, month, day)} if day else {})


def test_accounts_are_told_oldest_first_and_those_without_a_date_before_them():
    case = case_of(FERRY, report(9, 30, "Ennis Echo"), report(4, 14), report(None, 50, "Selle Radio"))

    assert values_of(conflicts_of(case)) == ["50", "14", "30"]


def test_figures_of_reports_that_lie_weeks_apart_may_count_two_times():
    near, far = report(4, 14, "Ennis Echo"), report(25, 19)

    assert conflicts_of(case_of(FERRY, near, far)) == ()
    assert values_of(conflicts_of(case_of(FERRY, near, report(16, 19)))) == ["14", "19"]


def test_of_more_than_four_accounts_the_newest_are_told():
    reports = [report(day, count, f"Outlet {day}") for day, count in enumerate([11, 22, 33, 44, 55, 66], 1)]

    assert values_of(conflicts_of(case_of(FERRY, *reports))) == ["33", "44", "55", "66"]


def test_what_the_question_names_itself_is_not_what_it_asks_for():
    question = "What did the Harbour Courier say about the landing of Marek Dahl near Oskar?"
    case = case_of(
        question,
        {"by": "Ennis Echo", "text": "The balloon of Marek Dahl landed safely near Oskar after nine hours."},
        {"by": "Tarn Bell", "text": "The balloon of Marek Dahl landed safely near Lorne after nine hours."},
    )

    assert conflicts_of(case) == ()


def test_the_same_article_never_differs_from_itself():
    twice = report(4, 14)["text"] + " " + report(4, 19)["text"]

    assert conflicts_of(case_of(FERRY, {"by": "Tarn Bell", "text": twice})) == ()


TEXTS = st.lists(
    st.sampled_from(
        "The fire on ferry killed 14 19 people, said. Monday Tuesday 3 May 1887 Oskar Lorne about nearly “ ” 5% $4 km"
        " dozens \u0301 新 - ’s\n".split(" ")
    )
    | st.text(max_size=9),
    max_size=40,
).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_whatever_articles_hold_their_accounts_are_cited_verbatim(texts, asked):
    articles = [
        Article(id=f"a{n}", title="T", text=normalise(f"x {text}"), publisher=f"O{n}") for n, text in enumerate(texts)
    ]

    outcome = ask(f"How many {asked}", *articles)

    for conflict in outcome.conflicts if isinstance(outcome, Answer) else ():
        quotes = {one.number: one.quote for one in outcome.citations}
        assert len({account.value for account in conflict.accounts}) > 1
        assert all(account.value in one_line(quotes[account.citation]) for account in conflict.accounts)
