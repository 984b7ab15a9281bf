"""From a question to an answer or a refusal: reasons, copies, the fallback, and what the trace says."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from fictional import ANALYSER, HARBOUR, ask, coverage, hits, question, sentences, story

from index.errors import ModelError, NoIndexError, QuestionError
from index.query import Query, Results
from prompts.answer import Answer, NoAnswer, Reports
from prompts.answering import MODEL_FAILED, Answerer, Stage, Step
from prompts.chat_generator import ChatModelGenerator
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.generator import MarkedSentence, PromptUsed, Reply
from prompts.template import load_template

EXTRACTIVE = ExtractiveGenerator(ANALYSER)
PUBLISHED = datetime(2031, 11, 25, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A generator that says the same to every question."""

    sentences: tuple[MarkedSentence, ...] = ()
    dated: bool = False

    def reply(self, question, results, *, on_sentence=None):
        del question, results
        for sentence in self.sentences if on_sentence else ():
            on_sentence(sentence)
        return Reply(
            sentences=self.sentences,
            model="scripted:model",
            confidence=0.75,
            dated=self.dated,
            prompt=PromptUsed(name="answer", hash="h1"),
        )


class Failing:
    """A generator whose model can't be used."""

    def reply(self, question, results, *, on_sentence=None):
        raise ModelError("The model server can't be reached; start it.")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A searcher that finds the same for every query, and remembers the queries."""

    results: Results
    queries: list[Query]

    def search(self, query):
        self.queries.append(query)
        return self.results

    def publishers(self):
        return ()


def says(*pairs, **details):
    return Saying(sentences=tuple(MarkedSentence(text=text, markers=markers) for text, markers in pairs), **details)


def test_when_the_model_fails_the_extractive_answer_takes_its_place_and_says_so(caplog):
    with caplog.at_level(logging.WARNING):
        outcome = ask("How much will the work cost?", story(), generator=Failing(), fallback=EXTRACTIVE)

    assert sentences(outcome) == ["The work will cost 14 million crowns."]
    assert (outcome.trace.model, outcome.trace.note, outcome.trace.prompt) == ("extractive", MODEL_FAILED, None)
    assert "can't be reached" in caplog.text


def test_a_refusal_by_the_fallback_says_too_that_the_model_failed():
    outcome = ask("Who won the cup?", story(), generator=Failing(), fallback=EXTRACTIVE)

    assert isinstance(outcome, NoAnswer)
    assert outcome.trace.note == MODEL_FAILED


def test_without_a_fallback_the_failure_of_the_model_is_raised():
    with pytest.raises(ModelError, match="can't be reached"):
        ask("How much will the work cost?", story(), generator=Failing())


def test_a_model_is_not_asked_about_nothing():
    assert isinstance(ask("How much will the work cost?", generator=Failing()), NoAnswer)


def test_the_error_of_a_searcher_is_raised():
    class Empty:
        def search(self, query):
            raise NoIndexError("There are no articles yet.")

        def publishers(self):
            return ()

    with pytest.raises(NoIndexError):
        Answerer(Empty(), EXTRACTIVE, ANALYSER).answer(question())


@pytest.mark.parametrize("text", ["", "  \n", "🙂🙃", "?!", "x" * 10_000])
def test_what_is_no_question_is_an_error(text):
    with pytest.raises(QuestionError):
        ask(text, story())


def test_the_question_is_cleaned_before_it_is_searched_and_kept():
    finding = Finding(results=Results(hits=hits(story()), coverage=coverage()), queries=[])

    outcome = Answerer(finding, EXTRACTIVE, ANALYSER).answer(question(" How much\n will the\x00work cost? "), hits=3)

    assert [(query.text, query.limit) for query in finding.queries] == [("How much will the work cost?", 3)]
    assert outcome.trace.question == replace(question("How much will the work cost?"), zone=UTC)


@pytest.mark.parametrize(
    ("text", "limits", "reason"),
    [
        ("What is the boiling point of mercury?", {}, "nothing_found"),
        ("How many whales lie behind the harbour wall?", {}, "no_answer"),
        ("How much will the work cost?", {"since": datetime(2031, 12, 1, tzinfo=UTC)}, "outside_dates"),
        ("How much will the work cost?", {"until": datetime(2031, 1, 1, tzinfo=UTC)}, "outside_dates"),
        ("How much will the work cost?", {"as_of": datetime(2031, 1, 1, tzinfo=UTC)}, "outside_dates"),
        ("How much will the work cost?", {"publisher": "Nobody's Post"}, "nothing_found"),
    ],
)
def test_a_refusal_has_its_reason(text, limits, reason):
    outcome = ask(text, story(published=PUBLISHED), **limits)

    assert isinstance(outcome, NoAnswer)
    assert outcome.reason == reason
    assert outcome.trace.confidence == 0


@pytest.mark.parametrize("text", ["What about it?", "And then?", "Who is it?"])
def test_a_question_without_a_word_to_search_for_is_told_apart_and_has_no_nearest_articles(text):
    outcome = ask(text, story())

    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, outcome.nearest) == ("not_understood", ())
    assert outcome.text == "There is no word in that question to search for; name who or what it is about."


def test_a_refusal_says_which_name_is_mentioned_nowhere():
    outcome = ask("What did Zork Plimm say to Mayor Ann Lee?", story())

    assert isinstance(outcome, NoAnswer)
    assert outcome.text.startswith("The articles don't say. None of those found mentions “Zork Plimm”.")


def test_claims_are_told_as_they_come_and_are_how_the_answer_begins():
    told = []
    generator = says(
        ("The work will cost 14 million crowns.", (1,)),
        ("The work will cost 90 million crowns.", (1,)),
        ("Some 300 boats lie behind the wall.", (1, 7)),
    )
    searcher = Finding(results=Results(hits=hits(story()), coverage=coverage()), queries=[])

    outcome = Answerer(searcher, generator, ANALYSER).answer(question("What will it cost?"), on_claim=told.append)

    assert isinstance(outcome, Answer)
    assert [claim.text for claim in told] == [
        "The work will cost 14 million crowns.",
        "Some 300 boats lie behind the wall.",
    ]
    assert tuple(told) == outcome.claims
    assert [checked.outcome.value for checked in outcome.trace.checks] == ["kept", "dropped", "repaired"]


class Scoring:
    """A support backend that likes the second article."""

    name = "made"

    def scores(self, claims):
        return [0.9 if "chapel" in "".join(cited) else 0.1 for _, cited in claims]


def test_a_support_score_orders_the_citations_of_a_rewritten_sentence_and_gates_nothing():
    other = story("A chapel stands near the harbour wall of Port Ennis, which will be rebuilt next year.", name="other")
    searcher = Finding(results=Results(hits=hits(story(), other), coverage=coverage()), queries=[])
    generator = says(
        ("Next year the harbour wall of Port Ennis will be rebuilt.", (1, 2)),
        ("The work will cost 14 million crowns.", (1,)),
    )

    outcome = Answerer(searcher, generator, ANALYSER, support=Scoring()).answer(question("What of the wall?"))

    assert isinstance(outcome, Answer)
    assert [citation.article.id for citation in outcome.citations] == ["other", "harbour", "harbour"]
    assert [checked.support for checked in outcome.trace.checks] == [0.9, None]
    assert outcome.trace.support == "made"


def test_a_refusal_names_the_three_nearest_articles_each_once_and_quotes_nothing():
    articles = [story(name=f"a{number}") for number in range(5)]
    results = Results(hits=hits(articles[0], articles[0], *articles[1:]), coverage=coverage(5))

    outcome = Answerer(Finding(results=results, queries=[]), says(), ANALYSER).answer(question())

    assert isinstance(outcome, NoAnswer)
    assert [article.id for article in outcome.nearest] == ["a0", "a1", "a2"]
    assert "[1]" not in outcome.text


def test_a_reply_of_which_nothing_stands_the_checks_is_a_refusal(caplog):
    with caplog.at_level(logging.INFO):
        outcome = ask(
            "Who is Ann Lee?",
            story(),
            generator=says(("“Ann Lee ate the harbour wall,” Hart said.", (1,)), ("Lee is tall.", ())),
        )

    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, outcome.trace.model, outcome.trace.confidence) == ("no_answer", "scripted:model", 0)
    assert "quotation removed" in caplog.text
    assert "markers missing" in caplog.text
    # What people asked and models made up is not for the log.
    assert "ate" not in caplog.text


def test_other_articles_with_the_cited_words_are_counted_as_copies():
    typographic = story(HARBOUR.replace("“", '"').replace("”", '"').replace("’", "'"), name="copy")
    other = story("The school in Quill needs a roof.", name="other")
    storm = "“We can’t wait for the next storm,” Lee told reporters."

    outcome = ask("What will it cost?", story(), typographic, other, generator=says((storm, (1,))))

    assert isinstance(outcome, Answer)
    assert outcome.reports == Reports(independent=1, copies=1)


def test_the_copies_that_a_search_put_behind_a_cited_article_are_counted_and_those_of_others_are_not():
    wire = [story(name=f"wire-{number}") for number in range(3)]
    other = story("The school in Quill needs a roof.", name="other")
    first, second = hits(story(), other)
    found = (replace(first, copies=tuple(wire)), replace(second, copies=(story(other.text, name="other-copy"),)))
    searcher = Finding(results=Results(hits=found, coverage=coverage(6)), queries=[])
    cost, roof = ("The work will cost 14 million crowns.", (1,)), ("The school in Quill needs a roof.", (2,))

    asked = question("What will it cost?")

    one, both = (Answerer(searcher, says(*said), ANALYSER).answer(asked) for said in ([cost], [cost, roof]))

    assert one.reports == Reports(independent=1, copies=3)
    assert both.reports == Reports(independent=2, copies=4)


def test_articles_that_are_cited_for_different_words_are_independent_reports():
    other = story("The school in Quill needs a roof.", name="other")

    outcome = ask(
        "What will it cost?",
        story(),
        other,
        generator=says(("The work will cost 14 million crowns.", (1,)), ("The school in Quill needs a roof.", (2,))),
    )

    assert isinstance(outcome, Answer)
    assert outcome.reports == Reports(independent=2, copies=0)


def test_the_trace_explains_the_answer():
    outcome = ask("Who is Ann Lee?", story(), generator=says(("The work will cost 14 million crowns.", (1,))))

    trace = outcome.trace
    assert (trace.model, trace.confidence, trace.prompt) == (
        "scripted:model",
        0.75,
        PromptUsed(name="answer", hash="h1"),
    )
    assert [hit.passage.article.id for hit in trace.hits] == ["harbour"]
    assert trace.coverage.articles == 1
    assert list(trace.timings_ms) == ["understand", "retrieve", "generate", "check", "total"]
    assert all(milliseconds >= 0 for milliseconds in trace.timings_ms.values())
    json.dumps(trace.timings_ms)


def test_every_answer_has_an_id_of_its_own():
    assert ask("Who is Ann Lee?", story()).trace.id != ask("Who is Ann Lee?", story()).trace.id


def test_a_dated_reply_with_one_sentence_left_is_no_list():
    kept, lost = ("The work will cost 14 million crowns.", (1,)), ("Nobody knows.", ())

    boats = ("Some 300 boats lie behind the wall.", (1,))
    outcome = ask("What will it cost?", story(), generator=says(kept, lost, dated=True))
    both = ask("What will it cost?", story(), generator=says(kept, boats, dated=True))

    assert isinstance(outcome, Answer)
    assert isinstance(both, Answer)
    assert (outcome.dated, both.dated) == (False, True)


TWO = (story(), story("The school in Quill needs a roof.", name="school", title="A roof for the school"))


def answerer_of(generator, *articles):
    return Answerer(FrozenSearcher(articles=articles, analyser=ANALYSER), generator, ANALYSER)


def test_stages_are_told_in_order_and_with_what_is_read():
    told = []

    answerer_of(EXTRACTIVE, *TWO).answer(question("How much will the work cost?"), on_stage=told.append)

    read = {"passages": 2, "articles": 2}
    assert told == [Stage(step=Step.SEARCHING), Stage(step=Step.READING, **read), Stage(step=Step.CHECKING, **read)]


def test_passages_of_one_article_are_read_of_one():
    told = []
    found = Results(hits=hits(story(), story()), coverage=coverage())

    Answerer(Finding(results=found, queries=[]), EXTRACTIVE, ANALYSER).answer(question(), on_stage=told.append)

    assert told[1] == Stage(step=Step.READING, passages=2, articles=1)


def test_of_writing_is_told_with_each_sentence_before_its_claim_whether_it_stands_or_not():
    told = []
    generator = says(("The work will cost 14 million crowns.", (1,)), ("Nobody knows.", ()), ("Dogs sing.", (2,)))

    answerer_of(generator, *TWO).answer(
        question("What will it cost?"),
        on_claim=lambda claim: told.append(claim.text),
        on_stage=lambda stage: told.append(stage.step),
    )

    assert told == [
        Step.SEARCHING,
        Step.READING,
        Step.WRITING,
        "The work will cost 14 million crowns.",
        Step.WRITING,
        Step.WRITING,
        Step.CHECKING,
    ]


def test_stages_alone_may_be_listened_to_and_change_nothing():
    generator = says(("The work will cost 14 million crowns.", (1,)))
    told = []

    listened = answerer_of(generator, *TWO).answer(question("What will it cost?"), on_stage=told.append)
    plain = answerer_of(generator, *TWO).answer(question("What will it cost?"))

    assert [stage.step for stage in told] == [Step.SEARCHING, Step.READING, Step.WRITING, Step.CHECKING]
    assert sentences(listened) == sentences(plain) != []


class GivenUpError(Exception):
    """Nobody waits any more."""


class Streaming:
    """A chat model that writes sentence after sentence, and knows how many and whether its connection is closed."""

    name = "streaming"

    def __init__(self):
        self.pieces = 0
        self.closed = False

    def stream(self, messages):
        del messages
        try:
            for _ in range(100):
                self.pieces += 1
                yield "The work will cost 14 million crowns, as the mayor of the town said on Tuesday. [1] "
        finally:
            self.closed = True


@pytest.mark.parametrize(
    ("step", "searches", "pieces"),
    [(Step.SEARCHING, 0, 0), (Step.READING, 1, 0), (Step.WRITING, 1, 2), (Step.CHECKING, 1, 100)],
)
def test_who_gives_up_at_a_stage_ends_the_work_there(step, searches, pieces):
    chat, finding = Streaming(), Finding(results=Results(hits=hits(story()), coverage=coverage()), queries=[])
    generator = ChatModelGenerator(template=load_template("answer"), chat=chat)

    def give_up(stage):
        if stage.step is step:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        Answerer(finding, generator, ANALYSER, fallback=EXTRACTIVE).answer(question(), on_stage=give_up)

    assert (len(finding.queries), chat.pieces) == (searches, pieces)
    assert chat.closed is (pieces > 0)


def test_who_gives_up_at_a_claim_closes_the_models_connection():
    chat, finding = Streaming(), Finding(results=Results(hits=hits(story()), coverage=coverage()), queries=[])
    generator = ChatModelGenerator(template=load_template("answer"), chat=chat)

    def give_up(_claim):
        raise GivenUpError

    with pytest.raises(GivenUpError):
        Answerer(finding, generator, ANALYSER, fallback=EXTRACTIVE).answer(question(), on_claim=give_up)

    assert chat.closed
    assert chat.pieces < 100
