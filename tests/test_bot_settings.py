import logging
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, TokenError, load_env_file, load_settings, variable_names
from index.errors import SettingsError

EXAMPLE = Path(__file__).parent.parent / ".env.example"
TOKEN = "MTIz.abc-DEF_456"


def test_nothing_needs_to_be_set():
    settings = load_settings(environ={})

    assert settings.model_dump() == {
        "discord_token": None,
        "home": Path("newshound-data"),
        "sources": Path("sources.toml"),
        "model": "extractive",
        "model_timeout": 60.0,
        "model_retries": 2,
        "model_tokens": 0,
        "prompts": None,
        "template": "answer",
        "support": "words+meaning",
        "ledger_days": 90,
        "embedder": "",
        "reranker": "",
        "timezone": "",
        "stale_days": 7,
        "threads": 1,
        "queue": 250,
        "asker_limit": 6,
        "direct_messages": True,
        "user_installs": False,
        "discord_api": None,
        "discord_gateway": None,
        "log_level": "WARNING",
    }


def test_every_setting_is_read_from_its_variable():
    settings = load_settings(
        environ={
            "DISCORD_TOKEN": f" {TOKEN}\n",
            "NEWSHOUND_HOME": "/srv/news",
            "NEWSHOUND_SOURCES": "~/sources.toml",
            "NEWSHOUND_MODEL": "openai:gpt-5-mini",
            "NEWSHOUND_MODEL_TIMEOUT": "2.5",
            "NEWSHOUND_MODEL_RETRIES": "0",
            "NEWSHOUND_MODEL_TOKENS": "2000",
            "NEWSHOUND_PROMPTS": "/srv/prompts",
            "NEWSHOUND_TEMPLATE": "answer_short",
            "NEWSHOUND_SUPPORT": "models/nli",
            "NEWSHOUND_LEDGER_DAYS": "7",
            "NEWSHOUND_EMBEDDER": "models/other",
            "NEWSHOUND_RERANKER": "models/cross",
            "NEWSHOUND_TIMEZONE": "Europe/Vienna",
            "NEWSHOUND_STALE_DAYS": "0",
            "NEWSHOUND_THREADS": "4",
            "NEWSHOUND_QUEUE": "9",
            "NEWSHOUND_ASKER_LIMIT": "2",
            "NEWSHOUND_DIRECT_MESSAGES": "no",
            "NEWSHOUND_USER_INSTALLS": "Yes",
            "NEWSHOUND_DISCORD_API": "http://127.0.0.1:8000/api/v10/",
            "NEWSHOUND_DISCORD_GATEWAY": "ws://127.0.0.1:8001",
            "NEWSHOUND_LOG_LEVEL": "debug",
        }
    )

    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.model_dump(exclude={"discord_token"}) == {
        "home": Path("/srv/news"),
        "sources": Path("~/sources.toml").expanduser(),
        "model": "openai:gpt-5-mini",
        "model_timeout": 2.5,
        "model_retries": 0,
        "model_tokens": 2000,
        "prompts": Path("/srv/prompts"),
        "template": "answer_short",
        "support": "models/nli",
        "ledger_days": 7,
        "embedder": "models/other",
        "reranker": "models/cross",
        "timezone": "Europe/Vienna",
        "stale_days": 0,
        "threads": 4,
        "queue": 9,
        "asker_limit": 2,
        "direct_messages": False,
        "user_installs": True,
        "discord_api": "http://127.0.0.1:8000/api/v10",
        "discord_gateway": "ws://127.0.0.1:8001",
        "log_level": "DEBUG",
    }


def test_the_process_environment_is_read_by_default(monkeypatch):
    monkeypatch.setenv("NEWSHOUND_THREADS", "3")

    assert load_settings().threads == 3


def test_a_given_mapping_is_not_completed_from_the_process_environment(monkeypatch):
    monkeypatch.setenv("NEWSHOUND_THREADS", "3")

    assert load_settings(environ={}).threads == 1


def test_a_given_home_wins_over_its_variable(tmp_path):
    assert load_settings(home=tmp_path, environ={"NEWSHOUND_HOME": "/elsewhere"}).home == tmp_path


def test_a_home_below_the_users_own_folder_is_found(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))

    assert load_settings(environ={"NEWSHOUND_HOME": "~/news"}).home == tmp_path / "news"


@pytest.mark.parametrize("name", variable_names())
@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_variable_counts_as_unset(name, blank):
    assert load_settings(environ={name: blank}) == load_settings(environ={})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("NEWSHOUND_HOME", "~no-such-user-here/news", "the path of a folder"),
        ("NEWSHOUND_MODEL_TIMEOUT", "0", "a number of seconds above 0 and not above 86400"),
        ("NEWSHOUND_MODEL_TIMEOUT", "-1", "a number of seconds above 0 and not above 86400"),
        ("NEWSHOUND_MODEL_TIMEOUT", "inf", "a number of seconds above 0 and not above 86400"),
        ("NEWSHOUND_MODEL_TIMEOUT", "nan", "a number of seconds above 0 and not above 86400"),
        ("NEWSHOUND_MODEL_TIMEOUT", "soon", "a number of seconds above 0 and not above 86400"),
        ("NEWSHOUND_MODEL_RETRIES", "-1", "a whole number from 0 to 10"),
        ("NEWSHOUND_MODEL_RETRIES", "11", "a whole number from 0 to 10"),
        ("NEWSHOUND_MODEL_RETRIES", "1.5", "a whole number from 0 to 10"),
        ("NEWSHOUND_MODEL_TOKENS", "-1", "a whole number of tokens, or 0 for what the prompt's own template allows"),
        ("NEWSHOUND_LEDGER_DAYS", "-1", "a whole number of days from 0 to 36500; 0 keeps no answer"),
        ("NEWSHOUND_STALE_DAYS", "-1", "a whole number of days from 0 to 36500; 0 never warns"),
        ("NEWSHOUND_THREADS", "0", "a whole number from 1 to 256"),
        ("NEWSHOUND_THREADS", "many", "a whole number from 1 to 256"),
        ("NEWSHOUND_DISCORD_API", "discord.com", "an address that begins with http:// or https://"),
        ("NEWSHOUND_DISCORD_API", "ws://127.0.0.1", "an address that begins with http:// or https://"),
        ("NEWSHOUND_DISCORD_API", "http://", "an address that begins with http:// or https://"),
        ("NEWSHOUND_DISCORD_GATEWAY", "http://127.0.0.1", "an address that begins with ws:// or wss://"),
        ("NEWSHOUND_DISCORD_GATEWAY", "ws://[::1", "an address that begins with ws:// or wss://"),
        ("NEWSHOUND_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_is_allowed(name, value, allowed):
    with pytest.raises(SettingsError) as caught:
        load_settings(environ={name: value})

    assert str(caught.value) == f"{name} is {value!r}, but must be {allowed}; change it in the environment or in .env"


def test_a_long_value_is_shown_shortened():
    with pytest.raises(SettingsError, match=f"is '{'x' * 60}…', but"):
        load_settings(environ={"NEWSHOUND_THREADS": "x" * 10_000})


@pytest.mark.parametrize("token", [f"Bot {TOKEN}", f'"{TOKEN}"', f"{TOKEN}\n{TOKEN}", f"{TOKEN}é"])
def test_what_cannot_be_a_token_is_refused_without_showing_it(token):
    with pytest.raises(SettingsError, match="DISCORD_TOKEN") as caught:
        load_settings(environ={"DISCORD_TOKEN": token})

    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_token_is_not_in_what_settings_print():
    settings = load_settings(environ={"DISCORD_TOKEN": TOKEN})

    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        load_settings(environ={}).threads = 2


def test_a_mistyped_name_is_reported_with_the_nearest_one(caplog):
    with caplog.at_level(logging.WARNING):
        load_settings(environ={"NEWSHOUND_MODLE": "openai:gpt-5-mini", "OTHER": "x"})

    assert [record.getMessage() for record in caplog.records] == [
        "NEWSHOUND_MODLE is not a setting of Newshound and does nothing; did you mean NEWSHOUND_MODEL?"
    ]


def test_the_env_file_fills_what_the_environment_does_not_set(tmp_path):
    path = tmp_path / ".env"
    path.write_text(
        "# keys\nOPENAI_API_KEY='sk-${1}'\nexport NEWSHOUND_THREADS=2\nDISCORD_TOKEN=from-file\nNEWSHOUND_MODEL\n"
    )
    environ = {"NEWSHOUND_THREADS": "8", "DISCORD_TOKEN": ""}

    load_env_file(path, environ)

    assert environ == {"NEWSHOUND_THREADS": "8", "DISCORD_TOKEN": "", "OPENAI_API_KEY": "sk-${1}"}


def test_the_env_file_of_the_working_directory_goes_into_the_process_environment(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("NEWSHOUND_THREADS=5\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSHOUND_THREADS", "1")
    monkeypatch.delenv("NEWSHOUND_THREADS")

    load_env_file()

    assert load_settings().threads == 5


def test_no_env_file_is_fine(tmp_path):
    environ: dict[str, str] = {}

    load_env_file(tmp_path / ".env", environ)

    assert environ == {}


def test_an_env_file_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / ".env"
    path.write_bytes("\ufeffNEWSHOUND_THREADS=2\r\n".encode())
    environ: dict[str, str] = {}

    load_env_file(path, environ)

    assert environ == {"NEWSHOUND_THREADS": "2"}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"NEWSHOUND_THREADS=2\nwhat is this\n", "line 2 of {path} is not of the form NAME=value; mend that line"),
        (b"NEWSHOUND_HOME=\xff\xfe\n", "{path} is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_broken_env_file_is_named_and_sets_nothing(tmp_path, content, complaint):
    path = tmp_path / ".env"
    path.write_bytes(content)
    environ: dict[str, str] = {}

    with pytest.raises(SettingsError) as caught:
        load_env_file(path, environ)

    assert str(caught.value) == complaint.format(path=path)
    assert environ == {}


def test_an_env_file_that_is_a_folder_is_named(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load_env_file(tmp_path, {})

    assert str(caught.value) == f"{tmp_path} can't be read (Is a directory); mend or remove it"


def test_the_example_file_lists_exactly_the_settings_in_their_order():
    listed = re.findall(r"^# ([A-Z_]+)=", EXAMPLE.read_text(), flags=re.MULTILINE)

    assert listed == variable_names()


def test_the_example_file_shows_the_defaults():
    shown = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", EXAMPLE.read_text(), flags=re.MULTILINE))

    assert load_settings(environ=shown) == load_settings(environ={})
    assert {name for name, value in shown.items() if not value.strip()} == {
        field.alias for field in Settings.model_fields.values() if field.default in {None, ""}
    }


def test_each_setting_in_the_example_file_has_one_line_of_purpose():
    blocks = EXAMPLE.read_text().split("\n\n")
    settings = [block.splitlines() for block in blocks if re.search(r"^# [A-Z_]+=", block, flags=re.MULTILINE)]

    assert [len(lines) for lines in settings] == [2] * len(variable_names())
    assert all(re.fullmatch(r"# \w.*\.", purpose) for purpose, _ in settings)


def test_the_example_file_can_be_used_as_it_is(tmp_path):
    environ: dict[str, str] = {}

    load_env_file(EXAMPLE, environ)

    assert environ == {}


def test_what_is_no_token_is_an_error_of_its_own_whose_exit_code_stops_restarts():
    with pytest.raises(TokenError) as caught:
        load_settings(environ={"DISCORD_TOKEN": "a b"})
    with pytest.raises(SettingsError) as other:
        load_settings(environ={"NEWSHOUND_THREADS": "many"})

    assert caught.value.exit_code == 78
    assert not isinstance(other.value, TokenError)


def test_a_source_file_that_somebody_named_is_told_from_the_default_one():
    assert not load_settings(environ={}).names_sources
    assert load_settings(environ={"NEWSHOUND_SOURCES": "sources.toml"}).names_sources
