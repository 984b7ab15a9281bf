"""`newshound articles`: the articles themselves, in lists and one by one."""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Typer

from bot.article_lines import list_line, list_object, show_lines, show_object
from bot.cli_differences import diff
from bot.cli_indexed import as_text, indexed_home
from bot.cli_options import END, HomeOption, JsonOption, read_moment
from bot.cli_withdrawing import restore, withdraw
from bot.publishers import PUBLISHERS_SHOWN
from bot.settings import load_settings
from bot.terminal import headline, shown
from index.archive import Archive
from index.errors import QuestionError, SourceError
from index.genre import Genre, genre_of
from index.holdings import Holdings, Listed, Wanted
from index.sources import resolved

ARTICLES_LISTED = 50

articles = Typer(help="Look at the indexed articles, and withdraw them.", no_args_is_help=True, rich_markup_mode=None)


@articles.callback()
def _articles() -> None:
    """Look at the indexed articles, and withdraw them."""


@articles.command("list")
def list_command(  # noqa: PLR0913, PLR0917 - typer makes one option of each
    publisher: Annotated[str | None, typer.Option(help="Only this outlet's articles.")] = None,
    since: Annotated[str | None, typer.Option(help="Only articles from this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles up to this day.")] = None,
    source: Annotated[str | None, typer.Option(help="Only articles of this source: its name, path or address.")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Only withdrawn articles.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Only articles that are held until their date.")] = False,
    announces: Annotated[
        bool, typer.Option("--announces", help="Only articles that announce a correction or an update.")
    ] = False,
    text: Annotated[str | None, typer.Option(help="Only articles with these words in their titles.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many, newest first; 0 for all.")] = ARTICLES_LISTED,
    json_form: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    home: HomeOption = None,
) -> int:
    """List articles, newest first, also those that were withdrawn."""
    home_folder = indexed_home(load_settings(home))
    first, last = read_moment(since, "--since"), read_moment(until, "--until", of_day=END)
    if first and last and first > last:
        raise QuestionError(
            f"--since is {since!r}, which is later than --until, {until!r}, so no article can be between them; exchange"
            " the two."
        )
    with Archive(home_folder.archive) as archive:
        holdings = Holdings(archive.file)
        wanted = Wanted(
            publishers=_publishers(holdings, publisher),
            sources=_sources(holdings, source),
            since=first,
            until=last,
            withdrawn=withdrawn,
            held=held,
            announces=announces,
            words=as_text(text or "").split(),
        )
        count = 0
        # One more than is shown says whether there are more.
        for count, listed in enumerate(holdings.listed(wanted, limit + 1 if limit else None), 1):
            if limit and count > limit:
                print(f"There are more than {limit:,}; --limit 0 lists them all.", file=sys.stderr)
                break
            article = archive.article(listed.id)
            _print(listed, genre_of(article) if article else None, json_form=json_form)
    if not count and not json_form:
        print("No article is like that.")
    return 0


@articles.command("show")
def show(
    article_id: Annotated[str, Argument(metavar="ID", help="The article's id, as `ask --json` gives it.")],
    version: Annotated[str | None, Argument(help="A version, sha256:…; otherwise the newest.")] = None,
    versions: Annotated[bool, typer.Option("--versions", help="Name all its versions too.")] = False,
    json_form: JsonOption = False,
    home: HomeOption = None,
) -> int:
    """Print an article's normalised text, to which every offset refers."""
    home_folder = indexed_home(load_settings(home))
    with Archive(home_folder.archive) as archive:
        article = archive.article(as_text(article_id), as_text(version) if version else None)
        holdings = Holdings(archive.file)
        listed = holdings.one(article.id) if article else None
        kept = holdings.versions(article.id) if article else []
    if article is None or listed is None:
        which = f"version {version!r} of {article_id!r}" if version else f"article {article_id!r}"
        raise QuestionError(f"There is no {which}; `newshound articles list` and `newshound ask --json` give the ids.")
    if json_form:
        print(json.dumps(show_object(article, listed, kept), ensure_ascii=False))
    else:
        # What it is goes to standard error, so that standard output is the text alone and offsets count from its start.
        known = [headline(article), shown(article.origin), article.version]
        lines = [*known, *show_lines(article, listed, kept, all_versions=versions)]
        print("\n".join(lines), end="\n\n", file=sys.stderr)
        print(article.text)
    return 0


articles.command("diff")(diff)
articles.command("withdraw")(withdraw)
articles.command("restore")(restore)


def _print(listed: Listed, genre: Genre | None, *, json_form: bool) -> None:
    # In ASCII, for a title may hold anything, and so may steer the terminal.
    print(json.dumps(list_object(listed, genre)) if json_form else list_line(listed, genre))


def _publishers(holdings: Holdings, given: str | None) -> list[str]:
    """The outlets that a person means, whatever capitals they write."""
    wanted = as_text(given or "").strip()
    if not wanted:
        return []
    names = holdings.publisher_names()
    found = [name for name in names if name.casefold() == wanted.casefold()]
    if not found:
        raise QuestionError(f"No article is of the outlet {wanted!r}; {_choice(names, 'no article names its outlet')}.")
    return found


def _sources(holdings: Holdings, given: str | None) -> list[str]:
    """The source that a person means by its name, or by its path, which may be relative to where they are."""
    wanted = as_text(given or "").strip()
    if not wanted:
        return []
    names = holdings.source_names()
    meant = {wanted}
    with suppress(SourceError):
        meant.add(str(resolved(Path(wanted))))
    found = [name for name in names if name in meant]
    if not found:
        raise QuestionError(f"No article is of the source {wanted!r}; {_choice(names, 'no article names its source')}.")
    return found


def _choice(names: list[str], none: str) -> str:
    named = ", ".join(shown(name) for name in names[:PUBLISHERS_SHOWN])
    more = f" and {len(names) - PUBLISHERS_SHOWN} more" if len(names) > PUBLISHERS_SHOWN else ""
    return f"name one of {named}{more}" if names else none
