"""How long a question takes, and what it takes beyond embedding its words: `make bench`.

Articles about invented towns are made from a seed, indexed in a temporary folder, and asked about. Printed are
milliseconds for each stage (they depend on the machine) and ratios to embedding the question alone, measured in the
same run (they depend on it much less).
"""

import json
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from indexing import index

from bot.composition import quiet_libraries
from index.embedding import Embedder, open_embedder
from index.home import Home
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser
from prompts.answering import Answerer
from prompts.extractive import ExtractiveGenerator
from prompts.question import Question

ARTICLES = 300
QUESTIONS = 100
TOWNS = ("Port Ennis", "Northvale", "Alderbrook", "Gull Point", "Brindle", "Tolland", "Eastbay", "Karsten")
PEOPLE = ("Ann Lee", "Tom Hart", "Rhoda Lisle", "Owen Tasker", "Priya Nandan", "Carla Wendt", "Edmund Sayle")
ROLES = ("mayor", "union leader", "police chief", "engineer", "spokesperson", "director")
THINGS = ("harbour wall", "ferry", "tram line", "library", "flood wall", "school", "water pipe", "market hall")
VERBS = ("be rebuilt", "be closed", "open again", "cost more", "be sold", "be inspected")


def main() -> None:
    """Index, ask, print."""
    quiet_libraries()
    embedder = open_embedder()
    chance = random.Random(1)  # noqa: S311 - made-up news needs no secrets
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "news.jsonl")
        source.write_text("".join(json.dumps(made_article(chance)) + "\n" for _ in range(ARTICLES)), encoding="utf-8")
        home = Home(Path(folder, "home"))
        summary = index(home, source, lambda: embedder)
        print(f"{summary.articles} articles, {summary.passages} passages indexed in {summary.seconds:.1f} s")
        with Shelf(home) as shelf:
            shelf.refresh()
            measure(shelf, embedder, chance)


def measure(shelf: Shelf, embedder: Embedder, chance: random.Random) -> None:
    """Ask and print what each stage took."""
    analyser = Analyser()
    answerer = Answerer(IndexSearcher(shelf, embedder, analyser), ExtractiveGenerator(analyser), analyser)
    timings: dict[str, list[float]] = {"embed alone": []}
    for text in [made_question(chance) for _ in range(QUESTIONS)]:
        begun = time.perf_counter()
        embedder.embed_query(text)
        timings["embed alone"].append((time.perf_counter() - begun) * 1000)
        outcome = answerer.answer(Question(text=text, asked=datetime(2024, 10, 1, tzinfo=UTC)))
        for stage, taken in outcome.trace.timings_ms.items():
            timings.setdefault(stage, []).append(taken)
    alone = statistics.median(timings["embed alone"])
    print(f"{'stage':<12} {'p50 ms':>8} {'p95 ms':>8} {'p50 / embedding':>16}")
    for stage, taken in timings.items():
        middle, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"{stage:<12} {middle:8.1f} {high:8.1f} {middle / alone:16.2f}")


def made_article(chance: random.Random) -> dict[str, str]:
    """A record as operators have them."""
    town, thing = chance.choice(TOWNS), chance.choice(THINGS)
    sentences = [
        f"The {thing} of {town} will {chance.choice(VERBS)}, {chance.choice(ROLES)} {chance.choice(PEOPLE)} said on"
        f" {chance.choice(('Monday', 'Tuesday', 'Friday'))}, and it will take {chance.randint(2, 40)} weeks."
        for _ in range(chance.randint(5, 30))
    ]
    return {
        "title": f"{town}: news of the {thing}",
        "date": f"2024-09-{chance.randint(1, 30):02}",
        "text": " ".join(sentences),
    }


def made_question(chance: random.Random) -> str:
    """A question that the articles may answer."""
    person, town, thing = chance.choice(PEOPLE), chance.choice(TOWNS), chance.choice(THINGS)
    return chance.choice(
        (
            f"What did {person} say about the {thing}?",
            f"How many weeks will the {thing} of {town} take?",
            f"Who spoke about the {thing} in {town}?",
            f"latest on the {thing} of {town}",
        )
    )


if __name__ == "__main__":
    main()
