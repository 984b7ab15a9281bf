"""`newshound prompts`: templates and cases, checked, tested and compared with no network and no key."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer

from bot.prompt_folders import PromptFolders, prompt_folders, shipped
from bot.prompt_report import report_lines
from bot.prompt_runs import Trial, live_chat, recordings_of
from bot.settings import load_settings
from index.errors import PromptError
from index.terms import Analyser
from prompts.rendering import within
from prompts.template import Template, load_template, template_names
from prompts.testing.accepting import TOO_LITTLE, WORSE, Standing, exit_code, extractive_standing, standing
from prompts.testing.case import Case
from prompts.testing.case_files import case_files, load_cases, problems_together
from prompts.testing.comparing import check_comparable, compare
from prompts.testing.comparison_page import comparison_page
from prompts.testing.comparison_text import comparison_lines, comparison_markdown
from prompts.testing.linting import Rendered, render_all, snapshot_of, template_problems
from prompts.testing.recorded import Recorded
from prompts.testing.recording import write_recordings
from prompts.testing.revisions import earlier_version
from prompts.testing.running import Ran, concerned, run_extractive, run_with_chat
from prompts.testing.token_counting import Counter, counter_of
from prompts.testing.ways import ScriptedChat

CHANGED = 1
BROKEN = 2
NO_CASE = "No case is left to run; choose another --template, --tag or --case."

prompts = Typer(help="Check, test and compare the prompts, offline.", no_args_is_help=True, rich_markup_mode=None)

TemplatesOption = Annotated[
    Path | None, Option("--templates", help="A folder of templates that come before those of Newshound.")
]
CasesOption = Annotated[Path | None, Option("--cases", help="A folder of cases; otherwise those of Newshound.")]
RecordingsOption = Annotated[Path | None, Option("--recordings", help="A file of recorded replies.")]
LiveOption = Annotated[bool, Option("--live", help="Ask the model of NEWSHOUND_MODEL for every case.")]
RecordOption = Annotated[
    bool, Option("--record", help="Ask it where no reply is recorded; keep the replies, and accept all verdicts.")
]
BuildOption = Annotated[
    str, Option("--build", help="With --record: the weights and the runtime, as far as the model's name doesn't say.")
]


class With(StrEnum):
    """Who answers the cases."""

    RECORDINGS = "recordings"
    EXTRACTIVE = "extractive"
    SCRIPTED = "scripted"


@prompts.command("check")
def check(
    templates: TemplatesOption = None,
    cases: CasesOption = None,
    tokenizer: Annotated[
        Path | None,
        Option("--tokenizer", help="The model's tokenizer.json, to count its tokens instead of estimating."),
    ] = None,
    accept: Annotated[bool, Option("--accept", help="Take the prompts as they are now for the snapshots.")] = False,
) -> int:
    """Check that every template, example and case can be read and rendered, and that prompts fit.

    Exit code 0: all is well. 1: a rendered prompt is another than in its snapshot; look at it, and --accept it.
    2: something is broken, and named with its file and line.
    """
    folders = prompt_folders(load_settings(), templates=templates, cases=cases)
    analyser = Analyser()
    found, problems = _read_cases(folders)
    names = template_names(folders.templates)
    read: list[Template] = []
    for name in names:
        try:
            read.append(load_template(name, folders.templates))
        except PromptError as error:
            problems.append(str(error))
    count = counter_of(tokenizer)
    all_of_them = [render_all(template, found, analyser) for template in read]
    for one in all_of_them:
        # One fault of a template is not told once more for each case.
        problems += template_problems(one.template, count, analyser) or one.problems
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return BROKEN
    changed = _changed_snapshots(all_of_them, folders, accept=accept)
    print(f"{len(read)} templates and {len(found)} cases are well. {_longest(all_of_them, count)}")
    for path in changed:
        print(f"The prompt is another than in {path}; look at the change, and take it over with --accept.")
    return CHANGED if changed else 0


@prompts.command("test")
def test(  # noqa: PLR0913, PLR0917 - each is an option
    templates: TemplatesOption = None,
    cases: CasesOption = None,
    template: Annotated[
        str | None, Option("--template", help="The template to test; otherwise all whose replies are recorded.")
    ] = None,
    who: Annotated[With, Option("--with", help="Who answers.")] = With.RECORDINGS,
    reply: Annotated[str | None, Option("--reply", help="With --with scripted: what is replied to every case.")] = None,
    recordings: RecordingsOption = None,
    live: LiveOption = False,
    record: RecordOption = False,
    build: BuildOption = "",
    prune: Annotated[bool, Option("--prune", help="Remove recordings that no case asks for any more.")] = False,
    tag: Annotated[str | None, Option("--tag", help="Only cases with this tag.")] = None,
    only: Annotated[list[str] | None, Option("--case", help="Only this case; may be given again.")] = None,
    reserved: Annotated[bool, Option("--reserved", help="Show the reserved half's failures in full, too.")] = False,
) -> int:
    """Run every case: render the prompt, take the recorded reply, check it, compare with what was accepted.

    Exit code 0: all measured, and no worse than accepted. 1: worse. 2: a template, a case or a recording is broken.
    3: too little was measured.
    """
    settings = load_settings()
    folders = prompt_folders(settings, templates=templates, cases=cases)
    analyser = Analyser()
    every = load_cases(folders.cases)
    if who is not With.RECORDINGS:
        tested = load_template(template or settings.template, folders.templates)
        chosen = _filtered(concerned(every, tested), tag, only or ())
        if not chosen:
            raise PromptError(NO_CASE)
        standings = _without_model(who, reply, tested, chosen, analyser)
        title = f"{tested.id}, {who.value}"
        print("\n".join(report_lines(title, standings, analyser, accept="the tag removed", reserved=reserved)))
        return exit_code(standings)
    own = recordings_of(settings, folders, recordings, build=build, may_begin=record or live)
    names = [template] if template else _recorded_templates(own, folders) or [settings.template]
    # The others can't be tested, but a broken one is told all the same.
    others = [load_template(name, folders.templates).id for name in template_names(folders.templates)]
    codes = []
    for name in names:
        tested = within(load_template(name, folders.templates), settings.model_tokens)
        mine = concerned(every, tested)
        chosen = _filtered(mine, tag, only or ())
        if not chosen:
            continue
        trial = Trial(
            template=tested, recorded=own, model=partial(live_chat, settings, tested) if live or record else None
        )
        rans = trial.run(chosen, analyser, anew=live, keep=record)
        standings = [standing(ran, _accepted(own, ran, tested, record=record)) for ran in rans]
        title = f"{tested.id}, {own.label}"
        print("\n".join([*report_lines(title, standings, analyser, accept="--record", reserved=reserved), ""]))
        own = _kept(trial, rans, record=record, prune=prune, whole=len(chosen) == len(mine))
        codes.append(exit_code(standings))
    for name in others if not template else ():
        if name not in names:
            print(f"Of “{name}” no reply is recorded; --template {name} --live asks the model.")
    if not codes:
        raise PromptError(NO_CASE)
    return max(codes, key=(0, TOO_LITTLE, WORSE).index)


@prompts.command("compare")
def compare_command(  # noqa: PLR0913, PLR0917 - each is an option
    template: Annotated[str, Argument(help="The template as it is now.")],
    against: Annotated[str, Option("--against", help="An earlier version: a git revision, or a file.")],
    templates: TemplatesOption = None,
    cases: CasesOption = None,
    recordings: RecordingsOption = None,
    live: LiveOption = False,
    record: RecordOption = False,
    build: BuildOption = "",
    html: Annotated[
        Path | None, Option("--html", help="Write a page with everything, to be opened in a browser.")
    ] = None,
    markdown: Annotated[Path | None, Option("--markdown", help="Write a summary in Markdown, for CI.")] = None,
) -> int:
    """Compare a template with an earlier version of it: the same cases, the same model, case by case.

    Exit code 0: not worse, as far as can be told. 1: worse. 2: something is broken. 3: nothing or too little was
    measured.
    """
    settings = load_settings()
    folders = prompt_folders(settings, templates=templates, cases=cases)
    analyser = Analyser()
    new = within(load_template(template, folders.templates), settings.model_tokens)
    old = within(earlier_version(new, against, folders.templates, shipped("templates")), settings.model_tokens)
    check_comparable(old, new)
    chosen = concerned(load_cases(folders.cases), new)
    own = recordings_of(settings, folders, recordings, build=build, may_begin=live or record)
    sides: list[list[Ran]] = []
    for side in (old, new):
        trial = Trial(template=side, recorded=own, model=partial(live_chat, settings, side) if live or record else None)
        rans = trial.run(chosen, analyser, anew=live, keep=record)
        if record:
            own = trial.kept(rans)
        sides.append(rans)
    compared = compare(old, new, sides[0], sides[1], analyser, who=own.label)
    print("\n".join(comparison_lines(compared)))
    for path, text in ((html, comparison_page), (markdown, comparison_markdown)):
        if path is not None:
            _write(path, text(compared))
    return compared.exit_code


def _read_cases(folders: PromptFolders) -> tuple[list[Case], list[str]]:
    """The cases that can be read, and what is wrong with the others and among them."""
    found: list[Case] = []
    problems: list[str] = []
    try:
        files = case_files(folders.cases)
    except PromptError as error:
        return [], [str(error)]
    for file in files:
        try:
            found.extend(file.cases())
        except PromptError as error:
            problems.append(str(error))
    return found, [*problems, *problems_together(found)]


def _filtered(cases: list[Case], tag: str | None, only: Sequence[str]) -> list[Case]:
    return [case for case in cases if (tag is None or tag in case.tags) and (not only or case.id in only)]


def _without_model(
    who: With, reply: str | None, template: Template, cases: list[Case], analyser: Analyser
) -> list[Standing]:
    """Run cases extractively, or with scripted replies: one for all of them, or each with its own."""
    if reply is not None:
        scripted = ScriptedChat(text=reply)
        rans = [run_with_chat(case, template, lambda _: scripted, analyser) for case in cases]
        return [standing(ran, ()) for ran in rans]
    chosen = cases if who is With.EXTRACTIVE else [case for case in cases if case.reply is not None]
    return [extractive_standing(run_extractive(case, template, analyser)) for case in chosen]


def _accepted(recorded: Recorded, ran: Ran, template: Template, *, record: bool) -> tuple[str, ...] | None:
    """The failures that were accepted; what is recorded for the first time is accepted with it."""
    accepted = recorded.accepted(ran, template)
    return ran.failures if accepted is None and record else accepted


def _recorded_templates(recorded: Recorded, folders: PromptFolders) -> list[str]:
    """The templates of which replies are recorded and that are still there."""
    names = {recording.template for recording in recorded.by_name.values()}
    return [name for name in template_names(folders.templates) if name in names]


def _kept(trial: Trial, rans: list[Ran], *, record: bool, prune: bool, whole: bool) -> Recorded:
    """Keep what was recorded, and say or remove what is not asked for any more."""
    recorded = trial.kept(rans) if record else trial.recorded
    orphans = recorded.orphans(rans, trial.template) if whole else []
    if orphans and prune:
        recorded = recorded.without(orphans)
        write_recordings(recorded.path, recorded.by_name.values())
        print(f"Removed {len(orphans)} recordings that no case asks for any more.", file=sys.stderr)
    elif orphans:
        print(
            f"{len(orphans)} recordings of {trial.template.id} are of prompts that are not used any more;"
            " --prune removes them.",
            file=sys.stderr,
        )
    return recorded


def _changed_snapshots(found: list[Rendered], folders: PromptFolders, *, accept: bool) -> list[Path]:
    """The snapshots whose prompt is another now; accepting writes them all."""
    changed: list[Path] = []
    if folders.snapshots is None:
        return changed
    for one in found:
        path = folders.snapshots / f"{one.template.id}.md"
        text = snapshot_of(one)
        if accept:
            _write(path, text)
        elif path.is_file() and path.read_text(encoding="utf-8") != text:
            changed.append(path)
    return changed


def _longest(found: list[Rendered], count: Counter) -> str:
    """How many tokens the longest prompt of the cases has."""
    sizes = [(count(messages), one.template.id) for one in found for messages in one.prompts.values()]
    tokens, name = max(sizes, default=(0, "none"))
    return f"The longest prompt of a case is one of “{name}” with {tokens:,} tokens."


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{path} can't be written ({error.strerror}); name another place.") from error
