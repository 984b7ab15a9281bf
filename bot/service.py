"""Where async meets CPU: questions are answered on worker threads while the event loop only waits.

The threads are daemons of our own. Those of `concurrent.futures` are joined when the interpreter ends, so one model
server that never replies would keep a stopped process alive; here it can't.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from queue import Empty, Full, Queue
from threading import Thread
from typing import TypeVar

from index.errors import NewshoundError
from prompts.answer import Answer, NoAnswer
from prompts.question import Question, check_question

logger = logging.getLogger(__name__)

QUESTIONS_WAITING = 16
LONGEST_ANSWER_SECONDS = 120.0

Result = TypeVar("Result")


class QueueFullError(NewshoundError):
    """So many questions wait that one more would not be answered in good time."""


class TooSlowError(NewshoundError):
    """A question was not answered within the time limit."""


class StoppedError(NewshoundError):
    """The service is stopping: it takes no question, and drops those it could not answer in time."""


class AnswerService:
    """Answers questions on `workers` threads; up to `waiting` more stand in line.

    Everything but the constructor belongs to one event loop. `seconds` bounds the time from asking to answer, the
    wait in line included; an answer that is already being worked on then goes on unseen, and keeps its thread busy.
    """

    def __init__(
        self,
        answer: Callable[[Question], Answer | NoAnswer],
        *,
        workers: int = 1,
        waiting: int = QUESTIONS_WAITING,
        seconds: float = LONGEST_ANSWER_SECONDS,
    ) -> None:
        self._answer = answer
        self._workers = _Workers("answer", count=workers, waiting=waiting)
        self._seconds = seconds
        self._open: set[asyncio.Future[Answer | NoAnswer]] = set()
        self._accepting = True

    def admit(self, text: str) -> str:
        """The cleaned question, where `ask` would take it now; asks nothing yet.

        Raises:
            QuestionError: it can't be asked as it stands.
            QueueFullError: too many questions wait.
            StoppedError: the service is stopping.
        """
        if not self._accepting:
            raise StoppedError("I am restarting; please ask again in a minute.")
        question = check_question(text)
        if self._workers.full:
            raise QueueFullError("Too many questions are waiting for an answer; please ask again in a minute.")
        return question

    async def ask(self, text: str, *, asker: str | None = None) -> Answer | NoAnswer:
        """The answer to a question that is asked now, by whom `asker` names.

        Raises:
            NewshoundError: what `admit` and the answering raise, TooSlowError, or StoppedError when a drain ended.
        """
        question = Question(text=self.admit(text), asked=datetime.now(UTC), asker=asker)
        answer = self._workers.submit(partial(self._answer, question))
        self._open.add(answer)
        try:
            await asyncio.wait({answer}, timeout=self._seconds)
            if not answer.done():
                raise TooSlowError(
                    f"I found no answer within {self._seconds:.0f} seconds and gave up; please ask again later."
                )
            if answer.cancelled():
                raise StoppedError("Stopped by a restart; please ask again.")
            return answer.result()
        finally:
            self._open.discard(answer)
            answer.cancel()

    async def drain(self, seconds: float) -> int:
        """Take no more questions, wait up to `seconds` for the open ones, and drop the rest; returns how many."""
        self._accepting = False
        answers = set(self._open)
        if answers:
            await asyncio.wait(answers, timeout=seconds)
        self.drop()
        return sum(answer.cancelled() for answer in answers)

    def drop(self) -> None:
        """Drop the open questions; whoever asked them gets a StoppedError."""
        for answer in set(self._open):
            answer.cancel()

    def close(self) -> None:
        """Take no more questions, drop the open ones at once, and let the threads end."""
        self._accepting = False
        self.drop()
        self._workers.close()


async def watch(look: Callable[[], bool], seconds: float) -> None:
    """Call `look` on a thread of its own every `seconds` until cancelled; True means that it took up something new.

    What it raises is logged, once as long as it stays the same, and looking goes on: a broken edition that was
    published must not stop the taking up of the next one.
    """
    workers = _Workers("watch", count=1, waiting=1)
    told = ""
    try:
        while True:
            await asyncio.sleep(seconds)
            looked = workers.submit(look)
            await asyncio.wait({looked})
            error = looked.exception()
            if error is None:
                told = ""
                if looked.result():
                    logger.info("took up a new edition")
            elif repr(error) != told:
                told = repr(error)
                ours = isinstance(error, NewshoundError)
                logger.warning("could not take up a new edition: %s", error, exc_info=None if ours else error)
    finally:
        workers.close()


class _Workers:
    """Daemon threads that make calls, in order, from a bounded line."""

    def __init__(self, name: str, *, count: int, waiting: int) -> None:
        if count < 1 or waiting < 1:
            raise ValueError(f"{count} workers and a line of {waiting} would answer nobody")
        self._line: Queue[Callable[[], None] | None] = Queue(waiting)
        for number in range(count):
            Thread(target=self._work, name=f"newshound-{name}-{number}", daemon=True).start()

    @property
    def full(self) -> bool:
        return self._line.full()

    def submit(self, call: Callable[[], Result]) -> asyncio.Future[Result]:
        """What `call` will return or raise. Cancelled before its turn, it is never made."""
        future: Future[Result] = Future()
        try:
            self._line.put_nowait(partial(_make, call, future))
        except Full as error:
            raise QueueFullError("Too many calls are waiting; please try again in a minute.") from error
        return asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the threads end after the call they are in."""
        try:
            while True:
                self._line.get_nowait()
        except Empty:
            self._line.put_nowait(None)

    def _work(self) -> None:
        while (made := self._line.get()) is not None:
            made()
        # The one sign to stop is handed on from thread to thread, so that it always fits into the line.
        self._line.put_nowait(None)


def _make(call: Callable[[], Result], future: Future[Result]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - not swallowed: it is raised where the future is awaited
        future.set_exception(error)
    else:
        future.set_result(result)
