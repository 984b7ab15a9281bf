"""`newshound articles withdraw` and `restore`: have articles searched no more, or again, and publish that at once."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument

from bot.cli_indexed import as_text, indexed_home
from bot.cli_options import HomeOption
from bot.cli_progress import progress_shown
from bot.composition import ledger_of, reindex_tools
from bot.ledger import Ledger, LedgerError
from bot.quantities import counted
from bot.settings import Settings, load_settings
from bot.terminal import shown
from index.archive import Archive
from index.errors import NewshoundError, QuestionError
from index.holdings import Holdings
from index.home import Home, home_fault
from index.locks import writer_lock
from index.sighting import Known

Ids = Annotated[list[str], Argument(metavar="ID…", help="The articles' ids, as `articles list` gives them.")]
Later = Annotated[bool, typer.Option("--later", help="Leave it to the next reindex to publish this.")]


def withdraw(article_ids: Ids, later: Later = False, home: HomeOption = None) -> int:
    """Have articles searched no more, from now on; they stay in the archive for the answers that cite them.

    Exit code 0: done, or it was so before. 1: noted, but not published yet. 2: nothing was done.
    """
    settings = load_settings(home)

    def mark(archive: Archive, known: Known) -> str:
        if archive.withdraw(known.id, "operator", datetime.now(UTC)):
            return f"Withdrawn: {_named(archive, known)}"
        return f"It was withdrawn already: {_named(archive, known)}"

    return _changed(settings, article_ids, mark, later=later)


def restore(article_ids: Ids, later: Later = False, home: HomeOption = None) -> int:
    """Have withdrawn articles searched again, from now on.

    Exit code 0: done, or it was so before. 1: noted, but not published yet. 2: nothing was done.
    """
    settings = load_settings(home)

    def mark(archive: Archive, known: Known) -> str:
        if not archive.restore(known.id):
            return f"It was not withdrawn: {_named(archive, known)}"
        again = ""
        if known.withdrawn_by == "source":
            again = "; its source will withdraw it again, unless it holds it again"
        return f"Restored: {_named(archive, known)}{again}"

    return _changed(settings, article_ids, mark, later=later)


def _changed(
    settings: Settings, article_ids: Sequence[str], mark: Callable[[Archive, Known], str], *, later: bool
) -> int:
    home = indexed_home(settings)
    ids = list(dict.fromkeys(map(as_text, article_ids)))
    with writer_lock(home.writer_lock), Archive(home.archive) as archive:
        known = _all_known(archive, ids)
        with archive.transaction():
            lines = [mark(archive, one) for one in known]
    print("\n".join(lines))
    code = 0
    if later:
        print("The next `newshound reindex` publishes this.")
    else:
        # The lock was let go of, for publishing takes it itself; a run between the two publishes this as well.
        code = _publish(settings, home)
    return max(code, _tell_citing(ledger_of(settings), ids))


def _all_known(archive: Archive, ids: Sequence[str]) -> list[Known]:
    """The articles with these ids.

    Raises:
        QuestionError: some don't exist; the most similar ones are named.
    """
    found = {one: archive.known_id(one) for one in ids}
    unknown = [one for one, known in found.items() if known is None]
    if unknown:
        near = ", ".join(shown(one) for one in Holdings(archive.file).near(unknown[0]))
        others = f" (and {len(unknown) - 1} more of those given)" if len(unknown) > 1 else ""
        advice = f"did you mean {near}?" if near else "`newshound articles list` gives the ids."
        raise QuestionError(f"There is no article {unknown[0]!r}{others}, so nothing was changed; {advice}")
    return [known for known in found.values() if known]


def _publish(settings: Settings, home: Home) -> int:
    """Publish what the archive holds now; 1 where that failed, for the change is kept all the same."""
    from index.reindexing import Order, reindex

    try:
        with reindex_tools(settings) as tools, progress_shown() as progress:
            summary = reindex(home, Order(read=False), tools, progress)
    except (NewshoundError, OSError) as error:
        reason = error if isinstance(error, NewshoundError) else home_fault(Path(error.filename or home.folder), error)
        print(f"newshound: {reason}", file=sys.stderr)
        print("The archive keeps the change; the next `newshound reindex` publishes it.", file=sys.stderr)
        return 1
    if summary.edition:
        print(f"Published edition {summary.edition} with {counted(summary.articles, 'article')}.")
    elif summary.articles:
        print("Nothing to publish: the index is up to date.")
    else:
        print("No article is searched any more, so no edition is published.")
    return 0


def _tell_citing(ledger: Ledger, ids: Sequence[str]) -> int:
    """Say how many kept answers cite these articles; 1 where the ledger can't say."""
    wanted = frozenset(ids)
    try:
        citing = {kept.id for kept, cited in ledger.resting() if cited.article in wanted}
    except LedgerError as error:
        print(f"newshound: {error}", file=sys.stderr)
        return 1
    if citing:
        cite = "cites" if len(citing) == 1 else "cite"
        what = "it" if len(wanted) == 1 else "them"
        print(
            f"{counted(len(citing), 'kept answer')} {cite} {what}; `newshound ledger affected` lists those that rest on"
            " words which are searched no more."
        )
    return 0


def _named(archive: Archive, known: Known) -> str:
    listed = Holdings(archive.file).one(known.id)
    title = f" ({shown(listed.title)})" if listed else ""
    return f"{shown(known.id)}{title}"
