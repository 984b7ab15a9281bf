"""Running cases: verdicts, the frozen search, the checks before it, and what is not imported for it."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.errors import PromptError
from index.query import Query
from index.terms import Analyser
from prompts.frozen import FrozenSearcher
from prompts.template import load_template, template_names
from prompts.testing.accepting import State, extractive_standing
from prompts.testing.case import parse_cases
from prompts.testing.case_files import load_cases
from prompts.testing.linting import render_all, snapshot_of, template_problems
from prompts.testing.running import concerned, question_of, run_extractive, run_with_chat
from prompts.testing.token_counting import counter_of
from prompts.testing.ways import ScriptedChat

ANSWER = load_template("answer")
ROOT = Path(__file__).resolve().parent.parent
SHIPPED = {case.id: case for case in load_cases()}

CASE = """\
- id: rain
  description: It rained.
  tags: [fact]
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
    return run_extractive(case, ANSWER, Analyser())


def failures(expectation, reply=None):
    """The failures of CASE with more lines of expectation, and with another reply where one is given."""
    (case,) = parse_cases(CASE + expectation, source="weather.yaml")
    return verdict(replace(case, reply=reply or case.reply)).failures


@pytest.mark.parametrize("case", SHIPPED.values(), ids=SHIPPED)
def test_no_shipped_case_is_worse_than_is_known_of_the_extractive_generator(case):
    standing = extractive_standing(verdict(case))

    assert standing.state in {State.PASSES, State.KNOWN, State.BETTER}, standing.ran.failures


def test_most_shipped_cases_pass_without_a_model():
    known = [case for case in SHIPPED.values() if "extractive-misses" in case.tags]

    assert len(known) < len(SHIPPED) / 3


@pytest.mark.parametrize("template", [load_template(name) for name in template_names()], ids=template_names())
def test_whoever_answers_1_to_everything_fails(template):
    cases = [case for case in concerned(load_cases(), template) if case.reply is None and case.articles]
    rans = [run_with_chat(case, template, lambda _: ScriptedChat(text="[1]"), Analyser()) for case in cases]

    assert not [
        ran.case.id for ran in rans if ran.passed and ran.case.expect.status != "refused" and not ran.case.expect.canary
    ]


def test_a_follow_up_is_asked_as_it_is_understood():
    (case,) = parse_cases(
        CASE.replace("  reply: It rained in Tessary. [1] It snowed. [2]\n", "")
        .replace("Did it rain in Tessary?", "When?")
        .replace("  passages:", "  before:\n    - question: Did it rain in Tessary?\n  passages:"),
        source="weather.yaml",
    )

    assert question_of(case).text == "When did it rain in Tessary?"
    assert question_of(case).typed == "When?"


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
        (
            "    contains: [hailed]",
            "the text lacks 'hailed': 'It rained in Tessary, according to Mayor Wim Dace. [1] It snowed. [2]'",
        ),
        (
            "    lacks: [snowed]",
            "the text has 'snowed': 'It rained in Tessary, according to Mayor Wim Dace. [1] It snowed. [2]'",
        ),
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
        "it was answered, but should be refused: "
        "'It rained in Tessary, according to Mayor Wim Dace. [1] It snowed. [2]'",
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
    assert verdict(SHIPPED["fact"]).failures == verdict(SHIPPED["fact"]).failures


@pytest.mark.parametrize("name", template_names())
def test_the_shipped_templates_and_cases_have_no_problem(name):
    template = load_template(name)

    assert template_problems(template, counter_of(None), Analyser()) == []
    assert render_all(template, load_cases(), Analyser()).problems == ()


@pytest.mark.parametrize("name", template_names())
def test_the_prompts_are_those_of_the_snapshots(name):
    """After an edit: look at `git diff` behind `newshound prompts check --accept`."""
    kept = (ROOT / "prompts" / "snapshots" / f"{name}.md").read_text(encoding="utf-8")

    assert snapshot_of(render_all(load_template(name), load_cases(), Analyser())) == kept


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"max_prompt_tokens": 2000}, "with 8 long passages the prompt has "),
        ({"primary_metric": "beauty"}, "the primary metric is 'beauty'; use one of passed, "),
        ({"primary_metric": "words"}, "the primary metric is 'words'; use one of passed, "),
    ],
)
def test_what_is_wrong_with_a_template_is_told(change, problem):
    [told] = template_problems(replace(ANSWER, **change), counter_of(None), Analyser())

    assert told.startswith(f"prompts/templates/answer.md: {problem}")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("Repairs to the footbridge cost 52,000 crowns. [3]", "[3] points at no passage"),
        ("Repairs to the footbridge cost 40,000 crowns. [2]", "“40,000 crowns” stands in none of the cited passages"),
        ("“We paid far too little for all of it,” Odo Marsh said. [2]", "stands neither in the cited passages"),
        ("The footbridge reopened on Friday.", "it cites nothing"),
        ("[1]", "has no sentence"),
    ],
)
def test_an_example_is_held_to_what_replies_are_held_to(reply, why):
    [example] = ANSWER.examples
    wrong = replace(example, exchanges=(replace(example.exchanges[0], reply=reply),))
    [told] = template_problems(replace(ANSWER, examples=(wrong,)), counter_of(None), Analyser())

    assert "in its example 1, the reply to 'How much did the repairs to the footbridge cost?'" in told
    assert why in told


def test_an_example_of_a_completion_brings_nothing_in_that_nobody_said():
    template = load_template("follow_up")
    [example] = template.examples
    wrong = replace(example, exchanges=(replace(example.exchanges[0], reply="Was Barnaby Crouch happy with it?"),))
    [told] = template_problems(replace(template, examples=(wrong,)), counter_of(None), Analyser())

    assert "would not be used" in told


def test_a_case_that_can_not_be_rendered_is_told():
    (case,) = parse_cases(CASE, source="weather.yaml")
    wrong = replace(ANSWER, inputs={**ANSWER.inputs, "mood": "text"})
    (problem,) = render_all(wrong, [case], Analyser()).problems

    assert problem.startswith("weather.yaml, line 1: the case 'rain' can't be rendered. ")


def test_a_tokenizer_s_file_counts_instead_of_the_estimate(tmp_path):
    words = {"[UNK]": 0}
    file = tmp_path / "tokenizer.json"
    file.write_text(
        json.dumps(
            {
                "version": "1.0",
                "truncation": None,
                "padding": None,
                "added_tokens": [],
                "normalizer": None,
                "pre_tokenizer": {"type": "WhitespaceSplit"},
                "post_processor": None,
                "decoder": None,
                "model": {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"},
            }
        )
    )
    messages = ANSWER.render(question="Rain?", passages=(), fence="<<f>>", asked="1 May 2031")

    assert counter_of(file)(messages) == sum(len(one.content.split()) + 8 for one in messages)
    with pytest.raises(PromptError, match="is no tokenizer that can be read"):
        counter_of(tmp_path / "none.json")


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
        "from prompts.testing.case_files import load_cases\n"
        "from prompts.testing.running import run_extractive\n"
        "from prompts.template import load_template\n"
        "template = load_template('answer')\n"
        "for case in load_cases(): run_extractive(case, template, Analyser())\n"
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
