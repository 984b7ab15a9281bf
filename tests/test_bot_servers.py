"""What servers want of the bot: kept across restarts, bounded, and never in the way of a start."""

import json
import logging
import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.servers import LARGEST_FILE_BYTES, Servers, ServersError, ServerSettings

NOBODY = 65_534
WANTED = ServerSettings(
    channels=frozenset({11, 12}),
    publishers=("The Orrin Post", "Tarn Täglich"),
    window_days=14,
    timezone="Europe/Vienna",
    private=True,
    corrections=True,
)
SNOWFLAKES = st.integers(min_value=0, max_value=(1 << 63) - 1)
LEAVES = st.none() | st.booleans() | st.integers() | st.text()
NAMES = st.sampled_from(["1", "format", "servers", "channels", "timezone"])
POSSIBLE = st.builds(
    ServerSettings,
    channels=st.frozensets(SNOWFLAKES, max_size=25),
    publishers=st.lists(st.sampled_from(["The Orrin Post", "Tarn Täglich", "塔恩报"]), max_size=3).map(tuple),
    window_days=st.none() | st.integers(1, 3650),
    timezone=st.sampled_from(["", "UTC", "Europe/Vienna", "America/Sao_Paulo"]),
    private=st.booleans(),
    corrections=st.booleans(),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "servers.json"


def test_a_server_that_has_said_nothing_gets_what_is_sensible(path):
    servers = Servers(path)

    assert servers.of(1) == servers.of(None) == ServerSettings()
    assert ServerSettings() == ServerSettings(
        channels=frozenset(), publishers=(), window_days=None, timezone="", private=False, corrections=False
    )
    assert not path.parent.exists()


def test_what_a_server_wants_counts_at_once_and_after_a_restart(path):
    servers = Servers(path)

    servers.change(1, WANTED)
    servers.change(2, ServerSettings(private=True))

    for one in (servers, Servers(path)):
        assert (one.of(1), one.of(2), one.of(3)) == (WANTED, ServerSettings(private=True), ServerSettings())
    assert [file.name for file in path.parent.iterdir()] == ["servers.json"]


def test_a_server_that_was_left_is_forgotten(path):
    servers = Servers(path)
    servers.change(1, WANTED)
    servers.change(2, WANTED)

    servers.forget(1)
    servers.forget(7)

    assert (servers.of(1), Servers(path).of(1), Servers(path).of(2)) == (ServerSettings(), ServerSettings(), WANTED)
    assert list(json.loads(path.read_text())["servers"]) == ["2"]


@settings(max_examples=40)
@given(st.dictionaries(SNOWFLAKES, POSSIBLE, max_size=4))
def test_all_that_can_be_wanted_is_read_as_it_was_written(tmp_path_factory, wanted):
    path = tmp_path_factory.mktemp("servers") / "servers.json"
    servers = Servers(path)
    for guild, one in wanted.items():
        servers.change(guild, one)

    again = Servers(path)

    assert {guild: again.of(guild) for guild in wanted} == wanted


@pytest.mark.parametrize(
    ("impossible", "told"),
    [
        ({"channels": frozenset(range(26))}, "26 channels; choose at most 25"),
        ({"channels": frozenset({-1})}, "choose channels of this server"),
        ({"channels": frozenset({1 << 63})}, "choose channels of this server"),
        ({"publishers": tuple(f"Post {number}" for number in range(11))}, "11 outlets; name at most 10"),
        ({"publishers": ("x" * 101,)}, "more than 100 characters"),
        ({"publishers": ("",)}, "is no name"),
        ({"publishers": ("a\nb",)}, "is no name"),
        ({"publishers": ("a\u202eb",)}, "is no name"),
        ({"window_days": 0}, "0 days can't be searched; give 1 to 3,650"),
        ({"window_days": 3651}, "3,651 days can't be searched"),
        ({"timezone": "Mars/Base"}, "no such time zone; write one such as Europe/Vienna"),
        ({"timezone": "../../etc/passwd"}, "no such time zone"),
        ({"timezone": "Europe"}, "no such time zone"),
        ({"timezone": "x" * 5000}, "no such time zone"),
        ({"timezone": "\ud800"}, "no such time zone"),
        ({"timezone": "a\0b"}, "no such time zone"),
    ],
)
def test_what_can_t_be_wanted_is_said_in_a_sentence(impossible, told):
    with pytest.raises(ServersError, match=told):
        ServerSettings(**impossible)


# What can go wrong


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"nothing of ours",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"format": 2, "servers": {}}',
        b'{"format": 1, "servers": []}',
        b'{"format": 1, "servers": {"1": ' + b"9" * 5000 + b"}}",
    ],
)
def test_a_damaged_file_costs_the_settings_and_not_the_start(path, caplog, damaged):
    path.parent.mkdir()
    path.write_bytes(damaged)

    with caplog.at_level(logging.WARNING):
        servers = Servers(path)

    assert servers.of(1) == ServerSettings()
    [record] = caplog.records
    [aside] = path.parent.iterdir()
    assert aside.read_bytes() == damaged
    assert aside.name in record.getMessage()
    servers.change(1, WANTED)
    assert Servers(path).of(1) == WANTED
    assert len(caplog.records) == 1


def test_what_can_be_read_of_a_damaged_file_counts(path, caplog):
    path.parent.mkdir()
    Servers(path).change(1, WANTED)
    written = json.loads(path.read_text())
    broken = {"channels": [11], "timezone": "Gone/Away", "window_days": True, "private": 1, "more": "of it"}
    written["servers"] |= {"2": broken, "three": {"private": True}, "4": None, "5": {"private": True, "newer": 1}}
    path.write_text(json.dumps(written))

    servers = Servers(path)

    for one in (servers, Servers(path)):
        assert (one.of(1), one.of(4), one.of(5)) == (WANTED, ServerSettings(), ServerSettings(private=True))
        assert one.of(2) == ServerSettings(channels=frozenset({11}))
    assert len(caplog.records) == 1
    assert "3 of 5 servers in it damaged" in caplog.text
    assert len(list(path.parent.iterdir())) == 2


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)))
def test_no_file_keeps_the_bot_from_starting(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("servers") / "servers.json"
    path.write_text(json.dumps({"format": 1, "servers": content}))

    assert isinstance(Servers(path).of(1), ServerSettings)


def test_a_file_that_is_too_large_is_none_of_ours(path, caplog):
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)

    assert Servers(path).of(1) == ServerSettings()
    assert len(caplog.records) == 1


def test_a_folder_in_its_place_is_moved_away(path, caplog):
    path.mkdir(parents=True)

    servers = Servers(path)
    servers.change(1, WANTED)

    assert Servers(path).of(1) == WANTED
    assert len(caplog.records) == 1


def test_what_can_t_be_kept_does_not_count():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "servers.json"
        servers = Servers(path)
        servers.change(1, WANTED)
        Path(folder).chmod(0o555)
        user = os.geteuid()
        os.seteuid(user or NOBODY)
        try:
            with pytest.raises(ServersError, match="may not be used by this user; mend its permissions"):
                servers.change(1, ServerSettings())
        finally:
            os.seteuid(user)
            Path(folder).chmod(0o755)

        assert servers.of(1) == Servers(path).of(1) == WANTED


def test_a_file_in_place_of_the_home_is_told(tmp_path):
    servers = Servers(tmp_path / "home" / "servers.json")
    (tmp_path / "home").write_text("a file")

    with pytest.raises(ServersError, match="is a file"):
        servers.change(1, WANTED)

    assert Servers(tmp_path / "home" / "servers.json").of(1) == ServerSettings()


def test_threads_may_change_at_once(path):
    servers = Servers(path)
    threads = [threading.Thread(target=servers.change, args=(number, WANTED)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    again = Servers(path)

    assert all(one.of(number) == WANTED for number in range(12) for one in (servers, again))


def test_what_is_wanted_is_looked_up_without_the_disk(path, monkeypatch):
    servers = Servers(path)
    servers.change(1, WANTED)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("a question must not wait for the disk"))

    assert servers.of(1) is servers.of(1)
    assert servers.of(1) == WANTED
