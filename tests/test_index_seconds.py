"""Times as they are stored."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from index.seconds import moment_of, seconds_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.integers(0, 10**17), ZONES)
def test_a_time_comes_back_in_utc_and_to_the_second(microseconds, zone):
    moment = (EPOCH + timedelta(microseconds=microseconds)).astimezone(zone)
    back = moment_of(seconds_of(moment))

    assert back.tzinfo is UTC
    assert abs(moment - back) < timedelta(seconds=1)
    assert seconds_of(back) == seconds_of(moment)


def test_a_time_before_1970_is_one_too():
    moment = EPOCH - timedelta(hours=1)

    assert moment_of(seconds_of(moment)) == moment


def test_no_time_stays_none():
    assert (seconds_of(None), moment_of(None)) == (None, None)
