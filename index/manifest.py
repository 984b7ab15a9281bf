"""The manifest of an edition: how it was made and what it holds, so that nobody has to open it to know."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from index.calibration import Calibration, shipped
from index.errors import IndexFaultError
from index.home import home_fault

SCHEMA = 2
MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """How an edition was made and what it holds. `built` is an ISO time, `state` names the archive's content.

    `model`, `splitter` and `stories` are fingerprints: what made its vectors, its passages and its stories.
    `calibration` says what its scores mean.
    """

    schema: int
    model: str
    splitter: str
    stories: str
    state: str
    articles: int
    passages: int
    dimension: int
    built: str
    calibration: Calibration

    def write(self, folder: Path) -> None:
        """Put it into the edition's folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read it from an edition's folder.

        Raises:
            IndexFaultError: it is not there, not whole, or of another schema.
        """
        try:
            values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            # An edition that was published before it was noted is measured by the next `reindex`.
            noted = values.get("calibration")
            values["calibration"] = Calibration(**noted) if noted else shipped(values["passages"])
            manifest = cls(**values)
            whole = datetime.fromisoformat(manifest.built).tzinfo is not None
        except PermissionError as error:
            raise home_fault(folder / MANIFEST, error) from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexFaultError(
                f"The edition {folder} is not whole; run `newshound reindex` to build it again."
            ) from error
        counts = (manifest.articles, manifest.passages, manifest.dimension)
        if not whole or not all(isinstance(count, int) for count in counts):
            raise IndexFaultError(f"The edition {folder} is not whole; run `newshound reindex` to build it again.")
        if manifest.schema != SCHEMA:
            raise IndexFaultError(
                f"The edition {folder} has schema {manifest.schema} and this Newshound knows {SCHEMA};"
                " run `newshound reindex` to build it again."
            )
        return manifest
