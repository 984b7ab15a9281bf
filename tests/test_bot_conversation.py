"""The conversation before a follow-up: who may draw on which answer, and how far back it is read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fictional import answered, hits, question, story
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import LONGEST_CLAIM_CHARACTERS, MOST_PARTS, may_see, turn_of, turns_of
from bot.ledger import Ledger
from bot.ledger_file import LedgerError
from bot.posts import Posted, Posts
from bot.receipt import keep_receipt, receipt_of
from bot.receipt_form import read_receipt
from index.passage import Span
from prompts.answer import Citation, Claim
from prompts.conversation import MOST_TURNS

ANN, TOM = "1001", "2002"
QUILL, ENNIS = 7, 77
SINCE = datetime(2031, 11, 1, tzinfo=UTC)

LIMITS = {"since": SINCE, "phrase": "lately", "outlets": ("Q",)}


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "home" / "ledger.db", days=30)


@pytest.fixture
def posts(ledger):
    return Posts(ledger.file)


@pytest.fixture
def post(ledger, posts):
    """Keep an answer and where it was posted."""

    def keep(name, *, asker=ANN, text=None, **place):
        article = story("The dam above Tarn holds, Warden Io Pell said.")
        asked = question(text or f"Does the dam of {name} hold?", asker=asker)
        assert keep_receipt(ledger, answered(article, id=name, question=asked, hits=hits(article)))
        assert posts.begin(Posted(**{"receipt": name, "guild": QUILL, "channel": 8, "message": None, **place}))

    return keep


def asked_before(ledger, posts, receipt, **who):
    turns = turns_of(ledger, posts, receipt, **{"asker": ANN, "guild": QUILL, "channel": 8, "private": True, **who})
    return [one.question.removeprefix("Does the dam of ").removesuffix(" hold?") for one in turns]


@pytest.mark.parametrize(
    ("place", "is_asker", "guild", "channel", "may"),
    [
        ({"guild": QUILL, "private": True}, True, QUILL, 8, True),
        ({"guild": QUILL, "private": True}, False, QUILL, 8, False),
        ({"guild": QUILL}, False, QUILL, 9, True),
        ({"guild": QUILL}, True, ENNIS, 8, False),
        ({"guild": QUILL}, True, None, 8, False),
        ({"guild": None}, True, None, 8, True),
        ({"guild": None}, True, None, 9, False),
        ({"guild": None}, True, QUILL, 8, False),
    ],
)
def test_who_may_draw_on_an_answer(place, is_asker, guild, channel, may):
    posted = Posted(**{"receipt": "aa11", "channel": 8, **place})

    assert may_see(posted, is_asker=is_asker, guild=guild, channel=channel) is may


def test_nobody_may_draw_on_what_is_not_known():
    assert not may_see(None, is_asker=True, guild=QUILL, channel=8)


@given(st.none() | st.integers(1, 3), st.integers(1, 3), st.none() | st.integers(1, 3), st.integers(1, 3))
def test_nobody_ever_draws_on_the_private_answer_of_another(posted_in, posted_to, guild, channel):
    private = Posted(receipt="aa11", guild=posted_in, channel=posted_to, private=True)
    public = replace(private, private=False)

    assert not may_see(private, is_asker=False, guild=guild, channel=channel)
    seen = may_see(public, is_asker=False, guild=guild, channel=channel)
    assert seen == may_see(public, is_asker=True, guild=guild, channel=channel)
    assert not seen or posted_in == guild


def test_a_chain_is_read_oldest_first(ledger, posts, post):
    post("aa11")
    post("bb22", follows="aa11", asker=TOM)
    post("cc33", follows="bb22")

    assert asked_before(ledger, posts, "cc33") == ["aa11", "bb22", "cc33"]


def test_a_chain_ends_at_the_private_answer_of_somebody_else(ledger, posts, post):
    post("aa11")
    post("bb22", follows="aa11", asker=TOM, private=True)
    post("cc33", follows="bb22", asker=TOM)

    assert asked_before(ledger, posts, "cc33", asker=ANN) == ["cc33"]
    assert asked_before(ledger, posts, "bb22", asker=ANN) == []
    assert asked_before(ledger, posts, "cc33", asker=TOM) == ["aa11", "bb22", "cc33"]


def test_a_published_answer_is_for_its_server(ledger, posts, post):
    post("aa11", asker=TOM, private=True)
    posts.published("aa11", 8)
    posts.shown("aa11", 44)

    assert asked_before(ledger, posts, "aa11", asker=ANN) == ["aa11"]
    assert asked_before(ledger, posts, "aa11", asker=ANN, guild=ENNIS) == []


def test_a_chain_of_any_length_is_five_turns_at_most(ledger, posts, post):
    names = [f"{number:04x}" for number in range(MOST_TURNS + 3)]
    for name, before in zip(names, [None, *names], strict=False):
        post(name, follows=before)

    assert asked_before(ledger, posts, names[-1]) == names[-MOST_TURNS:]


def test_a_circle_is_read_once(ledger, posts, post):
    post("aa11", follows="bb22")
    post("bb22", follows="aa11")

    assert asked_before(ledger, posts, "bb22") == ["aa11", "bb22"]


def test_what_is_gone_or_never_was_ends_a_chain(ledger, posts, post):
    post("bb22", follows="aa11")

    assert asked_before(ledger, posts, "bb22") == ["bb22"]
    assert asked_before(ledger, posts, "ffff") == asked_before(ledger, posts, None) == []
    assert asked_before(ledger, posts, "bb2") == []


def test_an_answer_that_was_never_posted_is_nobodys(ledger, posts, post):
    post("aa11")
    keep_receipt(ledger, answered(story("It rained."), id="dd44", question=question(asker=ANN)))

    assert asked_before(ledger, posts, "dd44") == []


def test_a_receipt_of_another_version_ends_a_chain(ledger, posts, post):
    class Strange:
        def is_asker(self, receipt, asker):
            return True

        def find(self, beginning):
            return tuple(replace(kept, receipt={"id": kept.id}) for kept in ledger.find(beginning))

    post("aa11")

    assert asked_before(Strange(), posts, "aa11") == []


def test_a_ledger_that_can_not_be_read_leaves_a_follow_up_without_its_chain(posts, post, caplog):
    class Broken:
        def is_asker(self, receipt, asker):
            raise LedgerError("The ledger can't be read.")

        def find(self, beginning):
            raise LedgerError("The ledger can't be read.")

    post("aa11")

    assert asked_before(Broken(), posts, "aa11") == []
    assert "a conversation can't be read back" in caplog.text


def test_a_turn_has_the_question_as_understood_its_limits_and_what_the_answer_named():
    article = story("The dam above Tarn holds, Warden Io Pell said.", title="Dam\nholds")
    asked = question("Does the dam above Tarn hold?", typed="And the dam?", **LIMITS)
    outcome = answered(article, question=asked)
    outcome = replace(outcome, citations=tuple(replace(one, speaker="Warden Io Pell") for one in outcome.citations))

    turn = turn_of(read_receipt(receipt_of(outcome)))

    assert turn.question == "Does the dam above Tarn hold?"
    assert (turn.since, turn.until, turn.phrase, turn.outlets) == (SINCE, None, "lately", ("Q",))
    assert turn.claims == ("The dam above Tarn holds, Warden Io Pell said.",)
    assert (turn.speakers, turn.titles) == (("Warden Io Pell",), ("Dam holds",))


def test_what_a_turn_holds_is_bounded():
    articles = [story("It rained. " * 400, name=f"a{number}", title=f"T{number}" * 400) for number in range(20)]
    citations = tuple(
        Citation(number=number, article=one, span=Span(0, len(one.text)), speaker=f"S{number} " * 300)
        for number, one in enumerate(articles, 1)
    )
    claims = tuple(Claim(text=f"{one.number} {one.quote}", citations=(one.number,)) for one in citations)
    outcome = replace(answered(*articles), citations=citations, claims=claims)

    turn = turn_of(read_receipt(receipt_of(outcome)))

    for texts in (turn.claims, turn.speakers, turn.titles):
        assert len(texts) == MOST_PARTS
        assert all(len(text) <= LONGEST_CLAIM_CHARACTERS for text in texts)


def test_a_public_question_takes_nothing_over_from_ones_own_private_answers(ledger, posts, post):
    post("aa11", private=True)
    post("bb22", follows="aa11")

    turns = turns_of(ledger, posts, "bb22", asker=ANN, guild=QUILL, channel=8, private=False)

    assert len(turns) == 1
