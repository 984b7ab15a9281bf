"""`reindex`: reads sources into the archive, embeds what is new, publishes an edition.

Reading adds and changes, it never removes: one source says nothing about another's articles, and a vanished file is
reported while its article stays (design, section 4). Whatever was read or embedded is kept at once, in small
transactions, so that an interrupted run costs little.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import Archive, Change, Place
from index.article import Article
from index.building import Progress, Recipe
from index.calibrating import WAY
from index.draft import Draft, Unreadable
from index.errors import IndexFaultError, SourceError
from index.files import article_files
from index.formats import read_drafts
from index.home import Home
from index.identity import article_id, same_name, title_of
from index.locks import writer_lock
from index.manifest import Manifest
from index.passage import Span
from index.publishing import is_whole, publish, remove_unfinished
from index.splitting import Splitter
from index.stories import FINGERPRINT
from index.text import normalise, one_line

if TYPE_CHECKING:
    # For its type alone: a run that finds nothing to read should not wait for torch to load.
    from index.embedding import Embedder

logger = logging.getLogger(__name__)

EMBEDDED_AT_ONCE = 128
"""Passages between two commits: what an interruption can cost."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A file or record that could not be read, and why."""

    place: Place
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a run did. `edition` is the name of the new edition, None where the published one is already right."""

    new: int
    changed: int
    unchanged: int
    failures: tuple[Failure, ...]
    vanished: tuple[Place, ...]
    articles: int
    passages: int
    embedded: int
    edition: str | None
    seconds: float


@dataclass
class _Tally:
    """What a run has met so far."""

    changes: dict[Change, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0})
    failures: list[Failure] = field(default_factory=list)
    seen: dict[str, Place] = field(default_factory=dict)
    unread_files: set[str] = field(default_factory=set)
    read_files: set[str] = field(default_factory=set)
    waiting: list[tuple[Draft, Place]] = field(default_factory=list)
    failed_files: set[str] = field(default_factory=set)
    gone: list[Path] = field(default_factory=list)

    def fail(self, place: Place, sentence: str) -> None:
        logger.debug("%s", sentence)
        self.failures.append(Failure(place=place, sentence=sentence))
        self.failed_files.add(place.file)


def reindex(
    home: Home,
    sources: Sequence[Path],
    open_embedder: "Callable[[], Embedder]",
    *,
    splitter: Splitter,
    progress: Progress,
) -> Summary:
    """Read the sources (or, without any, those of earlier runs) and publish what changed.

    Raises:
        SourceError: there is nothing to read; nothing was changed.
        BusyError: another run is going on; nothing was changed.
        IndexFaultError: the archive is not usable, or the new edition is not right; the published one stays.
    """
    begun = time.monotonic()
    # Whole seconds, as the archive keeps them and an edition's name has them.
    now = datetime.now(UTC).replace(microsecond=0)
    with writer_lock(home.writer_lock), Archive(home.archive) as archive:
        remove_unfinished(home)
        tally = _Tally()
        roots = _roots(archive, sources)
        files = _files(roots, tally, given=bool(sources))
        _read(archive, files, now, tally, progress)
        for root in roots if sources else ():
            archive.remember_source(str(root), now)
        progress("load", 0, None)
        embedder = open_embedder()
        cut = splitter.within(embedder.window_tokens)
        embedded = _embed(archive, embedder, cut, progress)
        recipe = Recipe(model=embedder.fingerprint, splitter=cut.fingerprint, built=now)
        edition = _publish_if_changed(home, archive, recipe, progress, embedder)
        manifest = _manifest(home)
        return Summary(
            new=tally.changes["new"],
            changed=tally.changes["changed"],
            unchanged=tally.changes["unchanged"],
            failures=tuple(tally.failures),
            vanished=tuple(_vanished(archive, roots, tally)),
            articles=manifest.articles if manifest else 0,
            passages=manifest.passages if manifest else 0,
            embedded=embedded,
            edition=edition,
            seconds=time.monotonic() - begun,
        )


def _roots(archive: Archive, sources: Sequence[Path]) -> list[Path]:
    roots = [_resolved(source) for source in sources] or [Path(path) for path in archive.sources()]
    if not roots:
        raise SourceError("Nothing was ever indexed here; name a folder of articles: `newshound reindex FOLDER`.")
    return roots


def _resolved(source: Path) -> Path:
    try:
        return source.resolve()
    except (OSError, RuntimeError) as error:  # RuntimeError is pathlib's word for a circle of links
        raise SourceError(f"{source} can't be followed to a file or folder; check where its links lead.") from error


def _files(roots: Sequence[Path], tally: _Tally, *, given: bool) -> list[Path]:
    """All files under the roots, each once. A root that was given now must hold some; a remembered one may be gone."""
    files: dict[Path, None] = {}
    for root in roots:
        try:
            listing = article_files(root)
        except SourceError as error:
            if given:
                raise
            if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                tally.gone.append(root)
            else:
                tally.fail(Place(file=str(root)), str(error))
            continue
        files.update(dict.fromkeys(listing.files))
        for problem in listing.problems:
            tally.fail(Place(file=str(root)), problem)
    return list(files)


def _read(archive: Archive, files: Sequence[Path], now: datetime, tally: _Tally, progress: Progress) -> None:
    tally.unread_files.update(map(str, files))
    for number, file in enumerate(files, 1):
        with archive.transaction():
            try:
                for found in read_drafts(file):
                    place = Place(file=str(file), record=found.place)
                    if isinstance(found, Unreadable):
                        tally.fail(place, found.sentence(str(file)))
                    else:
                        _keep(archive, found, place, now, tally)
            except SourceError as error:
                tally.fail(Place(file=str(file)), str(error))
        tally.unread_files.discard(str(file))
        tally.read_files.add(str(file))
        progress("read", number, len(files))
    with archive.transaction():
        for draft, place in tally.waiting:
            _keep(archive, draft, place, now, tally)


def _keep(archive: Archive, draft: Draft, place: Place, now: datetime, tally: _Tally) -> None:
    try:
        article = _article(draft, place, tally)
    except SourceError as error:
        tally.fail(place, f"{place}: {error}.")
        return
    before = tally.seen.get(article.id) or archive.place(article.id)
    if before and before.file != place.file and before.file in tally.unread_files:
        # Whether that file still holds the id is known when it has been read.
        tally.waiting.append((draft, place))
        return
    # An id may move with its article to another file, but two files that both hold it can't share it.
    if before and before != place and (article.id in tally.seen or _still_elsewhere(before, place, tally)):
        tally.fail(place, f"{place}: {same_name(before, place, article.id)}.")
        return
    tally.seen[article.id] = place
    tally.changes[archive.store(article, place, now)] += 1


def _still_elsewhere(before: Place, place: Place, tally: _Tally) -> bool:
    """Whether another file may hold the id too: it is there, and was not just read through without meeting it."""
    read_through = before.file in tally.read_files - tally.failed_files
    there = os.path.exists(before.file)  # noqa: PTH110 - a name, maybe of no valid path
    return before.file != place.file and there and not read_through


def _article(draft: Draft, place: Place, tally: _Tally) -> Article:
    text = normalise(draft.text)
    if not text.strip():
        raise SourceError("it holds no text")
    name = article_id(draft, place.file)
    if draft.given_id is None and place.record:
        # Records without an id or address are told apart by title; a second one of the same title gets a number.
        known, number = name, 2
        while name in tally.seen and tally.seen[name].file == place.file:
            name, number = f"{known}-{number}", number + 1
    return Article(
        id=name,
        title=one_line(normalise(title_of(draft))),
        text=text,
        origin=str(place),
        publisher=_clean(draft.publisher),
        published=draft.published,
        modified=draft.modified,
        url=_clean(draft.url),
        author=_clean(draft.author),
        section=_clean(draft.section),
    )


def _clean(value: str | None) -> str | None:
    return one_line(normalise(value)) or None if value else None


def _embed(archive: Archive, embedder: "Embedder", splitter: Splitter, progress: Progress) -> int:
    """Cut what is not cut yet, embed what has no vector yet; returns how many passages were embedded."""
    articles = list(archive.articles())
    missing: dict[str, None] = {}
    for number, article in enumerate(articles, 1):
        texts = [span.of(article.text) for span in _cut(archive, article, embedder, splitter)]
        known = archive.vectors(texts, embedder.fingerprint)
        missing.update(dict.fromkeys(text for text in texts if text not in known))
        progress("split", number, len(articles))
    done = 0
    for batch in _batches(list(missing)):
        vectors = embedder.embed_passages(batch)
        with archive.transaction():
            archive.store_vectors(batch, vectors, embedder.fingerprint)
        done += len(batch)
        progress("embed", done, len(missing))
    return done


def _cut(archive: Archive, article: Article, embedder: "Embedder", splitter: Splitter) -> list[Span]:
    """The passages of an article, from the archive where this splitter has cut its text before."""
    spans = archive.passages(article.version, splitter.fingerprint)
    if not spans:
        spans = splitter.split(article.text, embedder.count_tokens)
        with archive.transaction():
            archive.store_passages(article.version, splitter.fingerprint, spans)
    return spans


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), EMBEDDED_AT_ONCE):
        yield list(texts[start : start + EMBEDDED_AT_ONCE])


def _publish_if_changed(
    home: Home, archive: Archive, recipe: Recipe, progress: Progress, embedder: "Embedder"
) -> str | None:
    published = _manifest(home)
    wanted = (archive.state(), recipe.model, recipe.splitter, FINGERPRINT, WAY)
    found = published and (
        published.state,
        published.model,
        published.splitter,
        published.stories,
        published.calibration.way,
    )
    if found == wanted and is_whole(home):
        return None
    return publish(home, archive, recipe, progress, embedder) if any(True for _ in archive.articles()) else None


def _manifest(home: Home) -> Manifest | None:
    """The published edition's manifest; None where there is none that can be read, which a new edition mends."""
    folder = home.current_edition()
    try:
        return Manifest.read(folder) if folder else None
    except IndexFaultError:
        logger.warning("the published edition can't be read; building a new one")
        return None


def _vanished(archive: Archive, roots: Sequence[Path], tally: _Tally) -> Iterator[Place]:
    """What is gone: whole sources, and articles that were not met under others though their file could be read."""
    yield from (Place(file=str(root)) for root in tally.gone)
    there = [root for root in roots if root not in tally.gone]
    for name, place in archive.places():
        under = any(Path(place.file).is_relative_to(root) for root in there)
        if name not in tally.seen and under and place.file not in tally.failed_files:
            yield place
