"""`/timeline`, `/latest` and `/quotes` in simcord: looked up in their turn, shown once, and every failure told."""

import re
from datetime import UTC, datetime
from functools import partial

import pytest
import simcord
from discord_reading import read
from discord_world import in_discord, text_of

from bot.servers import ServerSettings
from index.errors import IndexFaultError, NoIndexError, QuestionError

TOPICS = {"quotes": {"speaker": "the Pentagon"}, "timeline": {"topic": "involvement"}, "latest": {"topic": "pier"}}
LOOKING = pytest.mark.parametrize("command", TOPICS)


@pytest.fixture
def bot(tmp_path):
    return partial(in_discord, tmp_path)


def failing(world, command, error):
    """Have what a command looks up fail."""

    def fail(*_arguments):
        raise error

    object.__setattr__(world.client.desk.terms, command, fail)


async def ask(world, command, **options):
    return await world.asker.slash(world.channel, command, **(TOPICS[command] | options))


async def test_quotes_are_shown_with_speaker_day_words_and_source(bot):
    async with bot() as world:
        result = await ask(world, "quotes", topic="involvement")

        assert not result.ephemeral
        assert text_of(result.response).split("\n") == [
            "### What the Pentagon said on involvement",
            "**A spokeswoman**, <t:1727265600:D>",
            "> A spokeswoman said there was no involvement.",
            "[No part in it](https://post.example/1#:~:text=A%20spokeswoman%20said%20there%20was%20no%20involvement)"
            " (post.example), The Post",
            "-# Searched 1 article. The index was built <t:1727308800:R>.",
        ]


async def test_a_timeline_and_the_newest_stories_are_shown_with_their_sources(bot):
    async with bot() as world:
        line = text_of((await ask(world, "timeline")).response)
        newest = text_of((await world.asker.slash(world.channel, "latest")).response)

        assert line.startswith("### Timeline: involvement\n- <t:1727265600:D>")
        assert "A spokeswoman said there was no involvement." in line
        assert newest.startswith("### The newest stories\n- [No part in it](https://post.example/1) (post.example)")
        for text in (line, newest):
            assert all(url.startswith("https://post.example/1") for url in read(text).links)
            assert text.endswith("-# Searched 1 article. The index was built <t:1727308800:R>.")


@LOOKING
async def test_each_is_deferred_and_answered_with_one_edit(bot, command):
    async with bot() as world:
        result = await ask(world, command)

        assert [request.json["type"] for request in world.env.http_requests if "/callback" in request.path] == [5]
        assert [request.method for request in world.env.http_requests if "@original" in request.path] == ["PATCH"]
        assert result.followups == []


@LOOKING
async def test_each_is_private_where_that_is_wished_or_set(bot, command):
    async with bot() as world:
        assert (await ask(world, command, private=True)).ephemeral
        world.room.servers.change(world.guild.id, ServerSettings(private=True))
        assert (await ask(world, command)).ephemeral
        assert not (await ask(world, command, private=False)).ephemeral


async def test_what_is_asked_arrives_with_its_days_and_outlet(bot):
    async with bot() as world:
        await ask(
            world,
            "quotes",
            speaker=" Mayor Lee ",
            topic="wall",
            since="2024-09-01",
            until="2024-09-02",
            publisher="the post",
        )
        await ask(world, "timeline", since="2024-09-01", until="2024-09-02", publisher="The Post")
        await world.asker.slash(world.channel, "latest", publisher="The Post")
        quotes, timeline, latest = world.room.asked

    assert (quotes.speaker, quotes.topic, quotes.publisher.lower(), quotes.limit) == (
        "Mayor Lee",
        "wall",
        "the post",
        20,
    )
    days = (datetime(2024, 9, 1, tzinfo=UTC), datetime(2024, 9, 2, 23, 59, 59, tzinfo=UTC))
    assert (quotes.since, quotes.until) == (timeline.since, timeline.until) == days
    assert (timeline.text, latest.text) == ("involvement", "")
    assert (timeline.publisher, latest.publisher) == ("The Post", "The Post")


async def test_without_a_speaker_and_a_topic_all_that_is_said_is_asked_for(bot):
    async with bot() as world:
        result = await world.asker.slash(world.channel, "quotes")

        assert text_of(result.response).startswith("### What people said\n**A spokeswoman**")
        [asked] = world.room.asked
    assert (asked.speaker, asked.topic) == ("", "")


async def test_a_server_s_outlets_and_days_limit_what_is_looked_up(bot):
    async with bot() as world:
        world.room.servers.change(world.guild.id, ServerSettings(publishers=("The Post",), window_days=30))
        await ask(world, "quotes")
        await ask(world, "timeline")
        quotes, timeline = world.room.asked

    assert quotes.outlets == timeline.outlets == ("The Post",)
    assert quotes.since is not None
    assert timeline.since is not None


@LOOKING
async def test_where_a_server_wants_no_answers_there_are_none(bot, command):
    async with bot() as world:
        world.room.servers.change(world.guild.id, ServerSettings(channels=frozenset({1})))
        result = await ask(world, command)

        assert result.ephemeral
        assert world.room.asked == []
        simcord.assert_error(world.env)


@pytest.mark.parametrize("command", ["quotes", "timeline"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"since": "the day of days"}, "the day of days"),
        ({"since": "2024-09-02", "until": "2024-09-01"}, "exchange the two"),
        ({"publisher": "Nowhere Times"}, "Nowhere Times"),
    ],
)
async def test_limits_that_cannot_be_are_told_to_the_asker_alone(bot, command, options, told):
    async with bot() as world:
        result = await ask(world, command, **options)

        assert result.ephemeral
        assert told in text_of(result.response)
        assert world.room.asked == []
        simcord.assert_error(world.env)


@LOOKING
async def test_a_topic_without_a_word_is_told_to_the_asker_alone(bot, command):
    async with bot() as world:
        result = await world.asker.slash(world.channel, command, topic="?!")

        assert result.ephemeral
        assert "There was no question in that" in text_of(result.response)
        simcord.assert_error(world.env)


@LOOKING
async def test_without_an_index_the_asker_hears_that_there_are_no_articles_yet(bot, command):
    async with bot() as world:
        failing(world, command, NoIndexError("no edition in /srv/secret"))
        assert "I have no articles yet" in text_of((await ask(world, command)).response)


@LOOKING
async def test_a_question_that_cannot_be_looked_for_is_told_in_its_own_harmless_sentence(bot, command):
    async with bot() as world:
        failing(
            world, command, QuestionError("There is no word in the topic '<@1> **of** https://evil.example' at all.")
        )
        shown = text_of((await ask(world, command)).response)

        assert shown.startswith("There is no word in the topic")
        assert not read(shown).links


@LOOKING
async def test_what_is_for_the_operator_is_logged_and_not_told_to_an_asker(bot, caplog, command):
    sentence = "/srv/secret is broken; run `newshound reindex`."
    async with bot() as world:
        failing(world, command, IndexFaultError(sentence))
        shown = text_of((await ask(world, command)).response)

    assert "please tell my operator, whose log says why" in shown
    assert "/srv" not in shown
    assert sentence in caplog.text


@LOOKING
async def test_an_unexpected_error_is_logged_under_the_id_that_the_asker_is_told(bot, caplog, command):
    async with bot() as world:
        failing(world, command, ZeroDivisionError("secret /srv/path"))
        shown = text_of((await ask(world, command)).response)

    found = re.match(r"Something went wrong on my side \(error id (\w{6})\); it is logged\.", shown)
    assert "secret" not in shown
    [record] = [record for record in caplog.records if record.getMessage() == f"error {found[1]}"]
    assert isinstance(record.exc_info[1], ZeroDivisionError)


@LOOKING
async def test_newcomers_during_a_restart_are_told_privately(bot, command):
    async with bot() as world:
        await world.client.desk.close(answer_seconds=1, send_seconds=1)
        result = await ask(world, command)

        assert result.ephemeral
        assert text_of(result.response) == "I am restarting; please ask again in a minute."
        simcord.assert_error(world.env)


async def test_looking_counts_as_asking(bot):
    async with bot(per_minute=1) as world:
        await ask(world, "quotes")
        result = await ask(world, "latest")

        assert result.ephemeral
        assert len(world.room.asked) == 1
        simcord.assert_error(world.env)


async def test_speakers_and_outlets_are_suggested_as_they_are_typed(bot):
    typed = []

    def speakers(text, limit):
        typed.append((text, limit))
        return ["Mayor Ilse Brandt", "A \u202e name\n", "x" * 101]

    async with bot() as world:
        object.__setattr__(world.client.desk.terms, "speakers", speakers)
        named = await world.asker.autocomplete(world.channel, "quotes", "speaker", "bra")
        outlets = [await world.asker.autocomplete(world.channel, command, "publisher", "harb") for command in TOPICS]

    assert typed == [("bra", 25)]
    assert [(choice["name"], choice["value"]) for choice in named] == [
        ("Mayor Ilse Brandt", "Mayor Ilse Brandt"),
        ("A name", "A \u202e name\n"),
    ]
    assert [[choice["value"] for choice in one] for one in outlets] == [["The Harbour Courier"]] * 3


async def test_suggestions_that_fail_are_none_and_the_command_still_works(bot, caplog):
    async with bot() as world:
        failing(world, "speakers", IndexFaultError("/srv/secret is broken"))
        assert await world.asker.autocomplete(world.channel, "quotes", "speaker", "bra") == []
        assert "A spokeswoman" in text_of((await ask(world, "quotes")).response)
    assert "/srv/secret is broken" in caplog.text
