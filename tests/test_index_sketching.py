"""Sketches: equal texts have equal ones, and what most of their words share meets in a band."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sketching import BANDS, FEWEST_SHINGLES, OPENING_WORDS, Sketcher

SYLLABLES = ["ba", "ko", "ri", "nu", "te", "la", "mo", "si"]


def words(count, seed):
    draw = np.random.default_rng(seed)
    return ["".join(draw.choice(SYLLABLES, 4)) for _ in range(count)]


def meet(left, right):
    return bool(len(left)) and bool(len(right)) and bool((left == right).any())


@given(st.text(max_size=200))
def test_any_text_has_a_sketch_that_depends_on_it_alone(text):
    first, second = Sketcher().sketch(text), Sketcher().sketch(text)

    assert (first.length, first.wording, first.has_words) == (second.length, second.wording, second.has_words)
    assert np.array_equal(first.whole, second.whole)
    assert np.array_equal(first.opening, second.opening)
    assert {len(first.whole), len(first.opening)} <= {0, BANDS}


def test_texts_that_share_most_words_meet_and_others_do_not():
    sketcher = Sketcher()
    one = words(300, seed=1)
    changed = [*one[:140], "unlike", *one[140:]]

    assert meet(sketcher.sketch(" ".join(one)).whole, sketcher.sketch(" ".join(changed)).whole)
    assert not meet(sketcher.sketch(" ".join(one)).whole, sketcher.sketch(" ".join(words(300, seed=2))).whole)


def test_a_text_cut_off_meets_the_opening_of_its_source():
    sketcher = Sketcher()
    long = words(3000, seed=3)

    whole, short = sketcher.sketch(" ".join(long)), sketcher.sketch(" ".join(long[:OPENING_WORDS]))

    assert np.array_equal(whole.opening, short.opening)


def test_case_and_words_of_grammar_make_no_wording():
    sketcher = Sketcher()

    assert sketcher.sketch("The HARBOUR, of Quill").wording == sketcher.sketch("harbour Quill!").wording
    assert sketcher.sketch("harbour quill").wording != sketcher.sketch("quill harbour").wording
    assert not sketcher.sketch("of the and").has_words


@pytest.mark.parametrize(("count", "bands"), [(FEWEST_SHINGLES + 1, 0), (FEWEST_SHINGLES + 2, BANDS)])
def test_a_text_of_few_words_has_no_bands(count, bands):
    sketch = Sketcher().sketch(" ".join(words(count, seed=4)))

    assert (len(sketch.whole), len(sketch.opening)) == (bands, bands)


def test_the_shingles_of_a_text_are_distinct_and_sorted():
    found = Sketcher().shingles(" ".join(words(50, seed=5) * 2))

    assert np.array_equal(found, np.unique(found))
    assert 48 <= len(found) <= 50
