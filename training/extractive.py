"""Fits the weights of `prompts.choosing` and `prompts.sufficiency` on an evaluation pack, and prints them.

    python training/extractive.py PACK HOME

PACK is a folder with `questions_gold.jsonl`, HOME an index of its articles (`newshound eval` makes one). The modules
hold what this printed, rounded; nothing here is needed to run Newshound. Choosing is pairwise logistic regression: the
signs of a sentence that answers less those of one that doesn't. Sufficiency is logistic regression over the best
sentence of each question: answerable or not (three times the weight where it is about nothing there), and, at a fifth
of the weight, asked without the articles that answer it. Sentences are weighed by the present weights first, so a
second run may move them a little.
"""

import sys
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.composition import quiet_libraries
from bot.pack import PackQuestion, read_pack
from index.embedding import open_embedder
from index.home import Home
from index.metrics import holds_answer, holds_sentence
from index.query import PASSAGES_BY_DEFAULT, Results
from index.search import IndexSearcher
from index.shelf import Shelf
from index.terms import Analyser
from prompts.choosing import Signs
from prompts.extractive import ExtractiveGenerator, Weighed
from prompts.mentioning import missing_name
from prompts.question import Question
from prompts.reading import Reading, read_question
from prompts.sufficiency import Shown, is_out_of_question, shown
from prompts.understanding import understand

OTHERS_OF_EACH = 25
POSITIVES_OF_EACH = 3
LEFT_OUT = "left-out"
WEIGHT_OF = {LEFT_OUT: 0.2, "far": 3.0}
"""What a question of a kind counts beside one of the others: far ones are few, left-out ones many."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Example:
    """A question with what was found and weighed for it; `right` says which sentences answer."""

    kind: str
    answerable: bool
    reading: Reading
    results: Results
    weighed: tuple[Weighed, ...]
    right: Numbers

    @property
    def signs(self) -> Numbers:
        """The signs of each sentence, one row each."""
        return np.array([astuple(one.signs) for one in self.weighed])


def main(pack: Path, home: Path) -> None:
    """Search, weigh, fit, print."""
    quiet_libraries()
    examples = collect(pack, home)
    weights = fit_choosing([one for one in examples if one.answerable])
    print("choosing:", {field.name: round(float(w), 2) for field, w in zip(fields(Signs), weights, strict=True)})
    fit_sufficiency(examples, weights)


def collect(pack: Path, home: Path) -> list[Example]:
    """All questions with exact gold, and the answerable ones once more without the articles that answer them."""
    analyser = Analyser()
    generator = ExtractiveGenerator(analyser)
    examples = []
    with Shelf(Home(home)) as shelf:
        shelf.refresh()
        searcher = IndexSearcher(shelf, open_embedder(), analyser)
        for asked in [one for one in read_pack(pack).questions if one.part == "gold"]:
            query = understand(Question(text=asked.text, asked=asked.asked), ()).query(PASSAGES_BY_DEFAULT)
            reading = read_question(asked.text, analyser)

            def weigh(results: Results, reading: Reading = reading) -> tuple[Weighed, ...]:
                if missing_name(reading, results.hits, analyser):
                    return ()
                return tuple(generator.weigh(reading, results))

            results = searcher.search(query)
            weighed = weigh(results)
            right = np.array([is_right(asked, one) for one in weighed], dtype=np.float64)
            known = {"reading": reading, "results": results, "weighed": weighed, "right": right}
            examples.append(Example(kind=asked.kind, answerable=asked.answerable, **known))
            if asked.answerable:
                results = searcher.search(replace(query, without=frozenset(asked.documents)))
                held = any(holds_answer(hit.passage.text, answer) for hit in results.hits for answer in asked.answers)
                if not held:
                    known |= {"results": results, "weighed": weigh(results), "right": np.zeros(0)}
                    examples.append(Example(kind=LEFT_OUT, answerable=False, **known))
    return examples


def is_right(asked: PackQuestion, one: Weighed) -> bool:
    """Whether a sentence is a gold one, or holds an acceptable answer."""
    candidate = one.candidate
    gold = candidate.article.id in asked.documents and any(
        holds_sentence(sentence, candidate.text) or holds_sentence(candidate.text, sentence)
        for sentence in asked.sentences
    )
    return gold or any(holds_answer(candidate.text, answer) for answer in asked.answers)


def fit_choosing(examples: list[Example]) -> Numbers:
    """The weight of each sign."""
    chance = np.random.default_rng(0)
    rows = []
    for one in examples:
        right, wrong = np.flatnonzero(one.right), np.flatnonzero(one.right == 0)
        if len(right) and len(wrong):
            others = chance.choice(wrong, min(len(wrong), OTHERS_OF_EACH), replace=False)
            rows += [one.signs[i] - one.signs[j] for i in right[:POSITIVES_OF_EACH] for j in others]
    differences = np.array(rows)
    scale = differences.std(0) + 1e-9
    both = np.vstack([differences / scale, -differences / scale])
    labels = np.r_[np.ones(len(differences)), np.zeros(len(differences))]
    weights = LogisticRegression(fit_intercept=False, max_iter=1000).fit(both, labels).coef_[0] / scale
    for count in (1, 3):
        found = [one.right[np.argsort(-one.signs @ weights)][:count].any() for one in examples if len(one.right)]
        print(f"an answer among the best {count}: {sum(found) / len(examples):.3f}")
    return np.asarray(weights, dtype=np.float64)


def fit_sufficiency(examples: list[Example], weights: Numbers) -> None:
    """Print the model, and how many questions of each kind reach some thresholds."""
    analyser = Analyser()
    rows, labels, kinds = [], [], []
    for one in examples:
        best = one.weighed[int(np.argmax(one.signs @ weights))] if one.weighed else None
        if best and not is_out_of_question(one.reading, best.candidate, best.signs, analyser):
            rows.append(astuple(shown(one.reading, best.candidate, best.signs, one.results, analyser)))
            labels.append(one.answerable)
            kinds.append("answerable" if one.answerable else one.kind)
    table, named = np.array(rows), np.array(kinds)
    counted = np.array([WEIGHT_OF.get(kind, 1.0) for kind in kinds])
    scale = table.std(0) + 1e-9
    model = LogisticRegression(max_iter=2000).fit(table / scale, labels, sample_weight=counted)
    found = dict(zip([field.name for field in fields(Shown)], model.coef_[0] / scale, strict=True))
    print("sufficiency:", {name: round(float(w), 2) for name, w in found.items()}, round(float(model.intercept_[0]), 2))
    chances = model.predict_proba(table / scale)[:, 1]
    asked = ["answerable" if one.answerable else one.kind for one in examples]
    for threshold in (0.0, 0.2, 0.25, 0.3, 0.4, 0.5):
        reached = {kind: (chances[named == kind] >= threshold).sum() / asked.count(kind) for kind in set(asked)}
        print(f"answered at {threshold}:", {kind: round(float(share), 3) for kind, share in sorted(reached.items())})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
