"""Where async meets CPU: questions stand in line and are answered on worker threads while the event loop only waits.

The threads are daemons of our own. Those of `concurrent.futures` are joined when the interpreter ends, so one model
server that never replies would keep a stopped process alive; here it can't.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from time import monotonic
from typing import Protocol, TypeVar

from bot.asker_limits import AskerLimits, TooManyError
from bot.line import Line
from bot.pending import Outcome, Pending, StoppedError, TooSlowError, WithdrawnError
from prompts.answer import Claim
from prompts.answering import Stage
from prompts.conversation import Turn
from prompts.question import Question, check_question

logger = logging.getLogger(__name__)

QUESTIONS_WAITING = 250
QUESTIONS_A_MINUTE = 600
LONGEST_ANSWER_SECONDS = 120.0
LONGEST_WAIT_SECONDS = 11 * 60.0
"""With the work after it 13 minutes: Discord takes the answer to an interaction for a quarter of an hour."""
MOST_STUCK = 4
"""So many threads are replaced that don't come back from a question."""
FIRST_GUESS_SECONDS = 1.0
NEWEST_COUNTS = 0.2

T = TypeVar("T")

STOPPED = "Stopped by a restart; please ask again."


class Asking(Protocol):
    """Whoever answers questions: `Newsroom.answer`."""

    def __call__(
        self,
        question: Question,
        *,
        turns: Sequence[Turn],
        on_claim: Callable[[Claim], None],
        on_stage: Callable[[Stage], None],
    ) -> Outcome:
        """The answer or the refusal; what the callbacks raise ends it."""


class _Work:
    """What a thread does for one question, which may go on when nobody waits for that any more."""

    def __init__(self, pending: Pending) -> None:
        self.pending = pending
        self.begun = monotonic()
        self.timer: asyncio.TimerHandle | None = None
        self.replaced = False
        self.returned = False
        self._lock = Lock()

    def come_back(self) -> bool:
        """The thread has come back; whether it has not been replaced meanwhile."""
        with self._lock:
            self.returned = True
            return not self.replaced

    def replace(self) -> bool:
        """Whether the thread has not come back and another one is to take its place."""
        with self._lock:
            self.replaced = not self.returned
            return self.replaced


class AnswerService:
    """Answers questions on `workers` threads; up to `waiting` more stand in line.

    Everything but the constructor belongs to one event loop. `seconds` bounds the work on one question, from its turn
    on; work that nobody waits for any more ends when it next reports what it does. `per_minute` is for each asker.
    """

    def __init__(
        self,
        answer: Asking,
        *,
        workers: int = 1,
        waiting: int = QUESTIONS_WAITING,
        per_minute: int = QUESTIONS_A_MINUTE,
        seconds: float = LONGEST_ANSWER_SECONDS,
    ) -> None:
        if workers < 1:
            raise ValueError(f"{workers} workers would answer nobody")
        self._answer = answer
        self._seconds = seconds
        self._workers = workers
        self._line: Line[Pending] = Line(waiting)
        self._limits = AskerLimits(per_minute)
        self._open: set[Pending] = set()
        self._busy: set[_Work] = set()
        self._stuck = 0
        self._accepting = True
        self._dropped = 0
        self._usual_seconds = FIRST_GUESS_SECONDS
        for _ in range(workers):
            self._start()

    def admit(self, question: Question) -> Question:
        """The question with its text cleaned, where `take` would take it now; asks nothing yet.

        Raises:
            QuestionError: it can't be asked as it stands.
            TooManyError: its asker has asked too much, or too many questions wait.
            StoppedError: the service is stopping.
        """
        if not self._accepting:
            raise StoppedError("I am restarting; please ask again in a minute.")
        checked = replace(question, text=check_question(question.text))
        if question.asker is not None:
            self._limits.check(question.asker)
        if self._line.full:
            half = timedelta(seconds=self._usual_seconds * len(self._line) / self._workers / 2)
            raise TooManyError("Too many questions are waiting; please ask again later.", datetime.now(UTC) + half)
        return checked

    def take(self, question: Question, *, turns: Sequence[Turn] = ()) -> Pending:
        """Put a question in line, at once; raises as `admit` does."""
        return self._join(Pending(self.admit(question), turns, self))

    async def look(self, question: Question, errand: Callable[[], T]) -> T:
        """Have something looked up in its turn, on the thread of an answer; what the errand finds.

        `question` is on what and whose it is; it counts as one that its asker asked.

        Raises:
            NewshoundError: what `admit`, `Pending.outcome` and the errand raise.
        """
        found: list[T] = []
        pending = self._join(Pending(self.admit(question), (), self, lambda: found.append(errand())))
        try:
            await pending.errand_done()
        finally:
            pending.cancel()
        return found[0]

    def _join(self, pending: Pending) -> Pending:
        question = pending.question
        if question.asker is not None:
            self._limits.begin(question.asker)
        self._open.add(pending)
        pending.wait(LONGEST_WAIT_SECONDS, _waited_too_long)
        self._line.join(pending)
        return pending

    def ahead(self, pending: Pending) -> int:
        """How many questions are before one that waits; 0 where it is being answered or was."""
        before = self._line.ahead(pending)
        return 0 if before is None else before + len(self._busy)

    def expected(self, pending: Pending) -> datetime:
        """When a question may be answered, going by the last answers and by how long the present ones take."""
        turns = self.ahead(pending) // self._workers + 1
        newest = max((work.begun for work in self._busy), default=monotonic())
        late = max(0.0, monotonic() - newest - self._usual_seconds)
        return datetime.now(UTC) + timedelta(seconds=self._usual_seconds * turns + late)

    def forget(self, pending: Pending) -> None:
        """A question has ended."""
        self._line.leave(pending)
        self._open.discard(pending)
        if pending.question.asker is not None:
            self._limits.end(pending.question.asker)

    async def drain(self, seconds: float) -> int:
        """Take no more questions, wait up to `seconds` for the open ones, and drop the rest.

        Returns how many were dropped, meanwhile too.
        """
        self._accepting = False
        before = self._dropped
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._open:
                    await next(iter(self._open)).ended()
        self.drop()
        return self._dropped - before

    def drop(self) -> int:
        """Drop the open questions, whose askers get a StoppedError; returns how many."""
        dropped = list(self._open)
        for pending in dropped:
            pending.end(StoppedError(STOPPED))
        self._dropped += len(dropped)
        return len(dropped)

    def close(self) -> None:
        """Take no more questions, drop the open ones at once, and let the threads end after the call they are in."""
        self._accepting = False
        self.drop()
        self._line.close()

    def _start(self) -> None:
        Thread(target=self._work, name="newshound-answer", daemon=True).start()

    def _work(self) -> None:
        while (pending := self._line.take()) is not None:
            work = _Work(pending)
            with suppress(RuntimeError):  # of a loop that is closed: nobody waits any more
                pending.loop.call_soon_threadsafe(self._begin, work)
                ending = self._ending(pending)
                pending.loop.call_soon_threadsafe(self._end, work, ending)
            if not work.come_back():
                return

    def _ending(self, pending: Pending) -> Outcome | Exception | None:
        """What a question ends in, worked out on this thread; whoever waits for it is told on the way."""

        def see_that_somebody_waits() -> None:
            if pending.done:
                raise WithdrawnError("Nobody waits for this answer any more.")

        def on_claim(claim: Claim) -> None:
            see_that_somebody_waits()
            pending.loop.call_soon_threadsafe(pending.hear, claim)

        def on_stage(stage: Stage) -> None:
            see_that_somebody_waits()
            pending.loop.call_soon_threadsafe(pending.reach, stage)

        try:
            see_that_somebody_waits()
            if pending.errand is not None:
                return pending.errand()
            return self._answer(pending.question, turns=pending.turns, on_claim=on_claim, on_stage=on_stage)
        except BaseException as error:  # noqa: BLE001 - not swallowed: it is raised where the outcome is awaited
            if isinstance(error, Exception) and not isinstance(error, StopIteration):
                return error
            # What ends a program, a task or a generator must end no more than this question.
            meant = RuntimeError(f"answering ended in {type(error).__name__}")
            meant.__cause__ = error
            return meant

    def _begin(self, work: _Work) -> None:
        self._busy.add(work)
        work.timer = work.pending.loop.call_later(self._seconds, self._worked_too_long, work)
        work.pending.begin()

    def _end(self, work: _Work, ending: Outcome | Exception | None) -> None:
        self._usual_seconds += NEWEST_COUNTS * (monotonic() - work.begun - self._usual_seconds)
        self._busy.discard(work)
        if work.timer is not None:
            work.timer.cancel()
        if work.replaced:
            self._stuck -= 1
        work.pending.end(ending)

    def _worked_too_long(self, work: _Work) -> None:
        """Give a question up; its thread, which may never come back, gets a successor."""
        if work.returned:
            return  # What it brings is on its way here.
        if self._stuck < MOST_STUCK and work.replace():
            self._stuck += 1
            self._busy.discard(work)
            self._start()
        logger.warning(
            "a question was given up after %.0f seconds of work%s",
            self._seconds,
            "; another thread takes the next ones" if work.replaced else ", and its thread is lost until it comes back",
        )
        work.pending.end(
            TooSlowError(f"I found no answer within {self._seconds:.0f} seconds and gave up; please ask again later.")
        )


def _waited_too_long(pending: Pending) -> None:
    pending.end(TooSlowError("Too many questions were before yours; please ask again later."))
