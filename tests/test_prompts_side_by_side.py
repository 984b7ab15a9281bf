"""Accounts side by side: each cited, updates and superseded figures marked, and nothing said of who is right."""

from datetime import UTC, datetime

import pytest
from fictional import ANALYSER, ask, question, results, story

from prompts.answer import Account, Answer, Conflict, NoAnswer
from prompts.answering import Answerer
from prompts.citing import Citing
from prompts.frozen import FrozenSearcher
from prompts.generator import MarkedSentence, PromptUsed, Reply
from prompts.side_by_side import ABOUT_CHARACTERS, Comparer, SideBySide
from prompts.speakers import Reader

ASKED = "How many people died in the Tarn ferry fire?"


def report(count, outlet, day=4, hour=0):
    published = day and datetime(2031, 3, day, hour, tzinfo=UTC)
    text = f"The fire on the Tarn ferry killed {count} people, police said."
    return story(text, name=f"{outlet}-{day}-{hour}", title="Ferry", publisher=outlet, published=published)


def conflict(*articles):
    [found] = ask(ASKED, *articles).conflicts
    return found


def marks(*articles):
    return [(account.value, account.updates, account.superseded) for account in conflict(*articles).accounts]


def test_every_account_is_cited_with_its_words_and_no_source_is_named_twice():
    outcome = ask(ASKED, report(14, "Tarn Bell"), report(19, "Ennis Echo"), report(25, "Selle Radio"))

    [found] = outcome.conflicts
    cited = {one.number: one for one in outcome.citations}
    assert len(cited) == len({one.article.id for one in cited.values()}) == 3
    for account in found.accounts:
        assert account.value in cited[account.citation].quote
        assert account.outlet == cited[account.citation].article.publisher
        assert account.published == cited[account.citation].article.published
    assert found.about == ASKED.rstrip("?")
    assert outcome.is_conflicting


def test_an_account_that_no_claim_tells_becomes_one_of_its_own():
    found, reader = results(report(14, "Tarn Bell"), report(19, "Ennis Echo")), Reader()
    citing = Citing(found.hits, reader)

    beside = Comparer(ANALYSER, reader).beside(question(ASKED), found, (), citing)

    assert [claim.citations for claim in beside.claims] == [(1,), (2,)]
    told = Comparer(ANALYSER, reader).beside(question(ASKED), found, beside.claims, citing)
    assert told.claims == ()
    assert told.conflicts == beside.conflicts


def test_where_reports_agree_there_is_nothing_beside_the_answer():
    found, reader = results(report(14, "Tarn Bell"), report("fourteen", "Ennis Echo")), Reader()

    assert Comparer(ANALYSER, reader).beside(question(ASKED), found, (), Citing(found.hits, reader)) == SideBySide()


def test_what_it_is_about_is_the_question_however_long():
    long = question(f"{ASKED[:-1]} {'in the night ' * 40}?")
    found, reader = results(report(14, "Tarn Bell"), report(19, "Ennis Echo")), Reader()

    for one in Comparer(ANALYSER, reader).beside(long, found, (), Citing(found.hits, reader)).conflicts:
        assert 0 < len(one.about) <= ABOUT_CHARACTERS


def test_a_figure_of_an_earlier_day_is_superseded_and_still_shown():
    assert marks(report(14, "Tarn Bell", 4), report(19, "Ennis Echo", 5)) == [("14", False, True), ("19", False, False)]


def test_two_outlets_of_one_day_supersede_nothing():
    assert marks(report(14, "Tarn Bell", 4, 8), report(19, "Ennis Echo", 4, 17)) == [
        ("14", False, False),
        ("19", False, False),
    ]


def test_what_an_outlet_tells_later_itself_is_its_update():
    both = conflict(report(14, "Tarn Bell", 4, 8), report(19, "Tarn Bell", 4, 17))

    assert [(one.updates, one.superseded) for one in both.accounts] == [(False, True), (True, False)]
    assert both.is_update
    outcome = ask(ASKED, report(14, "Tarn Bell", 4, 8), report(19, "Tarn Bell", 4, 17))
    assert isinstance(outcome, Answer)
    assert not outcome.is_conflicting


def test_an_update_beside_another_outlet_is_a_difference_still():
    found = conflict(report(14, "Tarn Bell", 4), report(16, "Ennis Echo", 5), report(19, "Tarn Bell", 6))

    assert [one.updates for one in found.accounts] == [False, False, True]
    assert not found.is_update


@pytest.mark.parametrize("day", [None, 4])
def test_reports_of_unknown_outlets_update_nothing(day):
    found = conflict(report(14, None, day), report(19, None, day or None, 9))

    assert not found.is_update
    assert not any(one.updates for one in found.accounts)


class Writing:
    """A chat model that writes sentences from the first hit, each told as soon as it is written."""

    def __init__(self, *texts):
        self.sentences = tuple(MarkedSentence(text=text, markers=(1,)) for text in texts)

    def reply(self, question, results, *, on_sentence=None):
        del question, results
        for sentence in self.sentences if on_sentence else ():
            on_sentence(sentence)
        prompt = PromptUsed(name="answer", hash="h1")
        return Reply(sentences=self.sentences, model="scripted:model", confidence=0.5, prompt=prompt)


def written(generator, on_claim=None):
    searcher = FrozenSearcher(articles=(report(14, "Tarn Bell"), report(19, "Ennis Echo")), analyser=ANALYSER)
    return Answerer(searcher, generator, ANALYSER).answer(question(ASKED), on_claim=on_claim)


def test_claims_that_are_told_while_they_are_written_are_how_the_answer_begins():
    told = []

    outcome = written(Writing("The fire on the Tarn ferry killed 14 people."), told.append)

    assert [claim.citations for claim in told] == [(1,)]
    assert list(outcome.claims[:1]) == told
    assert len(outcome.claims) == 2
    assert [account.value for account in outcome.conflicts[0].accounts] == ["14", "19"]


def test_what_a_model_refuses_is_not_answered_by_accounts():
    assert isinstance(written(Writing()), NoAnswer)


def test_a_conflict_reads_as_one_sentence_with_its_markers():
    account = Account(value="14", citation=1, outlet="Tarn Bell", published=datetime(2031, 3, 4, tzinfo=UTC))
    update = Account(value="19", citation=2, outlet="Tarn Bell", updates=True, superseded=True)
    bare = Account(value="30", citation=3)

    assert (
        Conflict(about="?", accounts=(account, bare)).text
        == "Accounts differ: 14 (Tarn Bell, 4 March 2031) [1]; 30 [3]."
    )
    assert Conflict(about="?", accounts=(account, update)).text == (
        "The outlet has changed this since: 14 (Tarn Bell, 4 March 2031) [1];"
        " 19 (Tarn Bell, its update, a newer report has another figure) [2]."
    )
