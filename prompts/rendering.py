"""From a question and its hits to the prompt for a model: passages numbered, cleaned, fenced, and not too many.

The fence around a passage is random and new for each question, so that nobody who writes an article can close it. The
hash of a prompt is of its messages with a fixed word in the fence's place: so the same question over the same passages
is the same prompt, its hash means something, and a recorded reply finds its prompt again.
"""

import math
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.query import Hit
from index.text import one_line, shorten
from prompts.answer import day
from prompts.cleaning import cleaned
from prompts.generator import PromptUsed
from prompts.question import Question
from prompts.template import Message, Template, prompt_hash
from prompts.template_body import Input, PromptPassage

LONGEST_HEADING_CHARACTERS = 200
FENCE_BYTES = 8
FENCE_IN_HASHES = "<<fence>>"
"""What stands for the fence in the messages that a prompt's hash is of."""

SHARE_OF_REPLY = 4
"""One in so many tokens of a question's limit is kept for the reply, where the limit is tight."""

# Models differ, and none of their tokenizers comes along: 3 bytes a token is more tokens than any common one makes of
# English (4 to 5 bytes) or of other scripts (3 or more).
BYTES_PER_TOKEN = 3


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A rendered template that shows the first `shown` hits; `fence` is the mark that no reply has reason to repeat.

    `tokens` is an estimate that no tokenizer should exceed.
    """

    messages: tuple[Message, ...]
    used: PromptUsed
    fence: str
    shown: int
    tokens: int


def random_fence() -> str:
    """A fence that nobody can foresee. `cleaned` leaves no "<<" in any text, so it can't even be imitated."""
    return f"<<{secrets.token_hex(FENCE_BYTES)}>>"


def within(template: Template, tokens: int) -> Template:
    """The template for a model that may read and write so many tokens for a question; 0 leaves it as it is."""
    if not tokens:
        return template
    reply = min(template.max_tokens, max(tokens // SHARE_OF_REPLY, 1))
    return replace(template, max_tokens=reply, max_prompt_tokens=min(template.max_prompt_tokens, tokens - reply))


def prompt_for(
    template: Template, question: Question, hits: Sequence[Hit], fence: Callable[[], str] = random_fence
) -> Prompt:
    """The prompt for a question and its hits; the last hits are left out where it would get longer than it may.

    The first is always shown. `fence` makes the mark around passages.

    Raises:
        PromptError: the template asks for what there is not.
    """
    passages = [_passage(number, hit) for number, hit in enumerate(hits, start=1)]
    mark = fence()
    while True:
        inputs = {**_inputs(question, passages), "fence": mark}
        messages = template.render(**{name: value for name, value in inputs.items() if name in template.inputs})
        tokens = estimated_tokens(messages)
        if tokens <= template.max_prompt_tokens or len(passages) <= 1:
            break
        passages = passages[:-1]
    hashed = [replace(message, content=message.content.replace(mark, FENCE_IN_HASHES)) for message in messages]
    return Prompt(
        messages=messages,
        used=PromptUsed(name=template.id, hash=prompt_hash(hashed)),
        fence=mark,
        shown=len(passages),
        tokens=tokens,
    )


def estimated_tokens(messages: Sequence[Message]) -> int:
    """How many tokens a prompt has at most, for a model whose tokenizer isn't known."""
    return sum(math.ceil(len(message.content.encode(errors="replace")) / BYTES_PER_TOKEN) for message in messages)


def _inputs(question: Question, passages: Sequence[PromptPassage]) -> Mapping[str, Input]:
    return {"question": one_line(cleaned(question.text)), "passages": passages, "asked": day(question.asked)}


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
