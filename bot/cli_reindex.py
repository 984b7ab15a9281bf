"""`newshound reindex`: sources into the index, with progress and a summary."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.cli_options import HomeOption
from bot.composition import embedder_opener, home_of
from bot.settings import Settings, load_settings
from bot.terminal import shown
from index.errors import IndexFaultError

LINE_EVERY_SECONDS = 5.0
FAILURES_SHOWN = 50

_STAGES = {
    "read": ("reading", "files"),
    "load": ("loading the model", ""),
    "split": ("cutting", "articles"),
    "embed": ("embedding", "passages"),
    "stories": ("telling stories apart", ""),
    "build": ("building", "articles"),
    "store": ("storing", "passages"),
    "verify": ("verifying", "stores"),
    "calibrate": ("calibrating", "questions"),
}


def reindex_command(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Folders or files; without any, those of earlier runs.")
    ] = None,
    home: HomeOption = None,
) -> int:
    """Read articles from folders and files, and publish what changed.

    Exit code 0: everything was read. 1: some files could not be read, and are listed. 2: nothing was done.
    """
    return run_reindex(load_settings(home), sources or [])


def run_reindex(settings: Settings, sources: list[Path]) -> int:
    """Reindex and print the summary; 0, or 1 where something could not be read."""
    from index.reindexing import Summary, reindex
    from index.splitting import Splitter

    with _progress() as progress:
        try:
            summary: Summary = reindex(
                home_of(settings), sources, embedder_opener(settings), splitter=Splitter(), progress=progress
            )
        except OSError as error:
            raise IndexFaultError(
                f"The index in {settings.home} can't be written ({error.strerror or 'input or output failed'});"
                " the published one is unchanged. Free some space or mend the permissions, and run it again."
            ) from error
    print(
        f"{summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, {len(summary.failures)} failed;"
        f" {summary.articles:,} articles in {summary.passages:,} passages ({summary.embedded:,} embedded);"
        f" {summary.seconds:.1f} s"
    )
    print(
        f"Published edition {summary.edition}." if summary.edition else "Nothing to publish: the index is up to date."
    )
    _list("gone, but kept in the index", [str(place) for place in summary.vanished], sys.stdout)
    _list("could not be read", [failure.sentence for failure in summary.failures], sys.stderr)
    return 1 if summary.failures else 0


def _list(title: str, lines: list[str], target: TextIO) -> None:
    if lines:
        print(f"{len(lines)} {title}:", file=target)
        for line in lines[:FAILURES_SHOWN]:
            # A file may be named anything, and so may steer the terminal that its name is printed to.
            print(f"- {shown(line)}", file=target)
        if len(lines) > FAILURES_SHOWN:
            print(f"- and {len(lines) - FAILURES_SHOWN} more", file=target)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Bars with rate and time left on a terminal, a line every few seconds elsewhere."""
    console = Console(stderr=True)
    if console.is_terminal:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        ) as bars:
            yield _Bars(bars)
    else:
        yield _Lines()


class _Bars:
    """One bar a stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(_STAGES[stage][0], total=total, rate="")
        task = self._bars.tasks[self._bars.task_ids.index(self._tasks[stage])]
        rate = f"{task.speed:.0f} {_STAGES[stage][1]}/s" if task.speed and total else ""
        self._bars.update(self._tasks[stage], completed=done, total=total, rate=rate)


class _Lines:
    """A line when a stage has gone on for some seconds, and every few seconds from then on."""

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}
        self._told = monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        now = monotonic()
        if stage not in self._begun:
            self._begun[stage] = self._told = now
        begun = self._begun[stage]
        if now - self._told < LINE_EVERY_SECONDS:
            return
        self._told = now
        name, unit = _STAGES[stage]
        rate = done / (now - begun)
        left = f", {(total - done) / rate:.0f} s left" if total and rate else ""
        print(
            f"{name}: {done:,}{f' of {total:,}' if total else ''} {unit}, {rate:.0f}/s{left}",
            file=sys.stderr,
            flush=True,
        )
