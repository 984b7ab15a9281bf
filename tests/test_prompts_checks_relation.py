"""The floor under a citation."""

import pytest
from fictional import ANALYSER, story
from test_prompts_checks_aligning import cite

from prompts.checks.aligning import align
from prompts.checks.finding import Verdict
from prompts.checks.relation import check_relation


def checked(text, *sources):
    return check_relation(text, sources, align(text, sources, ANALYSER), ANALYSER)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour wall of Port Ennis will be rebuilt next year.",
        "Port Ennis gets another wall, and its mayor does not want to lose time over it.",
        "Ida Brook, who came from Quill, designed the first wall in the nineteenth century.",
    ],
)
def test_a_sentence_on_the_topic_of_what_it_cites_passes(text):
    (finding,) = checked(text, cite(story()))

    assert (finding.verdict, finding.state) == (Verdict.PASSED, "related")


def test_a_sentence_on_another_topic_fails_and_says_which_words_are_missing():
    (finding,) = checked("The orchestra of Ulmholt plays its last symphony before moving abroad.", cite(story()))

    assert (finding.verdict, finding.state) == (Verdict.FAILED, "unrelated")
    assert "“orchestra”" in finding.why


def test_the_title_and_the_other_sources_count():
    other = story("The orchestra plays on.", name="music", title="Ulmholt moves its symphony abroad")

    (finding,) = checked("The orchestra of Ulmholt plays its last symphony.", cite(story()), cite(other, number=2))

    assert finding.verdict is Verdict.PASSED


def test_a_few_words_of_a_source_may_be_told_in_others():
    short = cite(story("It rains.", title="Weather"))

    assert checked("The storms bring rain over all seven valleys this evening.", short)[0].verdict is Verdict.PASSED


def test_a_short_sentence_is_not_judged():
    assert checked("Yes, twice.", cite(story())) == ()
    assert checked("The orchestra of Ulmholt plays its last symphony.") == ()
