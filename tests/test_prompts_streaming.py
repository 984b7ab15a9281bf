"""Handing over a reply sentence by sentence: whatever its pieces are, the same sentences in the same order."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prompts.generator import MarkedSentence
from prompts.marking import read_reply
from prompts.streaming import LEAST_GROWTH_CHARACTERS, Handover, settled

REFUSAL = "The passages do not answer this question."
LONG = "The council of Tessary met on Friday and spoke for three hours about the old weir"


def handed_over(pieces):
    """What is handed over before the end, and in all, of a reply that comes in these pieces."""
    taken = []
    handover = Handover(take=taken.append, refusal=REFUSAL)
    reply = ""
    for piece in pieces:
        reply += piece
        handover.look(reply)
    early = list(taken)
    handover.end(read_reply(reply, refusal=REFUSAL))
    return early, taken


def early(reply):
    """What is handed over before the end of a reply that comes one character at a time."""
    return handed_over(reply)[0]


def test_a_sentence_is_handed_over_with_its_markers_once_the_next_is_well_begun():
    reply = f"It rained. [1][2] {LONG}"

    assert early(reply) == [MarkedSentence(text="It rained.", markers=(1, 2))]
    assert early(reply[:50]) == []


def test_the_last_sentence_is_handed_over_when_the_reply_has_ended():
    before, in_all = handed_over([f"It rained. [1] {LONG}. [2]"])

    assert before == [MarkedSentence(text="It rained.", markers=(1,))]
    assert in_all[1:] == [MarkedSentence(text=f"{LONG}.", markers=(2,))]


@pytest.mark.parametrize(
    "reply",
    [
        REFUSAL,
        f"{REFUSAL} {LONG} {LONG}. [1]",
        f"The passages do not answer\nthis question. {LONG}. [1]",
        f"“{REFUSAL}” {LONG}. [1]",
        f"<think>{LONG}. [1] {LONG}. [2] {LONG}",
        f'{{"answer": "{LONG}. [1] {LONG}. {LONG}"}}',
        f'["{LONG}. [1]", "{LONG}. {LONG}"]',
        f'```json\n{{"answer": "{LONG}. [1] {LONG}. {LONG}"}}\n```',
        f'[1, "{LONG}. {LONG}. {LONG}"]',
        "[1] [2] [3]\n" * 50,
        "",
        LONG,
    ],
)
def test_of_a_reply_that_is_none_nothing_is_handed_over(reply):
    assert early(reply) == []


def test_the_refusal_among_other_sentences_is_not_handed_over():
    given_over = early(f"It rained. [1] {REFUSAL} {LONG}. [2] {LONG}")

    assert [sentence.text for sentence in given_over] == ["It rained.", f"{LONG}."]


@pytest.mark.parametrize(
    ("reply", "held"),
    [
        (f"“Is it safe?” Lee asked the council on Friday. [1] {LONG}", "“Is it safe?”"),
        (f"He said: “It rained. {LONG}. It snowed.” [1] {LONG}", "He said: “It rained."),
        (f'He said: "It rained. {LONG}. It snowed." [1] {LONG}', 'He said: "It rained.'),
        (f"He said: 'It rained. {LONG}. It snowed.' [1] {LONG}", "He said: 'It rained."),
        (f"It rained (it did. {LONG}. It snowed) on the pass. [1] {LONG}", "It rained (it did."),
        (f"It met at 5 p.m. Monday. [1] {LONG}", "It met at 5 p.m."),
        ("It rained. 【2†The Quay Gazette of the third of May and its many readers of old】 It snowed.", "It rained."),
        ("It rained. [passages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 14] It snowed.", "It rained."),
        (f"[1] It rained. [2] {LONG}. [3]", "It rained."),
    ],
)
def test_a_sentence_that_may_still_change_is_held(reply, held):
    assert held not in [sentence.text for sentence in early(reply)]


def test_nothing_is_handed_over_behind_what_was_taken_back():
    before, in_all = handed_over([f"It rained. [1] {LONG}. [2]", "</think>It snowed. [3]"])

    assert before == in_all == [MarkedSentence(text="It rained.", markers=(1,))]


WORDS = st.sampled_from(
    "Mayor Vance said that rain fell on Tessary and the towns’ old weir held at 5 p.m. Monday while Dr. Lee, of the"
    " U.S. office, wasn't there for 4.5 million crowns".split()
)
PLAIN = st.lists(WORDS, min_size=3, max_size=14).map(lambda words: "The " + " ".join(words))
QUOTED = st.builds(
    lambda before, inside, marks: f"{before} said: {marks[0]}{inside}{marks[1]}",
    PLAIN,
    st.lists(PLAIN, min_size=1, max_size=3).map(". ".join),
    st.sampled_from(["“”", '""', "‘’", "''", "«»", "()"]),
)
ASKED = st.builds(lambda inside: f"“{inside}?” Ms. Lee of the harbour office in Tessary asked", PLAIN)
MARKS = st.lists(st.integers(1, 9), max_size=3).map(lambda numbers: "".join(f"[{number}]" for number in numbers))
FORMS = st.sampled_from(
    ["{0}. {1} ", "{0} {1}. ", "{0}.{1} ", "- {0}. {1}\n", "{0}. {1}\n\n", "{1} {0}. ", "{0}! {1} "]
)
SENTENCES = st.builds(lambda form, text, marks: form.format(text, marks), FORMS, PLAIN | QUOTED | ASKED, MARKS)
REPLIES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "Answer: ", "**Reply:** ", "<think>It rained. [1] It snowed. [2]</think>\n", f"{REFUSAL} "]),
    st.lists(SENTENCES, min_size=1, max_size=6).map("".join),
    st.sampled_from(["", "\n\nSources:\n[1] The Quay Gazette\n[2] Lantern Wire", REFUSAL, "\n```"]),
)


@example("It rained. It said: 'The mayor knew. The mayor went'. It snowed on and on. It wasn't. ", [1])
@example(
    "The Mayor Mayor Mayor.  The Mayor Mayor Mayor said: 'The Mayor Mayor Mayor. The Mayor Mayor Mayor'."
    "  The Mayor Mayor Mayor.  The Mayor Mayor Mayor Mayor Mayor wasn't.  ",
    [1],
)
@example(
    'The Mayor Mayor Mayor.  The Mayor Mayor Mayor said: "The Mayor Mayor Mayor. The Mayor Mayor Mayor".'
    '  The Mayor Mayor Mayor said: "The Mayor Mayor Mayor Mayor Mayor".  ',
    [1],
)
@given(REPLIES, st.lists(st.integers(1, 40), min_size=1))
def test_any_pieces_of_a_reply_give_its_own_sentences_in_order(reply, sizes):
    pieces, start = [], 0
    while start < len(reply):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(reply[start : start + size])
        start += size

    for cut in (pieces, [reply], list(reply)):
        assert handed_over(cut)[1] == list(read_reply(reply, refusal=REFUSAL))


@given(REPLIES, st.data())
def test_what_is_settled_stays_whatever_follows(reply, data):
    cut = data.draw(st.integers(0, len(reply)))

    sentences = settled(reply[:cut], refusal=REFUSAL)

    assert sentences == read_reply(reply, refusal=REFUSAL)[: len(sentences)]


@given(st.text("[]()“”\"'{}.!? \n1aA<>/*`-", max_size=120), st.text(max_size=60))
def test_any_text_is_read_without_an_error(text, more):
    for end in range(0, len(text), 7):
        settled(text[:end] + more, refusal=REFUSAL)


@pytest.mark.parametrize("piece", ["“A. ", "It rained. [1] ", "- a.\n", "'a. "])
def test_a_long_reply_in_single_characters_takes_no_quadratic_time(piece):
    began = time.process_time()

    handed_over(piece * (20_000 // len(piece)))

    assert time.process_time() - began < 10


def test_a_reply_is_looked_at_only_when_it_has_grown():
    handover = Handover(take=lambda _: None, refusal=REFUSAL)
    looks = []
    for length in range(3000):
        due = handover.due
        handover.look("x" * length)
        if handover.due != due:
            looks.append(length)

    assert len(looks) < 3000 / LEAST_GROWTH_CHARACTERS
