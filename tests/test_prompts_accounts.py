"""Reports that differ on what is asked for, and reports that only seem to: fictional ones, in any order."""

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from fictional import ask

from index.article import Article
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


@pytest.mark.parametrize("order", range(SHUFFLES))
@pytest.mark.parametrize("case", CASES, ids=named)
def test_accounts_differ_where_reports_do_and_nowhere_else(case, order):
    told = [account.value for conflict in conflicts_of(case, order) for account in conflict.accounts]

    dated = all("day" in one for one in case["articles"])
    assert (told if dated else sorted(told)) == case["told"]


@pytest.mark.parametrize("case", [case for case in CASES if case["told"]], ids=named)
def test_what_one_outlet_alone_tells_differently_is_its_update(case):
    [conflict] = conflicts_of(case)

    assert conflict.is_update == case.get("update", False)
    assert len(conflict.accounts) == len({account.citation for account in conflict.accounts})
