"""The machine form of answers: the keys of the design, plain JSON, nothing invented."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from fictional import answered, coverage, hits, question, refused, story
from hypothesis import given
from hypothesis import strategies as st

from bot.machine_form import machine_form, moment
from index.article import version_of
from prompts.answer import Account, Conflict, Reports
from prompts.checks.finding import Check, CheckedSentence, Finding, Verdict
from prompts.generator import PromptUsed

KEYS = (
    "id question status reason note text claims citations conflicts window dates reports retrieved edition prompt model"
    " confidence timings_ms checks support fault freshness news missing nearest"
).split()
RAIN = story(
    "It rained in “Quill”.",
    name="rain",
    title="Rain",
    publisher="Quill Herald",
    published=datetime(2031, 11, 25, 7, 30, tzinfo=UTC),
    url="https://herald.example/rain",
)
CHECKED = CheckedSentence(
    written="It froze hard.",
    pointed=(2, 9),
    text="It froze.",
    markers=(2,),
    findings=(
        Finding(
            check=Check.FIGURE,
            verdict=Verdict.FAILED,
            state="missing",
            words="9",
            why="“9” stands in no cited passage",
        ),
    ),
    support=0.123456,
)
FROST = story("It froze.", name="frost", title="Frost")


def test_an_answer_has_every_key_of_the_design():
    outcome = answered(
        RAIN,
        FROST,
        reports=Reports(independent=2, copies=3),
        hits=hits(FROST),
        coverage=coverage(4, corpus_newest=datetime(2031, 11, 30, tzinfo=UTC)),
        prompt=PromptUsed(name="answer", hash="h1"),
        note="A note.",
        confidence=0.123456,
        timings_ms={"total": 1.5},
        checks=(CHECKED,),
        support="words",
    )

    form = machine_form(outcome)

    assert list(form) == KEYS
    assert form == {
        "id": "t1",
        "question": "Who is Ann Lee?",
        "status": "answered",
        "reason": None,
        "note": "A note.",
        "text": "It rained in “Quill”. [1] It froze. [2]",
        "claims": [
            {"text": "It rained in “Quill”.", "citations": [1], "speaker": None},
            {"text": "It froze.", "citations": [2], "speaker": None},
        ],
        "citations": [
            {
                "number": 1,
                "article_id": "rain",
                "version": version_of("It rained in “Quill”."),
                "title": "Rain",
                "publisher": "Quill Herald",
                "published": "2031-11-25T07:30:00Z",
                "url": "https://herald.example/rain",
                "start": 0,
                "end": 21,
                "quote": "It rained in “Quill”.",
                "speaker": None,
                "genre": None,
            },
            {
                "number": 2,
                "article_id": "frost",
                "version": version_of("It froze."),
                "title": "Frost",
                "publisher": None,
                "published": None,
                "url": None,
                "start": 0,
                "end": 9,
                "quote": "It froze.",
                "speaker": None,
                "genre": None,
            },
        ],
        "conflicts": [],
        "window": None,
        "dates": {
            "newest": "2031-11-25T07:30:00Z",
            "oldest": "2031-11-25T07:30:00Z",
            "corpus_newest": "2031-11-30T00:00:00Z",
            "index_built": "2031-12-01T00:00:00Z",
        },
        "reports": {"independent": 2, "copies": 3},
        "retrieved": [{"rank": 1, "score": 0.8, "article_id": "frost", "start": 0, "end": 9}],
        "edition": "e1",
        "prompt": {"name": "answer", "hash": "h1"},
        "model": "scripted",
        "confidence": 0.1235,
        "timings_ms": {"total": 1.5},
        "checks": [
            {
                "written": "It froze hard.",
                "pointed": [2, 9],
                "text": "It froze.",
                "outcome": "dropped",
                "support": 0.1235,
                "weak": True,
                "findings": [
                    {
                        "check": "figure",
                        "verdict": "failed",
                        "state": "missing",
                        "words": "9",
                        "why": "“9” stands in no cited passage",
                    }
                ],
            }
        ],
        "support": "words",
        "fault": None,
        "freshness": {"now": False, "source_days": None, "index_days": None, "warnings": []},
        "news": None,
        "missing": None,
        "nearest": [],
    }


def test_a_refusal_has_the_same_keys_and_cites_nothing():
    form = machine_form(refused(RAIN, FROST, reason="nothing_found"))

    assert list(form) == KEYS
    assert (form["status"], form["reason"]) == ("refused", "nothing_found")
    assert (form["claims"], form["citations"], form["reports"]) == ([], [], {"independent": 0, "copies": 0})
    assert form["dates"] == {
        "newest": None,
        "oldest": None,
        "corpus_newest": None,
        "index_built": "2031-12-01T00:00:00Z",
    }
    assert form["nearest"] == [
        {
            "article_id": "rain",
            "title": "Rain",
            "publisher": "Quill Herald",
            "published": "2031-11-25T07:30:00Z",
            "genre": None,
        },
        {"article_id": "frost", "title": "Frost", "publisher": None, "published": None, "genre": None},
    ]


def test_a_citation_of_an_opinion_piece_says_so():
    form = machine_form(answered(story("It must rain.", name="view", section="Opinion")))

    assert [one["genre"] for one in form["citations"]] == ["opinion"]


def test_the_window_is_what_bounds_the_dates():
    may, june = datetime(2031, 5, 1, tzinfo=UTC), datetime(2031, 6, 1, tzinfo=UTC)

    def window(**limits):
        return machine_form(refused(question=question(**limits)))["window"]

    assert window(since=may) == {"since": "2031-05-01T00:00:00Z", "until": None, "phrase": None}
    assert window(until=june, as_of=may) == {"since": None, "until": "2031-05-01T00:00:00Z", "phrase": None}
    assert window(publisher="Quill Herald") is None


def test_a_moment_is_written_in_utc():
    assert moment(datetime(2031, 5, 1, 12, 30, 15, tzinfo=UTC)) == "2031-05-01T12:30:15Z"
    assert moment(None) is None


@given(text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1).filter(str.strip), title=st.text())
def test_every_outcome_is_one_line_of_json(text, title):
    article = story(text, title=title, publisher=title or None)

    for outcome in (answered(article), refused(article)):
        line = json.dumps(machine_form(outcome))
        assert "\n" not in line
        assert json.loads(line) == machine_form(outcome)


def test_accounts_that_differ_stand_beside_the_claims_and_make_the_status():
    outlets = ("Quill Herald", "Ennis Echo")
    accounts = tuple(
        Account(value=value, citation=number, outlet=outlet, updates=number == 2, superseded=number == 1)
        for number, (value, outlet) in enumerate(zip(("14", "19"), outlets, strict=True), 1)
    )
    differing = replace(answered(RAIN, FROST), conflicts=(Conflict(about="How many?", accounts=accounts),))
    alone = tuple(replace(account, outlet="Quill Herald") for account in accounts)
    updated = replace(differing, conflicts=(Conflict(about="How many?", accounts=alone),))

    form, of_update = machine_form(differing), machine_form(updated)

    assert (form["status"], of_update["status"]) == ("conflicting", "answered")
    assert form["conflicts"] == [
        {
            "about": "How many?",
            "update": False,
            "accounts": [
                {"value": "14", "citation": 1, "updates": False, "superseded": True},
                {"value": "19", "citation": 2, "updates": True, "superseded": False},
            ],
        }
    ]
    assert of_update["conflicts"][0]["update"] is True
    assert form["text"].splitlines()[1].startswith("Accounts differ: 14 (Quill Herald, ")
    assert json.loads(json.dumps(form)) == form
