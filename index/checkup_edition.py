"""Looks into the published edition's own files, and compares them with the archive. The stores have their own module.

An edition is made from the archive alone, so that whatever is wrong here is mended by making it anew.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.archive import Archive
from index.article import version_of
from index.checkup_archive import are_unit, unit_vectors, unusable
from index.edition_texts import open_texts, unpack
from index.errors import IndexFaultError
from index.finding import (
    FROM_ARCHIVE,
    REINDEX,
    Finding,
    Scope,
    counted,
    fault,
    first,
    ok,
    os_fault,
    skipped,
    warning,
    wrong,
)
from index.home import Home
from index.kept_quotes import RULES
from index.locks import in_use, reader_lock
from index.manifest import LOCK, PASSAGES, VECTORS, Manifest, is_intact
from index.passage import Span
from index.splitting import Splitter
from index.ways import STORIES

ARTICLES_SAMPLED = 2_000
ROWS_AT_ONCE = 5_000
SAME_WITHIN = 1e-4


@dataclass(frozen=True, kw_only=True)
class Published:
    """The published edition, whole by its manifest, and its texts; nobody removes it meanwhile."""

    folder: Path
    manifest: Manifest
    texts: sqlite3.Connection

    def ids(self) -> list[str]:
        """The ids of all passages, by row."""
        return [row[0] for row in self.texts.execute("SELECT id FROM passage ORDER BY row")]


def closed(home: Home) -> str | None:
    """Why the stores of the published edition are not looked into; None where they are."""
    try:
        folder = home.current_edition()
    except IndexFaultError as error:
        return str(error)
    if folder is None:
        return "no edition is published"
    return "the edition is not whole" if is_intact(folder) else None


@contextmanager
def published(home: Home) -> Iterator[Published]:
    """The published edition, which `closed` has nothing against."""
    folder = home.current_edition()
    if folder is None:
        raise IndexFaultError("no edition is published")
    with ExitStack() as stack:
        try:
            stack.enter_context(reader_lock(folder / LOCK))
        except OSError as error:
            raise IndexFaultError(
                f"{folder / LOCK} can't be used ({error.strerror}); mend its permissions, for example with chmod"
            ) from error
        texts = stack.enter_context(closing(open_texts(folder / PASSAGES)))
        yield Published(folder=folder, manifest=Manifest.read(folder), texts=texts)


def check_edition(scope: Scope) -> Finding:
    """Whether an edition is published, and all its files are there with the size that they were published with."""
    home = scope.home
    try:
        folder = home.current_edition()
    except IndexFaultError as error:
        return fault(error)
    if folder is None:
        return _no_edition(scope)
    if not folder.is_dir():
        return wrong(f"CURRENT names the edition {folder.name}, which is not there", FROM_ARCHIVE)
    if found := is_intact(folder):
        return wrong(found.rpartition("; ")[0] or found, FROM_ARCHIVE)
    try:
        manifest = Manifest.read(folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        return os_fault(folder, error)
    articles = f"{counted(manifest.articles, 'article')} in {counted(manifest.passages, 'passage')}"
    return ok(
        f"{folder.name}: {articles}, {counted(len(manifest.files), 'file')} of the right size, {size / 1e6:,.1f} MB"
    )


def _no_edition(scope: Scope) -> Finding:
    if unusable(scope.home):
        return skipped("no edition is published, and there is no archive to make one from")
    with Archive(scope.home.archive) as archive:
        if not archive.has_articles():
            return skipped("no edition is published, for no article is searched")
    return wrong("no edition is published, and articles wait in the archive", REINDEX)


def check_agreement(scope: Scope) -> Finding:
    """Whether the edition was made of what the archive holds now, by the model and the ways that are set."""
    return first(_agreement(scope))


def _agreement(scope: Scope) -> Generator[Finding, None, None]:
    home = scope.home
    if why := closed(home) or unusable(home):
        yield skipped(why)
    with published(home) as edition, Archive(home.archive) as archive:
        manifest = edition.manifest
        known = archive.embedded.model(scope.signature) if scope.signature else None
        is_same = archive.state() == manifest.state
    if known and known.fingerprint != manifest.model:
        found = f"the edition is of the model {manifest.model}, and {known.fingerprint} is set"
        yield wrong(found, f"{REINDEX}, or set NEWSHOUND_EMBEDDER as it was")
    ways = (Splitter().within(known.window).fingerprint if known else manifest.splitter, STORIES, RULES)
    if ways != (manifest.splitter, manifest.stories, manifest.quotes):
        yield warning("the edition was made by another version of Newshound", REINDEX)
    if not is_same and not in_use(home.writer_lock):
        yield warning("the archive is ahead", REINDEX)
    if not is_same:
        yield ok("the archive is ahead, and a reindex is running")
    compared = "" if known else "; it was not compared with the one that is set"
    yield ok(f"of the archive's newest state, by the model {manifest.model}{compared}")


def check_edition_texts(scope: Scope) -> Finding:
    """Whether texts and passages are those of the archive."""
    if why := closed(scope.home) or unusable(scope.home):
        return skipped(why)
    with published(scope.home) as edition, Archive(scope.home.archive) as archive:
        try:
            damage = edition.texts.execute("PRAGMA quick_check(1)").fetchone()[0]
            counts = edition.texts.execute(
                "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)"
            ).fetchone()
            bad = [] if damage != "ok" else [name for name in _unlike(edition, archive, scope) if name]
        except (sqlite3.Error, ValueError, TypeError) as error:
            return wrong(f"{edition.folder / PASSAGES} can't be read ({error})", FROM_ARCHIVE)
        manifest = edition.manifest
    if damage != "ok":
        return wrong(f"{edition.folder / PASSAGES} is damaged ({damage.splitlines()[-1]})", FROM_ARCHIVE)
    if counts != (manifest.articles, manifest.passages):
        held = f"{counts[0]:,} articles and {counts[1]:,} passages"
        return wrong(f"it holds {held}, not {manifest.articles:,} and {manifest.passages:,}", FROM_ARCHIVE)
    if bad:
        return wrong(f"{counted(len(bad), 'article')} not as in the archive, such as {bad[0]}", FROM_ARCHIVE)
    return ok(
        f"{counted(counts[0], 'article')} and {counted(counts[1], 'passage')}; each that was looked at is the archive's"
    )


def _unlike(edition: Published, archive: Archive, scope: Scope) -> Iterator[str | None]:
    """For each article that is looked at, its id where it is not as the archive has it, else None."""
    for key, name, version, text in _texts(edition, scope):
        spans = _spans(edition, key)
        kept = archive.embedded.passages(version, edition.manifest.splitter)
        # Where the archive has none of that splitter, or damaged ones, that is told elsewhere.
        is_kept = bool(kept) and all(span.start < span.end <= len(text) for span in kept)
        has_version = archive.file.first("SELECT 1 FROM version WHERE article = ? AND version = ?", (name, version))
        is_alike = version_of(text) == version and has_version and (not is_kept or spans == kept)
        yield None if is_alike else name


def check_edition_vectors(scope: Scope) -> Finding:
    """Whether vectors.npy can be read, holds unit vectors, and they are those of the archive."""
    return first(_vectors(scope))


def _vectors(scope: Scope) -> Generator[Finding, None, None]:
    if why := closed(scope.home):
        yield skipped(why)
    with published(scope.home) as edition:
        manifest, path = edition.manifest, edition.folder / VECTORS
        try:
            matrix: npt.NDArray[np.float32] = np.load(path, mmap_mode="r")
        except (OSError, ValueError, EOFError) as error:
            yield wrong(f"{path} can't be read ({error})", FROM_ARCHIVE)
        if matrix.shape != (manifest.passages, manifest.dimension) or matrix.dtype != np.float32:
            yield wrong(f"{path} holds numbers of the shape {matrix.shape} and type {matrix.dtype}", FROM_ARCHIVE)
        count = counted(len(matrix), "vector")
        if bad := sum(map(_unfit, _blocks(matrix))):
            yield wrong(f"{bad:,} of {count} not finite or not of length 1", FROM_ARCHIVE)
        if why := unusable(scope.home):
            yield ok(f"{count}, finite and of length 1; not compared, for {why}")
        try:
            compared, unlike = _compared(edition, matrix, scope)
        except (sqlite3.Error, ValueError, TypeError):
            yield ok(f"{count}, finite and of length 1; not compared, for the texts can't be read")
    if unlike:
        yield wrong(f"{counted(unlike, 'vector')} of {compared:,} not as in the archive", FROM_ARCHIVE)
    yield ok(f"{count}, finite and of length 1; {compared:,} compared with the archive's")


def _blocks(matrix: npt.NDArray[np.float32]) -> Iterator[npt.NDArray[np.float32]]:
    return (np.asarray(matrix[start : start + ROWS_AT_ONCE]) for start in range(0, len(matrix), ROWS_AT_ONCE))


def _unfit(block: npt.NDArray[np.float32]) -> int:
    return int((~are_unit(block)).sum())


def _compared(edition: Published, matrix: npt.NDArray[np.float32], scope: Scope) -> tuple[int, int]:
    """How many vectors were compared with those of the archive, and how many are others."""
    compared = unlike = 0
    with Archive(scope.home.archive) as archive:
        for key, _, version, text in _texts(edition, scope):
            if version_of(text) != version:
                continue  # told by the texts' own check
            rows = edition.texts.execute("SELECT row, start, end FROM passage WHERE article = ? ORDER BY row", (key,))
            words = {row: text[start:end] for row, start, end in rows}
            kept = unit_vectors(archive, list(words.values()), edition.manifest.model, edition.manifest.dimension)
            known = [row for row, passage in words.items() if passage in kept]
            if known:
                compared += len(known)
                off = np.abs(matrix[known] - np.stack([kept[words[row]] for row in known]))
                unlike += int((off.max(axis=1) > SAME_WITHIN).sum())
    return compared, unlike


def _texts(edition: Published, scope: Scope) -> Iterator[tuple[int, str, str, str]]:
    """Key, id, version and text of the articles that are looked at."""
    step, first = scope.sample(edition.manifest.articles, ARTICLES_SAMPLED)
    query = "SELECT key, id, version, packed FROM article LEFT JOIN text USING (key) WHERE key % ? = ?"
    for key, name, version, packed in edition.texts.execute(query, (step, first)):
        yield key, name, version, unpack(packed)


def _spans(edition: Published, key: int) -> list[Span]:
    query = "SELECT start, end FROM passage WHERE article = ? ORDER BY row"
    return [Span(*row) for row in edition.texts.execute(query, (key,))]
