"""What counts as a word, and which words are the same."""

import itertools
import sys
import threading
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import LONGEST_TERM_CHARACTERS, Analyser, distinct


def stems(text):
    return Analyser().stems(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US", ["US"]),
        ("U.S.", ["US"]),
        ("u.s.", ["US"]),
        ("the U.S.'s navy", ["US", "navi"]),
        ("us", []),
        ("let us go", ["let", "go"]),
        ("WHO it IT", ["WHO", "IT"]),
        ("U.S.A. and USA", ["usa", "usa"]),
        ("Israel's Israel’s Israel ISRAEL'S", ["israel"] * 4),
        ("the workers' union", ["worker", "union"]),
        ("didn't don’t Can't", []),
        ("Café cafe\u0301 CAFÉ", ["cafe"] * 3),
        ("Zürich Zurich", ["zurich"] * 2),
        ("rockets rocket Rocket", ["rocket"] * 3),
        ("1,200 1200", ["1200", "1200"]),
        ("3.5 percent", ["3.5", "percent"]),
        ("$14m", ["14", "m"]),
        ("COVID-19", ["covid", "19"]),
        ("what is the of and", []),
        ("snake_case", ["snake", "case"]),
        ("😀 — “” !?", []),
        ("ﷺ", ["صلىاللهعليهوسلم"]),
        ("", []),
    ],
)
def test_which_words_are_the_same(text, expected):
    assert stems(text) == expected


@given(st.text(max_size=100))
def test_terms_stand_where_they_say(text):
    terms = Analyser().terms(text)

    assert all(term.span.of(text) == term.word for term in terms)
    assert all(left.span.end <= right.span.start for left, right in itertools.pairwise(terms))


@given(st.text(max_size=100))
def test_a_stem_is_one_token_for_the_word_index(text):
    for stem in stems(text):
        assert stem.split() == [stem]
        assert len(stem) <= 18 * LONGEST_TERM_CHARACTERS  # one letter may decompose into eighteen


@given(st.text(max_size=100))
def test_terms_and_stems_agree(text):
    analyser = Analyser()

    assert [term.stem for term in analyser.terms(text)] == analyser.stems(text)


def test_a_word_that_was_met_before_is_analysed_as_the_first_time():
    analyser = Analyser()

    assert analyser.stems("US us rockets") == analyser.stems("US us rockets")


def test_an_endless_word_takes_no_time():
    begun = process_time()

    [stem] = stems("abcing" * 200_000)

    assert len(stem) <= LONGEST_TERM_CHARACTERS
    assert process_time() - begun < 2  # it took five seconds when the whole word was stemmed


def test_threads_may_share_an_analyser():
    heads = ["nation", "organ", "minister", "harbour", "generat", "hopeful"]
    words = " ".join(f"{head}{end}" for head in heads for end in ("ization", "ing", "ations", "ally", "ies", "ness"))
    expected = stems(words)
    found = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(10):
            shared = Analyser()
            threads = [threading.Thread(target=lambda a=shared: found.append(a.stems(words))) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert found == [expected] * 40


def test_distinct_keeps_the_order():
    assert distinct(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
