"""Sentence spans: exact offsets, whatever the text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from index.text import normalise

PIECES = st.sampled_from(
    [
        "Ann Lee said so",
        ". ",
        ".",
        "! ",
        "? ",
        "…",
        "\n",
        "\n\n",
        " ",
        "\t",
        "“",
        "”",
        "Mr. ",
        "U.S. ",
        "3.5",
        "😀",
        "。",
        "中文",
        "\u00a0",
        "\u200b",
        "(",
        ")",
        "a",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)).map(normalise)


@given(TEXTS)
def test_spans_are_in_order_and_apart(text):
    spans = sentence_spans(text)

    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
    assert all(span.end <= len(text) for span in spans)


@given(TEXTS)
def test_spans_have_no_white_space_around_them(text):
    for span in sentence_spans(text):
        sentence = span.of(text)
        assert sentence
        assert sentence == sentence.strip()


@given(TEXTS)
def test_every_character_that_is_not_white_space_is_in_a_sentence(text):
    covered = {i for span in sentence_spans(text) for i in range(span.start, span.end)}

    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n\t ", []),
        ("One. Two!  Three?", ["One.", "Two!", "Three?"]),
        (
            "Mr. Hart met Ms. Lee in the U.S. on Monday. He left.",
            ["Mr. Hart met Ms. Lee in the U.S. on Monday.", "He left."],
        ),
        ("It cost 3.5 million. 😀 Really.", ["It cost 3.5 million.", "😀 Really."]),
        ("He met Ms. Lee. He left.", ["He met Ms. Lee.", "He left."]),
        ("It began at 5 p.m. Monday. He left.", ["It began at 5 p.m. Monday.", "He left."]),
        ("It began at 5 p.m. Lee left.", ["It began at 5 p.m.", "Lee left."]),
        ("“Is it safe?” Tom Hart asked. He left.", ["“Is it safe?” Tom Hart asked.", "He left."]),
        (
            "“It is safe!” Hart, the union’s leader, said. He left.",
            ["“It is safe!” Hart, the union’s leader, said.", "He left."],
        ),
        ("“Is it safe?” Nobody knew.", ["“Is it safe?”", "Nobody knew."]),
        ("“Is it safe?”\nLee said no.", ["“Is it safe?”", "Lee said no."]),
        ("A headline\n\nThe text.", ["A headline", "The text."]),
        ("no punctuation at all", ["no punctuation at all"]),
        ("今天很好。我们走。", ["今天很好。", "我们走。"]),
    ],
)
def test_where_sentences_end(text, sentences):
    assert [span.of(text) for span in sentence_spans(text)] == sentences
