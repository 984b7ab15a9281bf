"""Reads feeds and pages of the web into the archive: asks only for what may have changed, and never for long.

A page is asked for again, by the server's own validators, as long as its feed lists it and for a week after it was
first seen; the older it is, the more rarely. What failed waits (`index.visits`), and nothing waits for it. A feed
counts as read when its pages are: a run that ends before has the feed sent once more.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event

from index.canonical import canonical, same_site
from index.draft import Draft, Unreadable
from index.entry import Entry, Feed
from index.fetching import Fetched, Fetcher, NotFetched, NotModified, Wanted
from index.hints import hint_of, with_hint
from index.keeping import Keeper, digest_of
from index.reading import Reading
from index.recognising import Found
from index.sighting import Place
from index.sources import Source
from index.visits import Visit

FOLLOWED = timedelta(days=7)
"""How long a page is asked for again that its feed lists no more,"""
SHARE_OF_AGE = 4
"""and how soon: after a quarter of the time that it had been known,"""
FRESH = timedelta(hours=1)
"""or in every run, while it is so young."""


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A page to read: for which source, and what its feed says of it now."""

    address: str
    source: Source
    entry: Entry | None = None
    listed: bool = True


@dataclass
class _Round:
    """What one reading of the web has found so far."""

    pages: dict[str, _Page] = field(default_factory=dict)
    feeds: list[Visit] = field(default_factory=list)

    def add(self, page: _Page) -> None:
        self.pages.setdefault(page.address, page)


@dataclass(frozen=True, kw_only=True)
class Web:
    """How the web is read.

    `insist` asks for pages that failed lately too. `stop` ends the reading early, and so does the end of `longest_s`
    seconds: slow hosts must not keep the rest from being published. What was not asked for is the next run's.
    """

    fetcher: Fetcher
    insist: bool = False
    longest_s: float = 600.0
    stop: Event = field(default_factory=Event)


class WebReader:
    """Reads the feeds and pages of one run."""

    def __init__(self, reading: Reading, keeper: Keeper, web: Web) -> None:
        self._archive = reading.archive
        self._keeper = keeper
        self._tally = reading.tally
        self._now = reading.now
        self._readers = reading.readers
        self._progress = reading.progress
        self._web = web
        self._until = time.monotonic() + web.longest_s
        self._is_cut = False

    def read(self, sources: Sequence[Source], *, pages: bool = True) -> None:
        """Keep what the sources hold now; without `pages`, only count the pages that would be asked for."""
        round_ = _Round()
        feeds = {source.place: source for source in sources if source.kind in {"feed", "address"}}
        wanted = [self._wanted(address, source) for address, source in feeds.items() if not self._waits(address)]
        for number, outcome in enumerate(self._fetch(wanted), 1):
            self._feed(outcome, feeds[outcome.wanted.url], round_)
            self._progress("feeds", number, len(wanted))
        for source in sources:
            for address in source.urls:
                round_.add(_Page(address=address, source=source))
            if source.kind != "urls":
                self._add_followed(source, round_)
        due = [page for page in round_.pages.values() if self._is_due(page)]
        if not pages:
            self._tally.to_fetch += len(due)
            return
        self._read_pages(due)
        if not self._is_cut:
            with self._archive.transaction():
                for visit in round_.feeds:
                    self._archive.visits.store(visit)

    def _fetch(self, wanted: Sequence[Wanted]) -> Iterator[Fetched | NotModified | NotFetched]:
        for outcome in self._web.fetcher.fetch_all(wanted, stop=self._web.stop):
            if isinstance(outcome, Fetched):
                self._tally.fetched += 1
            elif isinstance(outcome, NotModified):
                self._tally.not_modified += 1
            yield outcome
            if time.monotonic() > self._until:
                break
        self._is_cut = self._is_cut or self._web.stop.is_set() or time.monotonic() > self._until

    def _wanted(self, address: str, source: Source) -> Wanted:
        """An address with the validators of its last reading; none where something of its source failed since."""
        visit = self._archive.visits.visit(address)
        if visit is None or any(self._archive.visits.failures(visit.source)) or _is_set_otherwise(visit, source):
            return Wanted(url=address)
        return Wanted(url=address, etag=visit.etag, last_modified=visit.last_modified)

    # Feeds

    def _feed(self, outcome: Fetched | NotModified | NotFetched, source: Source, round_: _Round) -> None:
        address = outcome.wanted.url
        if isinstance(outcome, NotFetched):
            self._fail(address, outcome, source)
        elif isinstance(outcome, NotModified):
            visit = self._archive.visits.visit(address)
            if visit:
                round_.feeds.append(replace(visit, last=self._now))
                if source.kind == "address" and visit.digest is not None:  # a page, not a feed
                    self._keeper.keep_unread(address, source.name)
        else:
            self._read_feed(outcome, source, round_)

    def _read_feed(self, fetched: Fetched, source: Source, round_: _Round) -> None:
        address = fetched.wanted.url
        feed = self._readers.feed(fetched.body, fetched.content_type, fetched.url)
        if isinstance(feed, Feed):
            round_.feeds.append(self._visit(fetched, source))
            for entry in feed.entries:
                page = canonical(entry.url)
                if page and not self._is_anothers(page, source):
                    round_.add(_Page(address=page, source=source, entry=entry))
        elif source.kind == "address":
            with self._archive.transaction():
                self._keep_page(fetched, _Page(address=address, source=source))
        else:
            self._tally.fail(Place(file=address), feed.sentence(address), source.name)

    def _is_anothers(self, page: str, source: Source) -> bool:
        """Whether another source has the page already: what that one says of it holds."""
        visit = self._archive.visits.visit(page)
        return visit is not None and visit.source != source.name and self._keeper.knows(visit.source)

    def _add_followed(self, source: Source, round_: _Round) -> None:
        """Pages that a feed listed before, which may be corrected yet, and those that failed."""
        visits, since = self._archive.visits, self._now - FOLLOWED
        failed = set()
        for failure in list(visits.failures(source.name)):
            if failure.first >= since or failure.place == source.place or failure.place in round_.pages:
                failed.add(failure.place)
            else:
                # Nobody lists it any more, and it has failed for a week.
                visits.forgive(failure)
        for address in {*visits.places(source.name, since), *failed} - {source.place}:
            round_.add(_Page(address=address, source=source, listed=address in failed))

    def _waits(self, address: str) -> bool:
        """Whether an address failed lately and is not tried again yet; it is counted."""
        failures = self._archive.visits.failures_at(address)
        waits = not self._web.insist and any(failure.again > self._now for failure in failures)
        self._tally.waiting += waits
        return waits

    # Pages

    def _is_due(self, page: _Page) -> bool:
        """Whether a page should be asked for now."""
        if self._waits(page.address):
            return False
        if self._archive.visits.failures_at(page.address):
            return True
        visit = self._archive.visits.visit(page.address)
        if visit is None:
            return True
        if page.entry and hint_of(page.entry) != visit.hint:
            return True
        if not page.listed and self._now - visit.first > FOLLOWED:
            return False
        known_for = visit.last - visit.first
        return known_for < FRESH or self._now >= visit.last + known_for / SHARE_OF_AGE

    def _read_pages(self, due: Sequence[_Page]) -> None:
        by_address = {page.address: page for page in due}
        wanted = []
        for page in due:
            visit = self._archive.visits.visit(page.address)
            # What the feed says anew, or was set anew, is not in the page that the server would call unchanged.
            is_same = page.entry is None or (visit is not None and hint_of(page.entry) == visit.hint)
            known = visit if visit and is_same and not _is_set_otherwise(visit, page.source) else None
            wanted.append(
                Wanted(
                    url=page.address,
                    etag=known.etag if known else None,
                    last_modified=known.last_modified if known else None,
                )
            )
        for number, outcome in enumerate(self._fetch(wanted), 1):
            page = by_address[outcome.wanted.url]
            self._progress("fetch", number, len(wanted))
            with self._archive.transaction():
                if isinstance(outcome, NotFetched):
                    self._fail(page.address, outcome, page.source)
                elif isinstance(outcome, NotModified):
                    self._meet_again(page)
                else:
                    self._keep_page(outcome, page)
            self._progress("extract", number, len(wanted))

    def _meet_again(self, page: _Page) -> None:
        self._keeper.keep_unread(page.address, page.source.name)
        visit = self._archive.visits.visit(page.address)
        if visit:
            self._archive.visits.store(replace(visit, last=self._now))

    def _keep_page(self, fetched: Fetched, page: _Page) -> None:
        known = self._archive.visits.visit(page.address)
        hint = hint_of(page.entry) if page.entry else known.hint if known else None
        digest = digest_of(b"", page.source) + hashlib.sha256(fetched.body).digest()
        visit = replace(self._visit(fetched, page.source), place=page.address, hint=hint, digest=digest)
        if known and (known.digest, known.hint, known.source) == (visit.digest, visit.hint, visit.source):
            self._keeper.keep_unread(page.address, page.source.name)
            self._archive.visits.store(visit)
            return
        draft = self._draft(fetched)
        if isinstance(draft, Unreadable):
            self._tally.fail(Place(file=page.address), draft.sentence(page.address), page.source.name)
            return
        place = Place(file=page.address)
        found = Found(draft=with_hint(draft, hint), place=place, source=page.source, path=page.address)
        self._keeper.keep(found)
        if page.address not in self._tally.failed_files:
            self._keeper.keep_read(page.address)
            if self._keeper.shares(page.address):
                # What stays with another source is read whole again: that one may have it no more.
                visit = replace(visit, digest=None, etag=None, last_modified=None)
            self._archive.visits.store(visit)

    def _draft(self, fetched: Fetched) -> Draft | Unreadable:
        readers = self._readers
        kind = (fetched.content_type or "").lower()
        if "pdf" in kind or fetched.body.startswith(b"%PDF-"):
            draft = readers.pdf(fetched.body)
        elif kind.startswith("text/plain"):
            draft = readers.plain(fetched.body)
        else:
            draft = readers.page(fetched.body, fetched.charset, fetched.url)
        if isinstance(draft, Unreadable):
            return draft
        # A page may name another address as its own on its own site only.
        said = canonical(draft.url) if draft.url and same_site(draft.url, fetched.url) else None
        return replace(draft, url=said or canonical(fetched.url) or fetched.url)

    def _visit(self, fetched: Fetched, source: Source) -> Visit:
        return Visit(
            place=fetched.wanted.url,
            source=source.name,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            first=self._now,
            last=self._now,
        )

    def _fail(self, address: str, outcome: NotFetched, source: Source) -> None:
        wait = None if outcome.again_after_s is None else timedelta(seconds=outcome.again_after_s)
        self._tally.fail(Place(file=address), f"{address} {outcome.reason}.", source.name, wait)


def _is_set_otherwise(visit: Visit, source: Source) -> bool:
    """Whether a page was read in another way, or with other settings of its source, than it would be now."""
    return visit.digest is not None and not visit.digest.startswith(digest_of(b"", source))
