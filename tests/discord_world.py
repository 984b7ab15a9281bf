"""Newshound in simcord: one server with a channel and an asker, made-up answers, and a check of every message sent."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest import mock

import simcord
from discord_room import Room, answered


def text_of(message):
    """All words of a message, in the order in which they are read."""
    return "\n".join(part["content"] for part in parts_of(message) if part.get("content"))


def labels_of(message):
    """The labels of a message's buttons, in their order."""
    return [part["label"] for part in parts_of(message) if part.get("label")]


def parts_of(message):
    """Every component of a message, however deep."""
    waiting = [part if isinstance(part, dict) else part.to_dict() for part in message.components]
    while waiting:
        part = waiting.pop(0)
        yield part
        waiting[:0] = part.get("components", [])


class World:
    """One server with one channel and one asker, and the bot in it."""

    def __init__(self, env, client, room):
        self.env = env
        self.client = client
        self.room = room
        self.service = client.desk.service
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("news")
        self.asker = self.guild.add_member(env.create_user("asker"))
        self.other = self.guild.add_member(env.create_user("other"))

    @property
    def mention(self):
        return f"<@{self.client.user.id}>"

    @property
    def posted(self):
        return [request.json for request in self.env.http_requests if request.json and "nonce" in request.json]

    def replies(self):
        return [message for message in self.channel.history() if message.author.id == self.client.user.id]

    async def restart(self):
        """End the bot and start another one in the same room, as an update does."""
        old, self.client = self.client, self.room.client()
        await self.env.restart_bot(self.client)
        await old.close()


def assert_no_pings(env):
    for request in env.http_requests:
        body = request.json if isinstance(request.json, dict) else {}
        message = body.get("data", body) if "/callback" in request.path else body
        if message and (message.get("content") or message.get("embeds") or message.get("flags", 0) & (1 << 15)):
            assert message["allowed_mentions"]["parse"] == []
            assert not message["allowed_mentions"].get("replied_user")
            assert "@everyone" not in json.dumps(message)


@asynccontextmanager
async def in_discord(
    folder, answer=answered, *, look=None, look_seconds=1, announce=None, **options
) -> AsyncIterator[World]:
    """The bot in a world; at the end, nothing that it sent may have pinged anyone."""
    # What got lost on the way is sent again, without the pauses of the real network.
    with mock.patch("bot.discord_display.PAUSES_SECONDS", (0, 0, 0, 0)):
        room = Room(folder, answer, **options)
        client = room.client(look=look, look_seconds=look_seconds, announce=announce or (lambda _line: None))
        async with _world(room, client) as world:
            yield world


@asynccontextmanager
async def _world(room, client) -> AsyncIterator[World]:
    world = None
    try:
        async with simcord.run(client) as env:
            world = World(env, client, room)
            yield world
            assert_no_pings(env)
    finally:
        await (world.client if world else client).close()
        room.close()
