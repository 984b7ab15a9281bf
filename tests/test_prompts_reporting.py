"""Which sentences of an article report something."""

import pytest

from prompts.reporting import reports


@pytest.mark.parametrize(
    "text",
    [
        "Three boats sank off Port Ennis.",
        "“Who will pay for the wall?” Lee asked.",
        "Lee said: “Who will pay for the wall?”",
        "“It fell. Who will pay?”",
        "He asked about the wall, “Who pays?”",
        "The council (the upper one) met at 10:30.",
        "By noon Ann Lee had left.",
        "More boats came.",
        "Watch how they sail.",
        "",
    ],
)
def test_statements_and_questions_that_are_quoted_report(text):
    assert reports(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who will pay for the wall?",
        "“Who will pay for the wall?”",
        "Related: Three boats sink off Port Ennis",
        "READ MORE Three boats sink",
        "SIGN UP for our letter",
        "Sign up for our letter",
        "Boat recall:Oysters and mussels are called back",
        "Photos: The harbour at night",
        "Ida Brook/AFP/Getty Images",
        "By Ida Brook, Reuters",
        "Ida Brook contributed to this report.",
        "This is a breaking news story and will be updated.",
    ],
)
def test_questions_teasers_bylines_and_credits_report_nothing(text):
    assert not reports(text)
