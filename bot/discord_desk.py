"""The desk at which all questions from Discord arrive: each is taken once, and those being answered are known."""

import asyncio
from collections import OrderedDict

import discord

from bot.discord_embed import outcome_embeds
from bot.service import AnswerService

# Discord replays at most what happened during a short disconnection.
REMEMBERED_IDS = 2000


class Desk:
    """Belongs to one event loop; `answering` are the tasks that still have something to say to an asker."""

    def __init__(self, service: AnswerService) -> None:
        self._service = service
        self._taken: OrderedDict[int, None] = OrderedDict()
        self.answering: set[asyncio.Task[object]] = set()

    def take(self, number: int) -> bool:
        """Take the message or interaction of this id into the current task; False if it was taken before."""
        if number in self._taken:
            return False
        self._taken[number] = None
        if len(self._taken) > REMEMBERED_IDS:
            self._taken.popitem(last=False)
        task = asyncio.current_task()
        if task is not None:
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)
        return True

    def admit(self, text: str) -> None:
        """Raise at once, before the asker has been kept waiting, what `answer` would raise for this question."""
        self._service.admit(text)

    async def answer(self, text: str, asker: discord.abc.User) -> list[discord.Embed]:
        """The embeds that answer or refuse somebody's question; raises what the service raises."""
        return outcome_embeds(await self._service.ask(text, asker=str(asker.id)))

    def hurry(self) -> None:
        """Stop the open questions now, and let their askers be told."""
        self._service.drop()

    async def close(self, *, answer_seconds: float, send_seconds: float) -> int:
        """Take no more questions, let the open ones end or tell their askers; returns how many were stopped."""
        stopped = await self._service.drain(answer_seconds)
        if self.answering:
            await asyncio.wait(set(self.answering), timeout=send_seconds)
        return stopped
