"""The bot as a whole in simcord: what it asks Discord for at the start, and how it comes back."""

import re
import threading
from functools import partial

import discord
import pytest
import simcord
from discord_room import Room
from discord_world import in_discord, text_of

from bot.discord_client import invite_link
from bot.discord_sync import FILE_NAME


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


async def test_two_starts_register_the_commands_once_and_a_change_again(bot, tmp_path):
    def syncs(env):
        return [request.json for request in env.http_requests if request.method == "PUT"]

    async with bot() as world:
        [commands] = syncs(world.env)
    async with bot() as world:
        again = syncs(world.env)
    (tmp_path / FILE_NAME).write_text("{not json")
    async with bot() as world:
        after_damage = syncs(world.env)

    named = {command["name"]: command for command in commands}
    assert set(named) == {
        "ask",
        "Ask about this message",
        "settings",
        "sources",
        "help",
        "forget-me",
        "timeline",
        "latest",
        "quotes",
    }
    options = named["ask"]["options"]
    assert [option["name"] for option in options] == ["question", "since", "until", "publisher", "private"]
    assert options[0]["max_length"] == 2000
    assert {tuple(command["contexts"]) for name, command in named.items() if name != "settings"} == {(0, 1)}
    assert named["settings"]["contexts"] == [0]
    assert named["settings"]["default_member_permissions"] == discord.Permissions(manage_guild=True).value
    assert again == []
    assert len(after_damage) == 1
    assert FILE_NAME in {path.name for path in tmp_path.iterdir()}


async def test_a_restarted_bot_in_the_same_world_answers_without_registering_again(bot, tmp_path):
    async with bot() as world:
        await world.restart()
        result = await world.asker.slash(world.channel, "ask", question="Who?")

        assert "### Who?" in text_of(result.response)
        assert len([request for request in world.env.http_requests if request.method == "PUT"]) == 1


async def test_a_refused_registration_is_tried_again_at_the_next_start(tmp_path, caplog):
    room = Room(tmp_path)
    client = room.client()
    env = simcord.Env(client)
    env.inject_error("PUT", "/applications/*/commands", status=400, code=30034, message="too many")
    await env.start()
    await env.shutdown()
    await client.close()
    room.close()

    assert "Discord did not register the commands (HTTP status 400)" in caplog.text
    assert not (tmp_path / FILE_NAME).exists()


async def test_the_start_announces_a_link_with_the_scopes_and_permissions_that_are_needed(bot):
    lines = []
    async with bot(announce=lines.append) as world:
        link = invite_link(world.client.application_id)

    assert lines == [f"To invite the bot to a server, open {link}"]
    assert "scope=bot+applications.commands" in link
    permissions = discord.Permissions(int(re.search(r"permissions=(\d+)", link)[1]))
    assert {name for name, allowed in permissions if allowed} == {
        "view_channel",
        "read_messages",
        "send_messages",
        "send_messages_in_threads",
        "read_message_history",
    } & {name for name, _ in discord.Permissions.all()}


async def test_no_privileged_intent_is_asked_for(bot):
    async with bot() as world:
        intents = world.client.intents

    assert {name for name, wanted in intents if wanted} == {"guilds", "guild_messages", "dm_messages"}


async def test_new_editions_are_looked_for_regularly_on_another_thread_and_by_one_watcher_only(bot):
    threads = []

    def look():
        threads.append(threading.current_thread())
        return False

    async with bot(look=look, look_seconds=60) as world:
        world.client.dispatch("ready")
        await world.env.advance_time(60)
        await world.env.advance_time(60)

    assert len(threads) == 2
    assert threading.main_thread() not in threads
