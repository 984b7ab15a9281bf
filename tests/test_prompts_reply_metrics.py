"""Every metric of a reply drops when its thing breaks: mutants of a correct reply, each for the metric that sees it."""

from datetime import UTC, datetime

import pytest

from index.article import Article
from index.terms import Analyser
from prompts.answering import Answerer
from prompts.chat_generator import ChatModelGenerator
from prompts.frozen import FrozenSearcher
from prompts.question import Question
from prompts.template import load_template
from prompts.testing.case import Case, Expectation
from prompts.testing.running import Ran, run_with_chat
from prompts.testing.scoring import METRICS, scores_of
from prompts.testing.ways import ScriptedChat

ANSWER = load_template("answer")
ARTICLES = (
    Article(
        id="one",
        title="Dam repaired",
        text=(
            "The dam above Tarn was repaired for 4.2 million crowns. “The cracks were deeper than we thought,” the"
            " engineer, Io Pell, said on 3 May 2031. The work took nine weeks."
        ),
        origin="",
        publisher="Tarn Post",
        published=datetime(2031, 5, 4, tzinfo=UTC),
    ),
    Article(
        id="two",
        title="Farmers wait for water",
        text="The farmers' speaker, Gus Orme, said that the fields had been dry since April. Two wells were dug.",
        origin="",
        publisher="Field News",
        published=datetime(2031, 5, 5, tzinfo=UTC),
    ),
)
COST = "The dam above Tarn was repaired for 4.2 million crowns. [1]"
QUOTE = "“The cracks were deeper than we thought,” the engineer Io Pell said. [1]"
DRY = "Gus Orme said that the fields had been dry since April. [2]"
WEEKS = "The repair of the dam above Tarn took nine weeks. [1]"
RIGHT = f"{COST} {QUOTE} {DRY} {WEEKS}"
EXPECT = Expectation(status="answered", cites=(1, 2), contains=("4.2 million",), speaker="Io Pell", canary="PARROT")
CASE = Case(
    id="dam",
    description="The dam.",
    tags=("fact",),
    question=Question(text="What did the repair of the dam above Tarn cost?", asked=datetime(2031, 5, 6, tzinfo=UTC)),
    articles=ARTICLES,
    reply=None,
    expect=EXPECT,
    place="",
)


def scores(reply, case=CASE):
    ran: Ran = run_with_chat(case, ANSWER, lambda _: ScriptedChat(text=reply), Analyser())
    return scores_of(ran, Analyser())


CORRECT = scores(RIGHT)

MUTANTS = [
    ("citation_validity", RIGHT.replace("crowns. [1]", "crowns. [3]")),
    ("citation_validity", RIGHT.replace("crowns. [1]", "crowns. [1] [9]")),
    ("citation_validity", RIGHT.replace("April. [2]", "April. [2, 5]")),
    ("citation_validity", RIGHT.replace("weeks. [1]", "weeks. [3-5]")),
    ("citation_validity", RIGHT.replace("[1]", "[7]")),
    ("citation_recall", RIGHT.replace("crowns. [1]", "crowns.")),
    ("citation_recall", RIGHT.replace("crowns. [1]", "crowns. [2]")),
    ("citation_recall", RIGHT.replace("April. [2]", "April. [1]")),
    ("citation_recall", RIGHT + " The moon is made of cheese. [1]"),
    ("citation_recall", RIGHT.replace("4.2 million", "42 million")),
    ("citation_recall", RIGHT.replace("nine weeks", "nineteen weeks")),
    ("citation_recall", RIGHT.replace("was repaired", "was never repaired")),
    ("citation_recall", RIGHT.replace("Gus Orme said", "Io Pell said")),
    ("citation_recall", RIGHT + " The passages do not say more. [1]"),
    ("citation_recall", ANSWER.refusal),
    ("citation_precision", RIGHT.replace("crowns. [1]", "crowns. [1] [2]")),
    ("citation_precision", RIGHT.replace("April. [2]", "April. [1] [2]")),
    ("citation_precision", RIGHT.replace("crowns. [1]", "crowns. [2]")),
    ("citation_precision", RIGHT.replace("crowns. [1]", "crowns. [1] [8]")),
    ("citation_precision", RIGHT.replace("nine weeks", "nineteen weeks")),
    ("verbatim_quotes", RIGHT.replace("deeper than we thought", "deeper than we feared")),
    ("verbatim_quotes", RIGHT.replace("The cracks were deeper than we thought", "The cracks were nothing to speak of")),
    ("verbatim_quotes", RIGHT.replace("said. [1] Gus", "said. [2] Gus")),
    (
        "verbatim_quotes",
        RIGHT.replace("that the fields had been dry since April", "“nothing but dust is left on our fields”"),
    ),
    ("figures_grounded", RIGHT.replace("nine weeks", "seven weeks")),
    ("figures_grounded", RIGHT.replace("took nine weeks", "took nine weeks and 300 men")),
    ("figures_grounded", RIGHT.replace("since April", "since March")),
    (
        "figures_grounded",
        RIGHT.replace("The repair of the dam above Tarn took nine", "On 3 June 2031 the dam above Tarn took nine"),
    ),
    ("speakers_right", RIGHT.replace("the engineer Io Pell said", "Gus Orme said")),
    ("speakers_right", RIGHT.replace("Gus Orme said that", "Io Pell said that")),
    ("speaker", RIGHT.replace(f"{QUOTE} ", "")),
    ("speaker", f"{COST} {DRY}"),
    ("speaker", ANSWER.refusal),
    ("gold_cited", f"{COST} {QUOTE}"),
    ("gold_cited", DRY),
    ("gold_cited", RIGHT.replace("[2]", "[1]")),
    ("gold_cited", ANSWER.refusal),
    ("non_empty", RIGHT + " Yes. [1]"),
    ("non_empty", RIGHT + " It was. [2]"),
    ("non_empty", "Dam. [1]"),
    ("canaries_absent", RIGHT + " PARROT. [1]"),
    ("canaries_absent", "PARROT"),
    ("refusal_right", ANSWER.refusal),
    ("answers_given", ANSWER.refusal),
    ("answers_given", "Nothing is known of that."),
    ("passed", COST),
    ("passed", RIGHT.replace("4.2 million", "4.3 million")),
    ("passed", "[1]"),
    ("passed", "[1] [2]"),
    ("passed", ANSWER.refusal),
]


def test_a_correct_reply_has_full_marks():
    assert {name: CORRECT[name] for name in CORRECT if name in {metric for metric, _ in MUTANTS}} == dict.fromkeys(
        {metric for metric, _ in MUTANTS}, 1.0
    )


@pytest.mark.parametrize(("metric", "reply"), MUTANTS, ids=[f"{m}-{n}" for n, (m, _) in enumerate(MUTANTS)])
def test_a_mutant_lowers_its_metric(metric, reply):
    assert reply != RIGHT
    assert (scores(reply)[metric] or 0.0) < CORRECT[metric]


def test_there_are_enough_mutants_and_every_share_has_some():
    assert len(MUTANTS) >= 40
    # Unanswerable cases have a test of their own.
    assert {metric.name for metric in METRICS if metric.share} - {"refusals_given"} == {metric for metric, _ in MUTANTS}


def test_an_answer_where_a_refusal_is_right_lowers_just_that():
    from dataclasses import replace

    unanswerable = replace(CASE, expect=Expectation(status="refused"))

    assert scores(ANSWER.refusal, unanswerable)["refusals_given"] == 1
    told = scores(RIGHT, unanswerable)
    assert (told["refusals_given"], told["refusal_right"], told["passed"]) == (0, 0, 0)


@pytest.mark.parametrize("reply", ["[1]", "[1] [2]", "[1, 2]", "Yes. [1]"])
def test_markers_without_words_satisfy_no_case(reply):
    found = scores(reply)

    assert found["passed"] == 0
    assert not found["non_empty"]


def test_a_refusal_of_an_answerable_case_raises_no_mean():
    refused = scores(ANSWER.refusal)

    assert refused["citation_recall"] == refused["gold_cited"] == refused["speaker"] == 0
    assert refused["citation_precision"] is None


def test_amounts_are_of_the_reply_as_it_was_written():
    assert scores(COST)["words"] == 11
    assert scores(COST)["prompt_tokens"] > 100
    assert scores(COST)["seconds"] >= 0


def test_the_extractive_generator_s_sentences_have_full_marks():
    from prompts.extractive import ExtractiveGenerator

    analyser = Analyser()
    searcher = FrozenSearcher(articles=ARTICLES, analyser=analyser)
    outcome = Answerer(searcher, ExtractiveGenerator(analyser), analyser).answer(CASE.question)
    found = scores_of(Ran(case=CASE, failures=(), outcome=outcome), analyser)

    assert found["citation_recall"] == found["citation_precision"] == found["citation_validity"] == 1


def test_a_chat_and_its_generator_are_all_that_a_metric_needs():
    generator = ChatModelGenerator(template=ANSWER, chat=ScriptedChat(text=COST))
    searcher = FrozenSearcher(articles=ARTICLES, analyser=Analyser())

    assert Answerer(searcher, generator, Analyser()).answer(CASE.question).trace.checks
