"""Receipts for tests of what is shown of an answer."""

from datetime import UTC, datetime

from bot.receipt_form import CitationForm, ReceiptForm, SearchedForm

DAY = datetime(2024, 9, 25, tzinfo=UTC)
ASKED = datetime(2024, 9, 26, 8, tzinfo=UTC)


def made_receipt(**changes):
    """The receipt of an answer without sentences."""
    values = {
        "id": "0a1b2c3d4e5f",
        "question": "Did the dam hold?",
        "asked": ASKED,
        "status": "answered",
        "reason": None,
        "note": None,
        "text": "It held. [1]",
        "claims": (),
        "citations": (),
        "checks": (),
        "candidates": (),
        "window": None,
        "outlets": (),
        "searched": SearchedForm(articles=3, undated=0, newest=DAY),
        "edition": "e1",
        "prompt": None,
        "model": "extractive",
        "support": None,
        "fault": None,
        "confidence": 0.9,
        "timings_ms": {},
    }
    return ReceiptForm(**(values | changes))


def citing(article, quote, number=1, **changes):
    """A citation of words of an article."""
    start = article.text.index(quote)
    values = {
        "number": number,
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
    }
    return CitationForm(**(values | changes))
