"""Fictional articles, and outcomes made of them, for the tests of reading, choosing, citing and showing."""

from datetime import UTC, datetime

from index.article import Article
from index.passage import Passage, Span
from index.query import Coverage, Hit, Results
from index.terms import Analyser
from index.text import one_line
from prompts.answer import Answer, Citation, Claim, NoAnswer, Reports, Trace
from prompts.answering import Answerer
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.question import Question

ASKED = datetime(2031, 12, 2, tzinfo=UTC)
ANALYSER = Analyser()

HARBOUR = (
    "The harbour wall of Port Ennis will be rebuilt next year, Mayor Ann Lee said on Tuesday.\n"
    "“We can’t wait for the next storm,” Lee told reporters. The work will cost 14 million crowns. Some 300 boats lie"
    " behind the wall.\n"
    "Fishing union leader Tom Hart called the plan “a beginning”. “It comes ten years late,” Hart said.\n"
    "Critics of Lee said that the money was needed for the school. The old wall was built in 1887 by Ida Brook, an"
    " engineer from Quill."
)


def story(text=HARBOUR, *, name="harbour", title="Harbour wall to be rebuilt", **details):
    return Article(id=name, title=title, text=text, **details)


def hits(*articles, similarity=0.8):
    """Each article as one passage."""
    return tuple(
        Hit(passage=Passage(article=one, span=Span(0, len(one.text))), score=similarity, similarity=similarity)
        for one in articles
    )


def coverage(articles=1, **details):
    return Coverage(edition="e1", built=datetime(2031, 12, 1, tzinfo=UTC), articles=articles, **details)


def results(*articles):
    return Results(hits=hits(*articles), coverage=coverage(len(articles)))


def question(text="Who is Ann Lee?", **limits):
    return Question(text=text, asked=ASKED, **limits)


def ask(text, *articles, generator=None, fallback=None, **limits):
    """What Newshound says to a question when these are all its articles."""
    searcher = FrozenSearcher(articles=articles, analyser=ANALYSER)
    answerer = Answerer(searcher, generator or ExtractiveGenerator(ANALYSER), ANALYSER, fallback=fallback)
    return answerer.answer(question(text, **limits))


def sentences(outcome):
    """The sentences of an answer, without markers; none of a refusal."""
    return [claim.text for claim in outcome.claims] if isinstance(outcome, Answer) else []


def trace(**details):
    known = {"id": "t1", "question": question(), "hits": (), "coverage": coverage(), "model": "scripted"}
    return Trace(**{**known, "confidence": 0.5, **details})


def answered(*articles, dated=False, reports=None, **details):
    """An answer with one claim for each article: all of its text."""
    citations = [
        Citation(number=number, article=one, span=Span(0, len(one.text))) for number, one in enumerate(articles, 1)
    ]
    return Answer(
        claims=tuple(Claim(text=one_line(one.quote), citations=(one.number,)) for one in citations),
        citations=tuple(citations),
        reports=reports or Reports(independent=len(articles), copies=0),
        trace=trace(**details),
        dated=dated,
    )


def refused(*nearest, reason="no_answer", **details):
    return NoAnswer(reason=reason, nearest=nearest, trace=trace(**details))
