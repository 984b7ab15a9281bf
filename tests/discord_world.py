"""Newshound in simcord: one server with a channel and an asker, made-up answers, and a check of every message sent."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import simcord

from bot.discord_client import NewshoundClient
from bot.discord_desk import Desk
from bot.service import AnswerService
from index.article import Article
from index.passage import Span
from index.query import Coverage
from prompts.answer import Answer, Citation, Claim, NoAnswer, Reports, Trace

TEXT = "A spokeswoman said there was no involvement. @everyone should know."
ARTICLE = Article(id="a1", title="No part in it", text=TEXT, publisher="The Post", url="https://post.example/1")


def trace(question):
    coverage = Coverage(edition="e1", built=datetime(2024, 9, 26, tzinfo=UTC), articles=1)
    return Trace(id="t", question=question, hits=(), coverage=coverage, model="scripted", confidence=0.9)


def answered(question):
    return Answer(
        claims=(Claim(text=TEXT, citations=(1,)),),
        citations=(Citation(number=1, article=ARTICLE, span=Span(0, len(TEXT))),),
        reports=Reports(independent=1, copies=0),
        trace=trace(question),
    )


def refused(question):
    return NoAnswer(reason="no_answer", nearest=(ARTICLE,), trace=trace(question))


def failing(error):
    def fail(_question):
        raise error

    return fail


class World:
    """One server with one channel and one asker, and the bot in it."""

    def __init__(self, env, client, service):
        self.env = env
        self.client = client
        self.service = service
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("news")
        self.asker = self.guild.add_member(env.create_user("asker"))

    @property
    def mention(self):
        return f"<@{self.client.user.id}>"

    @property
    def posted(self):
        return [request.json for request in self.env.http_requests if request.json and "nonce" in request.json]

    def replies(self):
        return [message for message in self.channel.history() if message.author.id == self.client.user.id]


def assert_no_pings(env):
    for request in env.http_requests:
        body = request.json if isinstance(request.json, dict) else {}
        message = body.get("data", body) if "/callback" in request.path else body
        if message and (message.get("content") or message.get("embeds")):
            assert message["allowed_mentions"]["parse"] == []
            assert not message["allowed_mentions"].get("replied_user")
            assert "@everyone" not in json.dumps(message)


def new_client(service, folder, *, look=None, look_seconds=1, announce=lambda _line: None):
    return NewshoundClient(Desk(service), folder, announce=announce, look=look, look_seconds=look_seconds)


@asynccontextmanager
async def in_discord(folder, answer=answered, *, waiting=16, **client_options) -> AsyncIterator[World]:
    """The bot in a world; at the end, nothing that it sent may have pinged anyone."""
    service = AnswerService(answer, waiting=waiting)
    client = new_client(service, folder, **client_options)
    try:
        async with simcord.run(client) as env:
            yield World(env, client, service)
            assert_no_pings(env)
    finally:
        await client.close()
        service.close()
