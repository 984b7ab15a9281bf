"""Looking for new editions: it goes on whatever happens, and says a failure once."""

import asyncio
from itertools import count

from bot.watching_editions import watch
from index.errors import IndexFaultError

SAFETY_SECONDS = 30


class Looks:
    """Looks from a thread as it is told to, one after the other; after the last one, it finds nothing for ever."""

    def __init__(self, *looks):
        self._loop = asyncio.get_running_loop()
        self._looks = looks
        self._count = count()
        self.all_done = asyncio.Event()

    def __call__(self):
        number = next(self._count)
        if number >= len(self._looks):
            self._loop.call_soon_threadsafe(self.all_done.set)
            return False
        found = self._looks[number]
        if isinstance(found, Exception):
            raise found
        return found


async def watched(looks, **options):
    watching = asyncio.create_task(watch(looks, 0.001, **options))
    await asyncio.wait_for(looks.all_done.wait(), SAFETY_SECONDS)
    watching.cancel()
    await asyncio.wait({watching})
    assert watching.cancelled()


async def test_watching_goes_on_after_a_failure_and_says_it_once(caplog):
    def fault():
        return IndexFaultError("edition e2 was built with another model")

    with caplog.at_level("INFO", logger="bot.watching_editions"):
        await watched(Looks(fault(), fault(), True, fault()))

    told = "could not take up a new edition: edition e2 was built with another model"
    assert [record.getMessage() for record in caplog.records] == [told, "took up a new edition", told]
    assert not any(record.exc_info for record in caplog.records)


async def test_a_program_error_while_watching_is_logged_with_its_traceback(caplog):
    error = LookupError("no such row")

    await watched(Looks(error, error))

    [record] = caplog.records
    assert record.exc_info[1] is error


async def test_a_new_edition_is_told_and_an_old_one_is_not():
    told = []

    await watched(Looks(False, True, False, True), on_new=lambda: told.append(None))

    assert len(told) == 2
