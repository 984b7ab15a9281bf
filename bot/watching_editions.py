"""Sees that a new edition was published, and has it taken up, while questions are being answered."""

import asyncio
import logging
from collections.abc import Callable

from index.errors import NewshoundError

logger = logging.getLogger(__name__)


async def watch(look: Callable[[], bool], seconds: float, *, on_new: Callable[[], None] = lambda: None) -> None:
    """Call `look` on a thread every `seconds` until cancelled, and `on_new` where it says that it took up a new one.

    What it raises is logged, once as long as it stays the same, and looking goes on: a broken edition that was
    published must not stop the taking up of the next one.
    """
    told = ""
    while True:
        await asyncio.sleep(seconds)
        try:
            new = await asyncio.to_thread(look)
        except Exception as error:
            # Logged, whatever it is: nobody awaits this task, and looking has to go on.
            if repr(error) != told:
                ours = isinstance(error, NewshoundError)
                logger.warning("could not take up a new edition: %s", error, exc_info=None if ours else error)
            told = repr(error)
            continue
        told = ""
        if new:
            logger.info("took up a new edition")
            on_new()
