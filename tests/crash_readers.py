"""Readers who ask while an index is rewritten: run as a program, it asks until its input ends and says what it saw.

It speaks one line of JSON: `answers`, a list of edition, generation and how often, and `wrong`, what was not right.
"""

import json
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from crash_news import MOVING, word_of
from made_index import vector_of

import index.edition
from index.edition import Edition
from index.home import Home
from index.query import Query
from index.shelf import Shelf
from index.terms import Analyser


class Readers:
    """Asks the published edition and notes each answer that is not of one edition."""

    def __init__(self, home: Home) -> None:
        self.shelf = Shelf(home)
        self.stems = [Analyser().stems(word_of(number)) for number in range(MOVING)]
        self.ended = threading.Event()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.wrong: list[str] = []

    def refresh(self) -> None:
        while not self.ended.wait(0.02):
            self._noting(self.shelf.refresh)

    def ask(self, seed: int) -> None:
        chance = np.random.default_rng(seed)
        while not self.ended.wait(0.03):
            self._noting(lambda: self._question([int(number) for number in chance.choice(MOVING, 3, replace=False)]))

    def _noting(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it is is told: Rust panics are no Exception
            self.wrong.append(traceback.format_exc())

    def _question(self, numbers: list[int]) -> None:
        with self.shelf.borrow() as edition:
            found = set()
            for number in numbers:
                rows = [row for row, _ in edition.lexical(self.stems[number], 3, Query(text=""))]
                texts = [passage.text for passage in edition.passages(rows)]
                match = re.search(r"generation (\d+) of item (\d+)\.", texts[0] if texts else "")
                if not match or int(match[2]) != number or len(texts) != 1:
                    self.wrong.append(f"{edition.name}: item {number} found as {texts}")
                    return
                found.add(int(match[1]))
                self._vectors(edition, texts[0])
            if len(found) > 1:
                self.wrong.append(f"{edition.name}: generations {sorted(found)} in one answer")
            self.answers[edition.name, min(found)] += 1

    def _vectors(self, edition: Edition, text: str) -> None:
        vector = vector_of(text)
        nearest = edition.dense(vector, 3, None)
        passages = edition.passages([row for row, _ in nearest])
        for (_, cosine), passage in zip(nearest, passages, strict=True):
            if abs(float(vector_of(passage.text) @ vector) - cosine) > 5e-3:
                self.wrong.append(f"{edition.name}: another text's vector for {passage.text!r}")
        if not nearest or nearest[0][1] < 0.999:
            self.wrong.append(f"{edition.name}: {text!r} is not found by its vector")


def main(home: Home) -> None:
    """Ask until standard input ends."""
    index.edition.EXACT_PASSAGES = 100  # so that Chroma's graph is asked, as in a large edition
    readers = Readers(home)
    with readers.shelf:
        readers.shelf.refresh()
        threads = [threading.Thread(target=readers.refresh)]
        threads += [threading.Thread(target=readers.ask, args=(seed,)) for seed in (1, 2)]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        readers.ended.set()
        for thread in threads:
            thread.join()
    answers = [[edition, generation, count] for (edition, generation), count in readers.answers.items()]
    print(json.dumps({"answers": answers, "wrong": readers.wrong[:20]}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])))
