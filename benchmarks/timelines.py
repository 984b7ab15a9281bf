"""How long a timeline and the newest stories take over 100,000 passages: `make bench`.

The made-up news is that of `retrieval.py`, and a folder as the argument is where its index is or shall stay. What a
timeline takes beyond its search is printed by itself, and each topic is new: no article was read before.
"""

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from retrieval import ASKED, FakeEmbedder, MadeNews, build

from bot.composition import quiet_libraries
from bot.newsroom import newest
from index.embedding import open_embedder
from index.home import Home
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser
from prompts.latest import STORIES, latest_about, query_about
from prompts.question import Question
from prompts.timeline import query_of, timeline

TOPICS = 100
WARM_UP = 10


def main() -> None:
    """Build or take up the index, ask, print."""
    quiet_libraries()
    embedder = FakeEmbedder(open_embedder())
    with ExitStack() as stack:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
        folder = given or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = Home(folder / "home")
        if home.current_edition() is None:
            build(folder / "news.jsonl", home, embedder, MadeNews(seed=1))
        shelf = stack.enter_context(Shelf(home))
        shelf.refresh()
        measure(shelf, embedder)


def measure(shelf: Shelf, embedder: FakeEmbedder) -> None:
    """Ask for timelines, and for the newest stories with a topic and without, in turns."""
    with shelf.borrow() as edition:
        passages, articles = edition.manifest.passages, edition.manifest.articles
        titles = [one.title for one in edition.articles_at(range(0, articles, articles // TOPICS))]
    print(f"{articles} articles, {passages} passages")
    analyser = Analyser()
    searcher = IndexSearcher(shelf, embedder, analyser)
    timings: dict[str, list[float]] = {}
    for title in titles:
        town, words = title.split(": ")
        question = Question(text=f"{town} {' '.join(words.split()[:2])}", asked=ASKED)
        begun = time.perf_counter()
        found = searcher.search(query_of(question))
        searched = time.perf_counter()
        timeline(question, found, analyser)
        told = time.perf_counter()
        latest_about(question, searcher.search(query_about(question)), analyser)
        about = time.perf_counter()
        newest(shelf, replace(question, text=""), STORIES)
        done = time.perf_counter()
        laps = {
            "embedding": embedder.taken_ms / 1000,
            "timeline: search": searched - begun,
            "timeline: beyond it": told - searched,
            "timeline: whole": told - begun,
            "latest on a topic": about - told,
            "latest": done - about,
        }
        for name, taken in laps.items():
            timings.setdefault(name, []).append(taken * 1000)
    print(f"{'milliseconds':<22}{'p50':>8}{'p95':>8}")
    for name, taken in timings.items():
        kept = taken[WARM_UP:]
        print(f"{name:<22}{statistics.median(kept):8.1f}{statistics.quantiles(kept, n=20)[-1]:8.1f}")


if __name__ == "__main__":
    main()
