"""Makes an edition from a copy of the published one, so that it costs what changed.

Only the copy is written to. What a copy drags along dead (Chroma reclaims no deleted vector, the word index few) is
bounded: beyond a fifth of the passages an edition is built whole again. A passage's id stays, its row does not.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.archive import Archive
from index.building import manifest_of
from index.layout import LARGEST_CHANGE, TooMuchChangedError, lay_out
from index.manifest import CHROMA, LOCK, VECTORS, Manifest, is_intact
from index.published import Published
from index.recipe import Progress, Recipe
from index.vectors import amend_vectors
from index.ways import STORIES

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Amended:
    """What was made: the rows whose vectors are new."""

    new: tuple[int, ...]


def can_be_amended(folder: Path, recipe: Recipe) -> bool:
    """Whether a published edition was made as the next one shall be, and its files are all there."""
    fault = is_intact(folder)
    if fault:
        logger.info("building an edition whole: %s", fault)
        return False
    manifest = Manifest.read(folder)
    made = (manifest.model, manifest.splitter, manifest.stories)
    return made == (recipe.model, recipe.splitter, STORIES) and manifest.passages > 0


def amend(folder: Path, before: Path, archive: Archive, recipe: Recipe, progress: Progress) -> Amended | None:
    """Fill the folder of an edition from the published one; None where so much has changed that it should be built.

    Whatever went wrong, the folder is then of no use.

    Raises:
        IndexFaultError: the published edition can't be copied, a passage has no vector, or a store can't be written.
    """
    (folder / LOCK).touch()
    try:
        with Published(before) as published:
            progress("copy", 0, None)
            published.copy_stores(folder)
            layout = lay_out(folder, archive, recipe, progress, published)
            old = published.manifest
    except TooMuchChangedError:
        return None
    manifest = manifest_of(layout, archive, recipe)
    manifest = replace(
        manifest,
        calibration=old.calibration,
        unmeasured=old.unmeasured + layout.changed,
        tombstones=old.tombstones + len(layout.gone),
        outdated=old.outdated + layout.outdated,
    )
    if max(manifest.tombstones, manifest.outdated) > LARGEST_CHANGE * manifest.passages:
        return None
    matrix = np.load(folder / VECTORS, mmap_mode="r")
    progress("store", 0, len(layout.new))
    ids = [layout.ids[row] for row in layout.new]
    amend_vectors(folder / CHROMA, gone=layout.gone, ids=ids, vectors=matrix[layout.new])
    progress("store", len(ids), len(ids))
    manifest.write(folder)
    return Amended(new=tuple(layout.new))
