"""Answering with a chat model: hits go in as a rendered template, and the reply comes out as marked sentences.

Which model it is stays behind `Chat`, so that a prompt case takes the same way with a scripted reply.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.errors import ModelError
from index.query import Results
from prompts.generator import MarkedSentence, Reply
from prompts.marking import read_reply
from prompts.question import Question
from prompts.rendering import prompt_for
from prompts.template import Message, Template

logger = logging.getLogger(__name__)


class Chat(Protocol):
    """Whoever completes a conversation: a chat model, or a scripted reply."""

    @property
    def name(self) -> str:
        """What the trace of an answer calls it, such as `openai:gpt-5.5`."""

    def complete(self, messages: Sequence[Message]) -> str:
        """The reply to these messages, as the model wrote it.

        Raises:
            ModelError: there is no reply.
        """


@dataclass(frozen=True, kw_only=True)
class ChatModelGenerator:
    """Writes replies with a chat model; a `prompts.generator.Generator`."""

    template: Template
    chat: Chat

    def reply(self, question: Question, results: Results) -> Reply:
        """Answer from these hits alone.

        `confidence` is the cosine of the question to the most similar passage that the reply points at, 0 where it
        points at none: it says how near the sources are, not how sure the model is, for models can't tell.

        Raises:
            ModelError: the model could not be used, or wrote nothing that is a reply.
            PromptError: the template asks for what there is not.
        """
        prompt = prompt_for(self.template, question, results.hits)
        raw = self.chat.complete(prompt.messages)
        if not raw.strip():
            raise ModelError(
                f"The chat model {self.chat.name} wrote an empty reply; ask again or choose another model."
            )
        if prompt.fence in raw:
            raise ModelError(
                f"The chat model {self.chat.name} repeated its instructions instead of answering;"
                " ask again or choose another model."
            )
        left_out = len(results.hits) - prompt.shown
        if left_out:
            logger.info("%d of %d passages did not fit into the prompt", left_out, len(results.hits))
        sentences = read_reply(raw, refusal=self.template.refusal)
        return Reply(
            sentences=sentences,
            model=self.chat.name,
            confidence=_confidence(sentences, results),
            prompt=prompt.used,
            note=f"The model read the best {prompt.shown} of {len(results.hits)} passages." if left_out else None,
        )


def _confidence(sentences: Sequence[MarkedSentence], results: Results) -> float:
    cited = {number for sentence in sentences for number in sentence.markers}
    similarities = [hit.similarity for number, hit in enumerate(results.hits, start=1) if number in cited]
    return min(max([0.0, *similarities]), 1.0)
