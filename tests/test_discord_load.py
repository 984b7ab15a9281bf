"""A slice of the load and the troubles that `make soak` puts on the bot, without anything that depends on the time."""

import pytest
from discord_load import (
    AT_ONCE,
    ask,
    asker,
    bot_process,
    burst,
    ended,
    held_by,
    is_last,
    one_after_another,
    trouble,
    words,
)
from loopback import LoopbackDiscord

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def server():
    with LoopbackDiscord() as server:
        yield server


def test_many_at_once_are_all_acknowledged_and_answered_once(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=50) as process:
        seen = burst(server, 40)

        assert len(seen.acknowledged_s) == seen.answers == 40
        assert seen.places_told > 0
        assert ended(process) == 0


def test_question_after_question_leaves_nothing_open(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=1) as process:
        one_after_another(server, range(20))
        before = held_by(process)
        assert one_after_another(server, range(20, 160)) == 140
        after = held_by(process)

        assert after.threads <= before.threads + 2
        assert after.files <= before.files + AT_ONCE
        assert ended(process) == 0


def test_troubles_lose_no_question_and_double_no_answer(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=1) as process:
        seen = trouble(server, tmp_path, seconds=10, seed=7)

        assert (seen.answered, seen.doubled) == (seen.asked, 0)
        assert ended(process) == 0


def test_an_asker_may_cancel_and_nobody_else(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=3000) as process:
        asked = ask(server, 1)
        waiting = asked.wait_for_answer(when=lambda message: not is_last(message))
        other = server.press(waiting, "Cancel").wait_for_answer()
        assert "Only who asked can do that." in words(other)
        server.press(waiting, "Cancel", user=asker(1))
        assert "Cancelled; nothing was answered." in words(asked.wait_for_answer(when=is_last))
        assert "spokeswoman" in words(ask(server, 2).wait_for_answer(60, when=is_last))
        assert ended(process) == 0


def test_a_slow_answer_to_a_mention_comes_as_an_edit_of_one_reply(server, tmp_path):
    with bot_process(server, tmp_path, milliseconds=3000) as process:
        said = server.say(f"{server.mention} Who?", user=asker(1))
        said.wait_for_reply(when=lambda message: not is_last(message))
        answer = said.wait_for_reply(when=is_last)

        assert "spokeswoman" in words(answer)
        assert len(said.replies) == 1
        assert ended(process) == 0
