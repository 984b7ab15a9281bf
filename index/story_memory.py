"""What finding stories has learnt of texts and of pairs of them, kept in an edition for the next one.

All of it depends on the texts alone, so that remembering changes no result: sketches by text, the resemblance of two
texts by both, and verdicts by both with their titles.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from index.errors import IndexFaultError
from index.same_report import Verdict
from index.sketching import BANDS, Sketch

STORIES = "stories.npz"

Name = int
"""Stands for a text, or a text and its title: 63 bits of a digest."""

_FLAGS = (1, 2, 4)  # has words, has bands of the whole, has bands of its opening
_VERDICTS = tuple(Verdict)
_NONE = np.zeros(0, np.uint32)


class StoryMemory:
    """Remembers what it is asked for, computing it where it is unknown; `write` keeps only what was asked for."""

    def __init__(self) -> None:
        self._sketches: dict[Name, Sketch] = {}
        self._resemblances: dict[tuple[Name, Name], float] = {}
        self._verdicts: dict[tuple[Name, Name, bool], Verdict] = {}
        self._old = _Old()

    def sketch(self, version: str, make: Callable[[], Sketch]) -> Sketch:
        """The sketch of a text by its version's name."""
        name = name_of(version)
        if name not in self._sketches:
            self._sketches[name] = self._old.sketch(name) or make()
        return self._sketches[name]

    def resemblance(self, left: Name, right: Name, measure: Callable[[], float]) -> float:
        """The resemblance of two texts, -1 where they share too little."""
        key = left, right
        if key not in self._resemblances:
            known = self._old.resemblances.get(key)
            self._resemblances[key] = measure() if known is None else known
        return self._resemblances[key]

    def verdict(self, left: Name, right: Name, *, within_a_day: bool, judge: Callable[[], Verdict]) -> Verdict:
        """What comparing two texts with their titles finds."""
        key = left, right, within_a_day
        if key not in self._verdicts:
            known = self._old.verdicts.get(key)
            self._verdicts[key] = judge() if known is None else known
        return self._verdicts[key]

    def write(self, folder: Path) -> None:
        """Keep it in the folder of an edition."""
        sketches = list(self._sketches.values())
        bands = np.zeros((len(sketches), 2 * BANDS), np.uint32)
        for row, sketch in zip(bands, sketches, strict=True):
            row[: len(sketch.whole)] = sketch.whole
            row[BANDS : BANDS + len(sketch.opening)] = sketch.opening
        flags = [
            sum(flag for flag, has in zip(_FLAGS, (s.has_words, len(s.whole), len(s.opening)), strict=True) if has)
            for s in sketches
        ]
        np.savez(
            folder / STORIES,
            texts=np.array(list(self._sketches), np.int64),
            lengths=np.array([sketch.length for sketch in sketches], np.int64),
            wordings=np.frombuffer(b"".join(sketch.wording for sketch in sketches), np.uint8).reshape(-1, 16),
            flags=np.array(flags, np.uint8),
            bands=bands,
            pairs=np.array(list(self._resemblances), np.int64).reshape(-1, 2),
            resemblances=np.array(list(self._resemblances.values()), np.float64),
            judged=np.array([key[:2] for key in self._verdicts], np.int64).reshape(-1, 2),
            near=np.array([key[2] for key in self._verdicts], np.bool_),
            verdicts=np.array([_VERDICTS.index(verdict) for verdict in self._verdicts.values()], np.uint8),
        )

    @classmethod
    def read(cls, folder: Path) -> "StoryMemory":
        """What an edition's folder holds.

        Raises:
            IndexFaultError: it can't be read.
        """
        memory = cls()
        try:
            with np.load(folder / STORIES, allow_pickle=False) as kept:
                memory._old = _Old.of({name: kept[name] for name in kept.files})
        except (OSError, ValueError, KeyError, IndexError, EOFError) as error:
            raise IndexFaultError(
                f"The stories of the edition {folder} can't be read; run `newshound reindex` to build it again."
            ) from error
        return memory


class _Old:
    """What an earlier edition remembered."""

    def __init__(self) -> None:
        self.resemblances: dict[tuple[Name, Name], float] = {}
        self.verdicts: dict[tuple[Name, Name, bool], Verdict] = {}
        self._places: dict[Name, int] = {}
        self._kept: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}

    @classmethod
    def of(cls, kept: "dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]") -> "_Old":
        old = cls()
        old._kept = kept
        old._places = {name: place for place, name in enumerate(kept["texts"].tolist())}
        pairs = map(tuple, kept["pairs"].tolist())
        old.resemblances = dict(zip(pairs, kept["resemblances"].tolist(), strict=True))
        judged = zip(kept["judged"].tolist(), kept["near"].tolist(), kept["verdicts"].tolist(), strict=True)
        old.verdicts = {(left, right, near): _VERDICTS[verdict] for (left, right), near, verdict in judged}
        return old

    def sketch(self, name: Name) -> Sketch | None:
        place = self._places.get(name)
        if place is None:
            return None
        flags, bands = int(self._kept["flags"][place]), self._kept["bands"][place].astype(np.uint32)
        has_words, whole, opening = (bool(flags & flag) for flag in _FLAGS)
        return Sketch(
            length=int(self._kept["lengths"][place]),
            wording=self._kept["wordings"][place].tobytes(),
            has_words=has_words,
            whole=bands[:BANDS] if whole else _NONE,
            opening=bands[BANDS:] if opening else _NONE,
        )


def name_of(*words: str) -> Name:
    """The name of a text, or of what belongs to it, from its version."""
    digest = hashlib.blake2b("\0".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
