"""Where answers were posted, and that an answer gets one note, whoever tries."""

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fictional import answered, hits, question, story
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger import Ledger, LedgerError
from bot.ledger_file import LedgerFile
from bot.posts import Posted, Posts
from bot.receipt import keep_receipt

ROOT = Path(__file__).parent.parent
SNOWFLAKES = st.integers(min_value=0, max_value=(1 << 63) - 1)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "home" / "ledger.db", days=30)


@pytest.fixture
def posts(ledger):
    return Posts(ledger.file)


def keep(ledger, *names):
    for name in names:
        article = story("The dam above Tarn holds, Warden Io Pell said.")
        assert keep_receipt(ledger, answered(article, id=name, question=question(), hits=hits(article)))


def posted(receipt="aa11", **details):
    return Posted(**{"receipt": receipt, "guild": 7, "channel": 8, "message": 9, **details})


def test_a_post_is_found_by_its_receipt_and_by_its_message(ledger, posts):
    keep(ledger, "aa11", "bb22")
    first, second = posted(message=None), posted("bb22", guild=None, message=33, private=True, follows="aa11")

    assert posts.begin(first)
    assert posts.begin(second)

    assert posts.of_receipt("aa11") == first
    assert posts.of_message(33) == posts.of_receipt("bb22") == second
    assert posts.of_message(34) is posts.of_receipt("cc33") is None
    assert posts.shown("aa11", 44)
    assert posts.of_message(44) == posted(message=44)
    assert not posts.shown("cc33", 45)


@settings(max_examples=30)
@given(guild=st.none() | SNOWFLAKES, channel=SNOWFLAKES, message=st.none() | SNOWFLAKES, private=st.booleans())
def test_a_post_is_read_as_it_was_kept(tmp_path_factory, guild, channel, message, private):
    ledger = Ledger(tmp_path_factory.mktemp("posts") / "ledger.db", days=30)
    keep(ledger, "aa11")
    one = posted(guild=guild, channel=channel, message=message, private=private)

    assert Posts(ledger.file).begin(one)

    assert Posts(ledger.file).of_receipt("aa11") == one


def test_an_answer_that_isn_t_kept_has_no_post(ledger, posts):
    assert not posts.begin(posted())
    assert not ledger.path.exists()
    keep(ledger, "bb22")

    assert not posts.begin(posted())
    assert not posts.note("aa11")
    assert posts.of_receipt("aa11") is None


def test_what_is_no_id_of_discord_is_in_no_message(ledger, posts):
    keep(ledger, "aa11")

    assert posts.of_message(1 << 70) is posts.of_message(-1) is None


def test_a_private_answer_is_published_once(ledger, posts):
    keep(ledger, "aa11")
    posts.begin(posted(message=None, private=True))
    before = posts.unnoted()

    assert posts.published("aa11", 88)
    assert posts.shown("aa11", 99)
    assert not posts.published("aa11", 88)
    assert not posts.published("bb22", 88)
    assert before == ()
    assert posts.unnoted() == (posted(channel=88, message=99),)


def test_only_what_everybody_sees_and_what_has_no_note_is_still_to_be_noted(ledger, posts):
    keep(ledger, "aa11", "bb22", "cc33", "dd44", "ee55")
    posts.begin(posted("dd44", message=1))
    posts.begin(posted("aa11", message=2))
    posts.begin(posted("bb22", private=True))
    posts.begin(posted("cc33", message=None))
    posts.begin(posted("ee55", message=3))
    posts.note("ee55")

    assert [one.receipt for one in posts.unnoted()] == ["aa11", "dd44"]
    assert [(one.posted.receipt, one.question, one.cited.number) for one in posts.resting()] == [
        ("aa11", "Who is Ann Lee?", 1),
        ("dd44", "Who is Ann Lee?", 1),
    ]
    assert len(posts.cited()) == 1


def test_a_note_is_for_one_caller_until_it_is_given_back(ledger, posts):
    keep(ledger, "aa11")
    posts.begin(posted())

    assert [posts.note("aa11"), posts.note("aa11")] == [True, False]
    assert posts.of_receipt("aa11").noted <= datetime.now(UTC)
    posts.begin(posted(channel=99))
    assert not posts.note("aa11")
    assert [posts.unnote("aa11"), posts.unnote("aa11"), posts.note("aa11")] == [True, False, True]


def test_of_many_threads_one_adds_the_note(ledger, posts):
    keep(ledger, "aa11")
    posts.begin(posted())
    won = []
    start = threading.Barrier(8)

    def work():
        start.wait()
        won.append(posts.note("aa11"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False] * 7 + [True]


RACER = """
import sys
from pathlib import Path
from bot.ledger_file import LedgerFile
from bot.posts import Posts
posts = Posts(LedgerFile(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
print(*(name for name in sys.argv[2:] if posts.note(name)), flush=True)
"""


def test_of_two_processes_one_adds_each_note(ledger, posts):
    names = [f"{number:04}" for number in range(40)]
    keep(ledger, *names)
    for name in names:
        posts.begin(posted(name, message=int(name)))
    command = [sys.executable, "-c", RACER, str(ledger.path), *names]
    racers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    ready = [racer.stdout.readline() for racer in racers]

    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [racer.communicate(timeout=60)[0].split() for racer in racers]

    assert ready == ["ready\n"] * 2
    assert sorted(won[0] + won[1]) == names


def test_a_post_goes_with_its_receipt(ledger, posts):
    keep(ledger, "aa11")
    posts.begin(posted())
    with ledger.file.changing() as database:
        database.execute("UPDATE receipt SET kept = 0")

    keep(ledger, "bb22")

    assert posts.of_receipt("aa11") is posts.of_message(9) is None


def test_a_ledger_that_can_t_be_used_is_told(tmp_path):
    (tmp_path / "home").write_text("a file")
    posts = Posts(LedgerFile(tmp_path / "home" / "ledger.db"))

    with pytest.raises(LedgerError, match="is a file"):
        posts.note("aa11")
    with pytest.raises(LedgerError, match="is a file"):
        posts.of_receipt("aa11")
