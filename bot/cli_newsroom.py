"""Opens a newsroom for a command, and shows on a terminal that this is going on: models take seconds to load."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console

from bot.composition import open_newsroom
from bot.newsroom import Newsroom
from bot.settings import Settings


@contextmanager
def shown_newsroom(settings: Settings) -> Iterator[Newsroom]:
    """Everything that answering needs, as `bot.composition.open_newsroom` opens it; raises what that raises."""
    with ExitStack() as stack:
        with Console(stderr=True).status("Opening the index …"):
            newsroom = stack.enter_context(open_newsroom(settings))
        yield newsroom
