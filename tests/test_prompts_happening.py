"""When a sentence's event was: of several days the right one, and whether it was still to come."""

from datetime import date

import pytest

from prompts.dated import Precision
from prompts.happening import happening, looks_back

THURSDAY = date(2024, 5, 9)


def told(text, published=THURSDAY):
    found = happening(text, published)
    when = found.when
    return (when.first.isoformat(), when.precision.value, found.ahead) if when else (None, None, found.ahead)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Dockers at Port Maren walked out on Monday in a row over pay.", "2024-05-06"),
        ("The storm hit the coast today.", "2024-05-09"),
        ("The strike, which began on 3 May, ended yesterday.", "2024-05-08"),
        ("The mayor, elected in 2019, resigned on Tuesday.", "2024-05-07"),
        ("Dockers, angry about pay, walked out on Monday.", "2024-05-06"),
        ("Following Sunday's collapse, the council closed the bridge on Monday.", "2024-05-06"),
        ("Friday's talks ended without a deal.", "2024-05-03"),
        ("Police said on Wednesday that a man was arrested on Monday.", "2024-05-06"),
        ("The court ruled on Monday that the firm must pay by 1 June.", "2024-05-06"),
        ("The minister on Tuesday announced a plan to rebuild the wall.", "2024-05-07"),
        ("The painting that was stolen in 2021 turned up on Monday.", "2024-05-06"),
        ("A ceasefire was signed shortly after midnight on Sunday.", "2024-05-05"),
        ("Rust caused the collapse last August, investigators said on Monday.", "2024-05-06"),
        ("Two days ago the river burst its banks.", "2024-05-07"),
        ("They had agreed to meet on Tuesday.", "2024-05-07"),
        ("The fire broke out last Thursday.", "2024-05-02"),
    ],
)
def test_the_day_of_the_main_clause_counts(text, day):
    assert told(text) == (day, "day", False)


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("The two sides will meet on Friday.", "2024-05-10", "day"),
        ("On Friday the two sides will meet.", "2024-05-10", "day"),
        ("The union said on Tuesday it will strike on Friday.", "2024-05-10", "day"),
        ("After talks broke down on Tuesday, the union will strike on Friday.", "2024-05-10", "day"),
        ("The court set the trial for 12 June.", "2024-06-12", "day"),
        ("The trial opens on 20 May.", "2024-05-20", "day"),
        ("Voters go to the polls on Sunday.", "2024-05-12", "day"),
        ("Prices will rise from 1 July.", "2024-07-01", "day"),
        ("The ferry will sail again next week.", "2024-05-13", "week"),
        ("The line will open a year late, in May 2025, the operator said on Wednesday.", "2025-05-01", "month"),
        ("The company plans to close the site in 2026.", "2026-01-01", "year"),
        ("Vasko will be sentenced on 25 May.", "2024-05-25", "day"),
        ("The law is expected to be debated in parliament on Friday.", "2024-05-10", "day"),
        ("The union said on Tuesday that it will appeal.", "2024-05-07", "day"),
    ],
)
def test_what_is_to_come_is_told_as_that(text, first, precision):
    assert told(text) == (first, precision, True)


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("The plant opened in 2011.", "2011-01-01", "year"),
        ("Prices rose last month.", "2024-04-01", "month"),
        ("The firm went bankrupt last week.", "2024-04-29", "week"),
        ("The river flooded the town in January 2021.", "2021-01-01", "month"),
        ("The bridge was closed in March.", "2024-03-01", "month"),
    ],
)
def test_a_time_is_as_exact_as_its_words(text, first, precision):
    assert told(text) == (first, precision, False)


@pytest.mark.parametrize(
    "text",
    [
        "Workers have been on strike since Monday.",
        "The bridge reopened after it was closed on Monday.",
        "Crews pulled 12 people out of the hotel, which caught fire on Tuesday.",
        "The mayor expects a break for the ferry that struck the pier on Monday.",
        "The vote, planned for Friday, was postponed to 12 June.",
        "The festival was to begin on 18 June.",
        "A 2019 law bans that.",
        "The market is held on Sundays.",
        "Sales rose this year.",
        "The mine, scene of a rescue in November 2023, is empty.",
        "It happened on 30 February 2024.",
    ],
)
def test_days_of_other_things_are_not_read(text):
    assert told(text) == (None, None, False)


def test_without_a_date_of_publication_only_full_dates_are_read():
    assert told("It opened on 3 May 2019.", None) == ("2019-05-03", "day", False)
    assert told("It opened on 3 May.", None) == (None, None, False)
    assert told("It opened on Tuesday.", None) == (None, None, False)


def test_the_year_of_a_day_is_the_last_or_the_next_one():
    january = date(2024, 1, 5)

    assert told("The pier closed on 28 December.", january) == ("2023-12-28", "day", False)
    assert told("The pier will close on 28 February.", january) == ("2024-02-28", "day", True)
    assert told("The talks begin on 2 January.", date(2023, 12, 20)) == ("2024-01-02", "day", True)


def test_a_quoted_plan_is_not_the_papers():
    assert not happening("“It will never happen,” Lee said of the wall.", THURSDAY).ahead


def test_what_had_been_is_background():
    assert looks_back("The council had cut it in March.")
    assert not looks_back("The council cut it after Lee had asked for that.")


@pytest.mark.parametrize("precision", list(Precision))
def test_periods_hold_their_first_and_last_day(precision):
    from prompts.dated import When

    when = When(first=date(2024, 1, 1), precision=precision)

    assert when.holds(when.first)
    assert when.holds(when.last)
    assert not when.holds(date(2025, 1, 1))
