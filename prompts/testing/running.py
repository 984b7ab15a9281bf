"""Runs prompt cases: the real template, the real reading and checking of replies, and no index.

A case with a reply of its own is always answered by that. Any other is answered by a chat, or by the extractive
generator. A template for answers is run over all cases, one for follow-ups over those that belong to a conversation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from index.errors import ModelError
from index.query import PASSAGES_BY_DEFAULT
from index.terms import Analyser
from prompts.answer import Answer, NoAnswer
from prompts.answering import Answerer
from prompts.chat_generator import Chat, ChatModelGenerator
from prompts.completing import CodeCompleter, accepted, completion_prompt
from prompts.conversation import MOST_TURNS
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.generator import Generator
from prompts.question import Question
from prompts.rendering import Prompt, prompt_for
from prompts.speakers import Reader
from prompts.template import Message, Task, Template
from prompts.testing.case import Case
from prompts.testing.judging import completion_failures, failures_of
from prompts.testing.ways import NotRecordedError, Overheard, ScriptedChat, fixed_fence
from prompts.understanding import understand

ChatOf = Callable[[Case], Chat]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a model was told for a case, what it said, and in how many seconds."""

    messages: tuple[Message, ...]
    reply: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a case: a sentence for each expectation that was not met, none where it passed.

    `failures` is None where no reply is recorded, so that nothing is known. `outcome` is what an asker would get, None
    where the reply could not be used at all; `completed` the question that a template for follow-ups led to. `heard` is
    None where no model was asked.
    """

    case: Case
    failures: tuple[str, ...] | None
    task: Task = "answer"
    outcome: Answer | NoAnswer | None = None
    completed: str | None = None
    heard: Heard | None = None

    @property
    def measured(self) -> bool:
        """Whether anything is known of the case."""
        return self.failures is not None

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return self.failures == ()


def concerned(cases: Sequence[Case], template: Template) -> list[Case]:
    """The cases that a template is run over."""
    if template.task == "answer":
        return list(cases)
    return [case for case in cases if case.before and case.expect.understood and case.reply is None]


def question_of(case: Case) -> Question:
    """The case's question, completed by code from the conversation before it, as it is where no model is set."""
    publishers = sorted({article.publisher for article in case.articles if article.publisher})
    return CodeCompleter().complete(case.question, case.before, publishers)


def prompt_of(case: Case, template: Template, analyser: Analyser) -> Prompt:
    """The prompt of a case, with the fixed fence.

    Raises:
        PromptError: the template can't be rendered for this case.
    """
    searcher = FrozenSearcher(articles=case.articles, analyser=analyser)
    question = understand(replace(question_of(case), zone=UTC), searcher.publishers())
    return prompt_for(template, question, searcher.search(question.query(PASSAGES_BY_DEFAULT)).hits, fixed_fence)


def run_extractive(case: Case, template: Template, analyser: Analyser) -> Ran:
    """Answer a case without a model; its own reply, where it has one, goes through the template as in every run."""
    if case.reply is not None:
        return run_with_chat(case, template, lambda _: ScriptedChat(text=""), analyser)
    reader = Reader()
    return _answered(case, ExtractiveGenerator(analyser, reader), analyser, reader)


def run_with_chat(case: Case, template: Template, chat_of: ChatOf, analyser: Analyser) -> Ran:
    """Answer a case with a chat, or complete its question, as the template is for.

    Raises:
        ModelError: the model could not be reached, or wrote no whole reply.
        PromptError: the template can't be rendered for this case.
    """
    chat = Overheard(chat=chat_of(case) if case.reply is None else ScriptedChat(text=case.reply))
    try:
        if template.task == "answer":
            return _answered(case, ChatModelGenerator(template=template, chat=chat, fence=fixed_fence), analyser)
        return _completed(case, template, chat, analyser)
    except NotRecordedError:
        return Ran(case=case, failures=None, task=template.task)
    except ModelError as error:
        if chat.reply is None and chat.messages:
            raise
        # Askers get the extractive answer then; where a case leaves open whether it is answered, that will do.
        failures = (f"the reply could not be used: {error}",) if case.expect.status else ()
        return Ran(case=case, failures=failures, task=template.task, heard=_heard(chat))


def _answered(case: Case, generator: Generator, analyser: Analyser, reader: Reader | None = None) -> Ran:
    question = question_of(case)
    searcher = FrozenSearcher(articles=case.articles, analyser=analyser)
    outcome = Answerer(searcher, generator, analyser, reader=reader).answer(question)
    heard = _heard(generator.chat) if isinstance(generator, ChatModelGenerator) else None
    return Ran(case=case, failures=failures_of(case, question, outcome), outcome=outcome, heard=heard)


def _completed(case: Case, template: Template, chat: Overheard, analyser: Analyser) -> Ran:
    turns = case.before[-MOST_TURNS:]
    raw = "".join(chat.stream(completion_prompt(template, case.question, turns, fixed_fence())))
    refused = fixed_fence() in raw or template.refusal.rstrip(".") in raw
    completed = None if refused else accepted(raw, case.question, turns, analyser)
    failures = completion_failures(case, completed)
    return Ran(case=case, failures=failures, task=template.task, completed=completed, heard=_heard(chat))


def _heard(chat: Chat) -> Heard | None:
    if not isinstance(chat, Overheard) or chat.reply is None:
        return None
    return Heard(messages=chat.messages, reply=chat.reply, seconds=chat.seconds)
