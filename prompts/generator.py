"""The seam between finding and checking: whoever writes an answer from hits.

There are two: `prompts.extractive` (the default) and `prompts.chat_model`. Both hand over sentences with the numbers
of the passages that they rest on, and `prompts.citing` turns these numbers into citations, whoever wrote them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from index.query import Results
from prompts.question import Question


@dataclass(frozen=True, kw_only=True)
class MarkedSentence:
    """One sentence of a reply, without its markers, and the hits that it points at (1 is the first hit)."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PromptUsed:
    """The template that a chat model was given; `hash` names the rendered messages."""

    name: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a generator says. No sentence at all is a refusal.

    `dated` says that the sentences are separate reports, each to be shown with its date. `confidence` is 0 to 1.
    `missing` is a name of the question that no hit holds, for which it is refused. `fault` says how the model failed in
    whose place this reply stands.
    """

    sentences: tuple[MarkedSentence, ...]
    model: str
    confidence: float
    dated: bool = False
    prompt: PromptUsed | None = None
    note: str | None = None
    missing: str | None = None
    fault: str | None = None


class Generator(Protocol):
    """Writes a reply from the hits of a search."""

    def reply(
        self, question: Question, results: Results, *, on_sentence: Callable[[MarkedSentence], None] | None = None
    ) -> Reply:
        """Answer from these hits alone.

        `on_sentence` is given each sentence as soon as it is complete, on the caller's thread and in the order of the
        reply, before anything is returned. It is a foretaste: a reply may fail after it, or take back what it said
        (thoughts that were not marked as such). What counts is the reply that is returned.

        Raises:
            ModelError: the model behind it could not be used.
        """
