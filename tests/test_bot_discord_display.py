"""The last words get to whoever asked, or stay in the journal: whatever gets lost, late or refused on the way."""

from types import SimpleNamespace

import aiohttp
import discord
import pytest
from discord_world import in_discord, text_of

from bot.discord_answer import sentence_view
from bot.discord_display import NOT_SHOWN, ReplyDisplay
from bot.discord_journal import Journal


def refusal(status, code=0):
    return discord.HTTPException(SimpleNamespace(status=status, reason="no"), {"code": code, "message": "no"})


def failing(monkeypatch, owner, name, errors, *, arrives=False):
    """Let the next calls of a method end in these errors, done or not; returns the list of calls."""
    real, left, calls = getattr(owner, name), list(errors), []

    async def method(self, *arguments, **options):
        calls.append(options)
        if not left:
            return await real(self, *arguments, **options)
        error = left.pop(0)
        if arrives:
            await real(self, *arguments, **options)
            self._response_type = None
        raise error

    monkeypatch.setattr(owner, name, method)
    return calls


async def answer(world):
    return (await world.asker.slash(world.channel, "ask", question="Who was involved?")).response


def waiting(folder):
    return (folder / "discord-waiting.jsonl").read_text().strip()


@pytest.mark.parametrize(
    "error", [aiohttp.ServerDisconnectedError(), TimeoutError(), ConnectionResetError(), refusal(503)]
)
async def test_an_answer_that_gets_lost_on_the_way_is_sent_again(tmp_path, monkeypatch, error):
    async with in_discord(tmp_path) as world:
        failing(monkeypatch, discord.Interaction, "edit_original_response", [error] * 3)

        assert "A spokeswoman said" in text_of(await answer(world))
        assert waiting(tmp_path) == ""


async def test_whom_nothing_reached_is_left_to_the_next_start(tmp_path, monkeypatch):
    async with in_discord(tmp_path) as world:
        failing(monkeypatch, discord.Interaction, "edit_original_response", [TimeoutError()] * 5)
        await answer(world)

        assert waiting(tmp_path) != ""


async def test_an_answer_that_discord_refuses_is_replaced_by_a_sentence(tmp_path, monkeypatch):
    async with in_discord(tmp_path) as world:
        calls = failing(monkeypatch, discord.Interaction, "edit_original_response", [refusal(400, 50035)])

        assert NOT_SHOWN in text_of(await answer(world))
        assert len(calls) == 2
        assert waiting(tmp_path) == ""


async def test_a_deferral_that_arrived_though_nobody_said_so_is_answered(tmp_path, monkeypatch):
    async with in_discord(tmp_path) as world:
        lost = [aiohttp.ServerDisconnectedError()]
        failing(monkeypatch, discord.InteractionResponse, "defer", lost, arrives=True)

        assert "A spokeswoman said" in text_of(await answer(world))
        assert waiting(tmp_path) == ""


async def test_a_reply_whose_first_sending_got_lost_shows_what_was_shown_last(tmp_path):
    class Channel:
        id = 7

        def __init__(self):
            self.sent = []

        async def send(self, **options):
            self.sent.append(options)
            if len(self.sent) == 1:
                raise aiohttp.ServerDisconnectedError
            # Discord knows the nonce, and gives the message that had arrived the first time.
            return reply

    class Reply:
        id, channel = 8, SimpleNamespace(id=7)

        def __init__(self):
            self.edited = []

        async def edit(self, **options):
            self.edited.append(options)
            return self

    channel, reply = Channel(), Reply()
    message = SimpleNamespace(id=5, channel=channel, to_reference=lambda **_: None)
    display = ReplyDisplay(message, Journal(tmp_path / "waiting.jsonl"))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await display.show(sentence_view("Searching …"))
    last = sentence_view("Here it is.")
    await display.show(last)

    assert [one["view"] for one in reply.edited] == [last]
    assert channel.sent[0]["nonce"] == channel.sent[1]["nonce"]
