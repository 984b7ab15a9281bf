"""Which words stand in quotation marks, whatever the marks look like and wherever a sentence was cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quotations import quotations_in


def quoted(sentence):
    return [quotation.span.of(sentence) for quotation in quotations_in(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "“We will go,” Lee said.",
        '"We will go," Lee said.',
        "‘We will go,’ Lee said.",
        "'We will go,' Lee said.",
        "`We will go,` Lee said.",
        "«We will go,» Lee said.",
        "« We will go, » Lee said.",
        "»We will go,« Lee said.",
        "„We will go,“ Lee said.",
        "”We will go,” Lee said.",
        "``We will go,'' Lee said.",
        "''We will go,'' Lee said.",
        "‹We will go,› Lee said.",
        "「We will go,」 Lee said.",
        "＂We will go,＂ Lee said.",
        '"We will go,” Lee said.',
        "Lee said—“We will go,”—and left.",
        "Lee (“We will go,”) left.",
        "We will go,” Lee said.",
        "We will go,' Lee said.",
        'We will go," Lee said.',
        "Lee said: “We will go,",
        "Lee said: 'We will go,",
        'Lee said: "We will go,',
        "“ We will go, ” Lee said.",
    ],
)
def test_marks_of_every_form_are_seen(sentence):
    assert quoted(sentence) == ["We will go,"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("“We will go,” Lee said, “and not return.”", ["We will go,", "and not return."]),
        ('Lee called it "late" and Hart "a beginning".', ["late", "a beginning"]),
        ("“We call it the ‘wall’ here,” Lee said.", ["We call it the ‘wall’ here,"]),
        ("“We call it “the wall” here,” Lee said.", ["We call it “the wall” here,"]),
        ('"We call it "the wall" here," Lee said.', ['We call it "the wall" here,']),
        ("“They told me, ‘Go,’” Lee said.", ["They told me, ‘Go,’"]),
        ("'She told us \"no way\" twice,' Lee said.", ['She told us "no way" twice,']),
        ("'The bosses' plan is to tear it down,' Lee said.", ["The bosses' plan is to tear it down,"]),
        ("The bosses' plan, a 'quick fix', is late.", ["quick fix"]),
        ("The 'quick fixes' are late, and 'a beginning' is not.", ["quick fixes", "a beginning"]),
        ("'It'll be fine' and 'we're ready', they said.", ["It'll be fine", "we're ready"]),
        ("“5 million”, “$5 million” and “[n]o part”.", ["5 million", "$5 million", "[n]o part"]),
        ("'14 million crowns will be lost,' he said.", ["14 million crowns will be lost,"]),
        ("the tide fell,” Lee said, “and rose again", ["the tide fell,", "and rose again"]),
        ('"I am 6\'2" tall," Lee said.', ["I am 6'2\" tall,"]),
        ('In 1887 "the wall of 1887" was built.', ["the wall of 1887"]),
    ],
)
def test_each_quotation_is_one_and_the_inner_ones_belong_to_the_outer(sentence, expected):
    assert quoted(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The workers' demands are the mayor's too.",
        "In the '90s, in '98, rock 'n' roll was loud; get 'em.",
        "The ’90s rock ’n’ roll wasn’t loud.",
        'He is 6\'2" tall, the pipe 10" wide and 5′ 10″ long.',
        "It lies at 4° 30′ 12″ north.",
        "Nothing is quoted here.",
        "He typed \"\" and “…” and ''.",
        "",
    ],
)
def test_apostrophes_and_measures_quote_nothing(sentence):
    assert quoted(sentence) == []


def test_the_whole_has_the_marks_that_are_there():
    sentence = "He called it “late”, and it was “over"

    assert [quotation.whole.of(sentence) for quotation in quotations_in(sentence)] == ["“late”", "“over"]


@given(st.text(alphabet="ab1sS ,.'’‘\"“”«»„″[`\n"))
def test_quotations_are_in_order_and_never_overlap(sentence):
    found = quotations_in(sentence)

    assert all(one.whole.end <= other.whole.start for one, other in pairwise(found))
    for one in found:
        words = one.span.of(sentence)
        assert one.whole.start <= one.span.start < one.span.end <= one.whole.end
        assert words == words.strip()
        assert any(sign.isalnum() for sign in words)


@given(st.lists(st.sampled_from(["we", "can't", "it’s", "go,", "12", "-"]), min_size=1), st.sampled_from(["“”", '""']))
def test_what_is_put_between_double_marks_is_found_whole(words, marks):
    text = f"so {' '.join(words)} so"

    assert quoted(f"Lee said: {marks[0]}{text}{marks[1]} to us.") == [text]


@pytest.mark.parametrize("hostile", ['"', "'", '"a" ', "'a ", "s' ", "“", "”", "“a", "6'2\"", "' ", "’’"])
def test_a_sentence_of_nothing_but_marks_ends(hostile):
    assert len(quotations_in(hostile * (20_000 // len(hostile)))) <= 20_000
