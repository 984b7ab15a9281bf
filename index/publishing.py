"""Has an edition built beside the published one, verifies it, and switches to it.

Nobody ever writes where a bot reads: a writer killed inside Chroma's persist destroyed the index in 5 of 5 trials
(reference/chroma.md, 2.3). So an edition is built under a name that ends in `.building`, and only a whole, closed and
verified one is renamed and named in `CURRENT`. What an interrupted run left behind is deleted and never resumed.
"""

import logging
import re
import shutil
from dataclasses import replace
from pathlib import Path

from index.archive import Archive
from index.building import Progress, Recipe, build
from index.calibrating import QueryEmbedder, calibrate
from index.edition import LOCK, Edition
from index.errors import IndexFaultError
from index.home import BUILDING, Home, sync_folder
from index.locks import in_use

logger = logging.getLogger(__name__)

EDITIONS_KEPT = 2

_EDITION_NAME = re.compile(r"\d{8}T\d{6}Z-\d+")


def publish(
    home: Home, archive: Archive, recipe: Recipe, progress: Progress, embedder: QueryEmbedder | None = None
) -> str:
    """Build, verify and switch to an edition of what the archive holds; returns its name.

    Every searched article must have its passages and vectors in the archive already. The embedder, of the recipe's
    model, calibrates the edition's scores; without one the shipped calibration holds.

    Raises:
        IndexFaultError: the new edition is not right; the published one stays.
    """
    home.editions.mkdir(parents=True, exist_ok=True)
    final = _free_name(home.editions, f"{recipe.built:%Y%m%dT%H%M%SZ}")
    building = final.with_name(final.name + BUILDING)
    building.mkdir()
    build(building, archive, recipe, progress)
    with Edition(building) as edition:
        progress("verify", 0, None)
        edition.verify()
        if embedder:
            replace(edition.manifest, calibration=calibrate(edition, embedder, progress)).write(building)
    building.rename(final)
    sync_folder(home.editions)
    previous = home.current_edition()
    home.publish(final)
    logger.info("published edition %s", final.name)
    remove_old_editions(home, keep={final.name, *([previous.name] if previous else [])})
    return final.name


def is_whole(home: Home) -> bool:
    """Whether the published edition can be opened and holds what its manifest says; why not is logged."""
    folder = home.current_edition()
    if folder is None:
        return False
    try:
        with Edition(folder) as edition:
            edition.verify()
    except IndexFaultError as error:
        logger.warning("building a new edition, for the published one is damaged: %s", error)
        return False
    return True


def remove_unfinished(home: Home) -> None:
    """Delete what interrupted runs left behind."""
    for folder in home.editions.glob(f"*{BUILDING}"):
        logger.info("removing the unfinished edition %s", folder.name)
        shutil.rmtree(folder)


def remove_old_editions(home: Home, keep: set[str]) -> None:
    """Delete editions beyond the newest two, except those to keep and those that any process reads."""
    # Only what this module made: a file of the desktop's or a copy under another name is none of its business.
    names = sorted((path.name for path in home.editions.iterdir() if _EDITION_NAME.fullmatch(path.name)), reverse=True)
    for name in names[EDITIONS_KEPT:]:
        folder = home.editions / name
        if name not in keep and not in_use(folder / LOCK):
            shutil.rmtree(folder)


def _free_name(folder: Path, stamp: str) -> Path:
    """A name that no edition has, in order of time also within one second."""
    number = 0
    while any((folder / f"{stamp}-{number}{end}").exists() for end in ("", BUILDING)):
        number += 1
    return folder / f"{stamp}-{number}"
