"""`newshound eval`: asks an evaluation pack's questions and prints how good the passages and the answers are."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import track

from bot.cli_eval_index import Desk, all_stages, check_stages, open_desk
from bot.evaluation import Setup, asker, code_state, run
from bot.evaluation_journal import Journal
from bot.evaluation_row import Row, read_row
from bot.evaluation_summary import Metric, shared, summary
from bot.evaluation_table import stages_table, table
from bot.pack import Pack, PackQuestion, read_pack
from bot.pack_lines import PackError, Record
from bot.pack_variants import half_of, questions_of, sample
from bot.settings import Settings, load_settings
from index.errors import QuestionError

EVALUATIONS = "evaluations"
ALL_STAGES = "all stages"


def evaluate(  # noqa: PLR0913, PLR0917 - typer makes one option of each
    pack: Annotated[Path, typer.Argument(help="A folder with docs.jsonl and questions.")],
    json_out: Annotated[Path | None, typer.Option("--json", help="Where the numbers and every result go.")] = None,
    against: Annotated[Path | None, typer.Option(help="An older --json to compare with.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A stage of the search to leave out.")] = None,
    stages_out: Annotated[bool, typer.Option("--stages", help="Show what each stage of the search gives.")] = False,
    by_kind: Annotated[bool, typer.Option("--by-kind", help="Show each kind of question too.")] = False,
    half: Annotated[Literal["a", "b"] | None, typer.Option(help="Only one half of the questions.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many questions, by chance.")] = None,
    seed: Annotated[int, typer.Option(help="Which questions --limit takes.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask again what an earlier run has asked.")] = False,
    home: Annotated[Path | None, typer.Option("--home", help="Where the pack is indexed.")] = None,
) -> int:
    """Ask a pack's questions and print how good passages and answers are, with 95 % intervals."""
    if stages_out and (without or against or by_kind):
        raise QuestionError(
            "--stages leaves out each stage by itself; give no --without, --against or --by-kind with it."
        )
    check_stages(without or [])
    old = _read_rows(against) if against else None
    if json_out and not json_out.resolve().parent.is_dir():
        raise PackError(f"{json_out} can't be written; give a file in a folder that exists.")
    read = read_pack(pack)
    settings = load_settings(home or load_settings().home / EVALUATIONS / read.name)
    questions = _chosen(read, half, limit, seed)
    with open_desk(read, settings) as desk:
        course = _Course(read, questions, settings, desk, fresh=fresh)
        report = course.stages() if stages_out else course.whole(without or [], old, against, by_kind=by_kind)
    if json_out:
        _write(json_out, report)
    return 0


class _Course:
    """What one command asks: a pack's questions at one desk."""

    def __init__(
        self, pack: Pack, questions: Sequence[PackQuestion], settings: Settings, desk: Desk, *, fresh: bool
    ) -> None:
        self._pack = pack
        self._questions = questions
        self._settings = settings
        self._desk = desk
        self._fresh = fresh
        self._code = code_state()

    def whole(
        self, without: Sequence[str], old: Sequence[Row] | None, against: Path | None, *, by_kind: bool
    ) -> dict[str, object]:
        """Questions and answers; prints the table."""
        rows, setup = self._rows(without, answers=True, description="asking")
        if old is not None and not shared(rows, old):
            raise PackError(f"{against} has none of these questions; give a run over the same pack.")
        metrics = summary(rows, old, by_kind=by_kind)
        if old is not None:
            print(f"Changes are against {against}, over the {shared(rows, old):,} questions of both.\n")
        print("\n".join(table(metrics)))
        return self._report(setup, {"metrics": [asdict(metric) for metric in metrics]}, rows)

    def stages(self) -> dict[str, object]:
        """Passages alone, with all stages and without each; prints the table."""
        whole, setup = self._rows((), answers=False, description=ALL_STAGES)
        runs: dict[str, list[Metric]] = {ALL_STAGES: summary(whole)}
        for stage in all_stages():
            rows, _ = self._rows((stage,), answers=False, description=f"without {stage}")
            runs[f"without {stage}"] = summary(rows, whole)
        print("\n".join(stages_table(runs)))
        found = {name: [asdict(metric) for metric in metrics] for name, metrics in runs.items()}
        return self._report(setup, {"stages": found, "metrics": found[ALL_STAGES]}, whole)

    def _rows(self, without: Sequence[str], *, answers: bool, description: str) -> tuple[list[Row], Setup]:
        setup = Setup(
            pack=self._pack.content,
            edition=self._desk.edition,
            code=self._code,
            reranker=self._settings.reranker,
            without=tuple(sorted(set(without))),
            answers=answers,
        )
        journal = Journal(self._settings.home / f"eval-{setup.key}.jsonl")
        if self._fresh:
            journal.forget()
        ask = asker(
            self._pack,
            setup,
            self._desk.searcher(setup.without),
            self._desk.answerer if answers else self._desk.silent,
        )
        asked = [question for question in self._questions if answers or question.answerable]
        rows = track(
            run(asked, ask, journal),
            total=len(asked),
            description=description,
            console=Console(stderr=True),
            transient=True,
        )
        return list(rows), setup

    def _report(self, setup: Setup, found: dict[str, object], rows: Sequence[Row]) -> dict[str, object]:
        return {
            "pack": {
                "name": self._pack.name,
                "content": self._pack.content,
                "articles": len(self._pack.documents),
                "questions": len(self._questions),
            },
            "settings": asdict(setup),
            "edition": self._desk.name,
            **found,
            "questions": [row.form() for row in rows],
        }


def _chosen(pack: Pack, half: str | None, limit: int | None, seed: int) -> list[PackQuestion]:
    questions = questions_of(pack)
    if half:
        questions = half_of(questions, half)
    return sample(questions, limit, seed) if limit else questions


def _read_rows(path: Path) -> list[Row]:
    """The rows of an older run's --json."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PackError(f"{path} can't be read as a run; give the --json of an earlier one.") from error
    if not isinstance(report, dict):
        raise PackError(f"{path} is no run; give the --json of an earlier one.")
    return [read_row(record) for record in Record(place=str(path), fields=report).records("questions")]


def _write(path: Path, report: dict[str, object]) -> None:
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise PackError(f"{path} can't be written ({error.strerror}); the same command resumes the run.") from error
