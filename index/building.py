"""Builds an edition whole from what the archive holds.

Every searched article must have its passages and vectors there already.
"""

from pathlib import Path

import numpy as np

from index.archive import Archive
from index.calibration import shipped
from index.kept_quotes import RULES
from index.layout import Layout, lay_out
from index.manifest import CHROMA, LOCK, SCHEMA, VECTORS, Manifest
from index.recipe import Progress, Recipe
from index.vectors import write_vectors
from index.ways import STORIES


def build(folder: Path, archive: Archive, recipe: Recipe, progress: Progress) -> None:
    """Fill the folder of an edition.

    Raises:
        IndexFaultError: a passage has no vector in the archive, or a store can't be written.
    """
    (folder / LOCK).touch()
    layout = lay_out(folder, archive, recipe, progress)
    matrix = np.load(folder / VECTORS, mmap_mode="r")
    write_vectors(folder / CHROMA, layout.ids, matrix, stored=lambda count: progress("store", count, len(layout.ids)))
    manifest_of(layout, archive, recipe).write(folder)


def manifest_of(layout: Layout, archive: Archive, recipe: Recipe) -> Manifest:
    """What an edition that was built whole says of itself."""
    return Manifest(
        schema=SCHEMA,
        model=recipe.model,
        splitter=recipe.splitter,
        stories=STORIES,
        quotes=RULES,
        state=archive.state(),
        articles=layout.articles,
        passages=len(layout.ids),
        dimension=layout.dimension,
        built=recipe.built.isoformat(),
        calibration=shipped(len(layout.ids)),
    )
