"""What an operator can set, read once from environment variables and checked before anything starts.

`.env` is loaded into the environment and not only into `Settings`, because the chat models' libraries read their own
variables (`OPENAI_API_KEY`, `OPENAI_BASE_URL` and the like) from there.
"""

import difflib
import logging
import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, SettingsConfigDict

from index.errors import SettingsError

logger = logging.getLogger(__name__)

SHOWN_VALUE_LIMIT_CHARACTERS = 60


class TokenError(SettingsError):
    """The bot's token is missing or is none; a program should exit with `exit_code`, for no restart can help."""

    exit_code = 78  # EX_CONFIG of sysexits.h


def _expand_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError("no such user") from error


def _check_token(token: SecretStr) -> SecretStr:
    # It becomes an HTTP header, where anything else would fail far from here and with the token in the message.
    if not all("!" <= character <= "~" and character not in "\"'" for character in token.get_secret_value()):
        raise ValueError("not a token")
    return token


def _check_address(address: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(address)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError("not an address")
    return address.rstrip("/")


def _check_http_address(address: str) -> str:
    return _check_address(address, ("http", "https"))


def _check_websocket_address(address: str) -> str:
    return _check_address(address, ("ws", "wss"))


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name or "UTC")
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise ValueError("no time zone") from error
    return name


def _to_upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


class Settings(BaseSettings):
    """The settings of one run; each field's alias is its variable, each description says what is allowed."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=True, str_strip_whitespace=True)

    discord_token: Annotated[SecretStr, AfterValidator(_check_token)] | None = Field(
        default=None,
        alias="DISCORD_TOKEN",
        description="the token of the bot from Discord's developer portal, without spaces or quotation marks",
    )
    home: Annotated[Path, AfterValidator(_expand_home)] = Field(
        default=Path("newshound-data"),
        alias="NEWSHOUND_HOME",
        description="the path of a folder",
    )
    sources: Annotated[Path, AfterValidator(_expand_home)] = Field(
        default=Path("sources.toml"),
        alias="NEWSHOUND_SOURCES",
        description="the path of a file",
    )
    model: str = Field(
        default="extractive",
        alias="NEWSHOUND_MODEL",
        description="extractive, or a provider and its model such as openai:gpt-5-mini",
    )
    model_timeout: float = Field(
        default=60,
        gt=0,
        le=86_400,
        allow_inf_nan=False,
        alias="NEWSHOUND_MODEL_TIMEOUT",
        description="a number of seconds above 0 and not above 86400",
    )
    model_retries: int = Field(
        default=2,
        ge=0,
        le=10,
        alias="NEWSHOUND_MODEL_RETRIES",
        description="a whole number from 0 to 10",
    )
    model_tokens: int = Field(
        default=0,
        ge=0,
        le=10_000_000,
        alias="NEWSHOUND_MODEL_TOKENS",
        description="a whole number of tokens, or 0 for what the prompt's own template allows",
    )
    prompts: Annotated[Path, AfterValidator(_expand_home)] | None = Field(
        default=None,
        alias="NEWSHOUND_PROMPTS",
        description="the path of a folder that holds templates, cases or recordings of your own",
    )
    template: str = Field(
        default="answer",
        alias="NEWSHOUND_TEMPLATE",
        description="the name of a prompt template for answers, such as answer or answer_short",
    )
    support: str = Field(
        default="words+meaning",
        alias="NEWSHOUND_SUPPORT",
        description="words+meaning, words, meaning, or the folder or the hub name of a cross-encoder",
    )
    ledger_days: int = Field(
        default=90,
        ge=0,
        le=36_500,
        alias="NEWSHOUND_LEDGER_DAYS",
        description="a whole number of days from 0 to 36500; 0 keeps no answer",
    )
    embedder: str = Field(
        default="",
        alias="NEWSHOUND_EMBEDDER",
        description="the folder or the hub name of a sentence-transformers model, or empty for the shipped one",
    )
    reranker: str = Field(
        default="",
        alias="NEWSHOUND_RERANKER",
        description="the folder or the hub name of a sentence-transformers cross-encoder, or empty for none",
    )
    timezone: Annotated[str, AfterValidator(_check_zone)] = Field(
        default="",
        alias="NEWSHOUND_TIMEZONE",
        description="a time zone such as Europe/Vienna, or empty for the machine's own",
    )
    stale_days: int = Field(
        default=7,
        ge=0,
        le=36_500,
        alias="NEWSHOUND_STALE_DAYS",
        description="a whole number of days from 0 to 36500; 0 never warns",
    )
    threads: int = Field(
        default=1,
        ge=1,
        le=256,
        alias="NEWSHOUND_THREADS",
        description="a whole number from 1 to 256",
    )
    queue: int = Field(
        default=250,
        ge=1,
        le=10_000,
        alias="NEWSHOUND_QUEUE",
        description="a whole number of questions from 1 to 10000",
    )
    asker_limit: int = Field(
        default=6,
        ge=1,
        le=600,
        alias="NEWSHOUND_ASKER_LIMIT",
        description="a whole number of questions a minute from 1 to 600",
    )
    direct_messages: bool = Field(
        default=True,
        alias="NEWSHOUND_DIRECT_MESSAGES",
        description="yes or no",
    )
    user_installs: bool = Field(
        default=False,
        alias="NEWSHOUND_USER_INSTALLS",
        description="yes or no",
    )
    discord_api: Annotated[str, AfterValidator(_check_http_address)] | None = Field(
        default=None,
        alias="NEWSHOUND_DISCORD_API",
        description="an address that begins with http:// or https://",
    )
    discord_gateway: Annotated[str, AfterValidator(_check_websocket_address)] | None = Field(
        default=None,
        alias="NEWSHOUND_DISCORD_GATEWAY",
        description="an address that begins with ws:// or wss://",
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_to_upper)] = Field(
        default="WARNING",
        alias="NEWSHOUND_LOG_LEVEL",
        description="DEBUG, INFO, WARNING or ERROR",
    )

    @property
    def names_sources(self) -> bool:
        """Whether somebody has named the source file, which then has to be there."""
        return "sources" in self.model_fields_set


def variable_names() -> list[str]:
    """The environment variables that are settings, in the order in which people should read of them."""
    return [field.alias for field in Settings.model_fields.values() if field.alias is not None]


def load_settings(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environ` holds (by default this process's environment).

    `home`, when given, wins over its variable. A variable that is empty or blank counts as unset.

    Raises:
        SettingsError: a variable holds what it can't; the message names it, and never shows a token. A TokenError where
            that variable is the token.
    """
    found = {name: value for name, value in (os.environ if environ is None else environ).items() if value.strip()}
    _warn_of_unknown(found)
    source = EnvSettingsSource(Settings)
    source.env_vars = found
    given = InitSettingsSource(Settings, {} if home is None else {"NEWSHOUND_HOME": home})
    try:
        return Settings(_build_sources=((given, source), {}))
    except ValidationError as error:
        # Not `from error`: its text, which a traceback would show, holds the token.
        raise _complaint(error, found) from None


def load_env_file(path: Path = Path(".env"), environ: MutableMapping[str, str] | None = None) -> None:
    """Add the variables of the file at `path`, if there is one, to `environ` (by default this process's environment).

    What `environ` already holds, even an empty value, stays. Values are taken as written: `${NAME}` is not expanded.

    Raises:
        SettingsError: the file can't be read, or a line of it is not `NAME=value`.
    """
    target = os.environ if environ is None else environ
    try:
        with path.open(encoding="utf-8-sig") as file:
            bindings = list(parse_stream(file))
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsError(f"{path} can't be read ({error.strerror}); mend or remove it") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    broken = [binding.original.line for binding in bindings if binding.error]
    if broken:
        raise SettingsError(f"line {broken[0]} of {path} is not of the form NAME=value; mend that line")
    for binding in bindings:
        if binding.key is not None and binding.value is not None:
            target.setdefault(binding.key, binding.value)


def unknown_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that look like settings but are none, each with the setting whose name is nearest."""
    known = variable_names()
    unknown = (name for name in sorted(environ) if name.startswith("NEWSHOUND_") and name not in known)
    return {name: difflib.get_close_matches(name, known, n=1, cutoff=0)[0] for name in unknown}


def _warn_of_unknown(found: Mapping[str, str]) -> None:
    """Say which variables look like settings but are none, for a mistyped name would otherwise do nothing at all."""
    for name, nearest in unknown_variables(found).items():
        logger.warning("%s is not a setting of Newshound and does nothing; did you mean %s?", name, nearest)


def _complaint(error: ValidationError, found: Mapping[str, str]) -> SettingsError:
    """One sentence on the first setting that can't be used, as the error to raise."""
    variable = str(error.errors(include_input=False, include_context=False)[0]["loc"][0])
    [allowed] = [field.description for field in Settings.model_fields.values() if field.alias == variable]
    if variable == "DISCORD_TOKEN":
        return TokenError(f"{variable} holds something that can't be a token; it must be {allowed}")
    shown = found.get(variable, "")
    if len(shown) > SHOWN_VALUE_LIMIT_CHARACTERS:
        shown = f"{shown[:SHOWN_VALUE_LIMIT_CHARACTERS]}…"
    return SettingsError(f"{variable} is {shown!r}, but must be {allowed}; change it in the environment or in .env")
