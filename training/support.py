"""How well the support scores and the checks agree with people: `python training/support.py DATA [--fit]`.

DATA is a folder with `attributionbench.jsonl`, `qags_cnndm.jsonl` and `qags_xsum.jsonl`. A claim counts as held from a
score of .5. The columns of AttributionBench are cross-validated: ten folds that keep each question together, the
weights fitted anew without each fold. The weights for QAGS are those of `prompts.support`, not fitted on it. A
sentence of QAGS is held where most of its judges said so. `--fit` prints weights fitted on all of AttributionBench.
The last table is of the checks: which share of the held claims, and of the others, they would leave out of an answer.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score
from sklearn.model_selection import GroupKFold

from bot.composition import quiet_libraries
from index.article import Article
from index.embedding import Embedder, Vectors, open_embedder
from index.intervals import Indices, interval_of
from index.passage import Passage, Span
from index.query import Hit
from index.terms import Analyser
from index.text import normalise
from prompts.checks.checking import check_sentences
from prompts.checks.finding import Check, Outcome
from prompts.generator import MarkedSentence
from prompts.speakers import Reader
from prompts.support import BOTH, MEANING, WEAK, WORDS, Resting, Signs, SignSupport

FILES = ("attributionbench.jsonl", "qags_cnndm.jsonl", "qags_xsum.jsonl")
FOLDS = 10
DRAWS = 500
AT_ONCE = 25
HELD = 0.5
_MARKER = re.compile(r"\s*\[\d+\]")

Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The claims of one file, what people said of each, and which question or article each belongs to."""

    claims: list[Resting]
    held: Labels
    groups: list[str]


class Remembering:
    """The embedding model, each text embedded once: what a backend is timed with is not embedded again to fit it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text."""
        new = [text for text in texts if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed_passages(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args()
    missing = [name for name in FILES if not (given.data / name).is_file()]
    if missing:
        sys.exit(f"There is no {' and no '.join(missing)} in {given.data}; name the folder that holds them.")
    quiet_libraries()
    attribution, *qags = (_judged(given.data / name) for name in FILES)
    print(f"{len(attribution.held)} claims of AttributionBench, {' and '.join(str(len(q.held)) for q in qags)} of QAGS")
    print(
        "support score    AttributionBench macro-F1 (95 %)  AUROC   CNN/DM bal. acc.  AUROC   XSUM bal. acc.  AUROC  ms"
    )
    embedder = open_embedder()
    for name in (WORDS, MEANING, BOTH):
        backend = SignSupport(name, Analyser(), Remembering(embedder))
        _print(backend, attribution, qags)
        if given.fit:
            _print_fit(backend, attribution)
    print("left out by the checks      held claims    others")
    for title, judged in zip(("AttributionBench", "QAGS CNN/DM", "QAGS XSUM"), (attribution, *qags), strict=True):
        _print_checks(title, judged)


def _print_checks(title: str, judged: Judged) -> None:
    """Each claim as a sentence of a reply that cites all its texts, each text one passage of an undated article."""
    analyser, reader = Analyser(), Reader()
    left_out = []
    for claim, texts in judged.claims:
        articles = [Article(id=f"a{n}", title="", text=normalise(text)) for n, text in enumerate(texts) if text.strip()]
        hits = [
            Hit(passage=Passage(article=one, span=Span(0, len(one.text))), score=1.0, similarity=1.0)
            for one in articles
        ]
        sentence = MarkedSentence(text=" ".join(claim.split()), markers=tuple(range(1, len(hits) + 1)))
        [checked] = check_sentences([sentence], hits, analyser, reader)
        left_out.append(checked)
    dropped = np.array([one.outcome is Outcome.DROPPED for one in left_out])
    held, others = judged.held, ~judged.held
    print(f"{title:27} {dropped[held].sum():4} of {held.sum():4}   {dropped[others].sum():4} of {others.sum():4}")
    by = Counter(
        (finding.check.value, bool(is_held))
        for one, is_held in zip(left_out, held, strict=True)
        for finding in {finding.check: finding for finding in one.decisive}.values()
        if one.outcome is Outcome.DROPPED
    )
    for check in Check:
        if by[check.value, True] or by[check.value, False]:
            print(f"    {check.value:23} {by[check.value, True]:4}           {by[check.value, False]:4}")


def _print(backend: SignSupport, attribution: Judged, qags: Sequence[Judged]) -> None:
    begun = time.perf_counter()
    scores = _scores(backend, attribution)
    spent = 1000 * (time.perf_counter() - begun) / len(scores)
    guessed = _unseen(backend, attribution)
    unseen = np.array([score if score == 1 else guess for score, guess in zip(scores, guessed, strict=True)])

    def macro_f1(places: Indices) -> float:
        return float(f1_score(attribution.held[places], unseen[places] >= HELD, average="macro"))

    found = interval_of(macro_f1, attribution.groups, draws=DRAWS)
    cells = [f"{found.mean:.3f} ({found.low:.3f} to {found.high:.3f})", f"{_auroc(attribution.held, unseen):.3f}"]
    for judged in qags:
        those = _scores(backend, judged)
        cells += [f"{balanced_accuracy_score(judged.held, those >= HELD):.3f}", f"{_auroc(judged.held, those):.3f}"]
    print(f"{backend.name:16}", "   ".join(cells), f"  {spent:.1f}")
    weak = scores < WEAK
    print(
        f"    below {WEAK}: {weak[attribution.held].mean():.3f} of the held claims,"
        f" {weak[~attribution.held].mean():.3f} of the others"
    )


def _print_fit(backend: SignSupport, attribution: Judged) -> None:
    signs, used = _signs(backend, attribution)
    model = _fitted(signs[:, used], attribution.held)
    names = [field.name for field, is_used in zip(fields(Signs), used, strict=True) if is_used]
    weights = {name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)}
    print(f"    fitted: {float(model.intercept_[0]):.2f}, {weights}")


def _scores(backend: SignSupport, judged: Judged) -> Numbers:
    """As an answer's are scored: some at a time."""
    starts = range(0, len(judged.claims), AT_ONCE)
    return np.array([score for start in starts for score in backend.scores(judged.claims[start : start + AT_ONCE])])


def _signs(backend: SignSupport, judged: Judged) -> tuple[Numbers, Labels]:
    """The signs of each claim, one row each, and which columns this backend uses."""
    found: Numbers = np.array([astuple(signs) for signs in backend.signs(judged.claims)], dtype=np.float64)
    return found, np.asarray(found.any(axis=0))


def _unseen(backend: SignSupport, judged: Judged) -> Numbers:
    """Scores by weights that were fitted without the questions of the fold."""
    signs, used = _signs(backend, judged)
    found = np.zeros(len(signs))
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(signs, judged.held, judged.groups):
        model = _fitted(signs[seen][:, used], judged.held[seen])
        found[unseen] = model.predict_proba(signs[unseen][:, used])[:, 1]
    return found


def _fitted(signs: Numbers, held: Labels) -> LogisticRegression:
    # Hardly held back: four weights for a thousand claims.
    return LogisticRegression(C=20).fit(signs, held)


def _auroc(held: Labels, scores: Numbers) -> float:
    return float(roc_auc_score(held, scores))


def _judged(path: Path) -> Judged:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [row for number, line in enumerate(lines) for row in _rows(json.loads(line), str(number))]
    claims, held, groups = zip(*rows, strict=True)
    return Judged(claims=list(claims), held=np.array(held), groups=list(groups))


def _rows(record: dict[str, object], number: str) -> Iterator[tuple[Resting, bool, str]]:
    match record:
        case {"claim": str(claim), "references": [*texts], "attribution_label": label, "question": question}:
            yield (_MARKER.sub("", claim), [str(text) for text in texts]), label == "attributable", str(question)
        case {"article": str(article), "summary_sentences": [*sentences]}:
            for sentence in sentences:
                yield from _sentence(sentence, article, number)


def _sentence(sentence: object, article: str, number: str) -> Iterator[tuple[Resting, bool, str]]:
    match sentence:
        case {"sentence": str(claim), "responses": [*responses]}:
            answers = [response == {**response, "response": "yes"} for response in responses]
            yield (claim, [article]), 2 * sum(answers) > len(answers), number


if __name__ == "__main__":
    main()
