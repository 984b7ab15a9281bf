"""Which cited sentences a sentence rests on."""

from fictional import ANALYSER, HARBOUR, story
from hypothesis import given
from hypothesis import strategies as st

from index.passage import Passage, Span
from prompts.checks.aligning import MOST_GROUNDS, align
from prompts.checks.source import Source
from prompts.speakers import Reader


def cite(article, span=None, *, number=1):
    """A source: an article, or a span of it, as one passage."""
    passage = Passage(article=article, span=span or Span(0, len(article.text)))
    return Source(number=number, passage=passage, around=Reader().read(article, passage.span).sentences)


def texts(grounds):
    return [ground.text for ground in grounds.chosen]


def test_the_sentence_that_holds_most_words_comes_first():
    grounds = align("Some 300 boats lie behind the harbour wall.", [cite(story())], ANALYSER)

    assert texts(grounds)[0] == "Some 300 boats lie behind the wall."
    assert grounds.share == 1


def test_a_sentence_that_sums_up_two_rests_on_both():
    grounds = align(
        "The work will cost 14 million crowns, and Hart called it “a beginning”.", [cite(story())], ANALYSER
    )

    assert texts(grounds)[:2] == [
        "The work will cost 14 million crowns.",
        "Fishing union leader Tom Hart called the plan “a beginning”.",
    ]


def test_irregular_verbs_are_the_same_word():
    article = story("The ministers meet on Friday.")

    assert align("The ministers met.", [cite(article)], ANALYSER).share == 1


def test_a_sentence_that_the_passage_cuts_is_read_whole():
    text = "He denied that the union had asked for money."
    grounds = align("The union had asked for money.", [cite(story(text), Span(15, len(text)))], ANALYSER)

    assert texts(grounds) == [text]


def test_a_passage_cited_twice_counts_once():
    source = cite(story())

    assert align("boats", [source, source], ANALYSER).all == align("boats", [source], ANALYSER).all


def test_sources_without_sentences_are_parted_into_them():
    bare = Source(number=1, passage=Passage(article=story(), span=Span(0, len(HARBOUR))))

    assert texts(align("300 boats", [bare], ANALYSER)) == ["Some 300 boats lie behind the wall."]


@given(st.text(max_size=200), st.integers(0, len(HARBOUR)), st.integers(0, len(HARBOUR)))
def test_whatever_is_asked_the_grounds_are_spans_of_the_article(text, one, other):
    span = Span(min(one, other), max(one, other))
    grounds = align(text, [cite(story(), span)], ANALYSER)

    assert len(grounds.chosen) <= MOST_GROUNDS
    assert 0 <= grounds.share <= 1
    assert all(ground.text == HARBOUR[ground.span.start : ground.span.end] for ground in grounds.all)
