"""What an outcome says beside its words: why nothing was found, what was nearest, and how many reports it rests on."""

from dataclasses import replace

import pytest
from fictional import ANALYSER, HARBOUR, coverage, hits, question, results, story

from index.passage import Span
from index.query import Results
from prompts.answer import Citation, Reports
from prompts.ending import NEAREST_ARTICLES, nearest_articles, reason_of, reports_behind

WALL = story()


def reason(text, found=None, **limits):
    return reason_of(question(text, **limits), found or results(WALL), ANALYSER)


def test_a_question_without_a_word_to_search_for_is_not_understood():
    assert reason("And what about it?") == "not_understood"


def test_days_without_articles_are_the_reason_before_any_other():
    empty = Results(hits=(), coverage=coverage(0))

    assert reason("Who is Ann Lee?", empty, since=question().asked) == "outside_dates"
    assert reason("Who is Ann Lee?", empty) == "nothing_found"
    assert reason("Who is Ann Lee?", since=question().asked) == "no_answer"


@pytest.mark.parametrize(
    ("text", "similarity", "found"),
    [
        ("Who is Ann Lee?", 0.1, "no_answer"),
        ("Who won the chess match?", 0.1, "nothing_found"),
        ("Who won the chess match?", 0.5, "no_answer"),
    ],
)
def test_nothing_is_found_where_no_name_stands_in_it_and_nothing_is_like_it(text, similarity, found):
    assert reason(text, Results(hits=hits(WALL, similarity=similarity), coverage=coverage())) == found


def test_the_nearest_articles_are_named_once_and_few():
    many = [story(f"Text {n}.", name=f"a{n}") for n in range(5)]
    twice = hits(many[0], many[0], *many)

    assert nearest_articles(twice) == tuple(many[:NEAREST_ARTICLES])


def test_copies_are_other_articles_with_the_cited_words_or_of_its_story():
    copy, other = story(f"Copied. {HARBOUR}", name="copy"), story("Else.", name="other")
    [first, *rest] = hits(WALL, copy, other)
    known = replace(first, copies=(story(name="known"), copy))
    cited = Citation(number=1, article=WALL, span=Span(0, HARBOUR.index(",")))

    assert reports_behind([cited], [first, *rest]) == Reports(independent=1, copies=1)
    assert reports_behind([cited], [known, *rest]) == Reports(independent=1, copies=2)
    assert reports_behind([cited], [first]) == Reports(independent=1, copies=0)
