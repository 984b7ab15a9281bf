"""From a raw reply to marked sentences: every form of marker, every kind of reply, and never an exception."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.generator import MarkedSentence
from prompts.marking import read_reply

REFUSAL = "The passages do not answer this question."


def read(reply):
    return [(sentence.text, sentence.markers) for sentence in read_reply(reply, refusal=REFUSAL)]


@pytest.mark.parametrize(
    ("marker", "numbers"),
    [
        ("[1]", (1,)),
        ("[12]", (12,)),
        ("[1][2]", (1, 2)),
        ("[1] [2]", (1, 2)),
        ("[2], [1]", (2, 1)),
        ("[1] and [2]", (1, 2)),
        ("[1, 2]", (1, 2)),
        ("[1,2;3]", (1, 2, 3)),
        ("[1 and 2]", (1, 2)),
        ("[1, 2, and 3]", (1, 2, 3)),
        ("[ 1 ]", (1,)),
        ("[[1]]", (1,)),
        ("[[1], [2]]", (1, 2)),
        ("[1-3]", (1, 2, 3)),
        ("[1–3, 5]", (1, 2, 3, 5)),
        ("[3-1]", (3, 1)),
        ("[1-999]", (1, 999)),
        ("［1］", (1,)),
        ("【1】", (1,)),
        ("【2†The Quay Gazette】", (2,)),
        ("〔1〕", (1,)),
        ("[１]", (1,)),
        ("[^1]", (1,)),
        ("[#1]", (1,)),
        ("[passage 1]", (1,)),
        ("[Passages 1 and 2]", (1, 2)),
        ("(passage 1)", (1,)),
        ("(sources 1, 2)", (1, 2)),
        ("\\[1\\]", (1,)),
        ("**[1]**", (1,)),
        ("`[1]`", (1,)),
        ("<sup>[1]</sup>", (1,)),
        ("[1](https://a.invalid/b)", (1,)),
        ("[[1]](https://a.invalid/b)", (1,)),
        ("[1][1]", (1,)),
        ("[0]", ()),
        ("[0, 2]", (2,)),
    ],
)
def test_every_form_of_marker_is_read_and_taken_out(marker, numbers):
    assert read(f"It rained. {marker}") == [("It rained.", numbers)]
    assert read(f"It rained {marker}.") == [("It rained.", numbers)]
    assert read(f"It rained{marker}.") == [("It rained.", numbers)]


@pytest.mark.parametrize(
    "text", ["It cost [2024] crowns.", "[sic] It rained.", "It rained (1).", "Room [A1].", "It rose [1.5]."]
)
def test_other_brackets_are_text(text):
    assert read(text) == [(text, ())]


@pytest.mark.parametrize(
    "reply",
    [
        "It rained. [1] It snowed. [2]",
        "It rained [1]. It snowed [2].",
        "It rained.[1] It snowed.[2]",
        "It rained.[1]It snowed.[2]",
        "It rained. [1]. It snowed. [2].",
        "It rained [1] . It snowed [2] .",
        "[1] It rained. [2] It snowed.",
        "[1]: It rained.\n[2]: It snowed.",
        "It rained.\n[1]\nIt snowed.\n[2]",
        "It rained. [1]\n\nIt snowed. [2]",
        "- It rained. [1]\n- It snowed. [2]",
        "1. It rained. [1]\n2. It snowed. [2]",
        "* It rained. [1]\n+ It snowed. [2]",
        "> It rained. [1]\n> It snowed. [2]",
        "It rained. [1]<br>It snowed. [2]",
        "**It rained.** [1] *It snowed.* [2]",
        "__It rained.__ [1] _It snowed._ [2]",
        "```\nIt rained. [1] It snowed. [2]\n```",
        "~~~text\nIt rained. [1]\nIt snowed. [2]\n~~~",
        "Answer: It rained. [1] It snowed. [2]",
        "**Reply:** It rained. [1] It snowed. [2]",
        "[It rained.](https://a.invalid) [1] It snowed. [2]",
        "It rained. [1] It snowed. https://a.invalid/b?c=[2] [2]",
        "It rained. [1] It snowed. (https://a.invalid/b) [2]",
        "It rained. [1] It snowed. [2]\n\nSources:\n[1] The Quay Gazette\n[2] Lantern Wire",
        "It rained. [1] It snowed. [2]\n\n**References**\n- [1] The Quay Gazette",
        "<think>Passage [3] says hail. So:</think>It rained. [1] It snowed. [2]",
        "hail [3]</think>\n\nIt rained. [1] It snowed. [2]",
        "It rained.\r\n[1]\r\nIt snowed. [2]",
        "It rained. [1] The passages do not answer this question. It snowed. [2]",
    ],
)
def test_sentences_get_their_own_markers_whatever_the_reply_looks_like(reply):
    assert read(reply) == [("It rained.", (1,)), ("It snowed.", (2,))]


def test_a_marker_within_a_sentence_belongs_to_it():
    assert read("The mayor [1] agreed, the council [2] did not. It rained.") == [
        ("The mayor agreed, the council did not.", (1, 2)),
        ("It rained.", ()),
    ]


def test_a_sentence_without_a_marker_has_none():
    assert read("It rained. It snowed. [2]") == [("It rained.", ()), ("It snowed.", (2,))]


def test_a_line_that_goes_on_is_one_sentence():
    assert read("It rained on\nthe whole valley [1]") == [("It rained on the whole valley", (1,))]


def test_words_after_a_colon_belong_to_it_on_the_next_line_too():
    assert read("Wim Dace said:\n“It rained” [1]") == [("Wim Dace said: “It rained”", (1,))]
    assert read("Two accounts:\n- It rained. [1]") == [("Two accounts:", ()), ("It rained.", (1,))]


def test_lines_that_end_in_markers_are_sentences_of_their_own():
    assert read("Rain in the valley [1]\nSnow on the pass [2]") == [
        ("Rain in the valley", (1,)),
        ("Snow on the pass", (2,)),
    ]


def test_a_heading_is_plain_text_without_a_marker():
    assert read("## The weather\n\nIt rained. [1]") == [("The weather", ()), ("It rained.", (1,))]


def test_a_number_in_the_midst_of_quoted_words_is_part_of_the_quotation():
    assert read("The note says “the bridge[3] fell” [1].") == [("The note says “the bridge[3] fell”.", (1,))]
    assert read('The note says "the bridge[3] fell". [1]') == [('The note says "the bridge[3] fell".', (1,))]


def test_a_marker_at_the_end_of_quoted_words_is_a_marker():
    assert read("She said: “It rained [1].”") == [("She said: “It rained.”", (1,))]


def test_an_inch_sign_opens_no_quotation():
    assert read('The 5" gun fell [1] and the 6" gun stood [2].') == [('The 5" gun fell and the 6" gun stood.', (1, 2))]


def test_words_with_stars_and_underscores_of_their_own_keep_them():
    assert read("The file snake_case_name holds 2 * 3 rows. [1]") == [
        ("The file snake_case_name holds 2 * 3 rows.", (1,))
    ]


@pytest.mark.parametrize(
    "reply",
    [
        REFUSAL,
        "the passages do not answer this question",
        "  **The passages do NOT answer this question!**  ",
        f"{REFUSAL} [1]",
        f"“{REFUSAL}”",
        f"Reply: {REFUSAL}",
        f"{REFUSAL} However, it rained. [1]",
        "The passages do\nnot answer this question",
    ],
)
def test_the_sentence_of_refusal_is_a_refusal_however_it_is_typed(reply):
    assert read(reply) == []


def test_words_that_only_begin_like_the_refusal_are_none():
    assert read("The passages do not answer this questionnaire. [1]") == [
        ("The passages do not answer this questionnaire.", (1,))
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        " \n\t ",
        "[1]",
        "[1] [2]\n[3]",
        "...",
        "**",
        "```\n```",
        '{"answer": "It rained. [1]"}',
        '["It rained [1]"]',
        "<think>It rained. [1]",
        "Sources:\n[1] The Quay Gazette",
    ],
)
def test_a_reply_without_a_sentence_has_none(reply):
    assert read(reply) == []


def test_sentences_hold_no_line_ends_and_no_control_characters():
    assert read("It\trained\x00 in\u2028the \ud800 valley. [1]") == [("It rained in the \ufffd valley.", (1,))]


LONG = [
    "It rained in Port Ellery [1]. ",
    "word ",
    "x",
    "[1] ",
    "[1",
    "[",
    "[[",
    "]",
    "[1, ",
    "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 ",
    "[1-3],",
    "(",
    "( ",
    "“",
    '" a',
    "*",
    "_",
    "`_*",
    "~",
    "<",
    "<a",
    "[a](",
    "http://",
    "\\[",
    "{",
    "- \n",
    "1. ",
    "> ",
    "# ",
    "\n",
    " ",
    "<think>",
    "</think>",
    "Sources",
    "\u0301",
    "\ufdfa",
    "[1][1]",
    "“[1]",
]


@pytest.mark.parametrize("piece", LONG, ids=repr)
def test_two_hundred_kilobytes_of_anything_are_read_in_linear_time(piece):
    # Quadratic time would be minutes here; a busy machine makes the two seconds that it may take generous.
    began = time.process_time()

    read_reply(piece * (200_000 // len(piece)), refusal=REFUSAL)

    assert time.process_time() - began < 5


PIECES = st.sampled_from(
    [
        "It rained. ",
        "Dr. Vance said so",
        "[1]",
        "[1, 2]",
        "[2-4]",
        "【3】",
        "[[1]]",
        "\n",
        "- ",
        "## ",
        "“",
        "”",
        '"',
        "*",
        "`",
        "(",
        ")",
        "[",
        "]",
        "{{ x }}",
        "```\n",
        "https://a.invalid",
        "<b>",
        "</think>",
        "Sources:\n",
        ". ",
        " ",
        REFUSAL,
        "é",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=300))
def test_any_reply_gives_plain_sentences_with_distinct_positive_markers(reply):
    for sentence in read_reply(reply, refusal=REFUSAL):
        assert sentence.text == " ".join(sentence.text.split())
        assert any(character.isalnum() for character in sentence.text)
        assert all(1 <= marker <= 999 for marker in sentence.markers)
        assert len(set(sentence.markers)) == len(sentence.markers)


WORDS = st.lists(
    st.sampled_from("Mayor Vance said rain fell on Tessary and the old weir held".split()), min_size=2, max_size=8
)
MARKS = st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True)


@given(
    st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=6),
    st.sampled_from(["{}. {}", "{} {}.", "{}.{}", "- {} {}\n"]),
)
def test_whatever_is_marked_is_read_back(written, form):
    sentences = [("The " + " ".join(words), tuple(marks)) for words, marks in written]
    reply = " ".join(form.format(text, "".join(f"[{mark}]" for mark in marks)) for text, marks in sentences)

    read_back = read_reply(reply.replace("\n ", "\n"), refusal=REFUSAL)

    assert read_back == tuple(
        MarkedSentence(text=text if form.startswith("-") else f"{text}.", markers=marks) for text, marks in sentences
    )
