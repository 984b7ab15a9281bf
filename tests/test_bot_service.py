"""The service that answers on worker threads: what it takes, what stands before what, and how it all ends."""

import asyncio
import gc
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.asker_limits import TooManyError
from bot.pending import StoppedError, TooSlowError, WithdrawnError
from bot.service import LONGEST_ANSWER_SECONDS, LONGEST_WAIT_SECONDS, MOST_STUCK, AnswerService
from index.errors import ModelError, QuestionError
from index.query import Coverage
from prompts.answer import Claim, NoAnswer, Trace
from prompts.answering import Stage, Step
from prompts.question import Question

ASKED = datetime(2031, 11, 25, 12, tzinfo=UTC)
BUILT = datetime(2031, 11, 24, tzinfo=UTC)
SAFETY_SECONDS = 30
"""Nothing here takes so long; where something hangs, the test ends all the same."""


def question(text="Who?", asker=None):
    return Question(text=text, asked=ASKED, asker=asker)


def refusal(asked):
    coverage = Coverage(edition="e1", built=BUILT, articles=1)
    trace = Trace(id="t", question=asked, hits=(), coverage=coverage, model="extractive", confidence=0.0)
    return NoAnswer(reason="no_answer", nearest=(), trace=trace)


def at_once(asked, *, turns, on_claim, on_stage):
    del turns, on_claim, on_stage
    return refusal(asked)


class Thinker:
    """Thinks about each question until it is let go; with `reports`, it then tells a stage before it answers."""

    def __init__(self, *, reports=False):
        self.asked = []
        self.reports = reports
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.abandoned = threading.Semaphore(0)

    def __call__(self, asked, *, turns, on_claim, on_stage):
        del turns, on_claim
        self.asked.append(asked.text)
        self.begun.release()
        assert self.go.acquire(timeout=SAFETY_SECONDS)
        if self.reports:
            try:
                on_stage(Stage(step=Step.CHECKING))
            except WithdrawnError:
                self.abandoned.release()
                raise
        return refusal(asked)

    async def has_begun(self, times=1):
        for _ in range(times):
            assert await asyncio.to_thread(self.begun.acquire, timeout=SAFETY_SECONDS)

    async def has_abandoned(self):
        assert await asyncio.to_thread(self.abandoned.acquire, timeout=SAFETY_SECONDS)

    def let_go(self, times=1):
        self.go.release(times)


@pytest.fixture
def thinkers():
    made = []

    def make(**options):
        made.append(Thinker(**options))
        return made[-1]

    yield make
    for thinker in made:
        thinker.let_go(100)


@pytest.fixture
def thinker(thinkers):
    return thinkers()


@pytest.fixture
async def serve():
    services = []

    def make(answer=at_once, **options):
        services.append(AnswerService(answer, **options))
        return services[-1]

    yield make
    for service in services:
        service.close()


async def outcome(pending):
    return await asyncio.wait_for(pending.outcome(), SAFETY_SECONDS)


async def until(holds):
    """Until something holds that nobody tells of."""
    while not holds():  # noqa: ASYNC110 - it is about threads that end
        await asyncio.sleep(0.001)


# What is taken


async def test_a_question_is_cleaned_and_its_answer_comes_back(serve):
    pending = serve().take(question("  What did\nthe harbour master say? "))

    assert await outcome(pending) == refusal(question("What did the harbour master say?"))
    assert pending.done


async def test_the_turns_of_the_conversation_reach_the_answering(serve):
    heard = []

    def answer(asked, *, turns, on_claim, on_stage):
        heard.append(turns)
        return at_once(asked, turns=turns, on_claim=on_claim, on_stage=on_stage)

    turns = (object(), object())
    await outcome(serve(answer).take(question(), turns=turns))

    assert heard == [turns]


async def test_answering_happens_off_the_event_loop_which_goes_on(serve, thinker):
    pending = serve(thinker).take(question())

    await thinker.has_begun()
    ticks = [await asyncio.sleep(0, tick) for tick in range(100)]
    thinker.let_go()

    assert ticks == list(range(100))
    assert isinstance(await outcome(pending), NoAnswer)


async def test_an_error_of_the_answering_reaches_the_asker(serve):
    def fail(_asked, **_):
        raise ModelError("the model is away")

    with pytest.raises(ModelError, match="the model is away"):
        await outcome(serve(fail).take(question()))


@pytest.mark.parametrize("error", [StopIteration(), SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()])
async def test_what_would_end_a_program_or_a_task_ends_one_question_only(serve, error):
    def fail(asked, **_):
        if asked.text == "one":
            raise error
        return refusal(asked)

    service = serve(fail)
    one, two = service.take(question("one")), service.take(question("two"))

    with pytest.raises(RuntimeError, match=f"ended in {type(error).__name__}") as raised:
        await outcome(one)
    assert raised.value.__cause__ is error
    assert isinstance(await outcome(two), NoAnswer)


@pytest.mark.parametrize("text", ["", "  ?!", "a" * 10_000])
async def test_what_is_no_question_is_refused_at_once_and_counts_against_nobody(serve, thinker, text):
    service = serve(thinker, per_minute=1)

    for ask in (service.admit, service.take, service.take):
        with pytest.raises(QuestionError):
            ask(question(text, asker="ada"))

    assert thinker.asked == []
    service.admit(question(asker="ada"))


async def test_more_questions_than_the_line_holds_are_refused_and_the_others_answered(serve, thinker):
    service = serve(thinker, waiting=2)
    first = service.take(question("first"))
    await thinker.has_begun()
    in_line = [service.take(question(text)) for text in ("second", "third")]

    before = datetime.now(UTC)
    for ask in (service.admit, service.take):
        with pytest.raises(TooManyError, match="Too many questions are waiting; please ask again") as refused:
            ask(question("fourth"))
        assert refused.value.until > before
    thinker.let_go(3)
    for pending in (first, *in_line):
        await outcome(pending)

    assert thinker.asked == ["first", "second", "third"]
    assert service.admit(question("fifth")).text == "fifth"


async def test_an_asker_may_have_two_questions_open_whatever_becomes_of_them(serve, thinkers):
    thinker = thinkers(reports=True)
    service = serve(thinker, waiting=10)
    first, second = service.take(question(asker="ada")), service.take(question(asker="ada"))
    await thinker.has_begun()

    with pytest.raises(TooManyError, match="wait for one of them"):
        service.take(question(asker="ada"))
    service.take(question(asker="bea"))
    second.cancel()
    third = service.take(question("third", asker="ada"))
    first.cancel()
    service.take(question("fourth", asker="ada"))
    thinker.let_go(4)
    await outcome(third)

    service.take(question("fifth", asker="ada"))


async def test_an_asker_has_so_many_questions_a_minute_and_nobody_else_is_held_up(serve):
    service = serve(per_minute=2)
    for _ in range(2):
        await outcome(service.take(question(asker="ada")))

    with pytest.raises(TooManyError, match="2 times a minute") as refused:
        service.take(question(asker="ada"))
    assert timedelta(0) < refused.value.until - datetime.now(UTC) <= timedelta(minutes=1)
    await outcome(service.take(question(asker="bea")))
    for _ in range(5):
        await outcome(service.take(question()))


async def test_two_workers_answer_two_questions_at_once(serve, thinker):
    service = serve(thinker, workers=2)
    both = [service.take(question(text)) for text in ("one", "two")]

    await thinker.has_begun(2)
    thinker.let_go(2)

    assert len([await outcome(pending) for pending in both]) == 2


# The line


async def test_everybody_knows_how_many_are_before(serve, thinker):
    service = serve(thinker)
    first = service.take(question("first"))
    await thinker.has_begun()
    await begun(first)
    second, third = service.take(question("second")), service.take(question("third"))

    assert [pending.ahead for pending in (first, second, third)] == [0, 1, 2]
    second.cancel()
    assert [pending.ahead for pending in (first, third)] == [0, 1]
    assert second.ahead == 0


async def begun(pending):
    """Until the loop knows that its turn has come."""
    await asyncio.wait_for(pending.changed(), SAFETY_SECONDS)


async def test_whoever_stands_further_back_is_expected_later(serve, thinker):
    service = serve(thinker, workers=2)
    waiting = [service.take(question(str(number))) for number in range(8)]
    await thinker.has_begun(2)
    await begun(waiting[0])
    await begun(waiting[1])

    expected = [pending.expected for pending in waiting[2:]]

    assert expected[0] > datetime.now(UTC)
    assert all(two_later - one > timedelta(seconds=0.5) for one, two_later in zip(expected, expected[2:], strict=False))


async def test_quick_answers_move_the_time_that_is_expected(serve):
    service = serve()
    await outcome(service.take(question()))
    quick = [await outcome(service.take(question())) for _ in range(20)]
    soon = service.take(question()).expected

    assert len(quick) == 20
    assert soon - datetime.now(UTC) < timedelta(seconds=0.5)  # it began with a guess of a second


async def test_a_question_that_is_cancelled_in_line_is_never_worked_on(serve, thinker):
    service = serve(thinker)
    first = service.take(question("first"))
    await thinker.has_begun()
    second = service.take(question("second"))
    third = service.take(question("third"))

    second.cancel()
    with pytest.raises(WithdrawnError, match="Cancelled; nothing was answered"):
        await outcome(second)
    thinker.let_go(2)
    await outcome(first)
    await outcome(third)

    assert thinker.asked == ["first", "third"]


async def test_a_question_cancelled_at_work_ends_at_once_and_its_work_soon(serve, thinkers):
    thinker = thinkers(reports=True)
    service = serve(thinker)
    first, second = service.take(question("first")), service.take(question("second"))
    await thinker.has_begun()

    first.cancel()
    with pytest.raises(WithdrawnError):
        await outcome(first)
    assert first.stage is None
    thinker.let_go()
    await thinker.has_abandoned()
    await thinker.has_begun()
    thinker.let_go()

    assert isinstance(await outcome(second), NoAnswer)


async def test_whoever_waits_for_a_change_is_told_of_the_end(serve, thinker):
    service = serve(thinker)
    first, second = service.take(question("first")), service.take(question("second"))
    await begun(first)

    for pending in (first, second):
        waiting = asyncio.create_task(pending.changed())
        await asyncio.sleep(0)
        pending.cancel()
        await asyncio.wait_for(waiting, SAFETY_SECONDS)


async def test_cancelling_an_answered_question_changes_nothing(serve):
    pending = serve().take(question())
    answer = await outcome(pending)
    pending.cancel()

    assert await outcome(pending) is answer


async def test_stages_and_claims_are_told_in_order_and_coalesced(serve):
    claims = [Claim(text=f"Claim {number}.", citations=(number,)) for number in (1, 2)]
    told, heard = threading.Event(), threading.Event()

    def answer(asked, *, turns, on_claim, on_stage):
        del turns
        on_stage(Stage(step=Step.SEARCHING))
        on_stage(Stage(step=Step.WRITING, passages=8, articles=6))
        for claim in claims:
            on_claim(claim)
        told.set()
        assert heard.wait(SAFETY_SECONDS)
        on_stage(Stage(step=Step.CHECKING, passages=8, articles=6))
        return refusal(asked)

    pending = serve(answer).take(question())
    assert (pending.stage, pending.claims) == (None, ())
    assert await asyncio.to_thread(told.wait, SAFETY_SECONDS)
    await begun(pending)

    assert (pending.stage.step, pending.claims) == (Step.WRITING, tuple(claims))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pending.changed(), 0.01)
    heard.set()
    await outcome(pending)
    assert pending.stage == Stage(step=Step.CHECKING, passages=8, articles=6)
    await begun(pending)


class Standing(RuleBasedStateMachine):
    """Questions come, are worked on, end and are cancelled in any order; the places always add up."""

    WORKERS, WAITING, AT_A_TIME = 2, 4, 2

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.thinker = Thinker(reports=True)
        self.service = self.run(self.new_service())
        self.line, self.at_work, self.ended, self.abandoned = [], [], [], 0
        self.named = 0

    async def new_service(self):
        return AnswerService(self.thinker, workers=self.WORKERS, waiting=self.WAITING)

    def run(self, coroutine):
        return self.runner.run(coroutine)

    def busy(self):
        return len(self.at_work) + self.abandoned

    async def settle(self):
        """Until every worker who can have a question has it, and the loop knows."""
        while self.line and self.busy() < self.WORKERS:
            pending = self.line.pop(0)
            await self.thinker.has_begun()
            await begun(pending)
            self.at_work.append(pending)

    @rule(asker=st.sampled_from(["ada", "bea", "cem", None]))
    def ask(self, asker):
        self.named += 1
        mine = [one for one in (*self.line, *self.at_work) if asker and one.question.asker == asker]
        may = len(mine) < self.AT_A_TIME and len(self.line) < self.WAITING

        async def ask():
            try:
                pending = self.service.take(question(f"question {self.named}", asker=asker))
            except TooManyError:
                assert not may
            else:
                assert may
                self.line.append(pending)
                await self.settle()

        self.run(ask())

    @precondition(lambda self: self.at_work and not self.abandoned)
    @rule()
    def answer_one(self):
        async def answer():
            self.thinker.let_go()
            await until(lambda: any(one.done for one in self.at_work))
            [done] = [one for one in self.at_work if one.done]
            assert isinstance(await outcome(done), NoAnswer)
            self.at_work.remove(done)
            self.ended.append(done)
            await self.settle()

        self.run(answer())

    @precondition(lambda self: self.line)
    @rule(number=st.integers(0, 10))
    def cancel_in_line(self, number):
        self.cancel(self.line.pop(number % len(self.line)))

    @precondition(lambda self: self.at_work and not self.abandoned)
    @rule(number=st.integers(0, 10))
    def cancel_at_work(self, number):
        self.cancel(self.at_work.pop(number % len(self.at_work)))
        self.abandoned += 1

    @precondition(lambda self: self.abandoned and not self.at_work)
    @rule()
    def work_notices(self):
        async def notice():
            self.thinker.let_go()
            await self.thinker.has_abandoned()
            self.abandoned -= 1
            await until(lambda: self.service_is_busy() == self.busy())
            await self.settle()

        self.run(notice())

    def service_is_busy(self):
        return len(self.service._busy)  # noqa: SLF001 - nothing else tells that a thread is back

    def cancel(self, pending):
        async def cancel():
            pending.cancel()
            with pytest.raises(WithdrawnError):
                await outcome(pending)
            self.ended.append(pending)

        self.run(cancel())

    @invariant()
    def places_add_up(self):
        async def look():
            assert [one.ahead for one in self.line] == [self.busy() + place for place in range(len(self.line))]
            assert all(one.ahead == 0 for one in (*self.at_work, *self.ended))
            assert not any(one.done for one in (*self.line, *self.at_work))
            assert all(one.done for one in self.ended)

        self.run(look())

    def teardown(self):
        self.thinker.let_go(1000)

        async def end():
            assert await self.service.drain(SAFETY_SECONDS) == 0
            self.service.close()
            assert asyncio.all_tasks() == {asyncio.current_task()}

        self.run(end())
        self.runner.close()
        assert all(one.done for one in (*self.line, *self.at_work, *self.ended))
        assert len(self.line) + len(self.at_work) + len(self.ended) <= self.named


TestStanding = Standing.TestCase
TestStanding.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


# Time limits


async def test_work_that_takes_too_long_is_given_up_with_a_sentence_and_another_thread_goes_on(serve, thinkers, caplog):
    stuck = thinkers()

    def answer(asked, **callbacks):
        return stuck(asked, **callbacks) if asked.text == "stuck" else refusal(asked)

    service = serve(answer, seconds=0.05)
    first, second = service.take(question("stuck", asker="ada")), service.take(question("quick"))

    with pytest.raises(TooSlowError, match="gave up; please ask again"):
        await outcome(first)
    assert isinstance(await outcome(second), NoAnswer)
    assert "another thread takes the next ones" in caplog.text

    service.take(question(asker="ada"))


async def test_a_cancelled_question_whose_thread_never_comes_back_holds_up_nobody(serve, thinkers):
    stuck = thinkers()

    def answer(asked, **callbacks):
        return stuck(asked, **callbacks) if asked.text == "stuck" else refusal(asked)

    service = serve(answer, seconds=0.05)
    first = service.take(question("stuck"))
    await stuck.has_begun()
    first.cancel()

    assert isinstance(await outcome(service.take(question("quick"))), NoAnswer)


async def test_a_thread_that_comes_back_late_ends_where_it_was_replaced(serve, thinkers):
    stuck = thinkers()

    def answer(asked, **callbacks):
        return stuck(asked, **callbacks) if asked.text == "stuck" else refusal(asked)

    before = answering_threads()
    service = serve(answer, seconds=0.05)
    with pytest.raises(TooSlowError):
        await outcome(service.take(question("stuck")))
    [late, new] = answering_threads() - before
    stuck.let_go()
    for _ in range(3):
        await outcome(service.take(question("quick")))

    await until(lambda: sum(thread.is_alive() for thread in (late, new)) == 1)
    await outcome(service.take(question("quick")))


async def test_only_so_many_threads_are_replaced_and_the_log_says_what_is_lost(serve, thinker, caplog):
    before = answering_threads()
    service = serve(thinker, seconds=0.01)
    for _ in range(MOST_STUCK + 1):
        with pytest.raises(TooSlowError):
            await outcome(service.take(question()))

    assert len(answering_threads() - before) == MOST_STUCK + 1
    assert "its thread is lost until it comes back" in caplog.text
    waits = service.take(question("waits"))
    thinker.let_go(MOST_STUCK + 2)
    assert isinstance(await outcome(waits), NoAnswer)


async def test_threads_that_came_back_may_be_replaced_again(serve, thinker):
    service = serve(thinker, seconds=0.01)
    for _ in range(3 * MOST_STUCK):
        pending = service.take(question())
        await thinker.has_begun()
        with pytest.raises(TooSlowError):
            await outcome(pending)
        replaced = len(answering_threads())
        thinker.let_go()
        await until(lambda before=replaced: len(answering_threads()) < before)


async def test_the_wait_in_line_does_not_count_as_work(serve, thinker):
    service = serve(thinker)
    first = service.take(question("first"))
    await thinker.has_begun()
    second = service.take(question("second"))
    loop = asyncio.get_running_loop()

    limits = sorted(handle.when() - loop.time() for handle in timers(loop))

    assert limits == pytest.approx([LONGEST_ANSWER_SECONDS, LONGEST_WAIT_SECONDS], abs=SAFETY_SECONDS)
    assert LONGEST_ANSWER_SECONDS + LONGEST_WAIT_SECONDS < 14 * 60  # of the 15 minutes that Discord waits
    third = service.take(question("third"))
    third.cancel()
    assert len(timers(loop)) == 2
    thinker.let_go(2)
    await outcome(first)
    await outcome(second)
    assert timers(loop) == []


def timers(loop):
    """The service's limits that still run; nothing but the loop knows them."""
    found = [handle for handle in loop._scheduled if not handle.cancelled()]  # noqa: SLF001
    return [handle for handle in found if "too_long" in repr(handle)]


async def test_a_question_that_waits_too_long_in_line_is_told_so(serve, thinker, monkeypatch):
    service = serve(thinker)
    service.take(question("first"))
    await thinker.has_begun()
    monkeypatch.setattr("bot.service.LONGEST_WAIT_SECONDS", 0.01)
    blocked = service.take(question("second"))

    with pytest.raises(TooSlowError, match="Too many questions were before yours; please ask again later"):
        await outcome(blocked)
    assert thinker.asked == ["first"]


# The end


async def test_draining_lets_open_questions_end_and_takes_no_new_ones(serve, thinker):
    service = serve(thinker)
    open_ones = [service.take(question(text)) for text in ("one", "two")]
    await thinker.has_begun()
    drained = asyncio.create_task(service.drain(SAFETY_SECONDS))
    await asyncio.sleep(0)

    for ask in (service.admit, service.take):
        with pytest.raises(StoppedError, match="I am restarting"):
            ask(question("And who else?"))
    thinker.let_go(2)

    assert await drained == 0
    assert all([isinstance(await outcome(pending), NoAnswer) for pending in open_ones])


async def test_draining_stops_what_is_still_open_at_its_end(serve, thinker):
    service = serve(thinker)
    open_ones = [service.take(question(text)) for text in ("running", "in line")]
    await thinker.has_begun()

    assert await service.drain(0.01) == 2

    for pending in open_ones:
        with pytest.raises(StoppedError, match=r"^Stopped by a restart; please ask again\.$"):
            await outcome(pending)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_draining_an_idle_service_takes_no_time(serve):
    assert await asyncio.wait_for(serve().drain(1000), SAFETY_SECONDS) == 0


async def test_dropping_during_a_drain_ends_it(serve, thinker):
    service = serve(thinker)
    pending = service.take(question())
    await thinker.has_begun()
    drained = asyncio.create_task(service.drain(1000))
    await asyncio.sleep(0)

    assert service.drop() == 1
    assert await asyncio.wait_for(drained, SAFETY_SECONDS) == 1
    with pytest.raises(StoppedError):
        await outcome(pending)


async def test_a_closed_service_tells_who_waits_ends_its_threads_and_takes_no_question(thinker):
    before = answering_threads()
    service = AnswerService(thinker, workers=3)
    mine = answering_threads() - before
    pending = service.take(question())
    await thinker.has_begun()

    service.close()
    with pytest.raises(StoppedError, match="Stopped by a restart"):
        await outcome(pending)
    thinker.let_go()
    for thread in mine:
        thread.join(SAFETY_SECONDS)

    assert len(mine) == 3
    assert not any(thread.is_alive() for thread in mine)
    with pytest.raises(StoppedError):
        service.take(question())


def test_a_service_whose_loop_has_ended_is_closed_all_the_same_and_its_thread_comes_home(thinker):
    before = answering_threads()

    async def ask():
        service = AnswerService(thinker)
        service.take(question())
        service.take(question())
        await thinker.has_begun()
        return service

    service = asyncio.run(ask())
    service.close()
    thinker.let_go()
    [mine] = answering_threads() - before
    mine.join(SAFETY_SECONDS)

    assert not mine.is_alive()
    assert thinker.asked == ["Who?"]


async def test_an_outcome_that_nobody_fetches_is_no_trouble(serve, caplog):
    def fail(_asked, **_):
        raise ModelError("the model is away")

    service = serve(fail)
    for _ in range(3):
        await asyncio.wait_for(service.take(question()).ended(), SAFETY_SECONDS)
    gc.collect()
    await asyncio.sleep(0)

    assert caplog.records == []


def test_the_threads_keep_no_process_alive():
    service = AnswerService(at_once)

    assert all(thread.daemon for thread in answering_threads())
    service.close()


def test_a_service_without_workers_is_a_mistake():
    with pytest.raises(ValueError, match="0 workers would answer nobody"):
        AnswerService(at_once, workers=0)


def answering_threads():
    return {thread for thread in threading.enumerate() if thread.name.startswith("newshound-answer")}
