"""How often accounts that differ are shown as such, and how often an alarm is raised where sources agree.

    python benchmarks/conflicts.py RGB_EN_FACT.jsonl [RAMDOCS.jsonl]

RGB: the right and the falsified passages of a question together must end in `conflicting`, the right ones alone must
not. RAMDocs: documents with several answers, and those with one. Each passage is an article of an outlet of its own,
and the answer is the whole way's: the extractive generator, its checks, the accounts beside it.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from index.article import Article
from index.terms import Analyser
from index.text import normalise
from prompts.answer import Answer
from prompts.answering import Answerer
from prompts.extractive import ExtractiveGenerator
from prompts.frozen import FrozenSearcher
from prompts.question import Question

ASKED = datetime(2024, 1, 1, tzinfo=UTC)
PASSAGES = 10


def main(paths: Sequence[str]) -> int:
    """Print the shares."""
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    for path in map(Path, paths):
        parts = _ramdocs(path) if "ramdocs" in path.name else _rgb(path)
        for name, asked in parts.items():
            found = sum(_is_conflicting(question, texts) for question, texts in asked)
            share = found / len(asked) if asked else 0.0
            print(f"{path.name}, {name}: conflicting {share:.3f} of {len(asked)}")
    return 0


_Parts = dict[str, list[tuple[str, list[str]]]]


def _rgb(path: Path) -> _Parts:
    parts: _Parts = {"right and falsified": [], "right alone": [], "right and noise": []}
    for record in _records(path):
        right, wrong, noise = record["positive"], record["positive_wrong"], record["negative"]
        parts["right and falsified"].append((record["query"], [*right[: PASSAGES // 2], *wrong[: PASSAGES // 2]]))
        parts["right alone"].append((record["query"], right[:PASSAGES]))
        parts["right and noise"].append((record["query"], [*right[: PASSAGES // 2], *noise[: PASSAGES // 2]]))
    return parts


def _ramdocs(path: Path) -> _Parts:
    parts: _Parts = {"several answers": [], "one answer": []}
    for record in _records(path):
        documents = record["documents"]
        answers = {one["answer"] for one in documents if one["type"] in {"correct", "misinfo"}}
        if len(answers) > 1:
            parts["several answers"].append((record["question"], [one["text"] for one in documents]))
        right = [one for one in documents if one["type"] == "correct"]
        if len({one["answer"] for one in right}) == 1:
            parts["one answer"].append((record["question"], [one["text"] for one in right]))
    return parts


def _records(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _is_conflicting(question: str, texts: Sequence[str]) -> bool:
    analyser = Analyser()
    articles = tuple(
        Article(
            id=f"passage-{place}",
            title=f"Passage {place}",
            text=normalise(text),
            publisher=f"Outlet {place}",
            published=ASKED,
        )
        for place, text in enumerate(texts)
    )
    answerer = Answerer(FrozenSearcher(articles=articles, analyser=analyser), ExtractiveGenerator(analyser), analyser)
    outcome = answerer.answer(Question(text=question, asked=ASKED), hits=PASSAGES)
    return isinstance(outcome, Answer) and outcome.is_conflicting


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
