"""`/ask` in simcord: deferred, answered once, and every failure told to the asker."""

import asyncio
import re
import threading
from datetime import UTC, datetime
from functools import partial

import pytest
import simcord
from discord_room import answered, failing, refused
from discord_world import in_discord, text_of

from bot.service import TooSlowError
from index.errors import IndexFaultError, ModelError, NoIndexError, PromptError, SettingsError
from prompts.question import Question


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


async def test_ask_is_deferred_publicly_and_answered_with_one_edit(bot):
    async with bot() as world:
        result = await world.asker.slash(world.channel, "ask", question="Who was involved?")

        shown = text_of(result.response)
        assert [request.json["type"] for request in world.env.http_requests if "/callback" in request.path] == [5]
        assert not result.ephemeral
        assert result.followups == []
        assert shown.startswith("### Who was involved?\n")
        assert "A spokeswoman said there was no involvement. ＠everyone should know. [1]\n" in shown
        assert "[1] [No part in it](https://post.example/1#:~:text=" in shown
        assert "(post.example)\nThe Post, <t:1727265600:D>" in shown
        assert [request.method for request in world.env.http_requests if "@original" in request.path] == ["PATCH"]


async def test_a_refusal_is_answered_with_the_nearest_headlines(bot):
    async with bot(refused) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who won?")

        shown = text_of(result.response)
        assert "The articles don't say." in shown
        assert "### Nearest articles, which do not answer this" in shown


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
        assert "There was no question in that" in text_of(result.response)
        simcord.assert_error(world.env, contains="There was no question")


async def test_without_an_index_the_asker_hears_that_there_are_no_articles_yet(bot):
    async with bot(failing(NoIndexError("no edition in /srv/secret"))) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who?")
        await world.asker.send(world.channel, f"{world.mention} Who?")

        assert "I have no articles yet" in text_of(result.response)
        assert "I have no articles yet" in text_of(world.replies()[-1])


async def test_an_error_of_ours_is_told_in_its_own_sentence(bot):
    async with bot(failing(TooSlowError("I found no answer within 9 seconds; ask again later."))) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who?")

        assert text_of(result.response) == "I found no answer within 9 seconds; ask again later."


@pytest.mark.parametrize("kind", [IndexFaultError, ModelError, PromptError, SettingsError])
async def test_what_is_for_the_operator_is_logged_and_not_told_to_an_asker(bot, caplog, kind):
    sentence = "/srv/secret is broken; set NEWSHOUND_HOME, then run `newshound reindex`."
    async with bot(failing(kind(sentence))) as world:
        result = await world.asker.slash(world.channel, "ask", question="Who?")
        await world.asker.send(world.channel, f"{world.mention} Who?")

    told = [text_of(result.response), text_of(world.replies()[-1])]
    assert all("please tell my operator, whose log says why" in one for one in told)
    assert not any(secret in one for one in told for secret in ("/srv", "NEWSHOUND_", "reindex"))
    assert sentence in caplog.text


@pytest.mark.parametrize("way", ["slash", "mention"])
async def test_an_unexpected_error_is_logged_under_the_id_that_the_asker_is_told(bot, caplog, way):
    async with bot(failing(ZeroDivisionError("secret /srv/path"))) as world:
        if way == "slash":
            result = await world.asker.slash(world.channel, "ask", question="Who?")
            shown = text_of(result.response)
        else:
            await world.asker.send(world.channel, f"{world.mention} Who?")
            shown = text_of(world.replies()[-1])

    found = re.match(r"Something went wrong on my side \(error id (\w{6})\); it is logged\.", shown)
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
        with caplog.at_level("INFO", logger="bot.discord_display"):
            await world.asker.slash(world.channel, "ask", question="Who?")

    assert "nobody saw the answer" in caplog.text


async def test_too_many_questions_are_refused_privately(bot):
    go, begun = threading.Event(), threading.Semaphore(0)

    def slow(question):
        begun.release()
        assert go.wait(30)
        return answered(question)

    async with bot(slow, waiting=1) as world:
        first = world.service.take(Question(text="one", asked=datetime.now(UTC)))
        assert await asyncio.to_thread(begun.acquire, timeout=30)
        second = world.service.take(Question(text="two", asked=datetime.now(UTC)))
        result = await world.asker.slash(world.channel, "ask", question="three")
        go.set()
        await asyncio.gather(first.outcome(), second.outcome())

        assert result.ephemeral
        assert "Too many questions" in text_of(result.response)
        simcord.assert_error(world.env)


async def test_newcomers_during_a_restart_are_told_privately(bot):
    async with bot() as world:
        await world.client.desk.close(answer_seconds=1, send_seconds=1)
        result = await world.asker.slash(world.channel, "ask", question="Who?")
        await world.asker.send(world.channel, f"{world.mention} Who?")

        assert result.ephemeral
        for message in (result.response, world.replies()[-1]):
            assert text_of(message) == "I am restarting; please ask again in a minute."
        simcord.assert_error(world.env)
