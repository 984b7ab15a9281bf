"""How well who said what is known, on PolNeAR's attributions, each marked by a person.

    python benchmarks/speakers.py FOLDER

FOLDER holds `docs_*.jsonl`, `attributions_*.jsonl` and `swap_pairs_*.jsonl`. Direct quotations: of the attributions
whose content is one (it begins with a quotation mark) and of those that hold one, how many are found (recall, with the
right speaker) and how many of those found have the right speaker (precision). Swapped sources: whether the words are of
the one who is claimed to have said them. The time is that of reading who said what in all articles.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from index.article import Article
from index.cues import ROLES
from index.names import TITLES, words_of
from index.passage import Passage, Span
from index.quotes import Quote, quotes_of
from index.text import normalise
from prompts.checks.said_by import is_said_by
from prompts.checks.source import Source
from prompts.speakers import Reader

SHORTEST_PIECE = 12
FEWEST_WORDS = 4
_MARK = re.compile("[\"“”]|''")
_SMALL = frozenset("the a an of and s mr mrs ms for in on to at".split())

Record = dict[str, str]


def main(arguments: Sequence[str]) -> int:
    """Print the measures."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    texts = {record["id"]: normalise(record["text"]) for record in _records(folder, "docs")}
    began = perf_counter()
    quotes = {name: quotes_of(text) for name, text in texts.items()}
    seconds = perf_counter() - began
    print(f"{len(texts)} articles read in {seconds:.1f} s, {1000 * seconds / max(1, len(texts)):.1f} ms each")
    attributions = [one for one in _records(folder, "attributions") if one["doc"] in texts]
    begins = [one for one in attributions if _MARK.match(one["content"].strip())]
    holds = [one for one in attributions if _MARK.search(one["content"])]
    for name, chosen in (("direct quotation", begins), ("with a quotation", holds)):
        _print_found(name, chosen, texts, quotes)
    _print_swapped([one for one in _records(folder, "swap_pairs") if one["doc"] in texts], texts)
    return 0


def _records(folder: Path, kind: str) -> Iterator[Record]:
    for path in sorted(folder.glob(f"{kind}_*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _print_found(
    name: str, chosen: Sequence[Record], texts: dict[str, str], quotes: dict[str, tuple[Quote, ...]]
) -> None:
    found = right = 0
    for one in chosen:
        text = texts[one["doc"]]
        hits = [quote for quote in quotes[one["doc"]] if quote.direct and _is_of(one["content"], quote.words.of(text))]
        found += bool(hits)
        right += any(_same(quote.speaker, one["source"]) for quote in hits)
    print(
        f"{name}: {len(chosen)} attributions, speaker precision {right / max(1, found):.3f},"
        f" recall {right / max(1, len(chosen)):.3f}"
    )


def _is_of(content: str, words: str) -> bool:
    """Whether quoted words are those of an attribution, or a part of them, punctuation aside."""
    here = _squashed(words)
    pieces = [piece for piece in map(_squashed, _MARK.split(content)) if len(piece) >= SHORTEST_PIECE]
    if not pieces:
        return bool(here) and here in _squashed(content)
    return any(piece in here or (len(here) >= SHORTEST_PIECE and here in piece) for piece in pieces)


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _same(speaker: str, source: str) -> bool:
    """Whether two phrases share a word that is no title, or the words of one are all in the other."""
    one, other = (_content(phrase) for phrase in (speaker, source))
    named = [words - ROLES - TITLES for words in (one, other)]
    return bool(one and other) and (bool(named[0] & named[1]) or one <= other or other <= one)


def _content(phrase: str) -> set[str]:
    return {word for word in words_of(phrase) if word not in _SMALL and len(word) > 1}


def _print_swapped(pairs: Sequence[Record], texts: dict[str, str]) -> None:
    reader = Reader(sum(map(len, texts.values())))
    right: dict[str, list[bool]] = {"supported": [], "misattributed": []}
    unplaced = 0
    for one in pairs:
        text = texts[one["doc"]]
        words = _place(one["content"], text)
        if words is None:
            unplaced += 1
            right[one["label"]].append(False)
            continue
        article = Article(id=one["doc"], title="", text=text)
        passage = Passage(article=article, span=Span(0, len(text)))
        source = Source(number=1, passage=passage, around=reader.read(article, passage.span).sentences)
        right[one["label"]].append(is_said_by(one["claimed"], source, words) is (one["label"] == "supported"))
    shares = {label: sum(told) / max(1, len(told)) for label, told in right.items()}
    print(
        f"swapped sources: {len(pairs)} pairs, balanced accuracy {sum(shares.values()) / len(shares):.3f}"
        f" (supported {shares['supported']:.3f}, misattributed {shares['misattributed']:.3f};"
        f" {unplaced} not found in their articles and counted as wrong)"
    )


def _place(content: str, text: str) -> Span | None:
    """Where the words of an attribution stand; their first few that stand together where something is among them."""
    words = re.findall(r"\w+", content)
    runs = (words[start : start + FEWEST_WORDS] for start in range(max(1, len(words) - FEWEST_WORDS + 1)))
    for run in (words, *runs):
        match = re.search(r"\W+".join(map(re.escape, run)), text) if run else None
        if match:
            return Span(*match.span())
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
