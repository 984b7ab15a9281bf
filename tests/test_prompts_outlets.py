"""Outlets that a question names as its source: filtered, preferred, unknown, or a mere subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.outlets import Outlets, named_outlets

PUBLISHERS = (
    "Reuters",
    "The Guardian",
    "cnn",
    "www.usatoday.com",
    "BBC News",
    "Associated Press",
    "nyt",
    "Fox News",
    "The Sun",
    "The Week",
    "Time",
    "Nature",
    "The Independent",
    "Mirror",
    "The Courier",
    "TechLedger",
)


@pytest.mark.parametrize(
    ("question", "only", "phrase"),
    [
        ("How long is the wall according to Reuters?", ["Reuters"], "according to Reuters"),
        ("What did AP write about the wall?", ["Associated Press"], "did AP write"),
        ("what did the ap publish about the wall", ["Associated Press"], "did the ap publish"),
        ("What has the Associated Press reported on it?", ["Associated Press"], "has the Associated Press reported"),
        ("What was said of the wall in the Guardian?", ["The Guardian"], "said of the wall in the Guardian"),
        ("In the Guardian, what did Ann Lee say?", ["The Guardian"], "In the Guardian"),
        ("What’s in the Guardian about the trams?", ["The Guardian"], "What’s in the Guardian"),
        ("What was the BBC's latest coverage of the vote?", ["BBC News"], "the BBC's latest coverage"),
        ("What does the BBC article say?", ["BBC News"], "the BBC article"),
        ("Who lost, as reported by Reuters?", ["Reuters"], "reported by Reuters"),
        ("Reuters reports 12 hurt; where was that?", ["Reuters"], "Reuters reports"),
        ("What is the news from CNN?", ["cnn"], "news from CNN"),
        ("What happened according to usatoday.com?", ["www.usatoday.com"], "according to usatoday.com"),
        ("What happened according to USA Today?", ["www.usatoday.com"], "according to USA Today"),
        ("Who won, per the New York Times?", ["nyt"], "per the New York Times"),
        ("Is Reuters reporting that the ferry sank?", ["Reuters"], "Is Reuters reporting"),
        ("According to a Reuters report, who won?", ["Reuters"], "According to a Reuters report"),
        ("Does 'The Guardian' article mention trams?", ["The Guardian"], "'The Guardian' article"),
        ("According to The Sun, who won?", ["The Sun"], "According to The Sun"),
        ("Who won according to Time?", ["Time"], "according to Time"),
        ("Who won according to time magazine?", ["Time"], "according to time magazine"),
        ("Who won according to the Mirror?", ["Mirror"], "according to the Mirror"),
        ("What does the Time article say?", ["Time"], "the Time article"),
        ("What did the Courier report?", ["The Courier"], "did the Courier report"),
        ("what did techledger report?", ["TechLedger"], "did techledger report"),
        ("WHAT DID REUTERS REPORT?", ["Reuters"], "DID REUTERS REPORT"),
        ("What Did Reuters Report?", ["Reuters"], "Did Reuters Report"),
    ],
)
def test_an_outlet_that_is_the_source_filters(question, only, phrase):
    assert named_outlets(question, PUBLISHERS) == Outlets(only=tuple(only), phrase=phrase)


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What did Fox News say about the settlement?", "did Fox News say"),
        ("what did fox news say about the settlement?", "did fox news say"),
        ("Which adviser told Fox News that the wall leaks?", "told Fox News"),
        ("What did the mayor say in an interview with Fox News?", "interview with Fox News"),
        ("What did the mayor say on Fox News?", "say on Fox News"),
    ],
)
def test_an_outlet_that_says_something_may_be_the_subject_and_is_preferred(question, phrase):
    assert named_outlets(question, PUBLISHERS) == Outlets(preferred=("Fox News",), phrase=phrase)


@pytest.mark.parametrize(
    "question",
    [
        "Who owns CNN?",
        "How many people did the BBC lay off?",
        "Where is the Washington Post building?",
        "Who was fired from Fox News?",
        "Who invested in Reuters last year?",
        "How many people work in the BBC today?",
        "What does the report on job cuts in CNN say?",
        "How much revenue did Reuters report?",
        "Did Reuters report a loss?",
        "What does the BBC's annual report say?",
        "Is the Guardian said to be for sale?",
        "Did the BBC cover up the leak?",
        "Which Reuters photographer was hurt?",
        "What did the Guardian editorial board do?",
        "Who leads according to a Reuters/Ipsos poll?",
        "What does @cnn post?",
        "According to CNN anchor Lee Hart, who won?",
        "According to the CNN Center, who won?",
        "According to the Irish Independent, who won?",
        "According to the Guardian of the Lake, who won?",
        "According to Time Harbour Lines, who won?",
        "According to Smith, who won?",
        "According to the sun, what time is it?",
        "Time reports to the harbour master, who is he?",
        "What does the Time say?",
        "What did Sun say?",
        "How hot is the sun?",
        "What did the independent inquiry report?",
        "What did the report say about the mirror?",
        "Who wrote in the nature reserve?",
        "What was reported in the week?",
        "WHAT DID THE SUN SAY?",
        "",
        "?",
    ],
)
def test_a_subject_is_no_source(question):
    assert named_outlets(question, PUBLISHERS) == Outlets()


def test_several_outlets_that_are_joined_all_filter():
    found = named_outlets("According to Reuters, AP and the BBC, who won?", PUBLISHERS)

    assert found == Outlets(
        only=("Reuters", "Associated Press", "BBC News"), phrase="According to Reuters, AP and the BBC"
    )


def test_outlets_that_are_compared_all_filter():
    found = named_outlets("What does Reuters report on the wall, while the Guardian says it leaks?", PUBLISHERS)

    assert found == Outlets(only=("Reuters", "The Guardian"), phrase="does Reuters report")


def test_the_subject_of_a_report_does_not_widen_the_filter():
    found = named_outlets("According to Reuters, what did Fox News say about the settlement?", PUBLISHERS)

    assert (found.only, found.preferred) == (("Reuters",), ("Fox News",))


def test_every_spelling_and_section_of_an_outlet_counts():
    publishers = ("CNN", "edition.cnn.com", "cnn", "CNN - Travel", "CNN Brasil")

    assert named_outlets("Who won according to CNN?", publishers).only == (
        "CNN",
        "edition.cnn.com",
        "cnn",
        "CNN - Travel",
    )
    assert named_outlets("Who won according to CNN - Travel?", publishers).only == ("CNN - Travel",)
    assert named_outlets("Who won according to CNN Brasil?", publishers).only == ("CNN Brasil",)


def test_the_longest_name_is_the_one_that_is_meant():
    publishers = ("Harbour Times", "Times")

    assert named_outlets("Who won according to the Harbour Times?", publishers).only == ("Harbour Times",)


def test_a_well_known_outlet_that_the_corpus_lacks_is_unknown():
    found = named_outlets("According to Reuters and the FT, what is the rate?", ("Reuters",))

    assert found == Outlets(only=("Reuters",), unknown=("Financial Times",), phrase="According to Reuters and the FT")
    assert named_outlets("What did Bloomberg write?", ("Reuters",)) == Outlets(
        unknown=("Bloomberg",), phrase="did Bloomberg write"
    )


def test_where_a_lacking_outlet_may_be_the_subject_it_is_not_unknown():
    assert named_outlets("What did Bloomberg say?", ("Reuters",)) == Outlets()


def test_nothing_is_said_of_outlets_where_the_articles_name_none():
    assert named_outlets("What did Bloomberg write?", ()) == Outlets()


_WORDS = "according to|did|report|say|while|in the|the|'s|'|article|,|and|AP|Bloomberg|İ|ﬁ|\n|?|www.".split("|")
_PIECES = st.sampled_from([*PUBLISHERS, *_WORDS])


@given(
    st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=25).map(" ".join)),
    st.lists(st.one_of(st.sampled_from(PUBLISHERS), st.text(max_size=12)), max_size=6),
)
def test_any_text_is_read_and_only_the_corpus_outlets_are_found(text, publishers):
    found = named_outlets(text, publishers)

    assert {*found.only, *found.preferred} <= set(publishers)
    assert not set(found.only) & set(found.preferred)
    assert (found.phrase is None) == (not (found.only or found.preferred or found.unknown))
    assert found.phrase is None or (found.phrase and found.phrase in text)


def test_a_question_full_of_outlets_is_read_in_time():
    text = "CNN reports " * 800

    assert named_outlets(text, PUBLISHERS).only == ("cnn",)
