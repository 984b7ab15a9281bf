"""Events that nothing cited tells of, in whatever words."""

import pytest
from fictional import ANALYSER, story
from test_prompts_checks_aligning import cite

from prompts.checks.aligning import align
from prompts.checks.event_check import check_events
from prompts.checks.events import EVENTS
from prompts.checks.finding import Check, Verdict

HARBOUR = (
    "Mayor Ann Lee said the new wall of Port Ennis rises. Tom Hart quit the council after a row with Lee. Baker Ida"
    " Brook parted with her shop for 40,000 crowns; a buyer from Quill paid in cash."
)


def checked(text, article=None):
    source = cite(article or story(HARBOUR))
    return check_events(text, [source], align(text, [source], ANALYSER), ANALYSER)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ann Lee has applied for a job in Ulmholt.", "an application"),
        ("Tom Hart died in Quill.", "a death"),
        ("Ida Brook apologised for the row.", "an apology"),
        ("Ida Brook was injured in Quill.", "an injury"),
        ("Ann Lee has handed the plans to the union.", "a handing over"),
    ],
)
def test_an_event_that_nothing_cited_tells_of_fails(text, kind):
    (finding,) = checked(text)

    assert (finding.check, finding.verdict, finding.state) == (Check.RELATION, Verdict.FAILED, "untold")
    assert kind in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "Tom Hart resigned from the council.",
        "Ida Brook sold her shop.",
        "Ann Lee did not apply for a job in Ulmholt; she has applied for nothing.",
        "If Ann Lee died, Port Ennis would mourn.",
        "Someone died in the harbour.".lower(),
        "Ann Lee said: “He died for this wall.”",
    ],
)
def test_an_event_told_in_other_words_or_not_asserted_passes(text):
    assert checked(text) == ()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_kind_has_words_of_its_own(event):
    assert event.plain.pattern
    assert event.any.search("zzz qqq") is None


@pytest.mark.parametrize("piece", ["died ", "Zed was ", "has closed ", "won the the ", "A"])
def test_a_hostile_line_is_checked_without_an_error(piece):
    checked((piece * 20_000)[:20_000])
