"""What changed between two versions: true to both texts, in order, and quick whatever they hold."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.differences import Kind, differences, same_places
from index.sentences import sentence_spans
from index.text import one_line

OLD = (
    "A ferry ran aground off Port Ennis on Monday. Rescuers took 12 people off the boat.\n"
    "Nobody was hurt, harbour master Tom Hart said. The cause is not known.\n"
    "The ferry is 30 years old."
)
NEW = (
    "A ferry ran aground off Port Ennis on Monday. Rescuers took 14 people off the boat.\n"
    "Two people were hurt, harbour master Ida Brook said.\n"
    "The ferry is 30 years old. A crane arrived on Tuesday."
)
WORDS = st.sampled_from(["rain", "snow", "no", "12", "14", "Lee", "Hart", "fell", "Ms."])
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: " ".join(words).capitalize() + ".")
TEXTS = st.lists(SENTENCES, min_size=1, max_size=25).map("\n".join)


def article(text, **details):
    return Article(**{"id": "a", "title": "Ferry aground", "text": text, **details})


def changed(old, new):
    """What changed, in words: kind, old sentence, new sentence, pairs of words."""
    return [
        (
            change.kind.value,
            change.old and change.old.of(old),
            change.new and change.new.of(new),
            [(one.old.of(old), one.new.of(new)) for one in change.words],
        )
        for change in differences(article(old), article(new)).changes
    ]


def test_sentences_that_went_came_and_changed_are_told_in_order_with_the_words_that_changed():
    assert changed(OLD, NEW) == [
        (
            "changed",
            "Rescuers took 12 people off the boat.",
            "Rescuers took 14 people off the boat.",
            [("12", "14")],
        ),
        (
            "changed",
            "Nobody was hurt, harbour master Tom Hart said.",
            "Two people were hurt, harbour master Ida Brook said.",
            [("Nobody was", "Two people were"), ("Tom Hart", "Ida Brook")],
        ),
        ("removed", "The cause is not known.", None, []),
        ("added", None, "A crane arrived on Tuesday.", []),
    ]
    assert differences(article(OLD), article(NEW)).kept == 2


def test_words_that_only_came_or_only_went_have_nothing_on_the_other_side():
    assert changed("The old wall fell on Monday.", "The wall fell on Monday night.") == [
        ("changed", "The old wall fell on Monday.", "The wall fell on Monday night.", [("old", ""), ("", "night")])
    ]


def test_sentences_that_share_only_common_words_are_not_one_that_changed():
    old, new = "It rained in Alder on Monday.", "The mayor of Quill has left his office."

    assert [kind for kind, *_ in changed(old, new)] == ["removed", "added"]


def test_white_space_alone_changes_nothing():
    assert differences(article(OLD), article(OLD.replace("\n", "\n\n").replace(" of ", "  of "))).changes == ()


def test_details_that_changed_are_told():
    day = datetime(2031, 5, 2, tzinfo=UTC)
    old = article(OLD, published=day, author="Ann Lee")
    new = article(OLD, title="Ferry freed", published=day + timedelta(days=1), author="Ann Lee", modified=day)

    found = differences(old, new)

    assert [(one.name, one.old, one.new) for one in found.details] == [
        ("title", "Ferry aground", "Ferry freed"),
        ("published", day, day + timedelta(days=1)),
        ("modified", None, day),
    ]
    assert found.changes == ()


@given(TEXTS, TEXTS)
def test_the_changes_turn_the_old_sentences_into_the_new_ones(old, new):
    found = differences(article(old), article(new))
    gone = [change.old for change in found.changes if change.old]
    come = [change.new for change in found.changes if change.new]
    stayed = [span for span in sentence_spans(old) if span not in gone]
    here = [span for span in sentence_spans(new) if span not in come]

    assert gone == sorted(gone)
    assert come == sorted(come)
    assert [one_line(span.of(old)) for span in stayed] == [one_line(span.of(new)) for span in here]
    assert found.kept == len(stayed)
    for change in found.changes:
        assert (change.old is None) == (change.kind is Kind.ADDED)
        assert (change.new is None) == (change.kind is Kind.REMOVED)
        for one in change.words:
            assert change.old.start <= one.old.start <= one.old.end <= change.old.end
            assert change.new.start <= one.new.start <= one.new.end <= change.new.end
            assert one.old.of(old) != one.new.of(new)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert differences(article(text), article(text)).changes == ()


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
def test_same_places_are_of_equal_items_and_rise_on_both_sides(old, new):
    pairs = same_places(old, new)

    assert all(old[at] == new[to] for at, to in pairs)
    assert all(a < b and c < d for (a, c), (b, d) in pairwise(pairs))


class Counted(str):
    """A word that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other):
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a", "b"] * 10_000, ["b", "c"] * 10_000),
        (["a"] * 20_000, ["b"] * 20_000),
        ([str(n % 150) for n in range(20_000)], [str(n % 151) for n in range(20_000)]),
        ([str(n) for n in range(20_000)], [str(-n) for n in range(20_000)][::-1]),
    ],
)
def test_the_work_grows_with_the_length_and_not_with_its_square(old, new):
    Counted.compared = 0

    same_places([*map(Counted, old)], [*map(Counted, new)])

    assert Counted.compared < 100 * (len(old) + len(new))
