"""What people send that is no question, in places that are no good places: each ends in a sentence, or in nothing."""

from functools import partial

import discord
import pytest
from discord_world import in_discord, text_of

from bot.servers import ServerSettings


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


async def reply_to(world, content, **options):
    await world.asker.send(world.channel, content, **options)
    return text_of(world.replies()[-1])


async def test_a_question_of_six_thousand_characters_is_too_long(bot):
    async with bot() as world:
        said = await world.asker.send(world.channel, f"{world.mention} Who?")
        said.content = f"{world.mention} {'why ' * 1500}?"
        said.id += 1
        await world.client.on_message(said)

        assert "at most 2,000 can be read" in text_of(world.replies()[-1])
        assert len(world.room.asked) == 1


@pytest.mark.parametrize("content", ["{0}", " {0} {0}", "{0}\n"])
async def test_only_mentions_get_help(bot, content):
    async with bot() as world:
        assert "Ask me about the news" in await reply_to(world, content.format(world.mention))
        assert world.room.asked == []


@pytest.mark.parametrize("content", ["😀", "👨‍👩‍👧 🇦🇹", "…", "?!", "***"])
async def test_what_holds_no_word_is_no_question(bot, content):
    async with bot() as world:
        assert "There was no question in that" in await reply_to(world, f"{world.mention} {content}")
        assert world.room.asked == []


async def test_a_code_block_is_read_as_words_and_shown_as_such(bot):
    async with bot() as world:
        shown = await reply_to(world, f"{world.mention} ```py\nprint('who?')\n``` who was **involved**?")

        assert "spokeswoman" in shown
        assert "```" not in shown
        assert "**" not in shown.replace("\\*", "")


async def test_an_attachment_without_text_gets_help(bot):
    async with bot() as world:
        assert "Ask me about the news" in await reply_to(world, world.mention, attachments=[("a.png", b"1")])


async def test_a_menu_on_a_message_without_text_says_so(bot):
    async with bot() as world:
        said = await world.asker.send(world.channel, "", attachments=[("a.png", b"1")])
        result = await world.asker.context_menu(world.channel, "Ask about this message", said)

        assert result.ephemeral
        assert "no text" in text_of(result.response)
        assert world.env.errors


async def test_a_menu_on_a_message_asks_for_its_beginning_and_gives_no_verdict(bot):
    async with bot() as world:
        said = await world.asker.send(world.channel, f"The spokeswoman was involved. {'And so on. ' * 100}")
        result = await world.asker.context_menu(world.channel, "Ask about this message", said)

        assert result.ephemeral
        assert "no verdict" in text_of(result.response)
        assert world.room.asked[0].text.startswith("The spokeswoman was involved.")
        assert len(world.room.asked[0].text) <= 500


async def test_a_server_that_was_left_leaves_no_settings_and_no_open_end(bot):
    async with bot() as world:
        world.room.servers.change(world.guild.id, ServerSettings(private=True))
        await world.client.on_guild_remove(world.client.get_guild(world.guild.id))

        assert not world.room.servers.of(world.guild.id).private


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (403, 50013), (404, 10003), (400, 50083), (429, 20016)])
async def test_a_channel_that_takes_nothing_costs_the_next_question_nothing(bot, status, code):
    async with bot() as world:
        tries = 2 if status == 403 else 1
        world.env.inject_error("POST", "/channels/*/messages", status=status, code=code, message="no", times=tries)
        await world.asker.send(world.channel, f"{world.mention} Who?")
        result = await world.asker.slash(world.channel, "ask", question="Who?")

        assert "spokeswoman" in text_of(result.response)


async def test_an_unknown_locale_is_answered_like_any(bot):
    async with bot() as world:
        assert "tlh" not in {locale.value for locale in discord.Locale}
        parsers = world.client._connection.parsers  # noqa: SLF001 - simcord knows one locale
        parse = parsers["INTERACTION_CREATE"]
        parsers["INTERACTION_CREATE"] = lambda data: parse(data | {"locale": "tlh", "guild_locale": "tlh"})
        result = await world.asker.slash(world.channel, "ask", question="Who was involved?")

        assert "spokeswoman" in text_of(result.response)
