"""Fixtures that many tests share: the real embedding model, small homes, and a check on every answer of the suite."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot.composition import quiet_libraries
from index.article import Article, version_of
from index.home import Home
from index.terms import Analyser
from index.text import one_line
from prompts.answer import Answer
from prompts.extractive import NAME as EXTRACTIVE
from prompts.folding import fold

quiet_libraries()
os.environ["HF_HUB_OFFLINE"] = "1"
# Machines are shared and noisy: a slow example says nothing.
settings.register_profile("newshound", deadline=None)
settings.load_profile("newshound")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("NEWSHOUND_", "DISCORD_", "OPENAI_", "ANTHROPIC_")):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def every_quote_is_verbatim(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Checks every answer that any test makes: each quote is its article's text at its offsets, each claim is cited."""
    made: list[Answer] = []
    original = Answer.__post_init__

    def remember(answer: Answer) -> None:
        original(answer)
        made.append(answer)

    monkeypatch.setattr(Answer, "__post_init__", remember)
    yield
    for answer in made:
        for citation in answer.citations:
            text = citation.article.text
            assert citation.quote.strip()
            assert citation.quote == text[citation.span.start : citation.span.end]
            assert citation.article.version == version_of(text)
        for claim in answer.claims:
            assert claim.citations
            quotes = [one_line(c.quote) for c in answer.citations if c.number in claim.citations]
            if answer.trace.model == EXTRACTIVE:
                assert fold(claim.text).text in [fold(quote).text for quote in quotes]


@pytest.fixture
def analyser() -> Analyser:
    """The analysis of words."""
    return Analyser()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def embedder():
    """The shipped embedding model, loaded once."""
    from index.embedding import open_embedder

    return open_embedder()


@pytest.fixture
def article() -> Article:
    """A small article about an invented town."""
    return Article(
        id="harbour",
        title="Harbour wall to be rebuilt",
        text=(
            "The harbour wall of Port Ennis will be rebuilt next year, Mayor Ann Lee said on Tuesday.\n"
            "“We can’t wait for the next storm,” Lee told reporters. The work will cost 14 million crowns.\n"
            "Fishing union leader Tom Hart called the plan “a beginning”."
        ),
        publisher="The Ennis Courier",
        published=datetime(2024, 9, 24, tzinfo=UTC),
        url="https://courier.example/harbour",
    )
