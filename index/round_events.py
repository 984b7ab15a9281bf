"""What there is to say of one round of following the news, as events: a name and what is said of it."""

from collections.abc import Iterator, Mapping

from index.tally import Failure, Summary

FAILURES_TOLD = 50

Event = tuple[str, Mapping[str, object]]


class RoundEvents:
    """Tells of rounds, and of what can't be read once, as long as the reason stays the same."""

    def __init__(self) -> None:
        self._told: dict[str, frozenset[Failure]] = {}

    def of(self, due: frozenset[str], summary: Summary) -> Iterator[Event]:
        """The events of a round that has read the sources of these names."""
        yield "round", {"sources": sorted(due), **_counts(summary)}
        new = [failure for failure in summary.failures if failure not in self._told.get(failure.source, ())]
        for name in due.union(failure.source for failure in summary.failures):
            self._told[name] = frozenset(failure for failure in summary.failures if failure.source == name)
        for failure in new[:FAILURES_TOLD]:
            yield (
                "failed",
                {"place": str(failure.place), "source": failure.source, "reason": failure.sentence},
            )
        if len(new) > FAILURES_TOLD:
            yield "failed", {"reason": f"{len(new) - FAILURES_TOLD} more could not be read."}
        for note in (*summary.withdrawn, *summary.restored, *summary.announced):
            yield "noted", {"article_id": note.article_id, "reason": note.sentence}
        if summary.edition:
            yield (
                "published",
                {"edition": summary.edition, "articles": summary.articles, "passages": summary.passages},
            )


def _counts(summary: Summary) -> dict[str, object]:
    return {
        "new": summary.new,
        "changed": summary.changed,
        "details": summary.details,
        "unchanged": summary.unchanged,
        "failed": len(summary.failures),
        "waiting": summary.waiting,
        "withdrawn": len(summary.withdrawn),
        "restored": len(summary.restored),
        "held": len(summary.held),
        "fetched": summary.fetched,
        "not_modified": summary.not_modified,
        "embedded": summary.embedded,
        "seconds": round(summary.seconds, 3),
    }
