"""The whole bot process against the loopback Discord: real sockets, real signals, a made-up answerer."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from loopback import LoopbackDiscord
from loopback_payloads import User, walk_components

EPHEMERAL = 1 << 6
ROOT = Path(__file__).parent.parent

# What `newshound bot` does, with an answerer that answers once the file named in the question is there.
PROGRAM = """
import logging, os, sys, time
from pathlib import Path

sys.path.insert(0, "tests")
from discord_room import Room, answered

from bot.discord_run import run_bot
from index.errors import NewshoundError

api, gateway, token, folder, drain_seconds = sys.argv[1:]
if "LOG" in os.environ:
    logging.basicConfig(level=os.environ["LOG"])


def answer(question):
    if question.text.startswith("wait for "):
        sys.stdout.write("waiting\\n")
        sys.stdout.flush()
        while not Path(folder, question.text.split()[-1]).exists():
            time.sleep(0.01)
    return answered(question)


def look():
    with Path(folder, "looked").open("a") as file:
        file.write(".")
    return False


try:
    code = run_bot(
        token,
        Room(Path(folder), answer, waiting=250).desk(workers=4),
        Path(folder),
        watch=look,
        watch_seconds=0.05,
        api=api,
        gateway=gateway,
        drain_seconds=float(drain_seconds),
        announce=lambda line: print(line, flush=True),
    )
except NewshoundError as error:
    print(error, file=sys.stderr)
    code = error.exit_code
sys.exit(code)
"""


@pytest.fixture
def server():
    with LoopbackDiscord() as server:
        yield server


@pytest.fixture
def start(tmp_path):
    @contextmanager
    def started(server, *, token=None, api=None, gateway=None, drain_seconds=30.0, log=None):  # noqa: PLR0913
        place = server.environment()
        where = (api or place["NEWSHOUND_DISCORD_API"], gateway or place["NEWSHOUND_DISCORD_GATEWAY"])
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *where, token or place["DISCORD_TOKEN"], tmp_path, str(drain_seconds)],
            cwd=ROOT,
            env={**os.environ, **({"LOG": log} if log else {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=30)

    return started


def shown(message):
    """All words of a message."""
    return "\n".join(part["content"] for part in walk_components(message["components"]) if "content" in part)


def is_last(message):
    """Whether a message is an answer, and no sign of progress."""
    return all(part.get("label") != "Cancel" for part in walk_components(message["components"]))


def ended(process, sent=None):
    """The exit code and both outputs of a process, after the signal."""
    if sent is not None:
        process.send_signal(sent)
    output, errors = process.communicate(timeout=60)
    return process.returncode, output, errors


def test_questions_are_answered_with_marker_and_source_and_the_end_is_clean(server, start):
    with start(server) as process:
        server.wait_until_ready()
        slash = server.use_command("ask", question="Who was involved?").wait_for_answer(when=is_last)
        reply = server.say(f"{server.mention} who was involved?").wait_for_reply(when=is_last)
        private = server.use_command("ask", question="?!").wait_for_answer(when=is_last)
        server.use_command("ask", question="wait for looked").wait_for_answer(when=is_last)
        code, output, errors = ended(process, signal.SIGTERM)

    for message in (slash, reply):
        assert "A spokeswoman said there was no involvement. ＠everyone should know. [1]\n" in shown(message)
        assert "[1] [No part in it](https://post.example/1" in shown(message)
    assert private["flags"] & EPHEMERAL
    assert server.gateway.identifies[0]["intents"] == (1 << 0) | (1 << 9) | (1 << 12)
    assert (code, errors) == (0, "")
    assert output.startswith("To invite the bot to a server, open https://discord.com/oauth2/authorize?")


def test_a_second_start_registers_no_commands_and_answers(server, start):
    for _ in range(2):
        with start(server) as process:
            server.wait_until_ready()
            server.use_command("ask", question="Who?").wait_for_answer(when=is_last)
            assert ended(process, signal.SIGINT)[0] == 0
            server.wait_until_offline()

    assert len(server.commands.syncs) == 1


def test_sigterm_lets_answers_end_and_a_second_one_tells_those_who_still_wait(server, start, tmp_path):
    with start(server, drain_seconds=600) as process:
        server.wait_until_ready()
        short = server.use_command("ask", question="wait for short")
        endless = server.use_command("ask", question="wait for never")
        said = server.say(f"{server.mention} wait for never", user=User(id=77, name="other"))
        lines = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGTERM)
        newcomer = told_of_the_restart(server)
        (tmp_path / "short").touch()
        answer = short.wait_for_answer(when=is_last)
        process.send_signal(signal.SIGTERM)
        stopped, reply = endless.wait_for_answer(when=is_last), said.wait_for_reply(when=is_last)
        code, _, errors = ended(process)

    assert lines[1:] == ["waiting\n"] * 3
    assert shown(newcomer) == "I am restarting; please ask again in a minute."
    assert "no involvement" in shown(answer)
    for message in (stopped, reply):
        assert shown(message) == "Stopped by a restart; please ask again."
    assert (code, errors) == (0, "stopped 2 questions before they were answered\n")


def told_of_the_restart(server):
    """The answer to the first question that came after the signal was handled."""
    while True:
        answer = server.use_command("ask", user=User(id=78, name="newcomer"), question="Who?").wait_for_answer(
            when=is_last
        )
        if answer["flags"] & EPHEMERAL:
            return answer


def test_the_drain_ends_by_itself(server, start):
    with start(server, drain_seconds=0.1) as process:
        server.wait_until_ready()
        endless = server.use_command("ask", question="wait for never")
        endless.wait_for_acknowledgement()
        code, *_ = ended(process, signal.SIGTERM)

    assert shown(endless.answer) in {
        "Stopped by a restart; please ask again.",
        "I am restarting; please ask again in a minute.",
    }
    assert code == 0


def test_a_wrong_token_is_one_sentence_and_exit_code_78(server, start):
    with start(server, token="not-the-token") as process:
        code, output, errors = ended(process)

    assert code == 78
    assert output == ""
    assert re.fullmatch(r"Discord does not know the bot token in DISCORD_TOKEN; [^\n]*\n", errors)
    assert "not-the-token" not in errors


def test_a_discord_that_is_not_there_is_one_sentence_and_exit_code_69(server, start):
    with start(server, api="http://127.0.0.1:9/api/v10") as process:
        code, output, errors = ended(process)

    assert (code, output) == (69, "")
    assert errors == "Discord can't be reached; check the network connection, then start the bot again.\n"


def test_a_discord_that_fails_at_the_start_is_one_sentence_and_exit_code_69(server, start):
    server.fail_next("GET", "/users/@me", status=403)
    with start(server) as process:
        code, output, errors = ended(process)

    assert (code, output) == (69, "")
    assert re.fullmatch(r"Discord answered with HTTP status 403 [^\n]*\n", errors)


def test_sigterm_during_the_login_ends_cleanly(server, start, tmp_path):
    with start(server) as process:
        server.wait_for_request("GET", "/users/@me")

        assert ended(process, signal.SIGTERM)[0] == 0


def test_a_deferral_whose_receipt_was_lost_is_answered_all_the_same(server, start):
    server.fail_next("POST", "/callback", status=500, after_commit=True)
    with start(server) as process:
        server.wait_until_ready()
        answer = server.use_command("ask", question="Who?").wait_for_answer(when=is_last)
        code, _, errors = ended(process, signal.SIGTERM)

    assert "no involvement" in shown(answer)
    assert (code, errors) == (0, "")


def test_what_was_said_during_a_lost_connection_is_answered_once(server, start):
    with start(server) as process:
        server.wait_until_ready()
        with server.gateway_down():
            said = server.say(f"{server.mention} Who?")
        said.wait_for_reply(when=is_last)
        server.dispatch("MESSAGE_CREATE", said.payload)
        server.use_command("ask", question="Who?").wait_for_answer(when=is_last)
        code, *_ = ended(process, signal.SIGTERM)

    assert len(server.gateway.resumes) == 1
    assert len(said.replies) == 1
    assert code == 0


def test_a_gateway_that_is_not_there_is_one_sentence_and_exit_code_69(server, start):
    with start(server, gateway="ws://127.0.0.1:9/gateway") as process:
        code, _, errors = ended(process)

    assert (code, errors) == (69, "Discord can't be reached; check the network connection, then start the bot again.\n")


@pytest.mark.parametrize(
    ("closed", "code", "sentence"),
    [
        (4004, 78, "Discord does not know the bot token"),
        (4010, 78, "Discord no longer speaks with this version of the bot (code 4010)"),
        (4011, 78, "The bot is in more servers than Discord allows"),
        (4012, 78, "Discord no longer speaks with this version of the bot (code 4012)"),
        (4013, 78, "Discord no longer speaks with this version of the bot (code 4013)"),
        (4014, 78, "Discord refused the intents"),
    ],
)
def test_a_connection_that_is_closed_for_good_is_one_sentence_and_a_code_against_restarts(
    server, start, closed, code, sentence
):
    with start(server) as process:
        server.wait_until_ready()
        close_connections(server, closed)
        ended_with, _, errors = ended(process)

    assert (ended_with, errors.count("\n")) == (code, 1)
    assert errors.startswith(sentence)
    assert len(server.gateway.identifies) == 1


def close_connections(server, code):
    for session in server.gateway.connected():
        session.socket.close(code)


@pytest.mark.parametrize("closed", [1000, 1001, 4000, 4007, 4008, 4009])
def test_a_connection_that_is_closed_for_the_moment_is_made_again(server, start, closed):
    with start(server) as process:
        server.wait_until_ready()
        # Discord keeps the session also where the bot's end of the connection says goodbye.
        before = dict(server.gateway.sessions)
        close_connections(server, closed)
        server.wait_until_offline()
        server.gateway.sessions.update(before)
        server.wait_until_resumed()
        server.use_command("ask", question="Who?").wait_for_answer(when=is_last)

        assert ended(process, signal.SIGTERM)[0] == 0


def test_connections_that_are_closed_again_and_again_are_made_ever_more_slowly(server, start):
    with start(server) as process:
        server.wait_until_ready()
        before = dict(server.gateway.sessions)
        resume, tries = server.gateway._resume, []  # noqa: SLF001 - there is no other way to close at this moment
        server.gateway._resume = lambda socket, data: (tries.append(data), socket.close(4000))  # noqa: SLF001
        server.drop_socket()
        line = process.stderr.readline()
        made = len(tries)
        server.gateway._resume = resume  # noqa: SLF001
        server.gateway.sessions.update(before)
        server.wait_until_resumed()
        server.use_command("ask", question="Who?").wait_for_answer(when=is_last)
        code, *_ = ended(process, signal.SIGTERM)

    assert line == "the connection to Discord broke off 3 times; connecting again in 1 s\n"
    assert made <= 3
    assert code == 0


def test_a_lost_session_doubles_neither_watcher_nor_registration_nor_answers(server, start, tmp_path):
    with start(server) as process:
        server.wait_until_ready()
        server.forget_sessions()
        server.wait_until(lambda: len(server.gateway.identifies) == 2, "the bot to log in anew")
        server.wait_until_ready()
        said = server.say(f"{server.mention} Who?")
        said.wait_for_reply(when=is_last)
        looks = len((tmp_path / "looked").read_text())
        server.wait_until(lambda: len((tmp_path / "looked").read_text()) >= looks + 10, "ten more looks")
        server.wait_until_caught_up()
        code, *_ = ended(process, signal.SIGTERM)

    assert len(server.commands.syncs) == 1
    assert len(said.replies) == 1
    assert code == 0


def test_of_two_hundred_who_still_wait_in_line_everybody_is_told(server, start):
    with start(server, drain_seconds=0.3) as process:
        server.wait_until_ready()
        askers = [User(id=2_000 + number, name=f"asker{number}") for number in range(200)]
        asked = [server.use_command("ask", user=one, question="wait for never") for one in askers]
        for one in asked:
            one.wait_for_acknowledgement()
        code, _, errors = ended(process, signal.SIGTERM)

    # Whose question had been acknowledged but was not in line yet is told the other sentence.
    assert {shown(one.answer) for one in asked} <= {
        "Stopped by a restart; please ask again.",
        "I am restarting; please ask again in a minute.",
    }
    assert code == 0
    assert re.fullmatch(r"stopped \d+ questions before they were answered\n", errors)


def test_the_most_talkative_log_holds_no_token(server, start):
    with start(server, log="DEBUG") as process:
        server.wait_until_ready()
        asked = server.use_command("ask", question="Who?")
        asked.wait_for_answer(when=is_last)
        server.say(f"{server.mention} a secret question").wait_for_reply(when=is_last)
        _, _, errors = ended(process, signal.SIGTERM)

    assert "DEBUG" in errors
    assert server.scene.token not in errors
    assert asked.record.token not in errors
