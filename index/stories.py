"""Stories: articles that are copies, rewrites or updates of one report, found among all articles of an edition.

Candidates are found by their sketches (`index.sketching`), checked by exact resemblance and containment, and vetoed
where names, days or numbers differ (`index.same_report`). What depends on two texts alone is remembered from edition
to edition (`index.story_memory`), so that finding stories again costs what is new.
A story is a star, not a chain: every article in it was compared with the fullest one, which is the one shown.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, product

import numpy as np
import numpy.typing as npt

from index.article import Article
from index.facts import Told, told
from index.same_report import Verdict, compare
from index.sketching import BANDS, Numbers, Sketch, Sketcher
from index.story_memory import StoryMemory, name_of
from index.terms import Analyser
from index.ways import STORIES

FINGERPRINT = STORIES
"""Names this method in a manifest: another one numbers other stories."""

RESEMBLANCE_FROM = 0.4  # low, for rewrites: the veto keeps look-alikes apart, which reach .8 by their template
CONTAINMENT_FROM = 0.6  # of the shorter text in the longer one: truncated copies, updates with new paragraphs
DAYS_APART = 7.0
NEIGHBOURS = 50  # the most alike earlier articles that one is compared with

_UNLIKE = -1.0
_FITS = frozenset({Verdict.SAME, Verdict.OTHER_FIGURES})
_NEVER = datetime.max.replace(tzinfo=UTC)

ReadArticle = Callable[[str], Article]
"""Gives an article by its id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What finding stories needs of every article; its text is read only where another one is near."""

    id: str
    title: str
    version: str
    published: datetime | None
    sketch: Sketch


@dataclass(frozen=True, kw_only=True)
class _Text:
    """One wording and the articles that have it word for word; `article` stands for them."""

    article: Outline
    articles: tuple[Outline, ...]
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
    by_id = {article.id: article for article in articles}
    sketcher, memory = Sketcher(), StoryMemory()
    outlines = [outline(article, article.version, sketcher, memory) for article in by_id.values()]
    return numbered(outlines, by_id.__getitem__, sketcher, memory)


def outline(article: Article, version: str, sketcher: Sketcher, memory: StoryMemory) -> Outline:
    """What is needed of an article, whose version is given for it takes time to name it."""
    return Outline(
        id=article.id,
        title=article.title,
        version=version,
        published=article.published,
        sketch=memory.sketch(version, lambda: sketcher.sketch(article.text)),
    )


def numbered(outlines: Iterable[Outline], read: ReadArticle, sketcher: Sketcher, memory: StoryMemory) -> dict[str, int]:
    """What `stories` gives, with articles read one at a time and from the memory what it knows already."""
    texts = sorted(_wordings(outlines, read, sketcher), key=lambda text: _fullest_outline_first(text.article))
    near = _Neighbours(texts, read, sketcher, memory)
    found = [list(chain.from_iterable(texts[place].articles for place in star)) for star in _stars(near, len(texts))]
    found.sort(key=lambda story: min((article.published or _NEVER, article.id) for article in story))
    return {article.id: number for number, story in enumerate(found) for article in story}


def representative(articles: Iterable[Article]) -> Article:
    """The article that is shown for its story: the fullest, of equally full ones the earliest."""
    return min(articles, key=lambda article: (-len(article.text.split()), article.published or _NEVER, article.id))


def _fullest_outline_first(article: Outline) -> tuple[int, datetime, str]:
    return -article.sketch.length, article.published or _NEVER, article.id


def _wordings(outlines: Iterable[Outline], read: ReadArticle, sketcher: Sketcher) -> Iterator[_Text]:
    same: defaultdict[bytes, list[Outline]] = defaultdict(list)
    for article in outlines:
        same[article.sketch.wording].append(article)
    for wording in same.values():
        is_wall = _is_wall(wording, read, sketcher)
        for group in [[article] for article in wording] if is_wall else [wording]:
            members = tuple(sorted(group, key=lambda article: article.id))
            yield _Text(article=min(group, key=_fullest_outline_first), articles=members, is_wall=is_wall)


def _is_wall(articles: Sequence[Outline], read: ReadArticle, sketcher: Sketcher) -> bool:
    """Whether a text that several articles have is no report (a cookie notice, a paywall): their headlines tell.

    A report holds words of its own headlines, so the text is a wall if it holds nothing of most of them. What most
    of the headlines have in common, an outlet's name, is left out; equal ones over equal texts are copies.
    """
    if len(articles) == 1 or not articles[0].sketch.has_words:
        return not articles[0].sketch.has_words
    headlines = [set(sketcher.vocabulary.of(article.title).tolist()) for article in articles]
    uses = Counter(chain.from_iterable(headlines))
    own = [rest for headline in headlines if (rest := {word for word in headline if 2 * uses[word] <= len(articles)})]
    if not own:
        return False
    text = set(sketcher.vocabulary.of(read(articles[0].id).text).tolist())
    return 2 * sum(headline.isdisjoint(text) for headline in own) > len(own)


def _stars(near: "_Neighbours", count: int) -> list[list[int]]:
    """The stories among texts that come fullest first: each joins the first story that it belongs to.

    It belongs to one if it is the same report as one of its articles, tells no other event than its fullest one (whose
    figures alone may be newer or older), and is vetoed by none. So a story never chains from look-alike to look-alike.
    """
    stars: list[list[int]] = []
    star_of: dict[int, int] = {}
    for place in range(count):
        verdicts = {other: near.verdict(other, place) for other in near.before(place)}
        vetoed = {star_of[other] for other, verdict in verdicts.items() if verdict is Verdict.OTHER_EVENT}
        same = {star_of[other] for other, verdict in verdicts.items() if verdict is Verdict.SAME}
        fits = (star for star in sorted(same - vetoed) if near.verdict(stars[star][0], place) in _FITS)
        star = next(fits, len(stars))
        if star == len(stars):
            stars.append([])
        stars[star].append(place)
        star_of[place] = star
    return stars


class _Neighbours:
    """Which texts may be copies of which, and whether they are."""

    def __init__(self, texts: list[_Text], read: ReadArticle, sketcher: Sketcher, memory: StoryMemory) -> None:
        self._texts = texts
        self._read_article = read
        self._sketcher = sketcher
        self._memory = memory
        self._analyser = Analyser()
        self._told: dict[int, Told] = {}
        self._shared: dict[int, Numbers] = {}
        self._texts_named = [name_of(text.article.version) for text in texts]
        self._titled = [name_of(text.article.version, text.article.title) for text in texts]
        self._candidates = _Candidates([None if text.is_wall else text.article.sketch for text in texts])

    def before(self, place: int) -> list[int]:
        """Fuller texts that share enough with one and are near to it in time, the most alike first."""
        text = self._texts[place]
        alike = []
        for other in self._candidates.before(place):
            days = text.days_from(self._texts[other])
            if days is not None and days > DAYS_APART:
                continue
            resemblance = self._resemblance(place, other)
            if resemblance != _UNLIKE:
                alike.append((-resemblance, other))
        return [other for _, other in sorted(alike)[:NEIGHBOURS]]

    def _resemblance(self, place: int, other: int) -> float:
        def measure() -> float:
            mine, yours = self._shingles(place), self._shingles(other)
            shared = len(np.intersect1d(mine, yours, assume_unique=True))
            resemblance = shared / (len(mine) + len(yours) - shared)
            enough = resemblance >= RESEMBLANCE_FROM or shared >= CONTAINMENT_FROM * min(len(mine), len(yours))
            return resemblance if enough else _UNLIKE

        return self._memory.resemblance(self._texts_named[place], self._texts_named[other], measure)

    def verdict(self, left: int, right: int) -> Verdict:
        """What comparing two texts finds."""
        days = self._texts[left].days_from(self._texts[right])
        if days is not None and days > DAYS_APART:
            return Verdict.OTHER_EVENT
        return self._memory.verdict(
            self._titled[left],
            self._titled[right],
            within_a_day=days is not None and days < 1,
            judge=lambda: compare(self._read(left), self._read(right), days=days),
        )

    def _read(self, place: int) -> Told:
        if place not in self._told:
            self._told[place] = told(self._read_article(self._texts[place].article.id), self._analyser)
        return self._told[place]

    def _shingles(self, place: int) -> Numbers:
        # Computed again for the few that have candidates, rather than kept for all.
        if place not in self._shared:
            self._shared[place] = self._sketcher.shingles(self._read_article(self._texts[place].article.id).text)
        return self._shared[place]


class _Candidates:
    """For each text, those before it whose sketch, or whose opening's sketch, meets its own; None has no sketch."""

    def __init__(self, sketches: Sequence[Sketch | None]) -> None:
        self._order: list[npt.NDArray[np.int64]] = []
        self._first: list[npt.NDArray[np.int64]] = []
        self._place: list[npt.NDArray[np.int64]] = []
        count = len(sketches)
        self._met = np.zeros(count, np.bool_)
        for whole in (True, False):
            bands = [(s.whole if whole else s.opening) if s else np.zeros(0, np.uint32) for s in sketches]
            having = np.array([place for place, band in enumerate(bands) if len(band)], np.int64)
            table = np.stack([bands[place] for place in having]) if len(having) else np.zeros((0, BANDS), np.uint32)
            for band in range(BANDS):
                self._add(having, table[:, band], count)

    def _add(self, having: npt.NDArray[np.int64], keys: Numbers, count: int) -> None:
        """Sort one band's keys: equal ones lie side by side, in order of the texts."""
        sorting = np.argsort(keys, kind="stable")
        ordered = keys[sorting]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else sorting
        first = np.repeat(starts, np.diff(np.r_[starts, len(ordered)]))
        met = np.arange(len(ordered)) > first
        self._met[having[sorting[met]]] = True
        place, begin = np.zeros(count, np.int64), np.zeros(count, np.int64)
        place[having[sorting]], begin[having[sorting]] = np.arange(len(ordered)), first
        self._order.append(having[sorting])
        self._first.append(begin)
        self._place.append(place)

    def before(self, place: int) -> list[int]:
        """The places of texts before one that may be alike, in order."""
        if not self._met[place]:
            return []
        bands = zip(self._order, self._first, self._place, strict=True)
        found = np.unique(np.concatenate([order[first[place] : at[place]] for order, first, at in bands]))
        return [int(other) for other in found]
