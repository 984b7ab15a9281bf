"""`newshound explain` and `newshound ledger`: why an answer is as it is, and which answers rest on what has changed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from typer import Argument, Typer

from bot.affected import Affected, affected
from bot.cli_options import HomeOption, JsonOption
from bot.composition import home_of, ledger_of
from bot.explanation import entry, explain
from bot.ledger import Kept, Ledger
from bot.settings import Settings, load_settings
from bot.terminal import shown
from index.archive import Archive
from index.errors import QuestionError
from prompts.answer import day

NEWEST_SHOWN = 20

ledger = Typer(help="Look at the answers that were given.", no_args_is_help=True, rich_markup_mode=None)


@ledger.callback()
def _ledger() -> None:
    """Look at the answers that were given."""


def explain_command(
    receipt: Annotated[str, Argument(metavar="ID", help="The id of an answer, or how it begins.")],
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Explain an answer: what was searched and read, what was written, and what the checks made of it."""
    settings = load_settings(home)
    kept = _the_one(ledger_of(settings), receipt)
    if json_form:
        print(json.dumps(kept.receipt, ensure_ascii=False))
        return 0
    print("\n".join(explain(kept, [one for one in _affected(settings) if one.kept.id == kept.id])))
    return 0


@ledger.command("list")
def list_command(
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = NEWEST_SHOWN,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """List the answers that were given last."""
    found = ledger_of(load_settings(home)).newest(limit)
    if json_form:
        print(json.dumps([entry(kept) for kept in found], ensure_ascii=False))
    elif not found:
        print("The ledger keeps no answer.")
    else:
        print("\n".join(f"{kept.id}  {kept.kept:%Y-%m-%d %H:%M}  {shown(kept.question)}" for kept in found))
    return 0


@ledger.command("affected")
def affected_command(json_form: JsonOption = False, home: HomeOption = None) -> int:
    """List the answers that rest on words which a reindex has changed or withdrawn since."""
    found = list(_affected(load_settings(home)))
    if json_form:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    elif not found:
        print("No answer that is kept rests on anything that has changed.")
    for one in [] if json_form else found:
        kept, cited = one.kept, one.cited
        print(f"{kept.id}  {day(kept.kept)}  {shown(kept.question)}")
        print(f"    [{cited.number}] {one.change}: {shown(one.title) or shown(cited.article)}")
    return 0


def _as_json(one: Affected) -> dict[str, object]:
    return {
        **entry(one.kept),
        "citation": one.cited.number,
        "article_id": one.cited.article,
        "version": one.cited.version,
        "start": one.cited.words.start,
        "end": one.cited.words.end,
        "change": one.change.value,
    }


def _affected(settings: Settings) -> Iterator[Affected]:
    resting = ledger_of(settings).resting()
    with _archive(settings) as archive:
        if archive is not None:
            yield from affected(resting, archive)


@contextmanager
def _archive(settings: Settings) -> Iterator[Archive | None]:
    """The archive; None where there is none, so that nothing can have changed in it."""
    home = home_of(settings)
    if not home.has_archive():
        yield None
        return
    with Archive(home.archive) as archive:
        yield archive


def _the_one(ledger: Ledger, beginning: str) -> Kept:
    found = ledger.find(beginning.strip())
    if len(found) > 1:
        raise QuestionError(f"{len(found)} receipts begin with {beginning!r}; write more of the id.")
    if not found:
        raise QuestionError(f"There is no receipt {beginning!r}; `newshound ledger list` shows those that are kept.")
    return found[0]
