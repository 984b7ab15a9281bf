"""`newshound timeline`: what happened in a story, in the order in which it happened."""

import json
from typing import Annotated

import typer

from bot.cli_ask import columns
from bot.cli_newsroom import shown_newsroom
from bot.cli_options import HomeOption, JsonOption, read_question
from bot.publishers import check_publisher
from bot.settings import load_settings
from bot.timeline_form import timeline_form
from bot.timeline_lines import timeline_lines
from prompts.timeline import LINES

MOST_LINES = 100


def timeline_command(  # noqa: PLR0913, PLR0917 - typer makes one option of each
    topic: Annotated[str, typer.Argument(help="What it is to be about, such as “Port Maren ferry”.")],
    since: Annotated[str | None, typer.Option(help="Only articles, and what happened, from this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles up to this day.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Hide articles that are later than this.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Only this outlet's articles.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST_LINES, help="How many developments.")] = LINES,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Tell a story by its developments, each dated and cited."""
    wanted = read_question(topic, {"since": since, "until": until, "as_of": as_of, "publisher": publisher}, "--{}")
    with shown_newsroom(load_settings(home)) as newsroom:
        check_publisher(wanted, newsroom.publishers())
        told = newsroom.timeline(wanted, limit)
    if json_form:
        print(json.dumps(timeline_form(told), ensure_ascii=False))
    else:
        print("\n".join(timeline_lines(told, width=columns())))
    return 0
