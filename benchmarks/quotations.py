"""How long it takes to look up who said what over 100,000 passages: `make bench`.

The made-up news is that of `retrieval.py`, and a folder as the argument is where its index is or shall stay. A third of
its sentences are quotations, which is more than news has: some 200,000. No model takes part.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from retrieval import FakeEmbedder, MadeNews, build

from bot.composition import quiet_libraries
from bot.quotes_asked import QuotesAsked, quotes_found
from index.article import Article
from index.edition import Edition
from index.embedding import open_embedder
from index.home import Home
from index.quotes import quotes_of
from index.shelf import Shelf
from index.terms import Analyser

ASKED = 100
WARM_UP = 10
SHOWN = 20
TARGET_MS = 100.0


def main() -> None:
    """Build or take up the index, look up, print."""
    quiet_libraries()
    with ExitStack() as stack:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
        folder = given or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = Home(folder / "home")
        if home.current_edition() is None:
            build(folder / "news.jsonl", home, FakeEmbedder(open_embedder()), MadeNews(seed=1))
        shelf = stack.enter_context(Shelf(home))
        shelf.refresh()
        with shelf.borrow() as edition:
            measure(edition)


def measure(edition: Edition) -> None:
    """Look up speakers, topics, both, and nothing in particular, in turns."""
    articles = edition.manifest.articles
    chosen = edition.articles_at(range(0, articles, articles // ASKED))
    analyser = Analyser()
    timings: dict[str, list[float]] = {}
    total = 0
    for article in chosen:
        for name, asked in _asked(article):
            begun = time.perf_counter()
            found = quotes_found(asked, edition, analyser)
            timings.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
            total = max(total, found.results.total)
    print(
        f"{articles} articles, {edition.manifest.passages} passages, {total} quotations; target {TARGET_MS:.0f} ms p95"
    )
    print(f"{'milliseconds':<26}{'p50':>8}{'p95':>8}")
    for name, taken in timings.items():
        kept = taken[WARM_UP:]
        print(f"{name:<26}{statistics.median(kept):8.1f}{statistics.quantiles(kept, n=20)[-1]:8.1f}")


def _asked(article: Article) -> Iterator[tuple[str, QuotesAsked]]:
    said = quotes_of(article.text)
    speaker = said[0].speaker if said else article.title
    town, words = article.title.split(": ")
    topic = f"{town} {words.split()[0]}"
    yield "of a speaker", QuotesAsked(speaker=speaker, limit=SHOWN)
    yield "of a speaker, last name", QuotesAsked(speaker=_last(speaker.split()), limit=SHOWN)
    yield "on a topic", QuotesAsked(topic=topic, limit=SHOWN)
    yield "of a speaker on a topic", QuotesAsked(speaker=speaker, topic=topic, limit=SHOWN)
    yield "of nobody", QuotesAsked(speaker=f"{speaker}ovich", limit=SHOWN)
    yield "all, newest first", QuotesAsked(limit=SHOWN)


def _last(words: Sequence[str]) -> str:
    return words[-1] if words else ""


if __name__ == "__main__":
    main()
