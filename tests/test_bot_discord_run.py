"""The whole bot process against the loopback Discord: real sockets, real signals, a made-up answerer."""

import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from loopback import LoopbackDiscord

EPHEMERAL = 1 << 6
ROOT = Path(__file__).parent.parent

# What `newshound bot` does, with an answerer that answers once the file named in the question is there.
PROGRAM = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path

from bot.discord_run import run_bot
from bot.service import AnswerService
from index.article import Article
from index.errors import NewshoundError
from index.passage import Span
from index.query import Coverage
from prompts.answer import Answer, Citation, Claim, Reports, Trace

api, gateway, token, folder, drain_seconds = sys.argv[1:]
text = "There was no involvement, @everyone."
article = Article(id="a", title="No part in it", text=text, publisher="The Post")


def answer(question):
    if question.text.startswith("wait for "):
        sys.stdout.write("waiting\\n")
        sys.stdout.flush()
        while not Path(folder, question.text.split()[-1]).exists():
            time.sleep(0.01)
    coverage = Coverage(edition="e", built=datetime.now(UTC), articles=1)
    return Answer(
        claims=(Claim(text=text, citations=(1,)),),
        citations=(Citation(number=1, article=article, span=Span(0, len(text))),),
        reports=Reports(independent=1, copies=0),
        trace=Trace(id="t", question=question, hits=(), coverage=coverage, model="m", confidence=1.0),
    )


def look():
    Path(folder, "looked").touch()
    return False


try:
    code = run_bot(
        token,
        AnswerService(answer, workers=4),
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
    def started(server, *, token=None, api=None, drain_seconds=30.0):
        place = server.environment()
        where = (api or place["NEWSHOUND_DISCORD_API"], place["NEWSHOUND_DISCORD_GATEWAY"])
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *where, token or place["DISCORD_TOKEN"], tmp_path, str(drain_seconds)],
            cwd=ROOT,
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


def ended(process, sent=None):
    """The exit code and both outputs of a process, after the signal."""
    if sent is not None:
        process.send_signal(sent)
    output, errors = process.communicate(timeout=60)
    return process.returncode, output, errors


def test_questions_are_answered_with_marker_and_source_and_the_end_is_clean(server, start):
    with start(server) as process:
        server.wait_until_ready()
        slash = server.use_command("ask", question="Who was involved?").wait_for_answer()
        reply = server.say(f"{server.mention} who was involved?").wait_for_reply()
        private = server.use_command("ask", question="?!").wait_for_answer()
        server.use_command("ask", question="wait for looked").wait_for_answer()
        code, output, errors = ended(process, signal.SIGTERM)

    for [embed] in (slash["embeds"], reply["embeds"]):
        assert embed["description"] == "There was no involvement, ＠everyone. [1]"
        assert embed["fields"][0]["name"] == "[1] The Post"
        assert "No part in it" in embed["fields"][0]["value"]
    assert private["flags"] & EPHEMERAL
    server.assert_no_pings()
    assert server.gateway.identifies[0]["intents"] == (1 << 0) | (1 << 9) | (1 << 12)
    assert (code, errors) == (0, "")
    assert output.startswith("To invite the bot to a server, open https://discord.com/oauth2/authorize?")


def test_a_second_start_registers_no_commands_and_answers(server, start):
    for _ in range(2):
        with start(server) as process:
            server.wait_until_ready()
            server.use_command("ask", question="Who?").wait_for_answer()
            assert ended(process, signal.SIGINT)[0] == 0
            server.wait_until_offline()

    assert len(server.commands.syncs) == 1


def test_sigterm_lets_answers_end_and_a_second_one_tells_those_who_still_wait(server, start, tmp_path):
    with start(server, drain_seconds=600) as process:
        server.wait_until_ready()
        short = server.use_command("ask", question="wait for short")
        endless = server.use_command("ask", question="wait for never")
        said = server.say(f"{server.mention} wait for never")
        lines = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGTERM)
        newcomer = told_of_the_restart(server)
        (tmp_path / "short").touch()
        answer = short.wait_for_answer()
        process.send_signal(signal.SIGTERM)
        stopped, reply = endless.wait_for_answer(), said.wait_for_reply()
        code, _, errors = ended(process)

    assert lines[1:] == ["waiting\n"] * 3
    assert newcomer["embeds"][0]["description"] == "I am restarting; please ask again in a minute."
    assert "no involvement" in answer["embeds"][0]["description"]
    for message in (stopped, reply):
        assert message["embeds"][0]["description"] == "Stopped by a restart; please ask again."
    server.assert_no_pings()
    assert (code, errors) == (0, "stopped 2 questions before they were answered\n")


def told_of_the_restart(server):
    """The answer to the first question that came after the signal was handled."""
    while True:
        answer = server.use_command("ask", question="Who?").wait_for_answer()
        if answer["flags"] & EPHEMERAL:
            return answer


def test_the_drain_ends_by_itself(server, start):
    with start(server, drain_seconds=0.1) as process:
        server.wait_until_ready()
        endless = server.use_command("ask", question="wait for never")
        endless.wait_for_acknowledgement()
        code, *_ = ended(process, signal.SIGTERM)

    assert endless.answer["embeds"][0]["description"] in {
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
        answer = server.use_command("ask", question="Who?").wait_for_answer()
        code, _, errors = ended(process, signal.SIGTERM)

    assert "no involvement" in answer["embeds"][0]["description"]
    assert (code, errors) == (0, "")


def test_what_was_said_during_a_lost_connection_is_answered_once(server, start):
    with start(server) as process:
        server.wait_until_ready()
        with server.gateway_down():
            said = server.say(f"{server.mention} Who?")
        said.wait_for_reply()
        server.dispatch("MESSAGE_CREATE", said.payload)
        server.use_command("ask", question="Who?").wait_for_answer()
        code, *_ = ended(process, signal.SIGTERM)

    assert len(server.gateway.resumes) == 1
    assert len(said.replies) == 1
    assert code == 0
