"""The doctor's checks of settings, sources, token, chat model and ledger; no check can hang, or hide another."""

import base64
import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from chat_server import Response, chat_server
from hypothesis import given
from hypothesis import strategies as st
from made_index import NOW

from bot.check_list import Check, all_checks
from bot.diagnosis import Case, check_discord, check_ledger, check_settings, check_sources, has_token_shape
from bot.diagnosis_models import check_chat_model, check_embedder, check_reranker, check_support
from bot.examining import examine
from bot.ledger import Ledger
from bot.settings import load_settings
from index.finding import Scope

TOKEN = f"{base64.urlsafe_b64encode(b'123456789012345678').decode().rstrip('=')}.GaBcDe.made-up_words-of-a-test"
MODELS = b'{"object": "list", "data": [{"id": "parrot", "object": "model"}, {"id": "magpie"}]}'


def case(home, *, quick=True, **environ):
    """A case with these variables set."""
    settings = load_settings(home.folder, environ)
    return Case(scope=Scope(home=home, signature="s", now=NOW, quick=quick), settings=settings, environ=environ)


# Settings


def test_settings_that_are_known_are_well(home):
    finding = check_settings(case(home, NEWSHOUND_THREADS="2", NEWSHOUND_LOG_LEVEL="INFO", PATH="/bin"))

    assert (finding.status, finding.found) == ("ok", "2 variables set, each known")


def test_a_mistyped_variable_is_told_with_the_nearest_one(home):
    finding = check_settings(case(home, NEWSHOUND_MODLE="x", NEWSHOUND_WHAT="y"))

    assert finding.status == "warning"
    assert finding.found == "NEWSHOUND_MODLE is not a setting and does nothing, and 1 more"
    assert "NEWSHOUND_MODEL " in finding.fix


def test_no_source_file_is_well_until_one_is_named(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert check_sources(case(home)).status == "ok"
    finding = check_sources(case(home, NEWSHOUND_SOURCES="other.toml"))
    assert finding.status == "wrong"
    assert "other.toml" in finding.found
    assert finding.fix


def test_a_source_file_is_read(home, tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text('[[source]]\npath = "news"\n[[source]]\nfeed = "https://quill.example/feed"\n')

    gone = check_sources(case(home, NEWSHOUND_SOURCES=str(path)))
    (tmp_path / "news").mkdir()
    there = check_sources(case(home, NEWSHOUND_SOURCES=str(path)))
    path.write_text('[[source]]\nsnapshto = true\npath = "news"\n')
    broken = check_sources(case(home, NEWSHOUND_SOURCES=str(path)))

    assert (gone.status, there.status, broken.status) == ("warning", "ok", "wrong")
    assert "1 source of 2 not there" in gone.found
    assert "2 sources (1 path, 1 feed)" in there.found
    assert "snapshto" in broken.found
    assert gone.fix
    assert broken.fix


# Discord


def test_no_token_is_for_the_terminal_alone(home):
    finding = check_discord(case(home))

    assert (finding.status, finding.found) == ("ok", "DISCORD_TOKEN is not set (terminal only)")


def test_a_token_of_the_right_shape_is_never_shown(home):
    for environ, status in (
        ({}, "ok"),
        ({"NEWSHOUND_DISCORD_API": "http://localhost:1/api"}, "warning"),
        ({"NEWSHOUND_DISCORD_GATEWAY": "ws://localhost:1"}, "warning"),
    ):
        finding = check_discord(case(home, DISCORD_TOKEN=TOKEN, **environ))

        assert finding.status == status
        assert not any(part in finding.found + finding.fix for part in TOKEN.split("."))
        assert all(address in finding.found for address in environ.values())


@pytest.mark.parametrize(
    "token",
    ["123456789012345678", "a.b.c", TOKEN.replace(".", ""), TOKEN + ".more", "." + TOKEN[5:], "ÄÖ..x", "MTIz.a.b"],
)
def test_what_is_no_token_is_told_and_never_shown(home, token):
    assert not has_token_shape(token)
    if token.isascii():
        finding = check_discord(case(home, DISCORD_TOKEN=token))

        assert finding.status == "wrong"
        assert token not in finding.found + finding.fix
        assert "developer portal" in finding.fix


@given(st.text())
def test_any_text_has_the_shape_of_a_token_or_not(text):
    assert has_token_shape(text) in {True, False}


# The chat model


def test_no_chat_model_needs_no_server(home):
    assert check_chat_model(case(home)).status == "ok"


@pytest.mark.parametrize(
    ("model", "found", "fix"),
    [
        ("gpt", "no provider or no model", "openai:"),
        ("openai:", "no provider or no model", "openai:"),
        ("openai:gpt-5-mini", "OPENAI_API_KEY is not set", "OPENAI_API_KEY"),
        ("nosuch:thing", "langchain-nosuch is not installed", "pip install langchain-nosuch"),
        ("../evil:thing", "is not installed", "openai"),
    ],
)
def test_what_a_chat_model_lacks_is_told(home, model, found, fix):
    finding = check_chat_model(case(home, NEWSHOUND_MODEL=model))

    assert finding.status == "wrong"
    assert found in finding.found
    assert fix in finding.fix


@pytest.mark.parametrize(
    ("response", "status", "found"),
    [
        (Response(body=MODELS), "ok", "lists the model among 2"),
        (Response(body=MODELS.replace(b"parrot", b"wren")), "warning", "lists 2 models, and parrot is none of them"),
        (Response(status=404), "ok", "answers"),
        (Response(body=b"<html>"), "ok", "answers"),
        (Response(body=b"[" * 100_000), "ok", "answers"),
        (Response(body=b'{"data": [1, null, {"id": ["x"]}]}'), "warning", "lists 1 model"),
        (Response(status=401), "wrong", "did not accept the key (401)"),
        (Response(status=503), "warning", "answered with 503"),
        (Response(status=429), "warning", "answered with 429"),
        (Response(body=b"x" * 5_000_001), "wrong", "too long"),
    ],
)
def test_a_chat_models_server_is_asked_for_its_list(home, response, status, found):
    with chat_server(response) as server:
        environ = {"OPENAI_BASE_URL": server.address, "OPENAI_API_KEY": "made-up-key"}
        finding = check_chat_model(case(home, NEWSHOUND_MODEL="openai:parrot", **environ))

    assert finding.status == status
    assert found in finding.found
    assert bool(finding.fix) == (status != "ok")
    assert "made-up-key" not in finding.found + finding.fix
    assert [(asked.path, asked.authorization) for asked in server.requests] == [("/v1/models", "Bearer made-up-key")]


def test_a_server_that_never_answers_is_out_of_reach(home, monkeypatch):
    monkeypatch.setattr("bot.diagnosis_models.SERVER_SECONDS", 0.2)
    with chat_server(Response(never=True)) as server:
        finding = check_chat_model(case(home, NEWSHOUND_MODEL="openai:parrot", OPENAI_BASE_URL=server.address))

    assert finding.status == "wrong"
    assert "could not be reached (no answer within 0.2 s)" in finding.found


def test_a_server_that_is_not_there_is_out_of_reach(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        # Bound and not listening, so that nobody else does there.
        for address in (f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "http://[::bad", "no address", "http://\x00"):
            finding = check_chat_model(case(home, NEWSHOUND_MODEL="openai:parrot", OPENAI_BASE_URL=address))

            assert finding.status == "wrong"
            assert "could not be reached" in finding.found
            assert "OPENAI_BASE_URL" in finding.fix


def test_a_key_that_can_t_be_sent_is_a_finding(home):
    with chat_server(Response(body=MODELS)) as server:
        environ = {"OPENAI_BASE_URL": server.address, "OPENAI_API_KEY": "clé\nof two lines"}
        finding = check_chat_model(case(home, NEWSHOUND_MODEL="openai:parrot", **environ))

    assert finding.status == "wrong"
    assert urlsplit(server.address).netloc in finding.found


# Models


def test_models_that_are_not_set_are_well_and_others_wait_for_a_long_look(home):
    assert check_reranker(case(home)).status == check_support(case(home)).status == "ok"
    assert check_reranker(case(home, NEWSHOUND_RERANKER="x")).status == "skipped"
    assert check_support(case(home, NEWSHOUND_SUPPORT="x")).status == "skipped"


@pytest.mark.model
def test_models_that_don_t_load_are_told(home, tmp_path):
    (tmp_path / "empty").mkdir()
    folder = str(tmp_path / "empty")

    for check, variable in (
        (check_reranker, "NEWSHOUND_RERANKER"),
        (check_support, "NEWSHOUND_SUPPORT"),
        (check_embedder, "NEWSHOUND_EMBEDDER"),
    ):
        finding = check(case(home, quick=False, **{variable: folder}))

        assert finding.status == "wrong"
        assert "empty" in finding.found
        assert variable in finding.fix


@pytest.mark.model
def test_the_shipped_model_is_well(home):
    finding = check_embedder(case(home, quick=False))

    assert finding.status == "ok"
    assert "384 numbers" in finding.found


# The ledger


def test_a_ledger_is_looked_at(home):
    home.folder.mkdir()
    none = check_ledger(case(home))
    assert not home.ledger.exists()
    ledger = Ledger(home.ledger, 90)
    ledger.keep({"id": "abcd1234", "question": "Who opened the quay?"}, ())

    for quick in (True, False):
        finding = check_ledger(case(home, quick=quick))

        assert (none.status, finding.status) == ("ok", "ok")
        assert "whole, 1 receipt" in finding.found


def newer(path):
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 77")


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda path: path.write_bytes(b"no ledger" * 500), "can't be read as a ledger"),
        (lambda path: path.mkdir(), "can't be read"),
        (newer, "has schema 77"),
    ],
)
def test_a_ledger_that_can_t_be_used_is_told(home, damage, found):
    home.folder.mkdir()
    damage(home.ledger)

    finding = check_ledger(case(home))

    assert finding.status == "wrong"
    assert found in finding.found
    assert finding.fix


# The process in which they run


def made(name, place):
    return Check(name=name, place=place, mend=f"mend {name}")


def test_what_hangs_fails_or_ends_the_process_hides_nothing(home, tmp_path):
    home.folder.mkdir()
    os.mkfifo(home.current)
    wanted = [
        made("a", "bot.diagnosis:check_settings"),
        made("hangs", "index.checkup_edition:check_edition"),
        made("b", "bot.diagnosis:check_settings"),
        made("fails", "bot.diagnosis:has_token_shape"),
        made("is not there", "bot.nowhere:check"),
        made("ends", "sys:exit"),
        made("c", "bot.diagnosis:check_settings"),
    ]

    found = dict(examine(home.folder, wanted, quick=True, seconds=3.0))

    assert list(found) == [one.name for one in wanted]
    assert [found[name].status for name in "abc"] == ["ok"] * 3
    for name, why in (
        ("fails", "AttributeError"),
        ("is not there", "ModuleNotFoundError"),
        ("ends", "its process ended with 1"),
    ):
        assert (found[name].status, found[name].fix) == ("wrong", f"mend {name}")
        assert why in found[name].found
    assert (found["hangs"].status, found["hangs"].found) == ("wrong", "it could not be looked at within 3 s")
    assert "newshound doctor" in found["hangs"].fix


def test_every_check_is_there_and_has_a_name_of_its_own():
    checks = all_checks()

    assert len({check.name for check in checks}) == len({check.place for check in checks}) == len(checks)
    for check in checks:
        module, name = check.place.split(":")
        assert f"def {name}(" in (Path(__file__).parent.parent / f"{module.replace('.', '/')}.py").read_text()
        assert check.mend
