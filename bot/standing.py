"""How a home's standing reads: `newshound status` for people; pure.

Names of outlets, titles, places and reasons are of others: each is one line here and steers no terminal.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.quantities import counted, moment_words, size_words, span_words
from bot.terminal import shown
from index.holdings import Shares
from index.overview import ArchiveOverview, EditionOnDisk, Failing, Overview, SourceRead
from index.runs import Run
from prompts.answer import day

FAILING_SHOWN = 12
NO_NAME = "(none)"

_OUTCOMES = ("new", "changed", "details", "unchanged", "failed", "withdrawn", "held", "embedded")


def standing_lines(overview: Overview, now: datetime, fault: str | None = None) -> list[str]:
    """The lines of a status, under a heading each; `fault` is what is wrong with the file of the sources."""
    parts: list[tuple[str, Iterable[str]]] = [
        ("Published", _published(overview, now)),
        ("Editions", map(_edition, overview.editions)),
    ]
    archive = overview.archive
    if archive:
        parts += [
            ("Archive", _archive(archive)),
            ("Newest", [_newest(archive)]),
            ("Outlets", _shares(archive.publishers)),
            ("Months", _shares(archive.months)),
            ("Languages", _shares(archive.languages)),
            ("Sources", _sources(archive.sources, now, fault)),
            ("Runs", _runs(archive.runs, overview.writer)),
        ]
    else:
        parts.append(("Archive", ["it is missing; restore it from a backup, or reindex your sources."]))
    parts.append(("Now", [_now(overview.writer)]))
    if archive:
        parts.append(("Failing", _failing(archive.failing, now)))
    return [line for name, lines in parts for line in _under(name, lines)]


def _under(name: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{name if number == 0 else '':<10}  {line}"


def _published(overview: Overview, now: datetime) -> Iterator[str]:
    edition = overview.published
    if overview.current is None:
        yield "none; `newshound reindex` publishes one as soon as an article is searched."
    elif edition is None:
        yield f"{shown(overview.current)}, which is missing; run `newshound reindex` to build it again."
    elif edition.manifest is None:
        yield f"{shown(edition.name)}; {shown(edition.fault or '')}"
    else:
        manifest = edition.manifest
        built = datetime.fromisoformat(manifest.built)
        articles = f"{counted(manifest.articles, 'article')} in {counted(manifest.passages, 'passage')}"
        yield f"{shown(edition.name)}, built {moment_words(built)} ({span_words(now - built)} ago); {articles}"
        yield f"model {shown(manifest.model)}"


def _edition(edition: EditionOnDisk) -> str:
    marks = [mark for mark, holds in (("published", edition.published), ("in use", edition.in_use)) if holds]
    return ", ".join([shown(edition.name), size_words(edition.size), *marks])


def _archive(archive: ArchiveOverview) -> Iterator[str]:
    counts = archive.counts
    yield f"{shown(str(archive.path))}, {size_words(archive.size)}"
    yield (
        f"{counted(counts.articles, 'article')} in {counted(counts.versions, 'version')};"
        f" {counts.withdrawn:,} withdrawn, {counts.held:,} held until their dates, {counts.searched:,} searched,"
        f" {counts.undated:,} of these undated"
    )


def _newest(archive: ArchiveOverview) -> str:
    newest = archive.newest
    return f"{day(newest.published)}: {shown(newest.title)}" if newest else "no searched article has a date"


def _shares(shares: Shares) -> Iterator[str]:
    for name, count in shares.first:
        yield f"{count:>9,}  {NO_NAME if name is None else shown(name)}"
    if shares.others:
        yield f"{shares.rest:>9,}  in {shares.others:,} more"


def _sources(sources: Sequence[SourceRead], now: datetime, fault: str | None) -> Iterator[str]:
    if fault:
        yield shown(fault)
    yield from (_source(source, now) for source in sources)


def _source(source: SourceRead, now: datetime) -> str:
    read = f"read {span_words(now - source.last)} ago" if source.last else "never read"
    place = f" ({shown(source.source.place)})" if source.source.place not in {"", source.source.name} else ""
    return f"{shown(source.source.name)}{place}: {counted(source.articles, 'article')}, {read}"


def _runs(runs: Sequence[Run], writer: str | None) -> Iterator[str]:
    if not runs:
        yield "none yet"
    for number, run in enumerate(runs):
        yield f"{moment_words(run.began)}: {_became(run, writer, number)}"


def _became(run: Run, writer: str | None, number: int) -> str:
    state = run_state(run, writer, number)
    if run.ended is None:
        return "going on" if state == "running" else "interrupted"
    seconds = (run.ended - run.began).total_seconds()
    if state == "failed":
        return f"failed after {seconds:.1f} s: {shown(str(run.outcome.get('error')))}"
    counts = [f"{run.outcome[name]} {name}" for name in _OUTCOMES if run.outcome.get(name)] or ["nothing new"]
    edition = run.outcome.get("edition")
    published = f"; published {shown(str(edition))}" if edition else ""
    return f"{', '.join(counts)} in {seconds:.1f} s{published}"


def run_state(run: Run, writer: str | None, number: int) -> str:
    """running, interrupted, failed or done; `number` counts from the latest run, the one that may go on now."""
    if run.ended is None:
        return "running" if writer is not None and number == 0 else "interrupted"
    return "failed" if "error" in run.outcome else "done"


def _now(writer: str | None) -> str:
    return "no reindex is running" if writer is None else f"a reindex is running (process {shown(writer)})"


def _failing(failing: Sequence[Failing], now: datetime) -> Iterator[str]:
    if not failing:
        yield "nothing"
    for one in failing[:FAILING_SHOWN]:
        source = f"{shown(one.source)}: " if one.source else ""
        again = f"next try in {span_words(one.again - now)}" if one.again > now else "tried again in the next run"
        yield (
            f"{one.places:>9,}  {source}{shown(one.reason)} (since {moment_words(one.first)}, tried up to"
            f" {counted(one.times, 'time')}, {again}; such as {shown(one.example)})"
        )
    others = failing[FAILING_SHOWN:]
    if others:
        yield f"{sum(one.places for one in others):>9,}  for {len(others):,} more reasons"
