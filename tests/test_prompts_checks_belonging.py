"""To whom a source gives what a sentence says of a person."""

import pytest
from fictional import ANALYSER, story

from index.passage import Passage, Span
from prompts.checks.aligning import align
from prompts.checks.belonging import check_belonging
from prompts.checks.finding import Verdict
from prompts.checks.source import Source
from prompts.speakers import Reader

CLINIC = (
    "Rosa Hale, who runs the heart ward in Quill, wrote to the board on Monday. Dr Otto Finn supports the merger.\n"
    "Ida Brook directed the film “Seven Lanterns” in 2029. It was shown in Port Ennis.\n"
    "Mayor Ann Lee opened the new pier. She has lived above the old ropewalk since 2015."
)


def found(text):
    article = story(CLINIC, title="")
    whole = Span(0, len(CLINIC))
    around = Reader().read(article, whole).sentences
    source = Source(number=1, passage=Passage(article=article, span=whole), around=around)
    return check_belonging(text, align(text, [source], ANALYSER), ANALYSER)


@pytest.mark.parametrize(
    ("text", "person", "other"),
    [
        ("Otto Finn runs the heart ward.", "Otto Finn", "Rosa Hale"),
        ("The film “Seven Lanterns” was directed by Rosa Hale.", "Rosa Hale", "Ida Brook"),
        ("Otto Finn opened the new pier.", "Otto Finn", "Ann Lee"),
    ],
)
def test_what_is_told_of_somebody_else_fails_and_says_of_whom(text, person, other):
    [finding] = found(text)

    assert (finding.verdict, finding.state, finding.words) == (Verdict.FAILED, "displaced", person)
    assert other in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "Rosa Hale runs the heart ward.",
        "Hale runs the heart ward of Quill.",
        "Otto Finn is for the merger.",
        "Ann Lee has lived above the old ropewalk since 2015.",
        "Ida Brook made “Seven Lanterns”, a film of 2029.",
        "Otto Finn works at the clinic.",
        "Nobody opened the pier.",
        "Rosa Hale and Otto Finn wrote to the board.",
        "Port Ennis saw the film “Seven Lanterns”.",
    ],
)
def test_what_is_told_of_the_person_or_not_plainly_of_another_passes(text):
    assert found(text) == ()
