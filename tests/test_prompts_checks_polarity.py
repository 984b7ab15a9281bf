"""Denials more or less, and opposites."""

import pytest
from fictional import ANALYSER, story
from hypothesis import given
from hypothesis import strategies as st
from test_prompts_checks_aligning import cite

from index.sentences import sentence_spans
from prompts.checks.aligning import align
from prompts.checks.finding import Check, Verdict
from prompts.checks.polarity import check_polarity

COUNCIL = (
    "The council of Port Ennis approved the new harbour wall on Tuesday. Mayor Ann Lee said the wall was not a luxury."
    " Fishing union leader Tom Hart denied that the union had asked for the money. “We are not going to strike this"
    " winter,” Hart told the Quill Herald. The work did not start until Monday. No boats were damaged in the storm. The"
    " builder failed to meet the deadline. Lee refused to resign after the vote. Exports rose by 4 percent. The court"
    " acquitted Ida Brook of fraud. The harbour is likely to stay open. The police found no evidence that the fire was"
    " set on purpose. Residents oppose the tax."
)


def checked(text, article=None):
    source = cite(article or story(COUNCIL))
    return check_polarity(text, [source], align(text, [source], ANALYSER), ANALYSER)


def fails(text, article=None):
    return any(finding.verdict is Verdict.FAILED for finding in checked(text, article))


@pytest.mark.parametrize(
    "text",
    [
        "The council did not approve the harbour wall.",
        "The council rejected the new harbour wall.",
        "The harbour wall was not approved by the council.",
        "According to Lee, the wall is a luxury.",
        "The union had asked for the money.",
        "Hart confirmed that the union had asked for the money.",
        "Hart said they were “going to strike this winter”.",
        "The union will strike this winter, Hart said.",
        "Several boats were damaged in the storm.",
        "The builder met the deadline.",
        "Lee resigned after the vote.",
        "Lee refused to resign before the vote.",
        "Exports fell by 4 percent.",
        "Brook was found guilty of fraud by the court.",
        "The harbour is unlikely to stay open.",
        "The fire was set on purpose, according to the police.",
        "Residents support the tax.",
    ],
)
def test_a_sentence_that_says_the_opposite_fails(text):
    assert fails(text)


@pytest.mark.parametrize(
    "text",
    [
        "The council approved the harbour wall.",
        "The council didn't reject the new harbour wall.",
        "Ann Lee denied that the wall was a luxury.",
        "Hart said that the union never asked for the money.",
        "Hart rejected the claim that the union had asked for money.",
        "Hart ruled out a strike this winter.",
        "The union will not strike this winter, Hart said.",
        "The work started on Monday.",
        "The storm damaged no boats.",
        "The storm left the boats undamaged.",
        "The builder missed the deadline.",
        "The builder did not meet the deadline.",
        "Lee would not resign after the vote.",
        "Exports grew 4 percent.",
        "Brook was found not guilty of fraud.",
        "The harbour is not likely to close.",
        "There is no sign that the fire was set on purpose, police said.",
        "Residents do not support the tax.",
        "Did the council reject the wall?",
    ],
)
def test_a_sentence_that_says_the_same_in_other_words_passes(text):
    assert not fails(text)


def test_another_cited_sentence_may_have_it_this_way():
    article = story("Lee did not sign the contract. Later that day Lee signed the contract.")

    assert not fails("Lee signed the contract.", article)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The council not approved the new harbour wall on Tuesday.", "not approved"),
        ("The work did start until Monday.", "did not"),
        ("The council vetoed the new harbour wall on Tuesday.", "approved the new harbour wall"),
    ],
)
def test_the_reason_shows_the_cited_words(text, words):
    why = "; ".join(finding.why for finding in checked(text) if finding.verdict is Verdict.FAILED)

    assert why
    assert words.split()[-1] in why


def test_a_denial_that_agrees_is_told():
    (finding, *_) = checked("The wall is not a luxury, Lee said.")

    assert (finding.check, finding.verdict, finding.state) == (Check.POLARITY, Verdict.PASSED, "agrees")


@pytest.mark.parametrize("span", sentence_spans(COUNCIL))
def test_no_sentence_contradicts_itself(span):
    assert not fails(span.of(COUNCIL))


@given(st.lists(st.sampled_from(COUNCIL.split()), max_size=30).map(" ".join))
def test_words_in_any_order_are_checked_without_an_error(text):
    assert all(finding.check is Check.POLARITY for finding in checked(text))


@pytest.mark.parametrize("piece", ["not ", "rise fall ", "n't", "“", "denied that ", "no a ", "(", "a"])
def test_a_hostile_line_is_checked_without_an_error(piece):
    checked((piece * 20_000)[:20_000])


TRIAL = (
    "The court acquitted the former minister Edda Sorn of theft, and convicted her driver, Paul Rask, of lying. The"
    " boats were lent by the Quill Museum. Brook’s chairwoman, Flora Senn, dismissed Otto Vint. “I won’t apologise for"
    " telling the truth,” Rask said. Insurers have received 90 claims. The wall was insured. Ida Lowe sold her boat to"
    " Tom Hart. The council voted 9 to 4 against a toll. Lars Moen doubted it. Deputy Nell Roe didn’t believe him."
)


@pytest.mark.parametrize(
    "text",
    [
        "The court acquitted Paul Rask and convicted Edda Sorn.",
        "The court convicted Edda Sorn of theft.",
        "Ennis Harbour lent the boats to the Quill Museum.",
        "Otto Vint dismissed Flora Senn.",
        "Rask said he would “apologise for telling the truth”.",
        "The wall was uninsured.",
        "Lars Moen didn't believe Nell Roe.",
        "The council voted 9 to 4 in favour of a toll.",
    ],
)
def test_a_deed_with_its_names_exchanged_or_a_cut_denial_fails(text):
    assert fails(text, story(TRIAL))


@pytest.mark.parametrize(
    "text",
    [
        "The court convicted Paul Rask and acquitted Edda Sorn.",
        "Paul Rask was convicted of lying.",
        "The Quill Museum lent the boats.",
        "Otto Vint was dismissed by Flora Senn.",
        "Rask said he would not “apologise for telling the truth”.",
        "Nell Roe didn't believe Lars Moen.",
        "None of the 90 claims received by insurers has been settled.",
        "The buyer of the boat is Tom Hart, who bought it from Ida Lowe.",
    ],
)
def test_a_deed_told_the_other_way_round_passes(text):
    assert not fails(text, story(TRIAL))


@pytest.mark.parametrize(
    "piece", ["Lee beat Hart ", "Lee, a ", "“not aaaaaaaaa” ", "x fired ", "Lee, who a ", "by Hart’s a "]
)
def test_hostile_deeds_are_checked_without_an_error(piece):
    checked((piece * 20_000)[:20_000], story((piece * 500)[:9_000]))
