"""A home whose writer is killed, or whose calls fail, while readers ask: what the proofs of crash safety share.

Run as a program it is the writer's process: it has loaded everything and forks a child for each job, so that a job
costs no start. The child reindexes (`reindex_once`, the one place that knows how) under `system_calls.watched`, and
notes what it embeds in a file beside the home. Both sides speak lines of JSON.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from crash_news import MOVING, STILL, generation_of, left_behind, vectors_kept, write_news
from made_index import vector_of
from made_run import run_reindex
from system_calls import Plan, watched

from index.errors import NewshoundError
from index.home import Home

ROOT = Path(__file__).parent.parent
BATCH = 128
"""What an interruption may cost: passages that are embedded twice."""
NOTED = "embedded"
"""The file where each batch is noted before it is embedded."""
LONGEST_S = 120


class HashEmbedder:
    """Vectors that depend on the whole text and on nothing else; notes in a file how many passages it was given."""

    name, fingerprint = "hash", "hash@1"
    dimension, window_tokens = 16, 60

    def __init__(self, noted: Path) -> None:
        self._noted = noted

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Words for tokens."""
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: list[str]) -> Any:
        """One row a text."""
        with self._noted.open("a") as file:
            file.write(f"{len(texts)}\n")
        return np.stack([vector_of(text) for text in texts])

    def embed_query(self, text: str) -> Any:
        """The vector that a passage of these words has."""
        return vector_of(text)


def reindex_once(home: Home, sources: list[Path], noted: Path, *, whole: bool) -> None:
    """What a run is; a `whole` one copies nothing from the published edition."""
    run_reindex(home, sources, lambda: HashEmbedder(noted), signature=HashEmbedder.fingerprint, whole=whole)


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run ended: `outcome` is killed, done, told (a sentence to people) or foreign (any other exception).

    `hits` and `last` say how often and when each call was met, where they were watched.
    """

    outcome: str
    killed_at: str
    text: str
    embedded: int
    hits: dict[str, int]
    last: dict[str, int]


@dataclass(frozen=True)
class Writer:
    """Runs jobs in children of a process that has loaded everything."""

    folder: Path
    process: "subprocess.Popen[str]"

    def run(self, home: Home, news: Path, plan: Plan | None = None, *, whole: bool = False) -> Ran:
        """One run of `reindex`, watched where there is a plan."""
        assert self.process.stdin
        assert self.process.stdout
        noted, answer = self.folder / NOTED, self.folder / "answer.json"
        for path in (noted, answer):
            path.unlink(missing_ok=True)
        job: dict[str, Any] = {"home": str(home.folder), "news": str(news), "beside": str(self.folder), "whole": whole}
        job["plan"] = plan and asdict(plan)
        print(json.dumps(job), file=self.process.stdin, flush=True)
        told = json.loads(self.process.stdout.readline())
        said = json.loads(answer.read_text()) if answer.exists() else {}
        return Ran(
            outcome="killed" if told["killed_at"] else said.get("outcome", f"died with {told['status']}"),
            killed_at=told["killed_at"],
            text=said.get("text", ""),
            embedded=sum(int(line) for line in noted.read_text().split()) if noted.exists() else 0,
            hits=told.get("hits", {}),
            last=told.get("last", {}),
        )


@contextmanager
def started(program: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """One of the programs of these tests as another process."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        "OPENBLAS_NUM_THREADS": "1",  # a process that forks must have one thread
        "RUST_BACKTRACE": "0",
    }
    command = [sys.executable, str(ROOT / "tests" / program), *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def started_writer(folder: Path) -> Iterator[Writer]:
    """A writer, which keeps its notes in a folder that is outside every home."""
    with started("crash.py") as process:
        yield Writer(folder, process)


@contextmanager
def reading(home: Home, seen: dict[str, Any]) -> Iterator[None]:
    """Readers ask all the while; what they saw is in `seen` at the end."""
    with started("crash_readers.py", str(home.folder)) as process:
        yield
        out, _ = process.communicate("")
        seen.update(json.loads(out))


@dataclass
class Proof:
    """A home, its news, and what was published in it; checks everything after each kill."""

    folder: Path
    writer: Writer
    news_folder: Path | None = None
    generation: int = 0
    first: int = 1
    published: dict[str, int] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def home(self) -> Home:
        """The present home; another one after `start_again`."""
        return Home(self.folder / f"home-{self.first}")

    @property
    def news(self) -> Path:
        """The folder of articles."""
        return self.news_folder or self.folder / "news"

    def start_again(self) -> None:
        """Go on in a home that is empty."""
        self.first = self.generation + 1

    def is_well(self) -> bool:
        """Whether the last generation is published, and nothing is left behind."""
        try:
            return bool(self._seen() == self.generation and self._kept() and not left_behind(self.home))
        except (AssertionError, NewshoundError, sqlite3.DatabaseError, OSError):
            return False

    def step(self, *, whole: bool = False) -> Ran:
        """Publish the next generation undisturbed; says which calls that took."""
        self.advance()
        ran = self.writer.run(self.home, self.news, Plan(), whole=whole)
        assert (ran.outcome, self._seen()) == ("done", self.generation), ran.text
        return ran

    def kill(self, plan: Plan, *, whole: bool = False) -> Ran:
        """Write the next generation, have its run killed, and look; have the next run finish, and look again."""
        before, kept = self.generation if self.generation >= self.first else None, self._kept()
        self.advance()
        killed = self.writer.run(self.home, self.news, plan, whole=whole)
        self.outcomes[plan.point or "at random", killed.outcome] += 1
        where = f"{killed.outcome} at hit {plan.hit} of {killed.killed_at or plan.point}: {killed.text}"
        assert killed.outcome in ("killed", "done"), where
        assert self._seen() in (before, self.generation), where
        kept_now = self._kept() - kept
        assert 0 <= killed.embedded - kept_now <= BATCH, where
        self.finish(where, (MOVING if before else MOVING + STILL) - kept_now)
        return killed

    def fail(self, plan: Plan, *, whole: bool = False) -> Ran:
        """The same with a call that fails: the run tells it in a sentence, or finishes in spite of it."""
        before = self.generation
        self.advance()
        ran = self.writer.run(self.home, self.news, plan, whole=whole)
        self.outcomes[plan.point, ran.outcome] += 1
        where = f"error {plan.error} at hit {plan.hit} of {plan.point}: {ran.text}"
        assert ran.outcome in ("done", "told"), where
        assert self._seen() in ((before, self.generation) if ran.outcome == "told" else (self.generation,)), where
        self.finish(where, None)
        return ran

    def check_readers(self, seen: dict[str, Any]) -> None:
        """Each answer was right, of one edition, and of one that was published."""
        assert seen["wrong"] == []
        assert seen["answers"]
        for edition, generation, _ in seen["answers"]:
            assert self.published[edition] == generation

    def advance(self) -> None:
        """Write the next generation of the news."""
        self.generation += 1
        write_news(self.news, self.generation)

    def _kept(self) -> int:
        return vectors_kept(self.home) if self.home.archive.exists() else 0

    def _seen(self) -> int | None:
        """The generation of the published edition, which is noted as one that readers may see."""
        found = generation_of(self.home)
        current = self.home.current_edition()
        if current and found is not None:
            self.published[current.name] = found
        return found

    def finish(self, where: str, needed: int | None = None) -> None:
        """Have a run finish what was left, and look at everything."""
        again = self.writer.run(self.home, self.news)
        assert again.outcome == "done", f"{where}; then {again.text}"
        assert needed in (None, again.embedded), f"{where}; then {again.embedded} embedded, not {needed}"
        assert self._seen() == self.generation, where
        assert left_behind(self.home) == [], where
        self._kept()


def _serve() -> None:
    """The writer's process: a line in, a child, a line out."""
    for line in sys.stdin:
        job = json.loads(line)
        home, news, beside = Home(Path(job["home"])), Path(job["news"]), Path(job["beside"])

        def work(home: Home = home, news: Path = news, beside: Path = beside, whole: bool = job["whole"]) -> None:
            signal.alarm(LONGEST_S)
            _answer_with(beside / "answer.json", lambda: reindex_once(home, [news], beside / NOTED, whole=whole))

        if job["plan"] is None:
            ended = {"killed_at": "", "status": _forked(work)}
        else:
            ended = asdict(watched(work, home.folder, beside / NOTED, Plan(**job["plan"])))
        print(json.dumps(ended), flush=True)  # noqa: T201 - the answer


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(70)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _answer_with(path: Path, work: Callable[[], None]) -> None:
    try:
        work()
        said = {"outcome": "done"}
    except NewshoundError as error:
        said = {"outcome": "told", "text": str(error)}
    except BaseException:  # noqa: BLE001 - whatever it is, the test must see it: Rust's panics are no Exception
        said = {"outcome": "foreign", "text": traceback.format_exc()}
    path.write_text(json.dumps(said))


if __name__ == "__main__":
    _serve()
