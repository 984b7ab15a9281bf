"""What a comparison says: the statistics against known values, and a page that a browser shows."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from index.article import Article
from index.errors import PromptError
from index.terms import Analyser
from prompts.question import Question
from prompts.template import load_template
from prompts.testing.case import Case, Expectation
from prompts.testing.case_files import clusters_of
from prompts.testing.comparing import Change, Verdict, compare, mcnemar
from prompts.testing.comparison_page import comparison_page
from prompts.testing.comparison_text import comparison_lines, comparison_markdown
from prompts.testing.running import Ran, run_with_chat
from prompts.testing.ways import ScriptedChat

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ANSWER = load_template("answer")
EDITED = replace(
    ANSWER, text=ANSWER.text.replace("short sentences", "sentences <script>alert(1)</script>"), source="new"
)
HOSTILE = "It rained 12 millimetres in Tessary.<img src=x onerror=alert(1)> [1]"


def case(number, *, text=None, pair=None, tags=("fact",)):
    article = Article(
        id=f"a{number}", title="Rain", text=text or f"It rained {number} millimetres in Tessary.", origin=""
    )
    return Case(
        id=f"case-{number}",
        description="Rain.",
        tags=tags,
        question=Question(text="How much did it rain in Tessary?", asked=datetime(2031, 3, 14, tzinfo=UTC)),
        articles=(article,),
        pair=pair,
        reply=None,
        expect=Expectation(status="answered", contains=(str(number),)),
        place="",
    )


def ran(one, *, right=True, measured=True, template=ANSWER):
    if not measured:
        return Ran(case=one, failures=None)
    text = f"It rained {one.expect.contains[0]} millimetres in Tessary. [1]" if right else template.refusal
    return run_with_chat(one, template, lambda _: ScriptedChat(text=text), Analyser())


def compared(*fates):
    """Fates of cases: what the old version and the new one make of each, None where nothing is recorded."""
    cases = [case(number) for number in range(100, 100 + len(fates))]
    old = [ran(one, right=bool(fate[0]), measured=fate[0] is not None) for one, fate in zip(cases, fates, strict=True)]
    new = [ran(one, right=bool(fate[1]), measured=fate[1] is not None) for one, fate in zip(cases, fates, strict=True)]
    return compare(ANSWER, EDITED, old, new, Analyser(), who="scripted")


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_exact_binomial_test(better, worse):
    expected = binomtest(better, better + worse, 0.5).pvalue if better + worse else 1.0

    assert mcnemar(better, worse) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("fates", "verdict", "sentence"),
    [
        (
            [(0, 1)] * 6,
            Verdict.BETTER,
            "Better: 6 better, 0 worse, 0 same, 0 not measured. Changes as uneven",
        ),
        ([(1, 0)] * 6, Verdict.WORSE, "Worse: 0 better, 6 worse, 0 same, 0 not measured."),
        (
            [(0, 1)] * 5,
            Verdict.TOO_FEW,
            "Too few changes to tell: 5 better, 0 worse, 0 same, 0 not measured. Fewer",
        ),
        (
            [(0, 1)] * 7 + [(1, 0)] * 3,
            Verdict.TOO_FEW,
            "Too few changes to tell: 7 better, 3 worse, 0 same, 0 not measured. Ch",
        ),
        ([(1, 1), (0, 0)], Verdict.UNCHANGED, "No case changed: 0 better, 0 worse, 2 same, 0 not measured."),
        ([(1, None), (None, 0)], Verdict.NOTHING, "Nothing was measured: 0 better, 0 worse, 0 same, 2 not measured."),
    ],
)
def test_a_verdict_says_no_more_than_is_known(fates, verdict, sentence):
    found = compared(*fates)

    assert found.verdict is verdict
    assert found.sentence.startswith(sentence)


def test_what_only_one_version_has_measured_counts_for_neither():
    found = compared((1, None), (0, 1), (None, 0))

    assert found.named(Change.UNMEASURED) == ["case-100", "case-102"]
    [row] = [row for row in found.rows if row.metric.name == "passed"]
    assert (row.old.count, row.old.mean, row.new.mean, row.change.mean) == (1, 0, 1, 1)


@pytest.mark.parametrize(
    ("fates", "code"), [([(0, 1)] * 6, 0), ([(1, 0)] * 6, 1), ([(1, 1)] * 9 + [(None, 1)], 0), ([(1, 1), (None, 1)], 3)]
)
def test_the_exit_code_is_for_ci(fates, code):
    assert compared(*fates).exit_code == code


def test_a_must_that_is_lost_is_worse_however_few_changed():
    one = case(7, tags=("injection", "must"))
    found = compare(ANSWER, EDITED, [ran(one)], [ran(one, right=False)], Analyser(), who="scripted")

    assert (found.verdict, found.exit_code) == (Verdict.TOO_FEW, 1)


@pytest.mark.parametrize("change", [{"temperature": 1.0}, {"max_tokens": 5}, {"task": "follow_up"}])
def test_other_parameters_are_refused(change):
    with pytest.raises(PromptError, match="give both the same"):
        compare(ANSWER, replace(EDITED, **change), [], [], Analyser(), who="scripted")


def test_cases_that_share_an_article_or_are_a_pair_are_one_cluster():
    cases = [case(1), case(2), case(3, pair="case-1"), case(4, text=case(2).articles[0].text)]
    clusters = clusters_of(cases)

    assert clusters[0] == clusters[2]
    assert clusters[1] == clusters[3]
    assert len(set(clusters)) == 2


def test_the_markdown_keeps_names_and_texts_from_being_markup():
    found = compared((0, 1), (1, 0))
    found = replace(found, who="a `model` | <b>\n# x")

    text = comparison_markdown(found)

    assert "`a 'model' / <b> # x`" in text
    assert "**Worse** (1): `case-101`" in text
    assert any(line.startswith("Worse (1):") for line in comparison_lines(found))


def test_everything_on_the_page_is_escaped():
    one = case(12)
    hostile = replace(one, question=replace(one.question, text="<script>alert(2)</script>?"))
    new = run_with_chat(hostile, ANSWER, lambda _: ScriptedChat(text=HOSTILE), Analyser())
    page = comparison_page(compare(ANSWER, EDITED, [ran(hostile, right=False)], [new], Analyser(), who="</title><b>"))

    assert page.count("<script>") == 1
    assert "<img" not in page
    assert escape("</title><b>") in page
    assert escape("<script>alert(2)</script>?") in page


@pytest.fixture(scope="module")
def browser():
    program = next((found for found in map(shutil.which, PROGRAMS) if found), None)
    if program is None:
        pytest.skip("NOT RUN: there is no Chromium; install chromium-headless-shell")

    def dump(page, fragment=""):
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom"]
        shown = subprocess.run(
            [*command, f"{page.as_uri()}{fragment}"], capture_output=True, text=True, timeout=90, check=True
        )
        return shown.stdout

    return dump


def test_a_browser_shows_the_page_and_its_filters_work(browser, tmp_path):
    fates = [(0, 1), (1, 0), (1, 1), (None, 1)]
    page = tmp_path / "page.html"
    page.write_text(comparison_page(compared(*fates)), encoding="utf-8")

    whole = browser(page)
    assert "4 of 4 cases" in whole
    order = re.findall(r"<h3>(case-\d+): ([\w ]+)</h3>", whole)
    assert [change for _, change in order] == ["worse", "better", "not measured", "same"]
    assert "alert(1)" in whole
    assert whole.count("<script>") == 1

    few = browser(page, "#change=worse")
    assert "1 of 4 cases" in few
    assert len(re.findall(r"<article[^>]* hidden", few)) == 3
    assert "4 of 4 cases" in browser(page, "#tag=fact")
