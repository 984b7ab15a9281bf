"""Whether an article has somebody say words: yes or no."""

import pytest

from index.article import Article
from index.passage import Passage, Span
from prompts.checks.said_by import is_said_by
from prompts.checks.source import Source
from prompts.speakers import Reader


def said(who, words, text):
    article = Article(id="a", title="", text=text)
    passage = Passage(article=article, span=Span(0, len(text)))
    source = Source(number=1, passage=passage, around=Reader().read(article, passage.span).sentences)
    start = text.index(words)
    return is_said_by(who, source, Span(start, start + len(words)))


NAMED = "“The wall will hold,” said Ann Lee. Tom Hart, the mayor, denied that it was weak."
PASSING = "To Mayor Tom Hart, the wall is a waste of money. Ann Lee was away."


@pytest.mark.parametrize(
    ("who", "words", "text", "expected"),
    [
        ("Ann Lee", "The wall will hold", NAMED, True),
        ("Lee", "The wall will hold", NAMED, True),
        ("Tom Hart", "The wall will hold", NAMED, False),
        ("Mayor Hart", "it was weak", NAMED, True),
        ("Ann Lee", "it was weak", NAMED, False),
        # A namesake.
        ("Eva Lee", "The wall will hold", NAMED, False),
        # Nobody speaks, in so many words: who is named beside it.
        ("Tom Hart", "the wall is a waste of money", PASSING, True),
        ("Ann Lee", "the wall is a waste of money", PASSING, False),
        # Named only within the words.
        ("Tom Hart", "Hart must go", "The crowd's banner was plain: “Hart must go”.", False),
        # Words over the end of a sentence.
        ("Ann Lee", "It holds. It will", "“It holds. It will,” said Ann Lee.", True),
    ],
)
def test_words_are_somebody_s_or_not(who, words, text, expected):
    assert said(who, words, text) is expected


def test_words_outside_what_was_read_are_nobody_s():
    article = Article(id="a", title="", text=NAMED)
    source = Source(number=1, passage=Passage(article=article, span=Span(0, len(NAMED))), around=())

    assert not is_said_by("Ann Lee", source, Span(1, 5))
