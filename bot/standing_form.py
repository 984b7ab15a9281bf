"""How a home's standing is handed to programs: `newshound status --json`; pure."""

from datetime import datetime

from bot.machine_form import Json, moment
from bot.standing import run_state
from index.holdings import Shares
from index.overview import ArchiveOverview, EditionOnDisk, Failing, Overview, SourceRead
from index.runs import Run


def standing_object(overview: Overview, now: datetime, fault: str | None = None) -> dict[str, Json]:
    """A status as one JSON object. Sizes are bytes, times ISO in UTC, ages seconds."""
    published, archive = overview.published, overview.archive
    return {
        "published": _published_object(overview, published, now),
        "editions": [
            {"name": one.name, "bytes": one.size, "in_use": one.in_use, "published": one.published, "fault": one.fault}
            for one in overview.editions
        ],
        "archive": _archive_object(archive) if archive else None,
        "running": overview.writer is not None,
        "writer": overview.writer,
        "runs": [_run_object(run, overview.writer, number) for number, run in enumerate(archive.runs)]
        if archive
        else [],
        "sources": [_source_object(source) for source in archive.sources] if archive else [],
        "sources_fault": fault,
        "failing": [_failing_object(one) for one in archive.failing] if archive else [],
    }


def _published_object(overview: Overview, edition: EditionOnDisk | None, now: datetime) -> Json:
    if overview.current is None:
        return None
    manifest = edition.manifest if edition else None
    fault = edition.fault if edition else "its folder is missing"
    if manifest is None:
        return {"edition": overview.current, "fault": fault}
    return {
        "edition": overview.current,
        "built": moment(datetime.fromisoformat(manifest.built)),
        "age_s": round((now - datetime.fromisoformat(manifest.built)).total_seconds()),
        "articles": manifest.articles,
        "passages": manifest.passages,
        "model": manifest.model,
        "fault": None,
    }


def _archive_object(archive: ArchiveOverview) -> Json:
    counts = archive.counts
    newest = archive.newest
    return {
        "path": str(archive.path),
        "bytes": archive.size,
        "articles": counts.articles,
        "versions": counts.versions,
        "withdrawn": counts.withdrawn,
        "held": counts.held,
        "searched": counts.searched,
        "undated": counts.undated,
        "publishers": _shares_object(archive.publishers),
        "months": _shares_object(archive.months),
        "languages": _shares_object(archive.languages),
        "newest": {"id": newest.id, "title": newest.title, "published": moment(newest.published)} if newest else None,
    }


def _shares_object(shares: Shares) -> Json:
    first: list[Json] = [{"name": name, "articles": count} for name, count in shares.first]
    return {"first": first, "others": shares.others, "articles_of_others": shares.rest}


def _source_object(source: SourceRead) -> Json:
    return {
        "name": source.source.name,
        "kind": source.source.kind,
        "place": source.source.place,
        "articles": source.articles,
        "last_read": moment(source.last),
    }


def _run_object(run: Run, writer: str | None, number: int) -> Json:
    outcome: dict[str, Json] = {
        name: value for name, value in run.outcome.items() if isinstance(value, str | int | float | None)
    }
    state = run_state(run, writer, number)
    return {"began": moment(run.began), "ended": moment(run.ended), "state": state, "outcome": outcome}


def _failing_object(one: Failing) -> Json:
    return {
        "source": one.source,
        "reason": one.reason,
        "places": one.places,
        "times": one.times,
        "since": moment(one.first),
        "again": moment(one.again),
        "example": one.example,
    }
