"""How many tokens a prompt has: by the model's own tokenizer where its file is at hand, elsewhere by an estimate."""

from collections.abc import Callable, Sequence
from pathlib import Path

from index.errors import PromptError
from prompts.rendering import estimated_tokens
from prompts.template import Message

Counter = Callable[[Sequence[Message]], int]

TOKENS_AROUND_A_MESSAGE = 8
"""A chat model's own template puts a few tokens around each message: a role, marks of its beginning and end."""


def counter_of(tokenizer: Path | None) -> Counter:
    """What counts the tokens of messages: the tokenizer of a `tokenizer.json`, or the estimate.

    Raises:
        PromptError: the file is no tokenizer.
    """
    if tokenizer is None:
        return estimated_tokens
    from tokenizers import Tokenizer  # noqa: PLC0415 - needed by few, and not small

    try:
        loaded = Tokenizer.from_file(str(tokenizer))
    # The package raises bare Exceptions, whatever is wrong with the file.
    except Exception as error:
        raise PromptError(
            f"{tokenizer} is no tokenizer that can be read; name the model's tokenizer.json, or leave --tokenizer out."
        ) from error

    def count(messages: Sequence[Message]) -> int:
        return sum(len(loaded.encode(one.content).ids) + TOKENS_AROUND_A_MESSAGE for one in messages)

    return count
