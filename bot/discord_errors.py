"""What went wrong, said in one sentence: to the asker, and to the operator when the bot can't start."""

import asyncio
import logging
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.discord_answer import sentence_view
from bot.discord_limits import CLOSED_WRONG_TOKEN
from bot.ledger_file import LedgerError
from bot.settings import TokenError
from index.errors import (
    BusyError,
    IndexFaultError,
    ModelError,
    NewshoundError,
    NoIndexError,
    PromptError,
    SettingsError,
    SourceError,
)
from prompts.question import LONGEST_QUESTION_CHARACTERS

logger = logging.getLogger(__name__)

# What sending to Discord can end in. The last three come from the network, and discord.py lets them through.
UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)

NO_ARTICLES = "I have no articles yet; please ask again when my operator has added some."

# The full sentences name folders, variables and commands of the operator's machine.
INDEX_FAULT = "I can't read my articles at the moment; please tell my operator, whose log says why."
SETUP_FAULT = (
    "I can't answer at the moment, for something in my set-up fails; please tell my operator, whose log says why."
)
LEDGER_FAULT = (
    "I can't look up or keep earlier answers at the moment; please ask anew, and tell my operator, whose log says why."
)
CHANGED_COMMAND = "That command has changed since your Discord loaded it; restart Discord and use /ask."
TOO_LONG = f"A question may have at most {LONGEST_QUESTION_CHARACTERS:,} characters; ask it in fewer words."
BAD_OPTION = "What you gave for one of the options can't be used; leave that option out, or choose from its list."
MANAGERS_ONLY = "That command is for people who may manage this server; please ask one of them."
SERVERS_ONLY = "That command works in a server only; use it in one of its channels."
NOT_HERE = "You can't use that here; use /ask instead."

UNREACHABLE = "Discord can't be reached; check the network connection, then start the bot again."

_FOR_OPERATORS = (BusyError, IndexFaultError, LedgerError, ModelError, PromptError, SettingsError, SourceError)

# The first one that fits counts.
_COMMANDS: Mapping[type[app_commands.AppCommandError], str] = {
    app_commands.TransformerError: BAD_OPTION,
    app_commands.MissingPermissions: MANAGERS_ONLY,
    app_commands.NoPrivateMessage: SERVERS_ONLY,
    app_commands.CheckFailure: NOT_HERE,
    app_commands.CommandNotFound: CHANGED_COMMAND,
    app_commands.CommandSignatureMismatch: CHANGED_COMMAND,
}

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
CLOSED_WRONG_INTENTS = 4014
_OLD = "Discord no longer speaks with this version of the bot (code {}); update Newshound and its packages."
_CLOSED: Mapping[int, str] = {
    CLOSED_WRONG_TOKEN: (
        "Discord does not know the bot token in DISCORD_TOKEN; copy it again (Bot, Reset Token, at"
        " https://discord.com/developers/applications) into the environment or .env."
    ),
    CLOSED_WRONG_INTENTS: (
        "Discord refused the intents of this bot; it needs no privileged one, so update Newshound and look under Bot at"
        " https://discord.com/developers/applications."
    ),
    4011: (
        "The bot is in more servers than Discord allows one connection (code 4011), and Newshound opens only one;"
        " remove it from some of them."
    ),
    **{code: _OLD.format(code) for code in (4010, 4012, 4013)},
}
"""Why Discord closes a connection for good; no restart helps before a person has changed something."""


class StartError(SettingsError):
    """Discord won't let this bot in until its operator changes something; a program should exit with `exit_code`."""

    exit_code = TokenError.exit_code


class UnreachableError(NewshoundError):
    """Discord can't be reached or does not work; a program should exit with `exit_code`."""

    exit_code = 69  # EX_UNAVAILABLE of sysexits.h


def told(error: BaseException) -> str:
    """The sentence that an asker is told: of an error of ours its own, unless it is for the operator's eyes.

    What is not an error of ours is logged, and only its id is told. `told_view` says when to ask again besides.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, NewshoundError):
        return _told_of_ours(error)
    if isinstance(error, app_commands.AppCommandError) and (sentence := _told_of_command(error)) is not None:
        return sentence
    number = secrets.token_hex(3)
    logger.error("error %s", number, exc_info=error)
    return (
        f"Something went wrong on my side (error id {number}); it is logged. Please ask again, or give my operator"
        " that id."
    )


def told_view(error: BaseException) -> discord.ui.LayoutView:
    """What an asker is shown where something went wrong: the sentence, and when or where to ask where that is known."""
    original = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    until = getattr(original, "until", None)
    return sentence_view(
        told(error), again=until if isinstance(until, datetime) else None, channels=getattr(original, "channels", ())
    )


def _told_of_ours(error: NewshoundError) -> str:
    if isinstance(error, NoIndexError):
        return NO_ARTICLES
    # What the system refused names paths, whatever the class.
    if isinstance(error, _FOR_OPERATORS) or isinstance(error.__cause__, OSError | sqlite3.Error):
        logger.error("a question could not be answered: %s", error)
        match error:
            case IndexFaultError():
                return INDEX_FAULT
            case LedgerError():
                return LEDGER_FAULT
        return SETUP_FAULT
    logger.info("told an asker: %s", error)
    return str(error)


def _told_of_command(error: app_commands.AppCommandError) -> str | None:
    match error:
        case app_commands.TransformerError(value=str(value)) if len(value) > LONGEST_QUESTION_CHARACTERS:
            return TOO_LONG
        case app_commands.CommandOnCooldown(retry_after=seconds):
            return f"That was too soon after the last time; please ask again in {ceil(seconds):,} seconds."
    return next((sentence for kind, sentence in _COMMANDS.items() if isinstance(error, kind)), None)


def log_failure(task: asyncio.Task[Any]) -> None:
    """Log what a task of the bot's own ended in, for nobody awaits it; a callback for when it is done."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s failed", task.get_name(), exc_info=error)


def start_error(error: Exception) -> NewshoundError:
    """Why the bot could not start or go on, as the operator should read it."""
    match error:
        case discord.LoginFailure():
            return StartError(_CLOSED[CLOSED_WRONG_TOKEN])
        case discord.PrivilegedIntentsRequired():
            return StartError(_CLOSED[CLOSED_WRONG_INTENTS])
        case discord.ConnectionClosed(code=code) if code in _CLOSED:
            return StartError(_CLOSED[code])
        case discord.ConnectionClosed(code=code):
            return UnreachableError(f"Discord closed the connection for good (code {code}); start the bot again later.")
        case discord.HTTPException(status=status):
            return UnreachableError(
                f"Discord answered with HTTP status {status} while the bot was starting; try again later and look at"
                " https://discordstatus.com."
            )
    return UnreachableError(UNREACHABLE)
