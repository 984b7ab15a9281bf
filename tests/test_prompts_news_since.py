"""What is new since a day or since an answer: through the real answerer and the conversation before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fictional import ANALYSER, ASKED, sentences, story

from bot.conversation import turn_of
from bot.explanation import explain
from bot.ledger import Kept
from bot.machine_form import machine_form
from bot.receipt import receipt_of
from bot.receipt_form import read_receipt
from bot.terminal import render
from prompts.answer import Answer, NoAnswer
from prompts.answering import Answerer
from prompts.completing import CodeCompleter
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.generator import MarkedSentence, Reply
from prompts.question import Question

COST = "How much will the harbour wall of Port Ennis cost?"


def at(day, month=11):
    return datetime(2031, month, day, tzinfo=UTC)


PLAN = story(
    "The harbour wall of Port Ennis will cost 14 million crowns, Mayor Ann Lee said. Some 300 boats lie behind it.",
    name="plan",
    title="Harbour wall to be rebuilt",
    publisher="Quill Herald",
    published=at(20),
)
SCHOOL = story(
    "The school in Quill needs a new roof, the head teacher said.",
    name="school",
    title="School needs a roof",
    publisher="Quill Herald",
    published=at(21),
)
DEARER = story(
    "The harbour wall of Port Ennis will cost 20 million crowns, the council said. Some 300 boats lie behind it.",
    name="dearer",
    title="Harbour wall gets dearer",
    publisher="The Quay Post",
    published=at(28),
)


def said_by(articles, *, edition="e1", generator=None):
    """What answers questions from these articles, each behind a conversation."""
    searcher = FrozenSearcher(articles=tuple(articles), analyser=ANALYSER, edition=edition)
    answerer = Answerer(searcher, generator or ExtractiveGenerator(ANALYSER), ANALYSER)

    def ask(text, turns=(), asked=ASKED, **limits):
        question = Question(text=text, asked=asked, **limits)
        return answerer.answer(CodeCompleter().complete(question, turns, searcher.publishers()))

    return ask


def turn(outcome):
    return turn_of(read_receipt(receipt_of(outcome)))


def conversation(*texts, articles=(PLAN, SCHOOL)):
    """The turns of a conversation that was had when there were these articles."""
    turns = ()
    for text in texts:
        turns = (*turns, turn(said_by(articles)(text, turns)))
    return turns


# Since an answer


@pytest.mark.parametrize("text", [COST, COST.upper(), "Any updates?", "Has anything changed?", "And anything new?"])
def test_asking_again_when_there_is_nothing_new_is_answered_in_words(text):
    outcome = said_by((PLAN, SCHOOL))(text, conversation(COST))

    assert isinstance(outcome, NoAnswer)
    assert outcome.reason == "nothing_new"
    assert outcome.text == (
        "Nothing new since 2 December 2031, 00:00 UTC. I searched 2 articles from Quill Herald, the newest from"
        " 21 November 2031."
    )


def test_a_new_edition_without_news_on_the_matter_is_nothing_new():
    other = story("Lanternfest drew 23,000 people to Tolland.", name="fest", published=at(29))

    for text in (COST, "Any updates?"):
        outcome = said_by((PLAN, SCHOOL, other), edition="e2")(text, conversation(COST))
        assert isinstance(outcome, NoAnswer)
        assert outcome.reason == "nothing_new"


@pytest.mark.parametrize("text", [COST, "Any updates?", "What has changed since then?"])
def test_a_later_article_with_another_figure_is_a_change_with_what_it_was(text):
    outcome = said_by((PLAN, SCHOOL, DEARER), edition="e2")(text, conversation(COST))

    assert isinstance(outcome, Answer)
    [claim] = [one for one in outcome.claims if one.was]
    assert claim.text == "The harbour wall of Port Ennis will cost 20 million crowns, the council said."
    assert claim.was.text == "The harbour wall of Port Ennis will cost 14 million crowns, Mayor Ann Lee said."
    assert claim.before == f"Changed. Before, 20 November 2031, Quill Herald: {claim.was.text}"
    assert {citation.article.id for citation in outcome.citations} == {"dearer"}


def test_what_was_told_before_is_left_out_and_the_rest_is_numbered_without_a_gap():
    more = story(
        f"{PLAN.text.split('. ')[0]}. The harbour wall of Port Ennis will be ready in 2034, the council added.",
        name="more",
        title="Harbour wall",
        published=at(29),
    )

    outcome = said_by((PLAN, more), edition="e2")("Any updates?", conversation(COST))

    assert sentences(outcome) == ["The harbour wall of Port Ennis will be ready in 2034, the council added."]
    assert [citation.number for citation in outcome.citations] == [1]


def test_a_later_text_of_an_article_that_was_told_is_looked_at_although_its_date_is_old():
    corrected = replace(PLAN, text=PLAN.text.replace("14 million", "16 million"))

    outcome = said_by((corrected, SCHOOL), edition="e2")(COST, conversation(COST))

    assert sentences(outcome) == ["The harbour wall of Port Ennis will cost 16 million crowns, Mayor Ann Lee said."]
    assert outcome.claims[0].was.text.startswith("The harbour wall of Port Ennis will cost 14 million")


def test_an_article_that_came_late_and_is_older_than_what_was_told_is_no_news():
    late = replace(DEARER, published=at(3))

    outcome = said_by((PLAN, late), edition="e2")(COST, conversation(COST))

    assert isinstance(outcome, NoAnswer)


def test_nothing_new_twice_in_a_row_remembers_what_was_told_at_first():
    turns = conversation(COST, "Any updates?", "Any updates?")

    assert isinstance(said_by((PLAN, SCHOOL))("Any updates?", turns), NoAnswer)
    outcome = said_by((PLAN, SCHOOL, DEARER), edition="e2")("Any updates?", turns)
    assert outcome.claims[0].was is not None


def test_a_question_that_was_refused_is_asked_again_like_any_other():
    turns = conversation("Who is the mayor of Tolland?", articles=(PLAN,))
    mayor = story("Ida Brook is the mayor of Tolland.", name="mayor", published=at(1))

    outcome = said_by((PLAN, mayor), edition="e2")("Who is the mayor of Tolland?", turns)

    assert sentences(outcome) == ["Ida Brook is the mayor of Tolland."]
    assert machine_form(outcome)["news"] is None


def test_yesterday_is_another_question_on_another_day():
    turns = conversation("What did the head teacher say yesterday?", articles=(SCHOOL,))
    turns = (replace(turns[0], told=conversation("What did the head teacher say?", articles=(SCHOOL,))[0].told),)
    tomorrow = ASKED + timedelta(days=1)

    same = CodeCompleter().complete(Question(text=turns[0].question, asked=ASKED), turns)
    later = CodeCompleter().complete(Question(text=turns[0].question, asked=tomorrow), turns)

    assert same.told is not None
    assert later.told is None


def test_an_update_without_a_conversation_is_a_question_like_any_other():
    outcome = said_by((PLAN,))("Any updates?")

    assert isinstance(outcome, NoAnswer)
    assert outcome.reason != "nothing_new"


def test_the_matter_of_an_update_is_shown_as_it_was_understood():
    outcome = said_by((PLAN, SCHOOL))(
        "Any updates?", conversation("What did Mayor Ann Lee say about the harbour wall?")
    )

    assert (outcome.trace.question.typed, outcome.trace.question.text) == (
        "Any updates?",
        "What is the latest on the harbour wall?",
    )


# Since a day


def test_news_since_a_day_are_what_later_articles_tell_and_earlier_ones_don_t():
    outcome = said_by((PLAN, SCHOOL, DEARER))("What's new on the harbour wall since 25 November?")

    assert isinstance(outcome, Answer)
    assert sentences(outcome) == ["The harbour wall of Port Ennis will cost 20 million crowns, the council said."]
    assert outcome.claims[0].was.article == "plan"
    assert outcome.trace.question.text == "What is the latest on the harbour wall since 25 November?"


@pytest.mark.parametrize("since", ["1 December", "yesterday", "Monday"])
def test_nothing_new_since_a_day_is_said_with_the_day(since):
    outcome = said_by((PLAN, SCHOOL))(f"Has anything changed with the harbour wall since {since}?")

    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, outcome.text.split(".")[0]) == ("nothing_new", "Nothing new since 1 December 2031")


def test_a_rewrite_of_what_was_reported_before_is_nothing_new():
    again = replace(PLAN, id="again", published=at(29))

    outcome = said_by((PLAN, SCHOOL, again))("What's new on the harbour wall since 25 November?")

    assert isinstance(outcome, NoAnswer)
    assert (outcome.reason, outcome.trace.note) == ("nothing_new", None)
    assert [article.id for article in outcome.nearest] in ([], ["again"])


def test_a_matter_of_which_there_never_was_an_article_is_not_called_without_news():
    outcome = said_by((PLAN, SCHOOL))("What's new on Zorbistan since 25 November?")

    assert isinstance(outcome, NoAnswer)
    assert outcome.reason != "nothing_new"


def test_without_a_matter_the_newest_reports_are_listed_newest_first():
    outcome = said_by((PLAN, SCHOOL, DEARER))("What's new since 20 November?")

    assert [citation.article.id for citation in outcome.citations] == ["dearer", "school", "plan"]
    assert outcome.dated


def test_in_a_conversation_the_matter_is_that_of_the_question_before():
    outcome = said_by((PLAN, SCHOOL, DEARER))("What's new since 25 November?", conversation(COST))

    assert sentences(outcome) == ["The harbour wall of Port Ennis will cost 20 million crowns, the council said."]


class Repeating:
    """A generator that says the same of each hit in turn: of the first one, until that is left out."""

    def reply(self, question, results, *, on_sentence=None):
        del question, on_sentence
        text = results.hits[0].passage.text.split(". ")[0] + "."
        return Reply(sentences=(MarkedSentence(text=text, markers=(1,)),), model="scripted:model", confidence=0.5)


def test_where_all_of_a_reply_was_told_another_is_asked_for_without_its_articles():
    again = replace(PLAN, id="again", published=at(26))

    outcome = said_by((PLAN, again, DEARER), generator=Repeating())("What's new on the wall since 25 November?")

    assert sentences(outcome) == ["The harbour wall of Port Ennis will cost 20 million crowns, the council said."]


def test_no_claim_is_told_before_it_is_known_to_be_new():
    told = []
    searcher = FrozenSearcher(articles=(PLAN, DEARER), analyser=ANALYSER)
    answerer = Answerer(searcher, Repeating(), ANALYSER)

    answerer.answer(Question(text="What's new on the wall since 25 November?", asked=ASKED), on_claim=told.append)

    assert told == []


# How it reads


@pytest.fixture
def changed():
    return said_by((PLAN, SCHOOL, DEARER), edition="e2")(COST, conversation(COST))


def test_the_terminal_says_since_when_and_what_it_was(changed):
    lines = render(changed)

    assert lines[:2] == ["New since 2 December 2031, 00:00 UTC", ""]
    assert lines[2].endswith(
        "[1] (Changed. Before, 20 November 2031, Quill Herald: The harbour wall of Port Ennis will cost 14 million"
        " crowns, Mayor Ann Lee said.)"
    )


def test_the_machine_form_holds_since_when_and_what_has_changed(changed):
    assert machine_form(changed)["news"] == {
        "since": "2031-12-02T00:00:00Z",
        "by_day": False,
        "changes": [
            {
                "claim": 0,
                "text": "The harbour wall of Port Ennis will cost 14 million crowns, Mayor Ann Lee said.",
                "article_id": "plan",
                "version": PLAN.version,
                "publisher": "Quill Herald",
                "published": "2031-11-20T00:00:00Z",
            }
        ],
    }
    by_day = machine_form(said_by((PLAN,))("What's new on the wall since 25 November?"))["news"]
    assert by_day == {"since": "2031-11-25T00:00:00Z", "by_day": True, "changes": []}


def test_a_receipt_is_explained_with_since_when(changed):
    nothing = said_by((PLAN, SCHOOL))(COST, conversation(COST))

    for outcome, heading in ((changed, "Answer"), (nothing, "Nothing new")):
        form = receipt_of(outcome)
        lines = explain(Kept(id=form["id"], kept=ASKED, question=COST, receipt=form))
        assert "New since 2 December 2031, 00:00 UTC; what was told before is left out" in lines
        assert heading in lines
