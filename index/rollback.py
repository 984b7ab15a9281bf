"""Goes back to the edition before the published one, where the newest is not what its operator wants."""

import logging

from index.clearing import EDITION_NAME, age_of, editions
from index.edition import Edition
from index.errors import IndexFaultError, NoIndexError
from index.home import Home

logger = logging.getLogger(__name__)


def rollback(home: Home) -> tuple[str, str]:
    """Publish the newest whole edition that is older than the published one; returns the names of that one and of it.

    For the writer alone, under its lock. The archive stays as it is: the next `reindex` that finds something new, or
    that is told to build from the archive, publishes the archive's state again.

    Raises:
        NoIndexError: nothing is published.
        IndexFaultError: there is no older edition that is whole; the published one stays.
    """
    current = home.current_edition()
    if current is None:
        raise NoIndexError(
            "There is no edition to go back from; run `newshound reindex FOLDER` to index some articles."
        )
    # What is named may be damaged, and is then as new as can be.
    age = age_of(current.name) if EDITION_NAME.fullmatch(current.name) else ("~", 0)
    older = [folder for folder in editions(home) if age_of(folder.name) < age]
    for folder in reversed(older):
        try:
            with Edition(folder) as edition:
                edition.verify()
        except IndexFaultError as error:
            logger.warning("passing over the edition %s: %s", folder.name, error)
            continue
        home.publish(folder)
        return current.name, folder.name
    found = f"none of the {len(older)} older ones is whole" if older else "there is no older one"
    raise IndexFaultError(
        f"The edition {current.name} stays published, for {found}; run `newshound reindex --from-archive` to build a"
        " new one."
    )
