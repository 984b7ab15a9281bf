"""What indexing costs: `make bench`; with a folder as the argument also at 100,000 passages (a quarter of an hour).

Small: 10,000 made-up articles of a paragraph each in 10,000 files. Printed are how long the first index takes beside
the bare encoder on the same passages (one call of the same model, threads, type and batch), and beside a second run in
which nothing has changed.

Large: the 100,000 passages of `retrieval.py`, whose vectors are made up, for to embed them takes an hour. Then 1 % of
the passages change, which are embedded by the real model, and the run is timed from the start of its process to the
published edition. Every run is a process of its own, whose peak memory is told.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from indexing import index

from bot.composition import quiet_libraries, usable_cores
from index.archive import Archive
from index.embedding import Embedder, Vectors, open_embedder
from index.home import Home
from index.manifest import Manifest

FILES = 10_000
LETTERS = 400
"""Short articles: of long ones, reading and publishing are a smaller part of the time."""
CHANGED_SHARE = 0.01
SIGNATURE = "bench 1"
MEBIBYTE = 1 << 20
TARGETS = (
    "throughput / bare encoder >= .9, first / unchanged >= 50, 1 % changed <= 30 s, memory <= 2 GiB, <= 6 kB/passage"
)


class LateEmbedder(Embedder):
    """Made-up vectors for many passages, and beside them the real model's work for few."""

    def __init__(self, real: Embedder, *, works: bool) -> None:
        self.name, self.fingerprint = "made", "made@1"
        self._real, self._works = real, works

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
        """A made-up unit vector for each, after as long as the real model takes if it `works`."""
        if self._works:
            self._real.embed_passages(texts)
        made = [np.random.default_rng(crc32(text.encode())).standard_normal(self.dimension) for text in texts]
        return np.asarray([vector / np.linalg.norm(vector) for vector in made], dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """The vector of a passage with these words."""
        return np.asarray(self.embed_passages([text])[0])


def main() -> None:
    """Run what the arguments say: a step in a process of its own, or all of them."""
    quiet_libraries()
    match sys.argv[1:]:
        case ["small", folder, cores]:
            small(Path(folder), int(cores))
        case ["large", folder, works]:
            large(Path(folder), works=works == "works")
        case []:
            with tempfile.TemporaryDirectory() as folder:
                run_small(Path(folder))
        case [folder]:
            run_small(Path(folder, "small"))
            run_large(Path(folder, "large"))
    if len(sys.argv) <= 2:
        print(f"targets: {TARGETS}")


def run_small(folder: Path) -> None:
    """The first index, and again."""
    source = folder / "news"
    if not source.exists():
        source.mkdir(parents=True)
        write_paragraphs(source)
    first = step("small", folder, usable_cores())
    again = step("small", folder, usable_cores())
    print(
        f"first: {first['seconds']:.1f} s for {first['passages']} passages, {first['rate']:.0f} a second;"
        f" bare encoder {first['bare']:.0f} a second; throughput / bare {first['rate'] / first['bare']:.2f}"
    )
    print(
        f"unchanged: {again['seconds']:.2f} s, model loaded: {again['loaded']}; first / unchanged"
        f" {first['seconds'] / again['seconds']:.0f}; peak memory {first['peak']:.0f} and {again['peak']:.0f} MiB"
    )


def small(folder: Path, cores: int) -> None:
    """One run over the paragraphs, and then the bare encoder over the same passages."""
    loaded: list[Embedder] = []

    def load() -> Embedder:
        loaded.append(open_embedder(bulk_threads=cores))
        return loaded[0]

    home = Home(folder / "home")
    begun = time.perf_counter()
    summary = index(home, folder / "news", load, signature=SIGNATURE)
    seconds = time.perf_counter() - begun
    found = {"seconds": seconds, "passages": summary.passages, "loaded": bool(loaded), "peak": peak()}
    if summary.embedded:
        with Archive(home.archive) as archive:
            splitter = Manifest.read(home.current_edition() or folder).splitter
            texts = [
                span.of(article.text)
                for article in archive.articles()
                for span in archive.embedded.passages(article.version, splitter)
            ]
        begun = time.perf_counter()
        loaded[0].embed_passages(texts)
        found |= {"rate": len(texts) / seconds, "bare": len(texts) / (time.perf_counter() - begun)}
    print(json.dumps(found))


def write_paragraphs(folder: Path) -> None:
    """One paragraph of an article a file."""
    from retrieval import MadeNews  # noqa: PLC0415 - it imports all that answers questions

    for number, article in zip(range(FILES), MadeNews(seed=2).articles(), strict=False):
        text = article["title"] + ".\n\n" + article["text"][:LETTERS].rsplit(" ", 1)[0]
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")


def run_large(folder: Path) -> None:
    """The first index with made-up vectors, then 1 % changed with the model at work."""
    source = folder / "news.jsonl"
    home = Home(folder / "home")
    if home.current_edition() is None:
        from retrieval import MadeNews  # noqa: PLC0415 - as above

        folder.mkdir(parents=True, exist_ok=True)
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in MadeNews(seed=1).articles())
        first = step("large", folder, "made")
        print(f"100,000: {first['seconds']:.0f} s with made-up vectors, peak memory {first['peak']:.0f} MiB")
    passages = change(source)
    changed = step("large", folder, "works")
    print(
        f"1 % changed: {changed['seconds']:.1f} s from the start of the process, {changed['embedded']} of"
        f" {changed['passages']} passages embedded ({passages} wanted), stages {changed['stages']}, peak memory"
        f" {changed['peak']:.0f} MiB, {changed['bytes'] / changed['passages'] / 1000:.2f} kB a passage on disk"
    )


def change(source: Path) -> int:
    """Give some articles, with 1 % of all passages, other words; returns how many passages that is about."""
    chance = random.Random(time.time_ns())  # noqa: S311 - other words at every call
    articles = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    for article in chance.sample(articles, k=round(CHANGED_SHARE * len(articles))):
        sentences = article["text"].split(". ")
        # A word more in every sentence, so that no passage is as it was.
        article["text"] = ". ".join(f"{sentence} {chance.choice(sentence.split() or ['x'])}" for sentence in sentences)
    source.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return round(CHANGED_SHARE * 100_000)


def large(folder: Path, *, works: bool) -> None:
    """One run over the large file."""
    stages: dict[str, float] = {}
    last: list[tuple[str, float]] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        now = time.perf_counter()
        if last:
            name, since = last.pop()
            stages[name] = stages.get(name, 0.0) + now - since
        last.append((stage, now))

    home = Home(folder / "home")
    summary = index(
        home,
        folder / "news.jsonl",
        lambda: LateEmbedder(open_embedder(bulk_threads=usable_cores()), works=works),
        progress,
        signature=SIGNATURE,
    )
    progress("end", 0, None)
    edition = home.current_edition() or folder
    print(
        json.dumps(
            {
                "passages": summary.passages,
                "embedded": summary.embedded,
                "peak": peak(),
                "stages": {name: round(seconds, 1) for name, seconds in stages.items()},
                "bytes": sum(path.stat().st_size for path in edition.rglob("*") if path.is_file()),
            }
        )
    )


def step(name: str, folder: Path, *more: object) -> dict[str, float]:
    """Run a step in a process of its own; what it has found, and how long the process took if it doesn't say so."""
    begun = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this very script
        [sys.executable, __file__, name, str(folder), *map(str, more)], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {"seconds": time.perf_counter() - begun, **found}


def peak() -> float:
    """The most memory that this process and its readers ever held, MiB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) * 1024 / MEBIBYTE


if __name__ == "__main__":
    main()
