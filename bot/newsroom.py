"""An open newsroom: everything that answering needs, and the one way in which every command and the bot answers."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING

from bot.ledger import Ledger, LedgerError
from bot.quote_lines import Found
from bot.quotes_asked import QuotesAsked, quotes_found
from bot.receipt import keep_receipt
from index.errors import NoIndexError
from index.fusion import Weights
from index.newest import newest_stories
from index.query import PASSAGES_BY_DEFAULT, Searcher
from index.terms import Analyser
from prompts.answer import Answer, Claim, NoAnswer
from prompts.answering import Answerer, Stage
from prompts.completing import Completer
from prompts.conversation import Turn
from prompts.generator import Generator
from prompts.latest import Latest, latest_about, latest_of, query_about
from prompts.question import Question
from prompts.speakers import Reader
from prompts.support import Support
from prompts.timeline import Timeline, query_of, timeline

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.reranking import Reranker
    from index.shelf import Shelf

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """Everything that answering needs: the edition in use, and what searches it and answers from it."""

    shelf: "Shelf"
    embedder: "Embedder"
    reranker: "Reranker | None"
    analyser: Analyser
    generator: Generator
    fallback: Generator | None
    zone: tzinfo
    reader: Reader
    ledger: Ledger
    support: Support | None
    completer: Completer
    stale_days: int

    def answer(
        self,
        question: Question,
        *,
        hits: int = PASSAGES_BY_DEFAULT,
        turns: Sequence[Turn] = (),
        on_claim: Callable[[Claim], None] | None = None,
        on_stage: Callable[[Stage], None] | None = None,
    ) -> Answer | NoAnswer:
        """Answer as it is shipped, and keep the receipt; an answer whose receipt can't be kept is an answer still.

        The question is first completed from the `turns` of the conversation before it. `on_claim`, `on_stage` and what
        is raised are those of `Answerer.answer`.
        """
        if turns:
            question = self.completer.complete(question, turns, self.publishers())
        outcome = self.answerer.answer(question, hits=hits, on_claim=on_claim, on_stage=on_stage)
        try:
            kept = keep_receipt(self.ledger, outcome)
        except LedgerError as error:
            logger.warning("the receipt of an answer is lost: %s", error)
            kept = False
        return replace(outcome, trace=replace(outcome.trace, kept=kept))

    def timeline(self, question: Question, limit: int) -> Timeline:
        """The developments of the question's topic, at most `limit` of them, in the order in which they happened.

        Raises:
            NoIndexError, IndexFaultError: there is nothing that can be searched.
        """
        question = replace(question, zone=question.zone or self.zone)
        found = self.searcher(Weights()).search(query_of(question))
        return timeline(question, found, self.analyser, limit)

    def quotes(self, asked: QuotesAsked) -> Found:
        """Who said what, newest first; raises what `bot.quotes_asked.quotes_found` does, and NoIndexError."""
        with self.shelf.borrow() as edition:
            return quotes_found(asked, edition, self.analyser)

    def speakers(self, typed: str, limit: int) -> list[str]:
        """Speakers with a word that begins as somebody has typed it, those quoted most first; none without an index."""
        try:
            with self.shelf.borrow() as edition:
                return edition.speakers(typed, limit)
        except NoIndexError:
            return []

    def latest(self, question: Question, limit: int) -> Latest:
        """The newest stories, at most `limit` of them, on the question's topic; on all where it has no words.

        Raises:
            NoIndexError, IndexFaultError: there is nothing that can be searched.
        """
        if question.text:
            found = self.searcher(Weights()).search(query_about(question))
            return latest_about(question, found, self.analyser, limit)
        return newest(self.shelf, question, limit)

    @cached_property
    def answerer(self) -> Answerer:
        """Who answers, as it is shipped."""
        return self.answerer_over(self.searcher(Weights()))

    def searcher(self, weights: Weights) -> Searcher:
        """Who searches, each stage counting what these weights say."""
        from index.search import IndexSearcher

        return IndexSearcher(self.shelf, self.embedder, self.analyser, weights, self.reranker)

    def answerer_over(self, searcher: Searcher) -> Answerer:
        """Who answers from what another searcher finds."""
        return Answerer(
            searcher,
            self.generator,
            self.analyser,
            fallback=self.fallback,
            zone=self.zone,
            reader=self.reader,
            support=self.support,
            stale_days=self.stale_days,
        )

    def publishers(self) -> tuple[str, ...]:
        """The outlets of the edition in use; none where there is no edition."""
        try:
            with self.shelf.borrow() as edition:
                return edition.publishers
        except NoIndexError:
            return ()

    def articles(self) -> int:
        """How many articles the edition in use has."""
        try:
            with self.shelf.borrow() as edition:
                return edition.manifest.articles
        except NoIndexError:
            return 0


def newest(shelf: "Shelf", question: Question, limit: int) -> Latest:
    """The newest stories on any topic within a question's limits, for which no model is needed.

    Raises:
        NoIndexError, IndexFaultError: there is nothing that can be read.
    """
    query = question.query(limit)
    with shelf.borrow() as edition:
        return latest_of(question, newest_stories(edition, query, limit), edition.coverage(query))
