"""The whole program as people run it: real processes, the real model, a real home; Discord is the loopback server."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from loopback import LoopbackDiscord
from loopback_payloads import Scene

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "articles"
MAIN = "import sys; from bot.cli import main; sys.exit(main(sys.argv[1:]))"
LONG_SECONDS = 90

# Question, what the first sentence of the answer holds, and what no answer may hold: another's words, another matter.
ANSWERED = [
    ("What did the Pentagon say?", "no involvement", ["striking", "Mossad", "Khamenei", "Kirby", "Biden ack"]),
    ("Who is Herzi Halevi?", "military commander", ["Singh", "Mossad", "Khamenei", "Kirby", "Biden"]),
    ("What did Khamenei accuse the U.S. of?", "backing", ["Singh", "Mossad", "Halevi", "Kirby", "Biden"]),
    ("What was the target of the missile, according to Hezbollah?", "Mossad", ["Singh", "Khamenei", "Halevi", "Kirby"]),
]
REFUSED = ["Who won the 2022 World Cup?", "How many rockets did Hamas fire?"]


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSHOUND_", "DISCORD_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **settings}


def newshound(*arguments: str, folder: Path, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=folder,
        env=environment(**settings),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=LONG_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def real_article() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the real article is missing: there is no {SHARED}")
    return next(SHARED.glob("*.txt"))


@pytest.fixture(scope="module")
def indexed(real_article: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a home in which only the real article is indexed."""
    folder = tmp_path_factory.mktemp("end-to-end")
    done = newshound("reindex", str(SHARED), folder=folder)
    assert done.returncode == 0, done.stderr
    assert "1 new" in done.stdout
    return folder


def test_the_real_article_answers_with_exact_offsets_and_nobody_elses_words(indexed: Path, real_article: Path):
    questions = indexed / "questions.jsonl"
    answers = indexed / "answers.jsonl"
    asked = [*(question for question, _, _ in ANSWERED), *REFUSED]
    questions.write_text("".join(json.dumps({"id": i, "question": q}) + "\n" for i, q in enumerate(asked)))

    done = newshound("ask", "--batch", str(questions), "--output", str(answers), folder=indexed)

    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [one["question"] for one in found] == asked
    text = real_article.read_text(encoding="utf-8")
    for (_, held, foreign), answer in zip(ANSWERED, found, strict=False):
        assert answer["status"] == "answered"
        assert held in answer["claims"][0]["text"]
        assert not [word for word in foreign if word in answer["text"]]
        for citation in answer["citations"]:
            assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert all(claim["citations"] for claim in answer["claims"])
    for answer in found[len(ANSWERED) :]:
        assert (answer["status"], answer["citations"], answer["claims"]) == ("refused", [], [])
        assert answer["reason"] in {"no_answer", "nothing_found"}


def test_a_person_reads_the_answer_then_the_source_with_its_words(indexed: Path):
    done = newshound("ask", "Who is Herzi Halevi?", folder=indexed)

    assert done.returncode == 0
    answer, _, sources = done.stdout.partition("Sources\n")
    assert "military commander Herzi Halevi" in answer
    assert "[1]" in answer
    assert "[1] The United States distanced itself" in sources
    assert "undated" in sources
    assert "military commander Herzi Halevi" in sources


def test_the_text_that_offsets_refer_to_can_be_printed(indexed: Path, real_article: Path):
    answer = json.loads(newshound("ask", "Who is Herzi Halevi?", "--json", folder=indexed).stdout)
    [citation] = answer["citations"]

    done = newshound("articles", "show", citation["article_id"], "--json", folder=indexed)

    article = json.loads(done.stdout)
    assert article["text"] == real_article.read_text(encoding="utf-8")
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert article["version"] == citation["version"]


def test_start_indexes_the_samples_once_and_answers_what_is_piped_in(tmp_path: Path):
    question = "What did the Pentagon say?\n\nWho won the 2022 World Cup?\n"

    first = newshound("start", "--samples", str(ROOT / "samples"), folder=tmp_path, stdin=question)
    second = newshound("start", "--samples", str(ROOT / "samples"), folder=tmp_path, stdin=question)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert "Published edition" in first.stderr
    assert "Published edition" not in second.stderr
    assert re.sub(r"explain \w+", "", first.stdout) == re.sub(r"explain \w+", "", second.stdout)
    assert second.stdout.count("\nWhy: newshound explain ") == 2
    assert "no involvement in Israel's operations" in second.stdout
    assert "[1] Pentagon says it has no part" in second.stdout
    assert "I found no article about that." in second.stdout
    assert "DISCORD_TOKEN" in second.stderr


@contextmanager
def running_bot(folder: Path, discord: LoopbackDiscord) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "bot"],
        cwd=folder,
        env=environment(NEWSHOUND_ASKER_LIMIT="600", **discord.environment()),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def shown(message: dict[str, object]) -> str:
    """All words of a message."""
    return json.dumps(message["components"], ensure_ascii=False)


def is_last(message: dict[str, object]) -> bool:
    """Whether a message is an answer, and no sign of progress."""
    return '"label": "Cancel"' not in shown(message)


def test_the_bot_answers_from_the_real_article_and_takes_up_a_new_edition(real_article: Path, tmp_path: Path):
    with LoopbackDiscord(Scene(answer_window_s=30)) as discord, running_bot(tmp_path, discord) as process:
        discord.wait_until_ready(LONG_SECONDS)
        nothing = discord.use_command("ask", question="What did the Pentagon say?").wait_for_answer(
            LONG_SECONDS, when=is_last
        )
        assert "no articles yet" in shown(nothing)

        assert newshound("reindex", str(SHARED), folder=tmp_path).returncode == 0
        end = time.monotonic() + LONG_SECONDS
        answer = ""
        while ANSWERED[0][1] not in answer and time.monotonic() < end:
            asked = discord.use_command("ask", question=ANSWERED[0][0])
            answer = shown(asked.wait_for_answer(LONG_SECONDS, when=is_last))
        assert ANSWERED[0][1] in answer
        for question, held, foreign in ANSWERED:
            answer = discord.use_command("ask", question=question).wait_for_answer(LONG_SECONDS, when=is_last)
            assert held in shown(answer)
            assert "[1]" in shown(answer)
            assert "The United States distanced itself" in shown(answer)
            assert not [word for word in foreign if word in shown(answer)]
        for question in REFUSED:
            refusal = discord.use_command("ask", question=question).wait_for_answer(LONG_SECONDS, when=is_last)
            assert "[1]" not in shown(refusal)
            assert "I searched 1 article" in shown(refusal)
        mention = discord.say(f"{discord.mention} Who is Herzi Halevi?")
        assert "military commander" in shown(mention.wait_for_reply(LONG_SECONDS, when=is_last))

        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=LONG_SECONDS)

    assert process.returncode == 0, errors
    assert "https://discord.com/oauth2/authorize" in output
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "sentence"),
    [
        (["ask", ""], {}, 2, "no question"),
        (["ask", "x" * 10_000], {}, 2, "10,000 characters"),
        (["ask", "What?"], {}, 2, "newshound reindex"),
        (["bot"], {}, 78, "DISCORD_TOKEN is not set"),
        (["bot"], {"DISCORD_TOKEN": "a b"}, 78, "can't be a token"),
        (["reindex", "empty"], {}, 2, "no article in"),
        (["reindex", "missing"], {}, 2, "missing"),
        (["reindex"], {}, 2, "Nothing was ever indexed here"),
        (["ask", "What?"], {"NEWSHOUND_MODEL": "nobody:model"}, 2, "nobody"),
        (["ask", "What?"], {"NEWSHOUND_THREADS": "many"}, 2, "NEWSHOUND_THREADS"),
    ],
)
def test_bad_input_is_one_sentence_and_an_exit_code(
    arguments: list[str], settings: dict[str, str], code: int, sentence: str, tmp_path: Path
):
    (tmp_path / "empty").mkdir()

    done = newshound(*arguments, folder=tmp_path, **settings)

    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_token_is_one_sentence_and_no_retry(tmp_path: Path):
    with LoopbackDiscord() as discord:
        done = newshound("bot", folder=tmp_path, **{**discord.environment(), "DISCORD_TOKEN": "a.wrong.token"})

    assert done.returncode == 78
    assert "DISCORD_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr
