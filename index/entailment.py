"""A cross-encoder that reads what a claim cites together with the claim, and says how far the one holds the other.

It is a setting, for no such weights are shipped, and nothing is claimed for any: an NLI model, whose label
"entailment" counts, or a model that gives a pair one score, from a folder or by hub name. The text is the first of the
pair and the claim the second, as such models are trained. What is longer than the model's window is read in windows of
whole sentences, and the best one counts.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from sentence_transformers import CrossEncoder

from index.embedding import fingerprint_of, prepare_libraries
from index.errors import ModelError, SettingsError
from index.sentences import sentence_spans
from index.text import normalise

BATCH_PAIRS = 4
SPECIAL_TOKENS = 4
"""What a pair needs besides its words, at most: RoBERTa's separators are double."""
SHORTEST_WINDOW_TOKENS = 16
"""What a text is given beside a claim that takes all the room; the tokenizer then shortens both."""
_ENTAILMENT = frozenset({"entailment", "entailed", "entails"})
_READS_PAIRS = "ForSequenceClassification"
"""How architectures end that score a pair; any other would be given a new head of random weights at load."""
_UNUSABLE = (IndexError, KeyError, OSError, RuntimeError, SafetensorError, TypeError, ValueError)

Pair = tuple[str, str]


class Entailment:
    """A loaded cross-encoder. Threads may share it, one at a time: a tokenizer can't serve two at once."""

    def __init__(self, model: CrossEncoder, name: str, fingerprint: str, label: int | None) -> None:
        """`label` is the place of "entailment" among the model's classes, None for a model of one score."""
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        self._label = label
        self._lock = threading.Lock()

    def scores(self, claims: Sequence[tuple[str, Sequence[str]]]) -> list[float]:
        """How far the texts that each claim cites hold it, 0 to 1; 0 where there is no text."""
        with self._lock:
            pairs: list[Pair] = []
            owners: list[int] = []
            for place, (claim, cited) in enumerate(claims):
                windows = [window for text in cited for window in self._windows(normalise(text), normalise(claim))]
                pairs += [(window, normalise(claim)) for window in windows]
                owners += [place] * len(windows)
            found = [0.0] * len(claims)
            for place, score in zip(owners, held(self._model, pairs, self._label), strict=True):
                found[place] = max(found[place], score)
        return found

    def _windows(self, text: str, claim: str) -> list[str]:
        """The text in runs of whole sentences that fit beside the claim, as long as they can be, overlapping."""
        spans = sentence_spans(text)
        if not spans:
            return []
        counts = self._tokens([claim, text, *(text[span.start : span.end] for span in spans)])
        room = max(_window_tokens(self._model) - SPECIAL_TOKENS - counts[0], SHORTEST_WINDOW_TOKENS)
        if counts[1] <= room:
            return [text[spans[0].start : spans[-1].end]]
        windows: list[str] = []
        sizes = counts[2:]
        reached = 0
        for start in range(len(spans)):
            end, size = start + 1, sizes[start]
            while end < len(spans) and size + sizes[end] <= room:
                size += sizes[end]
                end += 1
            # A run that ends where the one before did is a part of it.
            if end > reached:
                windows.append(text[spans[start].start : spans[end - 1].end])
                reached = end
        return windows

    def _tokens(self, texts: Sequence[str]) -> list[int]:
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]


def open_entailment(name: str, threads: int = 1) -> Entailment:
    """Load a cross-encoder from a folder or by its hub name, and have it score a pair.

    Raises:
        ModelError: it can't be loaded, or is no model that scores a pair of texts.
        SettingsError: it sorts pairs into classes, and none of them is called entailment.
    """
    prepare_libraries(threads)
    try:
        model = CrossEncoder(name, device="cpu", local_files_only=Path(name).is_dir())
        known = any(str(each).endswith(_READS_PAIRS) for each in model.config.architectures or ())
    except _UNUSABLE as error:
        raise _refusal(name, "could not be loaded and tried") from error
    if not known:
        raise _refusal(name, "does not score a pair of texts")
    label = _label_of(model, name)
    try:
        # Longer than any window: a model that fails at that should fail now.
        usable = np.isfinite(held(model, [("somebody " * 1000, "who?")], label)).all()
    except _UNUSABLE as error:
        raise _refusal(name, "could not be loaded and tried") from error
    if not usable:
        raise _refusal(name, "gives scores that are no numbers")
    return Entailment(model, Path(name).name, fingerprint_of(model, name), label)


def held(model: CrossEncoder, pairs: Sequence[Pair], label: int | None) -> list[float]:
    """What the model says of each pair of a text and a claim: the share of a class, or the sigmoid of its one score."""
    if not pairs:
        return []
    found = model.predict(list(pairs), batch_size=BATCH_PAIRS, show_progress_bar=False, activation_fn=_as_it_is)
    logits = np.asarray(found, dtype=np.float64).reshape(len(pairs), -1)
    if label is None:
        # Through tanh, which does not overflow.
        return [float(score) for score in (1 + np.tanh(logits[:, 0] / 2)) / 2]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return [float(score) for score in powers[:, label] / powers.sum(axis=1)]


def _as_it_is(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """In place of the activation that a model brings: which one it is decides nothing here."""
    return logits


def _label_of(model: CrossEncoder, name: str) -> int | None:
    labels = {int(place): str(label) for place, label in (getattr(model.config, "id2label", None) or {}).items()}
    if len(labels) <= 1:
        return None
    for place, label in labels.items():
        if label.lower() in _ENTAILMENT:
            return place
    raise SettingsError(
        f"The model “{name}” sorts pairs into {', '.join(labels.values())}, and none of them is called entailment;"
        " NEWSHOUND_SUPPORT must name an NLI model, or one that gives a pair one score."
    )


def _window_tokens(model: CrossEncoder) -> int:
    return int(model.get_max_seq_length() or 512)


def _refusal(name: str, what: str) -> ModelError:
    return ModelError(
        f"The model “{name}” {what}; NEWSHOUND_SUPPORT must be words+meaning, words or meaning, or name a folder with a"
        " sentence-transformers cross-encoder, or one on a hub that can be reached."
    )
