"""Answers a question: find, write, check, and end in an `Answer` or a `NoAnswer`."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from enum import StrEnum

from index.errors import ModelError
from index.query import PASSAGES_BY_DEFAULT, Query, Results, Searcher
from index.terms import Analyser
from prompts.answer import Answer, Citation, Claim, Conflict, NoAnswer, Trace, missing_outlets
from prompts.checks.checking import Checker
from prompts.checks.finding import CheckedSentence, Outcome
from prompts.citing import Citing
from prompts.clock import Clock
from prompts.ending import nearest_articles, reason_of, reports_behind
from prompts.freshness import STALE_DAYS, freshness_of
from prompts.generator import Generator, MarkedSentence, Reply
from prompts.news_since import MOST_ROUNDS, WhatIsNew, first_sentences, has_no_topic, what_is_new
from prompts.question import Question, check_question
from prompts.reading import read_question
from prompts.side_by_side import Comparer, SideBySide
from prompts.speakers import Reader
from prompts.support import Support
from prompts.supporting import scored
from prompts.understanding import understand

logger = logging.getLogger(__name__)

NOTHING_STOOD = "What the language model wrote did not stand up to the checks, so nothing of it is shown."
MODEL_FAILED = "The language model could not be used, so these are the articles' own sentences."


class Step(StrEnum):
    """What is being done for a question."""

    SEARCHING = "searching"
    READING = "reading"
    WRITING = "writing"
    CHECKING = "checking"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How far a question is; from reading on, with how many passages of how many articles.

    Only a chat model writes.
    """

    step: Step
    passages: int = 0
    articles: int = 0


@dataclass(frozen=True, kw_only=True)
class _Written:
    """A reply with what the checks made of it; `told` claims of it were left out, for they are not new."""

    reply: Reply
    checks: tuple[CheckedSentence, ...]
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    told: int = 0
    conflicts: tuple[Conflict, ...] = ()


class Answerer:
    """Answers questions with one searcher and one generator; `fallback` takes over when the generator's model fails.

    `zone` is where "yesterday" begins and ends for a question that doesn't say. A `reader` that the generator has too
    reads each article once for both. `support` scores the sentences that are not the articles' own. An outcome warns
    where what it rests on is older than `stale_days`; 0 never does.
    """

    def __init__(  # noqa: PLR0913 - the parts that it is composed of
        self,
        searcher: Searcher,
        generator: Generator,
        analyser: Analyser,
        *,
        fallback: Generator | None = None,
        zone: tzinfo = UTC,
        reader: Reader | None = None,
        support: Support | None = None,
        stale_days: int = STALE_DAYS,
    ) -> None:
        self._searcher = searcher
        self._generator = generator
        self._analyser = analyser
        self._support = support
        self._fallback = fallback
        self._zone = zone
        self._stale_days = stale_days
        # One for all questions: it remembers the articles that were read.
        self._reader = reader or Reader()
        self._comparer = Comparer(analyser, self._reader)

    def answer(
        self,
        question: Question,
        *,
        hits: int = PASSAGES_BY_DEFAULT,
        on_claim: Callable[[Claim], None] | None = None,
        on_stage: Callable[[Stage], None] | None = None,
    ) -> Answer | NoAnswer:
        """The checked answer, or a refusal.

        `on_claim` is told each claim as soon as it is written and checked. What it was told is how the answer begins,
        unless the model fails midway: then the answer is another one. `on_stage` is told what is done next, and of
        writing with each sentence again. What either raises ends the answering, and is raised here: so a question is
        given up that nobody waits for, and the model, whose connection is closed, writes no further.

        Raises:
            QuestionError: there is no question in the text.
            NoIndexError, IndexFaultError: there is nothing that can be searched.
            ModelError: the generator's model failed, and no other takes over.
        """
        clock = Clock()
        tell = on_stage or _nobody
        tell(Stage(step=Step.SEARCHING))
        cleaned = replace(question, text=check_question(question.text), zone=question.zone or self._zone)
        question = understand(cleaned, self._searcher.publishers())
        clock.lap("understand")
        query = self._query(question, hits)
        news = what_is_new(question, query, self._searcher, self._analyser)
        results = news.search() if news else self._searcher.search(query)
        clock.lap("retrieve")
        tell(_stage(Step.READING, results))
        if news:
            results, written = self._sifted(question, results, news, clock)
        else:
            written = self._written(question, results, clock, self._teller(results, on_claim, on_stage), beside=True)
        tell(_stage(Step.CHECKING, results))
        reply, claims, citations = written.reply, written.claims, written.citations
        trace = Trace(
            id=secrets.token_hex(6),
            question=question,
            hits=results.hits,
            coverage=results.coverage,
            model=reply.model,
            # A generator's refusal may have been near to an answer; sentences that failed the checks were not.
            confidence=reply.confidence if claims or not reply.sentences else 0.0,
            prompt=reply.prompt,
            note=" ".join(filter(None, [reply.note, *self._notes(question, written)])) or None,
            checks=written.checks,
            support=self._support.name if self._support else None,
            fault=reply.fault,
            freshness=freshness_of(
                question,
                [citation.article for citation in citations],
                results.hits,
                results.coverage,
                self._analyser,
                stale_days=self._stale_days,
            ),
            timings_ms=clock.all(),
        )
        if not claims:
            reason = reason_of(question, results, self._analyser)
            if news and (written.told or (reason != "not_understood" and news.is_known(reply.missing))):
                return NoAnswer(reason="nothing_new", nearest=nearest_articles(results.hits), trace=trace)
            nearest = () if reason == "not_understood" else nearest_articles(results.hits)
            return NoAnswer(reason=reason, nearest=nearest, missing=reply.missing, trace=trace)
        return Answer(
            claims=claims,
            citations=citations,
            reports=reports_behind(citations, results.hits),
            trace=trace,
            dated=(reply.dated or news is not None) and len(claims) > 1,
            conflicts=written.conflicts,
        )

    def _query(self, question: Question, hits: int) -> Query:
        """The search for a question; whose words it asks for, and on what, for the index knows where they speak."""
        reading = read_question(question.content, self._analyser)
        return replace(question.query(hits), speaker=reading.speaker or "", matter=reading.topic)

    def _sifted(self, question: Question, results: Results, news: WhatIsNew, clock: Clock) -> tuple[Results, _Written]:
        """What is new of a reply, and what it was written from; of another one where all of it was told before."""
        told = 0
        for _ in range(MOST_ROUNDS):
            written = self._written(question, results, clock)
            cited = news.sift(written.claims, written.citations)
            told += len(written.claims) - len(cited.claims)
            if cited.claims or not written.claims:
                break
            news.leave_out(frozenset(citation.article.id for citation in written.citations))
            results = news.search()
        return results, replace(written, claims=cited.claims, citations=cited.citations, told=told)

    def _written(
        self,
        question: Question,
        results: Results,
        clock: Clock,
        on_sentence: Callable[[MarkedSentence], None] | None = None,
        *,
        beside: bool = False,
    ) -> _Written:
        """A reply, checked, with its claims; `beside` puts accounts that differ next to them."""
        reply = self._reply(question, results, on_sentence)
        clock.lap("generate")
        checker, citing = Checker(results.hits, self._analyser, self._reader), Citing(results.hits, self._reader)
        checks = scored([checker.check(one) for one in reply.sentences], results.hits, self._support)
        claims = tuple(claim for claim in map(citing.claim, checks) if claim)
        for checked in checks:
            if checked.outcome is Outcome.DROPPED:
                # What models made up is not for the log.
                failed = ", ".join(f"{finding.check} {finding.state}" for finding in checked.decisive)
                logger.info("dropped a sentence of %d characters: %s", len(checked.written), failed)
        found = SideBySide()
        if beside and results.hits and (claims or reply.prompt is None):
            found = self._comparer.beside(question, results, claims, citing)
        clock.lap("check")
        return _Written(
            reply=reply,
            checks=checks,
            claims=(*claims, *found.claims),
            citations=citing.citations,
            conflicts=found.conflicts,
        )

    @staticmethod
    def _notes(question: Question, written: _Written) -> list[str]:
        if written.claims:
            return [missing_outlets(question)]
        return [NOTHING_STOOD] if written.reply.sentences and not written.told else []

    def _reply(
        self, question: Question, results: Results, on_sentence: Callable[[MarkedSentence], None] | None
    ) -> Reply:
        if has_no_topic(question):
            return first_sentences(results)
        if not results.hits:
            return Reply(sentences=(), model="none", confidence=0.0)
        try:
            return self._generator.reply(question, results, on_sentence=on_sentence)
        except ModelError as error:
            if self._fallback is None:
                raise
            logger.warning("the model failed: %s", error)
            return replace(self._fallback.reply(question, results), note=MODEL_FAILED, fault=str(error))

    def _teller(
        self,
        results: Results,
        on_claim: Callable[[Claim], None] | None,
        on_stage: Callable[[Stage], None] | None,
    ) -> Callable[[MarkedSentence], None] | None:
        """What checks a sentence and tells its claim, while the generator goes on writing."""
        if on_claim is None and on_stage is None:
            return None
        checker, citing = Checker(results.hits, self._analyser, self._reader), Citing(results.hits, self._reader)

        def tell(sentence: MarkedSentence) -> None:
            if on_stage is not None:
                on_stage(_stage(Step.WRITING, results))
            if on_claim is None:
                return
            [checked] = scored([checker.check(sentence)], results.hits, self._support)
            claim = citing.claim(checked)
            if claim is not None:
                on_claim(claim)

        return tell


def _nobody(_stage: Stage) -> None:
    """Nobody wants to know how far a question is."""


def _stage(step: Step, results: Results) -> Stage:
    read = {hit.passage.article.id for hit in results.hits}
    return Stage(step=step, passages=len(results.hits), articles=len(read))
