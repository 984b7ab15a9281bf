"""Publishes what the archive holds, where the published edition holds something else or was made in another way.

That nothing has changed is known from the manifest and the sizes of files, without opening any store: such a run must
cost next to nothing.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.archive import Archive
from index.errors import IndexFaultError
from index.home import Home
from index.kept_quotes import RULES
from index.manifest import Manifest, is_intact
from index.recipe import Progress, Recipe
from index.ways import CALIBRATION, STORIES

if TYPE_CHECKING:
    from index.calibrating import QueryEmbedder

logger = logging.getLogger(__name__)


def publish_if_changed(  # noqa: PLR0913 - as `publish`
    home: Home,
    archive: Archive,
    recipe: Recipe,
    progress: Progress,
    open_embedder: "Callable[[], QueryEmbedder]",
    *,
    whole: bool,
) -> str | None:
    """Publish the archive's state; returns the name of the new edition, None where the published one has it already.

    Where nothing is searched any more, no edition is published from then on. `whole` builds a new one in any case.

    Raises:
        IndexFaultError: the new edition is not right; the published one stays.
    """
    if not archive.has_articles():
        # An archive in which nothing ever was says nothing about what is published.
        if archive.is_used():
            home.unpublish()
        return None
    published = published_manifest(home)
    wanted = (archive.state(), recipe.model, recipe.splitter, STORIES, CALIBRATION, RULES)
    found = published and (
        published.state,
        published.model,
        published.splitter,
        published.stories,
        published.calibration.way,
        published.quotes,
    )
    if found == wanted and not whole and _is_intact(home):
        return None
    # Chroma and the lexical store take a second to be imported.
    from index.publishing import publish  # noqa: PLC0415

    return publish(home, archive, recipe, progress, open_embedder, whole=whole)


def published_manifest(home: Home) -> Manifest | None:
    """The published edition's manifest; None where there is none that can be read, which a new edition mends."""
    folder = home.current_edition()
    try:
        return Manifest.read(folder) if folder else None
    except IndexFaultError as error:
        logger.warning("building a new edition, for the published one can't be read: %s", error)
        return None


def _is_intact(home: Home) -> bool:
    folder = home.current_edition()
    fault = "there is none" if folder is None else is_intact(folder)
    if fault:
        logger.warning("building a new edition, for the published one is damaged: %s", fault)
    return fault is None
