"""Finding words although typography differs: exact offsets, and never a word that was changed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.passage import Span
from prompts.folding import fold

# What printers vary, what looks like a piece of it, and letters inside and outside the basic plane.
SIGNS = "abAB1,. -–—'’‘`\"“”«»„…\n\t\u00a0\u00ad\u200b\u2060\ufeffé🙂🏳\u200d𝔸中文_"
TEXTS = st.text(alphabet=SIGNS, max_size=40)
TYPOGRAPHY = {'"': '"“”„«»″', "'": "'’‘‛`′", "-": "-–—‐−", " ": [" ", "\n", "\u00a0", "  ", " \u200b"]}
WORDS = ["wall", "can't", '"No,"', "12", "1,400", "it.", "wait...", "so-called", "-", "Été", "𝔸🙂", "中文", "[3]"]


@given(text=TEXTS, wanted=TEXTS)
@example(text="wait…", wanted="wait.")
@example(text="a…b", wanted="..b")
@example(text="\u00ada\u00ad", wanted="a")
def test_what_is_found_reads_as_what_was_wanted(text, wanted):
    span = fold(text).find(wanted)

    if span is not None:
        assert fold(span.of(text)).text == fold(wanted).text.strip()


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), data=st.data())
def test_the_words_of_a_text_are_found_in_it_in_any_typography(words, data):
    def printed(text):
        return "".join(data.draw(st.sampled_from(TYPOGRAPHY.get(sign, [sign]))) for sign in text)

    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    before, wanted, behind = words[:start], " ".join(words[start:end]), words[end:]
    text = printed(" ".join([*before, wanted, *behind]))

    span = fold(text).find(printed(wanted))

    assert span is not None
    assert fold(span.of(text)).text == wanted


@given(TEXTS)
def test_every_folded_character_has_the_offset_that_it_came_from(text):
    folded = fold(text)

    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    assert fold(folded.text).text == folded.text


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("She said: “We can’t wait…” And left.", '"We can\'t wait..."', "“We can’t wait…”"),
        ("so‑called «peace» — at last", 'so-called "peace" - at last', "so‑called «peace» — at last"),
        ("the har\u00adbour wall", "harbour wall", "har\u00adbour wall"),
        ("one\n\n  two\u00a0\tthree", "one two three", "one\n\n  two\u00a0\tthree"),
        ("🙂 the 𝔸 wall 🙂 stands", "wall 🙂 stands", "wall 🙂 stands"),
        ("it fell. It fell again.", "It fell", "It fell"),
        ("unable to pay; able to pay", "able to pay", "able to pay"),
        ("14 million, then 4 million", "4 million", "4 million"),
        ("他说港口关闭了", "港口关闭", "港口关闭"),
        ("left—the pumps held", "the pumps held", "the pumps held"),
        ("a b a b", " a b ", "a b"),
    ],
)
def test_words_are_found_where_they_stand(text, wanted, found):
    span = fold(text).find(wanted)

    assert span is not None
    assert span.of(text) == found


def test_offsets_count_the_characters_of_the_original():
    text = "🙂\u200b…  “No,”\u00ad she said"

    assert fold(text).find('"No," she') == Span(5, 15)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the wall is safe", "the wall is not safe"),
        ("the wall is not safe", "the wall is safe"),
        ("unable to pay the bill", "able to pay the bill"),
        ("We can't pay the bill", "We can"),
        ("We can’t pay the bill", "We can"),
        ("non-involvement in the war", "involvement in the war"),
        ("14 million crowns", "4 million crowns"),
        ("1,400 people", "400 people"),
        ("400.5 metres", "400"),
        ("The Wall stood", "the wall stood"),
        ("“yes”", "no"),
        ("the walls stood", "the wall"),
        ("wait…", "wait."),
        ("cafe", "café"),
        ("anything", ""),
        ("anything", " \u200b "),
        ("", "anything"),
    ],
)
def test_changed_words_are_not_found(text, wanted):
    assert fold(text).find(wanted) is None
