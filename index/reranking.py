"""A cross-encoder, which reads question and passage together, puts the best passages into its own order, in time.

It is a setting, for no such weights are shipped: any sentence-transformers CrossEncoder, from a folder or by hub name.
Scoring takes about 20 ms a passage on a CPU, so only the top is scored, in small batches, until the time is used up.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from sentence_transformers import CrossEncoder

from index.embedding import fingerprint_of, prepare_libraries
from index.errors import ModelError
from index.query import Hit
from index.text import normalise

logger = logging.getLogger(__name__)

RERANKED_PASSAGES = 15
RERANKING_SECONDS = 0.5
BATCH_PASSAGES = 3
"""How many passages are scored between two looks at the clock."""
_READS_PAIRS = ("ForSequenceClassification", "ForCausalLM", "ForConditionalGeneration")
"""How architectures are called that score a pair; any other would be given a new head of random weights at load."""
_UNUSABLE = (IndexError, KeyError, OSError, RuntimeError, SafetensorError, TypeError, ValueError)


class Reranker:
    """A loaded cross-encoder. Threads may share it, one at a time: a tokenizer can't serve two at once."""

    def __init__(
        self, model: CrossEncoder, name: str, fingerprint: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        self._clock = clock
        self._lock = threading.Lock()

    def rerank(self, question: str, texts: Sequence[str], seconds: float = RERANKING_SECONDS) -> list[float]:
        """Scores of the first texts, best match highest: of as many as `seconds` allow, which may be none.

        Waiting for another thread counts. A batch is begun only where it should end in time, judged by the slowest
        before it; so the first one alone can take longer.
        """
        end = self._clock() + seconds
        scores: list[float] = []
        slowest = 0.0
        if seconds <= 0 or not self._lock.acquire(timeout=min(seconds, threading.TIMEOUT_MAX)):
            return scores
        try:
            pairs = [(normalise(question), normalise(text)) for text in texts]
            begun = self._clock()
            while len(scores) < len(pairs) and begun + slowest < end:
                scores += _score(self._model, pairs[len(scores) : len(scores) + BATCH_PASSAGES])
                ended = self._clock()
                slowest, begun = max(slowest, ended - begun), ended
        finally:
            self._lock.release()
        if len(scores) < len(pairs):
            logger.debug("reranked %d of %d passages in %.2f s", len(scores), len(pairs), seconds)
        return scores


def reordered(hits: Sequence[Hit], scores: Sequence[float]) -> tuple[Hit, ...]:
    """The hits with their first `len(scores)` in the order of those scores; the others keep their places behind.

    Numbers of two models can't be mixed, so nothing unscored is moved before or behind anything scored, and each place
    keeps the fused score that it had: scores stay in order, and the best is still what a threshold was calibrated on.
    Equal scores keep their order; one that is no number goes behind the others.
    """
    if len(scores) > len(hits):
        raise ValueError(f"{len(scores)} scores are too many for {len(hits)} hits")
    order = sorted(range(len(scores)), key=lambda place: math.inf if math.isnan(scores[place]) else -scores[place])
    first = [replace(hits[place], score=hits[rank].score) for rank, place in enumerate(order)]
    return (*first, *hits[len(scores) :])


def open_reranker(name: str, threads: int = 1) -> Reranker:
    """Load a cross-encoder from a folder or by its hub name, and have it score a pair.

    Raises:
        ModelError: it can't be loaded, or is no model that gives a pair of texts one score.
    """
    prepare_libraries(threads)
    try:
        model = CrossEncoder(name, device="cpu", local_files_only=Path(name).is_dir())
        known = any(str(each).endswith(_READS_PAIRS) for each in model.config.architectures or ())
        # Longer than any window: a model that fails at that should fail now.
        usable = known and np.isfinite(_score(model, [("who?", "somebody " * 1000)])).all()
    except _UNUSABLE as error:
        raise _refusal(name, "could not be loaded and tried") from error
    if not usable:
        raise _refusal(name, "does not give a question and a passage one score")
    return Reranker(model, Path(name).name, fingerprint_of(model, name))


def _score(model: CrossEncoder, pairs: list[tuple[str, str]]) -> list[float]:
    found = np.asarray(model.predict(pairs, batch_size=BATCH_PASSAGES, show_progress_bar=False), dtype=np.float64)
    if found.shape != (len(pairs),):
        raise ValueError(f"{len(pairs)} pairs were given scores of the shape {found.shape}")
    return [float(score) for score in found]


def _refusal(name: str, what: str) -> ModelError:
    return ModelError(
        f"The reranker “{name}” {what}; NEWSHOUND_RERANKER must name a folder with a sentence-transformers"
        " cross-encoder, or one on a hub that can be reached, or be empty."
    )
