"""Who said what in an article: exact spans, certain speakers, and nobody's words in another's mouth."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.quotes import quotes_of


def said(text):
    """Speaker and words of everything that is quoted."""
    return [(quote.speaker, quote.words.of(text)) for quote in quotes_of(text) if quote.direct]


def reported(text):
    return [(quote.speaker, quote.words.of(text)) for quote in quotes_of(text) if not quote.direct]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # One quotation, wherever its speaker stands.
        ("“The wall will hold,” said Mayor Ann Lee.", [("Mayor Ann Lee", "The wall will hold")]),
        ("Mayor Ann Lee said: “The wall will hold.”", [("Mayor Ann Lee", "The wall will hold.")]),
        ("“No,” Lee said.", [("Lee", "No")]),
        ("According to Ann Lee, “the wall will hold”.", [("Ann Lee", "the wall will hold")]),
        ('"The wall will hold," Lee told reporters.', [("Lee", "The wall will hold")]),
        ("''The wall will hold,'' Lee said.", [("Lee", "The wall will hold")]),
        ("'The wall will hold,' Lee said.", [("Lee", "The wall will hold")]),
        ("«The wall will hold,» said Lee.", [("Lee", "The wall will hold")]),
        ("„The wall will hold,“ said Lee.", [("Lee", "The wall will hold")]),
        ("‹The wall will hold,› said Lee.", [("Lee", "The wall will hold")]),
        # A quotation of several sentences is its speaker's throughout.
        ("“It held. It will hold,” said Ann Lee.", [("Ann Lee", "It held. It will hold")]),
        ("Hart left. “It held. It will hold,” said Ann Lee.", [("Ann Lee", "It held. It will hold")]),
        # What follows in the paragraph goes on, also as a pronoun's.
        (
            "“The wall will hold,” said Ann Lee. “We checked it twice.”",
            [("Ann Lee", "The wall will hold"), ("Ann Lee", "We checked it twice.")],
        ),
        (
            "Ann Lee is the mayor. “The wall will hold,” Lee said. She added: “We checked it.”",
            [("Ann Lee", "The wall will hold"), ("Ann Lee", "We checked it.")],
        ),
        # A question and its asker, an exclamation and its crier.
        ("“Is the wall safe?” Mr. Hart asked.", [("Mr. Hart", "Is the wall safe?")]),
        ("''Is the wall safe?'' Mr. Hart asked.", [("Mr. Hart", "Is the wall safe?")]),
        # Verbs that report words only beside a quotation.
        ("“The wall will hold,” Ann Lee continued.", [("Ann Lee", "The wall will hold")]),
        ("“The wall will hold,” mused Ann Lee.", [("Ann Lee", "The wall will hold")]),
        # The fuller name that the article gives elsewhere.
        (
            "Pentagon spokesperson Sabina Sand spoke first. “It is over,” Pentagon spokesperson Sabina Sand said."
            "\n\n“We had no part in it,” Sand said.",
            [("Pentagon spokesperson Sabina Sand", "It is over"),
             ("Pentagon spokesperson Sabina Sand", "We had no part in it")],
        ),
        # A paragraph that is left open goes on in the next, which begins with a mark again.
        (
            "Lee said: “The wall will hold.\n\n“We checked it twice.”",
            [("Lee", "The wall will hold."), ("Lee", "We checked it twice.")],
        ),
        ("Lee told the council:\n\n“We checked it twice.”", [("Lee", "We checked it twice.")]),
        # Signed, labelled.
        ("“We lost everything that we had.” ― Ana Raul", [("Ana Raul", "We lost everything that we had.")]),
        (
            "“We lost everything.” ― Ana Raul\n“They never came.” — Beck Pim, teacher",
            [("Ana Raul", "We lost everything."), ("Beck Pim, teacher", "They never came.")],
        ),
        ('Council member Trey Lund: "I had no idea."', [("Council member Trey Lund", "I had no idea.")]),
        # Two who speak in one sentence: each quotation is its neighbour's.
        (
            "“It will hold,” said Ann Lee, but the engineers who built it, whom the council had asked twice for a"
            " report in spring, are said to have left town, and Tom Hart warned: “It won't last.”",
            [("Ann Lee", "It will hold"), ("Tom Hart", "It won't last.")],
        ),
        # A quotation within a quotation is part of the outer one.
        ("“Hart told me ‘never again’ and left,” Lee said.", [("Lee", "Hart told me ‘never again’ and left")]),
        # The subject of the sentence, behind all that is said of it.
        (
            "Ann Lee, opening the Hall of Art and Song on Monday, said it was “a house for all of us.”",
            [("Ann Lee", "a house for all of us.")],
        ),
        ("Ann Lee rejected the plan and said it was “a bad joke on us.”", [("Ann Lee", "a bad joke on us.")]),
        (
            "“They had no plan at all,” Hart said. Senator Claire Moss scolded him: “You knew of it,” she said.",
            [("Hart", "They had no plan at all"), ("Senator Claire Moss", "You knew of it")],
        ),
        ("As Ann Lee said last week, “the wall will hold for years.”", [("Ann Lee", "the wall will hold for years.")]),
    ],
)  # fmt: skip
def test_a_quotation_is_whose_words_it_is(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“The wall will hold.”",  # nobody is named
        "The so-called “iron wall” held, Lee said.",  # words held up to the light
        "“We won, Lee said. Hart called that a lie.",  # no closing mark
        "We won,” Lee said.",  # no opening mark
        "“The wall will hold.” The council meets on Monday, officials said in a very long note about other matters.\n\n"
        "“Nobody asked us.”",
        "Q: “Did the wall hold?” said the host.\nA: “It did,” Lee said.",  # an interview: whose A it is, nobody says
        "“It will hold,” she said.",  # nobody whom she could be
        "Update: “It will hold for years.”",  # no name before the colon
        "Lee spoke with Hart. Both left. Then: “It is a scandal.”",
        "Hart and Lee met. “It will hold,” he said.",
        "“It is a scandal.” Lee, or Hart.",
    ],
)
def test_nobody_is_named_where_it_is_not_clear(text):
    assert said(text) == []


def test_articles_of_quotations_only_name_nobody():
    assert quotes_of("“One thing.”\n\n“Another thing, and more of it.”\n\n‘A third.’") == ()


def test_unclosed_marks_do_not_take_the_next_paragraph_along():
    text = "Lee said: “The wall will hold.\n\nThe council left. “We had enough,” said Tom Hart."
    assert said(text) == [("Tom Hart", "We had enough")]


def test_what_is_reported_is_the_whole_sentence_with_its_attribution():
    text = "The wall will hold for years, Mayor Ann Lee said. Rain fell. According to the harbour office, it leaks."
    assert reported(text) == [
        ("Mayor Ann Lee", "The wall will hold for years, Mayor Ann Lee said."),
        ("the harbour office", "According to the harbour office, it leaks."),
    ]


def test_a_sentence_that_two_report_in_is_left_out():
    assert reported("The wall will hold, Ann Lee said, but Tom Hart warned that it won't.") == []


def test_an_article_broken_into_lines_is_read_as_one():
    text = "“The wall will hold. We\nchecked it twice,” said\nMayor Ann Lee of Ennis."
    assert [words for _, words in said(text)] == ["The wall will hold. We\nchecked it twice"]


def test_the_comma_before_the_speaker_goes_with_the_space_before_it():
    assert said("“The wall will hold for years ,” Ann Lee said.") == [("Ann Lee", "The wall will hold for years")]


WORDS = ["Ann Lee", "said", "she", "told", "Hart", "no", "''", "According to", "A:"]
MARKS = st.sampled_from([*"“”\"'‘’„«»‹› .,:!?\n―-", *WORDS])


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS, max_size=60).map(" ".join))
def test_spans_are_exact_and_in_order_whatever_the_marks(text):
    before = 0
    for quote in quotes_of(text):
        assert quote.sentence.start <= quote.words.start < quote.words.end <= quote.sentence.end
        assert quote.words.start >= before
        before = quote.words.start
        assert quote.speaker.strip()
        words = quote.words.of(text)
        assert words == words.strip()


def test_long_articles_of_marks_are_read_in_a_moment():
    begun = process_time()
    for text in ("“A ” said ’ " * 8000, "\n".join(["“Yes,” said Lee."] * 4000), '"' * 50_000, "Lee said “" * 5000):
        quotes_of(text)
    assert process_time() - begun < 20
