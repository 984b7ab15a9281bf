"""The machine form of an answer: one JSON object, as the design's section 5 has it."""

from collections.abc import Mapping
from datetime import datetime

from prompts.answer import Answer, Citation, NoAnswer, Trace
from prompts.checks.finding import CheckedSentence
from prompts.support import WEAK

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def machine_form(outcome: Answer | NoAnswer) -> dict[str, Json]:
    """An answer or a refusal as one JSON object. Dates are ISO in UTC, and null where an article is undated."""
    trace = outcome.trace
    answer = outcome if isinstance(outcome, Answer) else None
    return {
        "id": trace.id,
        "question": trace.question.typed or trace.question.text,
        "status": "answered" if answer else "refused",
        "reason": outcome.reason if isinstance(outcome, NoAnswer) else None,
        "note": trace.note,
        "text": outcome.text,
        "claims": [{"text": claim.text, "citations": list(claim.citations)} for claim in answer.claims]
        if answer
        else [],
        "citations": [citation_form(citation) for citation in answer.citations] if answer else [],
        "conflicts": [],
        "window": _window(trace),
        "dates": {
            "newest": moment(answer.newest) if answer else None,
            "oldest": moment(answer.oldest) if answer else None,
            "corpus_newest": moment(trace.coverage.corpus_newest),
            "index_built": moment(trace.coverage.built),
        },
        "reports": {
            "independent": answer.reports.independent if answer else 0,
            "copies": answer.reports.copies if answer else 0,
        },
        "retrieved": _retrieved(trace),
        "edition": trace.coverage.edition,
        "prompt": {"name": trace.prompt.name, "hash": trace.prompt.hash} if trace.prompt else None,
        "model": trace.model,
        "confidence": round(trace.confidence, 4),
        "timings_ms": _numbers(trace.timings_ms),
        "checks": [_checked(sentence) for sentence in trace.checks],
        "support": trace.support,
        "fault": trace.fault,
        "missing": outcome.missing if isinstance(outcome, NoAnswer) else None,
        "nearest": _nearest(outcome) if isinstance(outcome, NoAnswer) else [],
    }


def moment(value: datetime | None) -> str | None:
    """An aware UTC time as `2024-09-25T00:00:00Z`."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def citation_form(citation: Citation) -> dict[str, Json]:
    """A citation, as every machine form has it."""
    article = citation.article
    return {
        "number": citation.number,
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "url": article.url,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "speaker": citation.speaker,
    }


def _checked(sentence: CheckedSentence) -> Json:
    return {
        "written": sentence.written,
        "pointed": list(sentence.pointed),
        "text": sentence.text,
        "outcome": sentence.outcome.value,
        "support": None if sentence.support is None else round(sentence.support, 4),
        "weak": sentence.support is not None and sentence.support < WEAK,
        "findings": [
            {
                "check": finding.check.value,
                "verdict": finding.verdict.value,
                "state": finding.state,
                "words": finding.words,
                "why": finding.why,
            }
            for finding in sentence.findings
        ],
    }


def _window(trace: Trace) -> Json:
    question = trace.question
    if not (question.since or question.until or question.as_of):
        return None
    ends = [end for end in (question.until, question.as_of) if end]
    return {"since": moment(question.since), "until": moment(min(ends)) if ends else None, "phrase": question.phrase}


def _retrieved(trace: Trace) -> Json:
    return [
        {
            "rank": rank,
            "score": round(hit.score, 4),
            "article_id": hit.passage.article.id,
            "start": hit.passage.span.start,
            "end": hit.passage.span.end,
        }
        for rank, hit in enumerate(trace.hits, 1)
    ]


def _nearest(refusal: NoAnswer) -> Json:
    return [
        {
            "article_id": article.id,
            "title": article.title,
            "publisher": article.publisher,
            "published": moment(article.published),
        }
        for article in refusal.nearest
    ]


def _numbers(values: Mapping[str, float]) -> Json:
    return dict(values)
