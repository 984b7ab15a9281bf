"""What the commands share that look into the archive: a home that has one, and arguments that it can be asked for."""

from bot.composition import home_of
from bot.settings import Settings
from index.errors import NoIndexError
from index.home import Home


def indexed_home(settings: Settings) -> Home:
    """The home.

    Raises:
        NoIndexError: nothing was ever read into it.
        IndexFaultError: it can't be there, or may not be read.
    """
    home = home_of(settings)
    if not home.has_archive():
        raise NoIndexError(f"There are no articles in {settings.home}; run `newshound reindex FOLDER` to index some.")
    return home


def as_text(argument: str) -> str:
    """An argument without what no text can hold: Python hands over bytes that are no UTF-8 as half surrogate pairs."""
    return argument.encode("utf-8", "replace").decode("utf-8")
