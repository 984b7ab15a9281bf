"""What a run of `reindex` did, in plain lines and as one object; pure.

The object of `newshound reindex --json` has these keys: `dry_run`; the counts `new`, `changed`, `details`, `unchanged`,
`elsewhere`, `fetched`, `not_modified`, `waiting`, `articles`, `passages`, `embedded`, `to_fetch` and `to_embed`;
`failures`, each with `place`, `source` and `reason`; `withdrawn`, `restored`, `held` and `announced`, each with
`article_id` and `reason`; `vanished` and `outside`, lists of places; `fields`, which maps a file to how its fields were
read; `edition` (null where none was published), `seconds` and `cost_s` (null where it is not known).
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.terminal import shown
from index.tally import Note, Summary

SHOWN = 50
"""How many things of one kind are listed; the others are counted."""

_MINUTE_S = 60
_HOUR_S = 3_600


def report(summary: Summary) -> list[str]:
    """The lines on what was done; what could not be read is for `failed`."""
    return [
        _first(summary),
        _second(summary),
        *_listed("said to be corrected or updated", _sentences(summary.announced)),
        *_listed("withdrawn", _sentences(summary.withdrawn)),
        *_listed("searched again", _sentences(summary.restored)),
        *_listed("held for a date in the future", _sentences(summary.held)),
        *_listed("gone, but kept in the index", map(str, summary.vanished)),
        *_listed("reached by a link that leads out of its folder", map(str, summary.outside)),
        *_listed("read as records, by these fields", (f"{file}: {how}" for file, how in summary.fields.items())),
        *_waiting(summary),
    ]


def failed(summary: Summary) -> list[str]:
    """The lines on what could not be read; none where everything was."""
    return _listed("could not be read", (failure.sentence for failure in summary.failures))


def as_object(summary: Summary) -> dict[str, object]:
    """All of it, as JSON has it."""
    return {
        "dry_run": summary.dry_run,
        "new": summary.new,
        "changed": summary.changed,
        "details": summary.details,
        "unchanged": summary.unchanged,
        "elsewhere": summary.elsewhere,
        "failures": [
            {"place": str(failure.place), "source": failure.source, "reason": failure.sentence}
            for failure in summary.failures
        ],
        "vanished": [str(place) for place in summary.vanished],
        "withdrawn": _as_objects(summary.withdrawn),
        "restored": _as_objects(summary.restored),
        "held": _as_objects(summary.held),
        "announced": _as_objects(summary.announced),
        "outside": [str(path) for path in summary.outside],
        "fields": dict(summary.fields),
        "fetched": summary.fetched,
        "not_modified": summary.not_modified,
        "waiting": summary.waiting,
        "articles": summary.articles,
        "passages": summary.passages,
        "embedded": summary.embedded,
        "edition": summary.edition,
        "seconds": round(summary.seconds, 3),
        "to_fetch": summary.to_fetch,
        "to_embed": summary.to_embed,
        "cost_s": None if summary.cost_s is None else round(summary.cost_s, 3),
    }


def duration(seconds: float) -> str:
    """Roughly how long that is, for a person."""
    if seconds < 2 * _MINUTE_S:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / _MINUTE_S:.0f} min" if seconds < 2 * _HOUR_S else f"{seconds / _HOUR_S:.1f} h"


def _first(summary: Summary) -> str:
    counts = (
        (summary.new, "new"),
        (summary.changed, "changed"),
        (summary.details, "with new details"),
        (summary.unchanged, "unchanged"),
        (summary.elsewhere, "held by another source as well"),
        (len(summary.failures), "failed"),
    )
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    asked = ((summary.fetched, "fetched"), (summary.not_modified, "not modified since"))
    web = ", ".join(f"{count:,} {what}" for count, what in asked if count)
    embedded = f" ({summary.embedded:,} embedded)" if summary.embedded else ""
    whole = f"{_count(summary.articles, 'article')} in {_count(summary.passages, 'passage')}{embedded}"
    parts = (told, web, "" if summary.dry_run else whole, f"{summary.seconds:.1f} s")
    return f"{'Dry run: ' if summary.dry_run else ''}{'; '.join(filter(None, parts))}"


def _second(summary: Summary) -> str:
    if summary.dry_run:
        cost = "" if summary.cost_s is None or not summary.to_embed else f", about {duration(summary.cost_s)}"
        would = [
            *([f"would embed {_count(summary.to_embed, 'passage')}{cost}"] if summary.to_embed else []),
            *([f"would fetch {_count(summary.to_fetch, 'page')}"] if summary.to_fetch else []),
        ]
        told = "; ".join(would) or "would embed and fetch nothing"
        return f"{told[0].upper()}{told[1:]}. Nothing was changed."
    if summary.edition:
        return f"Published edition {summary.edition}."
    return "Nothing to publish: the index is up to date."


def _waiting(summary: Summary) -> Iterator[str]:
    if summary.waiting:
        pages = "1 page waits" if summary.waiting == 1 else f"{summary.waiting:,} pages wait"
        yield f"{pages} after failures: `newshound status` lists them, --retry asks for them now."


def _sentences(notes: Sequence[Note]) -> Iterator[str]:
    return (note.sentence for note in notes)


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    """A title with the number of lines, and the first of them. Names of others may steer the terminal they go to."""
    found = list(lines)
    if not found:
        return []
    more = [f"- and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
    return [f"{len(found):,} {title}:", *(f"- {shown(line)}" for line in found[:SHOWN]), *more]


def _as_objects(notes: Sequence[Note]) -> list[dict[str, str]]:
    return [{"article_id": note.article_id, "reason": note.sentence} for note in notes]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
