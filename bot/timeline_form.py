"""The machine form of a timeline: one JSON object, its citations in the form that an answer's have."""

from bot.machine_form import Json, citation_form, moment
from prompts.timeline import Line, Timeline


def timeline_form(timeline: Timeline) -> dict[str, Json]:
    """A timeline as one JSON object; a period's `date` is its first day."""
    coverage, question = timeline.coverage, timeline.question
    dated = [one.article.published for one in timeline.citations if one.article.published]
    return {
        "topic": timeline.topic,
        "developments": [_line(line) for line in timeline.lines],
        "citations": [citation_form(citation) for citation in timeline.citations],
        "more": timeline.more,
        "left_out": {"earlier": timeline.earlier, "undated": timeline.undated},
        "refusal": timeline.refusal or None,
        "nearest": [
            {"article_id": one.id, "title": one.title, "publisher": one.publisher, "published": moment(one.published)}
            for one in timeline.nearest
        ],
        "window": {
            "since": moment(question.since),
            "until": moment(question.until),
            "as_of": moment(question.as_of),
        },
        "dates": {
            "newest": moment(max(dated, default=None)),
            "oldest": moment(min(dated, default=None)),
            "corpus_newest": moment(coverage.corpus_newest),
            "index_built": moment(coverage.built),
        },
        "searched": {"articles": coverage.articles, "publishers": len(coverage.publishers)},
        "edition": coverage.edition,
    }


def _line(line: Line) -> Json:
    return {
        "date": line.when.first.isoformat() if line.when else None,
        "date_from": None if line.when is None else "words" if line.words else "published",
        "date_words": line.words,
        "precision": line.when.precision.value if line.when else None,
        "announced": line.announced,
        "text": line.text,
        "citations": list(line.citations),
        "reports": line.reports,
        "copies": line.copies,
    }
