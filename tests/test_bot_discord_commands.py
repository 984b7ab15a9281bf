"""`/ask` in simcord: deferred, answered once, and every failure told to the asker."""

import asyncio
import re
import threading
from functools import partial

import pytest
import simcord
from discord_world import answered, failing, in_discord, refused

from bot.service import TooSlowError
from index.errors import IndexFaultError, ModelError, NoIndexError, PromptError, SettingsError


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


async def test_ask_is_deferred_publicly_and_answered_with_one_edit(bot):
    async with bot() as world:
        result = await world.asker.slash(world.channel, "ask", question="Who was involved?")

        [embed] = result.response.embeds
        assert [request.json["type"] for request in world.env.http_requests if "/callback" in request.path] == [5]
        assert not result.ephemeral
        assert result.followups == []
        assert embed.title == "Who was involved?"
        assert embed.description == "A spokeswoman said there was no involvement. ＠everyone should know. [1]"
        assert embed.fields[0].name == "[1] The Post"
        assert "[No part in it](https://post.example/1) (post.example)" in embed.fields[0].value
        assert [request.method for request in world.env.http_requests if "@original" in request.path] == ["PATCH"]


async def test_a_refusal_is_answered_with_the_nearest_headlines(bot):
    async with bot(refused) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who won?")

        [embed] = result.response.embeds
        assert embed.description.startswith("The articles don't say.")
        assert "do not answer" in embed.fields[0].name


async def test_the_question_arrives_cleaned(bot):
    asked = []

    def answer(question):
        asked.append(question.text)
        return answered(question)

    async with bot(answer) as world:
        await world.asker.slash(world.channel, "ask", question="  Who\n was it? ")

    assert asked == ["Who was it?"]


async def test_what_is_no_question_is_told_to_the_asker_alone(bot):
    async with bot() as world:
        result = await world.asker.slash(world.channel, "ask", question="?!")

        assert result.ephemeral
        assert "There was no question in that" in result.response.embeds[0].description
        simcord.assert_error(world.env, contains="There was no question")


async def test_without_an_index_the_asker_hears_that_there_are_no_articles_yet(bot):
    async with bot(failing(NoIndexError("no edition in /srv/secret"))) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who?")
        await world.asker.send(world.channel, f"{world.mention} Who?")

        assert "I have no articles yet" in result.response.embeds[0].description
        assert "I have no articles yet" in world.replies()[-1].embeds[0].description
        simcord.assert_error(world.env, NoIndexError)


async def test_an_error_of_ours_is_told_in_its_own_sentence(bot):
    async with bot(failing(TooSlowError("I found no answer within 9 seconds; ask again later."))) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who?")

        assert result.response.embeds[0].description == "I found no answer within 9 seconds; ask again later."
        simcord.assert_error(world.env, TooSlowError)


@pytest.mark.parametrize("kind", [IndexFaultError, ModelError, PromptError, SettingsError])
async def test_what_is_for_the_operator_is_logged_and_not_told_to_an_asker(bot, caplog, kind):
    sentence = "/srv/secret is broken; set NEWSHOUND_HOME, then run `newshound reindex`."
    async with bot(failing(kind(sentence))) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who?")
        await world.asker.send(world.channel, f"{world.mention} Who?")
        simcord.assert_error(world.env, kind)

    told = [result.response.embeds[0].description, world.replies()[-1].embeds[0].description]
    assert all("please tell my operator, whose log says why" in one for one in told)
    assert not any(secret in one for one in told for secret in ("/srv", "NEWSHOUND_", "reindex"))
    assert sentence in caplog.text


@pytest.mark.parametrize("way", ["slash", "mention"])
async def test_an_unexpected_error_is_logged_under_the_id_that_the_asker_is_told(bot, caplog, way):
    async with bot(failing(ZeroDivisionError("secret /srv/path"))) as world:
        if way == "slash":
            result = await world.asker.slash(world.channel, "ask", question="Who?")
            [embed] = result.response.embeds
        else:
            await world.asker.send(world.channel, f"{world.mention} Who?")
            [embed] = world.replies()[-1].embeds
        simcord.assert_error(world.env, ZeroDivisionError)

    found = re.fullmatch(r"Something went wrong on my side \(error id (\w{6})\); it is logged\.", embed.description)
    [record] = [record for record in caplog.records if record.getMessage() == f"error {found[1]}"]
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_an_interaction_that_discord_gave_up_is_logged_and_not_worked_on(bot, caplog):
    asked = []
    async with bot(asked.append) as world:
        world.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, message="gone")
        result = await world.asker.slash(world.channel, "ask", question="Who?")

        assert result.response is None
        assert asked == []
        assert "was lost: Discord gave it up" in caplog.text


async def test_an_answer_whose_message_was_deleted_is_dropped_quietly(bot, caplog):
    async with bot() as world:
        world.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008, message="gone")
        with caplog.at_level("INFO", logger="bot.discord_commands"):
            await world.asker.slash(world.channel, "ask", question="Who?")

    assert "nobody saw the answer" in caplog.text


async def test_too_many_questions_are_refused_privately(bot):
    go, begun = threading.Event(), threading.Semaphore(0)

    def slow(question):
        begun.release()
        assert go.wait(30)
        return answered(question)

    async with bot(slow, waiting=1) as world:
        first = asyncio.create_task(world.service.ask("one"))
        assert await asyncio.to_thread(begun.acquire, timeout=30)
        second = asyncio.create_task(world.service.ask("two"))
        await asyncio.sleep(0)
        result = await world.asker.slash(world.channel, "ask", question="three")
        go.set()
        await asyncio.gather(first, second)

        assert result.ephemeral
        assert "Too many questions" in result.response.embeds[0].description
        simcord.assert_error(world.env)


async def test_newcomers_during_a_restart_are_told_privately(bot):
    async with bot() as world:
        await world.client.desk.close(answer_seconds=1, send_seconds=1)
        result = await world.asker.slash(world.channel, "ask", question="Who?")
        await world.asker.send(world.channel, f"{world.mention} Who?")

        assert result.ephemeral
        for embed in (*result.response.embeds, *world.replies()[-1].embeds):
            assert embed.description == "I am restarting; please ask again in a minute."
        simcord.assert_error(world.env)
