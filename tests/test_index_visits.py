"""Visits and failures: what was read when, and how long what fails has to wait."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from made_index import NOW

from index.archive import Archive
from index.visits import LONGEST_WAIT, KnownFailure, Visit, waiting

PAGE = "https://courier.example/harbour"
VISIT = Visit(place=PAGE, source="courier", digest=b"1", etag='"a"', last_modified="x", hint="{}", first=NOW, last=NOW)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def archive(home):
    with Archive(home.archive) as archive:
        yield archive


def test_a_visit_comes_back_and_the_first_time_stays(archive):
    archive.visits.store(VISIT)
    archive.visits.store(replace(VISIT, digest=b"2", first=LATER, last=LATER))

    assert archive.visits.visit(PAGE) == replace(VISIT, digest=b"2", last=LATER)
    assert archive.visits.visit("https://other.example/") is None
    assert archive.visits.places("courier", NOW) == [PAGE]
    assert archive.visits.places("other", NOW) == archive.visits.places("courier", LATER) == []


def test_a_failure_is_counted_until_it_can_be_read(archive):
    visits = archive.visits
    visits.fail(PAGE, "", "courier", "answers 500", NOW)
    visits.fail(PAGE, "", "courier", "answers 404", LATER)

    assert (
        list(visits.failures())
        == visits.failures_at(PAGE)
        == list(visits.failures("courier"))
        == [
            KnownFailure(
                place=PAGE,
                record="",
                source="courier",
                reason="answers 404",
                times=2,
                first=NOW,
                last=LATER,
                again=LATER + timedelta(minutes=5),
            )
        ]
    )
    assert list(visits.failures("other")) == []
    visits.store(VISIT)
    assert list(visits.failures()) == []


def test_a_server_may_ask_for_a_longer_wait_within_reason(archive):
    archive.visits.fail(PAGE, "", "courier", "answers 429", NOW, wait=timedelta(hours=2))
    archive.visits.fail(PAGE, "2", "courier", "answers 429", NOW, wait=timedelta(days=900))

    assert [failure.again for failure in archive.visits.failures()] == [NOW + timedelta(hours=2), NOW + LONGEST_WAIT]


def test_one_failure_of_a_file_may_be_forgiven(archive):
    for record in ("line 1", "line 2"):
        archive.visits.fail("/news/a.jsonl", record, "news", "is broken", NOW)
    first, second = archive.visits.failures()

    archive.visits.forgive(first)

    assert list(archive.visits.failures()) == [second]


def test_the_first_try_again_is_at_once_and_then_waits_double_up_to_a_day():
    waits = [waiting(times) for times in range(1, 40)]

    assert waits[:4] == [timedelta(), timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == LONGEST_WAIT
    assert all(one <= other for one, other in pairwise(waits))
