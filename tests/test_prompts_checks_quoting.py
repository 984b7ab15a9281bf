"""The check of quotations over one sentence: what it changes, what it drops, and how it says so."""

import pytest
from fictional import HARBOUR, story
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Passage, Span
from prompts.checks.finding import Check, Verdict
from prompts.checks.quoting import MOST_QUOTATIONS, check_quotations
from prompts.checks.source import Source

ROOF = "“The children sit under umbrellas in the rain,” headmistress Ida Vole said."


def source(text, number):
    article = story(text, name=f"article {number}")
    return Source(number=number, passage=Passage(article=article, span=Span(0, len(text))))


WALL, SCHOOL = source(HARBOUR, 1), source(ROOF, 2)


def checked(text):
    return check_quotations(text, [WALL], [SCHOOL])


def verdicts(quoted):
    return [(finding.verdict, finding.state) for finding in quoted.findings]


@pytest.mark.parametrize(
    "text",
    [
        "Lee told reporters: “We can’t wait for the next storm.”",
        "Lee said that they “can't wait for the next storm”.",
        "can’t wait for the next storm,” Lee said.",
        "Lee said: 'We can't wait for the next storm.'",
        "Hart: “It comes ten years late”; Lee: “We can’t wait for the next storm”.",
    ],
)
def test_verbatim_quotations_pass_and_the_sentence_stays(text):
    quoted = checked(text)

    assert quoted.text == text
    assert set(verdicts(quoted)) == {(Verdict.PASSED, "verified")}
    assert all(finding.check is Check.QUOTATION for finding in quoted.findings)


@pytest.mark.parametrize(
    "text",
    [
        "“We will never rebuild the wall,” Lee said.",
        "'We will never rebuild the wall,' Lee said.",
        "»We will never rebuild the wall«, Lee said.",
        "“We can wait for the next storm,” Lee told reporters.",
        "“It comes ten years late,” Hart said, and “nobody will ever pay for it”.",
        "We will never rebuild the wall,” Lee said.",
        "Lee said: “We will never rebuild the wall.",
        "Lee spoke of “4 million crowns”.",
        "Lee “said on Monday” that it will be rebuilt.",
        "The hero is the “Ghost of the Old Harbour”.",
    ],
)
def test_an_invented_quotation_fails_its_sentence(text):
    quoted = checked(text)

    assert verdicts(quoted)[-1] == (Verdict.FAILED, "removed")
    assert quoted.text == text
    assert "stands neither in the cited passages nor in the others" in quoted.findings[-1].why


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lee wants no “slow fix” today.", "Lee wants no slow fix today."),
        ("Lee wants no 'slow fix' today.", "Lee wants no slow fix today."),
        ("“Perhaps”, Lee said.", "Perhaps, Lee said."),
        ("Perhaps,” Lee said.", "Perhaps, Lee said."),
    ],
)
def test_a_turn_of_phrase_that_no_passage_has_loses_its_marks(text, shown):
    quoted = checked(text)

    assert (quoted.text, verdicts(quoted)) == (shown, [(Verdict.REPAIRED, "removed")])


def test_only_the_quoted_words_change_and_each_quotation_has_its_finding():
    quoted = checked("Lee (“we can't wait for the next great storm”) and Hart — “a beginning” — met; it was “odd”!")

    assert quoted.text == "Lee (“We can’t wait for the next storm”) and Hart — “a beginning” — met; it was odd!"
    assert verdicts(quoted) == [
        (Verdict.REPAIRED, "repaired"),
        (Verdict.PASSED, "verified"),
        (Verdict.REPAIRED, "removed"),
    ]
    assert [(number, span.of(HARBOUR)) for number, span in quoted.spans] == [
        (1, "We can’t wait for the next storm"),
        (1, "a beginning"),
    ]


def test_a_quotation_from_another_passage_moves_its_source_once():
    quoted = checked("“The children sit under umbrellas” today, “umbrellas in the rain”, Vole said.")

    assert quoted.moved == (2,)
    assert verdicts(quoted) == [(Verdict.REPAIRED, "misattributed")] * 2
    assert quoted.findings[0].why == (
        "“The children sit under umbrellas” stands in passage 2, which was not cited and is now"
    )


def test_without_quotations_nothing_is_found():
    text = "The workers' plan of the '90s costs 14 million crowns."

    assert (checked(text).text, checked(text).findings, checked(text).spans) == (text, (), ())


def test_a_sentence_of_too_many_quotations_fails_at_once():
    quoted = checked("“no such words here” " * (MOST_QUOTATIONS + 1))

    assert verdicts(quoted) == [(Verdict.FAILED, "removed")]


@given(st.lists(st.sampled_from(["“", "”", '"', "'", " ", "We can’t wait", "slow", ".", "[", "…", "1"]), max_size=40))
def test_any_sentence_is_checked_and_its_other_words_stay(pieces):
    text = "".join(pieces)

    quoted = checked(text)

    assert all(finding.words in text for finding in quoted.findings)
    if not any(verdict is Verdict.REPAIRED for verdict, _ in verdicts(quoted)):
        assert quoted.text == text
