"""The loopback Discord is held against an unmodified discord.py."""

import asyncio
import io
import json
import queue
import urllib.error
import urllib.request
import zlib

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from loopback import LoopbackDiscord
from loopback_payloads import EPHEMERAL, SEND_MESSAGES, Scene, User
from loopback_small_bot import TIMEOUT_S, FollowUp, SmallBot, defer_then_edit, reply_to_mentions, small_bot


@pytest.fixture
def serve(monkeypatch):
    """Return a function that makes a server and leads discord.py to it; a `with` statement starts it."""

    class Leading(LoopbackDiscord):
        def __enter__(self):
            super().__enter__()
            monkeypatch.setattr(Route, "BASE", self.api_url)
            monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(self.gateway_url))
            return self

    return Leading


@pytest.fixture
def server(serve):
    with serve() as running:
        yield running


def call(server, method, path, body=None):
    """Send one request as the bot, quietly, and return status and body, whatever the status is."""
    headers = {"Authorization": f"Bot {server.scene.token}", "Content-Type": "application/json"}
    quiet = {"allowed_mentions": {"parse": []}} if body and "content" in body else {}
    data = None if body is None else json.dumps(body | quiet).encode()
    request = urllib.request.Request(server.api_url + path, data=data, headers=headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
            return response.status, json.loads(response.read() or b"{}")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


# Login


def test_login_syncs_the_commands_and_leads_to_ready(server):
    with small_bot(server):
        server.wait_until_ready()

        (sync,) = server.commands.syncs

    assert sync.guild_id is None
    assert [command["name"] for command in sync.commands] == ["ask", "Quote"]
    assert {request.status for request in server.requests} == {200}


def test_a_wrong_token_is_a_login_failure(server):
    with small_bot(server, token="wrong") as bot, pytest.raises(discord.LoginFailure):
        bot.stopped.result(TIMEOUT_S)

    assert [(request.path, request.status) for request in server.requests] == [("/users/@me", 401)]


def test_an_intent_that_is_not_switched_on_closes_with_4014(server):
    with small_bot(server, message_content=True) as bot, pytest.raises(discord.PrivilegedIntentsRequired):
        bot.stopped.result(TIMEOUT_S)

    assert server.gateway.close_codes == [4014]


async def test_the_gateway_refuses_a_wrong_token_with_4004(server):
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as socket:
        hello = await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        await socket.receive()

    assert hello["op"] == 10
    assert socket.close_code == 4004


@pytest.mark.parametrize("compression", ["zlib-stream", "none"])
async def test_every_payload_is_one_frame_and_compressed_ones_form_one_stream(server, compression):
    inflate = zlib.decompressobj()
    url = f"{server.gateway_url}?compress={compression}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        await socket.send_json({"op": 1, "d": None})
        await socket.send_json({"op": 2, "d": {"token": server.scene.token, "intents": 1}})
        frames = [(await socket.receive()).data for _ in range(4)]

    if compression == "zlib-stream":
        assert all(frame.endswith(b"\x00\x00\xff\xff") for frame in frames)
        frames = [inflate.decompress(frame) for frame in frames]
    assert [json.loads(frame)["op"] for frame in frames] == [10, 11, 0, 0]


# Interactions


def test_a_question_is_deferred_and_then_answered_by_an_edit(server):
    with small_bot(server):
        server.wait_until_ready()
        interaction = server.use_command("ask", question="What did the Pentagon say?")

        answer = interaction.wait_for_answer()

    assert interaction.wait_for_acknowledgement() == 5
    assert answer["embeds"][0]["description"] == "About: What did the Pentagon say?"
    assert [len(version["embeds"]) for version in interaction.versions] == [0, 1]


def test_a_button_is_answered_to_the_presser_alone(server):
    with small_bot(server):
        server.wait_until_ready()
        answer = server.use_command("ask", question="Who voted?").wait_for_answer()

        told = server.press(answer, "Vote up").wait_for_answer()

    assert told["content"] == "You voted up."
    assert told["flags"] & EPHEMERAL


def test_a_message_menu_carries_the_text_that_the_bot_may_not_read(server):
    with small_bot(server):
        server.wait_until_ready()
        said = server.say("Nobody is mentioned here.")

        quoted = server.use_message_menu("Quote", said.payload).wait_for_answer()

    assert quoted["content"] == "> Nobody is mentioned here."


def test_a_modal_makes_the_round_trip(server):
    with small_bot(server, answering=lambda interaction: interaction.response.send_modal(FollowUp())):
        server.wait_until_ready()
        interaction = server.use_command("ask", question="anything")

        answer = server.submit_modal(interaction, "And then?").wait_for_answer()

    assert answer["content"] == "You asked: And then?"


def test_an_option_completes_itself(server):
    with small_bot(server):
        server.wait_until_ready()

        choices = server.complete("ask", "question", question="wh").wait_for_choices()

    assert [choice["value"] for choice in choices] == ["wh?"]


def test_a_question_in_a_direct_channel_has_no_guild(server):
    async def tell(interaction):
        await interaction.response.send_message(f"{interaction.guild} {interaction.user.name}")

    with small_bot(server, answering=tell):
        server.wait_until_ready()

        answer = server.use_command("ask", channel_id=server.scene.dm_channel_id, question="Hm?").wait_for_answer()

    assert answer["content"] == "None asker"


def test_a_second_acknowledgement_is_refused_with_40060(server):
    codes = queue.Queue()

    async def defer(interaction):
        try:
            await interaction.response.defer()
        except discord.HTTPException as error:
            codes.put(error.code)
        else:
            codes.put(None)

    with small_bot(server, answering=defer):
        server.wait_until_ready()
        asked = server.use_command("ask", question="Once?")
        server.dispatch("INTERACTION_CREATE", asked.record.payload)

        met = [codes.get(timeout=TIMEOUT_S) for _ in range(2)]

    assert met == [None, 40060]


def test_a_late_acknowledgement_is_an_unknown_interaction(serve):
    codes = queue.Queue()

    async def defer(interaction):
        try:
            await interaction.response.defer()
        except discord.NotFound as error:
            codes.put(error.code)

    with serve(Scene(answer_window_s=0)) as server, small_bot(server, answering=defer):
        server.wait_until_ready()
        server.use_command("ask", question="Too late?")

        assert codes.get(timeout=TIMEOUT_S) == 10062


def test_an_edit_after_the_life_of_the_token_is_refused(server):
    with small_bot(server):
        server.wait_until_ready()
        interaction = server.use_command("ask", question="How long?")
        interaction.wait_for_answer()
        path = f"/webhooks/{server.scene.application_id}/{interaction.record.token}/messages/@original"

        in_time, _ = call(server, "PATCH", path, {"content": "soon"})
        server.advance_time(15 * 60)
        too_late, error = call(server, "PATCH", path, {"content": "late"})

    assert (in_time, too_late, error["code"]) == (200, 401, 50027)


def test_the_first_followup_after_a_deferral_edits_it(server):
    async def follow_up(interaction):
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send("first", ephemeral=False)
        await interaction.followup.send("second", ephemeral=False)

    with small_bot(server, answering=follow_up):
        server.wait_until_ready()
        interaction = server.use_command("ask", question="Twice?")

        second = interaction.wait_for_followup()

    assert interaction.answer["content"] == "first"
    assert interaction.answer["flags"] & EPHEMERAL
    assert (second["content"], second["flags"] & EPHEMERAL) == ("second", 0)


def test_commands_are_used_only_as_registered(server):
    with small_bot(server):
        server.wait_until_ready()

        with pytest.raises(LookupError, match="no command 'search'"):
            server.use_command("search", question="Anything?")
        with pytest.raises(ValueError, match="without"):
            server.use_command("ask")
        with pytest.raises(ValueError, match="3 to 500 characters"):
            server.use_command("ask", question="?")


# Messages


def test_a_mention_is_replied_to(server):
    with small_bot(server):
        server.wait_until_ready()

        reply = server.say(f"{server.mention} hello").wait_for_reply()

    assert reply["content"] == f"You said: {server.mention} hello"
    assert reply["referenced_message"]["author"]["username"] == "asker"


def test_without_the_intent_text_arrives_only_with_a_mention_or_directly(server):
    heard = queue.Queue()

    async def hear(message):
        heard.put(message.content)

    with small_bot(server, hearing=hear):
        server.wait_until_ready()
        server.say("to nobody", user=User(id=77, name="other", bot=True))
        server.say(f"{server.mention} to the bot")
        server.say("to the bot", channel_id=server.scene.dm_channel_id)

        texts = [heard.get(timeout=TIMEOUT_S) for _ in range(3)]

    assert texts == ["", f"{server.mention} to the bot", "to the bot"]


def test_a_reply_carries_its_text_below_a_message_but_not_below_an_interactions_answer(server):
    heard = queue.Queue()

    async def hear(message):
        if message.author != message.guild.me:
            heard.put(message.content)

    with small_bot(server, hearing=hear):
        server.wait_until_ready()
        answer = server.use_command("ask", question="Reply to me?").wait_for_answer()
        _, message = call(server, "POST", f"/channels/{server.scene.channel_id}/messages", {"content": "or to me"})

        server.say("to the answer", reply_to=answer)
        server.say("to the message", reply_to=message)

        texts = [heard.get(timeout=TIMEOUT_S) for _ in range(2)]

    assert texts == ["", "to the message"]


async def test_an_asynchronous_test_waits_in_a_thread(server):
    bot = SmallBot(answering=defer_then_edit, hearing=reply_to_mentions, intents=discord.Intents(guilds=True))
    running = asyncio.create_task(bot.live(server.scene.token))

    await asyncio.to_thread(server.wait_until_ready)
    interaction = server.use_command("ask", question="In one loop?")
    answer = await asyncio.to_thread(interaction.wait_for_answer)
    await asyncio.to_thread(server.wait_until_caught_up)
    await bot.close()
    await running
    await asyncio.to_thread(server.wait_until_offline)

    assert answer["embeds"][0]["description"] == "About: In one loop?"


@pytest.mark.parametrize(
    ("sending", "met"),
    [
        ({"content": "x" * 2000}, (200, None)),
        ({"content": "x" * 2500}, (400, 50035)),
        ({"content": " "}, (400, 50006)),
        ({"embed": discord.Embed()}, (400, 50006)),
    ],
)
def test_discord_py_meets_the_limits(server, sending, met):
    outcomes = queue.Queue()

    async def send(interaction):
        try:
            await interaction.response.send_message(**sending)
        except discord.HTTPException as error:
            outcomes.put((error.status, error.code))
        else:
            outcomes.put((200, None))

    with small_bot(server, answering=send):
        server.wait_until_ready()
        server.use_command("ask", question="How much?")

        assert outcomes.get(timeout=TIMEOUT_S) == met


def test_a_file_comes_with_its_message(server):
    async def attach(interaction):
        file = discord.File(io.BytesIO(b"# Answer"), filename="answer.md")
        await interaction.response.send_message("see the file", file=file)

    with small_bot(server, answering=attach):
        server.wait_until_ready()

        answer = server.use_command("ask", question="In full?").wait_for_answer()

    (file,) = server.wait_for_request("POST", "/callback").files
    assert (answer["content"], answer["attachments"][0]["filename"]) == ("see the file", "answer.md")
    assert file.content == b"# Answer"


def test_components_v2_replace_a_deferral(server):
    async def lay_out(interaction):
        await interaction.response.defer(thinking=True)
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.Container(discord.ui.TextDisplay("An answer [1]"), discord.ui.Separator()))
        await interaction.edit_original_response(view=view)

    with small_bot(server, answering=lay_out):
        server.wait_until_ready()

        answer = server.use_command("ask", question="Laid out?").wait_for_answer()

    assert answer["components"][0]["components"][0]["content"] == "An answer [1]"


def test_a_message_that_may_ping_fails_every_test_that_sends_it(serve):
    async def shout(interaction):
        everyone = discord.AllowedMentions(everyone=True)
        await interaction.response.send_message("@everyone", allowed_mentions=everyone)

    def is_loud():
        with serve() as server, small_bot(server, answering=shout):
            server.wait_until_ready()
            server.use_command("ask", question="Loud?").wait_for_answer()

    with pytest.raises(AssertionError, match="may notify people"):
        is_loud()


def test_missing_permissions_and_deleted_channels_are_told(serve):
    with serve(Scene(bot_permissions=0)) as server:
        path = f"/channels/{server.scene.channel_id}/messages"

        _, forbidden = call(server, "POST", path, {"content": "hello"})
        server.delete_channel()
        _, unknown = call(server, "POST", path, {"content": "hello"})

    assert SEND_MESSAGES & server.scene.bot_permissions == 0
    assert (forbidden["code"], unknown["code"]) == (50013, 10003)


def test_history_is_paged_like_discords(server):
    path = f"/channels/{server.scene.channel_id}/messages"
    ids = [call(server, "POST", path, {"content": str(number)})[1]["id"] for number in range(4)]

    def page(query):
        return [message["content"] for message in call(server, "GET", path + query)[1]]

    assert page("?limit=2") == ["3", "2"]
    assert page(f"?limit=2&before={ids[2]}") == ["1", "0"]
    assert page("?limit=2&after=0") == ["1", "0"]


# Trouble


def test_a_dropped_socket_is_resumed_and_the_message_sent_meanwhile_is_answered_once(server):
    heard = []

    async def hear(message):
        heard.append(message.id)
        await reply_to_mentions(message)

    with small_bot(server, hearing=hear):
        server.wait_until_ready()
        server.say(f"{server.mention} before").wait_for_reply()
        server.wait_until_caught_up()
        with server.gateway_down():
            missed = server.say(f"{server.mention} while you were away")
        server.wait_until_resumed()

        missed.wait_for_reply()
        server.say(f"{server.mention} welcome back").wait_for_reply()
        server.wait_until_caught_up()

    assert len(missed.replies) == 1
    assert len(heard) == len(set(heard)) == 6
    assert len(server.gateway.identifies) == 1


def test_a_lost_session_is_replaced_by_a_new_one_without_a_second_sync(server):
    with small_bot(server):
        server.wait_until_ready()
        server.forget_sessions()
        server.wait_until_ready()

        server.say(f"{server.mention} hello again").wait_for_reply()

    gateway = server.gateway
    assert [len(of) for of in (gateway.identifies, gateway.resumes, server.commands.syncs)] == [2, 0, 1]


def test_rate_limited_answers_are_sent_again(server):
    server.fail_next("PATCH", "/messages/@original", status=429, times=2)
    with small_bot(server):
        server.wait_until_ready()
        server.use_command("ask", question="Patient?").wait_for_answer()

    edits = [request.status for request in server.requests if request.method == "PATCH"]
    assert edits == [429, 429, 200]


def test_a_reply_whose_answer_was_lost_is_not_doubled(server):
    server.fail_next("POST", "/messages$", status=500, after_commit=True)
    with small_bot(server):
        server.wait_until_ready()
        said = server.say(f"{server.mention} hello")
        server.wait_until(
            lambda: [one.status for one in server.requests if one.path.endswith("/messages")] == [500, 200],
            "the second attempt",
        )

    assert len(said.replies) == 1


def test_edits_keep_to_the_announced_limit(serve):
    async def edit_often(interaction):
        await interaction.response.defer(thinking=True)
        for number in range(3):
            await interaction.edit_original_response(content=f"stage {number}")

    with serve(Scene(edits_per_window=2, edit_window_s=0.3)) as server, small_bot(server, answering=edit_often):
        server.wait_until_ready()
        server.use_command("ask", question="Fast?").wait_for_answer(when=lambda answer: answer["content"] == "stage 2")

    edits = [request for request in server.requests if request.method == "PATCH"]
    assert [request.status for request in edits] == [200, 200, 200]
    assert edits[2].at - edits[0].at > 0.25


def test_a_blocked_event_loop_shows_in_the_heartbeats(serve):
    blocked = queue.Queue()

    async def block(_interaction):
        # What a handler must never do: the loop stands still until the server has missed a heartbeat.
        blocked.get(timeout=TIMEOUT_S)

    with serve(Scene(heartbeat_interval_s=0.1)) as server, small_bot(server, answering=block):
        server.wait_until_ready()
        server.use_command("ask", question="Blocked?")
        server.wait_until_silent_for(0.6)
        blocked.put(None)

    assert server.gateway.longest_heartbeat_gap_s() >= 0.6


def test_the_server_fails_a_test_that_proves_less_than_it_says(serve):
    with pytest.raises(AssertionError) as failure, serve() as server:  # noqa: PT012 - leaving the server raises it
        server.fail_next("POST", "/typing", code=50013)
        call(server, "GET", "/stickers")

    assert "not served here: ['GET /stickers']" in str(failure.value)
    assert "no request met these scripted faults: ['POST /typing -> 403 (1 times)']" in str(failure.value)
