from datetime import UTC, datetime

import pytest
from fictional import answered, coverage, refused, story

from index.passage import Span
from prompts.answer import Answer, Citation, Claim, day

OLD = story("It rained.", name="old", publisher="The Ennis Courier", published=datetime(2031, 9, 5, tzinfo=UTC))
NEW = story("It snowed.", name="new", publisher="Quill Herald", published=datetime(2031, 11, 25, 23, 59, tzinfo=UTC))
UNDATED = story("It froze.", name="undated")


def test_a_citation_quotes_its_article_letter_for_letter():
    assert Citation(number=1, article=OLD, span=Span(3, 9)).quote == "rained"


def test_a_claim_without_a_citation_can_t_be_made():
    with pytest.raises(ValueError, match="a claim without a citation: 'It rained"):
        Claim(text="It rained.", citations=())


@pytest.mark.parametrize(("cited", "numbers"), [((1,), (1, 2)), ((1, 2), (1,)), ((2,), (1,)), ((1,), ())])
def test_claims_and_citations_must_name_the_same_numbers(cited, numbers):
    answer = answered(OLD)

    with pytest.raises(ValueError, match="the claims cite"):
        Answer(
            claims=(Claim(text="It rained.", citations=cited),),
            citations=tuple(Citation(number=number, article=OLD, span=Span(0, 10)) for number in numbers),
            reports=answer.reports,
            trace=answer.trace,
        )


def test_an_answer_without_a_claim_can_t_be_made():
    answer = answered(OLD)

    with pytest.raises(ValueError, match="the claims cite"):
        Answer(claims=(), citations=(), reports=answer.reports, trace=answer.trace)


def test_an_answer_reads_as_sentences_with_their_markers():
    assert answered(OLD, NEW).text == "It rained. [1] It snowed. [2]"
    assert Claim(text="It froze.", citations=(2, 1)).marked == "It froze. [2] [1]"


def test_a_dated_list_has_a_line_with_date_and_outlet_for_each_report():
    assert answered(NEW, OLD, UNDATED, dated=True).text.split("\n") == [
        "- 25 November 2031, Quill Herald: It snowed. [1]",
        "- 5 September 2031, The Ennis Courier: It rained. [2]",
        "- undated: It froze. [3]",
    ]


def test_an_answer_knows_its_newest_and_oldest_source():
    assert (answered(OLD, UNDATED, NEW).newest, answered(OLD, UNDATED, NEW).oldest) == (NEW.published, OLD.published)
    assert (answered(UNDATED).newest, answered(UNDATED).oldest) == (None, None)


@pytest.mark.parametrize(
    ("reason", "searched", "text"),
    [
        ("no_answer", coverage(1), "The articles don't say. I searched 1 article."),
        (
            "nothing_found",
            coverage(1200, publishers=("The Ennis Courier",), newest=datetime(2031, 11, 25, tzinfo=UTC)),
            "I found no article about that. I searched 1,200 articles from The Ennis Courier, the newest from"
            " 25 November 2031.",
        ),
        (
            "outside_dates",
            coverage(0, undated=3, publishers=("A", "B")),
            "No article is from that time. I searched 0 articles from 2 outlets. 3 undated left out.",
        ),
        (
            "not_understood",
            coverage(2),
            "There is no word in that question to search for; name who or what it is about.",
        ),
    ],
)
def test_a_refusal_says_why_and_what_was_searched(reason, searched, text):
    assert refused(reason=reason, coverage=searched).text == text


def test_a_day_is_written_as_people_do():
    assert day(datetime(2024, 9, 5, 23, tzinfo=UTC)) == "5 September 2024"
    assert day(None) == "undated"
