"""Names that are held, missing, or in the place of others."""

import pytest
from fictional import ANALYSER, story
from hypothesis import given
from hypothesis import strategies as st
from test_prompts_checks_aligning import cite

from index.passage import Span
from index.sentences import sentence_spans
from prompts.checks.aligning import align
from prompts.checks.finding import Check, Verdict
from prompts.checks.name_check import check_names

BEFORE = "Jon Weller lives in Ennis. "
CITED = (
    "The council of Port Ennis approved the new harbour wall on Tuesday. Mayor Ann Lee said the wall was"
    " needed. Fishing union leader Tom Hart accused Lee of waste. Norland attacked Sudmark on Monday, witnesses"
    " said. The National Harbour Board fined Quill Shipping 4 million crowns. “It is late,” Hart told the Quill"
    " Herald. French President Marc Dubois met Ida Brook in Vienna. He will return to Paris on Friday. The U.S."
    " and the United Nations sent help to the Ukrainian town of Zelensk. Cop26 ended."
)
BEHIND = " The former mayor, Peter Lee Young, and Carla Voss disagreed. Voss owns boats."
ARTICLE = story(BEFORE + CITED + BEHIND, publisher="The Ennis Post")
SOURCE = cite(ARTICLE, Span(len(BEFORE), len(BEFORE + CITED)))


def checked(text):
    return check_names(text, [SOURCE], align(text, [SOURCE], ANALYSER))


def failed(text):
    return [(finding.state, finding.words) for finding in checked(text) if finding.verdict is Verdict.FAILED]


@pytest.mark.parametrize(
    "text",
    [
        "Ennis's mayor, Lee, said the wall was necessary.",
        "Hart accused Lee of waste.",
        "Lee was accused of waste by Hart.",
        "The mayor accused Hart of waste.",
        "Sudmark was attacked by Norland on Monday.",
        "Quill Shipping was fined by the NHB.",
        "Marc Dubois, the president of France, met Brook in Vienna.",
        "Ida Brook met Marc Dubois in Vienna.",
        "Dubois will return to Paris on Friday.",
        "America and the UN sent help to Ukraine.",
        "The Ennis Post reports that the wall was approved.",
        "Officials said the wall was needed.",
        "Residents of Port Ennis got a new wall.",
        "Council of Port Ennis Approves New Harbour Wall",
        "THE COUNCIL OF PORT ENNIS APPROVED THE WALL",
        "Ann Lee, according to the Quill Herald, accused nobody of waste.",
        "After Cop26, the Port Ennis council met on Tuesday.",
        "The United Nations (UN) sent help.",
    ],
)
def test_names_that_what_is_cited_holds_in_some_form_pass(text):
    assert failed(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The board fined Barnaby Crouch 4 million crowns.", "Barnaby Crouch"),
        ("Mayor Tom Lee said the wall was needed.", "Mayor Tom Lee"),
        ("Dubois met Brook in Berlin.", "Berlin"),
        ("Halvorsen said the wall was needed.", "Halvorsen"),
        ("The German president Marc Dubois met Brook.", "German"),
        ("Carla Voss said the wall was needed.", "Carla Voss"),
        ("The Ulmholt Courier reports that the wall was approved.", "Ulmholt Courier"),
    ],
)
def test_a_name_that_nothing_cited_holds_fails(text, name):
    assert ("missing", name) in failed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hart said the wall was needed.",
        "Lee accused Hart of waste.",
        "Sudmark attacked Norland on Monday.",
        "Sudmark attacked Norland on Monday, witnesses said.",
        "Quill Shipping fined the National Harbour Board 4 million crowns.",
        "Lee told the Quill Herald that it was late.",
        "Mayor Carla Lee said the wall was needed.",
    ],
)
def test_a_name_in_the_place_of_another_fails(text):
    assert failed(text)


def test_the_reason_names_both():
    finding = next(one for one in checked("Hart said the wall was needed.") if one.verdict is Verdict.FAILED)

    assert (finding.state, finding.words) == ("substituted", "Hart")
    assert "Ann Lee" in finding.why
    assert finding.check is Check.NAME


def test_each_name_that_is_held_is_told_once_and_in_order():
    found = checked("In Port Ennis, Hart accused Lee of waste, and Hart told the Quill Herald.")

    assert [one.words for one in found] == ["Port Ennis", "Hart", "Lee", "Quill Herald"]


def test_days_titles_and_months_are_no_names():
    assert checked("On Monday the Prime Minister said in May that it is late.") == ()


def test_a_source_in_small_letters_holds_names():
    small = cite(story(CITED.lower(), title="wall"))
    text = "Mayor Ann Lee said the wall was needed."

    assert all(one.verdict is Verdict.PASSED for one in check_names(text, [small], align(text, [small], ANALYSER)))


@pytest.mark.parametrize("span", sentence_spans(CITED))
def test_every_cited_sentence_holds_its_own_names(span):
    assert failed(span.of(CITED)) == []


@given(st.lists(st.sampled_from(CITED.split()), max_size=30).map(" ".join))
def test_words_in_any_order_are_checked_without_an_error(text):
    assert all(finding.words in text for finding in checked(text))


@pytest.mark.parametrize("piece", ["Zed ", "Aa-", "X.", "Hart’s ", "“", "Lee attacked Hart ", "A of ", "\n“ "])
def test_a_hostile_line_is_checked_without_an_error(piece):
    checked((piece * 20_000)[:20_000])


def test_a_body_may_be_told_for_its_spokeswoman():
    article = story("Quill Ferries denied it. Its spokeswoman, Ida Brook, said the boats had been moored on Saturday.")
    text = "Quill Ferries said the boats had been moored on Saturday."

    found = check_names(text, [cite(article)], align(text, [cite(article)], ANALYSER))

    assert all(one.verdict is Verdict.PASSED for one in found)


def test_a_name_fails_where_only_a_relative_clause_parts_the_other_from_its_words():
    article = story("Harbour chief Ann Lee, who came from Norland, will retire in October. Tom Hart is a fisherman.")
    text = "Harbour chief Tom Hart will retire in October."

    found = check_names(text, [cite(article)], align(text, [cite(article)], ANALYSER))

    assert any(one.verdict is Verdict.FAILED for one in found)
