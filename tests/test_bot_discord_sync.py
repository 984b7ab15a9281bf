"""When the commands are registered with Discord, and when not."""

import asyncio
import json

import discord
import pytest
from discord import app_commands
from discord.http import Route
from loopback import LoopbackDiscord

from bot.discord_sync import FILE_NAME, sync_if_changed


@pytest.fixture
def server():
    with LoopbackDiscord() as server:
        yield server


@pytest.fixture
def start(server, tmp_path, monkeypatch):
    """One start of a bot with one command, and whether it registered that."""
    monkeypatch.setattr(Route, "BASE", server.api_url)

    async def started(*, description="Ask", menu=False, where=None, **options):
        client = discord.Client(intents=discord.Intents.none())
        tree = app_commands.CommandTree(client, **(where or {}))
        tree.add_command(app_commands.Command(name="ask", description=description, callback=ask))
        if menu:
            tree.add_command(app_commands.ContextMenu(name="Ask about this message", callback=ask_about))
        async with client:
            await client.login(server.scene.token)
            return await sync_if_changed(tree, tmp_path / "home", **options)

    return started


async def ask(interaction: discord.Interaction) -> None:
    """The command, which is never used here."""


async def ask_about(interaction: discord.Interaction, message: discord.Message) -> None:
    """The same."""


async def test_the_same_commands_are_registered_once(server, start):
    assert [await start() for _ in range(3)] == [True, False, False]
    assert len(server.commands.syncs) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Ask the news"},
        {"menu": True},
        {"where": {"allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=False)}},
        {"where": {"allowed_installs": app_commands.AppInstallationType(guild=True, user=True)}},
    ],
)
async def test_a_change_of_words_commands_or_of_where_they_may_be_used_is_registered(server, start, change):
    await start()

    assert [await start(**change), await start(**change), await start()] == [True, False, True]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b"[1]", b"[" * 99_999, b'"text"', b'{"1100000000000000001": 7}']
)
async def test_a_damaged_file_means_registering_once_more(server, start, tmp_path, damage):
    await start()
    (tmp_path / "home" / FILE_NAME).write_bytes(damage)

    assert [await start(), await start()] == [True, False]


async def test_what_other_applications_registered_stays_known(server, start, tmp_path):
    file = tmp_path / "home" / FILE_NAME
    file.parent.mkdir()
    file.write_text(json.dumps({"77": "theirs"}))
    await start()

    assert json.loads(file.read_text()).keys() == {"77", str(server.scene.application_id)}


async def test_a_file_that_can_t_be_written_is_told_and_stops_nobody(server, start, tmp_path, caplog):
    (tmp_path / "home").write_text("a file")

    assert [await start(), await start()] == [True, True]
    assert "the commands are registered again at the next start" in caplog.text


async def test_a_refusal_is_told_once_and_tried_again_at_the_next_start(server, start, caplog):
    server.fail_next("PUT", "/commands", status=403)

    assert [await start(), await start(), await start()] == [False, True, False]
    assert caplog.text.count("Discord did not register the commands (HTTP status 403)") == 1


async def test_a_limit_of_hours_does_not_keep_the_bot_from_starting(server, start, caplog):
    body = {"message": "Max number of daily application command creates", "retry_after": 7200.0, "code": 30034}
    server.fail_next("PUT", "/commands", status=429, body=body)

    async with asyncio.timeout(20):
        assert await start(seconds=0.2) is False
    assert "did not register the commands (TimeoutError)" in caplog.text
    assert await start() is True
