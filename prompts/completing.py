"""Who completes a follow-up: code where it can, and a chat model for what code can't, held to what was said before.

What a model writes is shown as the question that was understood and is searched for, so it may bring in nothing: every
name and number in it stands in the conversation. Where it fails, is late or doesn't keep to that, code's version is
used.
"""

import logging
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from index.errors import ModelError, PromptError, QuestionError
from index.names import words_of
from index.terms import STOP_WORDS, Analyser
from index.text import one_line, shorten
from prompts.answer import day
from prompts.asking_for_news import asked_again, asked_for_news
from prompts.chat_generator import Chat
from prompts.cleaning import cleaned
from prompts.conversation import MOST_TURNS, Turn, complete, completed_by_code, with_completion
from prompts.deadline import until_deadline
from prompts.plain_blocks import plain_blocks
from prompts.question import Question, check_question
from prompts.rendering import estimated_tokens, random_fence
from prompts.template import Message, Template
from prompts.template_body import PromptPassage
from prompts.to_computers import speaks_to_a_computer

logger = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 4.0
"""Of a question's time, this much may go into understanding it."""
LONGEST_REPLY_CHARACTERS = 2000
LONGEST_COMPLETED_CHARACTERS = 300
"""Besides what was typed."""
LONGEST_SENTENCE_CHARACTERS = 400
MOST_NEW_WORDS = 3
"""So many small words of its own a completion may have, for a verb or a preposition that fits."""
_NO_QUESTION = re.compile(r"[\[\]<>@{}|/\\]")
"""Signs of links, mentions, markers and code, none of which a question needs."""


class Completer(Protocol):
    """Whoever completes follow-ups. Threads may share it."""

    def complete(self, question: Question, turns: Sequence[Turn], publishers: Sequence[str] = ()) -> Question:
        """The question with what it leaves to the turns before it, oldest first; unchanged where it stands alone."""


@dataclass(frozen=True, kw_only=True)
class CodeCompleter:
    """Completes follow-ups by their words alone, within a millisecond or two."""

    def complete(self, question: Question, turns: Sequence[Turn], publishers: Sequence[str] = ()) -> Question:
        """See `prompts.conversation.complete`; who asks for news or the same again, asks for what is new."""
        return asked_for_news(question, turns) or asked_again(complete(question, turns, publishers), turns)


@dataclass(frozen=True, kw_only=True)
class ChatCompleter:
    """Asks a chat model where a follow-up needs the turns before it and code only guesses how.

    `fence` makes the marks around the conversation; the model has `seconds`.
    """

    template: Template
    chat: Chat
    analyser: Analyser
    fence: Callable[[], str] = random_fence
    seconds: float = LONGEST_WAIT_SECONDS

    def complete(self, question: Question, turns: Sequence[Turn], publishers: Sequence[str] = ()) -> Question:
        """The completed question; code's version of it wherever the model's can't be had or can't be trusted."""
        news = asked_for_news(question, turns)
        return news or asked_again(self._completed(question, turns, publishers), turns)

    def _completed(self, question: Question, turns: Sequence[Turn], publishers: Sequence[str]) -> Question:
        completion = completed_by_code(question, turns, publishers)
        if not completion.linked:
            return question
        text = None if completion.certain else self._asked(question, turns[-MOST_TURNS:])
        return with_completion(question, text or completion.text, turns)

    def _asked(self, question: Question, turns: Sequence[Turn]) -> str | None:
        fence = self.fence()
        try:
            raw = self._read(completion_prompt(self.template, question, turns, fence))
        except TimeoutError:
            logger.info("the chat model %s did not complete a question in time", self.chat.name)
            return None
        except (ModelError, PromptError) as error:
            logger.warning("a question was completed without the model: %s", error)
            return None
        if fence in raw or self.template.refusal.rstrip(".") in raw:
            return None
        text = accepted(raw, question, turns, self.analyser)
        if text is None:
            # What models made up is not for the log.
            logger.info("a completed question of the chat model %s was not used", self.chat.name)
        return text

    def _read(self, messages: Sequence[Message]) -> str:
        pieces = until_deadline(
            lambda: self.chat.stream(messages), seconds=self.seconds, characters=LONGEST_REPLY_CHARACTERS
        )
        with closing(pieces) as opened:
            return "".join(opened)


def completion_prompt(template: Template, question: Question, turns: Sequence[Turn], fence: str) -> tuple[Message, ...]:
    """The prompt for a follow-up; the oldest turns are left out where it would get longer than it may.

    Raises:
        PromptError: the template asks for what there is not.
    """
    while True:
        messages = template.render(
            question=one_line(cleaned(question.text)),
            passages=[_shown(number, turn) for number, turn in enumerate(turns, 1)],
            fence=fence,
            asked=day(question.asked),
        )
        if estimated_tokens(messages) <= template.max_prompt_tokens or len(turns) <= 1:
            return messages
        turns = turns[1:]


def _shown(number: int, turn: Turn) -> PromptPassage:
    """A turn as a template has it: what was asked stands where a passage has its title."""
    told = " ".join(shorten(one_line(cleaned(claim)), LONGEST_SENTENCE_CHARACTERS) for claim in turn.claims)
    asked = one_line(cleaned(turn.question))
    return PromptPassage(number=number, title=asked, publisher="", date="", text=told or "None was found.")


def accepted(raw: str, question: Question, turns: Sequence[Turn], analyser: Analyser) -> str | None:
    """The question that a model wrote; None where it is no single question, or brings in what nobody said."""
    blocks = plain_blocks(raw)
    if (
        _NO_QUESTION.search(raw)
        or len(blocks) != 1
        or len(blocks[0]) > len(question.text) + LONGEST_COMPLETED_CHARACTERS
    ):
        return None
    try:
        text = check_question(blocks[0])
    except QuestionError:
        return None
    if not text.endswith("?") or text.count("?") > 1 or speaks_to_a_computer(text):
        return None
    said = [question.text, *(part for turn in turns for part in _texts(turn))]
    return text if _keeps_to(text, said, question.text, analyser) else None


def _texts(turn: Turn) -> tuple[str, ...]:
    return (turn.question, *turn.claims, *turn.speakers, *turn.titles)


def _keeps_to(text: str, said: Sequence[str], typed: str, analyser: Analyser) -> bool:
    """Whether a text has its names, numbers and most other words from what was said, and a word of what was typed."""
    words = {word.lower() for one in said for word in words_of(one)}
    first = True
    for word in re.findall(r"[\w.'’-]*\w", text):
        plain = words_of(word)
        telling = (not first and word[:1].isupper()) or any(sign.isdecimal() for sign in word)
        if telling and not all(part.lower() in words or part.lower() in STOP_WORDS for part in plain):
            return False
        first = False
    stems = set(analyser.stems(text))
    new = stems - {stem for one in said for stem in analyser.stems(one)}
    wanted = set(analyser.stems(typed))
    return len(new) <= MOST_NEW_WORDS and (not wanted or not wanted.isdisjoint(stems))
