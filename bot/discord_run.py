"""Runs the Discord bot from login to a clean end."""

import asyncio
import logging
import signal
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_answer import sentence_view
from bot.discord_client import Look, NewshoundClient, Watching
from bot.discord_correcting import Corrections, Corrector
from bot.discord_desk import Desk
from bot.discord_errors import UNREACHABLE, UNSENT, UnreachableError, log_failure, start_error
from bot.discord_journal import Journal, mend
from bot.discord_log import keep_secrets_out_of_the_log

logger = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
DRAIN_SECONDS = 20.0
# For the last words to askers whose answers were stopped, several hundred of them if the line is full.
SEND_SECONDS = 10.0
# After so many connections within this time, the next ones are made ever more slowly.
RECONNECTIONS_AT_ONCE = 3
RECONNECTION_WINDOW_SECONDS = 120.0
LONGEST_PAUSE_SECONDS = 30.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run_bot(  # noqa: PLR0913 - its one caller hands over one setting each
    token: str,
    desk: Desk,
    state_folder: Path,
    *,
    watch: Look | None = None,
    watch_seconds: float = WATCH_SECONDS,
    corrections: Corrections | None = None,
    api: str | None = None,
    gateway: str | None = None,
    drain_seconds: float = DRAIN_SECONDS,
    announce: Callable[[str], None] = logger.info,
) -> int:
    """Serve until SIGTERM or SIGINT, then let the open questions end, close the desk's service and return 0.

    A second signal ends the waiting. Must run on the main thread, which receives the signals. `watch` is called on a
    thread of its own; True means that it took up a new edition, and posted answers are looked at for corrections.
    `api` (with its version, `…/api/v10`) and `gateway` replace discord.py's own addresses for the rest of this process.

    Raises:
        StartError: Discord does not accept the token or the intents; its `exit_code` is 78.
        UnreachableError: Discord can't be reached or does not work; its `exit_code` is 69.
    """
    if api is not None:
        Route.BASE = api
    if gateway is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    # The bot never speaks, so that nobody needs the warnings about missing voice libraries.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    keep_secrets_out_of_the_log()
    corrector = Corrector(corrections) if corrections is not None else None
    on_new = corrector.wake if corrector is not None else lambda: None
    watching = Watching(look=watch, seconds=watch_seconds, on_new=on_new)
    client = NewshoundClient(desk, state_folder, announce=announce, watching=watching)
    try:
        asyncio.run(_serve(client, _connected(token, client, desk.journal, corrector), drain_seconds))
    except (discord.DiscordException, *UNSENT) as error:
        raise start_error(error) from error
    finally:
        desk.service.close()
    return 0


class _Pace:
    """Slows connecting down where Discord closes every connection at once: discord.py resumes without any pause."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    async def wait(self, _session: object, _context: object, request: aiohttp.TraceRequestStartParams) -> None:
        """Wait before a request that is a connection to the gateway."""
        if request.url.scheme not in {"ws", "wss"}:
            return
        now = asyncio.get_running_loop().time()
        while self._times and self._times[0] < now - RECONNECTION_WINDOW_SECONDS:
            self._times.popleft()
        self._times.append(now)
        more = len(self._times) - RECONNECTIONS_AT_ONCE
        if more > 0:
            pause = min(2.0 ** (more - 1), LONGEST_PAUSE_SECONDS)
            logger.warning("the connection to Discord broke off %d times; connecting again in %.0f s", more + 2, pause)
            await asyncio.sleep(pause)


def _paced() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_Pace().wait)
    return trace


async def _connected(token: str, client: NewshoundClient, journal: Journal, corrector: Corrector | None) -> None:
    """Be connected until the client is closed, and meanwhile do what is done once in a life, whatever reconnects."""
    client.http.http_trace = _paced()
    await client.login(token)
    mending = asyncio.create_task(mend(client, journal, sentence_view), name="telling who was left waiting")
    mending.add_done_callback(log_failure)
    if corrector is not None:
        corrector.start(client)
    try:
        await client.connect()
    except AttributeError as error:
        # Where the very first connection fails, discord.py 2.7 asks a websocket that never was for its number.
        if isinstance(client.ws, DiscordWebSocket):
            raise
        raise UnreachableError(UNREACHABLE) from error
    finally:
        if corrector is not None:
            await corrector.stop()
        # Whom it has not told yet stays in the journal.
        mending.cancel()
        await asyncio.gather(mending, return_exceptions=True)


async def _serve(client: NewshoundClient, connected: Coroutine[None, None, None], drain_seconds: float) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_unhandled)
    for wanted in STOP_SIGNALS:
        loop.add_signal_handler(wanted, stop.set)
    async with client:
        running = asyncio.create_task(connected)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            stopping.cancel()
            running.result()
            return
        logger.info("stopping; %d questions are being answered", len(client.desk.answering))
        for wanted in STOP_SIGNALS:
            loop.add_signal_handler(wanted, client.desk.hurry)
        stopped = await client.desk.close(answer_seconds=drain_seconds, send_seconds=SEND_SECONDS)
        if stopped:
            logger.warning("stopped %d questions before they were answered", stopped)
        if client.desk.answering:
            logger.warning("%d askers could not be told yet; they are at the next start", len(client.desk.answering))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await client.close()


def _log_unhandled(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """Log what no task and no callback has handled; what they were given to work with is nobody's business."""
    error = context.get("exception")
    known = error if isinstance(error, BaseException) else None
    logger.error("on the event loop: %s", context.get("message"), exc_info=known)
