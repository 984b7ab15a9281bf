"""Mentions and direct messages in simcord: who is answered, once, and by what means."""

from functools import partial

import pytest
from discord_world import in_discord, text_of

from bot.discord_mention import HELP


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


async def test_a_mention_is_answered_with_a_reply(bot):
    async with bot() as world:
        said = await world.asker.send(world.channel, f"Hey {world.mention}, who was involved?")

        [reply] = world.replies()
        assert reply.reference.message_id == said.id
        assert "### Hey , who was involved?" in text_of(reply)
        assert [body["nonce"] for body in world.posted] == [f"a{said.id}"]


async def test_an_empty_mention_gets_help_without_asking_anything(bot):
    asked = []
    async with bot(asked.append) as world:
        await world.asker.send(world.channel, f" {world.mention} ")

        assert text_of(world.replies()[-1]) == HELP
        assert asked == []


async def test_a_direct_message_needs_no_mention_and_the_bot_does_not_answer_itself(bot):
    async with bot() as world:
        user = world.env.create_user("someone")
        await user.send_dm("Who was involved?")

        _, answer = user.dm_channel.history()
        assert "### Who was involved?" in text_of(answer)


async def test_what_nobody_asked_the_bot_is_ignored(bot):
    async with bot() as world:
        other = world.guild.add_member(world.env.create_user("other", bot=True))
        webhook = world.guild.create_webhook(world.channel, "feed")

        await other.send(world.channel, f"{world.mention} Who?")
        await webhook.send(f"{world.mention} Who?")
        await world.asker.send(world.channel, "@everyone Who?")
        await world.asker.send(world.channel, "Who?")

        assert world.replies() == []


async def test_a_message_that_comes_again_is_answered_once(bot):
    async with bot() as world:
        said = await world.asker.send(world.channel, f"{world.mention} Who?")
        await world.client.on_message(said)

        assert len(world.replies()) == 1


async def test_where_replying_is_forbidden_the_answer_is_sent_plainly(bot):
    async with bot() as world:
        world.env.inject_error("POST", "/channels/*/messages", status=403, code=160002, message="no history")
        await world.asker.send(world.channel, f"{world.mention} Who?")

        [reply] = world.replies()
        assert reply.reference is None
        assert "### Who?" in text_of(reply)


@pytest.mark.parametrize(("status", "code", "sends"), [(403, 50013, 2), (404, 10003, 1)])
async def test_where_nothing_may_be_sent_the_bot_gives_up_with_a_log(bot, caplog, status, code, sends):
    async with bot() as world:
        world.env.inject_error("POST", "/channels/*", status=status, code=code, message="no", times=None)
        with caplog.at_level("INFO", logger="bot.discord_display"):
            await world.asker.send(world.channel, f"{world.mention} Who?")

        assert len([body for body in world.posted if "components" in body]) == sends
        assert "could not answer message" in caplog.text
