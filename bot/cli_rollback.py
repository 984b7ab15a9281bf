"""`newshound rollback`: answer from the edition before the published one again."""

from datetime import datetime

from bot.cli_options import HomeOption
from bot.composition import home_of
from bot.quantities import counted
from bot.settings import load_settings
from bot.terminal import shown
from index.archive import Archive
from index.errors import NoIndexError
from index.holdings import Holdings, Wanted
from index.home import Home, home_fault
from index.locks import writer_lock
from index.manifest import Manifest


def rollback_command(home: HomeOption = None) -> int:
    """Publish the edition before the published one again. The archive stays as it is."""
    home_folder = home_of(load_settings(home))
    if home_folder.current_edition() is None:
        # Before the lock, which would make the folder.
        raise NoIndexError(f"No edition is published in {home_folder.folder}, so there is none to go back from.")
    from index.rollback import rollback

    with writer_lock(home_folder.writer_lock):
        try:
            before, now = rollback(home_folder)
        except OSError as error:
            raise home_fault(home_folder.current, error) from error
    print(f"Published edition {shown(now)} in place of {shown(before)}.")
    if again := _withdrawn_since(home_folder):
        print(f"Searched again until then, though withdrawn since: {counted(again, 'article')}.")
    print("The next `newshound reindex` publishes the archive's newest state again.")
    return 0


def _withdrawn_since(home: Home) -> int:
    """How many articles were withdrawn after the published edition was built, which still holds them."""
    folder = home.current_edition()
    if folder is None or not home.has_archive():
        return 0
    built = datetime.fromisoformat(Manifest.read(folder).built)
    with Archive(home.archive) as archive:
        withdrawn = Holdings(archive.file).listed(Wanted(withdrawn=True))
        return sum(one.withdrawn is not None and one.withdrawn > built for one in withdrawn)
