"""A thread with its own event loop that serves one aiohttp application on a free port of 127.0.0.1."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

from aiohttp import web

TIMEOUT_S = 10
SHUTDOWN_S = 1


class Host:
    """The thread; started once, stopped once."""

    def __init__(self, application: web.Application, *, before_stop: Callable[[], Awaitable[None]]) -> None:
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_S)
        self._before_stop = before_stop
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback-discord", daemon=True)

    def start(self) -> int:
        """Serve, and return the port."""
        self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(TIMEOUT_S)

    def call(self, action: Callable[[], None]) -> None:
        """Have something done on the loop, soon."""
        self._loop.call_soon_threadsafe(action)

    def stop(self) -> None:
        """Close every connection and end the thread."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(TIMEOUT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT_S)
        self._loop.close()

    async def _start(self) -> int:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port: int = self._runner.addresses[0][1]
        return port

    async def _stop(self) -> None:
        await self._before_stop()
        await self._runner.cleanup()
