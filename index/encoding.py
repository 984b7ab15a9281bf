"""Cuts what is not cut yet, reads who says what in it, and embeds the passages that have no vector yet.

All is kept at once, batch by batch.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.archive import Archive
from index.embedded import KnownModel
from index.kept_quotes import read_quotes
from index.model_choice import ModelChoice
from index.passage import Span
from index.recipe import Progress
from index.splitting import Splitter
from index.terms import Analyser

CUT_AT_ONCE = 50
EMBEDDED_AT_ONCE = 256
"""Articles, and passages, between two commits: what an interruption can cost."""

FEWEST_TO_RATE = 64
"""Of fewer passages the time says nothing of the next ones."""

Missing = tuple[bytes, str, Span]


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """What encoding has done: by which model and splitter (fingerprints), how many passages, and what it left out."""

    model: str
    splitter: str
    embedded: int = 0
    left: int = 0
    cost_s: float | None = None


def encode(
    archive: Archive, choice: ModelChoice, splitter: Splitter, progress: Progress, *, dry_run: bool = False
) -> Encoded:
    """See that every searched article has its passages and vectors. A dry run only counts what is missing.

    The model is loaded only where something must be cut or embedded, or nothing is known of it yet.

    Raises:
        ModelError: it can't be loaded.
        IndexFaultError: the archive can't be written.
    """
    known = _known(archive, choice, progress)
    cut = splitter.within(known.window)
    uncut = archive.embedded.uncut(cut.fingerprint)
    if uncut:
        known = _loaded(archive, choice, progress)
        cut = splitter.within(known.window)
        _cut(archive, choice, cut, uncut, progress)
    missing = archive.embedded.missing(cut.fingerprint, known.fingerprint)
    if dry_run:
        cost = len(missing) / known.rate if known.rate else None
        return Encoded(model=known.fingerprint, splitter=cut.fingerprint, left=len(missing), cost_s=cost)
    _read_quotes(archive, progress)
    if missing:
        loaded = _loaded(archive, choice, progress)
        if (loaded.fingerprint, loaded.window) != (known.fingerprint, known.window):
            # The same name stands for another model now, as a hub may have it: all is asked again of that one.
            return encode(archive, choice, splitter, progress)
        _embed(archive, choice, known, missing, progress)
    return Encoded(model=known.fingerprint, splitter=cut.fingerprint, embedded=len(missing))


def _known(archive: Archive, choice: ModelChoice, progress: Progress) -> KnownModel:
    known = archive.embedded.model(choice.signature) if choice.signature else None
    return known if known and not choice.is_loaded else _loaded(archive, choice, progress)


def _loaded(archive: Archive, choice: ModelChoice, progress: Progress) -> KnownModel:
    """What the model itself says; remembered for runs that don't load it."""
    if not choice.is_loaded:
        progress("load", 0, None)
    embedder = choice.embedder
    before = archive.embedded.model(choice.signature)
    rate = before.rate if before and before.fingerprint == embedder.fingerprint else None
    known = KnownModel(fingerprint=embedder.fingerprint, window=embedder.window_tokens, rate=rate)
    if choice.signature and known != before:
        with archive.transaction():
            archive.embedded.store_model(choice.signature, known)
    return known


def _cut(archive: Archive, choice: ModelChoice, splitter: Splitter, uncut: Sequence[str], progress: Progress) -> None:
    for start in range(0, len(uncut), CUT_AT_ONCE):
        with archive.transaction():
            for number, name in enumerate(uncut[start : start + CUT_AT_ONCE], start + 1):
                article = archive.article(name)
                if article:
                    spans = splitter.split(article.text, choice.embedder.count_tokens)
                    archive.embedded.store_passages(article.version, article.text, splitter.fingerprint, spans)
                progress("split", number, len(uncut))


def _read_quotes(archive: Archive, progress: Progress) -> None:
    unread, analyser = archive.quotes.unread(), Analyser()
    for start in range(0, len(unread), CUT_AT_ONCE):
        with archive.transaction():
            for number, (name, version) in enumerate(unread[start : start + CUT_AT_ONCE], start + 1):
                article = archive.article(name, version)
                if article:
                    archive.quotes.store(version, read_quotes(article.text, analyser))
                progress("quotes", number, len(unread))


def _embed(
    archive: Archive, choice: ModelChoice, known: KnownModel, missing: Sequence[Missing], progress: Progress
) -> None:
    begun = time.monotonic()
    for start in range(0, len(missing), EMBEDDED_AT_ONCE):
        texts = _texts(archive, missing[start : start + EMBEDDED_AT_ONCE])
        vectors = choice.embedder.embed_passages(texts)
        with archive.transaction():
            archive.embedded.store_vectors(texts, vectors, known.fingerprint)
        progress("embed", min(start + EMBEDDED_AT_ONCE, len(missing)), len(missing))
    if choice.signature and len(missing) >= FEWEST_TO_RATE:
        rate = len(missing) / (time.monotonic() - begun)
        with archive.transaction():
            archive.embedded.store_model(choice.signature, replace(known, rate=rate))


def _texts(archive: Archive, batch: Sequence[Missing]) -> list[str]:
    """The texts of some passages; an article that several of them are of is read once."""
    by_article: dict[str, str] = {}
    texts = []
    for _, name, span in batch:
        if name not in by_article:
            article = archive.article(name)
            by_article[name] = article.text if article else ""
        texts.append(span.of(by_article[name]))
    return texts
