"""Which sources a run reads, and which local source a file belongs to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.sources import Source


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The sources of one run.

    `roots` are the local folders and files to read, `web` the feeds and pages. `local` are all local sources that files
    may belong to: a root may be a part of one. `whole` are those of them that are read from end to end. `new` are
    sources to remember, `names` those of all sources that are known.
    """

    roots: tuple[Source, ...]
    web: tuple[Source, ...]
    local: tuple[Source, ...]
    whole: tuple[Source, ...]
    new: tuple[Source, ...]
    names: frozenset[str]

    def owner(self, file: Path) -> Source:
        """The source of a file under some root: the innermost one that holds it."""
        holders = [source for source in self.local if file.is_relative_to(source.place)]
        return max(holders, key=lambda source: len(Path(source.place).parts))


def choose(
    given: Sequence[Source],
    listed: Sequence[Source],
    remembered: Sequence[Source],
    only: Collection[str] | None = None,
) -> Chosen:
    """What to read: the sources that were given, else those that a file lists, else those that are remembered.

    With `only`, what is read is what has one of these names; which source a file belongs to stays as it is.

    Raises:
        SourceError: there is none.
    """
    listed_by_place = {source.place: source for source in listed if source.kind != "urls"}
    asked = [listed_by_place.get(source.place, source) for source in given] or list(listed or remembered)
    if not asked:
        raise SourceError("Nothing was ever indexed here; name a folder of articles: `newshound reindex FOLDER`.")
    if only is not None:
        asked = [source for source in asked if source.name in only]
    other = [source for source in (*remembered, *given) if not any(one.holds(source) for one in listed)]
    outer = [source for source in other if not any(one.holds(source) and not source.holds(one) for one in other)]
    known = [*listed, *{source.name: source for source in outer}.values()]
    local = tuple(source for source in known if source.kind == "path")
    roots = tuple(source for source in asked if source.kind == "path")
    return Chosen(
        roots=roots,
        web=tuple(source for source in asked if source.kind != "path"),
        local=local,
        whole=tuple(source for source in local if any(root.holds(source) for root in roots)),
        new=tuple(source for source in outer if source.name in {one.name for one in given}),
        names=frozenset(source.name for source in known),
    )
