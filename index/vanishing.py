"""What is gone from the sources: only a source that is declared a full snapshot withdraws by absence.

One source says nothing about another's articles, a source that could not be read says nothing at all, and a feed that
lists an article no more has only grown. Where more of a snapshot than a set share would vanish, it is rather broken
than emptied: nothing is withdrawn, and whoever runs it is asked.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from index.choosing_sources import Chosen
from index.reading import Reading
from index.sighting import Known, Place
from index.tally import Note, Tally


def withdraw_vanished(reading: Reading, chosen: Chosen, complete: Collection[str], *, force: bool) -> None:
    """Withdraw what is gone from those snapshots whose names are among the `complete` ones."""
    archive, tally = reading.archive, reading.tally
    for source in chosen.whole:
        if not source.snapshot:
            continue
        held = [known for known in archive.of_source(source.name) if known.withdrawn_by is None]
        gone = [known for known in held if _is_gone(known, tally)]
        if not gone:
            continue
        if source.name not in complete:
            tally.fail(
                Place(file=source.place),
                f"{source.name} is a snapshot that could not be read to its end, so nothing of it is withdrawn.",
                source.name,
            )
        elif len(gone) > source.largest_loss * len(held) and not force:
            tally.fail(
                Place(file=source.place),
                f"{source.name} is a snapshot from which {len(gone)} of {len(held)} articles have vanished, more than"
                f" {source.largest_loss:.0%}, so none of them is withdrawn; if they are meant to go, run"
                " `newshound reindex --force`.",
                source.name,
            )
        else:
            for known in gone:
                archive.withdraw(known.id, "source", reading.now)
                sentence = f"{known.id} is gone from {source.name} ({known.place})"
                tally.withdrawn.append(Note(article_id=known.id, sentence=sentence))


def vanished(reading: Reading, chosen: Chosen) -> Iterator[Place]:
    """What is gone from sources that are no snapshots: whole sources, and articles that were not met under others."""
    tally = reading.tally
    yield from tally.gone
    gone = {place.file for place in tally.gone}
    roots = [Path(root.place) for root in chosen.roots if root.place not in gone]
    for source in chosen.local:
        for known in reading.archive.of_source(source.name):
            under = any(Path(known.place.file).is_relative_to(root) for root in roots)
            if known.withdrawn_by is None and under and _is_gone(known, tally):
                yield known.place


def _is_gone(known: Known, tally: Tally) -> bool:
    return known.id not in tally.seen and known.place.file not in tally.failed_files
