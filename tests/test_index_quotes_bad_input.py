"""Transcripts, marks of every form, open ends and texts that nobody wrote: no word in another's mouth, and no delay."""

import itertools
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.quotes import quotes_of


def said(text):
    """Speaker and words of everything that is quoted."""
    return [(quote.speaker, quote.words.of(text)) for quote in quotes_of(text) if quote.direct]


HOLDS = "The wall will hold for years"


@pytest.mark.parametrize(
    "marks", ["„“", "„”", "«»", "»«", "‹›", "›‹", "「」", "『』", "‚‘", "‘’", "“”", '""', "''", "″″"]
)
@pytest.mark.parametrize("frame", ["{0}{2}{1}, said Ann Lee.", "Ann Lee said: {0}{2}{1}.", "{0}{2},{1} said Ann Lee."])
def test_marks_of_every_language_hold_the_same_words(marks, frame):
    assert said(frame.format(*marks, HOLDS)) == [("Ann Lee", HOLDS)]


def test_marks_with_a_space_inside_hold_the_words_alone():
    assert said(f"« {HOLDS} », said Ann Lee.") == [("Ann Lee", HOLDS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What is quoted in a quotation is of whoever quotes it.
        (
            "“It holds,” said Ann Lee. “‘Never again,’ Hart told me. It was awful.”",
            [("Ann Lee", "It holds"), ("Ann Lee", "‘Never again,’ Hart told me. It was awful.")],
        ),
        (
            "“When Tom Hart said, “it is gone,” we left,” Ann Lee recalled.",
            [("Ann Lee", "When Tom Hart said, “it is gone,” we left")],
        ),
        ("Ann Lee said: “Hart told me, ‘It is gone.’”", [("Ann Lee", "Hart told me, ‘It is gone.’")]),
        # Over several paragraphs, each of which opens with a mark again.
        (
            "Ann Lee said: “It will hold.\n\n“We checked it twice.\n\n“It is good.”\n\n“I doubt it,” said Tom Hart.",
            [
                ("Ann Lee", "It will hold."),
                ("Ann Lee", "We checked it twice."),
                ("Ann Lee", "It is good."),
                ("Tom Hart", "I doubt it"),
            ],
        ),
        (
            "Ann Lee said: “It will hold.\n\n“I doubt all of it,” said Tom Hart.",
            [("Ann Lee", "It will hold."), ("Tom Hart", "I doubt all of it")],
        ),
        # Transcripts: each line is whose label it has, and one who quotes another does not say it.
        (
            "HART: “The wall will hold.”\nLEE: “It will not hold at all.”",
            [("HART", "The wall will hold."), ("LEE", "It will not hold at all.")],
        ),
        ("LEE: Ms. Brook said “it will not hold at all.”", [("Ms. Brook", "it will not hold at all.")]),
        ("ANN LEE: “It will hold.” TOM HART: “It will not.”", [("ANN LEE", "It will hold.")]),
    ],
)
def test_quotations_in_quotations_and_over_paragraphs_stay_their_speakers(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # A verb of saying stands right before the words, and is another's, or nobody's.
        "Asked whether Ann Lee said “the wall will hold,” Tom Hart declined.",
        "Nobody said “the wall will hold for years,” Ann Lee insisted.",
        "Ann Lee denied that Tom Hart had said “the wall will fall tomorrow.”",
        "Ann Lee never said “the wall will hold for years.”",
        "Ann Lee did not say “the wall will hold for years.”",
        "Ann Lee was told “the wall will hold for years.”",
        "Ann Lee was accused of saying “the wall will hold for years.”",
        "In what Mr. Hart called “a very old joke,” the Quill Club charged members twice, its treasurer said.",
        # Two tell, one inside the other.
        "Tom Hart said Ann Lee had told him “the wall will hold for years.”",
        "Tom Hart quoted Ann Lee as saying “the wall will hold for years.”",
        # What is held up is no speech.
        "The song “The wall will hold for years” is his best, Ann Lee said.",
        "Ann Lee said he wrote a book titled “The wall will hold for years”.",
        "Ann Lee said the crowd carried a banner reading “the wall will fall by spring”.",
        # The verb is left out for the second speaker.
        "Ann Lee said yes; Tom Hart, “the wall will fall by spring”.",
        # An interview, in two lines and in two paragraphs.
        "Q: Did it hold?\nA: “It did hold for years,” Lee said.",
        "Q: Did it hold?\n\nA: Tom Hart said it would. “It did not,” said Ann Lee.",
        "Question: Did it hold?\n\nAnswer: “It did hold for years,” Lee said.",
        # A pronoun before anybody is named, and one that is nobody in particular.
        "He said: “The wall will hold for years.”\n\nAnn Lee laughed.",
        "They said: “The wall will hold for years.”",
        "“The wall will hold for years,” he said of Ann Lee.",
        # Whoever writes "I" is not who spoke before.
        "Tom Hart said so. I told you “the wall will hold for years”.",
        # Marks without a partner.
        "“The wall will hold for years",
        "“The wall will hold for years, said Ann Lee.",
        "The wall will hold for years,” said Ann Lee.",
    ],
)
def test_no_words_are_put_into_anothers_mouth(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee noted the cost and added: “I know of it.”", "I know of it."),
        ("Ann Lee laughed, but went on to say, “There is no wall at all.”", None),
        ("The mayor of Ennis noted the cost, and added: “I know a little of it.”", "I know a little of it."),
        ("Ann Lee warned of what she called “a very old danger.”", "a very old danger."),
    ],
)
def test_a_second_verb_of_the_same_speaker_is_no_others(text, expected):
    assert [words for _, words in said(text)] == ([expected] if expected else [])


def test_what_somebody_says_of_others_words_is_reported_as_a_whole_sentence():
    text = "Nobody said “the wall will hold for years,” Ann Lee insisted."
    assert [(one.speaker, one.words.of(text), one.direct) for one in quotes_of(text)] == [("Ann Lee", text, False)]


def test_the_label_of_a_transcript_is_no_part_of_a_name_and_a_question_to_you_is_nobodys():
    text = "BROOK: Do you think so?\nLEE: Tom Hart said the wall will hold.\nBROOK: I think it will."
    assert [one.speaker for one in quotes_of(text)] == ["Tom Hart"]


def test_a_sentence_of_more_verbs_than_people_write_is_no_sentence():
    assert said("Ann Lee said, " * 20 + "“The wall will hold for years”.") != []
    assert quotes_of("Ann Lee said, " * 50 + "“The wall will hold for years”.") == ()


@pytest.mark.parametrize(
    "text",
    ["", " \n\n\t", "“”", "said", "“ ” said", "’", "“a”", "\0“I see,” said Lee.", "İ “I see,” said İlse."],
)
def test_next_to_nothing_is_read_without_a_fault(text):
    for quote in quotes_of(text):
        assert quote.words.of(text) in quote.sentence.of(text)


OPENING = "“„«‹「『‚‘\"'»›"
CLOSING = "”“»›」』‘’\"'«‹"
PIECES = ["According to", "denied that", "; Hart,", "\n", "\n\n", "— Ann Lee", "5'2\""]
WORDS = st.sampled_from(
    [*PIECES, *"said says told Ann Lee Hart mayor wall he and who that never Q: LEE: Mr. No, …".split()]
)
QUOTATIONS = st.builds(
    lambda place, words: OPENING[place] + " ".join(words) + CLOSING[place],
    st.integers(0, len(OPENING) - 1),
    st.lists(WORDS, min_size=1, max_size=6),
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.one_of(WORDS, QUOTATIONS, st.text(max_size=3)), max_size=40).map(" ".join)
)
ANY_MARK = frozenset(f"{OPENING}{CLOSING}`′‛‟〝❝〞❞″＂")


@settings(max_examples=300)
@given(TEXTS)
def test_quoted_words_stand_between_marks_inside_their_sentence(text):
    before = 0
    for quote in quotes_of(text):
        assert 0 <= quote.sentence.start <= quote.words.start < quote.words.end <= quote.sentence.end <= len(text)
        assert before <= quote.words.start
        before = quote.words.start
        assert quote.speaker == quote.speaker.strip() != ""
        assert any(sign.isalnum() for sign in quote.words.of(text))
        if quote.direct:
            assert text[: quote.words.start].rstrip()[-1] in ANY_MARK
            # Open at the end only where the next paragraph begins with a mark again.
            behind = text[quote.words.end :].lstrip(" ,")
            assert not behind or behind.lstrip()[0] in ANY_MARK


NAMES = [f"{a}{b}{c}{d}".title() for a, b, c, d in itertools.product("bdfgkl", "aeiou", "mnrst", "aeiou")]
ADVERSARIES = {
    "straight marks": '"',
    "opening marks": "“",
    "closing marks": "”",
    "open again and again": "“a ",
    "verbs alone": "said ",
    "sentences of verbs": "said " * 390 + ". ",
    "names and verbs": "Lee said " * 200 + ". ",
    "lines that end nothing": "A: “x”\n",
    "signatures": "― Ann Lee\n",
    "labels": "Ann Lee: “x y z.”\n",
    "open paragraphs": "“a b c.\n\n",
    "many speakers": "".join(f"{name}ov said so. " for name in NAMES),
    "many first names": "".join(f"{name} Lee said so. Lee said no. " for name in NAMES),
    "one-word quotations": "“a” said " * 200 + ". ",
    "marks in runs": "“" * 1900 + " said Lee. ",
    "apostrophes": "s' ",
    "offices": "Mayor Ann Lee said so. The mayor said so. ",
    "semicolons": "Lee said; Hart, “no it is not”; ",
    "denials": "Lee denied that " * 100 + "he said. ",
}


@pytest.mark.parametrize("repeated", ADVERSARIES.values(), ids=ADVERSARIES)
def test_a_hundred_thousand_characters_of_anything_are_read_in_a_moment(repeated):
    text = repeated * (100_000 // len(repeated))
    begun = process_time()
    quotes_of(text)
    # Measured: at most 0.9 seconds; what grows with the square of the length takes many times as long.
    assert process_time() - begun < 8
