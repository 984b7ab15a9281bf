"""Has an edition made beside the published one, verifies it, and switches to it.

Nobody ever writes where a bot reads: a writer killed inside Chroma's persist destroyed the index in 5 of 5 trials
(reference/chroma.md, 2.3). So an edition is made under a name that ends in `.building`, from a copy of the published
one or whole, and only a closed, verified and durable one is renamed and named in `CURRENT`. What an interrupted run
left behind is deleted and never resumed.
"""

import logging
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.amending import amend, can_be_amended
from index.archive import Archive
from index.building import build
from index.calibrating import LEAST_PASSAGES, QueryEmbedder, calibrate
from index.calibration import Calibration, shipped
from index.clearing import remove_old_editions
from index.edition import Edition
from index.errors import IndexFaultError
from index.home import BUILDING, Home, sync_folder
from index.manifest import sync_files, unchanging_files
from index.recipe import Progress, Recipe
from index.ways import CALIBRATION

logger = logging.getLogger(__name__)

LARGEST_UNMEASURED = 0.2
"""Share of the passages that may have changed since an edition's scores were measured."""

OpenEmbedder = Callable[[], QueryEmbedder]


def publish(  # noqa: PLR0913 - what is published, how, and whom to tell
    home: Home,
    archive: Archive,
    recipe: Recipe,
    progress: Progress,
    embedder: OpenEmbedder | None = None,
    *,
    whole: bool = False,
) -> str:
    """Make, verify and switch to an edition of what the archive holds; returns its name.

    It is made from a copy of the published edition where little has changed since that, unless it must be `whole`.
    Every searched article must have its passages and vectors in the archive already. The embedder, of the recipe's
    model, is opened only to calibrate the edition's scores; without one the shipped calibration holds.

    Raises:
        IndexFaultError: the new edition is not right or can't be written; the published one stays.
    """
    previous = home.current_edition()
    building: Path | None = None
    try:
        home.editions.mkdir(parents=True, exist_ok=True)
        final = _free_name(home.editions, f"{recipe.built:%Y%m%dT%H%M%SZ}")
        building = final.with_name(final.name + BUILDING)
        before = None if whole or previous is None or not can_be_amended(previous, recipe) else previous
        _make(building, before, archive, recipe, progress, embedder)
        sync_files(building)
        building.rename(final)
        building = None
        sync_folder(home.editions)
        home.publish(final)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise IndexFaultError(
            f"The new edition can't be written to {home.editions} ({reason}); free some space or mend the permissions,"
            " and run `newshound reindex` again."
        ) from error
    finally:
        if building:
            # A full disk should not stay full until the next run.
            shutil.rmtree(building, ignore_errors=True)
    logger.info("published edition %s", final.name)
    remove_old_editions(home, keep={final.name, *([previous.name] if previous else [])})
    return final.name


def _make(  # noqa: PLR0913, PLR0917 - the same
    building: Path,
    before: Path | None,
    archive: Archive,
    recipe: Recipe,
    progress: Progress,
    embedder: OpenEmbedder | None,
) -> None:
    """Fill a folder with a verified edition."""
    new = _amended(building, before, archive, recipe, progress) if before else None
    if new is None:
        _start(building)
        build(building, archive, recipe, progress)
    with Edition(building) as edition:
        progress("verify", 0, None)
        edition.verify(new)
        manifest = edition.manifest
        is_measured = new is not None and _is_measured(manifest.calibration, manifest.unmeasured, manifest.passages)
        if embedder and not is_measured:
            manifest = replace(manifest, calibration=_calibration(edition, embedder, progress), unmeasured=0)
    replace(manifest, files=unchanging_files(building)).write(building)


def _calibration(edition: Edition, embedder: OpenEmbedder, progress: Progress) -> Calibration:
    """What the scores mean; a small edition has too little to measure it by, and the model need not be loaded."""
    count = edition.manifest.passages
    return shipped(count, CALIBRATION) if count < LEAST_PASSAGES else calibrate(edition, embedder(), progress)


def _amended(
    building: Path, before: Path, archive: Archive, recipe: Recipe, progress: Progress
) -> tuple[int, ...] | None:
    """Make it from a copy; the rows that are new, None where it must be built whole."""
    _start(building)
    try:
        made = amend(building, before, archive, recipe, progress)
    except IndexFaultError as error:
        # Whatever is wrong with the copied edition, building it whole is the cure.
        logger.warning("building an edition whole, for the published one can't be copied: %s", error)
        return None
    if made is None:
        logger.info("building an edition whole, for much has changed")
    return made.new if made else None


def _is_measured(calibration: Calibration, unmeasured: int, passages: int) -> bool:
    is_own = calibration.questions > 0 and calibration.way == CALIBRATION
    return is_own and unmeasured <= LARGEST_UNMEASURED * passages


def _start(building: Path) -> None:
    if building.exists():
        shutil.rmtree(building)
    building.mkdir()


def _free_name(folder: Path, stamp: str) -> Path:
    """A name that no edition has, in order of time also within one second."""
    taken = [path.name.removeprefix(f"{stamp}-").partition(".")[0] for path in folder.glob(f"{stamp}-*")]
    return folder / f"{stamp}-{max((int(number) for number in taken if number.isdecimal()), default=-1) + 1}"
