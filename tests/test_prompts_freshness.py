"""Which answers warn of their age: those for the present at once, those of a past time never, others by a setting."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fictional import ANALYSER, ask, coverage, hits, question, refused, story, trace

from bot.machine_form import machine_form
from bot.receipt import receipt_of
from bot.receipt_form import read_receipt
from bot.terminal import render
from prompts.answer import Answer, NoAnswer
from prompts.answering import Answerer
from prompts.caution import Caution, Freshness
from prompts.extractive import ExtractiveGenerator
from prompts.freshness import NOW_DAYS, STALE_DAYS, asks_of_now, freshness_of, is_of_the_past
from prompts.frozen import FrozenSearcher
from prompts.understanding import understand

ASKED = datetime(2031, 12, 2, 9, tzinfo=UTC)


def before(days):
    return ASKED.replace(hour=0) - timedelta(days=days)


def asking(text, **limits):
    return understand(replace(question(text, **limits), asked=ASKED), ())


def judged(text, age, *, index=0, built=0, found=None, stale_days=STALE_DAYS, **limits):  # noqa: PLR0913 - all named
    """What is said of an answer from an article of this age, in an index whose newest article is of that age."""
    cited = story(published=before(age))
    searched = replace(coverage(corpus_newest=before(index)), built=before(built))
    return freshness_of(
        asking(text, **limits), [cited], found or hits(cited), searched, ANALYSER, stale_days=stale_days
    )


def kinds(freshness):
    return [caution.kind for caution in freshness.cautions]


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("What is the latest on the harbour wall?", True),
        ("How many people have died in the flood?", True),
        ("Is the bridge still closed?", True),
        ("What is the death toll of the flood?", True),
        ("What is the current price of bread?", True),
        ("How many people died in the flood?", False),
        ("Who built the harbour wall?", False),
        ("How many people have died in floods in 2019?", False),
        ("How many homes are there in Quill since the 1887 flood?", False),
    ],
)
def test_a_question_for_the_present_is_told_from_others(text, now):
    assert asks_of_now(asking(text)) is now


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("What happened in Quill in 2019?", True),
        ("Who won the 2027 election?", True),
        ("What did the mayor say yesterday?", True),
        ("What has the mayor said since Monday?", False),
        ("What happened in the last three days?", False),
        ("What happened this week?", False),
        ("What will the wall cost?", False),
        ("Why were 1,950 people moved?", False),
    ],
)
def test_a_question_of_a_past_time_is_told_from_others(text, past):
    assert is_of_the_past(asking(text)) is past


def test_an_ordinary_answer_warns_where_its_newest_source_is_older_than_the_setting():
    assert kinds(judged("What will the wall cost?", STALE_DAYS)) == []
    assert judged("What will the wall cost?", STALE_DAYS + 1).cautions == (
        Caution(
            kind="old_source",
            text="The newest source of this answer is from 24 November 2031, 8 days before the question.",
            moment=before(8),
        ),
    )
    assert kinds(judged("What will the wall cost?", 4, stale_days=3)) == ["old_source"]


def test_an_answer_for_the_present_warns_after_two_days_whatever_the_setting():
    assert kinds(judged("Is the wall still standing?", NOW_DAYS)) == []
    assert kinds(judged("Is the wall still standing?", NOW_DAYS + 1)) == ["old_source"]
    assert kinds(judged("Is the wall still standing?", NOW_DAYS + 1, stale_days=30)) == ["old_source"]
    assert kinds(judged("Is the wall still standing?", 2, stale_days=1)) == ["old_source"]


def test_an_answer_of_a_past_time_does_not_warn_of_its_age():
    for text in ("What happened in Quill in 2019?", "What did the mayor say on 3 March 2030?"):
        assert kinds(judged(text, 500)) == []
    assert kinds(judged("What did the mayor say?", 500, until=before(400))) == []


def test_a_cut_off_is_the_clock_of_its_question():
    assert kinds(judged("Is the wall still standing?", 30, as_of=before(29))) == []
    assert judged("Is the wall still standing?", 30, as_of=before(29)).source_days == 1


def test_an_old_index_is_warned_of_once_and_not_again_as_an_old_source():
    found = judged("What will the wall cost?", 34, index=31, built=31)

    assert [caution.text for caution in found.cautions] == [
        "The newest article here is from 1 November 2031, 31 days before the question; later news is missing."
    ]
    assert (found.source_days, found.index_days) == (34, 31)


def test_a_source_that_was_old_already_for_an_old_index_is_warned_of_too():
    assert kinds(judged("What will the wall cost?", 300, index=31)) == ["old_source", "old_index"]


def test_an_index_that_was_built_long_ago_is_warned_of_where_its_articles_have_no_later_date():
    searched = replace(coverage(), built=before(12))
    undated = story()

    found = freshness_of(asking("What will the wall cost?"), [undated], hits(undated), searched, ANALYSER)

    assert [caution.text for caution in found.cautions] == [
        "The index was built on 20 November 2031, 12 days before the question; later news is missing."
    ]
    assert (found.source_days, found.index_days) == (None, None)


def test_an_old_index_that_reaches_beyond_the_time_that_is_asked_for_is_old_enough():
    assert kinds(judged("What did the mayor say?", 60, index=31, built=31, until=before(40))) == []
    assert kinds(judged("What did the mayor say?", 60, index=31, built=31, until=before(20))) == ["old_index"]


def test_zero_warns_of_no_age():
    assert kinds(judged("What is the latest on the wall?", 300, index=300, built=300, stale_days=0)) == []


# The story has moved


def later(days, name="later", **changes):
    text = "The harbour wall of Port Ennis will cost 20 million crowns, the council said."
    details = {"title": "Wall gets dearer", "publisher": "Quill Herald", "published": before(days)} | changes
    return story(text, name=name, **details)


def found_with(*others, copies=()):
    old = story(published=before(2))
    first, *rest = hits(old, *others)
    return (replace(first, copies=tuple(copies)), *rest)


LATEST = "What is the latest on the harbour wall in Port Ennis?"


def test_who_asks_for_the_latest_is_told_of_a_newer_article_that_was_found_and_not_used():
    found = judged(LATEST, 2, found=found_with(later(1)))

    [caution] = found.cautions
    assert caution.text == (
        "A newer article on this is not part of the answer: “Wall gets dearer” (Quill Herald, 1 December 2031)."
    )
    assert (caution.kind, caution.article.id) == ("moved_on", "later")


def test_several_newer_articles_are_counted_and_the_newest_is_named():
    found = judged(LATEST, 2, found=found_with(later(1, "a"), later(0, "b", title="Wall falls", publisher=None)))

    assert [caution.text for caution in found.cautions] == [
        "2 newer articles on this are not part of the answer, the newest of them “Wall falls” (2 December 2031)."
    ]


def test_a_copy_of_the_story_from_a_later_day_is_newer_and_one_of_the_same_day_is_not():
    same_day = later(2, published=before(2) + timedelta(hours=5))

    assert kinds(judged(LATEST, 2, found=found_with(copies=[later(1)]))) == ["moved_on"]
    assert kinds(judged(LATEST, 2, found=found_with(copies=[same_day]))) == []


def test_only_who_asks_for_the_present_is_told_that_a_story_has_moved():
    assert kinds(judged("What will the harbour wall in Port Ennis cost?", 2, found=found_with(later(1)))) == []


def test_a_newer_article_on_another_matter_is_none():
    other = story("The school in Quill needs a roof.", name="roof", published=before(0))
    elsewhere = story("The harbour wall of Karsten will be higher.", name="elsewhere", published=before(0))

    assert kinds(judged(LATEST, 2, found=found_with(other, elsewhere))) == []


def test_a_newer_article_makes_the_age_of_the_used_one_plain_already():
    cited = story(published=before(9))
    found = freshness_of(
        asking(LATEST), [cited], hits(cited, later(8)), replace(coverage(corpus_newest=before(8))), ANALYSER
    )

    assert kinds(found) == ["moved_on", "old_index"]


# In answers


def test_answers_and_refusals_carry_their_warnings():
    old = story(published=before(40))
    answer = ask("How much will the work cost?", old)
    refusal = ask("How many whales lie behind the harbour wall?", old)

    assert isinstance(answer, Answer)
    assert isinstance(refusal, NoAnswer)
    for outcome in (answer, refusal):
        assert kinds(outcome.trace.freshness) == ["old_index"]
    searcher = FrozenSearcher(articles=(old,), analyser=ANALYSER)
    silent = Answerer(searcher, ExtractiveGenerator(ANALYSER), ANALYSER, stale_days=0)
    assert kinds(silent.answer(question("How much will the work cost?")).trace.freshness) == []


MOVED = Caution(
    kind="moved_on",
    text="A newer article on this is not part of the answer: “\x1b[1mWall [1] gets\ndearer” (Quill Herald).",
    moment=before(1),
    article=later(1, url="https://herald.example/wall"),
)


def test_the_terminal_shows_warnings_below_everything_else_with_foreign_words_tamed():
    outcome = Answerer(
        FrozenSearcher(articles=(story(published=before(40)),), analyser=ANALYSER),
        ExtractiveGenerator(ANALYSER),
        ANALYSER,
    ).answer(question("How much will the work cost?"))
    moved = replace(outcome, trace=trace(freshness=Freshness(cautions=(MOVED,))))

    assert render(outcome)[-1].startswith("Mind: The newest article here is from 23 October 2031, 40 days before")
    assert render(moved)[-1] == (
        "Mind: A newer article on this is not part of the answer: “ [1mWall (1) gets dearer” (Quill Herald)."
    )
    assert render(refused(freshness=Freshness(cautions=(MOVED,))))[1].startswith("Mind: A newer article")


def test_the_machine_form_and_the_receipt_hold_the_warnings():
    outcome = refused(freshness=Freshness(now=True, source_days=3, index_days=1, cautions=(MOVED,)))

    form = machine_form(outcome)["freshness"]

    assert (form["now"], form["source_days"], form["index_days"]) == (True, 3, 1)
    assert form["warnings"] == [
        {
            "kind": "moved_on",
            "text": MOVED.text,
            "date": "2031-12-01T00:00:00Z",
            "article": {
                "article_id": "later",
                "title": "Wall gets dearer",
                "publisher": "Quill Herald",
                "published": "2031-12-01T00:00:00Z",
                "url": "https://herald.example/wall",
            },
        }
    ]
    [warning] = read_receipt(receipt_of(outcome)).freshness.warnings
    assert (warning.kind, warning.article.title) == ("moved_on", "Wall gets dearer")
    old = {name: value for name, value in receipt_of(outcome).items() if name != "freshness"}
    assert read_receipt(old).freshness.warnings == ()
