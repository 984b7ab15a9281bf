"""Sketches of texts, by which those that share most of their words are found without comparing all with all.

MinHash over word shingles, in bands (A. Broder, "On the resemblance and containment of documents", 1997). A sketch
depends on the text alone and takes some hundred bytes, so that it can be kept and needs no second reading of the text.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.terms import STOP_WORDS

SHINGLE_WORDS = 3  # words of grammar left out: with five, one changed word in eight already halves the resemblance
FEWEST_SHINGLES = 8  # of less text only equal words are a copy
OPENING_WORDS = 120  # sketched by themselves: a truncated copy resembles its source's opening, not the whole
LONGEST_WORDS = 20_000
BANDS = 32
"""Bands of two hashes: candidates are found at resemblance .4 with probability .996, at .3 with .95: 1 - (1 - s²)³²."""

_SHINGLES_AT_ONCE = 4096
_SEED = 1
_WORD = re.compile(r"[^\W_]+")
_ONE_LETTER = frozenset("abcdefghijklmnopqrstuvwxyz")  # what apostrophes leave: the s of "Israel's", the t of "don't"
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_NONE = np.zeros(0, np.uint32)

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sketch:
    """What is kept of a text: its number of words, a name for its wording, the bands of the whole and its opening.

    `has_words` is whether any of its words is no word of grammar. A text, or opening, that is too short has no bands.
    """

    length: int
    wording: bytes
    has_words: bool
    whole: Numbers
    opening: Numbers


class Vocabulary(dict[str, int]):
    """Numbers that stand for words, the same in every process; 0 for a word of grammar."""

    def __missing__(self, word: str) -> int:
        grammar = word in STOP_WORDS or word in _ONE_LETTER
        number = self[word] = 0 if grammar else zlib.crc32(word.encode()) or 1
        return number

    def of(self, text: str) -> Numbers:
        """The words of a text, those of grammar left out."""
        found = _WORD.findall(text.casefold())
        numbers = np.fromiter(map(self.__getitem__, found), np.uint32, len(found))
        return numbers[numbers > 0]


class Sketcher:
    """Makes sketches."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        # Murmur's finaliser and 64 permutations of the 32-bit numbers, h -> a * h + b with an odd a.
        random = np.random.RandomState(_SEED)
        self._factors = random.randint(0, 1 << 31, 2 * BANDS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
        self._summands = random.randint(0, 1 << 32, 2 * BANDS, dtype=np.uint32)

    def sketch(self, text: str) -> Sketch:
        """The sketch of a text."""
        words = self.vocabulary.of(text)
        runs = _runs(words)
        start = max(OPENING_WORDS - SHINGLE_WORDS + 1, 0)
        opening = self._least(runs[:start])
        whole = np.minimum(opening, self._least(runs[start:]))
        is_long = [len(np.unique(part)) >= FEWEST_SHINGLES for part in (runs, runs[:start])]
        return Sketch(
            length=len(text.split()),
            wording=hashlib.blake2b(words.tobytes(), digest_size=16).digest(),
            has_words=bool(len(words)),
            whole=_bands(whole) if is_long[0] else _NONE,
            opening=_bands(opening) if is_long[1] else _NONE,
        )

    def shingles(self, text: str) -> Numbers:
        """The distinct runs of words of a text, as sorted 32-bit numbers."""
        return np.unique(_runs(self.vocabulary.of(text)))

    def _least(self, runs: Numbers) -> Numbers:
        """The least of all numbers under each permutation."""
        least = np.full(2 * BANDS, np.iinfo(np.uint32).max, np.uint32)
        for start in range(0, len(runs), _SHINGLES_AT_ONCE):
            mixed = _finalised(runs[start : start + _SHINGLES_AT_ONCE])
            # A permutation a row, so that each minimum is one of neighbours in memory.
            permuted = self._factors[:, np.newaxis] * mixed
            permuted += self._summands[:, np.newaxis]
            least = np.minimum(least, permuted.min(axis=1))
        return least


def _bands(least: Numbers) -> Numbers:
    pairs = least.astype(np.uint64).reshape(BANDS, 2)
    joined = ((pairs[:, 0] << np.uint64(32)) | pairs[:, 1]) * _MIXER
    return np.asarray(joined >> np.uint64(32), dtype=np.uint32)


def _runs(words: Numbers) -> Numbers:
    wide = words[:LONGEST_WORDS].astype(np.uint64)
    count = max(len(wide) - SHINGLE_WORDS + 1, 0)
    mixed = np.zeros(count, np.uint64)
    for place in range(SHINGLE_WORDS):
        mixed = (mixed ^ (mixed >> _SHIFT)) * _MIXER + wide[place : place + count]
    return ((mixed * _MIXER) >> np.uint64(32)).astype(np.uint32)


def _finalised(numbers: Numbers) -> Numbers:
    mixed = numbers ^ (numbers >> np.uint32(16))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed = mixed ^ (mixed >> np.uint32(13))
    mixed = mixed * np.uint32(0xC2B2AE35)
    return np.asarray(mixed ^ (mixed >> np.uint32(16)), dtype=np.uint32)
