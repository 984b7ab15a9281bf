"""The machine form of an answer: one JSON object, as the design's section 5 has it."""

from collections.abc import Mapping
from datetime import datetime

from index.article import Article
from index.genre import genre_of
from prompts.answer import Answer, Citation, Claim, Conflict, NoAnswer, Trace
from prompts.caution import Freshness
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
        "status": _status(outcome),
        "reason": outcome.reason if isinstance(outcome, NoAnswer) else None,
        "note": trace.note,
        "text": outcome.text,
        "claims": [_claim(claim) for claim in answer.claims] if answer else [],
        "citations": [citation_form(citation) for citation in answer.citations] if answer else [],
        "conflicts": [_conflict(conflict) for conflict in answer.conflicts] if answer else [],
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
        "freshness": _freshness(trace.freshness),
        "news": _news(outcome),
        "missing": outcome.missing if isinstance(outcome, NoAnswer) else None,
        "nearest": _nearest(outcome) if isinstance(outcome, NoAnswer) else [],
    }


def _status(outcome: Answer | NoAnswer) -> str:
    if isinstance(outcome, NoAnswer):
        return "refused"
    return "conflicting" if outcome.is_conflicting else "answered"


def _conflict(conflict: Conflict) -> Json:
    accounts: list[Json] = [
        {
            "value": account.value,
            "citation": account.citation,
            "updates": account.updates,
            "superseded": account.superseded,
        }
        for account in conflict.accounts
    ]
    return {"about": conflict.about, "update": conflict.is_update, "accounts": accounts}


def moment(value: datetime | None) -> str | None:
    """An aware UTC time as `2024-09-25T00:00:00Z`."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def _claim(claim: Claim) -> Json:
    return {"text": claim.text, "citations": list(claim.citations), "speaker": claim.speaker}


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
        "genre": citation.genre,
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


def _freshness(freshness: Freshness) -> Json:
    return {
        "now": freshness.now,
        "source_days": freshness.source_days,
        "index_days": freshness.index_days,
        "warnings": [
            {
                "kind": caution.kind,
                "text": caution.text,
                "date": moment(caution.moment),
                "article": _headline(caution.article) if caution.article else None,
            }
            for caution in freshness.cautions
        ],
    }


def _news(outcome: Answer | NoAnswer) -> Json:
    """Since when news were asked for, and the claims (counted from 0) of which something else was told before."""
    question = outcome.trace.question
    since = question.told.since if question.told else question.since if question.news else None
    if since is None:
        return None
    claims = outcome.claims if isinstance(outcome, Answer) else ()
    return {
        "since": moment(since),
        "by_day": question.told is None,
        "changes": [
            {
                "claim": number,
                "text": claim.was.text,
                "article_id": claim.was.article,
                "version": claim.was.version,
                "publisher": claim.was.publisher,
                "published": moment(claim.was.published),
            }
            for number, claim in enumerate(claims)
            if claim.was
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
            "genre": genre_of(article),
        }
        for article in refusal.nearest
    ]


def _headline(article: Article) -> Json:
    return {
        "article_id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "url": article.url,
    }


def _numbers(values: Mapping[str, float]) -> Json:
    return dict(values)
