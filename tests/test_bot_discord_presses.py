"""Buttons and forms in simcord: they work after a restart, and only for whom they should."""

from functools import partial

import aiohttp
import discord
import pytest
from discord_world import in_discord, labels_of, text_of

from bot.discord_commands import NO_VERDICT
from bot.ledger_file import LedgerError
from bot.posts import Posts

PRESSES = ["Follow up", "Passages", "Why", "Helpful", "Not helpful"]


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


async def asked(world, **options):
    return (await world.asker.slash(world.channel, "ask", question="Who was involved?", **options)).response


async def test_an_answer_has_its_buttons(bot):
    async with bot() as world:
        assert labels_of(await asked(world)) == PRESSES
        assert labels_of(await asked(world, private=True)) == [*PRESSES, "Publish"]


async def test_without_a_ledger_there_is_no_button_that_could_not_work(bot):
    async with bot(days=0) as world:
        assert labels_of(await asked(world)) == []


@pytest.mark.parametrize("restarts", [False, True])
async def test_passages_and_why_are_shown_to_whoever_presses_alone(bot, restarts):
    async with bot() as world:
        answer = await asked(world)
        if restarts:
            await world.restart()
        passages = await world.other.click(answer, label="Passages")
        why = await world.other.click(answer, label="Why")

        assert passages.ephemeral
        assert why.ephemeral
        assert "A spokeswoman said there was no involvement" in text_of(passages.response)
        assert "Who was involved?" in text_of(why.response)


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_follow_up_knows_what_was_asked_before(bot, restarts):
    async with bot() as world:
        answer = await asked(world)
        shown = await world.other.click(answer, label="Follow up")
        if restarts:
            await world.restart()
        field = shown.modal["components"][0]["component"]["custom_id"]
        result = await world.other.submit_modal(shown, {field: "And why?"})

        assert not result.ephemeral
        assert "And why?" in text_of(result.response)
        [turn] = world.room.turns[-1]
        assert turn.question == "Who was involved?"


async def test_helpful_and_not_helpful_are_noted_with_the_reason(bot):
    async with bot() as world:
        answer = await asked(world)
        await world.other.click(answer, label="Helpful")
        shown = await world.asker.click(answer, label="Not helpful")
        assert [given.helpful for given in world.room.feedback.given()] == [False, True]
        field = shown.modal["components"][0]["component"]["custom_id"]
        thanks = await world.asker.submit_modal(shown, {field: "Another town was meant"})

        assert thanks.ephemeral
        assert world.room.feedback.given()[0].reason == "Another town was meant"


async def test_a_private_answer_is_published_once_by_its_asker_alone(bot):
    async with bot() as world:
        answer = await asked(world, private=True)
        assert answer.ephemeral
        published = await world.asker.click(answer, label="Publish")
        again = await world.asker.click(answer, label="Publish")

        assert not published.ephemeral
        assert labels_of(published.response) == PRESSES
        assert again.ephemeral
        assert "published already" in text_of(again.response)
        assert (await world.other.click(published.response, label="Why")).ephemeral


async def test_what_belongs_to_a_private_answer_is_nobody_else_s(bot):
    async with bot() as world:
        private = await asked(world, private=True)
        public = await asked(world)
        receipts = [world.room.ledger.newest(2)[1].id, world.room.ledger.newest(2)[0].id]
        answer = world.env.backend.get_message(world.channel.id, public.id)
        # Whoever speaks to the API can press what is not theirs: here, the private answer's button on a public message.
        for row in answer.components:
            for button in row.get("components", []):
                if "custom_id" in button:
                    button["custom_id"] = button["custom_id"].replace(receipts[1], receipts[0])
        result = await world.other.click(public, label="Why")

        assert private.ephemeral
        assert "too old" in text_of(result.response)
        assert "Who was involved" not in text_of(result.response)


async def test_a_button_of_an_answer_that_is_not_kept_any_more_says_so_politely(bot):
    async with bot() as world:
        answer = await asked(world)
        world.room.ledger.forget(str(world.asker.id))
        for label in PRESSES:
            result = await world.other.click(answer, label=label)
            assert result.ephemeral
            assert "too old" in text_of(result.response)


async def test_a_button_of_another_age_is_answered(bot):
    async with bot() as world:
        answer = await asked(world)
        stored = world.env.backend.get_message(world.channel.id, answer.id)
        for row in stored.components:
            for button in row.get("components", []):
                if button.get("label") == "Why":
                    button["custom_id"] = "nh0:because:7"
        result = await world.asker.click(answer, label="Why")

        assert "too old" in text_of(result.response)


async def test_forget_me_deletes_what_was_kept(bot):
    async with bot() as world:
        answer = await asked(world)
        shown = await world.asker.slash(world.channel, "forget-me")
        assert shown.ephemeral
        done = await world.asker.click(shown.response, label="Delete my answers")

        assert "1 answer is deleted" in text_of(done.response)
        assert world.room.ledger.newest(5) == ()
        assert "too old" in text_of((await world.asker.click(answer, label="Why")).response)


@pytest.mark.parametrize("lost", [aiohttp.ServerDisconnectedError(), TimeoutError()])
async def test_a_publication_whose_answer_gets_lost_is_none_that_can_be_repeated(bot, monkeypatch, lost):
    real = discord.InteractionResponse.send_message

    async def losing(response, *arguments, **options):
        monkeypatch.setattr(discord.InteractionResponse, "send_message", real)
        await real(response, *arguments, **options)
        raise lost

    async with bot() as world:
        answer = await asked(world, private=True)
        monkeypatch.setattr(discord.InteractionResponse, "send_message", losing)
        await world.asker.click(answer, label="Publish")
        again = await world.asker.click(answer, label="Publish")

        assert "That answer is published already." in text_of(again.response)
        assert [text_of(one) for one in world.replies()].count(text_of(world.replies()[-1])) == 1
        [posted] = world.room.posts.unnoted()
        assert posted.message == world.replies()[-1].id


async def test_a_publication_that_discord_refuses_may_be_tried_again(bot, monkeypatch):
    real = discord.InteractionResponse.send_message

    async def refused(response, *arguments, **options):
        monkeypatch.setattr(discord.InteractionResponse, "send_message", real)
        answered = type("Answered", (), {"status": 403, "reason": "Forbidden"})()
        raise discord.Forbidden(answered, {"code": 50013, "message": "Missing Permissions"})

    async with bot() as world:
        answer = await asked(world, private=True)
        monkeypatch.setattr(discord.InteractionResponse, "send_message", refused)
        await world.asker.click(answer, label="Publish")
        assert not (await world.asker.click(answer, label="Publish")).ephemeral


async def test_a_ledger_that_fails_behind_a_publication_does_not_show_in_public(bot, monkeypatch):
    def fails(*_):
        raise LedgerError("the database is locked")

    async with bot() as world:
        answer = await asked(world, private=True)
        monkeypatch.setattr(Posts, "shown", fails)
        published = await world.asker.click(answer, label="Publish")

        assert "A spokeswoman said" in text_of(published.response)


async def test_what_is_said_about_a_message_is_not_published_for_without_its_lead_it_is_a_verdict(bot):
    async with bot() as world:
        message = await world.other.send(world.channel, "The harbour is closed, they say.")
        told = (await world.asker.context_menu(world.channel, "Ask about this message", message)).response

        assert NO_VERDICT in text_of(told)
        assert "Publish" not in labels_of(told)
        posted = world.room.posts.of_message(told.id)
        assert posted.sealed
        assert not world.room.posts.published(posted.receipt, world.channel.id)


async def test_a_public_follow_up_draws_on_nothing_that_is_private(bot):
    async with bot() as world:
        first = await asked(world, private=True)
        shown = await world.asker.click(first, label="Follow up")
        field = shown.modal["components"][0]["component"]["custom_id"]
        second = (await world.asker.submit_modal(shown, {field: "And why?"})).response
        published = (await world.asker.click(second, label="Publish")).response
        shown = await world.asker.click(published, label="Follow up")
        field = shown.modal["components"][0]["component"]["custom_id"]
        await world.asker.submit_modal(shown, {field: "And when?"})

        assert [turn.question for turn in world.room.turns[-1]] == ["And why?"]
