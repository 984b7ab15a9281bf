"""From a question and its hits to the prompt for a model: passages numbered, cleaned, fenced, and not too many.

The fence is a digest of what it fences. Nobody who writes an article can know it beforehand, for the article would have
to hold its own digest; and yet the same question over the same passages is the same prompt, so its hash means something
and a recorded reply finds its prompt again.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.query import Hit
from index.text import one_line, shorten
from prompts.answer import PromptUsed, day
from prompts.cleaning import cleaned
from prompts.question import Question
from prompts.template import Message, Template, prompt_hash
from prompts.template_body import Input, PromptPassage

LONGEST_HEADING_CHARACTERS = 200
FENCE_DIGITS = 16

# Models differ, and none of their tokenizers comes along: 3 bytes a token is more tokens than any common one makes of
# English (4 to 5 bytes) or of other scripts (3 or more).
BYTES_PER_TOKEN = 3


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A rendered template that shows the first `shown` hits; `fence` is the mark that no reply has reason to repeat."""

    messages: tuple[Message, ...]
    used: PromptUsed
    fence: str
    shown: int


def prompt_for(template: Template, question: Question, hits: Sequence[Hit]) -> Prompt:
    """The prompt for a question and its hits; the last hits are left out where it would get longer than it may.

    Raises:
        PromptError: the template asks for what there is not.
    """
    passages = [_passage(number, hit) for number, hit in enumerate(hits, start=1)]
    while True:
        inputs = _inputs(question, passages)
        messages = template.render(**{name: value for name, value in inputs.items() if name in template.inputs})
        if estimated_tokens(messages) <= template.max_prompt_tokens or len(passages) <= 1:
            break
        passages = passages[:-1]
    return Prompt(
        messages=messages,
        used=PromptUsed(name=template.id, hash=prompt_hash(messages)),
        fence=str(inputs["fence"]),
        shown=len(passages),
    )


def estimated_tokens(messages: Sequence[Message]) -> int:
    """How many tokens a prompt has at most, for a model whose tokenizer isn't known."""
    return sum(math.ceil(len(message.content.encode(errors="replace")) / BYTES_PER_TOKEN) for message in messages)


def _inputs(question: Question, passages: Sequence[PromptPassage]) -> Mapping[str, Input]:
    text = one_line(cleaned(question.text))
    return {"question": text, "passages": passages, "fence": _fence(text, passages), "asked": day(question.asked)}


def _passage(number: int, hit: Hit) -> PromptPassage:
    article = hit.passage.article
    return PromptPassage(
        number=number,
        title=_heading(article.title) or "untitled",
        publisher=_heading(article.publisher or "") or "unknown",
        date=day(article.published),
        text=cleaned(hit.passage.text).strip(),
    )


def _heading(text: str) -> str:
    return shorten(one_line(cleaned(text)), LONGEST_HEADING_CHARACTERS)


def _fence(question: str, passages: Sequence[PromptPassage]) -> str:
    content = "\0".join([question, *(f"{p.title}\0{p.publisher}\0{p.text}" for p in passages)])
    # `cleaned` leaves no "<<" in any text, so these marks can't even be imitated.
    return f"<<{hashlib.sha256(content.encode(errors='replace')).hexdigest()[:FENCE_DIGITS]}>>"
