"""Many askers at once, and for long: the whole bot process against the loopback Discord, with answers that cost time.

An answer keeps a processor busy for some milliseconds in pure Python, which is the worst that it can do to the event
loop of the same process.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loopback import LoopbackDiscord
from loopback_handles import Interaction
from loopback_payloads import User, walk_components

ROOT = Path(__file__).parent.parent
PATIENCE_S = 60
BREAKS = frozenset({"drop", "session"})
BREATH_S = 0.2
AT_ONCE = 20
"""Questions asked at a time; so many connections to Discord may be kept open a while, so files grow by as many."""
UNBROKEN_S = 45.0
"""Where connections break more often, the bot connects ever more slowly, and Discord gives questions up meanwhile."""

PROGRAM = """
import ctypes, sys, time
from pathlib import Path

sys.path.insert(0, "tests")
from discord_room import Room, answered

from bot.discord_run import run_bot

api, gateway, token, folder, milliseconds = sys.argv[1:]


def answer(question):
    end = time.thread_time() + int(milliseconds) / 1000
    while time.thread_time() < end:
        sum(range(200))
    return answered(question)


def look():
    slow = Path(folder, "slow-callback")
    if slow.exists():
        slow.unlink()
        # The C library's sleep with the interpreter's lock held: for so long no callback of any loop runs.
        ctypes.PyDLL(None).usleep(700_000)
    new = Path(folder, "new-edition")
    if not new.exists():
        return False
    new.unlink()
    return True


room = Room(Path(folder), answer, waiting=250, per_minute=600)
sys.exit(run_bot(token, room.desk(), Path(folder), watch=look, watch_seconds=0.2, api=api, gateway=gateway))
"""


@contextmanager
def bot_process(server: LoopbackDiscord, folder: Path, *, milliseconds: int) -> Iterator[subprocess.Popen[str]]:
    """A bot that is ready; killed at the end if it still runs."""
    place = server.environment()
    where = (place["NEWSHOUND_DISCORD_API"], place["NEWSHOUND_DISCORD_GATEWAY"], place["DISCORD_TOKEN"])
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *where, str(folder), str(milliseconds)],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        server.wait_until_ready(60)
        yield process
    finally:
        process.kill()
        process.wait(30)


def ended(process: subprocess.Popen[str]) -> int:
    """The exit code after SIGTERM."""
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


def asker(number: int) -> User:
    """One of many people."""
    return User(id=2_000_000_000_000_000_000 + number, name=f"asker {number}")


def ask(server: LoopbackDiscord, number: int) -> Interaction:
    """A question of this asker."""
    return server.use_command("ask", user=asker(number), question=f"Who was involved in case {number}?")


def words(message: dict[str, object]) -> str:
    """All words of a message."""
    return "\n".join(str(part["content"]) for part in walk_components(message["components"]) if "content" in part)


def is_last(message: dict[str, object]) -> bool:
    """Whether a message is no sign of progress."""
    return all(part.get("label") != "Cancel" for part in walk_components(message["components"]))


def is_answer(message: dict[str, object]) -> bool:
    """Whether a message holds the answer."""
    return "A spokeswoman said" in words(message)


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What became of questions that were asked at once; times in seconds, sorted."""

    acknowledged_s: tuple[float, ...]
    answers: int
    places_told: int
    heartbeat_gap_s: float


def burst(server: LoopbackDiscord, count: int) -> Burst:
    """Ask so many questions at once, each by another asker, and wait for every answer."""
    asked = [ask(server, number) for number in range(count)]
    answers = [one.wait_for_answer(PATIENCE_S, when=is_last) for one in asked]
    told = [[words(version) for version in one.versions if version["components"]] for one in asked]
    return Burst(
        acknowledged_s=tuple(sorted(one.record.answered_after_s or 1e9 for one in asked)),
        answers=sum(map(is_answer, answers)),
        places_told=sum(any("before yours" in text for text in texts) for texts in told),
        heartbeat_gap_s=server.gateway.longest_heartbeat_gap_s(),
    )


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a process holds."""

    memory_mb: float
    files: int
    threads: int


def held_by(process: subprocess.Popen[str]) -> Held:
    """What a process holds now (Linux)."""
    place = Path(f"/proc/{process.pid}")
    pages = int((place / "statm").read_text().split()[1])
    return Held(
        memory_mb=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        files=len(list((place / "fd").iterdir())),
        threads=len(list((place / "task").iterdir())),
    )


def one_after_another(server: LoopbackDiscord, numbers: range) -> int:
    """Ask question after question, some at a time; returns how many were answered."""
    answered = 0
    for start in range(numbers.start, numbers.stop, AT_ONCE):
        asked = [ask(server, number) for number in range(start, min(start + AT_ONCE, numbers.stop))]
        answered += sum(is_answer(one.wait_for_answer(PATIENCE_S, when=is_last)) for one in asked)
    return answered


@dataclass
class Trouble:
    """What was done to a bot, and what became of its askers."""

    done: dict[str, int]
    asked: int = 0
    answered: int = 0
    doubled: int = 0


def trouble(server: LoopbackDiscord, folder: Path, *, seconds: float, seed: int) -> Trouble:
    """Ask on and on while the worst happens.

    Sockets drop, sessions are lost, requests are limited or fail, callbacks hang, editions are switched.
    Half of the questions are mentions, whose replies show whether anything is answered twice.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice of troubles
    seen = Trouble(done={})
    end = time.monotonic() + seconds
    unbroken_until = 0.0
    number = 0
    while time.monotonic() < end:
        what = chance.choice(("drop", "session", "limit", "fault", "lost answer", "slow", "edition", "calm"))
        if what in BREAKS and time.monotonic() < unbroken_until:
            what = "calm"
        if what in BREAKS:
            unbroken_until = time.monotonic() + UNBROKEN_S
        seen.done[what] = seen.done.get(what, 0) + 1
        asked = [ask(server, number + place) for place in range(3)]
        said = [server.say(f"{server.mention} Who?", user=asker(number + 3 + place)) for place in range(3)]
        number += 6
        _happens(server, folder, what)
        for one in asked:
            seen.asked += 1
            seen.answered += is_answer(one.wait_for_answer(PATIENCE_S, when=is_last))
            seen.doubled += len(one.followups)
        time.sleep(BREATH_S)
        for message in said:
            seen.asked += 1
            seen.answered += is_answer(message.wait_for_reply(PATIENCE_S, when=is_last))
            seen.doubled += len(message.replies) - 1
    return seen


def _happens(server: LoopbackDiscord, folder: Path, what: str) -> None:
    match what:
        case "drop":
            server.drop_socket()
            server.wait_until_caught_up(60)
        case "session":
            # What a session has not heard before it is lost, nobody hears, in the real Discord too.
            server.wait_until_caught_up(60)
            server.forget_sessions()
            server.wait_until_ready(60)
        case "limit":
            server.fail_next("PATCH", "@original", status=429)
        case "fault":
            server.fail_next("PATCH", "@original", status=502)
        case "lost answer":
            server.fail_next("PATCH", "@original", status=500, after_commit=True)
        case "slow":
            (folder / "slow-callback").touch()
        case "edition":
            (folder / "new-edition").touch()
