"""Looks whether the embedding model that is set loads, and gives the vectors that the archive keeps."""

from collections.abc import Callable, Generator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.archive import Archive
from index.checkup_archive import are_unit, sampled, unit_vectors, unusable
from index.errors import IndexFaultError, ModelError
from index.finding import REINDEX, Finding, Scope, fault, first, ok, skipped, wrong
from index.manifest import Manifest

PASSAGES = 20
SAME_COSINE = 0.999
SENTENCE = "The harbour was closed on Monday because of the storm."

_RESET = f"{REINDEX}, or set NEWSHOUND_EMBEDDER as it was"


class Model(Protocol):
    """What turns passages into unit vectors."""

    @property
    def fingerprint(self) -> str:
        """Which model it is."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, one row a text."""


def check_model(scope: Scope, load: Callable[[], Model]) -> Finding:
    """Load it, embed a sentence, and embed some passages again."""
    return first(_model(scope, load))


def _model(scope: Scope, load: Callable[[], Model]) -> Generator[Finding, None, None]:
    if not scope.signature:
        yield wrong("the package of the shipped model is not installed", "install Newshound again")
    if scope.quick:
        yield skipped(f"{scope.signature} is not loaded with --quick")
    try:
        model = load()
    except ModelError as error:
        yield fault(error)
    vectors = model.embed_passages([SENTENCE])
    if vectors.shape != (1, model.dimension) or not are_unit(vectors).all():
        yield wrong(f"{model.fingerprint} gives no unit vector of a sentence", "set another NEWSHOUND_EMBEDDER")
    dimension = _dimension(scope, model.fingerprint)
    if dimension not in {None, model.dimension}:
        yield wrong(f"{model.fingerprint} gives {model.dimension} numbers, the edition has {dimension}", _RESET)
    looked, alike = _again(scope, model)
    if alike < looked:
        yield wrong(f"{model.fingerprint} gives other vectors now for {looked - alike} of {looked} passages", _RESET)
    yield ok(f"{model.fingerprint} loads, {model.dimension} numbers a vector; {looked} passages embedded again alike")


def _dimension(scope: Scope, fingerprint: str) -> int | None:
    """What the published edition has, where it is of the same model."""
    try:
        folder = scope.home.current_edition()
        manifest = Manifest.read(folder) if folder else None
    except IndexFaultError:
        return None
    return manifest.dimension if manifest and manifest.model == fingerprint else None


def _again(scope: Scope, model: Model) -> tuple[int, int]:
    """How many passages were embedded again, and how many of them have the same vector as before."""
    if unusable(scope.home):
        return 0, 0
    known: dict[str, npt.NDArray[np.float32]] = {}
    with Archive(scope.home.archive) as archive:
        for _, version, text in sampled(archive, scope):
            rows = archive.file.rows("SELECT DISTINCT start, end FROM passage WHERE version = ? LIMIT 2", (version,))
            texts = [text[start:end] for start, end in rows if 0 <= start < end <= len(text)]
            known |= unit_vectors(archive, texts, model.fingerprint, model.dimension)
            if len(known) >= PASSAGES:
                break
    if not known:
        return 0, 0
    texts = list(known)[:PASSAGES]
    again = model.embed_passages(texts)
    return len(texts), sum(float(row @ known[text]) >= SAME_COSINE for row, text in zip(again, texts, strict=True))
