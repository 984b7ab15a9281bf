"""The machine form of the newest stories: one JSON object; a lead is `text[start:end]` of its article version."""

from bot.machine_form import Json, moment
from prompts.latest import Latest, Story


def latest_form(latest: Latest) -> dict[str, Json]:
    """The newest stories as one JSON object, newest first."""
    return {
        "topic": latest.question.text or None,
        "publisher": latest.question.publisher,
        "stories": [_story(story) for story in latest.stories],
        "refusal": latest.refusal or None,
        "dates": {
            "corpus_newest": moment(latest.coverage.corpus_newest),
            "index_built": moment(latest.coverage.built),
        },
        "edition": latest.coverage.edition,
    }


def _story(story: Story) -> Json:
    article, lead = story.article, story.lead
    return {
        "article_id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "url": article.url,
        "lead": {"start": lead.start, "end": lead.end, "quote": lead.of(article.text)} if lead else None,
        "copies": story.copies,
    }
