"""The journal of those who wait: what a kill leaves in it, and who is told at the next start."""

import asyncio
import logging
import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from hypothesis import given
from hypothesis import strategies as st
from loopback import LoopbackDiscord
from loopback_requests import turns_mentions_off

from bot import discord_journal
from bot.discord_answer import sentence_view
from bot.discord_journal import STOPPED, Journal, OpenInteraction, OpenMessage, mend

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
ROOT = Path(__file__).parent.parent

# A bot that begins to answer all it is asked, and never does.
WAITING = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import discord, yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from bot.discord_answer import sentence_view
from bot.discord_journal import Journal

api, gateway, token, path = sys.argv[1:]
Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)
journal = Journal(Path(path))


class Bot(discord.Client):
    async def on_interaction(self, interaction):
        journal.opened(interaction.token, interaction.expires_at)
        await interaction.response.defer(thinking=True, ephemeral=interaction.data["name"] == "whisper")
        if interaction.data["name"] == "answered":
            await interaction.edit_original_response(content="Here you are.")
            journal.closed(interaction.token)

    async def on_message(self, message):
        if message.author.id != self.user.id:
            sent = await message.channel.send(view=sentence_view("Searching …"))
            journal.opened_message(sent.channel.id, sent.id, datetime.now(UTC) + timedelta(minutes=15))


quiet = discord.AllowedMentions.none()
Bot(intents=discord.Intents(guilds=True, guild_messages=True), allowed_mentions=quiet).run(token, log_handler=None)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "waiting.jsonl"


def test_those_whom_a_process_left_waiting_are_known_to_the_next_oldest_first(path):
    journal = Journal(path)
    journal.opened("first", SOON)
    journal.opened("answered", SOON)
    journal.opened_message(3, 4, SOON)
    journal.opened("last", SOON)
    journal.closed("answered")

    assert Journal(path).left_over(NOW) == (
        OpenInteraction(token="first", expires=SOON),
        OpenMessage(channel=3, message=4, expires=SOON),
        OpenInteraction(token="last", expires=SOON),
    )


def test_who_began_to_wait_in_this_process_is_not_left_over(path):
    journal = Journal(path)
    journal.opened("now", SOON)

    assert journal.left_over(NOW) == ()


def test_what_has_expired_is_dropped_for_good(path):
    Journal(path).opened("late", NOW)
    journal = Journal(path)

    assert journal.left_over(NOW) == ()
    assert path.read_bytes() == b""


def test_with_nobody_waiting_the_file_holds_no_token(path):
    journal = Journal(path)
    journal.opened("secret", SOON)
    journal.opened_message(1, 2, SOON)
    journal.closed("secret")
    journal.closed_message(2)

    assert path.read_bytes() == b""
    assert list(path.parent.iterdir()) == [path]


def test_who_could_not_be_told_is_forgotten_when_nobody_can_tell_them_any_more(path):
    journal = Journal(path)
    journal.opened("late", datetime.now(UTC))
    journal.opened("next", SOON)
    journal.closed("next")

    assert path.read_bytes() == b""


def test_who_was_told_is_told_once(path):
    Journal(path).opened("one", SOON)
    journal = Journal(path)
    [one] = journal.left_over(NOW)
    journal.forget(one)

    assert journal.left_over(NOW) == Journal(path).left_over(NOW) == ()


def test_who_was_not_told_yet_survives_another_start(path):
    Journal(path).opened("one", SOON)
    Journal(path).opened("two", SOON)

    assert [one.token for one in Journal(path).left_over(NOW)] == ["one", "two"]


def test_only_the_owner_may_read_the_file_also_where_it_was_open_to_all_before(path):
    path.parent.mkdir()
    path.touch(mode=0o666)
    journal = Journal(path)
    journal.opened("secret", SOON)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_token_is_in_no_representation(path):
    Journal(path).opened("secret", SOON)
    journal = Journal(path)

    assert "secret" not in f"{journal!r} {journal.left_over(NOW)!r}"


@pytest.mark.parametrize(
    "damage",
    [b"\x00\xff\n", b"{", b"[]\n", b"7\n", b'{"open": 1}\n', b'{"open": "x", "expires": 1e99}\n', b"[" * 99_999],
)
def test_damaged_lines_are_passed_over(path, damage, caplog):
    Journal(path).opened("first", SOON)
    with path.open("ab") as file:
        file.write(damage)
    assert [one.token for one in Journal(path).left_over(NOW)] == ["first"]
    assert "passed over" in caplog.text


def test_a_line_that_a_kill_cut_off_spoils_no_other(path):
    journal = Journal(path)
    journal.opened("first", SOON)
    journal.opened("second", SOON)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 9)
    journal.opened("third", SOON)

    assert [one.token for one in Journal(path).left_over(NOW)] == ["first", "third"]


def test_a_journal_that_can_t_be_written_is_logged_once_and_raises_nothing(tmp_path, caplog):
    (tmp_path / "home").write_text("a file")
    journal = Journal(tmp_path / "home" / "waiting.jsonl")
    for number in range(5):
        journal.opened(f"secret-{number}", SOON)
        journal.closed(f"secret-{number}")

    assert len([record for record in caplog.records if "can't write" in record.getMessage()]) == 1
    assert "secret" not in caplog.text


def test_after_a_full_disk_all_who_wait_are_written(path, monkeypatch):
    journal = Journal(path)
    full = pytest.MonkeyPatch()
    full.setattr(os, "write", no_space)
    journal.opened("during", SOON)
    full.undo()
    journal.opened("after", SOON)

    assert [one.token for one in Journal(path).left_over(NOW)] == ["during", "after"]


def no_space(*_):
    raise OSError(28, "No space left on device")


def test_memory_and_file_are_bounded(path, monkeypatch):
    monkeypatch.setattr(discord_journal, "MOST_LINES", 100)
    monkeypatch.setattr(discord_journal, "MOST_OPEN", 20)
    journal = Journal(path)
    sizes = []
    for number in range(1000):
        journal.opened(str(number), SOON)
        sizes.append(path.stat().st_size)

    assert max(sizes) < 100 * 200
    assert [one.token for one in Journal(path).left_over(NOW)] == [str(number) for number in range(980, 1000)]


def test_writing_down_takes_far_less_than_a_millisecond(path):
    journal = Journal(path)
    for number in range(250):
        journal.opened(f"waiting-{number}", SOON)
    times = []
    for number in range(500):
        begun = perf_counter()
        journal.opened(str(number), SOON)
        journal.closed(str(number))
        times.append((perf_counter() - begun) / 2)

    assert sorted(times)[250] < 0.001


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=40), st.integers(0, 40))
def test_whatever_happens_the_next_process_knows_just_those_who_wait(tmp_path_factory, steps, killed_after):
    path = tmp_path_factory.mktemp("journal") / "waiting.jsonl"
    journal, waiting = Journal(path), {}
    for opens, number in steps[:killed_after]:
        if opens:
            journal.opened(f"token-{number}", SOON)
            waiting[f"token-{number}"] = None
        else:
            journal.closed(f"token-{number}")
            waiting.pop(f"token-{number}", None)

    assert {one.token for one in Journal(path).left_over(NOW)} == set(waiting)


# Against a Discord


@pytest.fixture
def server():
    commands = [{"name": name, "description": name, "type": 1} for name in ("ask", "whisper", "answered")]
    with LoopbackDiscord(commands=commands) as server:
        yield server


def killed_while_people_wait(server, path):
    """What three people asked, and one who was answered, when the bot was killed."""
    place = server.environment()
    where = place["NEWSHOUND_DISCORD_API"], place["NEWSHOUND_DISCORD_GATEWAY"], place["DISCORD_TOKEN"]
    with subprocess.Popen([sys.executable, "-c", WAITING, *where, str(path)], cwd=ROOT) as process:
        try:
            server.wait_until_ready()
            slash, private, answered = (server.use_command(name) for name in ("ask", "whisper", "answered"))
            server.say(f"{server.mention} where?")
            slash.wait_for_acknowledgement()
            private.wait_for_acknowledgement()
            answered.wait_for_answer()
            server.wait_until(lambda: b"channel" in path.read_bytes(), "the message to be noted")
        finally:
            process.send_signal(signal.SIGKILL)
    return slash, private, answered


async def start_again(server, path):
    """What a new process does: log in, and tell whoever was left waiting."""
    client = discord.Client(intents=discord.Intents.none(), allowed_mentions=discord.AllowedMentions.none())
    async with client:
        await client.login(server.scene.token)
        return await mend(client, Journal(path), sentence_view)


@pytest.fixture
def redirected(server, monkeypatch):
    monkeypatch.setattr(Route, "BASE", server.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", server.gateway_url)


def text_of(message):
    return message["components"][0]["components"][0]["content"]


async def test_after_a_kill_everybody_who_still_waits_is_told_once(server, redirected, path):
    slash, private, answered = await asyncio.to_thread(killed_while_people_wait, server, path)
    assert slash.answer is None

    assert await start_again(server, path) == 3
    before = len(server.requests)
    assert await start_again(server, path) == 0

    assert text_of(slash.answer) == text_of(private.answer) == STOPPED
    assert answered.answer["content"] == "Here you are."
    told = [text_of(message) for message in server.messages() if message["components"]]
    assert told == [STOPPED] * 3
    assert {one.method for one in server.requests[before:]} == {"GET"}
    assert all(
        turns_mentions_off(one.body) for one in server.requests if one.method == "PATCH" and "components" in one.body
    )


async def test_what_expired_meanwhile_is_not_asked_for(server, redirected, path, caplog):
    Journal(path).opened("gone", datetime.now(UTC) - timedelta(seconds=1))

    assert await start_again(server, path) == 0
    assert not [one for one in server.requests if one.method == "PATCH"]


async def test_a_message_that_is_gone_is_forgotten_and_no_token_is_logged(server, redirected, path, caplog):
    caplog.set_level(logging.INFO)
    Journal(path).opened("unknown-token", datetime.now(UTC) + timedelta(minutes=5))
    Journal(path).opened_message(server.scene.channel_id, 77, datetime.now(UTC) + timedelta(minutes=5))

    assert await start_again(server, path) == 0
    assert Journal(path).left_over(datetime.now(UTC)) == ()
    assert "could not tell somebody that their answer was stopped (NotFound)" in caplog.text
    assert "unknown-token" not in caplog.text
