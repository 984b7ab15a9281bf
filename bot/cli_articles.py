"""`newshound articles`: the articles themselves."""

import json
import sys
from typing import Annotated

from typer import Argument, Typer

from bot.cli_options import HomeOption, JsonOption
from bot.composition import home_of
from bot.machine_form import moment
from bot.settings import load_settings
from bot.terminal import headline, shown
from index.archive import Archive
from index.errors import NoIndexError, QuestionError

articles = Typer(help="Look at the indexed articles.", no_args_is_help=True, rich_markup_mode=None)


@articles.callback()
def _articles() -> None:
    """Look at the indexed articles."""


@articles.command("show")
def show(
    article_id: Annotated[str, Argument(metavar="ID", help="The article's id, as `ask --json` gives it.")],
    version: Annotated[str | None, Argument(help="A version, sha256:…; otherwise the newest.")] = None,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Print an article's normalised text, to which every offset refers."""
    settings = load_settings(home)
    home_folder = home_of(settings)
    path = home_folder.archive
    if not home_folder.has_archive():
        raise NoIndexError(f"There are no articles in {settings.home}; run `newshound reindex FOLDER` to index some.")
    with Archive(path) as archive:
        article = archive.article(_as_text(article_id), _as_text(version) if version else None)
    if article is None:
        which = f"version {version!r} of {article_id!r}" if version else f"article {article_id!r}"
        raise QuestionError(f"There is no {which}; `newshound ask --json` gives the ids and versions of what it cites.")
    if json_form:
        print(
            json.dumps(
                {
                    "id": article.id,
                    "version": article.version,
                    "title": article.title,
                    "publisher": article.publisher,
                    "published": moment(article.published),
                    "url": article.url,
                    "author": article.author,
                    "section": article.section,
                    "origin": article.origin,
                    "text": article.text,
                },
                ensure_ascii=False,
            )
        )
    else:
        # What it is goes to standard error, so that standard output is the text alone and offsets count from its start.
        print(f"{headline(article)}\n{shown(article.origin)}\n{article.version}\n", file=sys.stderr)
        print(article.text)
    return 0


def _as_text(argument: str) -> str:
    """An argument without what no text can hold: Python hands over bytes that are no UTF-8 as half surrogate pairs."""
    return argument.encode("utf-8", "replace").decode("utf-8")
