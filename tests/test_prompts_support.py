"""The support score's built-in backends: what raises it, what lowers it, and that it stays a score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import Analyser
from prompts.support import BOTH, MEANING, WEAK, WORDS, SignSupport

TEXT = (
    "Mayor Ann Lee opened the harbour wall in Port Ennis on Friday. It cost 1.2 million crowns. "
    "Trams will be free for pupils from May, the council decided. The ferry is late again."
)
HELD = "The harbour wall, opened on Friday, cost 1,200,000 crowns."
OTHER = "Doctors in Northvale warned of a shortage of vaccines."


class Letters:
    """Embeds a text as how often it has each letter, and counts its calls."""

    def __init__(self):
        self.calls = []

    def embed_passages(self, texts):
        self.calls.append(list(texts))
        rows = np.array([[1 + text.lower().count(chr(97 + n)) for n in range(26)] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def backend(name, embedder=None):
    return SignSupport(name, Analyser(), embedder or Letters())


def score(name, claim, *cited):
    return backend(name).scores([(claim, cited)])[0]


@pytest.mark.parametrize("name", [WORDS, MEANING, BOTH])
def test_a_backend_carries_its_name(name):
    assert backend(name).name == name


@pytest.mark.parametrize("name", [WORDS, MEANING, BOTH])
def test_words_that_stand_in_a_cited_text_score_one_and_are_not_embedded(name):
    embedder = Letters()

    found = backend(name, embedder).scores([("It cost 1.2 million crowns.", ["The ferry is late.", TEXT])])

    assert found == [1.0]
    assert embedder.calls == []


@pytest.mark.parametrize("name", [WORDS, MEANING, BOTH])
def test_without_a_text_nothing_is_held(name):
    assert backend(name).scores([(HELD, []), (HELD, ["  \n"]), (HELD, [""])]) == [0.0, 0.0, 0.0]
    assert backend(name).scores([]) == []


def test_a_claim_about_something_else_is_weak_and_one_in_other_words_is_not():
    assert score(WORDS, OTHER, TEXT) < WEAK < score(WORDS, HELD, TEXT)
    assert score(BOTH, OTHER, TEXT) < score(BOTH, HELD, TEXT)


def test_a_figure_that_stands_nowhere_lowers_the_score_and_one_written_otherwise_does_not():
    held = score(WORDS, "The wall cost 1,200,000 crowns", TEXT)

    assert held == score(WORDS, "The wall cost 1.2 million crowns".replace("1.2 million", "1200000"), TEXT)
    assert score(WORDS, "The wall cost 1,300,000 crowns", TEXT) < held - 0.2


def test_words_that_are_neighbours_in_the_text_count_more_than_the_same_words_apart():
    assert score(WORDS, "the council made trams free for pupils", TEXT) > score(
        WORDS, "pupils made the free council for trams", TEXT
    )


def test_words_far_apart_in_a_text_count_less_than_in_a_few_sentences():
    apart = "The wall is old. " + "Nothing happened. " * 5 + "A ferry sank."

    assert score(WORDS, "the ferry hit the wall", apart) < score(WORDS, "the ferry hit the wall", "A ferry. The wall.")


def test_the_best_of_several_texts_counts():
    alone = score(MEANING, HELD, TEXT)

    assert score(MEANING, HELD, "Zzz zz.", TEXT) == pytest.approx(alone)
    assert alone > score(MEANING, HELD, "Zzz zz.")


def test_meaning_is_found_in_sentences_together():
    # The two sentences add up to the letters of the claim.
    assert score(MEANING, "aaaa bbbb", "Aaaa aaaa. Bbbb bbbb.") > score(MEANING, "aaaa bbbb", "Aaaa aaaa.")


def test_a_whole_answer_is_embedded_in_one_call_each_text_once():
    embedder = Letters()

    together = backend(BOTH, embedder).scores([(HELD, [TEXT]), (OTHER, [TEXT]), (HELD, [TEXT, TEXT])])

    assert len(embedder.calls) == 1
    assert len(embedder.calls[0]) == len(set(embedder.calls[0])) == 4 + 2
    assert together == pytest.approx([score(BOTH, HELD, TEXT), score(BOTH, OTHER, TEXT), score(BOTH, HELD, TEXT)])


def test_words_alone_need_no_model():
    embedder = Letters()

    backend(WORDS, embedder).scores([(HELD, [TEXT])])

    assert embedder.calls == []


@given(st.text(max_size=80), st.lists(st.text(max_size=120), max_size=3), st.sampled_from([WORDS, MEANING, BOTH]))
def test_anything_gets_a_score_from_nought_to_one(claim, cited, name):
    assert 0 <= score(name, claim, *cited) <= 1


@given(st.lists(st.sampled_from(["ferry", "wall", "7", "Ann", "late", "sank"]), min_size=1, max_size=6))
def test_more_texts_never_lower_the_score(words):
    claim = " ".join(words) + " then"

    assert score(BOTH, claim, TEXT, "Ann Lee sank 7 walls.") >= score(BOTH, claim, TEXT) - 1e-6


@pytest.mark.model
def test_with_the_shipped_model_another_wording_scores_above_another_matter():
    from index.embedding import open_embedder

    support = backend(BOTH, open_embedder())
    reworded, other = support.scores([("Pupils won't pay for trams as of May.", [TEXT]), (OTHER, [TEXT])])

    assert other < WEAK < reworded
