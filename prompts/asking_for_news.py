"""A question of a conversation that asks for what is new since what was told in it: "any updates?", or the same again.

What was told and read before goes along with it; `prompts.novelty` holds new claims against that. A question that says
since when ("what's new since Monday?") asks for the news since then, whatever was told.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.names import words_of
from prompts.conversation import Turn, lasting
from prompts.news_forms import news_on, read_news
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question
from prompts.told import Told
from prompts.topic import topic_of

_FIXED = re.compile(r"\d{4}")


def asked_for_news(question: Question, turns: Sequence[Turn]) -> Question | None:
    """The question that "any updates?" means behind these turns, oldest first; None for any other question."""
    asked = read_news(question.text)
    if asked is None or asked.topic or not turns:
        return None
    last = turns[-1]
    topic = _topic(last)
    if asked.since is None and not any(turn.told for turn in turns):
        # Nothing was told, so all of it is news.
        return _about(question, news_on(topic, None), last) if topic else None
    if asked.since:
        return _about(question, news_on(topic, asked.since), last) if topic else None
    text = news_on(topic, None) if topic and not asked.changed else lasting(last)
    return replace(_about(question, text, last), told=_told(turns, last))


def asked_again(question: Question, turns: Sequence[Turn]) -> Question:
    """The question with what was told, where these turns, oldest first, have asked and answered the same before."""
    same = [turn for turn in turns if question.told is None and _is_same(question, turn)]
    if not any(turn.told for turn in same):
        return question
    return replace(question, told=_told(turns, same[-1]))


def _about(question: Question, text: str, last: Turn) -> Question:
    """The question under another text; the outlets of the turn before go along, its days don't: news are of later."""
    if len(text) > LONGEST_QUESTION_CHARACTERS:
        text = question.text
    outlets = question.outlets if question.publisher else last.outlets or question.outlets
    return replace(question, text=text, typed=question.typed or question.text, outlets=outlets)


def _topic(turn: Turn) -> str | None:
    """What a turn was about."""
    text = lasting(turn)
    asked = read_news(text)
    if asked:
        return asked.topic or None
    topic = topic_of(text)
    return topic.noun if topic else None


def _told(turns: Sequence[Turn], last: Turn) -> Told | None:
    """Everything that was told in the conversation up to a turn; None where nobody knows when that was."""
    if last.asked is None:
        return None
    return Told(
        since=last.asked,
        edition=last.edition,
        sentences=tuple(dict.fromkeys(one for turn in turns for one in turn.told)),
        read=frozenset(version for turn in turns for version in turn.read),
    )


def _is_same(question: Question, turn: Turn) -> bool:
    """Whether a turn asked the same of the same days: "yesterday" is another day tomorrow."""
    if words_of(question.text) != words_of(turn.question) or turn.asked is None:
        return False
    fixed = turn.phrase is None or _FIXED.search(turn.phrase) is not None
    return fixed or turn.asked.date() == question.asked.date()
