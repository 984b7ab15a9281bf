"""Dates are read only where they name a whole day, and nothing is ever filled in."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import Written, read_date, read_written


def at(*numbers):
    return datetime(*numbers, tzinfo=UTC)


DAY = at(2024, 9, 25)
HALF_PAST_TWO = at(2024, 9, 25, 14, 30)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-09-25", DAY),
        ("2024/09/25", DAY),
        ("2024.09.25", DAY),
        ("2024-9-5", at(2024, 9, 5)),
        ("2023/10/03", at(2023, 10, 3)),
        ("20240925", DAY),
        (20240925, DAY),
        ("  2024-09-25\n", DAY),
        ("2024-09-25T14:30:00Z", HALF_PAST_TWO),
        ("2024-09-25t14:30:00z", HALF_PAST_TWO),
        ("2024-09-25T14:30", HALF_PAST_TWO),
        ("2024-09-25 14:30:00", HALF_PAST_TWO),
        ("2024-09-25 14:30:00 UTC", HALF_PAST_TWO),
        ("2024-09-25T16:30:00+02:00", HALF_PAST_TWO),
        ("2024-09-25T16:30:00+0200", HALF_PAST_TWO),
        ("2024-09-25 16:30:00 +02", HALF_PAST_TWO),
        ("2024-09-25T09:00:00-05:30", HALF_PAST_TWO),
        ("2024-09-25T23:30:00-09:00", at(2024, 9, 26, 8, 30)),
        ("2024-09-25T14:30:00.5Z", at(2024, 9, 25, 14, 30, 0, 500_000)),
        ("2024-09-25T14:30:00.123456789Z", at(2024, 9, 25, 14, 30, 0, 123_456)),
        ("20240925T143000Z", HALF_PAST_TWO),
        ("2016-12-31T23:59:60Z", at(2016, 12, 31, 23, 59, 59)),
        ("Wed, 25 Sep 2024 14:30:00 GMT", HALF_PAST_TWO),
        ("Wed, 25 Sep 2024 16:30:00 +0200 (CEST)", HALF_PAST_TWO),
        ("Wed, 25 Sep 2024 10:30:00 EDT", HALF_PAST_TWO),
        ("25 Sep 2024 14:30 GMT+00:00", HALF_PAST_TWO),
        ("September 25, 2024", DAY),
        ("september 25 2024", DAY),
        ("Sept. 25, 2024", DAY),
        ("September 25th, 2024", DAY),
        ("Wednesday, September 25, 2024", DAY),
        ("25 September 2024", DAY),
        ("25th of September, 2024", DAY),
        ("25-Sep-2024", DAY),
        ("1 May 2024", at(2024, 5, 1)),
        ("September 25, 2024 at 2:30 p.m.", HALF_PAST_TWO),
        ("September 25, 2024, 2:30 PM", HALF_PAST_TWO),
        ("25 September 2024 12:05 am", at(2024, 9, 25, 0, 5)),
        ("25 September 2024 12:05 pm", at(2024, 9, 25, 12, 5)),
        (1727274600, HALF_PAST_TWO),
        (1727274600.9, HALF_PAST_TWO),
        (1727274600123, HALF_PAST_TWO),
        ("1727274600", HALF_PAST_TWO),
        ("1727274600000", HALF_PAST_TWO),
        (date(2024, 9, 25), DAY),
        (datetime(2024, 9, 25, 14, 30), HALF_PAST_TWO),  # noqa: DTZ001 - YAML gives such
        (datetime(2024, 9, 25, 16, 30, tzinfo=timezone(timedelta(hours=2))), HALF_PAST_TWO),
        ("1887-06-21", at(1887, 6, 21)),
    ],
)
def test_a_whole_date_is_read_in_utc(written, meant):
    read = read_date(written)

    assert read == meant
    assert read.utcoffset() == timedelta(0)


def test_the_day_is_kept_where_the_letters_of_a_zone_are_not_known():
    assert read_date("25 September 2024 14:30 IST") == DAY


@pytest.mark.parametrize(
    "nonsense",
    [
        None, True, False, "", " ", "now", "today", "yesterday", "tomorrow", "Monday", "next week", "2 hours ago",
        "10:30", "10:30 am", "T10:30", "2024", 2024, "2024-09", "09-25", "September", "September 2024", "25 September",
        "Sep 25", "25", 25, 0, -1, 1, 3.5, 86_400, 999_999_999, float("nan"), float("inf"), -1e400, 1e300,
        "2024-13-01", "2024-02-30", "31 April 2024", "2024-09-25T25:00", "2024-09-25T14:61", "13:00 pm",
        "25 September 2024 13:30 pm", "25 September 2024 0:30 am", "2024-09-25T10:00+99:00", "0000-00-00",
        "0001-01-01", "0001-01-01T00:00:00Z", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
        datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), date.min, date.max, "03/04/2024",
        "3.4.2024", "2024-09/25", "2024-W39-3", "2024-269",
        "on 25 September 2024", "25 September 2024 and later", "published 2024-09-25", "2024-09-25 2024-09-26",
        "٢٠٢٤-٠٩-٢٥", "２０２４-09-25", "²024-09-25", "2024-09-25\ud800", "2024-09-25\0", "1" * 79, "1" * 10_000,
        [], {}, ["2024-09-25"], {"date": "2024-09-25"}, b"2024-09-25", object(),
    ],
)  # fmt: skip
def test_nothing_else_is_a_date(nonsense):
    assert read_date(nonsense) is None


def test_a_number_too_long_to_write_is_no_date():
    assert read_date(10**5000) is None


PIECES = st.sampled_from([
    "2024", "09", "25", "99", "0", "-", "/", ".", ":", "T", "Z", " ", ",", "+", "Sep", "September", "may",
    "Monday", "pm", "GMT", "EST", "th", "of", "at", "(", ")", "1727274600", "12", "31", "é", "\ud800",
])  # fmt: skip


@given(
    st.one_of(
        st.text(),
        st.lists(PIECES, max_size=14).map("".join),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.binary(),
        st.dates(),
        st.datetimes(timezones=st.none() | st.timezones()),
        st.lists(st.text()),
    )
)
def test_whatever_the_value_it_is_a_date_in_utc_or_none(value):
    read = read_date(value)

    assert read is None or (read.utcoffset() == timedelta(0) and 1500 <= read.year <= 2100)


@given(st.datetimes(min_value=datetime(1500, 1, 2), max_value=datetime(2100, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_what_iso_writes_is_read_back(moment):
    whole_minutes = moment.utcoffset() % timedelta(minutes=1) == timedelta(0)  # old local times have odd seconds

    assert not whole_minutes or read_date(moment.isoformat()) == moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("2024-09-25T14:30:00Z", 0),
        ("2024-09-25t14:30z", 0),
        ("2024-09-25 14:30:00 UTC", 0),
        ("Wed, 25 Sep 2024 14:30:00 GMT", 0),
        ("2024-09-25T14:30:00+00:00", 0),
        ("25 Sep 2024 14:30 GMT+00:00", 0),
        ("2024-09-25T10:30:00-04:00", -240),
        ("2024-09-25T10:30:00-0400", -240),
        ("2024-09-25 16:30:00 +02", 120),
        ("2024-09-25T20:00:00+05:30", 330),
        ("2024-09-25T20:15:00+0545", 345),
        ("Wed, 25 Sep 2024 09:30:00 EST", -300),
        ("September 25, 2024 at 7:30 a.m. PDT", -420),
        ("Wed, 25 Sep 2024 16:30:00 +0200 (CEST)", 120),
        (datetime(2024, 9, 25, 16, 30, tzinfo=timezone(timedelta(hours=2))), 120),
        (datetime(2024, 9, 25, 14, 30, tzinfo=UTC), 0),
        ("2024-09-25T14:30", None),
        ("September 25, 2024, 2:30 PM", None),
        (datetime(2024, 9, 25, 14, 30), None),  # noqa: DTZ001 - YAML gives such
        (datetime(2024, 9, 25, 14, 30, tzinfo=timezone(timedelta(seconds=1))), None),
        ("Wed, 25 Sep 2024 14:30:00 -0000", None),
        ("2024-09-25T14:30:00-00:00", None),
        ("2024-09-25", None),
        ("25 September 2024", None),
        ("25 September 2024 14:30 IST", None),
        (date(2024, 9, 25), None),
        (20240925, None),
        (1727274600, None),
        ("1727274600000", None),
    ],
)
def test_the_zone_is_kept_where_the_value_writes_one(written, zone):
    assert read_written(written) == Written(moment=read_date(written), zone=zone)


def test_what_is_no_date_has_no_zone():
    assert read_written("14:30 GMT") is read_written("2024-09-25T10:00+99:00") is None


@given(
    st.datetimes(min_value=datetime(1500, 1, 3), max_value=datetime(2100, 12, 29)),  # noqa: DTZ001
    st.integers(-1439, 1439),
)
def test_a_clock_time_is_its_moment_in_its_zone(clock, zone):
    local = clock.replace(tzinfo=timezone(timedelta(minutes=zone)))

    for written in (local.isoformat(), str(local), local):
        read = read_written(written)
        assert read.zone == zone
        assert (read.moment + timedelta(minutes=zone)).replace(tzinfo=None) == clock


@given(
    st.one_of(
        st.lists(PIECES, max_size=14).map("".join),
        st.integers(),
        st.dates(),
        st.datetimes(timezones=st.none() | st.timezones()),
    )
)
def test_a_zone_is_less_than_a_day_and_never_without_a_moment(value):
    read = read_written(value)

    assert read_date(value) == (read.moment if read else None)
    assert read is None or read.zone is None or -1440 < read.zone < 1440
