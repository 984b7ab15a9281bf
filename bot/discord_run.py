"""Runs the Discord bot from login to a clean end."""

import asyncio
import logging
import signal
from collections.abc import Callable
from pathlib import Path

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_client import Look, NewshoundClient
from bot.discord_desk import Desk
from bot.discord_errors import UNSENT, start_error
from bot.service import AnswerService

logger = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
DRAIN_SECONDS = 20.0
# For the last words to askers whose answers were stopped.
SEND_SECONDS = 5.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run_bot(  # noqa: PLR0913 - its one caller hands over one setting each
    token: str,
    service: AnswerService,
    state_folder: Path,
    *,
    watch: Look | None = None,
    watch_seconds: float = WATCH_SECONDS,
    api: str | None = None,
    gateway: str | None = None,
    drain_seconds: float = DRAIN_SECONDS,
    announce: Callable[[str], None] = logger.info,
) -> int:
    """Serve until SIGTERM or SIGINT, then let the open questions end, close the service and return 0.

    A second signal ends the waiting. Must run on the main thread, which receives the signals. `watch` is called on a
    thread of its own; True means that it took up a new edition. `api` (with its version, `…/api/v10`) and `gateway`
    replace discord.py's own addresses for the rest of this process.

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
    desk = Desk(service)
    try:
        asyncio.run(
            _serve(
                token,
                NewshoundClient(desk, state_folder, announce=announce, look=watch, look_seconds=watch_seconds),
                drain_seconds,
            )
        )
    except (discord.DiscordException, *UNSENT) as error:
        raise start_error(error) from error
    finally:
        service.close()
    return 0


async def _serve(token: str, client: NewshoundClient, drain_seconds: float) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in STOP_SIGNALS:
        loop.add_signal_handler(wanted, stop.set)
    async with client:
        running = asyncio.create_task(client.start(token))
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
        await client.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
