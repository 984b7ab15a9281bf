"""How long a question takes over 100,000 passages, with and without filters: `make bench`.

Made-up news is indexed as any other, and asked about without a language model. Its words are as unequally frequent as
those of news (Zipf), or BM25 would look at too few or too many passages. The passages' vectors are random and clustered
by the town that they tell of, for to embed 100,000 takes hours; so is that of a question, but the embedding model
reads it all the same, so that its time is in the total. Building takes some minutes: with a folder as the argument the
index stays there for the next time.
"""

import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TypedDict
from zlib import crc32

import numpy as np
from indexing import index

from bot.composition import quiet_libraries
from index.embedding import Embedder, Vectors, open_embedder
from index.home import Home
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser
from prompts.answering import Answerer
from prompts.extractive import ExtractiveGenerator
from prompts.question import Question
from prompts.speakers import Reader

ARTICLES = 16_300
"""Of about 6 passages, as those of real sites have: 100,000 passages."""
WORDS, TOWNS, PEOPLE = 20_000, 1_500, 3_000
SENTENCES = (18, 68)
TOPIC_WORDS, TOPIC_SHARE = 60, 0.3
SHARES = (0.001, 0.01, 0.1, 0.5, 1.0)
PUBLISHERS = ("Fell Post", "Ness Radio", "Quill Wire", "Tarn Gazette", *(f"Herald {number}" for number in range(8)))
"""The first four have the first four shares of the articles; the rest is divided among the others."""
BEGIN, DAYS = datetime(2023, 10, 1, tzinfo=UTC), 365
ASKED = BEGIN + timedelta(days=DAYS)
QUESTIONS = 120
WARM_UP = 10
PLAIN, AGAIN = "no filter", "the same again"
TOWN_WEIGHT = 0.6
GRAMMAR = ("the of to and a in that for on with as at by from was is be has were are it an will but after").split()
TARGETS = {"whole p50": 40.0, "whole p95": 100.0, "beyond embedding p95": 30.0, "filtered / unfiltered": 2.0}


class Record(TypedDict):
    """An article as operators have them."""

    title: str
    date: str
    publisher: str
    text: str


class MadeNews:
    """Articles and questions, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - made-up news needs no secrets
        syllables = [first + vowel + last for first in "bdfgklmnprstv" for vowel in "aeiou" for last in ("", "n", "r")]
        made: dict[str, None] = {}
        while len(made) < WORDS + TOWNS + 2 * PEOPLE:
            made["".join(self._chance.choices(syllables, k=self._chance.randint(2, 4)))] = None
        names = [name.capitalize() for name in made]
        self._words = list(made)[:WORDS]
        self._frequencies = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
        self._towns = names[WORDS : WORDS + TOWNS]
        given = names[WORDS + TOWNS : WORDS + TOWNS + 200]
        self._people = [f"{self._chance.choice(given)} {last}" for last in names[-PEOPLE:]]

    def articles(self) -> Iterator[Record]:
        """The articles, in no order of time or of publishers."""
        counts = [round(share * ARTICLES) for share in SHARES[:4]]
        publishers = [name for name, count in zip(PUBLISHERS, counts, strict=False) for _ in range(count)]
        publishers += [PUBLISHERS[4 + i % 8] for i in range(ARTICLES - len(publishers))]
        self._chance.shuffle(publishers)
        for publisher in publishers:
            yield self._article(publisher)

    def _article(self, publisher: str) -> Record:
        town, people = self._chance.choice(self._towns), self._chance.sample(self._people, k=3)
        topic = self._chance.sample(self._words[100:], k=TOPIC_WORDS)
        sentences = [self._sentence(town, people, topic) for _ in range(self._chance.randint(*SENTENCES))]
        breaks = [self._chance.choice((" ", " ", "\n")) for _ in sentences]
        return {
            "title": f"{town}: {' '.join(topic[:5])}",
            "date": (BEGIN + timedelta(days=DAYS) * self._chance.random()).isoformat(timespec="seconds"),
            "publisher": publisher,
            "text": "".join(part for pair in zip(sentences, breaks, strict=True) for part in pair),
        }

    def _sentence(self, town: str, people: Sequence[str], topic: Sequence[str]) -> str:
        size = self._chance.randint(7, 13)
        background = self._chance.choices(self._words, cum_weights=self._frequencies, k=size)
        content = [self._chance.choice(topic) if self._chance.random() < TOPIC_SHARE else word for word in background]
        words = [part for word in content for part in (word, self._chance.choice(GRAMMAR))]
        words[3:4] = [town, "in"] if self._chance.random() < TOWN_WEIGHT else [str(self._chance.randint(2, 5000))]
        line = " ".join(words[:-1])
        if self._chance.random() < TOPIC_SHARE:
            return f"“{line[0].upper()}{line[1:]},” {self._chance.choice(people)} said on Monday."
        return f"The {line}."

    def question(self, article: Record) -> str:
        """A question that the article may answer."""
        town, words = article["title"].split(": ")
        first, second, third, *_ = words.split()
        person = re.findall(r"” (\w+ \w+) said", article["text"]) or [town]
        return self._chance.choice(
            (
                f"What did {person[0]} say about the {first} and the {second} in {town}?",
                f"How many {first} were {second} in {town} after the {third}?",
                f"Who spoke about the {first} in {town}?",
                f"latest on the {first} {second} of {town}",
                f"Why did the {first} of {town} {second} the {third} {self._words[0]}?",
            )
        )


class FakeEmbedder(Embedder):
    """Gives a text a random vector near that of the town it names most, and lets the real model read questions."""

    def __init__(self, real: Embedder) -> None:
        self.name, self.fingerprint, self._real = "made", "made@1", real
        self.taken_ms = 0.0
        """What the last question took."""

    @property
    def dimension(self) -> int:
        """As the real one's."""
        return self._real.dimension

    @property
    def window_tokens(self) -> int:
        """As the real one's."""
        return self._real.window_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Four tokens for three words."""
        return [4 * len(text.split()) // 3 for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """A unit vector for each text, the same whenever it is asked for."""
        vectors = np.stack([TOWN_WEIGHT * self._noise(_town(text)) + self._noise(text) for text in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a passage with these words, after as long as the real model takes."""
        begun = time.perf_counter()
        self._real.embed_query(text)
        self.taken_ms = (time.perf_counter() - begun) * 1000
        return np.asarray(self.embed_passages([text])[0])

    def _noise(self, text: str) -> Vectors:
        return np.random.default_rng(crc32(text.encode())).standard_normal(self.dimension, dtype=np.float32)


def _town(text: str) -> str:
    return max(Counter(re.findall(r"(?<=[a-z] )[A-Z]\w+", text)).items(), key=lambda one: one[1], default=("", 0))[0]


def main() -> None:
    """Build or take up the index, ask, print."""
    quiet_libraries()
    embedder = FakeEmbedder(open_embedder())
    with ExitStack() as stack:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
        folder = given or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source, home = folder / "news.jsonl", Home(folder / "home")
        news = MadeNews(seed=1)
        if home.current_edition() is None:
            build(source, home, embedder, news)
        articles = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
        shelf = stack.enter_context(Shelf(home))
        shelf.refresh()
        with shelf.borrow() as edition:
            print(f"{edition.manifest.articles} articles, {edition.manifest.passages} passages")
        measure(
            shelf, embedder, articles, [news.question(article) for article in articles[:: len(articles) // QUESTIONS]]
        )


def build(source: Path, home: Home, embedder: Embedder, news: MadeNews) -> None:
    """Make the articles and index them."""
    source.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()

    def progress(stage: str, done: int, total: int | None) -> None:
        if done % 5000 == 0 or done == total:
            print(f"{time.monotonic() - begun:6.0f} s  {stage} {done}{f' of {total}' if total else ''}", flush=True)

    with source.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(article) + "\n" for article in news.articles())
    index(home, source, lambda: embedder, progress)


def filters(articles: Sequence[Record]) -> dict[str, Question]:
    """Questions without words, by the name of their filter, whose limits keep the shares of the articles."""
    plain = Question(text="", asked=ASKED)
    newest = sorted((datetime.fromisoformat(article["date"]) for article in articles), reverse=True)
    named = {PLAIN: plain}
    for share, publisher in zip(SHARES, PUBLISHERS[:4], strict=False):
        named[f"publisher {share:.1%}"] = replace(plain, publisher=publisher)
    for share in SHARES:
        named[f"dates {share:.1%}"] = replace(plain, since=newest[round(share * len(newest)) - 1])
    return named


def measure(shelf: Shelf, embedder: FakeEmbedder, articles: Sequence[Record], texts: Sequence[str]) -> None:
    """Ask each question with each filter, in turns so that a busy moment of the machine meets all of them."""
    analyser = Analyser()
    searcher = IndexSearcher(shelf, embedder, analyser)
    limits = filters(articles)
    # Each has a reader of its own, for whoever came later would meet articles that are read already.
    answerers = {name: _answerer(searcher, analyser) for name in limits}
    limits[AGAIN], answerers[AGAIN] = limits[PLAIN], answerers[PLAIN]
    timings: dict[str, list[dict[str, float]]] = {name: [] for name in limits}
    for text in texts:
        for name, limit in limits.items():
            outcome = answerers[name].answer(replace(limit, text=text))
            timings[name].append({"embed": embedder.taken_ms, **outcome.trace.timings_ms})
    print(f"{'milliseconds':<18}{'embedding':>16}{'beyond it':>16}{'reading':>16}{'whole':>16}  filtered / unfiltered")
    print(f"{'':<18}" + f"{'p50':>8}{'p95':>8}" * 4)
    for name, taken in timings.items():
        show(name, taken[WARM_UP:], timings[PLAIN][WARM_UP:])
    print("targets: " + ", ".join(f"{name} at most {most:g}" for name, most in TARGETS.items()))


def _answerer(searcher: IndexSearcher, analyser: Analyser) -> Answerer:
    """As `bot.composition` puts it together: one reader for the choice and the check."""
    reader = Reader()
    return Answerer(searcher, ExtractiveGenerator(analyser, reader), analyser, reader=reader)


def show(name: str, taken: Sequence[dict[str, float]], plain: Sequence[dict[str, float]]) -> None:
    """Print a row of the table; the ratio is that of the p50 of whole questions."""
    columns = (
        [one["embed"] for one in taken],
        [one["retrieve"] - one["embed"] for one in taken],
        [one["generate"] + one["check"] for one in taken],
        [one["total"] for one in taken],
    )
    row = "".join(f"{statistics.median(one):8.1f}{statistics.quantiles(one, n=20)[-1]:8.1f}" for one in columns)
    ratio = statistics.median(columns[-1]) / statistics.median([one["total"] for one in plain])
    print(f"{name:<18}{row}  {ratio:6.2f}")


if __name__ == "__main__":
    main()
