"""The receipt of an answer: its machine form, and everything more that explains how it came about."""

from bot.ledger import Cited, Ledger
from bot.machine_form import Json, machine_form, moment
from index.article import Article
from index.genre import genre_of
from index.query import Hit
from prompts.answer import Answer, NoAnswer


def receipt_of(outcome: Answer | NoAnswer) -> dict[str, Json]:
    """The machine form, with when and within what was asked, and what is read of it by its titles and addresses."""
    question = outcome.trace.question
    return {
        **machine_form(outcome),
        "understood": question.text if question.typed else None,
        "asked": moment(question.asked),
        "dated": isinstance(outcome, Answer) and outcome.dated,
        "outlets": list(question.outlets or ([question.publisher] if question.publisher else [])),
        "searched": {
            "articles": outcome.trace.coverage.articles,
            "undated": outcome.trace.coverage.undated,
            "newest": moment(outcome.trace.coverage.newest),
        },
        "nearest": [_nearest(article) for article in outcome.nearest] if isinstance(outcome, NoAnswer) else [],
        "candidates": [_candidate(rank, hit) for rank, hit in enumerate(outcome.trace.hits, 1)],
    }


def _nearest(article: Article) -> Json:
    return {
        "article_id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "url": article.url,
        "genre": genre_of(article),
    }


def _candidate(rank: int, hit: Hit) -> Json:
    article, span = hit.passage.article, hit.passage.span
    return {
        "rank": rank,
        "score": round(hit.score, 4),
        "similarity": round(hit.similarity, 4),
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "start": span.start,
        "end": span.end,
    }


def keep_receipt(ledger: Ledger, outcome: Answer | NoAnswer) -> bool:
    """Put the receipt of an outcome into a ledger; whether it is kept.

    Raises:
        LedgerError: the ledger can't be written.
    """
    citations = outcome.citations if isinstance(outcome, Answer) else ()
    cited = [
        Cited(
            number=citation.number,
            article=citation.article.id,
            version=citation.article.version,
            words=citation.span,
            passage=citation.passage or citation.span,
        )
        for citation in citations
    ]
    return ledger.keep(receipt_of(outcome), cited, asker=outcome.trace.question.asker)
