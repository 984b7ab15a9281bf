"""What an outcome says beside its words: why nothing was found, what was nearest, how many reports stand behind it."""

from collections.abc import Sequence

from index.article import Article
from index.names import holds_name
from index.query import Hit, Results
from index.terms import Analyser
from prompts.answer import Citation, Reason, Reports
from prompts.capitals import names_in
from prompts.folding import fold
from prompts.question import Question

NEAREST_ARTICLES = 3
NOTHING_LIKE_IT = 0.25
"""A cosine below which the best passage is about something else altogether (off-topic questions: .13 to .21)."""


def reason_of(question: Question, results: Results, analyser: Analyser) -> Reason:
    """Why a question is refused for which no claim stood."""
    if not analyser.stems(question.text):
        # "And what about it?" has no word that anything could be searched by.
        return "not_understood"
    windowed = question.since or question.until or question.as_of
    if windowed and not results.coverage.articles:
        return "outside_dates"
    known = [
        name for name in names_in(question.text) if any(holds_name(hit.passage.text, name) for hit in results.hits)
    ]
    if not results.hits or (not known and max(hit.similarity for hit in results.hits) < NOTHING_LIKE_IT):
        return "nothing_found"
    return "no_answer"


def nearest_articles(hits: Sequence[Hit]) -> tuple[Article, ...]:
    """The first few articles among the hits."""
    articles = {(hit.passage.article.id, hit.passage.article.version): hit.passage.article for hit in hits}
    return tuple(articles.values())[:NEAREST_ARTICLES]


def reports_behind(citations: Sequence[Citation], hits: Sequence[Hit]) -> Reports:
    """Independent reports are the cited articles, for a search shows one of each story.

    Copies are the other articles of their stories, and retrieved articles that hold the same cited words.
    """
    own = {citation.article.id for citation in citations}
    copies = {copy.id for hit in hits if hit.passage.article.id in own for copy in hit.copies}
    copies |= {hit.passage.article.id for hit in hits if _holds_any(hit, citations)}
    return Reports(independent=len(own), copies=len(copies - own))


def _holds_any(hit: Hit, citations: Sequence[Citation]) -> bool:
    words = fold(hit.passage.text)
    return any(words.find(citation.quote) is not None for citation in citations)
