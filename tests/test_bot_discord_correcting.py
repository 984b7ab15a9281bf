"""Notes under posted answers: sent once, where they are wanted, to a Discord that may refuse them."""

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest
from discord.http import Route
from loopback import LoopbackDiscord
from loopback_rules import length

from bot import discord_correcting
from bot.affected import Change
from bot.corrections import ChangedSource, Correction
from bot.discord_correcting import Corrections, Corrector, note_view
from bot.ledger import Ledger
from bot.ledger_file import LedgerError
from bot.posts import Posted, Posts

SOURCE = ChangedSource(
    numbers=(1, 3), title="Bridge at Ostrel *closed* <@5>", publisher="Veldt Courier", change=Change.WITHDRAWN
)


class Newsroom:
    """Posted answers in a real ledger, all of which rest on a withdrawn article."""

    def __init__(self, folder, server):
        self.ledger = Ledger(folder / "ledger.db", 90)
        self.posts = Posts(self.ledger.file)
        self.server = server
        self.wanting = {server.scene.guild_id}
        self.looked = 0
        self.failing = None

    def post(self, number, *, message=None, channel=None, guild="own"):
        """An answer that the bot has posted; a message of the asker's stands for it, unless it is given."""
        receipt = f"{number:012x}"
        self.ledger.keep({"id": receipt, "question": "Is the bridge at Ostrel open?"}, ())
        place = {
            "guild": self.server.scene.guild_id if guild == "own" else guild,
            "channel": channel or self.server.scene.channel_id,
            "message": message or int(self.server.say(f"answer {number}").payload["id"]),
        }
        self.posts.begin(Posted(receipt=receipt, **place))
        return receipt

    def due(self):
        self.looked += 1
        if self.failing:
            raise self.failing
        for posted in self.posts.unnoted():
            yield Correction(posted=posted, question="?", sources=(SOURCE,), at=datetime(2031, 5, 4, tzinfo=UTC))

    def corrections(self):
        return Corrections(due=self.due, posts=self.posts, wanted=self.wanting.__contains__)

    def notes(self):
        return [message for message in self.server.messages() if message["components"]]


@pytest.fixture
def server():
    with LoopbackDiscord() as server:
        yield server


@pytest.fixture
def newsroom(server, tmp_path, monkeypatch):
    monkeypatch.setattr(Route, "BASE", server.api_url)
    return Newsroom(tmp_path, server)


@asynccontextmanager
async def correcting(newsroom, **options):
    client = discord.Client(intents=discord.Intents(guilds=True))
    corrector = Corrector(newsroom.corrections(), **{"seconds_between": 0.0, **options})
    async with client:
        await client.login(newsroom.server.scene.token)
        corrector.start(client)
        try:
            yield corrector
        finally:
            await corrector.stop()


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - it is about another thread and the ledger's file
            await asyncio.sleep(0.005)


async def looked(newsroom, times):
    """Wait until a look has been followed by another one, which begins when all of the first is done."""
    await until(lambda: newsroom.looked >= times)


async def test_an_answer_is_corrected_once_with_a_reply_that_pings_nobody(newsroom, server):
    answer = int(server.say("the answer").payload["id"])
    newsroom.post(1, message=answer)
    async with correcting(newsroom) as corrector:
        await until(newsroom.notes)
        corrector.wake()
        await looked(newsroom, 2)
    async with correcting(newsroom):
        await looked(newsroom, 3)

    [note] = newsroom.notes()
    assert note["message_reference"]["message_id"] == str(answer)
    assert note["components"][0]["components"][0]["content"] == (
        "Correction, 4 May 2031: since this answer was posted, its source [1] [3]"
        " “Bridge at Ostrel \\*closed\\* ＜@5>” (Veldt Courier) has been withdrawn."
    )
    assert note["nonce"] == "c000000000001"


async def test_two_processes_add_one_note(newsroom):
    for number in range(5):
        newsroom.post(number)
    async with correcting(newsroom), correcting(newsroom):
        await until(lambda: len(newsroom.notes()) >= 5)

    assert len(newsroom.notes()) == 5


async def test_where_the_server_has_not_asked_for_it_the_log_says_it_once(newsroom, caplog):
    newsroom.wanting.clear()
    receipts = [newsroom.post(1), newsroom.post(2, guild=None)]
    async with correcting(newsroom) as corrector:
        await until(lambda: not newsroom.posts.unnoted())
        corrector.wake()
        await looked(newsroom, 2)

    said = [record.getMessage() for record in caplog.records if "has to be corrected" in record.getMessage()]
    assert [line.split()[2] for line in said] == receipts
    assert "has been withdrawn" in said[0]
    assert newsroom.notes() == []


@pytest.mark.parametrize("code", [10003, 50001, 50013, 50083, 160002])
async def test_what_discord_forbids_is_logged_once_and_not_tried_again(newsroom, server, caplog, code):
    receipt = newsroom.post(1)
    server.fail_next("POST", "/messages", code=code)
    async with correcting(newsroom, retry_seconds=0.0) as corrector:
        await until(lambda: f"code {code}" in caplog.text)
        corrector.wake()
        await looked(newsroom, 2)

    assert caplog.text.count(f"the answer {receipt} can't be corrected") == 1
    assert newsroom.notes() == []


async def test_an_answer_that_was_deleted_needs_no_correction(newsroom, server, caplog):
    newsroom.post(1, message=77)
    async with correcting(newsroom):
        await until(lambda: "code 50035" in caplog.text)

    assert newsroom.notes() == []
    assert newsroom.posts.unnoted() == ()


async def test_a_channel_that_is_gone_does_not_keep_the_next_answer_from_its_note(newsroom, server):
    newsroom.post(1, channel=99)
    newsroom.post(2)
    async with correcting(newsroom):
        await until(newsroom.notes)


@pytest.mark.parametrize("status", [500, 401])
async def test_what_fails_for_the_moment_is_tried_again_later(newsroom, server, caplog, monkeypatch, status):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(asyncio, "sleep", quick(asyncio.sleep))
    receipt = newsroom.post(1)
    server.fail_next("POST", "/messages", status=status, times=5 if status == 500 else 1)
    async with correcting(newsroom, retry_seconds=0.01):
        await until(newsroom.notes)

    assert f"the correction of the answer {receipt} could not be sent now" in caplog.text
    assert len(newsroom.notes()) == 1


def quick(sleep):
    """The library's own waiting between its tries, cut short."""
    return lambda seconds, *result: sleep(min(seconds, 0.01), *result)


async def test_a_note_whose_receipt_was_lost_is_not_sent_twice(newsroom, server, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", quick(asyncio.sleep))
    newsroom.post(1)
    server.fail_next("POST", "/messages", status=500, after_commit=True, times=5)
    async with correcting(newsroom, retry_seconds=0.01):
        await looked(newsroom, 2)
        await until(lambda: not newsroom.posts.unnoted())

    assert len(newsroom.notes()) == 1


async def test_a_round_is_bounded_and_the_rest_follows_in_the_next(newsroom, monkeypatch):
    monkeypatch.setattr(discord_correcting, "MOST_IN_A_ROUND", 2)
    for number in range(5):
        newsroom.post(number)
    async with correcting(newsroom) as corrector:
        await until(lambda: len(newsroom.notes()) == 2)
        corrector.wake()
        await until(lambda: len(newsroom.notes()) == 4)
        corrector.wake()
        await until(lambda: len(newsroom.notes()) == 5)

    assert newsroom.looked == 3


async def test_notes_are_sent_slowly_and_the_end_does_not_wait_for_them(newsroom):
    for number in range(3):
        newsroom.post(number)
    async with correcting(newsroom, seconds_between=600.0):
        await until(newsroom.notes)

    assert len(newsroom.notes()) == 1
    assert len(newsroom.posts.unnoted()) == 2


async def test_a_ledger_that_fails_is_logged_once_and_looked_at_again(newsroom, caplog):
    newsroom.post(1)
    newsroom.failing = LedgerError("The ledger can't be read.")
    async with correcting(newsroom, retry_seconds=0.01):
        await looked(newsroom, 4)
        newsroom.failing = None
        await until(newsroom.notes)

    assert caplog.text.count("could not look for answers to correct: The ledger can't be read.") == 1


async def test_a_failure_that_nobody_foresaw_is_logged(newsroom, caplog):
    newsroom.failing = ValueError("not foreseen")
    async with correcting(newsroom):
        await until(lambda: "correcting posted answers failed" in caplog.text)


async def test_waking_before_the_start_and_after_the_end_hurts_nobody(newsroom):
    corrector = Corrector(newsroom.corrections())
    corrector.wake()
    await corrector.stop()
    corrector.wake()


async def test_a_note_fits_whatever_the_sources_are_called():
    posted = Posted(receipt="0" * 12, guild=1, channel=2, message=3)
    sources = tuple(replace(SOURCE, title="@everyone " * 900, publisher="[x](y)" * 900) for _ in range(40))
    view = note_view(Correction(posted=posted, question="?", sources=sources, at=datetime(2031, 5, 4, tzinfo=UTC)))

    [text] = [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    assert length(text) <= 4000
    assert "@everyone" not in text
    assert view.is_finished()
