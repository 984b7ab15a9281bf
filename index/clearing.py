"""Removes editions: what interrupted runs left behind, and old ones that nobody reads.

An edition is removed in two steps: renamed under its lock, so that no reader can come in between, and then deleted.
Nothing here stops a run: a folder that can't be removed is said in the log and tried again by the next one.
"""

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from index.home import BUILDING, REMOVING, Home
from index.locks import sole_lock
from index.manifest import LOCK

logger = logging.getLogger(__name__)

EDITIONS_KEPT = 2

EDITION_NAME = re.compile(r"\d{8}T\d{6}Z-\d+")
_UNFINISHED = re.compile(EDITION_NAME.pattern + rf"({re.escape(BUILDING)}|{re.escape(REMOVING)})")


def remove_unfinished(home: Home) -> None:
    """Delete what interrupted runs left behind. Only the writer may call it: another's edition is unfinished too."""
    for folder in _named(home, _UNFINISHED):
        logger.info("removing the unfinished edition %s", folder.name)
        _delete(folder)


def remove_old_editions(home: Home, keep: set[str]) -> None:
    """Delete editions beyond the newest two, except those to keep and those that any process reads."""
    # Only what this program made: a file of the desktop's or a copy under another name is none of its business.
    for folder in editions(home)[::-1][EDITIONS_KEPT:]:
        if folder.name not in keep:
            _remove(folder)


def editions(home: Home) -> list[Path]:
    """The folders of all finished editions, oldest first."""
    return sorted(_named(home, EDITION_NAME), key=lambda folder: age_of(folder.name))


def age_of(edition: str) -> tuple[str, int]:
    """What editions are sorted by, oldest first: a second may have more than ten."""
    stamp, number = edition.rsplit("-", 1)
    return stamp, int(number)


def _named(home: Home, name: re.Pattern[str]) -> Iterator[Path]:
    try:
        found = sorted(home.editions.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        logger.warning("%s can't be read (%s); mend its permissions", home.editions, error.strerror)
        return
    yield from (path for path in found if name.fullmatch(path.name) and path.is_dir() and not path.is_symlink())


def _remove(folder: Path) -> None:
    leaving = folder.with_name(folder.name + REMOVING)
    try:
        with sole_lock(folder / LOCK) as is_sole:
            if not is_sole:
                return
            folder.rename(leaving)
    except OSError as error:
        logger.warning("%s can't be removed (%s); remove it yourself", folder, error.strerror)
        return
    _delete(leaving)


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        logger.warning("%s can't be removed (%s); remove it yourself", folder, error.strerror)
