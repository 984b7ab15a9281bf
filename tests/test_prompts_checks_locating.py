"""Where a quotation stands: verbatim, with gaps, nearly or not at all; what is shown is always the source's."""

import pytest
from fictional import story
from hypothesis import assume, given
from hypothesis import strategies as st

from index.passage import Passage, Span
from prompts.checks.locating import State, locate
from prompts.checks.source import Source
from prompts.folding import fold
from prompts.speakers import Reader

READER = Reader()
GATES = (
    "Mayor Ann Lee spoke on Tuesday. “We had, as everybody in the harbour knows, no part in the decision to close the"
    " old gates,” Lee told reporters. “It did not rain for 40 days, and we can’t wait for the next big storm,” she"
    " said. “They will call it the ‘quick fix’ of Port Ennis.”\n"
    "“The army will approve the plan,” General Tom Hart said. “Nobody had a say in it.” Critics were unable to pay for"
    " the school. The fleet keeps a non-involvement policy, and the US told us so."
)
ROOF = "“The children sit under umbrellas in the rain,” headmistress Ida Vole said."


def source(text, number=1, *, before=""):
    article = story(f"{before}{text}", name=f"article {number}")
    passage = Passage(article=article, span=Span(len(before), len(before) + len(text)))
    return Source(number=number, passage=passage, around=READER.read(article, passage.span).sentences)


CITED, OTHER = source(GATES), source(ROOF, 2)


def plain(words):
    """Words without what typography varies, and without the punctuation around them."""
    return fold(words).text.replace('"', "'").strip(" ,-")


def located(words):
    return locate(words, [CITED], [OTHER])


@pytest.mark.parametrize(
    "words",
    [
        "we can't wait for the next big storm,",
        "we  can’t\nwait for the\u00a0next big storm…",
        "They will call it the \"quick fix\" of Port Ennis",
        "They will call it the ‘quick fix’ of Port Ennis",
        "quick fix",
        "We had … no part in the decision",
        "We had ... no part in the decision",
        "We had [...] no part in the decision",
        "We had [. . .] no part in the decision …",
        "We had . . . no part in the decision",
        "… no part in the decision",
        "[n]o part in the decision",
        "[W]e can’t wait for the next big storm",
        "[Mayor Lee] had, as everybody in the harbour knows, no part",
        "we [in Port Ennis] can’t wait for the next big storm",
        "we can’t wait [sic] for the next big storm",
        "we can’t wait for [the storm]",
        "The army will approve [it]",
    ],
)  # fmt: skip
def test_what_stands_in_a_cited_passage_is_shown_as_it_is(words):
    found = located(words)

    assert (found.state, found.words, found.source) == (State.VERIFIED, words, 1)
    assert found.spans


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("We can't wait for the next big storm,", "we can’t wait for the next big storm,"),
        ("Quick fix", "quick fix"),
        ("we can't wait for the next huge storm.", "we can’t wait for the next big storm."),
        ("we can't wait for a next big storm", "we can’t wait for the next big storm"),
        ("we can't wait for the next big storms", "we can’t wait for the next big storm"),
        ("The navy will approve the plan", "The army will approve the plan"),
        ("The army will approve of the plan", "The army will approve the plan"),
        ("They will call it the quick fix of Port Ennis", "They will call it the ‘quick fix’ of Port Ennis"),
        ("we had … No part in the decision", "We had … no part in the decision"),
        (
            "It did not rain for 40 days [since the comet]",
            "It did not rain for 40 days",
        ),
        ("we can’t wait for the next big storm [of locusts],", "we can’t wait for the next big storm,"),
    ],
)
def test_what_is_slightly_wrong_is_shown_in_the_words_of_the_passage(words, shown):
    found = located(words)

    assert (found.state, found.words) == (State.REPAIRED, shown)
    assert fold(shown.strip(",.")).text == fold(" … ".join(span.of(GATES) for span in found.spans)).text


@pytest.mark.parametrize(
    "words",
    [
        "The old wall will never be rebuilt",
        "we can wait for the next big storm",
        "It did rain for 40 days, and we can't wait",
        "It did not rain for 41 days, and we can't wait",
        "It did not rain for 40 nights, and we can't wait",
        "The army will reject the plan",
        "General Tim Hart said",
        "They will call it the quick fix of Port Quill",
        "and the us told us so",
        "able to pay for the school",
        "involvement policy",
        "It did … rain for 40 days",
        "It did … and we can’t wait",
        "We … wait for the next big storm",
        "Ennis … approve the plan",
        "we can’t wait … The army will approve",
        "the quick fix … Nobody had a say",
        "The army will approve the plan … we can’t wait",
        "[Nobody] can’t wait for the next big storm",
        "[The fleet] had a say in it",
        "It did not rain for [14] days",
        "It did not rain for [many] days",
        "[The fleet] rain for 40 days",
        "The army will [reject] the plan",
        "[The wicked queen] had, as everybody in the harbour knows, no part",
        "of the ‘quick fix’ of Port Ennis the army will approve the plan",
        "it the quick fix of Port Ennis the army will approve the plan",
        "slow fix",
        "the plan of the wall of the school of the sea",
    ],
)
def test_what_was_invented_or_turned_around_is_found_nowhere(words):
    found = located(words)

    assert (found.state, found.source, found.spans, found.words) == (State.REMOVED, None, (), words)


def test_nobody_is_given_what_somebody_else_said_behind_an_ellipsis():
    text = "“The old wall is safe,” Ann Lee said. “The whole plan is a disaster,” Tom Hart said."

    assert locate("The old wall is … a disaster", [source(text)], []).state is State.REMOVED
    assert locate("The old … is safe", [source(text)], []).state is State.VERIFIED


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("“We can’t wait,” Lee said, “for the next storm.”", "We can't wait for the next storm", 0),
        ('"We can\'t wait," Lee said. "It is late now."', "We can't wait. It is late now.", 1),
        ("“We can’t wait,” Lee said. “It is late,” Hart said.", "We can't wait. It is late", None),
        ("“We will pay,” Lee never said, “for the storm.”", "We will pay for the storm", None),
        ("“We will pay,” Lee said, “for the storm.”", "We will not pay for the storm", None),
        ("“We will pay,” Lee said.\n“For the storm I weep.”", "We will pay for the storm", None),
    ],
)
def test_what_the_speakers_name_interrupts_is_shown_with_an_ellipsis(text, words, shown):
    found = locate(words, [source(text)], [])

    if shown is None:
        assert found.state is State.REMOVED
    else:
        expected = ["We can’t wait … for the next storm", "We can't wait … It is late now."][shown]
        assert (found.state, found.words) == (State.REPAIRED, expected)
        assert locate(found.words, [source(text)], []).state is State.VERIFIED


def test_what_another_passage_has_is_misattributed_and_a_cited_one_goes_first():
    words = "The children sit under umbrellas"

    found = located(words)
    assert (found.state, found.source, found.words) == (State.MISATTRIBUTED, 2, words)
    assert locate(words, [CITED, OTHER], []).state is State.VERIFIED
    assert locate(words, [source(ROOF, 3)], [OTHER]).source == 3
    assert located("umbrellas").state is State.REMOVED


def test_offsets_count_the_characters_of_the_article():
    one = source(GATES, before="🙂 The harbour has news.\n")

    found = locate("We had … no part", [one], [])

    assert [span.of(one.passage.article.text) for span in found.spans] == ["We had", "no part"]


NOUNS = "wall storm gate harbour ship school roof tide crane bridge lamp field river tower".split()
WORDS = st.sampled_from(
    [*NOUNS, "the", "old", "can't", "so-called", "1,400", "“late”", "‘quick’", "no,", "left -", "Lee"]
)
TYPOGRAPHY = {
    "“": "“\"„", "”": "”\"", "‘": "‘'", "’": "’'", "'": "'’‛", "-": "-–—‐", " ": [" ", "\n", "\u00a0", "  "],
}  # fmt: skip


@given(words=st.lists(WORDS, min_size=4, max_size=30), data=st.data())
def test_any_stretch_of_a_passage_is_verified_in_any_typography(words, data):
    start = data.draw(st.integers(0, len(words) - 1))
    stretch = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    assume(len(stretch.strip(" ,-")) >= 12)
    written = "".join(data.draw(st.sampled_from(TYPOGRAPHY.get(sign, [sign]))) for sign in stretch)
    one = source(f"It was said: {' '.join(words)}.")

    found = locate(written, [one], [])

    assert (found.state, found.words) == (State.VERIFIED, written)
    assert plain(found.spans[0].of(one.passage.text)) == plain(written)


@given(words=st.lists(st.sampled_from(NOUNS), min_size=4, max_size=20), data=st.data())
def test_a_changed_word_is_never_verified_and_what_is_shown_stands_in_the_passage(words, data):
    one = source(f"It was said: {' '.join(words)}.")
    start = data.draw(st.integers(0, len(words) - 3))
    stretch = words[start : data.draw(st.integers(start + 3, len(words)))]
    place = data.draw(st.integers(0, len(stretch) - 1))
    other = data.draw(st.sampled_from(["grotesque", "never", "Quill", "7", "not"]))
    changed = [*stretch[:place], other, *stretch[place + data.draw(st.integers(0, 1)) :]]

    found = locate(" ".join(changed), [one], [])

    assert found.state in {State.REPAIRED, State.REMOVED}
    if found.state is State.REPAIRED:
        assert other == "grotesque"
        assert found.words == found.spans[0].of(one.passage.text)


@given(st.text(alphabet="ab1. […]“”\"'’n-\n"), st.text(alphabet="ab1. […]“”\"'’n-\n", min_size=1))
def test_anything_is_looked_for_in_anything(words, text):
    one = source(f"{text}.")
    found = locate(words, [one], [one])

    assert (found.source is None) == (found.state is State.REMOVED)
    assert all(span.end <= len(text) + 1 for span in found.spans)
