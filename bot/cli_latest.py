"""`newshound latest`: the newest stories, with one line each."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli_ask import columns
from bot.cli_newsroom import shown_newsroom
from bot.cli_options import HomeOption, JsonOption
from bot.composition import home_of
from bot.latest_form import latest_form
from bot.latest_lines import latest_lines
from bot.newsroom import newest
from bot.publishers import check_publisher
from bot.settings import load_settings
from prompts.latest import STORIES
from prompts.question import Question, check_question

MOST_STORIES = 100


def latest_command(
    publisher: Annotated[str | None, typer.Option(help="Only this outlet's stories.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only stories about this.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST_STORIES, help="How many stories.")] = STORIES,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """List the newest stories, copies of one report counted together."""
    outlet = (publisher or "").strip() or None
    wanted = Question(text=check_question(topic) if topic else "", asked=datetime.now(UTC), publisher=outlet)
    settings = load_settings(home)
    if wanted.text:
        with shown_newsroom(settings) as newsroom:
            check_publisher(wanted, newsroom.publishers())
            latest = newsroom.latest(wanted, limit)
    else:
        # Without a topic nothing is searched, and no model has to be loaded; other commands need no edition either.
        from index.shelf import Shelf

        with Shelf(home_of(settings)) as shelf:
            shelf.refresh()
            with shelf.borrow() as edition:
                check_publisher(wanted, edition.publishers)
            latest = newest(shelf, wanted, limit)
    if json_form:
        print(json.dumps(latest_form(latest), ensure_ascii=False))
    else:
        print("\n".join(latest_lines(latest, width=columns())))
    return 0
