"""A question that was taken, as whoever waits for it sees it: its place, how far it is, and what it ends in."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from index.errors import NewshoundError
from prompts.answer import Answer, Claim, NoAnswer
from prompts.answering import Stage
from prompts.conversation import Turn
from prompts.question import Question

Outcome = Answer | NoAnswer


class TooSlowError(NewshoundError):
    """A question was not answered within the time limit."""


class StoppedError(NewshoundError):
    """The service is stopping: it takes no question, and drops those it could not answer in time."""


class WithdrawnError(NewshoundError):
    """Whoever asked doesn't want to know any more."""


class Keeper(Protocol):
    """Who took the question: `bot.service.AnswerService`."""

    def ahead(self, pending: "Pending") -> int:
        """How many questions are before it."""

    def expected(self, pending: "Pending") -> datetime:
        """When it may be answered."""

    def forget(self, pending: "Pending") -> None:
        """It has ended."""


class Pending:
    """A question that was taken; belongs to the event loop that it was taken on.

    `stage` is how far its answering is, None while it waits; `claims` are the checked sentences so far. `errand` is
    what is done for it instead of an answer; then its outcome is None.
    """

    def __init__(
        self, question: Question, turns: Sequence[Turn], keeper: Keeper, errand: Callable[[], None] | None = None
    ) -> None:
        self.question = question
        self.turns = tuple(turns)
        self.errand = errand
        self.stage: Stage | None = None
        self.claims: tuple[Claim, ...] = ()
        self.loop = asyncio.get_running_loop()
        self._keeper = keeper
        self._changed = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._future: asyncio.Future[Outcome | None] = self.loop.create_future()
        # Where nobody waits for it any more, its error is nobody's.
        self._future.add_done_callback(lambda future: future.cancelled() or future.exception())

    @property
    def done(self) -> bool:
        """Whether its outcome is there; may be asked on any thread."""
        return self._future.done()

    @property
    def ahead(self) -> int:
        """How many questions are before it, those that are being answered too; 0 where it is one of these."""
        return self._keeper.ahead(self)

    @property
    def expected(self) -> datetime:
        """When it may be answered, going by the last answers."""
        return self._keeper.expected(self)

    async def changed(self) -> None:
        """Wait until its turn has come, its stage or its claims have changed, or it has ended, since the last call.

        For one waiter at a time. Its place in line is not told: it moves with every question that ends before it.
        """
        await self._changed.wait()
        self._changed.clear()

    async def outcome(self) -> Outcome:
        """The answer or the refusal.

        Raises:
            NewshoundError: what the answering raises, TooSlowError, StoppedError, or WithdrawnError.
        """
        await self.ended()
        outcome = self._future.result()
        if outcome is None:
            raise ValueError("an errand ends in no answer")
        return outcome

    async def errand_done(self) -> None:
        """Wait until its errand is done; raises as `outcome` does."""
        await self.ended()
        self._future.result()

    async def ended(self) -> None:
        """Wait until its outcome is there, whatever it is."""
        await asyncio.wait({self._future})

    def cancel(self) -> None:
        """Not to be answered any more: its place is free at once, and work on it ends soon."""
        self.end(WithdrawnError("Cancelled; nothing was answered."))

    def wait(self, seconds: float, too_long: Callable[["Pending"], None]) -> None:
        """Have `too_long` called where its turn has not come after so many seconds."""
        self._timer = self.loop.call_later(seconds, too_long, self)

    def begin(self) -> None:
        """Its turn has come."""
        self._stop_waiting()
        self._changed.set()

    def reach(self, stage: Stage) -> None:
        """The answering has come so far."""
        self.stage = stage
        self._changed.set()

    def hear(self, claim: Claim) -> None:
        """One more sentence is written and checked."""
        self.claims = (*self.claims, claim)
        self._changed.set()

    def end(self, ending: Outcome | Exception | None) -> None:
        """Give it its outcome, unless it has one."""
        if self._future.done() or self.loop.is_closed():
            return
        if isinstance(ending, Exception):
            self._future.set_exception(ending)
        else:
            self._future.set_result(ending)
        self._stop_waiting()
        self._keeper.forget(self)
        self._changed.set()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
