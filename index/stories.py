"""Stories: articles that are copies, rewrites or updates of one report, found among all articles of an edition.

Candidates are found by MinHash over word shingles (A. Broder, "On the resemblance and containment of documents", 1997),
checked by exact resemblance and containment, and vetoed where names, days or numbers differ (`index.same_report`).
A story is a star, not a chain: every article in it was compared with the fullest one, which is the one shown.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, product

import numpy as np
import numpy.typing as npt
from datasketch import MinHash, MinHashLSH

from index.article import Article
from index.facts import Told, told
from index.same_report import Verdict, compare
from index.terms import STOP_WORDS, Analyser

FINGERPRINT = "minhash-64-w3-r40-c60-d7-1"  # names the method in a manifest: another one numbers other stories

SHINGLE_WORDS = 3  # words of grammar left out: with five, one changed word in eight already halves the resemblance
RESEMBLANCE_FROM = 0.4  # low, for rewrites: the veto keeps look-alikes apart, which reach .8 by their template
CONTAINMENT_FROM = 0.6  # of the shorter text in the longer one: truncated copies, updates with new paragraphs
DAYS_APART = 7.0
FEWEST_SHINGLES = 8  # of less text only equal words are a copy
OPENING_WORDS = 120  # sketched by themselves: a truncated copy resembles its source's opening, not the whole
LONGEST_WORDS = 20_000
NEIGHBOURS = 50  # the most alike earlier articles that one is compared with

# Bands of two: candidates are found at resemblance .4 with probability .996, at .3 with .95 (1 - (1 - s²)^bands).
_PERMUTATIONS = 64
_ROWS = 2
_SEED = 1
_WORD = re.compile(r"[^\W_]+")
_ONE_LETTER = frozenset("abcdefghijklmnopqrstuvwxyz")  # what apostrophes leave: the s of "Israel's", the t of "don't"
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_FITS = frozenset({Verdict.SAME, Verdict.OTHER_FIGURES})
_NEVER = datetime.max.replace(tzinfo=UTC)

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, kw_only=True)
class _Text:
    """One wording and the articles that have it word for word; `article` stands for them, `words` are numbers."""

    article: Article
    articles: tuple[Article, ...]
    words: Numbers
    is_wall: bool

    def days_from(self, other: "_Text") -> float | None:
        """The fewest days between an article of each; None where a side has no dates."""
        dates = [[article.published for article in text.articles if article.published] for text in (self, other)]
        gaps = [abs((mine - yours).total_seconds()) / 86_400 for mine, yours in product(*dates)]
        return min(gaps, default=None)


def stories(articles: Iterable[Article]) -> dict[str, int]:
    """The number of each article's story by the article's id (ids are distinct); an article alone is its own story.

    Numbers count from 0 by the date of a story's first article. Neither the order of the articles nor the process
    changes them. Articles more than `DAYS_APART` apart are one story only if they have the same words.
    """
    texts = sorted(_wordings(articles), key=lambda text: _fullest_first(text.article))
    found = [list(chain.from_iterable(text.articles for text in star)) for star in _stars(texts)]
    found.sort(key=lambda story: min((article.published or _NEVER, article.id) for article in story))
    return {article.id: number for number, story in enumerate(found) for article in story}


def representative(articles: Iterable[Article]) -> Article:
    """The article that is shown for its story: the fullest, of equally full ones the earliest."""
    return min(articles, key=_fullest_first)


def _fullest_first(article: Article) -> tuple[int, datetime, str]:
    return -len(article.text.split()), article.published or _NEVER, article.id


class _Words(dict[str, int]):
    """Numbers that stand for words, the same in every process; 0 for a word of grammar."""

    def __missing__(self, word: str) -> int:
        grammar = word in STOP_WORDS or word in _ONE_LETTER
        number = self[word] = 0 if grammar else zlib.crc32(word.encode()) or 1
        return number

    def of(self, text: str) -> Numbers:
        found = _WORD.findall(text.casefold())
        numbers = np.fromiter(map(self.__getitem__, found), np.uint32, len(found))
        return numbers[numbers > 0]


def _shingles(words: Numbers) -> Numbers:
    """The distinct runs of words, as sorted 32-bit numbers."""
    wide = words[:LONGEST_WORDS].astype(np.uint64)
    count = max(len(wide) - SHINGLE_WORDS + 1, 0)
    mixed = np.zeros(count, np.uint64)
    for place in range(SHINGLE_WORDS):
        mixed = (mixed ^ (mixed >> _SHIFT)) * _MIXER + wide[place : place + count]
    return np.unique(((mixed * _MIXER) >> np.uint64(32)).astype(np.uint32))


def _wordings(articles: Iterable[Article]) -> Iterator[_Text]:
    vocabulary = _Words()
    same: defaultdict[bytes, list[Article]] = defaultdict(list)
    for article in articles:
        same[vocabulary.of(article.text).tobytes()].append(article)
    for key, wording in same.items():
        words = np.frombuffer(key, np.uint32)
        is_wall = _is_wall(wording, words, vocabulary)
        for group in [[article] for article in wording] if is_wall else [wording]:
            members = tuple(sorted(group, key=lambda article: article.id))
            yield _Text(article=representative(group), articles=members, words=words, is_wall=is_wall)


def _is_wall(articles: list[Article], words: Numbers, vocabulary: _Words) -> bool:
    """Whether a text that several articles have is no report (a cookie notice, a paywall): their headlines tell.

    A report holds words of its own headlines, so the text is a wall if it holds nothing of most of them. What most
    of the headlines have in common, an outlet's name, is left out; equal ones over equal texts are copies.
    """
    headlines = [set(vocabulary.of(article.title).tolist()) for article in articles]
    uses = Counter(chain.from_iterable(headlines))
    own = [rest for headline in headlines if (rest := {word for word in headline if 2 * uses[word] <= len(articles)})]
    if not own:
        return not len(words)
    text = set(words.tolist())
    return not text or 2 * sum(headline.isdisjoint(text) for headline in own) > len(own)


def _stars(texts: list[_Text]) -> list[list[_Text]]:
    """The stories among texts that come fullest first: each joins the first story that it belongs to.

    It belongs to one if it is the same report as one of its articles, tells no other event than its fullest one (whose
    figures alone may be newer or older), and is vetoed by none. So a story never chains from look-alike to look-alike.
    """
    near = _Neighbours(texts)
    stars: list[list[int]] = []
    star_of: dict[int, int] = {}
    for place in range(len(texts)):
        verdicts = {other: near.verdict(other, place) for other in near.before(place)}
        vetoed = {star_of[other] for other, verdict in verdicts.items() if verdict is Verdict.OTHER_EVENT}
        same = {star_of[other] for other, verdict in verdicts.items() if verdict is Verdict.SAME}
        fits = (star for star in sorted(same - vetoed) if near.verdict(stars[star][0], place) in _FITS)
        star = next(fits, len(stars))
        if star == len(stars):
            stars.append([])
        stars[star].append(place)
        star_of[place] = star
    return [[texts[place] for place in star] for star in stars]


class _Neighbours:
    """Which texts may be copies of which, and whether they are."""

    def __init__(self, texts: list[_Text]) -> None:
        self._texts = texts
        self._analyser = Analyser()
        self._told: dict[int, Told] = {}
        self._verdicts: dict[tuple[int, int], Verdict] = {}
        self._shared: dict[int, Numbers] = {}
        self._candidates = _candidates(texts)

    def before(self, place: int) -> list[int]:
        """Fuller texts that share enough with one and are near to it in time, the most alike first."""
        text = self._texts[place]
        alike = []
        for other in self._candidates[place]:
            days = text.days_from(self._texts[other])
            if days is not None and days > DAYS_APART:
                continue
            mine, yours = self._shingles(place), self._shingles(other)
            shared = len(np.intersect1d(mine, yours, assume_unique=True))
            resemblance = shared / (len(mine) + len(yours) - shared)
            if resemblance >= RESEMBLANCE_FROM or shared >= CONTAINMENT_FROM * min(len(mine), len(yours)):
                alike.append((-resemblance, other))
        return [other for _, other in sorted(alike)[:NEIGHBOURS]]

    def verdict(self, left: int, right: int) -> Verdict:
        """What comparing two texts finds."""
        if (left, right) not in self._verdicts:
            days = self._texts[left].days_from(self._texts[right])
            is_far = days is not None and days > DAYS_APART
            verdict = Verdict.OTHER_EVENT if is_far else compare(self._read(left), self._read(right), days=days)
            self._verdicts[left, right] = verdict
        return self._verdicts[left, right]

    def _read(self, place: int) -> Told:
        if place not in self._told:
            self._told[place] = told(self._texts[place].article, self._analyser)
        return self._told[place]

    def _shingles(self, place: int) -> Numbers:
        # Computed again for the few that have candidates, rather than kept for all.
        if place not in self._shared:
            self._shared[place] = _shingles(self._texts[place].words)
        return self._shared[place]


def _candidates(texts: list[_Text]) -> list[list[int]]:
    """For each text, the places of those before it whose sketch, or whose opening's sketch, meets its own."""
    blank = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=int, scheme="affine32")
    tables = [MinHashLSH(num_perm=_PERMUTATIONS, params=(_PERMUTATIONS // _ROWS, _ROWS)) for _ in range(2)]
    found: list[list[int]] = []
    for place, text in enumerate(texts):
        met: set[int] = set()
        for table, part in zip(tables, (text.words, text.words[:OPENING_WORDS]), strict=True):
            shingles = _shingles(part)
            if len(shingles) >= FEWEST_SHINGLES and not text.is_wall:
                sketch = blank.copy()
                sketch.update_batch(shingles.tolist())
                met.update(table.query(sketch))
                table.insert(place, sketch, check_duplication=False)
        found.append(sorted(met))
    return found
