"""The run of an evaluation: every question goes through the real answerer, and what it was worth is kept at once.

The journal's name holds everything that a result depends on (pack, edition, options, code), so a run that was
interrupted goes on where it stopped, and a run of other code never reads it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from bot.evaluation_journal import Journal
from bot.evaluation_row import Row
from bot.evaluation_scores import DEPTH, row_of
from bot.pack import Pack, PackQuestion
from index.article import version_of
from index.query import PASSAGES_BY_DEFAULT, Hit, Query, Results, Searcher
from prompts.answering import Answerer
from prompts.generator import MarkedSentence, Reply
from prompts.question import Question

WINDOW, OUTLETS = "window", "outlets"
READ_FROM_WORDS = (WINDOW, OUTLETS)
"""What a question's own words may limit a search to; can be switched off like a stage of the search."""
_PACKAGES = ("bot", "index", "prompts")


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Everything that a question's result depends on besides the question; two runs with equal ones are the same run.

    `edition` is the manifest of the index, `without` are the stages that are switched off, `answers` says whether
    questions are answered or only searched for.
    """

    pack: str
    edition: str
    code: str
    reranker: str = ""
    without: tuple[str, ...] = ()
    answers: bool = True
    passages: int = PASSAGES_BY_DEFAULT
    depth: int = DEPTH

    @property
    def key(self) -> str:
        """A name that differs where anything differs."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class Silent:
    """A generator that says nothing: for runs that look at what was found alone."""

    def reply(
        self, question: Question, results: Results, *, on_sentence: Callable[[MarkedSentence], None] | None = None
    ) -> Reply:
        """No sentence."""
        return Reply(sentences=(), model="none", confidence=0.0)


class Tap:
    """A searcher that looks deeper than it is asked to, without some articles, and keeps what it found.

    So one search serves the answer, which reads the shipped number of passages, and the metrics. `ignored` are the
    limits (`READ_FROM_WORDS`) that it takes off: a pack's questions come with none but those of their own words.
    """

    def __init__(
        self, searcher: Searcher, depth: int, without: frozenset[str] = frozenset(), ignored: Sequence[str] = ()
    ) -> None:
        self._searcher = searcher
        self._depth = depth
        self._without = without
        self._ignored = ignored
        self.hits: tuple[Hit, ...] = ()

    def search(self, query: Query) -> Results:
        """What the searcher finds, cut to what the query asks for."""
        deeper = replace(query, limit=max(query.limit, self._depth), without=query.without | self._without)
        if WINDOW in self._ignored:
            deeper = replace(deeper, since=None, until=None)
        if OUTLETS in self._ignored:
            deeper = replace(deeper, publishers=())
        results = self._searcher.search(deeper)
        self.hits = results.hits[: self._depth]
        return replace(results, hits=results.hits[: query.limit])

    def publishers(self) -> tuple[str, ...]:
        """Those of the searcher."""
        return self._searcher.publishers()


def asker(
    pack: Pack, setup: Setup, searcher: Searcher, answerer_over: Callable[[Searcher], Answerer]
) -> Callable[[PackQuestion], Row]:
    """What asks one question of a pack and returns its row; `answerer_over` makes an answerer over a searcher."""
    texts = {version_of(document.text): document.text for document in pack.documents}

    def ask(question: PackQuestion) -> Row:
        tap = Tap(searcher, setup.depth, question.without, setup.without)
        # A pack's days are whole days, whatever the time zone of the machine that counts here.
        asked = Question(text=question.text, asked=question.asked, zone=UTC)
        outcome = answerer_over(tap).answer(asked, hits=setup.passages)
        return row_of(question, tap.hits, outcome, texts, answers=setup.answers)

    return ask


def run(questions: Sequence[PackQuestion], ask: Callable[[PackQuestion], Row], journal: Journal) -> Iterator[Row]:
    """The row of each question, from the journal where it was asked before."""
    known = journal.read()
    for question in questions:
        row = known.get(question.id)
        if row is None:
            row = ask(question)
            journal.add(row)
        yield row


def code_state() -> str:
    """A name of this program's own code and data, that changes when any of it does."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(path for name in _PACKAGES for path in (root / name).rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
