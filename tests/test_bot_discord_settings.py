"""`/settings` in simcord: kept, counted from the next question on, and for managers alone."""

from functools import partial

import discord
import pytest
import simcord
from discord_world import in_discord, text_of


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


def manager(world):
    role = world.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return world.guild.add_member(world.env.create_user("manager"), roles=[role])


async def test_a_manager_sees_and_changes_what_counts(bot):
    async with bot() as world:
        chief = manager(world)
        before = await chief.slash(world.channel, "settings")
        assert before.ephemeral
        assert "Corrections of answers: off" in text_of(before.response)
        await chief.slash(
            world.channel, "settings", publishers="the post; Selle Radio", window_days=7, timezone="Asia/Tokyo",
            private=True, corrections=True,
        )  # fmt: skip
        shown = await chief.slash(world.channel, "settings")
        answer = await world.asker.slash(world.channel, "ask", question="Who was involved?")

        assert "The Post, Selle Radio" in text_of(shown.response)
        assert "Asia/Tokyo" in text_of(shown.response)
        assert answer.ephemeral
        question = world.room.asked[-1]
        assert question.outlets == ("The Post", "Selle Radio")
        assert (question.asked - question.since).days == 7
        assert str(question.zone) == "Asia/Tokyo"
        await world.restart()
        assert "Asia/Tokyo" in text_of((await chief.slash(world.channel, "settings")).response)


async def test_words_and_options_count_more_than_a_server_s_defaults(bot):
    async with bot() as world:
        chief = manager(world)
        await chief.slash(world.channel, "settings", publishers="The Post", window_days=7)
        await world.asker.slash(world.channel, "ask", question="Who was involved in 2023?")
        await world.asker.slash(
            world.channel, "ask", question="Who was involved?", since="2020-01-01", publisher="Selle Radio"
        )

        in_words, given = world.room.asked
        assert in_words.since is None
        assert given.since.year in {2019, 2020}
        assert given.publisher == "Selle Radio"
        assert given.outlets == ()


async def test_only_allowed_channels_are_answered_in(bot):
    async with bot() as world:
        chief = manager(world)
        quiet = world.guild.create_text_channel("quiet")
        await chief.slash(world.channel, "settings", allow=world.channel)
        elsewhere = await world.asker.slash(quiet, "ask", question="Who was involved?")
        await world.asker.send(quiet, f"{world.mention} Who was involved?")
        here = await world.asker.slash(world.channel, "ask", question="Who was involved?")

        assert elsewhere.ephemeral
        assert f"<#{world.channel.id}>" in text_of(elsewhere.response)
        assert "spokeswoman" in text_of(here.response)
        assert len(world.room.asked) == 1
        simcord.assert_error(world.env, contains="other channels")


async def test_others_can_neither_see_nor_change_them(bot):
    async with bot() as world:
        with pytest.raises(simcord.SetupError):
            await world.asker.slash(world.channel, "settings", private=True)


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ({"publishers": "The Nowhere Times"}, "No article is of the outlet"),
        ({"timezone": "Mars/Base"}, "is no time zone"),
        ({"timezone": "../../etc/passwd"}, "is no time zone"),
    ],
)
async def test_what_can_t_be_set_is_told_and_changes_nothing(bot, option, complaint):
    async with bot() as world:
        chief = manager(world)
        result = await chief.slash(world.channel, "settings", private=True, **option)

        assert complaint in text_of(result.response)
        assert not world.room.servers.of(world.guild.id).private
        simcord.assert_error(world.env)


async def test_zones_and_outlets_are_suggested(bot):
    async with bot() as world:
        chief = manager(world)
        zones = await chief.autocomplete(world.channel, "settings", "timezone", "vienna")
        outlets = await chief.autocomplete(world.channel, "settings", "publishers", "The Post; sel")

        assert [choice["value"] for choice in zones] == ["Europe/Vienna"]
        assert [choice["value"] for choice in outlets] == ["The Post; Selle Radio"]
