"""The known ways in which bots fail in Discord, each with the test that shows that this one doesn't.

They are numbered as the survey that Newshound was designed from numbers them. Most are shown beside what they are
about; `SHOWN` says where. What has no other place is shown here.
"""

import re
from functools import partial
from pathlib import Path

import pytest
import simcord
from discord_world import in_discord, text_of

TESTS = Path(__file__).parent
V2 = 1 << 15

SHOWN = {
    "1: acknowledged too late": (
        "test_bot_discord_commands.py::test_ask_is_deferred_publicly_and_answered_with_one_edit"
    ),
    "2: given up although quick": (
        "test_bot_discord_commands.py::test_an_interaction_that_discord_gave_up_is_logged_and_not_worked_on"
    ),
    "3: acknowledged twice": "test_bot_discord_run.py::test_a_deferral_whose_receipt_was_lost_is_answered_all_the_same",
    "4: two processes": (
        "test_bot_instance_lock.py::test_a_second_bot_ends_with_one_sentence_before_it_loads_or_asks_anything"
    ),
    "5: events again after a reconnection": (
        "test_bot_discord_run.py::test_what_was_said_during_a_lost_connection_is_answered_once"
    ),
    "6: a blocked event loop": "test_discord_load.py::test_many_at_once_are_all_acknowledged_and_answered_once",
    "7: a token that has expired": (
        "test_discord_failure_modes.py::test_an_answer_that_comes_too_late_is_logged_and_kept"
    ),
    "8: storms of edits": (
        "test_bot_discord_waiting.py::test_only_the_newest_state_is_shown_and_never_faster_than_the_pace"
    ),
    "9: too many refused requests": (
        "test_discord_failure_modes.py::test_a_channel_that_is_closed_to_the_bot_is_left_alone_for_a_while"
    ),
    "10: edits of old messages": (
        "test_bot_discord_correcting.py::test_an_answer_is_corrected_once_with_a_reply_that_pings_nobody"
    ),
    "11: too long": "test_bot_discord_answer.py::test_every_answer_fits_and_each_marker_that_is_shown_has_its_source",
    "12: empty": "test_bot_discord_answer.py::test_a_receipt_of_another_make_is_shown_as_its_text",
    "13: missing permissions": (
        "test_bot_discord_mention.py::test_where_nothing_may_be_sent_the_bot_gives_up_with_a_log"
    ),
    "14: mass mentions": "test_injections.py::test_discord_is_sent_no_ping_whatever_is_answered",
    "15: markdown of others": "test_bot_discord_text.py::test_nothing_acts_after_cleaning_and_nothing_hidden_is_left",
    "16: link previews": (
        "test_discord_failure_modes.py::test_answers_are_text_components_whose_links_are_not_previewed"
    ),
    "17: orders in articles": "test_injections.py::test_no_hostile_reply_acts_on_a_reader",
    "18: too many questions": "test_discord_failure_modes.py::test_who_asks_too_often_is_told_when_to_ask_again",
    "19: direct messages and user installs": (
        "test_discord_failure_modes.py::test_direct_messages_are_answered_only_where_the_operator_allows_them"
    ),
    "20: the message is gone": (
        "test_bot_discord_commands.py::test_an_answer_whose_message_was_deleted_is_dropped_quietly"
    ),
    "21: an archived thread": (
        "test_discord_failure_modes.py::test_a_thread_that_was_archived_meanwhile_costs_nobody_else"
    ),
    "22: ready more than once": (
        "test_bot_discord_client.py::test_new_editions_are_looked_for_regularly_on_another_thread_and_by_one_watcher_only"
    ),
    "23: a restart midway": (
        "test_bot_discord_run.py::test_sigterm_lets_answers_end_and_a_second_one_tells_those_who_still_wait"
    ),
    "24: commands registered again and again": (
        "test_bot_discord_client.py::test_two_starts_register_the_commands_once_and_a_change_again"
    ),
    "25: a missing intent or a wrong token": (
        "test_bot_discord_run.py::test_a_wrong_token_is_one_sentence_and_exit_code_78"
    ),
    "26: sent again by the library": "test_loopback.py::test_a_reply_whose_answer_was_lost_is_not_doubled",
    "27: bots that answer bots": "test_bot_discord_mention.py::test_what_nobody_asked_the_bot_is_ignored",
    "28: old buttons": "test_bot_discord_presses.py::test_a_button_of_another_age_is_answered",
}


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


@pytest.mark.parametrize("place", SHOWN.values(), ids=list(SHOWN))
def test_every_way_to_fail_has_its_test(place):
    file, name = place.split("::")

    assert re.search(rf"^(?:async )?def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_an_answer_that_comes_too_late_is_logged_and_kept(bot, caplog, status, code):
    async with bot() as world:
        world.env.inject_error("PATCH", "/webhooks/*", status=status, code=code, message="expired", times=None)
        with caplog.at_level("INFO"):
            await world.asker.slash(world.channel, "ask", question="Who was involved?")

        assert "interaction" in caplog.text
        assert "Traceback" not in caplog.text
        assert len(world.room.ledger.newest(5)) == 1


async def test_a_channel_that_is_closed_to_the_bot_is_left_alone_for_a_while(bot):
    async with bot() as world:
        world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, message="no", times=None)
        for _ in range(4):
            await world.asker.send(world.channel, f"{world.mention} Who?")
        elsewhere = world.guild.create_text_channel("elsewhere")
        await world.asker.send(elsewhere, f"{world.mention} Who?")

        tried = [request.path for request in world.env.http_requests if request.path.endswith("/messages")]
        assert len([path for path in tried if str(world.channel.id) in path]) == 2
        assert len([path for path in tried if str(elsewhere.id) in path]) == 2


async def test_answers_are_text_components_whose_links_are_not_previewed(bot):
    async with bot() as world:
        await world.asker.slash(world.channel, "ask", question="Who was involved?")
        await world.asker.send(world.channel, f"{world.mention} Who was involved?")
        sent = [request.json for request in world.env.http_requests if request.json and "components" in request.json]

        assert len(sent) == 2
        for body in sent:
            assert body["flags"] & V2
            assert not body.get("content")
            assert not body.get("embeds")


async def test_who_asks_too_often_is_told_when_to_ask_again(bot):
    async with bot(per_minute=2) as world:
        answers = [await world.asker.slash(world.channel, "ask", question="Who?") for _ in range(3)]
        other = await world.other.slash(world.channel, "ask", question="Who?")

        assert answers[-1].ephemeral
        assert re.fullmatch(
            r"You may ask 2 times a minute; please wait\. Ask again <t:\d+:R>\.", text_of(answers[-1].response)
        )
        assert "spokeswoman" in text_of(other.response)
        simcord.assert_error(world.env)


@pytest.mark.parametrize("allowed", [True, False])
async def test_direct_messages_are_answered_only_where_the_operator_allows_them(bot, allowed):
    async with bot(direct_messages=allowed) as world:
        user = world.env.create_user("someone")
        await user.send_dm("Who was involved?")

        answer = text_of(user.dm_channel.history()[-1])
        assert ("spokeswoman" in answer) == allowed
        assert ("I don't answer direct messages" in answer) != allowed


async def test_a_thread_that_was_archived_meanwhile_costs_nobody_else(bot, caplog):
    async with bot() as world:
        for _ in range(2):
            world.env.inject_error("POST", "/channels/*/messages", status=400, code=50083, message="Thread is archived")
        await world.asker.send(world.channel, f"{world.mention} Who?")
        await world.other.send(world.channel, f"{world.mention} Who?")

        assert len(world.replies()) == 1
        assert "an asker was not answered" in caplog.text
