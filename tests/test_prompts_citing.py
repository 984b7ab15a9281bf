"""From a reply to citations through all checks: what is dropped, what is quoted, and how it is numbered."""

from types import SimpleNamespace

import pytest
from fictional import ANALYSER, HARBOUR, hits, story
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Passage, Span
from index.query import Hit
from prompts.checks.checking import check_sentences
from prompts.checks.finding import Outcome
from prompts.citing import Citing
from prompts.generator import MarkedSentence
from prompts.speakers import Reader

HARBOUR_STORY = story()
SCHOOL_STORY = story(
    "The school in Quill needs a new roof. “The children sit under umbrellas in the rain,” headmistress Ida Vole said.",
    name="school",
)
HITS = hits(HARBOUR_STORY, SCHOOL_STORY)
LEE = "“We can’t wait for the next storm,” Lee told reporters."


def cited(*pairs, found=HITS):
    """What comes of sentences, each given with its markers."""
    reader = Reader()
    citing = Citing(found, reader)
    checks = check_sentences([MarkedSentence(text=text, markers=markers) for text, markers in pairs], found, ANALYSER)
    return SimpleNamespace(
        claims=tuple(claim for claim in map(citing.claim, checks) if claim),
        citations=citing.citations,
        dropped=tuple(one for one in checks if one.outcome is Outcome.DROPPED),
        checks=checks,
    )


def quotes(outcome):
    return [(citation.number, citation.article.id, citation.quote) for citation in outcome.citations]


def reasons(outcome):
    return [{(finding.check, finding.state) for finding in one.decisive} for one in outcome.dropped]


def test_a_verbatim_sentence_is_cited_with_its_exact_place():
    outcome = cited((LEE, (1,)))

    assert [(claim.text, claim.citations) for claim in outcome.claims] == [(LEE, (1,))]
    assert quotes(outcome) == [(1, "harbour", LEE)]
    assert outcome.citations[0].span.start == HARBOUR.index(LEE)


def test_a_sentence_in_other_typography_is_cited_as_the_article_has_it():
    assert quotes(cited(('"We can\'t wait for the next storm,"  Lee told\nreporters.', (1,)))) == [(1, "harbour", LEE)]


def test_a_paraphrase_is_cited_with_the_sentence_of_the_passage_that_shares_most_words():
    outcome = cited(("For the work 14 million crowns will be paid.", (1,)))

    assert quotes(outcome) == [(1, "harbour", "The work will cost 14 million crowns.")]


def test_offsets_count_from_the_beginning_of_the_article_and_not_of_the_passage():
    start = HARBOUR.index("Fishing union")
    passage = Passage(article=HARBOUR_STORY, span=Span(start, len(HARBOUR)))

    outcome = cited(
        ("“It comes ten years late,” Hart said.", (1,)), found=[Hit(passage=passage, score=1, similarity=1)]
    )

    assert outcome.citations[0].span.start == HARBOUR.index("“It comes")
    assert outcome.citations[0].speaker == "Fishing union leader Tom Hart"


@pytest.mark.parametrize(
    ("text", "markers", "reason"),
    [
        ("The wall is old.", (), {("markers", "missing")}),
        ("The wall is old.", (3,), {("markers", "out of range")}),
        ("The wall is old.", (0, -1, 999), {("markers", "out of range")}),
        ("— … ?!", (1,), {("words", "missing")}),
        ("", (1,), {("words", "missing")}),
    ],
)
def test_a_sentence_that_cites_nothing_is_dropped_with_the_reason(text, markers, reason):
    outcome = cited((text, markers))

    assert (outcome.claims, outcome.citations, reasons(outcome)) == ((), (), [reason])
    assert outcome.dropped[0].written == text


def test_markers_out_of_range_or_repeated_are_dropped_and_the_others_stay():
    outcome = cited(("The wall will be rebuilt.", (9, 1, 1, 0, 1)))

    assert [claim.citations for claim in outcome.claims] == [(1,)]


@pytest.mark.parametrize(
    "text",
    [
        "“We will never rebuild the wall,” Lee said.",
        '"We will never rebuild the wall," Lee said.',
        "‘We will never rebuild the wall,’ Lee said.",
        "'We will never rebuild the wall,' Lee said.",
        "«We will never rebuild the wall», Lee said.",
        "„We will never rebuild the wall“, Lee said.",
        "»We will never rebuild the wall«, Lee said.",
        "“We can wait for the next storm,” Lee told reporters.",
        "“It comes ten years late,” Hart said, and “nobody will ever pay for it”.",
        "We will never rebuild the wall,” Lee said.",
        "Lee said: “We will never rebuild the wall.",
    ],
)
def test_a_quotation_that_is_nowhere_drops_its_sentence(text):
    [found] = reasons(cited((text, (1,))))

    assert ("quotation", "removed") in found


@pytest.mark.parametrize(
    "text",
    [
        "A ‘quick fix’ is not planned.",
        "Lee told reporters: “We can’t wait for the next storm.”",
        "Lee said that they “can't wait for the next storm”.",
        "can’t wait for the next storm,” Lee said.",
        "The boats' owners and the engineers' union will be asked about the mayor's plan.",
        "Hart: “It comes ten years late”; Lee: “We can’t wait for the next storm”.",
    ],
)
def test_verbatim_quotations_and_apostrophes_pass(text):
    outcome = cited((text, (1,)))

    assert [claim.text for claim in outcome.claims] == [text.replace("‘quick fix’", "quick fix")]


def test_a_quotation_may_stand_in_any_of_the_cited_passages():
    text = "Headmistress Vole said that “The children sit under umbrellas in the rain”."

    outcome = cited((text, (1, 2)))

    assert [claim.text for claim in outcome.claims] == [text]
    assert [one.article.id for one in outcome.citations] == ["school"]


def test_a_quotation_under_the_wrong_number_is_cited_from_where_it_stands():
    text = "“The children sit under umbrellas in the rain,” headmistress Ida Vole said of the school."

    outcome = cited((text, (1,)))

    assert quotes(outcome) == [
        (1, "school", "“The children sit under umbrellas in the rain,” headmistress Ida Vole said.")
    ]
    assert [one.outcome for one in outcome.checks] == [Outcome.REPAIRED]
    assert (outcome.checks[0].pointed, outcome.checks[0].markers) == ((1,), (2,))


def test_what_a_quotation_gets_wrong_by_a_word_is_shown_as_the_source_has_it():
    outcome = cited(("Lee told reporters: “We can’t wait for the next storms.”", (1,)))

    assert [(one.outcome, one.text) for one in outcome.checks] == [
        (Outcome.REPAIRED, "Lee told reporters: “We can’t wait for the next storm.”")
    ]


def test_a_part_of_a_sentence_that_says_the_opposite_of_the_whole_is_no_sentence_of_the_article():
    text = "Tom Hart denied that the wall was built by the fishing union."
    fragment = "the wall was built by the fishing union."

    assert len(cited((text, (1,)), found=hits(story(text))).claims) == 1
    assert cited((fragment, (1,)), found=hits(story(text))).claims == ()


def test_citations_are_numbered_in_order_of_first_use_and_shared_by_the_same_words():
    roof = "The school in Quill needs a new roof."

    outcome = cited((roof, (2,)), (LEE, (1,)), ("A roof is needed for the school in Quill.", (2,)))

    assert [claim.citations for claim in outcome.claims] == [(1,), (2,), (1,)]
    assert quotes(outcome) == [(1, "school", roof), (2, "harbour", LEE)]


def test_two_markers_that_lead_to_the_same_words_are_one_citation():
    outcome = cited((LEE, (1, 2)), found=hits(HARBOUR_STORY, HARBOUR_STORY))

    assert [claim.citations for claim in outcome.claims] == [(1,)]


def test_a_dropped_sentence_takes_no_number():
    outcome = cited(("“Somebody made this up,” Hart said.", (2,)), (LEE, (1,)))

    assert quotes(outcome) == [(1, "harbour", LEE)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (LEE, "Mayor Ann Lee"),
        ("“It comes ten years late,” Hart said.", "Fishing union leader Tom Hart"),
        ("The work will cost 14 million crowns.", None),
    ],
)
def test_a_citation_names_who_speaks_in_its_sentence(text, speaker):
    assert cited((text, (1,))).citations[0].speaker == speaker


def test_a_citation_remembers_the_passage_that_was_read():
    assert cited((LEE, (1,))).citations[0].passage == Span(0, len(HARBOUR))


def test_where_two_speak_in_one_sentence_no_speaker_is_named():
    text = "“The wall is safe,” Lee said, but Hart said “it is not”."

    assert cited((text, (1,)), found=hits(story(text))).citations[0].speaker is None


@pytest.mark.parametrize(
    "text",
    [
        "The code {wall[3]} was painted on it.",
        "He read {{ sheet }} aloud [3].",
        "“Item [3] fell,” Hart said.",
        "%s \\1 $2.",
    ],
)
def test_signs_that_mean_something_elsewhere_are_only_signs(text):
    passage = f"It stood for years. {text} Then it fell."

    outcome = cited((text, (1,)), found=hits(story(passage)))

    assert [(claim.text, outcome.citations[0].quote) for claim in outcome.claims] == [(text, text)]


WEIRD = st.text(
    alphabet=st.one_of(st.sampled_from("\"“”'’‘«»„[]{}.… \n1aé🙂\u200b\u00ad"), st.characters(codec="utf-8"))
)


@given(sentences=st.lists(st.tuples(WEIRD, st.lists(st.integers(-3, 5), max_size=4)), max_size=4), text=WEIRD)
def test_any_reply_over_any_text_ends_in_checked_citations(sentences, text):
    found = hits(HARBOUR_STORY, story(f"A wall. {text} A roof."))
    marked = [MarkedSentence(text=one, markers=tuple(markers)) for one, markers in sentences]

    outcome = cited(*((one.text, one.markers) for one in marked), found=found)

    assert len(outcome.claims) + len(outcome.dropped) == len(sentences)
    assert [citation.number for citation in outcome.citations] == list(range(1, len(outcome.citations) + 1))
    assert list(dict.fromkeys(n for claim in outcome.claims for n in claim.citations)) == [
        citation.number for citation in outcome.citations
    ]
    assert all(citation.quote.strip() for citation in outcome.citations)


# Whose words a claim is


ROOF = story(
    "Headmistress Ida Vole showed us the roof. “The children sit under umbrellas. The rain comes in. Nobody comes to"
    " help,” Vole said. She added that a new roof would cost 9,000 crowns. The school was built in 1921.",
    name="roof",
)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The children sit under umbrellas.", "Headmistress Ida Vole"),
        ("She added that a new roof would cost 9,000 crowns.", "Headmistress Ida Vole"),
        ("She added that a roof would cost 9,000 crowns.", "Headmistress Ida Vole"),
        ("Nobody comes to help,” Vole said.", None),
        ("Vole added that a new roof would cost 9,000 crowns.", None),
        ("The school was built in 1921.", None),
    ],
)
def test_a_claim_says_whose_words_it_is_where_its_own_words_don_t(sentence, speaker):
    [claim] = cited((sentence, (1,)), found=hits(ROOF)).claims

    assert claim.speaker == speaker
    assert claim.marked == (f"{sentence} — {speaker} [1]" if speaker else f"{sentence} [1]")


def test_a_sentence_out_of_a_quotation_names_its_speaker_by_the_fullest_name():
    [claim] = cited(("The rain comes in.", (1,)), found=hits(ROOF)).claims

    assert claim.told == "The rain comes in, according to Headmistress Ida Vole."
