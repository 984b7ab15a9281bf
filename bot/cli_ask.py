"""`newshound ask` and `newshound chat`: questions in the terminal, with no network and no key."""

import json
import logging
import sys
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli_batch import answer_batch
from bot.cli_newsroom import shown_newsroom
from bot.cli_options import HomeOption, JsonOption, read_question
from bot.conversation import turn_of
from bot.machine_form import machine_form
from bot.newsroom import Newsroom
from bot.publishers import check_publisher
from bot.receipt import receipt_of
from bot.receipt_form import read_receipt
from bot.settings import Settings, load_settings
from bot.terminal import render, shown
from index.errors import NewshoundError, QuestionError
from index.query import PASSAGES_BY_DEFAULT
from prompts.answer import Claim
from prompts.conversation import MOST_TURNS, Turn, complete
from prompts.question import Question, check_question

logger = logging.getLogger(__name__)

WIDEST_COLUMNS = 100


def ask(  # noqa: PLR0913, PLR0917 - typer makes one option of each
    question: Annotated[str | None, typer.Argument(help="What you want to know.")] = None,
    json_form: JsonOption = False,
    hits: Annotated[int, typer.Option(min=1, max=50, help="How many passages to read.")] = PASSAGES_BY_DEFAULT,
    asked: Annotated[str | None, typer.Option(help="When the question is asked; otherwise now.")] = None,
    since: Annotated[str | None, typer.Option(help="Only articles from this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles up to this day.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Hide articles that are later than this.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Only this outlet's articles.")] = None,
    batch: Annotated[Path | None, typer.Option(help="Questions to answer, one JSON object a line.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where the answers of a batch go, one JSON object a line.")
    ] = None,
    home: HomeOption = None,
) -> int:
    """Answer one question, or a batch of them, from the indexed articles."""
    if (batch is None) != (output is None) or (batch is None) == (question is None):
        raise QuestionError('Ask one question (newshound ask "…"), or give both --batch and --output.')
    settings = load_settings(home)
    if batch is not None and output is not None:
        return answer_batch(settings, batch, output, hits=hits)
    limits = {"asked": asked, "since": since, "until": until, "as_of": as_of, "publisher": publisher}
    wanted = read_question(question or "", limits, "--{}")
    with shown_newsroom(settings) as newsroom:
        with newsroom.shelf.borrow() as edition:
            check_publisher(wanted, edition.publishers)
        with _shown_as_it_comes() as tell:
            outcome = newsroom.answer(wanted, hits=hits, on_claim=tell)
    if json_form:
        print(json.dumps(machine_form(outcome), ensure_ascii=False))
    else:
        print("\n".join(render(outcome, width=columns())))
    return 0


def chat(home: HomeOption = None) -> int:
    """Ask question after question; an empty line or Ctrl-D ends. Questions can be piped in, one a line."""
    return converse(load_settings(home))


def converse(settings: Settings) -> int:
    """Answer what is typed or piped in, line by line, until the input ends; each line may follow up the ones before."""
    typed = sys.stdin.isatty()
    if isinstance(sys.stdin, TextIOWrapper):
        # Strictly decoded, one wrong byte would take the other lines of its block with it.
        sys.stdin.reconfigure(errors="surrogateescape")
    with shown_newsroom(settings) as newsroom:
        with newsroom.shelf.borrow() as edition:
            articles = edition.manifest.articles
        if typed:
            print(f"Ask about {articles:,} articles; an empty line ends.\n")
        fault = ""
        turns: deque[Turn] = deque(maxlen=MOST_TURNS)
        while (line := _next_line(typed=typed)) is not None:
            fault = _refresh(newsroom, fault)
            print("\n".join(_answered(newsroom, line, turns)), end="\n\n", flush=True)
    return 0


def _refresh(newsroom: Newsroom, told: str) -> str:
    """Take up a new edition; what is wrong with it is logged unless it was `told` before, and returned."""
    try:
        newsroom.shelf.refresh()
    except NewshoundError as error:
        # The edition in use still answers, and the next one that is published may be well.
        if str(error) != told:
            logger.warning("could not take up a new edition: %s", error)
        return str(error)
    return ""


def _next_line(*, typed: bool) -> str | None:
    """The next question; None at the end of the input, or for an empty line where somebody types."""
    while True:
        try:
            line = input("> " if typed else "").strip()
        except EOFError:
            return None
        if not line.isascii() and any(unicodedata.category(sign) == "Cs" for sign in line):
            print("newshound: That line is not UTF-8 text; send the question as UTF-8.", file=sys.stderr)
        elif line:
            return line
        elif typed:
            return None


def _answered(newsroom: Newsroom, line: str, turns: deque[Turn]) -> list[str]:
    """The answer to a line as it is printed; it is the next of the turns, which are kept in memory alone."""
    try:
        typed = Question(text=check_question(line), asked=datetime.now(UTC))
        with newsroom.shelf.borrow() as edition:
            question = complete(typed, tuple(turns), edition.publishers)
        with _shown_as_it_comes() as tell:
            outcome = newsroom.answer(question, on_claim=tell)
    except NewshoundError as error:
        return [str(error)]
    turns.append(turn_of(read_receipt(receipt_of(outcome))))
    understood = [f"Understood as: {shown(question.text)}"] if question.typed else []
    return [*understood, *render(outcome, width=columns())]


@contextmanager
def _shown_as_it_comes() -> Iterator[Callable[[Claim], None]]:
    """What shows the checked sentences while a chat model goes on writing; they vanish before the answer is printed.

    Only where a person watches: elsewhere, nothing is shown.
    """
    told: list[str] = []
    with Console(stderr=True).status("Reading …") as status:

        def tell(claim: Claim) -> None:
            told.append(shown(claim.marked))
            status.update(Text(" ".join(told)))

        yield tell


def columns() -> int | None:
    """The width to wrap at where a person reads; None in a pipe."""
    console = Console()
    return min(console.width, WIDEST_COLUMNS) if console.is_terminal else None
