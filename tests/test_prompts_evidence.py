"""The sentences that an answer can be made of."""

from datetime import UTC, datetime

from fictional import ANALYSER, HARBOUR, hits, story
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Passage, Span
from index.query import Hit
from prompts.evidence import candidates


def part(article, start, end):
    return Hit(passage=Passage(article=article, span=Span(start, end)), score=1, similarity=1)


def texts(found):
    return [one.text for one in found]


def speakers(text, *names):
    """For each name, the sentences of a text that it is found to speak in."""
    found = candidates(hits(story(text)), ANALYSER)
    return {name: [one.text for one in found if one.spoken_by(name)] for name in names}


def test_every_sentence_is_a_candidate_once_in_order_of_the_hits():
    article, other = story("It rained. It snowed.\nIt froze."), story("It thawed.", name="other")

    found = candidates([part(other, 0, 10), part(article, 0, 21), part(article, 11, 31)], ANALYSER)

    assert [(one.hit, one.text) for one in found] == [
        (1, "It thawed."),
        (2, "It rained."),
        (2, "It snowed."),
        (3, "It froze."),
    ]


def test_a_sentence_that_a_passage_cuts_is_left_out():
    article = story("It rained all day. It snowed all night. It froze.")

    assert texts(candidates([part(article, 3, 45)], ANALYSER)) == ["It snowed all night."]


def test_a_candidate_knows_the_words_beside_it_and_of_its_title():
    article = story(
        "It rained. Boats sank. Masts broke.\nNobody drowned.",
        title="Storm over Quill",
        published=datetime(2031, 11, 25, tzinfo=UTC),
    )

    _, sank, broke, _ = candidates(hits(article), ANALYSER)

    assert sank.stems == set(ANALYSER.stems("boats sank"))
    assert sank.around == set(ANALYSER.stems("rained masts broke"))
    # The next paragraph is another matter; the sentence before is always what a sentence goes on from.
    assert broke.around == set(ANALYSER.stems("boats sank"))
    assert sank.titled == set(ANALYSER.stems("storm quill 25 Tuesday November 2031"))


def test_who_speaks_is_known_from_the_whole_article_and_not_from_the_passage_alone():
    start = HARBOUR.index("“It comes ten")

    [late, *_] = candidates([part(story(), start, len(HARBOUR))], ANALYSER)

    assert late.text == "“It comes ten years late,” Hart said."
    assert late.spoken_by("fishing union")
    assert not late.spoken_by("Lee")


def test_a_sentence_in_which_two_speak_is_nobody_s():
    text = "“We are not involved,” Ann Lee said, but Tom Hart said “we are watching”."

    assert speakers(text, "Ann Lee", "Tom Hart") == {"Ann Lee": [], "Tom Hart": []}


def test_a_last_name_alone_means_whoever_of_that_name_was_named_in_full_last():
    text = (
        "“The wall is safe,” Mayor Ann Lee said.\n“I measured it,” Lee said.\n“It is not,” Tom Lee, the mayor’s"
        " brother, said.\n“I saw the cracks,” Lee said."
    )

    assert speakers(text, "Ann Lee", "Tom Lee", "mayor") == {
        "Ann Lee": ["“The wall is safe,” Mayor Ann Lee said.", "“I measured it,” Lee said."],
        "Tom Lee": ["“It is not,” Tom Lee, the mayor’s brother, said.", "“I saw the cracks,” Lee said."],
        "mayor": ["“The wall is safe,” Mayor Ann Lee said.", "“I measured it,” Lee said."],
    }


def test_a_full_name_that_comes_later_is_known_before_it():
    text = "“It is late,” Hart said.\nThe union’s leader waited. “Very late,” union leader Tom Hart said."

    assert len(speakers(text, "union")["union"]) == 2


@given(st.text(alphabet="aA. \n“”,\"'said1🙂\u200b", min_size=1, max_size=80), st.data())
def test_candidates_are_sentences_of_their_passage(text, data):
    if not text.strip():
        return
    article = story(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    for one in candidates([part(article, start, end)], ANALYSER):
        assert start <= one.span.start < one.span.end <= end
        assert one.span.of(text) == one.span.of(text).strip()
