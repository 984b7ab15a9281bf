"""In what measure a question wants its figure, and which sentences hold one of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.measures import Measure, counts_in, holds_measure, measure_of


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("How many boats sank?", Measure.COUNT),
        ("number of boats that sank", Measure.COUNT),
        ("How many miles did it drift?", Measure.LENGTH),
        ("how many days did it drift", Measure.DURATION),
        ("How many percent of them sank?", Measure.PERCENT),
        ("How many dollars did it cost?", Measure.MONEY),
        ("How much did the wall cost?", Measure.MONEY),
        ("what did they pay for the wall", Measure.MONEY),
        ("What is the minimum wage?", Measure.MONEY),
        ("what % of boats sank?", Measure.PERCENT),
        ("What share of the boats sank?", Measure.PERCENT),
        ("how much pricier is bread?", Measure.PERCENT),
        ("How deep is the harbour?", Measure.LENGTH),
        ("How far did it drift?", Measure.LENGTH),
        ("How far have shares fallen?", None),
        ("How fast did it sail?", Measure.SPEED),
        ("How long did it take?", Measure.DURATION),
        ("How long is the wall?", Measure.EXTENT),
        ("How old is the clock?", Measure.AGE),
        ("What time did it sail?", Measure.CLOCK),
        ("What was the final score?", Measure.SCORE),
        ("what was the council vote on the wall", Measure.SCORE),
        ("How hot was it?", Measure.TEMPERATURE),
        ("How heavy is the bell?", Measure.WEIGHT),
        ("How big is the harbour?", None),
        ("Who is Ann Lee?", None),
    ],
)
def test_the_measure_of_a_figure_is_read(question, measure):
    assert measure_of(question) is measure


HELD = [
    (Measure.MONEY, "It cost $4.5 million.", "It cost 45 lives."),
    (Measure.MONEY, "It cost twelve thousand euros.", "It cost a lot."),
    (Measure.PERCENT, "It rose 14%.", "It rose by 14."),
    (Measure.PERCENT, "Two-thirds of them left.", "Three of them left."),
    (Measure.LENGTH, "It lies 14 miles off.", "It took 14 minutes."),
    (Measure.LENGTH, "A six-foot wall.", "A six-day week."),
    (Measure.SPEED, "It sailed at 14 knots.", "It sailed 14 miles."),
    (Measure.DURATION, "It took two and a half hours.", "It sailed 14 miles."),
    (Measure.EXTENT, "It lasted 14 days.", "It cost $14."),
    (Measure.EXTENT, "It is 14 metres long.", "There were 14."),
    (Measure.AGE, "Lee, 58, left.", "Lee left 58 boats."),
    (Measure.AGE, "The 58-year-old left.", "The mayor left."),
    (Measure.CLOCK, "It sailed at 7:40.", "It sailed on 7 May."),
    (Measure.SCORE, "They won 3-1.", "They won again."),
    (Measure.SCORE, "The council voted nine to two.", "The council voted."),
    (Measure.TEMPERATURE, "It was 38 degrees.", "It was hot."),
    (Measure.WEIGHT, "It weighs 14 tonnes.", "It is 14 metres long."),
    (Measure.COUNT, "Some 1,400 boats sank.", "It rose 14%."),
    (Measure.COUNT, "Three boats sank.", "It took three hours and cost $40."),
]


@pytest.mark.parametrize(("measure", "holding", "other"), HELD)
def test_a_sentence_holds_a_figure_of_a_measure_or_of_another(measure, holding, other):
    assert holds_measure(holding, measure)
    assert not holds_measure(other, measure)


@given(st.lists(st.sampled_from("1 14, 1,400 $5 14% twenty three hours - miles : a.m. the".split()), max_size=25))
def test_what_counts_is_a_figure_of_the_text(words):
    text = " ".join(words)

    assert all(text[match.start() : match.end()] == match.group() != "" for match in counts_in(text))


@pytest.mark.parametrize("text", ["1," * 2000, "one two " * 800, "twenty-" * 700, "1 " * 2000])
def test_long_rows_of_figures_are_read_quickly(text):
    start = time.process_time()

    for measure in Measure:
        holds_measure(text, measure)

    assert time.process_time() - start < 2
