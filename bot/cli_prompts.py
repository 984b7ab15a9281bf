"""`newshound prompts`: templates and cases, checked and tested with no network and no key."""

import sys
from pathlib import Path
from typing import Annotated

from typer import Option, Typer

from index.terms import Analyser
from prompts.case import load_cases
from prompts.case_run import check_cases, check_templates, run_case
from prompts.template import load_template, template_names

WORSE = 1
BROKEN = 2
ANSWER_TEMPLATE = "answer"

prompts = Typer(help="Check and test the prompts, offline.", no_args_is_help=True, rich_markup_mode=None)

TemplatesOption = Annotated[
    Path | None, Option("--templates", help="A folder of templates that come before those of Newshound.")
]
CasesOption = Annotated[Path | None, Option("--cases", help="A folder of cases; otherwise those of Newshound.")]


@prompts.command("check")
def check(templates: TemplatesOption = None, cases: CasesOption = None) -> int:
    """Check that every template and case can be read and rendered, and that prompts fit.

    Exit code 0: all is well. 2: something is broken, and named with its file and line.
    """
    problems = check_templates(templates)
    if not problems:
        problems = check_cases(load_template(ANSWER_TEMPLATE, templates), cases)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return BROKEN
    print(f"{len(template_names(templates))} templates and {len(load_cases(cases))} cases are well.")
    return 0


@prompts.command("test")
def test(templates: TemplatesOption = None, cases: CasesOption = None) -> int:
    """Run every case: render the prompt, take its scripted reply or the extractive answer, check, compare.

    Exit code 0: all cases pass. 1: some fail, and say how. 2: a template or a case is broken.
    """
    template = load_template(ANSWER_TEMPLATE, templates)
    analyser = Analyser()
    verdicts = [run_case(case, template, analyser) for case in load_cases(cases)]
    failed = [verdict for verdict in verdicts if not verdict.passed]
    print(f"{len(verdicts) - len(failed)} of {len(verdicts)} cases pass.")
    for verdict in failed:
        print(f"\n{verdict.case.id} ({verdict.case.place}): {verdict.case.description}")
        for failure in verdict.failures:
            print(f"- {failure}")
    return WORSE if failed else 0
