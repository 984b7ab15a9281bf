"""`newshound reindex`: sources into the index, with progress and a summary."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_options import HomeOption
from bot.cli_progress import progress_shown
from bot.cli_watch import run_watch
from bot.composition import home_of, reindex_tools
from bot.run_report import as_object, failed, report
from bot.settings import Settings, load_settings
from bot.source_listing import source_file_of
from bot.terminal import shown
from index.errors import IndexFaultError, QuestionError

if TYPE_CHECKING:
    from index.reindexing import Order
    from index.tally import Summary

UNREAD_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The options of one call."""

    dry_run: bool = False
    from_archive: bool = False
    force: bool = False
    retry: bool = False
    json_form: bool = False


def reindex_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Folders, files or addresses; without any, those of sources.toml, or else of earlier runs."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen and cost, and change nothing.")
    ] = False,
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Read no source; make the edition anew from what was read before.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Withdraw what is gone from a snapshot, however much that is.")
    ] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Ask for pages again that failed and wait.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on until stopped, and log one JSON object a line.")
    ] = False,
    json_form: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
    home: HomeOption = None,
) -> int:
    """Read articles from folders, files, feeds and pages, and publish what changed.

    Exit code 0: everything was read. 1: something could not be read, and is listed. 2: nothing was done.
    """
    wishes = Wishes(dry_run=dry_run, from_archive=from_archive, force=force, retry=retry, json_form=json_form)
    _check(wishes, named=bool(sources), watch=watch)
    settings = load_settings(home)
    if watch:
        return run_watch(settings, sources or (), force=force, retry=retry)
    return run_reindex(settings, sources or (), wishes)


def run_reindex(settings: Settings, sources: Sequence[Path | str], wishes: Wishes | None = None) -> int:
    """Reindex and print the summary; 0, or 1 where something could not be read."""
    from index.reindexing import Order, reindex
    from index.sources import given_source

    wishes = wishes or Wishes()
    listing = source_file_of(settings)
    order = Order(
        given=tuple(given_source(str(source)) for source in sources),
        listed=listing.sources if listing else (),
        force=wishes.force,
        insist=wishes.retry,
        dry_run=wishes.dry_run,
        read=not wishes.from_archive,
        whole=wishes.from_archive,
    )
    if order.read and not order.given:
        _tell_of_unlisted(settings, order)
    with reindex_tools(settings, listing.fetching if listing else None) as tools, progress_shown() as progress:
        try:
            summary = reindex(home_of(settings), order, tools, progress)
        except OSError as error:
            raise IndexFaultError(
                f"The index in {settings.home} can't be written ({error.strerror or 'input or output failed'});"
                " the published one is unchanged. Free some space or mend the permissions, and run it again."
            ) from error
    _print(summary, json_form=wishes.json_form)
    return 1 if summary.failures else 0


def _print(summary: "Summary", *, json_form: bool) -> None:
    if json_form:
        # In ASCII, for a file may be named anything, and so may steer the terminal that its name is printed to.
        print(json.dumps(as_object(summary)))
        return
    for line in report(summary):
        print(line)
    for line in failed(summary):
        print(line, file=sys.stderr)


def _check(wishes: Wishes, *, named: bool, watch: bool) -> None:
    """See that the options can be followed together.

    Raises:
        QuestionError: they contradict each other.
    """
    if wishes.from_archive:
        others = (
            ("a source", named),
            ("--watch", watch),
            ("--force", wishes.force),
            ("--retry", wishes.retry),
        )
        for other, is_given in others:
            if is_given:
                raise QuestionError(
                    f"--from-archive reads no source, so {other} can't go with it; leave one of them out."
                )
    if watch and wishes.dry_run:
        raise QuestionError("--watch goes on to change the index and --dry-run changes nothing; leave one of them out.")


def _tell_of_unlisted(settings: Settings, order: "Order") -> None:
    """Say which sources of earlier runs are not read, because there is a source file that does not list them."""
    home = home_of(settings)
    if not order.listed or not home.has_archive():
        return
    from index.archive import Archive
    from index.choosing_sources import choose
    from index.given_sources import GivenSources

    with Archive(home.archive) as archive:
        remembered = GivenSources(archive.file).all()
    listed = {source.name for source in order.listed}
    unread = sorted(choose((), order.listed, remembered).names - listed)
    if unread:
        more = f" and {len(unread) - UNREAD_SHOWN} more" if len(unread) > UNREAD_SHOWN else ""
        print(
            f"{shown(str(settings.sources))} does not list what was read in earlier runs, so it is not read now:"
            f" {', '.join(map(shown, unread[:UNREAD_SHOWN]))}{more}. Add it to the file, or name it.",
            file=sys.stderr,
        )
