"""The time that a question names: calendar anchors, bounds, dates of events, and everything that must not be read."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from prompts.periods import read_period
from prompts.tense import read_tense
from prompts.windows import asks_for_latest, read_window

ASKED = datetime(2024, 10, 16, 15, 30, tzinfo=UTC)
"""A Wednesday."""
NOW = "2024-10-16 15:30:00"


def begins(day):
    return f"{day} 00:00:00"


def ends(day):
    return f"{day} 23:59:59"


def read(text, asked=ASKED, zone=UTC):
    window = read_window(text, asked, zone)
    if window is None:
        return None
    return (
        f"{window.since:%Y-%m-%d %H:%M:%S}" if window.since else None,
        f"{window.until:%Y-%m-%d %H:%M:%S}" if window.until else None,
        window.phrase,
    )


def days(text, asked=ASKED, zone=UTC):
    """The first and the last day of the window, in UTC."""
    window = read(text, asked, zone)
    return window and tuple(moment and moment[:10] for moment in window[:2])


@pytest.mark.parametrize(
    ("question", "since", "until", "phrase"),
    [
        ("What happened today?", begins("2024-10-16"), ends("2024-10-16"), "today"),
        ("What did the mayor say this morning?", begins("2024-10-16"), ends("2024-10-16"), "this morning"),
        ("What happened yesterday in Port Ennis?", begins("2024-10-15"), ends("2024-10-15"), "yesterday"),
        ("Yesterday, what did Lee say?", begins("2024-10-15"), ends("2024-10-15"), "Yesterday"),
        (
            "What was decided the day before yesterday?",
            begins("2024-10-14"),
            ends("2024-10-14"),
            "the day before yesterday",
        ),
        ("What did Lee say three days ago?", begins("2024-10-13"), ends("2024-10-13"), "three days ago"),
        ("Who won last night's vote?", begins("2024-10-15"), ends("2024-10-16"), "last night"),
        ("What happened this week?", begins("2024-10-14"), ends("2024-10-16"), "this week"),
        ("What happened earlier this week?", begins("2024-10-14"), ends("2024-10-16"), "earlier this week"),
        ("What happened last week?", begins("2024-10-07"), ends("2024-10-13"), "last week"),
        ("What happened over the weekend?", begins("2024-10-12"), ends("2024-10-13"), "the weekend"),
        ("What did Lee announce last month?", begins("2024-09-01"), ends("2024-09-30"), "last month"),
        ("How many ferries sailed so far this month?", begins("2024-10-01"), ends("2024-10-16"), "this month"),
        ("What is in the news this year?", begins("2024-01-01"), ends("2024-10-16"), "this year"),
        ("Show me news from last year", begins("2023-01-01"), ends("2023-12-31"), "news from last year"),
    ],
)
def test_a_relative_period_is_the_calendar_one_and_ends_with_the_day_of_asking(question, since, until, phrase):
    assert read(question) == (since, until, phrase)


@pytest.mark.parametrize(
    ("question", "since", "phrase"),
    [
        ("What has happened in the past week?", begins("2024-10-09"), "in the past week"),
        ("What happened in the last 3 days?", begins("2024-10-13"), "in the last 3 days"),
        ("What happened over the past two months?", begins("2024-08-16"), "over the past two months"),
        ("How many ferries sank in the last year?", begins("2023-10-16"), "in the last year"),
        ("What happened in the last 24 hours?", "2024-10-15 15:30:00", "in the last 24 hours"),
    ],
)
def test_a_rolling_period_reaches_up_to_the_moment_of_asking(question, since, phrase):
    assert read(question) == (since, NOW, phrase)


@pytest.mark.parametrize(
    ("question", "since", "until", "phrase"),
    [
        ("What has Lee said since Tuesday?", begins("2024-10-15"), None, "since Tuesday"),
        ("What has Lee said since Wednesday?", begins("2024-10-09"), None, "since Wednesday"),
        ("What has changed since the start of the year?", begins("2024-01-01"), None, "since the start of the year"),
        ("What has changed since May?", begins("2024-05-01"), None, "since May"),
        ("What did Lee say after 3 March?", begins("2024-03-04"), None, "after 3 March"),
        ("What did Lee say after the vote on 3 March?", begins("2024-03-03"), None, "after the vote on 3 March"),
        ("What did Lee say after the summit in May?", begins("2024-05-01"), None, "after the summit in May"),
        ("What did Lee say before the vote on 3 March?", None, ends("2024-03-02"), "before the vote on 3 March"),
        ("What was known by 3 March?", None, ends("2024-03-03"), "by 3 March"),
        ("What did Lee say until 2024-03-03?", None, ends("2024-03-03"), "until 2024-03-03"),
        (
            "What did Lee say since 3 March and until 7 March?",
            begins("2024-03-03"),
            ends("2024-03-07"),
            "since 3 March and until 7 March",
        ),
        ("What happened between 3 and 7 March?", begins("2024-03-03"), ends("2024-03-07"), "between 3 and 7 March"),
        (
            "What happened between March 3 and 7?",
            begins("2024-03-03"),
            ends("2024-03-07"),
            "between March 3 and 7",
        ),
        (
            "What happened from 28 December to 3 January 2024?",
            begins("2023-12-28"),
            ends("2024-01-03"),
            "from 28 December to 3 January 2024",
        ),
        (
            "What did Lee say between May and June 2023?",
            begins("2023-05-01"),
            ends("2023-06-30"),
            "between May and June 2023",
        ),
    ],
)
def test_bounds_are_taken_at_their_word(question, since, until, phrase):
    assert read(question) == (since, until, phrase)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who won the match on 3 March?", "2024-03-03", "2024-03-10"),
        ("Who won the match on the 3rd of March?", "2024-03-03", "2024-03-10"),
        ("What happened on March 3, 2023?", "2023-03-03", "2023-03-10"),
        ("What happened on 20 October?", "2023-10-20", "2023-10-27"),
        ("What did Lee say on Tuesday?", "2024-10-15", "2024-10-16"),
        ("What did Lee say on Wednesday?", "2024-10-09", "2024-10-16"),
        ("What did Lee say last Friday?", "2024-10-11", "2024-10-16"),
        ("What happened in March 2024?", "2024-03-01", "2024-05-01"),
        ("What happened in November?", "2023-11-01", "2023-12-31"),
        ("What did Lee say in early March?", "2024-03-01", "2024-04-12"),
        ("What did Lee say in mid-March 2024?", "2024-03-08", "2024-04-22"),
        ("What did Lee say in late March?", "2024-03-18", "2024-05-01"),
        ("What happened on 29 February?", "2024-02-29", "2024-03-07"),
    ],
)
def test_the_date_of_an_event_leaves_time_for_its_reports(question, since, until):
    assert days(question) == (since, until)


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("How many people died on 3 March?", "2024-03-03"),
        ("What was inflation in March 2024?", "2024-03-01"),
        ("How many ferries sailed last month?", "2024-09-01"),
        ("Which ferry sank in march 2024?", "2024-03-01"),
        ("Where did the ferry sink back in April?", "2024-04-01"),
        ("Why did the bridge close in 2019?", "2019-01-01"),
        ("Who won the election last year?", "2023-01-01"),
        ("What happened in the first quarter of 2024?", "2024-01-01"),
        ("What happened in summer 2023?", "2023-06-01"),
    ],
)
def test_what_is_told_of_for_long_has_no_end(question, since):
    assert days(question) == (since, None)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What was reported on 3 March?", "2024-03-03", "2024-03-03"),
        ("Which stories were published in March?", "2024-03-01", "2024-03-31"),
        ("What was in the news on 14 October?", "2024-10-14", "2024-10-14"),
        ("How many articles appeared in 2023?", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_question_for_reports_means_their_own_dates(question, since, until):
    assert days(question) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "What did Theresa May say?",
        "What did people say about May?",
        "What was said by May?",
        "What did the council do after May resigned?",
        "What may the council decide?",
        "Who was at the march in Alder?",
        "Who took part in march madness?",
        "What happened on Bloody Sunday?",
        "Who won on Super Tuesday?",
        "What did shops sell on Black Friday?",
        "What did The Sunday Times say?",
        "Who was on Saturday Night Brunch?",
        "Who won the 2024 election?",
        "What happened on 9/11?",
        "What did the 2008 crisis cost?",
        "What happened in the 1990s?",
        "What did Lee think about the 2022-23 season?",
        "Who hosted The Tonight Hour?",
        "What did USA Today write?",
        "What is wrong with today's power grid?",
        "Who sang “What happened last week”?",
        "What did he do in his last year in office?",
        "What happened in the last week of March?",
        "What did Lee say at the May 3 hearing?",
        "Who was hurt in the Jan 6 crash?",
        "What happened on 03/04/2024?",
    ],
)
def test_a_date_that_only_names_a_thing_is_no_window(question):
    assert read(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "What will happen next week?",
        "What did Lee say will happen in 2030?",
        "Who said it would end in 2025?",
        "Who will win on Saturday?",
        "What time is the match on Sunday?",
        "What is due in December?",
        "What did Lee say about tomorrow?",
        "What did Lee say on 20 October 2024?",
        "Will it rain in two weeks?",
        "Was he away for 3 days?",
        "Was she 24 years old?",
        "What happened on 30 February?",
        "What happened on 31 April 2024?",
        "What happened on 29 February 2023?",
        "What happened on 2024-02-30?",
        "What happened in winter 2023?",
        "What happened this weekend?",
        "What happened on Monday last week?",
        "What did Lee say last week and in May?",
        "What did Lee say since 7 March until 3 March?",
        "When did Lee last win before 2020?",
        "Why did the firm miss its target of sailing by the end of 2023?",
        "Why does the lamp go dark from August until November?",
        "How did rates in July compare with September 2024?",
        "How often did it rain in the four weeks before 6 June 2024?",
    ],
)
def test_a_window_that_cannot_be_read_is_not_guessed(question):
    assert read(question) is None


@pytest.mark.parametrize(
    ("asked", "weekend"),
    [
        ("2024-10-12", ("2024-10-12", "2024-10-12")),
        ("2024-10-13", ("2024-10-12", "2024-10-13")),
        ("2024-10-14", ("2024-10-12", "2024-10-13")),
        ("2024-10-18", None),
    ],
)
def test_this_weekend_is_the_one_that_is_or_was_just_now(asked, weekend):
    assert days("What happened this weekend?", datetime.fromisoformat(asked).replace(tzinfo=UTC)) == weekend


def test_days_are_those_of_the_server_and_change_length_with_its_clocks():
    berlin = ZoneInfo("Europe/Berlin")
    # Clocks go on by an hour in the night to Sunday 31 March 2024, so that this day has 23 hours.
    after = datetime(2024, 4, 1, 6, 0, tzinfo=UTC)
    assert read("What happened yesterday?", after, berlin)[:2] == ("2024-03-30 23:00:00", "2024-03-31 21:59:59")
    # Half past eleven in the evening in London is the next day in Berlin.
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    assert read("What happened today?", late, berlin)[:2] == ("2024-06-30 22:00:00", "2024-07-01 21:59:59")


def test_a_midnight_that_clocks_skip_begins_when_they_go_on():
    # Beirut's clocks go from 0:00 to 1:00 on 31 March 2024.
    asked = datetime(2024, 3, 31, 12, 0, tzinfo=UTC)
    assert read("What happened today?", asked, ZoneInfo("Asia/Beirut"))[0] == "2024-03-30 22:00:00"


@pytest.mark.parametrize(
    ("question", "asked", "expected"),
    [
        ("What happened last week?", "2024-01-03", ("2023-12-25", "2023-12-31")),
        ("What happened last month?", "2024-01-03", ("2023-12-01", "2023-12-31")),
        ("What happened yesterday?", "2024-03-01", ("2024-02-29", "2024-02-29")),
        ("What happened in the past month?", "2024-03-31", ("2024-02-29", "2024-03-31")),
        ("What happened in the past year?", "2024-02-29", ("2023-02-28", "2024-02-29")),
        ("What happened on 31 December?", "2024-01-02", ("2023-12-31", "2024-01-02")),
        ("What happened on 29 February?", "2023-06-01", ("2020-02-29", "2020-03-07")),
        ("What happened yesterday?", "0001-01-01", None),
    ],
)
def test_years_and_months_end_where_the_calendar_says(question, asked, expected):
    assert days(question, datetime.fromisoformat(asked).replace(tzinfo=UTC)) == expected


def test_capitals_do_not_matter_where_they_say_nothing():
    assert days("WHAT HAPPENED LAST WEEK?") == days("What Happened Last Week?") == ("2024-10-07", "2024-10-13")


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("What's the latest on the ferry?", True),
        ("Where does the vote stand now?", True),
        ("What is the current death toll?", True),
        ("Is the bridge open yet?", True),
        ("Who is currently mayor?", True),
        ("What was known until now about the ferry?", False),
        ("Why did the ferry sink?", False),
        ("Who knows the newsagent?", False),
    ],
)
def test_questions_for_the_newest_state_are_told_apart(question, latest):
    assert asks_for_latest(question) is latest


def test_a_question_looks_back_or_ahead():
    assert read_tense("Who won?").past
    assert not read_tense("Who needs a united front?").past
    assert read_tense("Who is going to win?").future
    assert not read_tense("Who was fined for going to sea?").future


def test_last_september_is_read_only_when_it_can_be_one_alone():
    assert read_period("last September", date(2024, 10, 16)) is None
    assert read_period("last September", date(2025, 2, 1)).first == date(2024, 9, 1)


WORDS = st.lists(
    st.sampled_from(
        "what happened did say on in since until before after by between from to and the last this past week month"
        " year yesterday today night weekend Tuesday Sunday March May september early mid late 3 7 30 31 29 2023 2024"
        " 2024-02-30 February start end of vote days hours two news reported how many will ago “ ” ſunday ١٢".split()
    ),
    max_size=12,
).map(" ".join)
ZONES = st.sampled_from([UTC, *map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Asia/Beirut", "Pacific/Apia"))])


@given(text=WORDS | st.text(max_size=60), asked=st.datetimes(timezones=st.just(UTC)), zone=ZONES)
@example(text="What happened yesterday?", asked=datetime.min.replace(tzinfo=UTC), zone=ZoneInfo("America/New_York"))
@example(text="What happened today?", asked=datetime.max.replace(tzinfo=UTC), zone=ZoneInfo("Asia/Beirut"))
@example(text="what happened in auguſt", asked=ASKED, zone=UTC)
def test_a_window_is_in_order_in_the_past_and_in_the_words_of_the_question(text, asked, zone):
    window = read_window(text, asked, zone)
    if window is None:
        return
    assert window.phrase
    assert window.phrase in text
    assert window.since or window.until
    if window.since:
        assert window.since <= asked
        assert window.since.tzinfo is UTC
    if window.until:
        assert window.until.astimezone(zone).date() <= asked.astimezone(zone).date()
        assert window.until.tzinfo is UTC
    if window.since and window.until:
        assert window.since <= window.until


@given(days_ago=st.integers(0, 60))
def test_a_window_of_the_last_days_holds_each_of_them(days_ago):
    window = read_window(f"What happened in the last {days_ago + 1} days?", ASKED, UTC)
    assert window.since <= ASKED - timedelta(days=days_ago) <= window.until
