"""What a source has from somebody stays theirs in an answer: it is named again, or the sentence goes."""

import pytest
from fictional import ANALYSER, hits, story
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Span
from index.speech import speeches
from prompts.checks.attributed import attributed_in, says_somebody, shows_source
from prompts.checks.checking import check_sentences
from prompts.checks.finding import Check, Outcome
from prompts.generator import MarkedSentence

NEWS = (
    "A warehouse by the quay of Port Ennis burned down on Monday. The fire began in a heap of old batteries, police"
    " said. Fire chief Tom Hart said that 14 people had been inside when it started.\n"
    "The Harbour Union claimed that the sprinklers were switched off in March. The owner, Brandt Transport, denied that"
    " anybody was in danger.\n"
    "Mayor Ann Lee, who took office in 2029, said the quay would stay closed until Friday. She added that ferries would"
    " leave from Quill. The night watchman allegedly slept in his car.\n"
    "The quay stays closed until Friday, and the market moves to the school, the council said. Two ministers and the"
    " bishop came on Tuesday, while Sailors' Aid said it had raised 9,000 crowns.\n"
    "“We lost everything,” baker Ida Brook said. The smoke was harmless, Brook said, according to the mayor."
)
OTHER = "The sprinklers were switched off in March, as the log of the warehouse shows. Ida Brook owns the bakery."


def article(text=NEWS, **details):
    return story(text, name=f"n{len(text)}", title="Fire in Port Ennis", **details)


def check(text, *markers, found=None):
    [checked] = check_sentences(
        [MarkedSentence(text=text, markers=markers or (1,))], found or hits(article(), article(OTHER)), ANALYSER
    )
    return checked


def states(checked):
    return [finding.state for finding in checked.findings if finding.check is Check.ATTRIBUTION]


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("The fire began in old batteries.", "police"),
        ("When it started, 14 people were inside.", "fire chief Tom Hart"),
        ("The sprinklers were switched off in March.", "the Harbour Union"),
        ("The quay will stay closed until Friday.", "Mayor Ann Lee"),
        ("Ferries will leave from Quill.", "Mayor Ann Lee"),
        ("The market moves to the school.", "the council"),
        ("Sailors' Aid raised 9,000 crowns.", "Sailors' Aid"),
    ],
)
def test_what_somebody_says_is_given_to_them_again_in_the_articles_words(written, source):
    checked = check(written)

    assert checked.text == f"{written[:-1]}, according to {source}."
    assert (checked.outcome, states(checked)) == (Outcome.REPAIRED, ["named"])


@pytest.mark.parametrize(
    "written",
    [
        "The night watchman slept in his car.",
        "The smoke was harmless.",
        "Ferries will leave from Quill!",
    ],
)
def test_it_goes_where_nobody_can_be_named_for_certain(written):
    checked = check(written)

    assert (checked.outcome, states(checked)) == (Outcome.DROPPED, ["lost"])
    assert "stated as a fact" in checked.why


@pytest.mark.parametrize(
    "written",
    [
        "A warehouse by the quay burned down on Monday.",
        "The fire began in old batteries, police said.",
        "According to police, the fire began in old batteries.",
        "The fire reportedly began in old batteries.",
        "The fire may have begun in old batteries.",
        "The Harbour Union claims that the sprinklers were switched off in March.",
        "“We lost everything,” said Ida Brook.",
        "Ann Lee took office in 2029.",
        "Brandt Transport owns the warehouse.",
        "The bishop and two ministers came on Tuesday.",
    ],
)
def test_what_nobody_says_or_what_names_its_source_stays_as_it_is(written):
    checked = check(written)

    assert states(checked) == []
    assert checked.text == written


def test_what_another_cited_sentence_states_as_a_fact_stays_as_it_is():
    written = "The sprinklers were switched off in March."

    assert states(check(written, 1, 2)) == states(check(written, 2)) == []
    assert states(check(written, 1)) == ["named"]


def test_the_outlet_itself_is_no_source_beside_the_citation():
    found = hits(article("The Quay Gazette reported that the pier had sunk overnight.", publisher="The Quay Gazette"))

    assert states(check("The pier sank overnight.", found=found)) == []


def test_the_full_stop_of_an_abbreviation_is_kept():
    found = hits(article("The wreck was towed to the U.S. by night, the army said."))

    assert check("By night the wreck was towed to the U.S.", found=found).text == (
        "By night the wreck was towed to the U.S., according to the army."
    )


def test_only_what_somebody_states_is_theirs_in_a_sentence():
    def content(sentence):
        [one] = attributed_in(sentence, speeches(sentence, [Span(0, len(sentence))])[0])
        return one.speakers, " ".join(one.content.split())

    assert content("Ann Lee, who took office in May, said that the wall was safe.") == (
        ("Ann Lee",),
        "that the wall was safe.",
    )
    assert content("The wall is safe, said Ann Lee, who took office in May.") == (("Ann Lee",), "The wall is safe,")
    assert content("The wall is safe, and the road is open, Ann Lee said on Monday.") == (
        ("Ann Lee",),
        "The wall is safe, and the road is open, on Monday.",
    )


@pytest.mark.parametrize(
    "sentence",
    ["Lee denied that it rained.", "Lee did not say that it rained.", "Lee urged people to leave.", "It fell."],
)
def test_to_deny_or_to_urge_is_not_to_state(sentence):
    assert attributed_in(sentence, speeches(sentence, [Span(0, len(sentence))])[0]) == []


@given(st.text(max_size=200))
def test_any_text_can_be_asked_for_its_source(text):
    shows_source(text)
    says_somebody(text)
    attributed_in(text, ())
