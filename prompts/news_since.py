"""What is new since an answer or since a day: which articles are read for it, and which claims are left of a reply.

Since an answer, that is what articles say that the index did not have then, or not in this version, and that are no
older than what was told. Since a day, it is what articles from that day on say and none from before it said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from index.article import Article
from index.names import holds_name
from index.query import Query, Results, Searcher
from index.sentences import sentence_spans
from index.terms import Analyser
from index.text import one_line
from prompts.answer import Citation, Claim
from prompts.capitals import names_in
from prompts.generator import MarkedSentence, Reply
from prompts.news_forms import read_news
from prompts.novelty import Novelty, Verdict
from prompts.question import Question
from prompts.reporting import reports
from prompts.told import Earlier, Told

MOST_ROUNDS = 3
"""So often another reply is asked for where all of one was told before, without the articles that those cited."""
MOST_LEADS = 5
NEWS_WITHOUT_TOPIC = "first sentences"
"""What an answer names as its model that lists what the newest reports begin with."""

_FIRST = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Claims with their citations, numbered without a gap."""

    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()


class WhatIsNew:
    """Finds and sifts for one question; each search leaves out what `leave_out` was given before it."""

    def __init__(self, question: Question, query: Query, searcher: Searcher, analyser: Analyser) -> None:
        self._query = query
        self._searcher = searcher
        self._told = question.told or _reported_before(query, searcher)
        self._by_answer = question.told is not None
        self._novelty = Novelty(self._told.sentences, analyser)
        dates = [one.published for one in self._told.sentences if one.published]
        self._newest = max(dates, default=None) if self._by_answer else None

    def search(self) -> Results:
        """What is found that was not read before; no hit where the index is the one in which that was found."""
        results = self._searcher.search(self._query)
        if self._by_answer and results.coverage.edition == self._told.edition:
            return replace(results, hits=())
        known = self._known(results)
        if known:
            # In their places come others, by their own evidence.
            self.leave_out(known)
            results = self._searcher.search(self._query)
            known = self._known(results)
        return replace(results, hits=tuple(hit for hit in results.hits if hit.passage.article.id not in known))

    def leave_out(self, articles: frozenset[str]) -> None:
        """Search without these articles from now on."""
        self._query = replace(self._query, without=self._query.without | articles)

    def is_known(self, missing: str | None) -> bool:
        """Whether anything on the matter was told, or reported before the day; `missing` is a name of it."""
        texts = [one.text for one in self._told.sentences]
        wanted = [missing] if missing else [] if self._by_answer else [*names_in(self._query.text)]
        return bool(texts) and all(holds_name("\n".join(texts), name) for name in wanted)

    def sift(self, claims: Sequence[Claim], citations: Sequence[Citation]) -> Cited:
        """The claims that are new, and those that have changed with what they were."""
        numbered = {citation.number: citation for citation in citations}
        kept = [told for claim in claims if (told := self._sifted(claim, numbered))]
        used = list(dict.fromkeys(number for claim in kept for number in claim.citations))
        places = {number: place for place, number in enumerate(used, 1)}
        return Cited(
            claims=tuple(replace(one, citations=tuple(places[number] for number in one.citations)) for one in kept),
            citations=tuple(replace(numbered[number], number=place) for number, place in places.items()),
        )

    def _sifted(self, claim: Claim, numbered: dict[int, Citation]) -> Claim | None:
        cited = [numbered[number] for number in claim.citations]
        judged = [self._novelty.judge(one_line(one.quote), one.article) for one in cited]
        if all(one.verdict is Verdict.TOLD for one in judged):
            return None
        was = next((one.was for one in judged if one.verdict is Verdict.CHANGED), None)
        return replace(claim, was=was)

    def _known(self, results: Results) -> frozenset[str]:
        return frozenset(
            hit.passage.article.id for hit in results.hits if self._by_answer and self._is_known(hit.passage.article)
        )

    def _is_known(self, article: Article) -> bool:
        """Whether an article was read before, or is older than what was told; a later text of one that was, is not."""
        ids = {one for one, _ in self._told.read}
        if article.id in ids:
            return (article.id, article.version) in self._told.read
        return bool(self._newest and article.published and article.published.date() < self._newest.date())


def what_is_new(question: Question, query: Query, searcher: Searcher, analyser: Analyser) -> WhatIsNew | None:
    """What finds and sifts the news where they are asked for; None for any other question."""
    return WhatIsNew(question, query, searcher, analyser) if question.told or question.news else None


def _reported_before(query: Query, searcher: Searcher) -> Told:
    """What articles from before the day say of the matter."""
    since = query.since or _FIRST
    before = searcher.search(replace(query, since=None, until=max(since, _FIRST) - timedelta(seconds=1), latest=False))
    sentences = [
        Earlier(
            text=one_line(span.of(hit.passage.text)),
            article=hit.passage.article.id,
            version=hit.passage.article.version,
            published=hit.passage.article.published,
            publisher=hit.passage.article.publisher,
        )
        for hit in before.hits
        for span in sentence_spans(hit.passage.text)
    ]
    return Told(since=since, by_day=True, sentences=tuple(sentences))


def has_no_topic(question: Question) -> bool:
    """Whether everything that is new is asked for: "what's new since Monday?"."""
    asked = read_news(question.text)
    return question.news and asked is not None and not asked.topic


def first_sentences(results: Results) -> Reply:
    """What the newest of the articles found begin with, newest first."""
    found: dict[str, tuple[float, int, str]] = {}
    for marker, hit in enumerate(results.hits, 1):
        article = hit.passage.article
        texts = (one_line(span.of(hit.passage.text)) for span in sentence_spans(hit.passage.text))
        first = next((text for text in texts if reports(text)), None)
        if first and article.published:
            found.setdefault(article.id, (-article.published.timestamp(), marker, first))
    return Reply(
        sentences=tuple(
            MarkedSentence(text=text, markers=(marker,)) for _, marker, text in sorted(found.values())[:MOST_LEADS]
        ),
        model=NEWS_WITHOUT_TOPIC,
        confidence=1.0 if found else 0.0,
        dated=True,
    )
