"""Accounts that differ, from the index to whoever asks: receipts, explanations, the command line, and Discord."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from command_line import run
from discord_world import in_discord, text_of
from fictional import ask, story
from made_index import MODEL, publish_articles, vector_of

from bot.composition import open_newsroom
from bot.discord_answer import answer_view
from bot.explanation import explain
from bot.ledger import Ledger
from bot.receipt import keep_receipt, receipt_of
from bot.receipt_form import AccountForm, read_receipt
from bot.settings import load_settings
from prompts.answer import Answer
from prompts.question import Question

QUESTION = "How many people were killed in the Tarn ferry fire?"


def report(count, outlet, day=4):
    text = (
        f"The fire on the Tarn ferry killed {count} people, police said.\n"
        "The ferry was on its way to Ennis with the evening post."
    )
    published = datetime(2031, 3, day, tzinfo=UTC)
    name = outlet.lower().replace(" ", "-")
    return story(text, name=f"{name}-{day}", title=f"Fire on the ferry, {day}", publisher=outlet, published=published)


BELL, ECHO, LATER = report(14, "Tarn Bell"), report(19, "Ennis Echo", 5), report(23, "Tarn Bell", 6)


def answered(question):
    """What the room's bot answers: two outlets, two tolls."""
    outcome = ask(QUESTION, BELL, ECHO)
    return replace(outcome, trace=replace(outcome.trace, id="0a1b2c3d4e5f", question=question))


def test_a_receipt_keeps_accounts_and_reads_them_again(tmp_path):
    outcome = answered(Question(text=QUESTION, asked=datetime(2031, 3, 7, tzinfo=UTC)))
    ledger = Ledger(tmp_path / "ledger.db", 90)
    assert keep_receipt(ledger, outcome)

    [kept] = ledger.find(outcome.trace.id)
    receipt = read_receipt(kept.receipt)

    [conflict] = receipt.conflicts
    assert (receipt.status, receipt.answered, conflict.update) == ("conflicting", True, False)
    assert conflict.accounts == (
        AccountForm(value="14", citation=1, superseded=True),
        AccountForm(value="19", citation=2),
    )
    assert receipt == read_receipt(json.loads(json.dumps(receipt_of(outcome))))


def test_a_receipt_of_before_there_were_accounts_has_none():
    form = receipt_of(answered(Question(text=QUESTION, asked=datetime(2031, 3, 7, tzinfo=UTC))))
    del form["conflicts"]

    assert read_receipt(form).conflicts == ()


def test_an_explanation_tells_the_accounts(tmp_path):
    ledger = Ledger(tmp_path / "ledger.db", 90)
    keep_receipt(ledger, answered(Question(text=QUESTION, asked=datetime(2031, 3, 7, tzinfo=UTC))))

    lines = explain(ledger.find("0a1b2c3d4e5f")[0])

    assert (
        "    Accounts differ: 14 (Tarn Bell, 4 March 2031, a newer report has another figure) [1];"
        " 19 (Ennis Echo, 5 March 2031) [2]."
    ) in lines


# The whole way, from an edition


@contextmanager
def newsroom_of(home, *articles):
    publish_articles(home, *articles)
    made = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
    settings = load_settings(home.folder, {"NEWSHOUND_RERANKER": ""})
    with open_newsroom(settings, open_embedder=lambda: made) as newsroom:
        yield newsroom


@pytest.mark.parametrize(
    ("articles", "status", "values"),
    [
        ((BELL, ECHO), True, ["14", "19"]),
        ((BELL, ECHO, LATER), True, ["14", "19", "23"]),
        ((BELL, LATER), False, ["14", "23"]),
        ((BELL, report("fourteen", "Ennis Echo", 5)), False, []),
    ],
)
def test_what_an_edition_holds_is_compared_and_the_answer_keeps_its_receipt(home, articles, status, values):
    with newsroom_of(home, *articles) as newsroom:
        outcome = newsroom.answer(Question(text=QUESTION, asked=datetime(2031, 3, 7, tzinfo=UTC)))
        [kept] = newsroom.ledger.find(outcome.trace.id)

    assert isinstance(outcome, Answer)
    assert outcome.is_conflicting is status
    assert [account.value for conflict in outcome.conflicts for account in conflict.accounts] == values
    assert kept.receipt["status"] == ("conflicting" if status else "answered")


def test_the_command_line_answers_with_both_accounts(home, capsys, monkeypatch):
    publish_articles(home, BELL, ECHO)
    made = SimpleNamespace(fingerprint=MODEL, embed_query=vector_of)
    monkeypatch.setenv("NEWSHOUND_RERANKER", "")
    monkeypatch.setattr("bot.composition.embedder_opener", lambda *_: lambda: made)

    code, shown, _ = run(capsys, "ask", QUESTION, home=home)
    _, as_json, _ = run(capsys, "ask", QUESTION, "--json", home=home)

    assert code == 0
    lines = shown.splitlines()
    begun = lines.index("Accounts differ")
    assert [line[:5] for line in lines[begun + 1 : begun + 3]] == ["- 14 ", "- 19 "]
    assert json.loads(as_json)["status"] == "conflicting"


# Discord


@pytest.mark.parametrize("restarts", [False, True])
async def test_in_discord_accounts_stand_in_the_answer_and_under_why_before_and_after_a_restart(tmp_path, restarts):
    async with in_discord(tmp_path, answered) as world:
        shown = await world.asker.slash(world.channel, "ask", question=QUESTION)
        if restarts:
            await world.restart()
        why = await world.other.click(shown.response, label="Why")
        passages = await world.other.click(shown.response, label="Passages")

        for text in (text_of(shown.response), text_of(why.response)):
            assert "### Accounts differ\n- 14 — Tarn Bell, " in text
            assert ", a newer report has another figure [1]\n- 19 — Ennis Echo, " in text
        assert "killed 19 people" in text_of(passages.response)


async def test_in_discord_a_private_answer_is_published_with_its_accounts(tmp_path):
    async with in_discord(tmp_path, answered) as world:
        shown = await world.asker.slash(world.channel, "ask", question=QUESTION, private=True)
        await world.asker.click(shown.response, label="Publish")

        assert "### Accounts differ" in text_of(world.replies()[-1])


async def test_a_kept_receipt_is_shown_as_the_answer_was(tmp_path):
    outcome = answered(Question(text=QUESTION, asked=datetime(2031, 3, 7, tzinfo=UTC)))
    ledger = Ledger(tmp_path / "ledger.db", 90)
    keep_receipt(ledger, outcome)
    [kept] = ledger.find(outcome.trace.id)

    new, again = read_receipt(receipt_of(outcome)), read_receipt(kept.receipt)

    assert answer_view(new).to_components() == answer_view(again).to_components()
