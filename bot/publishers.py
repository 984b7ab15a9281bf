"""The outlets that there are articles of, as people choose among them."""

from collections.abc import Sequence

from bot.terminal import shown
from index.errors import QuestionError
from prompts.question import Question

PUBLISHERS_SHOWN = 10


def check_publisher(question: Question, publishers: Sequence[str]) -> None:
    """See that an article of this outlet is there, in capitals or not.

    Raises:
        QuestionError: there is none; some of `publishers` are named.
    """
    if question.publisher is None or question.publisher.casefold() in {name.casefold() for name in publishers}:
        return
    known = [shown(name) for name in publishers[:PUBLISHERS_SHOWN]]
    more = f" and {len(publishers) - len(known)} more" if len(publishers) > len(known) else ""
    advice = f"name one of {', '.join(known)}{more}" if known else "no article names its outlet, so ask without one"
    raise QuestionError(f"No article is of the outlet {question.publisher!r}; {advice}.")


def suggested(typed: str, publishers: Sequence[str], limit: int) -> list[str]:
    """The outlets that somebody who has typed this may mean: those that begin so, then those with a word that does."""
    wanted = typed.strip().casefold()
    folded = [(name, name.casefold()) for name in publishers]
    begin = [name for name, known in folded if known.startswith(wanted)]
    within = [name for name, known in folded if not known.startswith(wanted) and f" {wanted}" in f" {known}"]
    return [*begin, *within][:limit]
