"""What went wrong, said in one sentence: to the asker, and to the operator when the bot can't start."""

import logging
import secrets

import aiohttp
import discord
from discord import app_commands

from bot.discord_limits import CLOSED_WRONG_TOKEN
from bot.settings import TokenError
from index.errors import IndexFaultError, ModelError, NewshoundError, NoIndexError, PromptError, SettingsError
from prompts.question import LONGEST_QUESTION_CHARACTERS

logger = logging.getLogger(__name__)

# What sending to Discord can end in. The last three come from the network, and discord.py lets them through.
UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)

NO_ARTICLES = "I have no articles yet; please ask again once my operator has indexed some with `newshound reindex`."


# The full sentences name folders, variables and commands of the operator's machine.
INDEX_FAULT = "I can't read my articles at the moment; please tell my operator, whose log says why."
SETUP_FAULT = (
    "I can't answer at the moment, for something in my set-up fails; please tell my operator, whose log says why."
)


class StartError(SettingsError):
    """Discord won't let this bot in until its operator changes something; a program should exit with `exit_code`."""

    exit_code = TokenError.exit_code


class UnreachableError(NewshoundError):
    """Discord can't be reached or does not work; a program should exit with `exit_code`."""

    exit_code = 69  # EX_UNAVAILABLE of sysexits.h


def told(error: BaseException) -> str:
    """The sentence that an asker is told: of an error of ours its own, unless it is for the operator's eyes.

    What is not an error of ours is logged, and only its id is told.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    match error:
        case NoIndexError():
            return NO_ARTICLES
        case IndexFaultError() | ModelError() | PromptError() | SettingsError():
            logger.error("a question could not be answered: %s", error)
            return INDEX_FAULT if isinstance(error, IndexFaultError) else SETUP_FAULT
        case NewshoundError():
            logger.info("told an asker: %s", error)
            return str(error)
        case app_commands.TransformerError():
            return f"A question may have at most {LONGEST_QUESTION_CHARACTERS:,} characters; ask it in fewer words."
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "That command has changed since your Discord loaded it; restart Discord and use `/ask`."
    number = secrets.token_hex(3)
    logger.error("error %s", number, exc_info=error)
    return f"Something went wrong on my side (error id {number}); it is logged."


def start_error(error: Exception) -> NewshoundError:
    """Why the bot could not start or go on, as the operator should read it."""
    match error:
        case discord.LoginFailure():
            return _wrong_token()
        case discord.ConnectionClosed(code=code) if code == CLOSED_WRONG_TOKEN:
            return _wrong_token()
        case discord.PrivilegedIntentsRequired():
            return StartError(
                "Discord refused the intents of this bot; it needs no privileged one, so update Newshound and look"
                " under Bot at https://discord.com/developers/applications."
            )
        case discord.ConnectionClosed(code=code):
            return UnreachableError(f"Discord closed the connection for good (code {code}); start the bot again later.")
        case discord.HTTPException(status=status):
            return UnreachableError(
                f"Discord answered with HTTP status {status} while the bot was starting; try again later and look at"
                " https://discordstatus.com."
            )
    return UnreachableError("Discord can't be reached; check the network connection, then start the bot again.")


def _wrong_token() -> StartError:
    return StartError(
        "Discord does not know the bot token in DISCORD_TOKEN; copy it again (Bot, Reset Token, at"
        " https://discord.com/developers/applications) into the environment or .env."
    )
