"""A follow-up completed by what was asked before: "And what did Iran say?" about what, and when.

Precision first: a question that stands alone stays as it was typed, and takes no limit along. What is taken over is
said in the question itself, which is shown; days and outlets go along as limits, which are shown too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.names import holds_name
from prompts.asking_again import asked_again, asks_again, counted_in_full
from prompts.capitals import names_in
from prompts.fragments import Before, is_of_one, is_same, is_time, names_days, piece_of, small_article, with_piece
from prompts.linking import BRIEF_WORDS, asks_for_more, content, in_full, joined, says_little, without_cue
from prompts.outlets import named_outlets
from prompts.question import LONGEST_QUESTION_CHARACTERS, Question
from prompts.referring import Said, has_unresolved, resolved
from prompts.spoken_questions import asked_speaker
from prompts.told import Earlier
from prompts.topic import Topic, topic_of

MOST_TURNS = 5
"""So much of a conversation is looked at."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A question of the conversation before, as it was understood, and what its answer named.

    `since`, `until` (aware UTC) and `outlets` are its limits, `phrase` its words that set the days; `claims` are the
    sentences of the answer, `speakers` who says them and `titles` those of the articles that they come from. `told` are
    the words that it cited, `read` the versions (article, version) that were read for it, `edition` those of which
    index; `asked` is when it was asked.
    """

    question: str
    since: datetime | None = None
    until: datetime | None = None
    phrase: str | None = None
    outlets: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    asked: datetime | None = None
    edition: str | None = None
    told: tuple[Earlier, ...] = ()
    read: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Completion:
    """A follow-up as code understands it. `linked`: it needs the turns before; `certain`: nothing of it is guessed."""

    text: str
    linked: bool
    certain: bool


_RELATIVE_DATE = re.compile(r"\d{4}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


def complete(question: Question, turns: Sequence[Turn], publishers: Sequence[str] = ()) -> Question:
    """The question with what it leaves to the turns before it, oldest first; unchanged where it stands alone.

    `typed` is then how it was asked. Who asks for days or an outlet of their own keeps them.
    """
    completion = completed_by_code(question, turns, publishers)
    return with_completion(question, completion.text, turns) if completion.linked else question


def with_completion(question: Question, text: str, turns: Sequence[Turn]) -> Question:
    """The question under a completed text, with the limits of the turn before that it doesn't set itself."""
    last = turns[-1]
    if len(text) > LONGEST_QUESTION_CHARACTERS:
        text = question.text
    own_days = bool(question.since or question.until or names_days(question.text))
    outlets = question.outlets if question.publisher else last.outlets or question.outlets
    return replace(
        question,
        text=text,
        typed=question.typed or (question.text if text != question.text else None),
        since=question.since if own_days else last.since,
        until=question.until if own_days else last.until,
        outlets=outlets,
    )


def completed_by_code(question: Question, turns: Sequence[Turn], publishers: Sequence[str] = ()) -> Completion:
    """What code makes of a question behind these turns, oldest first, of which it looks at the last five."""
    text = " ".join(question.text.split())
    alone = Completion(text=question.text, linked=False, certain=True)
    if not turns or len(text) > LONGEST_QUESTION_CHARACTERS:
        return alone
    turns = _one_matter(turns[-MOST_TURNS:])
    rest, linking = without_cue(text)
    before = lasting(turns[-1])
    if asks_again(rest):
        again = asked_again(rest, before)
        return _linked(again or joined(rest, _topic(turns)), certain=again is not None)
    piece = piece_of(rest, linked=linking)
    if piece:
        return _of_piece(piece, rest, turns, publishers)
    return _of_question(rest, linking=linking, turns=turns) or alone


def _of_piece(piece: str, rest: str, turns: Sequence[Turn], publishers: Sequence[str]) -> Completion:
    last = turns[-1]
    owned = piece
    piece = resolved(piece, _said(turns))
    known = (*publishers, *last.outlets)
    held = last.question if is_time(piece) else lasting(last)
    before = Before(question=held, phrase=last.phrase, speakers=last.speakers, publishers=tuple(dict.fromkeys(known)))
    put = with_piece(piece, before)
    if put and (piece == owned or is_of_one(held)):
        return _linked(put, certain=True)
    topic = topic_of(held)
    joined = f"What about {small_article(piece)}" + (
        f" and {topic.noun}?" if topic and topic.noun not in piece else "?"
    )
    return _linked(joined, certain=False)


def _of_question(rest: str, *, linking: bool, turns: Sequence[Turn]) -> Completion | None:
    """A whole question; None where it stands alone."""
    last = turns[-1]
    text = resolved(counted_in_full(rest, last.question), _said(turns))
    spoken = _with_spoken_topic(text, _topic(turns, named=False), last, linking=linking)
    if spoken:
        return spoken
    topic = _topic(turns)
    if text == rest:
        text = in_full(rest, topic)
    named = next(names_in(text), None) is not None
    if text != rest:
        enough = named and not has_unresolved(text)
        return _linked(text if enough else joined(text, topic), certain=not has_unresolved(text))
    brief = len(content(text)) <= BRIEF_WORDS and (has_unresolved(text) or asks_for_more(text))
    if not named and topic and (linking or brief or says_little(text)):
        return _linked(joined(text, topic), certain=not has_unresolved(text))
    return None


def _with_spoken_topic(text: str, topic: Topic | None, last: Turn, *, linking: bool) -> Completion | None:
    """A question for somebody's words, "what did Iran say?", with what they are to be about; None where it says so."""
    asked = asked_speaker(text)
    if not asked or not asked.cue or topic_of(text) or content(asked.rest):
        return None
    if not linking and not _mentions(last, asked.phrase):
        return None
    if topic is None or is_same(topic.noun, asked.phrase):
        return _linked(text, certain=True)
    return _linked(f"{text.rstrip(' ?!.')} about {topic.noun}?", certain=True)


def lasting(turn: Turn) -> str:
    """A turn's question without the words that mean other days tomorrow; the days go along as limits."""
    text = turn.question
    source = named_outlets(text, turn.outlets).phrase if turn.outlets else None
    if source:
        text = text.replace(source, " ", 1)
    if turn.phrase and turn.phrase in text and not _RELATIVE_DATE.search(turn.phrase):
        text = text.replace(turn.phrase, " ", 1)
    return " ".join(text.split()).replace(" ?", "?")


def _said(turns: Sequence[Turn]) -> tuple[Said, ...]:
    return tuple(Said(question=lasting(turn), speakers=turn.speakers, claims=turn.claims) for turn in turns)


def _topic(turns: Sequence[Turn], *, named: bool = True) -> Topic | None:
    """What the conversation is about: the newest topic; where it should be `named`, the newest that has a name."""
    topics = [topic for turn in reversed(turns) if (topic := topic_of(lasting(turn)))]
    best = [topic for topic in topics if topic.is_named] if named else []
    return next(iter([*best, *topics]), None)


def _one_matter(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The last turns of a conversation, from where each question has a word in common with the turn before it."""
    first = len(turns) - 1
    while first and _continues(turns[first], turns[first - 1]):
        first -= 1
    return turns[first:]


def _continues(turn: Turn, before: Turn) -> bool:
    told = {stem for text in (before.question, *before.claims, *before.titles) for stem in content(text)}
    return not told.isdisjoint(content(turn.question))


def _mentions(turn: Turn, phrase: str) -> bool:
    texts = (turn.question, *turn.claims, *turn.speakers, *turn.titles)
    return any(holds_name(text, phrase) for text in texts)


def _linked(text: str, *, certain: bool) -> Completion:
    return Completion(text=text, linked=True, certain=certain)
