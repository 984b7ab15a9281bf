"""How far a long run is: a bar for each stage on a terminal, a line every few seconds elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.run_report import duration

LINE_EVERY_SECONDS = 5.0

Told = Callable[[str, int, int | None], None]
"""Is told of a stage, how much of it is done, and of how much where that is known."""

_STAGES = {
    "read": ("reading", "files"),
    "feeds": ("asking", "feeds"),
    "fetch": ("fetching", "pages"),
    "extract": ("extracting", "pages"),
    "load": ("loading the model", ""),
    "split": ("cutting", "articles"),
    "quotes": ("reading who says what", "articles"),
    "embed": ("embedding", "passages"),
    "stories": ("telling stories apart", ""),
    "copy": ("copying", ""),
    "build": ("building", "passages"),
    "store": ("storing", "passages"),
    "verify": ("verifying", ""),
    "calibrate": ("calibrating", "questions"),
}


@contextmanager
def progress_shown(*, lines: bool = True) -> Iterator[Told]:
    """Bars with rate and time left where standard error is a terminal; elsewhere lines, or nothing without `lines`."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(sys.stderr) if lines else _nothing
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        # What is printed meanwhile goes where it was meant to go.
        redirect_stdout=False,
    ) as bars:
        yield _Bars(bars)


class _Bars:
    """One bar a stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        name, unit = _stage(stage)
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(name, total=total, rate="")
        task = self._bars.tasks[self._bars.task_ids.index(self._tasks[stage])]
        rate = f"{task.speed:,.0f} {unit}/s" if task.speed and total else ""
        self._bars.update(self._tasks[stage], completed=done, total=total, rate=rate)


class Lines:
    """A line when a stage has gone on for some seconds, and every few seconds from then on."""

    def __init__(self, target: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._target = target
        self._clock = clock
        self._begun: dict[str, float] = {}
        self._told = clock()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tell of a stage, if it is time to."""
        now = self._clock()
        if stage not in self._begun:
            self._begun[stage] = self._told = now
        if now - self._told < LINE_EVERY_SECONDS:
            return
        self._told = now
        print(_line(stage, done, total, now - self._begun[stage]), file=self._target, flush=True)


def _line(stage: str, done: int, total: int | None, seconds: float) -> str:
    name, unit = _stage(stage)
    if not done:
        return f"{name}: {duration(seconds)} so far"
    rate = done / seconds
    of = f" of {total:,}" if total else ""
    left = f", {duration((total - done) / rate)} left" if total and total > done else ""
    return f"{name}: {done:,}{of}{f' {unit}' if unit else ''}, {rate:,.{0 if rate >= 1 else 2}f}/s{left}"


def _stage(name: str) -> tuple[str, str]:
    """What a stage is called and counts; one that is not known here has its own name."""
    return _STAGES.get(name, (name, ""))


def _nothing(stage: str, done: int, total: int | None) -> None:
    """Tell nobody."""
