"""What speaks for a sentence as an answer, and that more of it never speaks against."""

from dataclasses import asdict, fields, replace

import pytest
from fictional import ANALYSER, ask, coverage, hits, sentences, story
from hypothesis import given
from hypothesis import strategies as st

from index.query import Results
from prompts.choosing import AROUND, TITLED, WEIGHTS, Signs, signs_of, worth
from prompts.evidence import candidates
from prompts.reading import read_question

NAMES = [field.name for field in fields(Signs)]
SHARES = st.floats(0, 1)
SIGNS = st.fixed_dictionaries(dict.fromkeys(NAMES, SHARES)).map(lambda found: Signs(**found))
QUESTION = "Which boats sank near Quill in the storm?"
STEMS = read_question(QUESTION, ANALYSER).stems
SENTENCE = "Many of the boats came from Tolland."


def found(text, *articles, weights=None, similarity=0.8):
    """The signs of every sentence."""
    results = Results(hits=hits(*articles, similarity=similarity), coverage=coverage(), weights=weights or {})
    reading = read_question(text, ANALYSER)
    return [signs_of(reading, one, results) for one in candidates(results.hits, ANALYSER)]


@given(SIGNS, st.sampled_from(NAMES), SHARES)
def test_more_of_any_sign_never_lowers_worth(signs, name, value):
    more = replace(signs, **{name: max(value, getattr(signs, name))})

    assert worth(more) >= worth(signs)
    assert more.coverage >= signs.coverage


def test_nothing_is_worth_nothing_and_each_sign_its_weight():
    nothing = Signs(**dict.fromkeys(NAMES, 0.0))

    assert worth(nothing) == 0
    assert {name: worth(replace(nothing, **{name: 1.0})) for name in NAMES} == asdict(WEIGHTS)


def test_a_word_counts_most_in_the_sentence_and_less_beside_it_or_in_the_title():
    own, beside, titled, nothing = (
        signs[0]
        for signs in (
            found("Why was Quill flooded?", story("Rain fell. Quill was flooded.\nHail.", title="News"))[1:],
            found("Why was Quill flooded?", story("Quill was flooded. Rain fell.\nHail.", title="News"))[1:],
            found("Why was Quill flooded?", story("Rain fell.", title="Quill is flooded")),
            found("Why was Quill flooded?", story("Rain fell.", title="News")),
        )
    )

    assert (own.own, own.beside, own.titled, own.coverage) == (1, 0, 0, 1)
    assert (beside.own, beside.beside, beside.titled, beside.coverage) == (0, 1, 0, AROUND)
    assert (titled.own, titled.beside, titled.titled, titled.coverage) == (0, 0, 1, TITLED)
    assert nothing.coverage == 0


def test_a_word_that_stands_everywhere_counts_once():
    first, second = found(
        "Why was Quill flooded?", story("Quill was flooded. Quill flooded.", title="Quill is flooded")
    )
    [beside] = found("Why was Quill flooded?", story("Rain fell. Quill was flooded.", title="Quill is flooded"))[:1]

    assert [(one.own, one.beside, one.titled) for one in (first, second)] == [(1, 0, 0), (1, 0, 0)]
    assert (beside.own, beside.beside, beside.titled) == (0, 1, 0)


def test_a_rare_word_of_the_question_weighs_more_than_a_common_one():
    text = "Boats sank.\nQuill slept."
    common, rare = found("Did boats reach Quill?", story(text), weights={"boat": 1.0, "reach": 1.0, "quill": 2.0})

    assert (common.own, rare.own) == (0.25, 0.5)


@given(st.sets(st.sampled_from(STEMS)), st.sets(st.sampled_from(STEMS)), st.sampled_from(STEMS), st.data())
def test_a_further_word_of_the_question_in_a_sentence_never_lowers_its_worth(around, titled, added, data):
    idf = {stem: data.draw(st.floats(0, 9), label=stem) for stem in STEMS}
    results = Results(hits=hits(story(SENTENCE)), coverage=coverage(), weights=idf)
    reading = read_question(QUESTION, ANALYSER)
    [plain] = candidates(results.hits, ANALYSER)
    less = replace(plain, around=frozenset(around), titled=frozenset(titled))
    more = replace(less, stems=less.stems | {added})
    before, after = (signs_of(reading, one, results) for one in (less, more))

    assert worth(after) >= worth(before) - 1e-9
    assert after.coverage >= before.coverage - 1e-9


@given(st.sampled_from(["boats", "sank", "Quill", "storm"]), st.integers(1, 6))
def test_a_further_word_of_the_question_in_the_text_never_lowers_its_worth(word, place):
    written = SENTENCE.split()
    longer = " ".join([*written[:place], word, *written[place:]])
    [before], [after] = (found(QUESTION, story(text)) for text in (SENTENCE, longer))

    assert worth(after) >= worth(before) - 1e-9


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=4), st.floats(-1, 1))
def test_signs_stay_between_none_and_all(scores, similarity):
    articles = [story(f"Boat {number} sank. “It rains,” Lee said.", name=str(number)) for number in range(len(scores))]
    found_hits = [replace(hit, score=score) for hit, score in zip(hits(*articles), scores, strict=True)]
    results = Results(hits=tuple(replace(hit, similarity=similarity) for hit in found_hits), coverage=coverage())
    reading = read_question("What did Lee say about the boats?", ANALYSER)

    for one in candidates(results.hits, ANALYSER):
        assert all(0 <= value <= 1 for value in asdict(signs_of(reading, one, results)).values())


def test_the_passage_counts_as_a_share_of_the_best_and_by_its_place():
    good, poor = story("Boats sank.", name="good"), story("Boats sank.", name="poor")
    first, second = hits(good, poor)
    results = Results(hits=(replace(first, score=0.8), replace(second, score=0.2)), coverage=coverage())
    reading = read_question(QUESTION, ANALYSER)
    signs = [signs_of(reading, one, results) for one in candidates(results.hits, ANALYSER)]

    assert [(one.passage, one.rank) for one in signs] == [(1.0, 1.0), (0.25, 0.5)]


def test_the_beginning_of_an_article_counts_more_than_its_end():
    early = [signs.early for signs in found(QUESTION, story("It rained. It snowed. It hailed."))]

    assert early[0] == 1
    assert early == sorted(early, reverse=True)


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        ("What did Lee say?", "“It rains,” Lee said.", 1),
        ("What did Lee say?", '"It rains," Lee said.', 1),
        ("What did Lee say?", "It rains, Lee said.", 0),
        ("Who is Lee?", "“It rains,” Lee said.", 0),
    ],
)
def test_quoted_words_count_where_words_are_asked_for(question, text, quoted):
    assert [signs.quoted for signs in found(question, story(text))] == [quoted]


def test_who_speaks_is_no_word_of_the_topic():
    [about, named] = found(
        "What did Ann Lee say about the storm?", story("The storm grew.\nAnn Lee left.", title="News")
    )

    assert (about.own, named.own) == (1, 0)


def test_the_sentence_that_holds_the_question_s_words_comes_first():
    text = "The storm came at noon. Three boats from Tolland sank near Quill in the storm. It rained."

    assert sentences(ask(QUESTION, story(text)))[0] == "Three boats from Tolland sank near Quill in the storm."
