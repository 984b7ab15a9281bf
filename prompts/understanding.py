"""What a question's own words say about time and outlets, read by code and never by a model.

They narrow what came with the question and never widen it: "--since 1 May" and "last week" keep what lies in both. A
publisher that was given wins over outlets in the words, for who asked chose it from a list; outlets that came with the
question are for one that names none.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, tzinfo

from prompts.news_forms import news_on, read_news
from prompts.outlets import named_outlets
from prompts.question import Question
from prompts.who_said import words_looked_for
from prompts.windows import asks_for_latest, read_window


def understand(question: Question, publishers: Sequence[str]) -> Question:
    """The question with the limits that its words set; `publishers` are the outlets that the articles name.

    Words whose speaker is asked for set none.
    """
    if words_looked_for(question.text):
        return replace(question, preferred=(), latest=False)
    zone = question.zone or UTC
    window = read_window(question.text, question.asked, zone)
    asked = read_news(question.text)
    news = asked is not None and asked.since is not None and window is not None and window.phrase == asked.since
    if news and asked and asked.topic:
        text = news_on(asked.topic, asked.since)
        question = replace(question, text=text, typed=question.typed or _unless_same(question.text, text))
    outlets = named_outlets(question.text, publishers)
    return replace(
        question,
        since=_later(question.since, _with_whole_days(window.since, zone) if window and window.since else None),
        until=_earlier(question.until, window.until if window else None),
        phrase=window.phrase if window else None,
        outlets=outlets.only or question.outlets,
        preferred=outlets.preferred,
        source_phrase=outlets.phrase if outlets.only else None,
        unknown_outlets=() if question.publisher else outlets.unknown,
        latest=news or question.told is not None or asks_for_latest(question.text),
        news=news,
    )


def _unless_same(typed: str, text: str) -> str | None:
    return None if typed.strip(" ?!.").casefold() == text.strip(" ?!.").casefold() else typed


def _later(given: datetime | None, read: datetime | None) -> datetime | None:
    return max((moment for moment in (given, read) if moment), default=None)


def _earlier(given: datetime | None, read: datetime | None) -> datetime | None:
    return min((moment for moment in (given, read) if moment), default=None)


def _with_whole_days(since: datetime, zone: tzinfo) -> datetime:
    """The beginning of a window with the articles of its first day of which only the day is known.

    These lie at midnight UTC, which west of Greenwich is before the day begins.
    """
    local = since.astimezone(zone)
    if local.time() != time():
        return since
    return min(since, datetime.combine(local.date(), time(), UTC))
