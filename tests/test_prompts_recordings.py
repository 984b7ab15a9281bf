"""The recordings that come with Newshound: every case by its name, no worse than what was accepted of a real model."""

import pytest

from bot.prompt_folders import shipped
from index.terms import Analyser
from prompts.template import load_template
from prompts.testing.accepting import State, standing
from prompts.testing.case_files import load_cases
from prompts.testing.recorded import open_recorded, recordings_in
from prompts.testing.running import concerned, run_with_chat

FILES = [open_recorded(path) for path in recordings_in([shipped("recordings")])]
ANALYSER = Analyser()
RUNS = [
    (recorded, load_template(name), case)
    for recorded in FILES
    for name in sorted({one.template for one in recorded.by_name.values()})
    for case in concerned(load_cases(), load_template(name))
]


@pytest.mark.parametrize(("recorded", "template", "case"), RUNS, ids=[f"{t.id}-{c.id}" for _, t, c in RUNS])
def test_a_recorded_case_is_no_worse_than_accepted(recorded, template, case):
    ran = run_with_chat(case, template, lambda one: recorded.chat(template, one), ANALYSER)
    found = standing(ran, recorded.accepted(ran, template))

    assert found.state in {State.PASSES, State.KNOWN, State.BETTER}, ran.failures


def test_the_recordings_say_which_model_wrote_them():
    assert {(one.model, one.build.split(",")[0]) for one in FILES} == {
        ("openai:smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf")
    }
    assert {recording.template for one in FILES for recording in one.by_name.values()} >= {"answer_short", "follow_up"}


def test_nothing_is_recorded_that_no_case_asks_for():
    for recorded in FILES:
        for name in {one.template for one in recorded.by_name.values()}:
            template = load_template(name)
            rans = [
                run_with_chat(case, template, lambda one: recorded.chat(template, one), ANALYSER)  # noqa: B023
                for case in concerned(load_cases(), template)
            ]
            assert recorded.orphans(rans, template) == []
