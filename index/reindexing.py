"""`reindex`: reads sources into the archive, embeds what is new, publishes an edition.

Reading adds and changes; it removes only what a full snapshot no longer holds (`index.vanishing`). Whatever was read or
embedded is kept at once, in small transactions, so that an interrupted run costs little. A dry run does the same in one
transaction that is not kept.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from index.archive import Archive
from index.choosing_sources import Chosen, choose
from index.clearing import remove_unfinished
from index.encoding import Encoded, encode
from index.errors import IndexFaultError, NewshoundError
from index.failing import keep_failures
from index.fetching import Fetcher
from index.given_sources import GivenSources
from index.home import Home
from index.keeping import EARLIEST_CLOCK, Keeper
from index.locks import writer_lock
from index.model_choice import ModelChoice
from index.publication import publish_if_changed, published_manifest
from index.readers import Readers
from index.reading import Reading
from index.reading_files import list_files, read_files
from index.reading_web import Web, WebReader
from index.recipe import Progress, Recipe
from index.sighting import Place
from index.sources import Source
from index.splitting import Splitter
from index.tally import Note, Summary
from index.vanishing import vanished, withdraw_vanished

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is to do.

    `given` are sources that were named now, `listed` those of a source file; without either, those of earlier runs are
    read. `force` lets a snapshot withdraw any number of articles, `insist` asks for pages again that failed lately.
    Without `read`, the edition is made from the archive alone; `whole` builds it anew whatever is published. With
    `only`, no other source than those of these names is read, and one that is not there is reported like any failure.
    Reading the web ends after `longest_s` seconds; the next run goes on.
    """

    given: tuple[Source, ...] = ()
    listed: tuple[Source, ...] = ()
    force: bool = False
    insist: bool = False
    dry_run: bool = False
    read: bool = True
    whole: bool = False
    only: frozenset[str] | None = None
    longest_s: float = 600.0


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What a run works with. `stop` ends reading from the web early; what was read until then is published."""

    model: ModelChoice
    splitter: Splitter
    fetcher: Fetcher
    readers: Readers
    language_of: Callable[[str], str | None]
    stop: Event = field(default_factory=Event)


def reindex(home: Home, order: Order, tools: Tools, progress: Progress) -> Summary:
    """Read the sources and publish what changed.

    Raises:
        SourceError: there is nothing to read; nothing was changed.
        BusyError: another run is going on; nothing was changed.
        IndexFaultError: the archive is not usable, or the new edition is not right; the published one stays.
        ModelError: the embedding model can't be loaded; what was read is kept.
    """
    begun = time.monotonic()
    # Whole seconds, as the archive keeps them and an edition's name has them.
    now = datetime.now(UTC).replace(microsecond=0)
    with writer_lock(home.writer_lock), Archive(home.archive) as archive:
        reading = Reading(archive=archive, now=now, readers=tools.readers, progress=progress)
        run = _Run(home=home, order=order, tools=tools, reading=reading)
        if order.dry_run:
            return run.tried(begun)
        remove_unfinished(home)
        number = archive.runs.begin(datetime.now(UTC))
        try:
            summary = run.made(begun)
        except NewshoundError as error:
            with suppress(IndexFaultError):  # the disk may be what has failed
                archive.runs.end(number, datetime.now(UTC), {"error": str(error)})
            raise
        archive.runs.end(number, datetime.now(UTC), _outcome(summary))
        return summary


@dataclass(frozen=True, kw_only=True)
class _Run:
    """One run, under the writer's lock."""

    home: Home
    order: Order
    tools: Tools
    reading: Reading

    def made(self, begun: float) -> Summary:
        """Read, embed and publish."""
        archive, progress, tools = self.reading.archive, self.reading.progress, self.tools
        gone = self._read()
        encoded = encode(archive, tools.model, tools.splitter, progress)
        recipe = Recipe(model=encoded.model, splitter=encoded.splitter, built=self.reading.now)
        edition = publish_if_changed(
            self.home, archive, recipe, progress, lambda: tools.model.embedder, whole=self.order.whole
        )
        return self._summary(begun, gone, encoded, edition)

    def tried(self, begun: float) -> Summary:
        """The same as far as it costs little, and nothing of it kept."""
        archive = self.reading.archive
        with archive.trial():
            gone = self._read()
            encoded = encode(archive, self.tools.model, self.tools.splitter, self.reading.progress, dry_run=True)
            return self._summary(begun, gone, encoded, None)

    def _read(self) -> tuple[Place, ...]:
        """Read the sources into the archive; returns what is gone from them, though kept."""
        archive, order = self.reading.archive, self.order
        gone: tuple[Place, ...] = ()
        if order.read:
            remembered = GivenSources(archive.file).all()
            gone = self._read_sources(choose(order.given, order.listed, remembered, order.only))
        with archive.transaction():
            archive.hold(self.reading.now + EARLIEST_CLOCK)
        return gone

    def _read_sources(self, chosen: Chosen) -> tuple[Place, ...]:
        reading, order, tools = self.reading, self.order, self.tools
        keeper = Keeper(reading, chosen, tools.language_of)
        listing = list_files(reading, chosen, named_now=bool(order.given) and order.only is None)
        read_files(reading, keeper, listing.files)
        web = Web(fetcher=tools.fetcher, insist=order.insist, longest_s=order.longest_s, stop=tools.stop)
        WebReader(reading, keeper, web).read(chosen.web, pages=not order.dry_run)
        with reading.archive.transaction():
            withdraw_vanished(reading, chosen, listing.complete, force=order.force)
            gone = tuple(vanished(reading, chosen))
            GivenSources(reading.archive.file).remember(chosen.new, reading.now)
            keep_failures(reading, chosen)
        return gone

    def _summary(self, begun: float, gone: tuple[Place, ...], encoded: Encoded, edition: str | None) -> Summary:
        tally = self.reading.tally
        manifest = published_manifest(self.home)
        return Summary(
            new=tally.changes["new"],
            changed=tally.changes["changed"],
            details=tally.changes["details"],
            unchanged=tally.changes["unchanged"],
            elsewhere=tally.elsewhere,
            failures=tuple(tally.failures),
            vanished=gone,
            withdrawn=tuple(tally.withdrawn),
            restored=tuple(tally.restored),
            held=tuple(_held(self.reading.archive)),
            announced=tuple(tally.announced),
            fields=tally.fields,
            outside=tuple(tally.outside),
            fetched=tally.fetched,
            not_modified=tally.not_modified,
            waiting=tally.waiting,
            articles=manifest.articles if manifest else 0,
            passages=manifest.passages if manifest else 0,
            embedded=encoded.embedded,
            edition=edition,
            seconds=time.monotonic() - begun,
            dry_run=self.order.dry_run,
            to_fetch=tally.to_fetch,
            to_embed=encoded.left,
            cost_s=encoded.cost_s,
        )


def _held(archive: Archive) -> Iterator[Note]:
    for known, published in archive.held():
        yield Note(
            article_id=known.id,
            sentence=f"{known.id} says it was published on {published:%d %B %Y} ({known.place})",
        )


def _outcome(summary: Summary) -> dict[str, object]:
    """What a run's record keeps of its summary."""
    return {
        "new": summary.new,
        "changed": summary.changed,
        "details": summary.details,
        "unchanged": summary.unchanged,
        "failed": len(summary.failures),
        "withdrawn": len(summary.withdrawn),
        "held": len(summary.held),
        "embedded": summary.embedded,
        "edition": summary.edition,
        "seconds": round(summary.seconds, 1),
    }
