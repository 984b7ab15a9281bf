"""A reply's blocks hold no address and no mention, whatever stood between their pieces; what compares is kept."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.marking import read_reply
from prompts.plain_blocks import plain_blocks

ACTING = re.compile(r"<[@#/:]|<(?:t|id|a?):|@(?:everyone|here)|[a-z]:/", re.IGNORECASE)
PIECES = st.sampled_from(
    [
        *(
            "@everyone",
            "@",
            "everyone",
            "here",
            "<@1>",
            "<",
            ">",
            "<#2>",
            "</ask:3>",
            "<t:4>",
            "123",
            "https",
            ":",
            "/",
        ),
        *(
            "//",
            "http://a.example",
            "[1]",
            "[2]",
            "【3】",
            "(passage 1)",
            "[",
            "]",
            "(",
            ")",
            "[x](y)",
            "**",
            "`",
            "_",
            "|",
        ),
        *("\\", "<b>", "</b>", "<br>", "\u200b", "\u2060", "\u00ad", "~~", " ", "\n", "word", ".", "e", "h", "/", "|"),
    ]
)


@pytest.mark.parametrize(
    ("reply", "block"),
    [
        ('See [the offer]( https://a.example/b "now" ).', "See the offer."),
        ("See [the offer](https://a.example/b_(c)_(d)).", "See the offer."),
        ("See ftp://a.example/b and discord://-/x now.", "See and now."),
        ("Dear @everyone and @Here.", "Dear everyone and Here."),
        ("Dear @@everyone, @@@here.", "Dear everyone, here."),
        ("Dear <@123>all, </ask:4>so <t:5:R>it is.", "Dear all, so it is."),
        ("Dear @every**one**.", "Dear everyone."),
        ("It costs <5 crowns, or < a crown.", "It costs <5 crowns, or < a crown."),
        ("The score was 3:2 and/or 4:1.", "The score was 3:2 and/or 4:1."),
        ("It rained\u200b on \u202eMonday.", "It rained on Monday."),
        ("Response: It rained.", "It rained."),
        ("Dear [1234567](x).", "Dear 1234567."),
    ],
)
def test_what_acts_is_taken_apart(reply, block):
    assert plain_blocks(reply) == [block]


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_sentence_of_any_reply_acts(reply):
    for sentence in read_reply(reply, refusal="No."):
        assert not ACTING.search(sentence.text), sentence.text


def test_endless_pieces_take_linear_time():
    begun = time.process_time()

    for piece in ("<", "@", ":/", ":[1]", "[a](", "(a", "http://", "h", ":[", ":(/"):
        plain_blocks(piece * 30_000)

    assert time.process_time() - begun < 10
