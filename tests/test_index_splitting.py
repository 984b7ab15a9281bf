"""Passages: every sentence, exact offsets, never above the embedder's window."""

import itertools
import random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Span
from index.sentences import sentence_spans
from index.splitting import CHARACTERS_A_TOKEN, Splitter
from index.text import normalise

PIECES = st.sampled_from(
    [
        "The wall fell",
        ". ",
        "! ",
        "\n\n",
        " ",
        "word ",
        "in the harbour ",
        "x" * 30,
        "中文。",
        "😀",
        "각,",
        "a-b/",
        "“Yes” ",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join).map(normalise)
SPLITTERS = st.builds(
    lambda target, more, overlap: Splitter(
        target_tokens=target, window_tokens=target + more, overlap_sentences=overlap
    ),
    st.integers(1, 25),
    st.integers(0, 10),
    st.integers(0, 3),
)


def count_words(texts):
    """An additive tokenizer: four characters of a word are a token."""
    return [sum(-(-len(word) // 4) for word in text.split()) for text in texts]


def covered(spans):
    return {i for span in spans for i in range(span.start, span.end)}


@given(TEXTS, SPLITTERS)
def test_every_character_that_is_not_white_space_is_in_a_passage(text, splitter):
    passages = splitter.split(text, count_words)

    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered(passages)


@given(TEXTS, SPLITTERS)
def test_no_passage_is_above_the_window(text, splitter):
    passages = splitter.split(text, count_words)

    # A single character can be more than a tiny window, and stays whole.
    assert all(n <= splitter.window_tokens for n in count_words([span.of(text) for span in passages]))


@given(TEXTS, SPLITTERS)
def test_passages_go_forward(text, splitter):
    passages = splitter.split(text, count_words)

    assert all(left.start < right.start and left.end < right.end for left, right in itertools.pairwise(passages))
    assert all(span.of(text) == span.of(text).strip() for span in passages)


@given(TEXTS, SPLITTERS)
def test_a_passage_begins_and_ends_with_whole_sentences_where_they_fit(text, splitter):
    sentences = sentence_spans(text)
    sizes = count_words([span.of(text) for span in sentences])
    fits = all(size <= splitter.target_tokens for size in sizes) and all(
        span.end - span.start <= CHARACTERS_A_TOKEN for span in sentences
    )

    passages = splitter.split(text, count_words)

    if fits:
        assert {span.start for span in passages} <= {span.start for span in sentences}
        assert {span.end for span in passages} <= {span.end for span in sentences}


def test_neighbouring_passages_share_one_sentence():
    text = "One two three. Four five six. Seven eight nine. Ten eleven twelve."
    splitter = Splitter(target_tokens=12, window_tokens=14)

    passages = splitter.split(text, count_words)

    assert [span.of(text) for span in passages] == [
        "One two three. Four five six.",
        "Four five six. Seven eight nine.",
        "Seven eight nine. Ten eleven twelve.",
    ]


def test_without_overlap_each_sentence_stands_once():
    text = "One two three. Four five six. Seven eight nine."

    passages = Splitter(target_tokens=8, window_tokens=10, overlap_sentences=0).split(text, count_words)

    assert [span.of(text) for span in passages] == ["One two three. Four five six.", "Seven eight nine."]


def test_a_sentence_that_leaves_no_room_for_the_next_is_not_repeated():
    text = "A rather long first sentence here. Another rather long second one."

    passages = Splitter(target_tokens=10, window_tokens=12).split(text, count_words)

    assert passages == sentence_spans(text)


def test_a_sentence_above_the_window_is_cut_between_words():
    text = " ".join(["one two three four five six"] * 20)

    passages = Splitter(target_tokens=10, window_tokens=12, overlap_sentences=0).split(text, count_words)

    assert " ".join(span.of(text) for span in passages) == text
    assert max(count_words([span.of(text) for span in passages])) == 10


def test_a_text_of_white_space_has_no_passages():
    assert Splitter().split(" \n ", count_words) == []


@pytest.mark.parametrize("wrong", [{"target_tokens": 0}, {"target_tokens": 300}, {"overlap_sentences": -1}])
def test_a_splitter_that_could_not_cut_is_not_built(wrong):
    with pytest.raises(ValueError, match="no passages can be cut"):
        Splitter(**wrong)


def test_a_splitter_fits_itself_to_a_smaller_window():
    assert Splitter(overlap_sentences=2).within(126) == Splitter(
        target_tokens=126, window_tokens=126, overlap_sentences=2
    )
    assert Splitter().within(510) == Splitter()


def test_another_splitter_has_another_fingerprint():
    splitters = [
        Splitter(),
        Splitter(target_tokens=100),
        Splitter(target_tokens=200, window_tokens=210),
        Splitter(overlap_sentences=0),
    ]

    assert len({splitter.fingerprint for splitter in splitters}) == len(splitters)


def made_words(count, seed=1):
    chance = random.Random(seed)  # noqa: S311 - words for a test
    known = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(2000)]
    return chance.choices(known, k=count)


AWKWARD = {
    "no punctuation": " ".join(made_words(3000)),
    "one endless word": "a" * 50_000,
    "Base64": "QUJD/+x9Zk0" * 4000,
    "Chinese": "今天天气很好我们去公园玩" * 200,
    "Chinese sentences": "今天天气很好。我们去公园玩。" * 200,
    "Hangul, of which one character is three tokens": "각," * 1000,
    "Bengali": "কো," * 1000,
    "emoji": "😀" * 3000,
    "emoji with commas": "😀," * 2000,
    "an address": "https://x.example/" + "a-b/c.d?e=f&" * 300,
    "punctuation only": "!?" * 3000,
    "wide gaps": ("word" + " " * 5000) * 20,
    "zero width": "\u200b " * 5000,
}


@pytest.mark.model
@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_an_awkward_text_is_covered_by_passages_that_the_real_model_reads_whole(text, embedder):
    splitter = Splitter()

    passages = splitter.split(text, embedder.count_tokens)

    assert max(embedder.count_tokens([span.of(text) for span in passages])) <= embedder.window_tokens
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered(passages)
    assert max(len("".join(span.of(text).split())) for span in passages) <= 2540


@pytest.mark.model
def test_news_is_cut_near_the_target(embedder):
    chance = random.Random(2)  # noqa: S311 - words for a test
    words = made_words(20_000)
    text = "".join(word + (". " if chance.random() < 0.06 else " ") for word in words)

    passages = Splitter().split(text, embedder.count_tokens)

    counts = embedder.count_tokens([span.of(text) for span in passages])
    assert max(counts) <= 254
    assert sorted(counts)[len(counts) // 2] > 120


@pytest.mark.parametrize("end", [". ", " "], ids=["sentences", "no punctuation"])
def test_five_megabytes_are_cut_in_seconds(end):
    words = made_words(40_000)
    paragraph = "".join(word + (end if i % 17 == 0 else " ") for i, word in enumerate(words))
    text = paragraph * (5_000_000 // len(paragraph) + 1)
    counted = []

    def count(texts):
        counted.extend(map(len, texts))
        return count_words(texts)

    begun = process_time()

    passages = Splitter().split(text, count)

    assert passages[-1].end == len(text.rstrip())
    assert passages[0] == Span(0, passages[0].end)
    # The model's tokenizer is what takes long: 30 to 70 s when every sentence was counted three times.
    assert sum(counted) < 2.8 * len(text)
    assert process_time() - begun < 20  # two seconds
