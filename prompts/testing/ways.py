"""The chats by which a case can be answered: recorded replies, a script, or a model that is overheard.

Each is a `prompts.chat_generator.Chat`, so that everything behind it is what askers get.
"""

import time
from collections.abc import Generator as Pieces
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.errors import PromptError
from prompts.chat_generator import Chat
from prompts.rendering import FENCE_IN_HASHES
from prompts.template import Message, Template
from prompts.testing.recording import Recording, key_for


class NotRecordedError(PromptError):
    """There is no recorded reply to this prompt: it, the case or the model has changed."""


@dataclass(frozen=True, kw_only=True)
class ScriptedChat:
    """Always says the same."""

    text: str
    name: str = "scripted"

    def stream(self, messages: Sequence[Message]) -> Pieces[str, None, None]:
        """The scripted reply in one piece; which messages it is said to makes no difference."""
        del messages
        yield self.text


@dataclass(frozen=True, kw_only=True)
class RecordedChat:
    """Says what was recorded for a case's prompt. `recordings` are those of one model, by case and key."""

    case: str
    template: Template
    name: str
    build: str
    recordings: Mapping[tuple[str, str], Recording]

    def stream(self, messages: Sequence[Message]) -> Pieces[str, None, None]:
        """The recorded reply in one piece.

        Raises:
            NotRecordedError: there is none.
        """
        yield self.recorded(messages).reply

    def recorded(self, messages: Sequence[Message]) -> Recording:
        """The recording that `stream` reads."""
        key = key_for(self.template, messages, model=self.name, build=self.build)
        found = self.recordings.get((self.case, key))
        if found is None:
            raise NotRecordedError(f"{self.case}: no reply of {self.name} to this prompt is recorded.")
        return found


@dataclass(kw_only=True)
class Overheard:
    """A chat that keeps what it was told and what it said, once it has said all of it."""

    chat: Chat
    messages: tuple[Message, ...] = ()
    reply: str | None = None
    seconds: float = 0.0
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.chat.name

    def stream(self, messages: Sequence[Message]) -> Pieces[str, None, None]:
        """What the chat says, in one piece: a reply that breaks off is none."""
        begun = time.perf_counter()
        self.messages = tuple(messages)
        reply = "".join(self.chat.stream(messages))
        self.seconds = time.perf_counter() - begun
        self.reply = reply
        yield reply


def fixed_fence() -> str:
    """The fence that a tested prompt has, always the same: so what the model saw has one key."""
    return FENCE_IN_HASHES
