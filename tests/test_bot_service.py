"""The service that answers on worker threads: what it admits, how it bounds waiting, and how it stops."""

import asyncio
import threading
from datetime import UTC, datetime
from itertools import count

import pytest

from bot.service import AnswerService, QueueFullError, StoppedError, TooSlowError, watch
from index.errors import ModelError, QuestionError
from index.query import Coverage
from prompts.answer import NoAnswer, Trace
from prompts.question import Question


def refusal(question):
    built = datetime(2024, 9, 26, tzinfo=UTC)
    coverage = Coverage(edition="e1", built=built, articles=1)
    trace = Trace(id="t", question=question, hits=(), coverage=coverage, model="extractive", confidence=0.0)
    return NoAnswer(reason="no_answer", nearest=(), trace=trace)


class Thinker:
    """Answers with a refusal, as soon as it is let go."""

    def __init__(self):
        self.asked = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, question):
        self.asked.append(question)
        self.begun.release()
        assert self.go.wait(30)
        return refusal(question)

    async def has_begun(self):
        assert await asyncio.to_thread(self.begun.acquire, timeout=30)


@pytest.fixture
def thinker():
    thinker = Thinker()
    yield thinker
    thinker.go.set()


@pytest.fixture
def serve():
    services = []

    def make(answer, **options):
        services.append(AnswerService(answer, **options))
        return services[-1]

    yield make
    for service in services:
        service.close()


async def test_a_question_is_cleaned_and_stamped_and_its_answer_comes_back(serve):
    service = serve(refusal)
    before = datetime.now(UTC)

    outcome = await service.ask("  What did\nthe Pentagon say? ")

    asked = outcome.trace.question.asked
    assert outcome == refusal(Question(text="What did the Pentagon say?", asked=asked))
    assert before <= asked <= datetime.now(UTC)


async def test_answering_happens_off_the_event_loop_which_goes_on(serve, thinker):
    service = serve(thinker)
    waiting = asyncio.create_task(service.ask("Who?"))

    await thinker.has_begun()
    ticks = [await asyncio.sleep(0, tick) for tick in range(100)]
    thinker.go.set()

    assert ticks == list(range(100))
    assert isinstance(await waiting, NoAnswer)


async def test_an_error_of_the_answering_reaches_the_asker(serve):
    def fail(_question):
        raise ModelError("the model is away")

    with pytest.raises(ModelError, match="the model is away"):
        await serve(fail).ask("Who?")


@pytest.mark.parametrize("text", ["", "  ?!", "a" * 10_000])
async def test_what_is_no_question_is_refused_before_anything_runs(serve, thinker, text):
    service = serve(thinker)

    with pytest.raises(QuestionError):
        service.admit(text)
    with pytest.raises(QuestionError):
        await service.ask(text)

    assert thinker.asked == []


async def test_more_questions_than_the_line_holds_are_refused_and_the_others_answered(serve, thinker):
    service = serve(thinker, workers=1, waiting=2)
    first = asyncio.create_task(service.ask("first"))
    await thinker.has_begun()
    in_line = [asyncio.create_task(service.ask(text)) for text in ("second", "third")]
    await asyncio.sleep(0)

    with pytest.raises(QueueFullError):
        service.admit("fourth")
    with pytest.raises(QueueFullError, match="ask again"):
        await service.ask("fourth")
    thinker.go.set()
    await asyncio.gather(first, *in_line)

    assert [question.text for question in thinker.asked] == ["first", "second", "third"]
    assert service.admit("fifth") == "fifth"


async def test_two_workers_answer_two_questions_at_once(serve, thinker):
    service = serve(thinker, workers=2)
    both = [asyncio.create_task(service.ask(text)) for text in ("one", "two")]

    await thinker.has_begun()
    await thinker.has_begun()
    thinker.go.set()

    assert len(await asyncio.gather(*both)) == 2


async def test_an_answer_that_takes_too_long_is_given_up_with_a_sentence(serve, thinker):
    service = serve(thinker, seconds=0.01)

    with pytest.raises(TooSlowError, match="gave up; please ask again"):
        await service.ask("Who?")


async def test_a_question_given_up_in_line_is_never_worked_on(serve, thinker):
    service = serve(thinker, workers=1)
    first = asyncio.create_task(service.ask("first"))
    await thinker.has_begun()
    second = asyncio.create_task(service.ask("second"))
    await asyncio.sleep(0)

    second.cancel()
    await asyncio.wait({second})
    thinker.go.set()
    await first
    await service.ask("third")

    assert [question.text for question in thinker.asked] == ["first", "third"]


async def test_draining_lets_open_questions_end_and_takes_no_new_ones(serve, thinker):
    service = serve(thinker)
    open_one = asyncio.create_task(service.ask("Who?"))
    await thinker.has_begun()
    drained = asyncio.create_task(service.drain(30))
    await asyncio.sleep(0)

    with pytest.raises(StoppedError, match="I am restarting"):
        service.admit("And who else?")
    thinker.go.set()

    assert await drained == 0
    assert isinstance(await open_one, NoAnswer)


async def test_draining_stops_what_is_still_open_at_its_end(serve, thinker):
    service = serve(thinker, workers=1)
    running = asyncio.create_task(service.ask("running"))
    await thinker.has_begun()
    in_line = asyncio.create_task(service.ask("in line"))
    await asyncio.sleep(0)

    stopped = await service.drain(0.01)

    assert stopped == 2
    for question in (running, in_line):
        with pytest.raises(StoppedError, match="Stopped by a restart; please ask again"):
            await question


async def test_draining_an_idle_service_takes_no_time(serve):
    assert await asyncio.wait_for(serve(refusal).drain(1000), timeout=10) == 0


async def test_a_closed_service_ends_its_threads_and_takes_no_question():
    def threads():
        return {thread for thread in threading.enumerate() if thread.name.startswith("newshound-answer")}

    before = threads()
    service = AnswerService(refusal, workers=3)
    mine = threads() - before

    service.close()
    for thread in mine:
        thread.join(30)

    assert len(mine) == 3
    assert not any(thread.is_alive() for thread in mine)
    with pytest.raises(StoppedError):
        await service.ask("Who?")


def test_the_threads_keep_no_process_alive():
    service = AnswerService(refusal)

    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("newshound-answer"))
    service.close()


async def test_watching_goes_on_after_a_failure_and_says_it_once(caplog):
    looks = count(1)
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look():
        match next(looks):
            case 1 | 2:
                raise ModelError("edition e2 was built with another model")
            case 3:
                return True
            case 4:
                loop.call_soon_threadsafe(enough.set)
        return False

    with caplog.at_level("INFO", logger="bot.service"):
        watching = asyncio.create_task(watch(look, 0.001))
        await asyncio.wait_for(enough.wait(), timeout=30)
        watching.cancel()
        await asyncio.wait({watching})

    assert [record.getMessage() for record in caplog.records] == [
        "could not take up a new edition: edition e2 was built with another model",
        "took up a new edition",
    ]
    assert watching.cancelled()


async def test_a_program_error_while_watching_is_logged_with_its_traceback(caplog):
    looked_twice = asyncio.Event()
    loop = asyncio.get_running_loop()
    looks = count(1)

    def look():
        if next(looks) == 2:
            loop.call_soon_threadsafe(looked_twice.set)
        raise LookupError("no such row")

    watching = asyncio.create_task(watch(look, 0.001))
    await asyncio.wait_for(looked_twice.wait(), timeout=30)
    watching.cancel()
    await asyncio.wait({watching})

    [record] = caplog.records
    assert isinstance(record.exc_info[1], LookupError)
