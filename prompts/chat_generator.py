"""Answering with a chat model: hits go in as a rendered template, and the reply comes out as marked sentences.

Which model it is stays behind `Chat`, so that a prompt case takes the same way with a scripted reply.
"""

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from index.errors import ModelError
from index.query import Results
from prompts.generator import MarkedSentence, Reply
from prompts.marking import read_reply
from prompts.question import Question
from prompts.rendering import Prompt, prompt_for, random_fence
from prompts.streaming import Handover
from prompts.template import Message, Template

logger = logging.getLogger(__name__)


class Chat(Protocol):
    """Whoever completes a conversation: a chat model, or a scripted reply."""

    @property
    def name(self) -> str:
        """What the trace of an answer calls it, such as `openai:gpt-5.5`."""

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """The reply to these messages in pieces, as the model writes it; whoever stops reading closes it.

        Raises:
            ModelError: there is no reply, or no whole one.
        """


@dataclass(frozen=True, kw_only=True)
class ChatModelGenerator:
    """Writes replies with a chat model; a `prompts.generator.Generator`. `fence` makes the marks around passages."""

    template: Template
    chat: Chat
    fence: Callable[[], str] = random_fence

    def reply(
        self, question: Question, results: Results, *, on_sentence: Callable[[MarkedSentence], None] | None = None
    ) -> Reply:
        """Answer from these hits alone.

        A sentence is given to `on_sentence` once the next one is well begun; the sentence of refusal never is.
        `confidence` is the cosine of the question to the most similar passage that the reply points at, 0 where it
        points at none: it says how near the sources are, not how sure the model is, for models can't tell.

        Raises:
            ModelError: the model could not be used, wrote no reply, or may not read as much as one passage.
            PromptError: the template asks for what there is not.
        """
        prompt = prompt_for(self.template, question, results.hits, self.fence)
        if prompt.tokens > self.template.max_prompt_tokens:
            raise ModelError(
                f"A prompt of one passage for the chat model {self.chat.name} has {prompt.tokens} tokens, more than the"
                f" {self.template.max_prompt_tokens} that it may have; raise NEWSHOUND_MODEL_TOKENS."
            )
        handover = Handover(take=on_sentence, refusal=self.template.refusal) if on_sentence else None
        raw = self._read(prompt, handover)
        left_out = len(results.hits) - prompt.shown
        if left_out:
            logger.info("%d of %d passages did not fit into the prompt", left_out, len(results.hits))
        sentences = read_reply(raw, refusal=self.template.refusal)
        if handover:
            handover.end(sentences)
        return Reply(
            sentences=sentences,
            model=self.chat.name,
            confidence=_confidence(sentences, results),
            prompt=prompt.used,
            note=f"The model read the best {prompt.shown} of {len(results.hits)} passages." if left_out else None,
        )

    def _read(self, prompt: Prompt, handover: Handover | None) -> str:
        """The whole reply; what is settled of it is handed over on the way."""
        raw = ""
        with closing(self.chat.stream(prompt.messages)) as pieces:
            for piece in pieces:
                raw += piece
                if prompt.fence in raw:
                    raise ModelError(
                        f"The chat model {self.chat.name} repeated its instructions instead of answering;"
                        " ask again or choose another model."
                    )
                if handover:
                    handover.look(raw)
        if not raw.strip():
            raise ModelError(
                f"The chat model {self.chat.name} wrote an empty reply; ask again or choose another model."
            )
        return raw


def _confidence(sentences: Sequence[MarkedSentence], results: Results) -> float:
    cited = {number for sentence in sentences for number in sentence.markers}
    similarities = [hit.similarity for number, hit in enumerate(results.hits, start=1) if number in cited]
    return min(max([0.0, *similarities]), 1.0)
