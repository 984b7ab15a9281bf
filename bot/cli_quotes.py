"""`newshound quotes`: who said what, when; with no model at all."""

import json
from typing import Annotated

import typer

from bot.cli_ask import columns
from bot.cli_indexed import as_text
from bot.cli_options import END, HomeOption, JsonOption, read_moment
from bot.composition import home_of
from bot.quote_lines import quote_lines, quotes_object
from bot.quotes_asked import QuotesAsked, quotes_found
from bot.settings import load_settings
from bot.terminal import wrapped
from index.errors import NoIndexError, QuestionError
from index.terms import Analyser

QUOTES_LISTED = 20
EVERY = 1_000_000


def quotes(  # noqa: PLR0913, PLR0917 - typer makes one option of each
    speaker: Annotated[str | None, typer.Option(help="Whose words: a name, an office, or a body.")] = None,
    topic: Annotated[str | None, typer.Option(help="What they are about, in a few words.")] = None,
    since: Annotated[str | None, typer.Option(help="Only articles from this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles up to this day.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Only this outlet's articles.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many, newest first; 0 for all.")] = QUOTES_LISTED,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Show who said what and when, newest first; copies of one quotation are shown once."""
    first, last = read_moment(since, "--since"), read_moment(until, "--until", of_day=END)
    if first and last and first > last:
        raise QuestionError(
            f"--since is {since!r}, which is later than --until, {until!r}, so no article can be between them; exchange"
            " the two."
        )
    asked = QuotesAsked(
        speaker=as_text(speaker or "").strip(),
        topic=as_text(topic or "").strip(),
        since=first,
        until=last,
        publisher=as_text(publisher or "").strip() or None,
        limit=limit or EVERY,
    )
    place = home_of(load_settings(home))
    if place.current_edition() is None:
        raise NoIndexError("There are no articles yet; run `newshound reindex FOLDER` to index some.")
    from index.shelf import Shelf

    with Shelf(place) as shelf:
        shelf.refresh()
        with shelf.borrow() as edition:
            found = quotes_found(asked, edition, Analyser())
    if json_form:
        print(json.dumps(quotes_object(found), ensure_ascii=False))
    else:
        print("\n".join(line for part in quote_lines(found) for line in wrapped(part, columns())))
    return 0
