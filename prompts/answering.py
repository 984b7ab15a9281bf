"""Answers a question: find, write, check, and end in an `Answer` or a `NoAnswer`."""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo

from index.article import Article
from index.errors import ModelError
from index.query import PASSAGES_BY_DEFAULT, Hit, Results, Searcher
from index.terms import Analyser
from prompts.answer import Answer, Citation, NoAnswer, Reason, Reports, Trace, missing_outlets
from prompts.capitals import names_in
from prompts.citing import Cited, cite
from prompts.folding import fold
from prompts.generator import Generator, Reply
from prompts.names import holds_name
from prompts.question import Question, check_question
from prompts.speakers import Reader
from prompts.understanding import understand

logger = logging.getLogger(__name__)

NEAREST_ARTICLES = 3
NOTHING_LIKE_IT = 0.25
"""A cosine below which the best passage is about something else altogether (off-topic questions: .13 to .21)."""

MODEL_FAILED = "The language model could not be used, so these are the articles' own sentences."


@dataclass
class _Clock:
    """Milliseconds that each stage took."""

    begun: float = field(default_factory=time.perf_counter)
    lap_begun: float = field(default_factory=time.perf_counter)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round((now - self.lap_begun) * 1000, 1)
        self.lap_begun = now

    def all(self) -> dict[str, float]:
        return {**self.laps, "total": round((time.perf_counter() - self.begun) * 1000, 1)}


class Answerer:
    """Answers questions with one searcher and one generator; `fallback` takes over when the generator's model fails.

    `zone` is where "yesterday" begins and ends for a question that doesn't say. A `reader` that the generator has too
    reads each article once for both.
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
    ) -> None:
        self._searcher = searcher
        self._generator = generator
        self._analyser = analyser
        self._fallback = fallback
        self._zone = zone
        # One for all questions: it remembers the articles that were read.
        self._reader = reader or Reader()

    def answer(self, question: Question, *, hits: int = PASSAGES_BY_DEFAULT) -> Answer | NoAnswer:
        """The checked answer, or a refusal.

        Raises:
            QuestionError: there is no question in the text.
            NoIndexError, IndexFaultError: there is nothing that can be searched.
            ModelError: the generator's model failed, and no other takes over.
        """
        clock = _Clock()
        cleaned = replace(question, text=check_question(question.text), zone=question.zone or self._zone)
        question = understand(cleaned, self._searcher.publishers())
        clock.lap("understand")
        results = self._searcher.search(question.query(hits))
        clock.lap("retrieve")
        reply = self._reply(question, results)
        clock.lap("generate")
        cited = cite(reply.sentences, results.hits, self._analyser, self._reader)
        for sentence, reason in cited.dropped:
            logger.info("dropped a sentence of %d characters: %s", len(sentence), reason)
        clock.lap("check")
        trace = Trace(
            id=secrets.token_hex(6),
            question=question,
            hits=results.hits,
            coverage=results.coverage,
            model=reply.model,
            # A generator's refusal may have been near to an answer; sentences that failed the checks were not.
            confidence=reply.confidence if cited.claims or not reply.sentences else 0.0,
            prompt=reply.prompt,
            note=" ".join(filter(None, [reply.note, missing_outlets(question) if cited.claims else ""])) or None,
            timings_ms=clock.all(),
        )
        if not cited.claims:
            return NoAnswer(reason=_reason(question, results), nearest=_nearest(results.hits), trace=trace)
        return Answer(
            claims=cited.claims,
            citations=cited.citations,
            reports=_reports(cited, results.hits),
            trace=trace,
            dated=reply.dated and len(cited.claims) > 1,
        )

    def _reply(self, question: Question, results: Results) -> Reply:
        if not results.hits:
            return Reply(sentences=(), model="none", confidence=0.0)
        try:
            return self._generator.reply(question, results)
        except ModelError as error:
            if self._fallback is None:
                raise
            logger.warning("the model failed: %s", error)
            reply = self._fallback.reply(question, results)
            return Reply(
                sentences=reply.sentences,
                model=reply.model,
                confidence=reply.confidence,
                dated=reply.dated,
                note=MODEL_FAILED,
            )


def _reason(question: Question, results: Results) -> Reason:
    windowed = question.since or question.until or question.as_of
    if windowed and not results.coverage.articles:
        return "outside_dates"
    known = [
        name for name in names_in(question.text) if any(holds_name(hit.passage.text, name) for hit in results.hits)
    ]
    if not results.hits or (not known and max(hit.similarity for hit in results.hits) < NOTHING_LIKE_IT):
        return "nothing_found"
    return "no_answer"


def _nearest(hits: Sequence[Hit]) -> tuple[Article, ...]:
    """The first few articles among the hits."""
    articles = {(hit.passage.article.id, hit.passage.article.version): hit.passage.article for hit in hits}
    return tuple(articles.values())[:NEAREST_ARTICLES]


def _reports(cited: Cited, hits: Sequence[Hit]) -> Reports:
    """Independent reports are the cited articles, for a search shows one of each story.

    Copies are the other articles of their stories, and retrieved articles that hold the same cited words.
    """
    own = {citation.article.id for citation in cited.citations}
    copies = {copy.id for hit in hits if hit.passage.article.id in own for copy in hit.copies}
    copies |= {hit.passage.article.id for hit in hits if _holds_any(hit, cited.citations)}
    return Reports(independent=len(own), copies=len(copies - own))


def _holds_any(hit: Hit, citations: Sequence[Citation]) -> bool:
    words = fold(hit.passage.text)
    return any(words.find(citation.quote) is not None for citation in citations)
