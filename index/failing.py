"""Keeps what a run could not read, so that it waits, is counted, and is told until it can be read."""

from index.choosing_sources import Chosen
from index.identity import is_address
from index.reading import Reading


def keep_failures(reading: Reading, chosen: Chosen) -> None:
    """Count this run's failures, and forget those of what it has read since, or no longer met, in its sources."""
    archive, tally = reading.archive, reading.tally
    failing = {(failure.place.file, failure.place.record) for failure in tally.failures}
    for known in list(archive.visits.failures()):
        if known.source not in chosen.names:  # of a source that is one no more
            archive.visits.forgive(known)
    for source in (*chosen.whole, *chosen.web):
        for known in list(archive.visits.failures(source.name)):
            # A page that was not asked for, because it waits, fails still.
            is_settled = not is_address(known.place) or known.place in tally.read_files
            if (known.place, known.record) not in failing and is_settled:
                archive.visits.forgive(known)
    for failure in tally.failures:
        place = failure.place
        archive.visits.fail(place.file, place.record, failure.source, failure.sentence, reading.now, wait=failure.wait)
