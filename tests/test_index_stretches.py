"""Sentences that a quotation holds together, and marks of one form."""

from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from index.stretches import stretches, with_plain_marks, within_paragraphs

TEXTS = st.lists(st.sampled_from([*"“”\"'‘’„«» .,:!?\n―", "Lee", "said", "''", "no one knows"]), max_size=60).map(
    " ".join
)


def held(text):
    return [part.span.of(text) for part in stretches(text, within_paragraphs(text, sentence_spans(text)))]


def plain(text):
    return with_plain_marks(text, stretches(text, within_paragraphs(text, sentence_spans(text))))


def test_a_quotation_over_several_sentences_makes_them_one():
    assert held("Rain fell. “It held. It will hold,” Lee said. Rain fell.") == [
        "Rain fell.",
        "“It held. It will hold,” Lee said.",
        "Rain fell.",
    ]


def test_a_line_that_ends_a_sentence_ends_a_paragraph_and_another_does_not():
    assert held("“We lost it.” ― Ana Raul\n“They left.” ― Bo Pim") == [
        "“We lost it.”",
        "― Ana Raul",
        "“They left.”",
        "― Bo Pim",
    ]
    assert held("The wall\nheld.") == ["The wall\nheld."]


def test_all_marks_get_one_form_and_those_inside_go():
    assert plain("«It „held“ so,» he said.") == "“It  held  so,” he said."
    assert plain("''It held,'' he said.") == " “It held,”  he said."
    assert plain("'It held,' he said, don't ask.") == "“It held,” he said, don't ask."


@given(TEXTS)
def test_plain_marks_move_nothing(text):
    made = plain(text)
    assert len(made) == len(text)
    assert all(one == other or not one.isalnum() for one, other in zip(text, made, strict=True))


@given(TEXTS)
def test_stretches_lie_in_order_and_hold_every_word(text):
    parts = stretches(text, within_paragraphs(text, sentence_spans(text)))
    end = 0
    left = list(text)
    for part in parts:
        assert end <= part.span.start < part.span.end
        end = part.span.end
        left[part.span.start : part.span.end] = []
        left[part.span.start : part.span.start] = [" "] * (part.span.end - part.span.start)
        for quoted in part.quoted:
            assert part.span.start <= quoted.whole.start <= quoted.words.start <= quoted.words.end <= quoted.whole.end
    assert not "".join(left).strip()
