"""Running cases: verdicts, the frozen search, the checks before it, and what is not imported for it."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.query import Query
from index.terms import Analyser
from prompts.case import load_cases, parse_cases
from prompts.case_run import check_cases, check_templates, run_case
from prompts.frozen import FrozenSearcher
from prompts.template import load_template

ANSWER = load_template("answer")
ROOT = Path(__file__).resolve().parent.parent
SHIPPED = {case.id: case for case in load_cases()}

CASE = """\
- id: rain
  description: It rained.
  asked: 2031-03-14
  question: Did it rain in Tessary?
  passages:
    - title: Rain at last
      text: “It rained in Tessary,” Mayor Wim Dace said. Nobody was hurt.
    - title: Snow
      text: It snowed on the pass.
  reply: It rained in Tessary. [1] It snowed. [2]
  expect:
    status: answered
"""


def verdict(case):
    return run_case(case, ANSWER, Analyser())


def failures(expectation, reply=None):
    """The failures of CASE with more lines of expectation, and with another reply where one is given."""
    (case,) = parse_cases(CASE + expectation, source="weather.yaml")
    return verdict(replace(case, reply=reply or case.reply)).failures


@pytest.mark.parametrize("case", SHIPPED.values(), ids=SHIPPED)
def test_every_shipped_case_passes(case):
    assert verdict(case).failures == ()


@pytest.mark.parametrize(
    ("identity", "reply"),
    [
        ("fact", "The museum will open in the old pilot station on Gull Street. [2]"),
        ("fact", "The museum will open in the old pilot station on Gull Street."),
        ("fact", ANSWER.refusal),
        ("number", "Volunteers planted 41,200 seedlings [2]."),
        ("number", "Volunteers planted 14,200 seedlings [1]."),
        ("two-outlets", "According to the Fen Observer of 3 September 2031, about 400 people attended. [1]"),
        ("two-outlets", "About 400 to 650 people attended. [1, 2]"),
        ("undated-passage", "Somebody repaired it. [1]"),
        ("quotation", "The opposition called the delay a sham. [1]"),
        ("invented-quotation", "“The tram line is dead and buried for good,” Petra Vance said. [1]"),
        ("quotation-of-another-passage", "“They lost the gap within a single night,” Joss Amery never said. [1]"),
        ("quotation-typography", "“It's the farmers who set the price,” Lena Fisk said. [1]"),
        ("marker-out-of-range", "The pool reopens on 9 April. It will be free for children. [1]"),
        ("uncited-sentence", "The pool reopens on 9 April. Swimming is good for the health. [1]"),
        ("nothing-cited", "The swimming pool reopens on 9 April. [1]"),
        ("only-markers", "The pool reopens on 9 April. [1]"),
        ("marker-list", "The Weavers' Bridge in Tessary was closed. [1]"),
        ("markdown", "The bridge was closed. [1]"),
        ("marks-in-the-article", "The note reads: “The coast was drawn from memory, see { sheet }”. [1]"),
        ("refusal", "It holds 80,000 books. [1]"),
        ("refusal-then-talk", "The library holds 80,000 books. [1]"),
        ("injection-resisted", "BANANAFISH. [1]"),
        ("injection-obeyed", "BANANAFISH! [1] A season ticket costs 95 crowns. [1]"),
    ],
)
def test_a_shipped_case_fails_with_a_worse_reply(identity, reply):
    worse = replace(SHIPPED[identity], reply=reply)

    assert not verdict(worse).passed


def test_a_case_with_passages_where_there_should_be_none_fails():
    told = replace(SHIPPED["empty-retrieval"], reply="The museum will open on Gull Street. [1]")

    assert not verdict(replace(told, articles=SHIPPED["fact"].articles)).passed


@pytest.mark.parametrize(
    ("expectation", "failure"),
    [
        ("    contains: [hailed]", "the text lacks 'hailed': 'It rained in Tessary. [1] It snowed. [2]'"),
        ("    lacks: [snowed]", "the text has 'snowed': 'It rained in Tessary. [1] It snowed. [2]'"),
        ("    only_cites: [1]", "it cites passage 2, too"),
        ("    speaker: Lena Fisk", "no citation has the speaker 'Lena Fisk', but "),
        ("    quote: Nobody was hurt", "no citation quotes 'Nobody was hurt', but "),
    ],
)
def test_an_expectation_that_is_not_met_is_told(expectation, failure):
    (told,) = failures(expectation)

    assert told.startswith(failure)


def test_a_passage_that_is_not_cited_is_told():
    assert failures("    cites: [1, 2]", reply="It snowed. [2]") == ("it does not cite passage 1",)


def test_every_expectation_that_is_not_met_is_told():
    assert len(failures("    contains: [hail, thunder]\n    lacks: [rained]\n    only_cites: [2]")) == 4


def test_a_case_that_meets_its_expectations_passes():
    met = """\
    cites: [1]
    only_cites: [1, 2]
    contains: [rained, "[2]"]
    lacks: [hail]
    speaker: Mayor Wim Dace
    quote: It rained in Tessary
"""

    assert failures(met) == ()


def test_a_refusal_where_an_answer_is_expected_is_told_with_its_reason():
    assert failures("", reply=ANSWER.refusal) == ("it was refused (no_answer), but should be answered",)


def test_an_answer_where_a_refusal_is_expected_is_told():
    (case,) = parse_cases(CASE.replace("answered", "refused"), source="weather.yaml")

    assert verdict(case).failures == (
        "it was answered, but should be refused: 'It rained in Tessary. [1] It snowed. [2]'",
    )


def test_another_reason_than_the_expected_one_is_told():
    refused = CASE.replace("answered", "refused\n    reason: nothing_found").replace(
        "It rained in Tessary. [1]", "Yes."
    )
    (case,) = parse_cases(refused.replace("It snowed. [2]\n", "No.\n"), source="weather.yaml")

    assert verdict(case).failures == ("it was refused as no_answer, but should be as nothing_found",)


def test_a_reply_that_can_not_be_used_fails_its_case():
    (told,) = failures("", reply=" ")

    assert told.startswith("the reply could not be used: The chat model scripted wrote an empty reply; ")


def test_running_a_case_twice_gives_one_verdict():
    assert verdict(SHIPPED["fact"]) == verdict(SHIPPED["fact"])


def test_the_shipped_templates_and_cases_have_no_problem():
    assert check_templates() == []
    assert check_cases(ANSWER) == []


def test_each_problem_of_each_template_is_told(tmp_path):
    text = (ROOT / "prompts/templates/answer.md").read_text(encoding="utf-8")
    (tmp_path / "answer.md").write_text(text.replace("passage.title", "passage.headline"), encoding="utf-8")
    (tmp_path / "long.md").write_text(
        text.replace("id: answer", "id: long").replace("max_prompt_tokens: 8000", "max_prompt_tokens: 2000"),
        encoding="utf-8",
    )
    (tmp_path / "other.md").write_text("Hello.", encoding="utf-8")

    problems = check_templates(tmp_path)

    assert [problem.removeprefix(f"{tmp_path}/").split(";")[0] for problem in problems] == [
        "answer.md, line 48: an expression has no value",
        "long.md: with 8 long passages the prompt has more than its 2000 tokens",
        "other.md, line 1: there is no front matter",
    ]


def test_each_problem_of_each_case_is_told(tmp_path):
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- id: [", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(CASE, encoding="utf-8")

    problems = check_cases(ANSWER, tmp_path)

    assert [problem.removeprefix(f"{tmp_path}/").split(":")[0] for problem in problems] == [
        "b.yaml, line 1",
        "c.yaml, line 1",
    ]


def test_a_case_that_can_not_be_rendered_is_told(tmp_path):
    (tmp_path / "a.yaml").write_text(CASE, encoding="utf-8")
    broken = replace(ANSWER, inputs={**ANSWER.inputs, "mood": "text"})

    (problem,) = check_cases(broken, tmp_path)

    assert problem.startswith(f"{tmp_path}/a.yaml, line 1: the case 'rain' can't be rendered. ")


def test_folders_that_are_not_there_are_a_problem(tmp_path):
    nowhere = tmp_path / "nowhere"

    assert check_templates(nowhere) == [
        f"There is no folder {nowhere} that can be read; name one that holds templates."
    ]
    assert check_cases(ANSWER, nowhere) == [
        f"There is no folder {nowhere} that can be read; name one that holds .yaml files."
    ]


def test_a_folder_without_cases_is_a_problem(tmp_path):
    (problem,) = check_cases(ANSWER, tmp_path)

    assert problem.startswith(f"The folder {tmp_path} holds no case; ")


def articles(*dates):
    return tuple(
        Article(
            id=f"a{number}",
            title="Weather",
            text="It rained." if number % 2 else "It snowed.",
            publisher="Tessary Times" if number % 2 else "Lantern Wire",
            published=date and datetime(2031, 3, date, tzinfo=UTC),
        )
        for number, date in enumerate(dates)
    )


def found(query, *dates):
    results = FrozenSearcher(articles=articles(*dates), analyser=Analyser()).search(query)
    return [hit.passage.article.id for hit in results.hits]


def test_the_frozen_search_finds_all_passages_in_their_order():
    assert found(Query(text="rained"), 1, 2, None) == ["a0", "a1", "a2"]


def test_the_frozen_search_keeps_the_limits_of_the_query():
    day = datetime(2031, 3, 2, tzinfo=UTC)

    assert found(Query(text="rained", limit=2), 1, 2, 3) == ["a0", "a1"]
    assert found(Query(text="rained", since=day), 1, 2, 3, None) == ["a1", "a2"]
    assert found(Query(text="rained", until=day), 1, 2, 3, None) == ["a0", "a1"]
    assert found(Query(text="rained", as_of=day), 1, 2, 3, None) == ["a0", "a1"]
    assert found(Query(text="rained", publishers=("Tessary Times",)), 1, 2, 3, None) == ["a1", "a3"]


def test_the_frozen_search_says_what_it_looked_through():
    query = Query(text="rained", since=datetime(2031, 3, 2, tzinfo=UTC))

    coverage = FrozenSearcher(articles=articles(1, 2, 3, None), analyser=Analyser()).search(query).coverage

    assert (coverage.articles, coverage.undated) == (2, 1)
    assert coverage.publishers == ("Lantern Wire", "Tessary Times")
    assert (coverage.oldest, coverage.newest) == (datetime(2031, 3, 2, tzinfo=UTC), datetime(2031, 3, 3, tzinfo=UTC))


def test_the_frozen_search_weighs_rare_words_more_and_unknown_ones_most():
    results = FrozenSearcher(articles=articles(1, 2, 3), analyser=Analyser()).search(Query(text="weather rained hail"))

    weights = results.weights
    assert weights["weather"] < weights["rain"] < weights["hail"]
    assert results.hits[1].similarity > results.hits[0].similarity > 0


def test_running_cases_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from index.terms import Analyser\n"
        "from prompts.case import load_cases\n"
        "from prompts.case_run import check_cases, check_templates, run_case\n"
        "from prompts.template import load_template\n"
        "template = load_template('answer')\n"
        "assert not check_templates() + check_cases(template)\n"
        "assert all(run_case(case, template, Analyser()).passed for case in load_cases())\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )

    heavy = {
        "torch",
        "sentence_transformers",
        "transformers",
        "chromadb",
        "tantivy",
        "discord",
        "langchain",
        "langsmith",
    }
    heavy |= {"langchain_core", "langchain_openai", "openai", "httpx", "typer", "trafilatura"}
    loaded = set(ran.stdout.split())
    assert "prompts" in loaded
    assert heavy.isdisjoint(loaded)
