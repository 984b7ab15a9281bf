"""What people are told when something went wrong: plain sentences, of which none says anything of the machine."""

import logging
import re
import sqlite3
from datetime import UTC, datetime

import aiohttp
import discord
import pytest
from discord import app_commands

from bot import discord_errors
from bot.discord_errors import StartError, UnreachableError, start_error, told, told_view
from bot.ledger_file import LedgerError
from bot.settings import TokenError
from index.errors import (
    BusyError,
    IndexFaultError,
    ModelError,
    NewshoundError,
    NoIndexError,
    PromptError,
    QuestionError,
    SettingsError,
    SourceError,
)
from prompts.question import LONGEST_QUESTION_CHARACTERS

SECRET = "/srv/newshound/home/ledger.db NEWSHOUND_HOME"
OPERATORS = (BusyError, IndexFaultError, LedgerError, ModelError, NoIndexError, PromptError, SettingsError, SourceError)


class WaitError(NewshoundError):
    """One that knows when to ask again."""

    until = datetime(2031, 5, 4, 12, 0, 30, tzinfo=UTC)


def text_of(view):
    [text] = [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    return text


@pytest.mark.parametrize("kind", [*OPERATORS, TokenError, StartError])
def test_what_is_for_the_operator_reaches_the_log_and_no_asker(kind, caplog):
    sentence = told(kind(f"The file {SECRET} can't be read; mend it."))

    assert not re.search("srv|NEWSHOUND|`", sentence)
    assert "operator" in sentence
    assert kind is NoIndexError or SECRET in caplog.text


@pytest.mark.parametrize("cause", [OSError(28, "No space left on device", SECRET), sqlite3.OperationalError(SECRET)])
def test_an_error_of_ours_that_the_system_caused_is_for_the_operator_whatever_its_class(cause):
    error = NewshoundError(f"{SECRET} can't be written.")
    error.__cause__ = cause

    assert "srv" not in told(error)


def test_an_error_for_askers_is_told_as_it_is():
    assert told(QuestionError("Ask a question with a word in it.")) == "Ask a question with a word in it."


def test_when_to_ask_again_is_told_as_a_time_that_discord_counts_down():
    error = WaitError("You have asked 6 questions in a minute.")

    assert text_of(told_view(error)) == f"{error} Ask again <t:{int(WaitError.until.timestamp())}:R>."


def test_a_time_that_somebody_wrote_is_not_taken_for_ours():
    assert "<t:" not in text_of(told_view(QuestionError("There is no outlet <t:1:R>.")))


@pytest.mark.parametrize("error", [ValueError(SECRET), aiohttp.ClientError(SECRET), KeyError(SECRET)])
def test_what_is_not_ours_is_logged_and_told_as_a_number(error, caplog):
    sentence = told(error)

    [number] = re.findall(r"error id (\w{6})\)", sentence)
    assert "srv" not in sentence
    assert number in caplog.text
    assert SECRET in caplog.text


def command_error(kind, *arguments):
    error = kind.__new__(kind, *arguments)
    Exception.__init__(error, SECRET)
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (app_commands.CommandOnCooldown(app_commands.Cooldown(1, 60), 41.2), "please ask again in 42 seconds"),
        (app_commands.MissingPermissions(["manage_guild"]), "people who may manage this server"),
        (app_commands.NoPrivateMessage(SECRET), "in a server only"),
        (app_commands.CheckFailure(SECRET), "use /ask instead"),
        (app_commands.CommandNotFound(SECRET, []), "restart Discord"),
        (command_error(app_commands.CommandSignatureMismatch), "restart Discord"),
        (app_commands.AppCommandError(SECRET), "Something went wrong on my side"),
    ],
)
def test_errors_of_commands_are_told_in_our_own_words(error, words):
    sentence = told(error)

    assert words in sentence
    assert "srv" not in sentence


@pytest.mark.parametrize(
    ("value", "words"),
    [("a" * (LONGEST_QUESTION_CHARACTERS + 1), "fewer words"), ("yesterdayish", "leave that option out")],
)
def test_an_option_that_can_t_be_used_is_told_by_what_is_wrong_with_it(value, words):
    error = command_error(app_commands.TransformerError)
    error.value = value

    assert words in told(error)


def test_every_sentence_says_what_to_do_next():
    sentences = [
        value
        for name, value in vars(discord_errors).items()
        if name.isupper() and isinstance(value, str) and not name.startswith("_")
    ]

    assert len(sentences) > 8
    for sentence in sentences:
        assert re.search(r"\b(please|ask|restart|use|leave|check)\b", sentence), sentence
        assert sentence.endswith(".")


def test_an_unknown_reason_to_be_closed_is_told_with_its_code():
    error = start_error(discord.ConnectionClosed(Closed(), shard_id=None, code=4999))

    assert isinstance(error, UnreachableError)
    assert "(code 4999)" in str(error)


class Closed:
    """As much of a websocket as the library's error looks at."""

    close_code = 4999


def test_what_an_asker_is_told_is_not_logged_as_an_error(caplog):
    caplog.set_level(logging.WARNING)
    told(QuestionError("Ask a question with a word in it."))

    assert caplog.text == ""
