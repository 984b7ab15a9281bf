"""How good a ranking is: every retrieval metric of `newshound eval` as a function of one question's ranking.

A ranking comes best first. A metric is a number from 0 to 1, higher is better, or None where it is not defined because
there is nothing to find; its mean over the questions is what a table shows (`index.intervals`). `k` and `depth` count
ranks from 1.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import TypeVar

import numpy as np

DEPTH = 10

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_Ranked = TypeVar("_Ranked")


def hit_at(relevant: Sequence[bool], k: int) -> float:
    """1 where one of the first k is relevant, else 0 (hit@k; Success@k in ir-measures).

    Strict hit@k of RealTimeQA calls a passage relevant that is from a gold article and `holds_answer`.
    """
    return float(any(_first(relevant, k)))


def reciprocal_rank(relevant: Sequence[bool], depth: int = DEPTH) -> float:
    """1 divided by the rank of the first relevant one, 0 where none is among the first `depth`; its mean is MRR@depth.

    Source: Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    return next((1 / rank for rank, one in enumerate(_first(relevant, depth), 1) if one), 0.0)


def hits_at(found: Sequence[frozenset[int]], k: int) -> float:
    """1 where one of the first k passages holds a gold sentence, else 0 (Hits@k).

    Here and below, `found` gives for each ranked passage the numbers of the gold sentences that it holds
    (`holds_sentence`). Source: Tang and Yang, MultiHop-RAG (2024), section 4.1.
    """
    return float(any(_first(found, k)))


def recall_at(found: Sequence[frozenset[int]], total: int, k: int) -> float | None:
    """The share of the `total` gold sentences that the first k passages hold together (Recall@k)."""
    return len(_facts(found, total, k)) / total if total else None


def all_at(found: Sequence[frozenset[int]], total: int, k: int) -> float | None:
    """1 where the first k passages hold every gold sentence between them, else 0 (All@k)."""
    return float(len(_facts(found, total, k)) == total) if total else None


def average_precision(found: Sequence[frozenset[int]], total: int, depth: int = DEPTH) -> float | None:
    """The sum of (gold sentences first held at a rank) / rank over the first `depth`, divided by min(total, depth).

    Its mean is MAP@depth as the program of MultiHop-RAG (`retrieval_evaluate.py`) computes it. That is not the usual
    average precision, which counts at each rank everything found down to it: of two sentences found at ranks 1 and 2
    this gives 3/4, the usual one 1. At most 1 for up to `depth` gold sentences; above 1 only where there are more.
    """
    _facts(found, total, depth)
    known: set[int] = set()
    gained = 0.0
    for rank, facts in enumerate(_first(found, depth), 1):
        gained += len(facts - known) / rank
        known |= facts
    return gained / min(total, depth) if total else None


def documents_recall(ranked_articles: Sequence[str], gold: Collection[str], depth: int = DEPTH) -> float | None:
    """The share of the gold articles among the first `depth` distinct articles (document recall@depth).

    `ranked_articles` names the article of each passage: one with several passages counts at its best rank.
    """
    wanted = set(gold)
    return len(wanted & set(_first(list(dict.fromkeys(ranked_articles)), depth))) / len(wanted) if wanted else None


def document_at(ranked_articles: Sequence[str], gold: Collection[str], k: int) -> float | None:
    """1 where a gold article is among the first k distinct articles, else 0 (gold document@k)."""
    return float(not set(gold).isdisjoint(_first(list(dict.fromkeys(ranked_articles)), k))) if gold else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that a share (0 to 1) of the values doesn't exceed, between two of them in proportion; None of none.

    Definition 7 of Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), which is NumPy's.
    """
    return float(np.quantile(np.asarray(values, dtype=np.float64), share)) if len(values) else None


def holds_sentence(passage: str, sentence: str) -> bool:
    """Whether a passage holds a whole sentence, both in NFC and white space aside (MultiHop-RAG's containment)."""
    wanted = _without_space(sentence)
    return bool(wanted) and wanted in _without_space(passage)


def holds_answer(text: str, answer: str) -> bool:
    """Whether a text holds an answer's words in their order, whole: letter case, punctuation and white space aside.

    So "5.8" stands in "(5.8)" but not in "15.8". As punctuation alone parts the words, "1 billion" also stands in
    "2.1 billion", and an answer of one or two characters (`plain_words`) stands almost anywhere: leave those out.
    """
    wanted = plain_words(answer)
    return bool(wanted) and f" {wanted} " in f" {plain_words(text)} "


def plain_words(text: str) -> str:
    """A text as `holds_answer` compares it: NFKC, lower-cased, with one space for all that is no letter or digit."""
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def _first(ranked: Sequence[_Ranked], k: int) -> Sequence[_Ranked]:
    if k < 1:
        raise ValueError(f"nothing stands among the first {k}; ranks count from 1")
    return ranked[:k]


def _facts(found: Sequence[frozenset[int]], total: int, k: int) -> frozenset[int]:
    """The gold sentences that the first k passages hold."""
    facts = frozenset[int]().union(*_first(found, k))
    if facts - set(range(total)):
        raise ValueError(f"gold sentences {sorted(facts)} were found, and there are {total}, numbered from 0")
    return facts


def _without_space(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())
