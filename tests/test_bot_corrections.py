"""What is said under a posted answer when its sources have changed, and when nothing is said."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fictional import answered, hits, question, story
from hypothesis import given
from hypothesis import strategies as st

from bot.affected import Change
from bot.corrections import ChangedSource, Correction, pending_corrections, sentences_of
from bot.ledger import Ledger
from bot.posts import Posted, Posts
from bot.receipt import keep_receipt
from index.archive import Archive
from index.passage import Span
from index.sighting import Place, Sighting
from prompts.answer import Citation, Claim

AT = datetime(2031, 11, 23, 9, tzinfo=UTC)
DAM = "The dam above Tarn holds, Warden Io Pell said."
MORE = "It was built in 1931."
TEXT = f"{DAM} {MORE}"


def changed(*numbers, title="Dam holds", publisher="The Tarn Bell", change=Change.WORDS):
    return ChangedSource(numbers=numbers, title=title, publisher=publisher, change=change)


def correction(*sources, at=AT):
    posted = Posted(receipt="aa11", guild=1, channel=2, message=3)
    return Correction(posted=posted, question="Does it hold?", sources=sources, at=at)


# What is said


def test_a_changed_source_is_told_with_its_number_title_and_outlet():
    assert sentences_of(correction(changed(2))) == (
        "Correction, 23 November 2031: since this answer was posted, its source [2] “Dam holds” (The Tarn Bell) has"
        " been changed, and the quoted words no longer stand in it.",
    )


def test_a_withdrawn_source_is_told():
    assert sentences_of(correction(changed(1, 3, publisher=None, change=Change.WITHDRAWN))) == (
        "Correction, 23 November 2031: since this answer was posted, its source [1] [3] “Dam holds” has been"
        " withdrawn.",
    )


def test_several_sources_are_told_by_what_became_of_them():
    sources = (
        changed(1),
        changed(2, title="Mill shuts", publisher=None, change=Change.WITHDRAWN),
        changed(3, title="Ferry runs"),
        changed(4, title="", publisher=None),
    )

    assert sentences_of(correction(*sources)) == (
        "Correction, 23 November 2031: since this answer was posted, its source [2] “Mill shuts” has been withdrawn.",
        "Its sources [1] “Dam holds” (The Tarn Bell), [3] “Ferry runs” (The Tarn Bell) and [4] have been changed, and"
        " the quoted words no longer stand in them.",
    )


def test_the_day_is_that_of_the_zone_in_which_it_is_said():
    late = datetime(2031, 11, 23, 23, tzinfo=UTC).astimezone(timezone(timedelta(hours=2)))

    assert sentences_of(correction(changed(1), at=late))[0].startswith("Correction, 24 November 2031: ")


def test_what_is_foreign_is_cleaned_as_the_place_wants_it():
    source = changed(1, title="A*\u202eb\nc", publisher="@here")

    assert "[1] “A*b c” (@here) has" in sentences_of(correction(source))[0]
    assert "[1] “title” (title) has" in sentences_of(correction(source), clean=lambda _: "title")[0]


@given(
    st.lists(st.sampled_from([Change.WITHDRAWN, Change.WORDS]), min_size=1, max_size=6),
    st.text(st.characters(exclude_characters="[]0123456789"), max_size=20),
)
def test_every_source_is_named_once_in_whole_sentences(changes, title):
    sources = [changed(number, title=title, change=change) for number, change in enumerate(changes, 1)]

    told = sentences_of(correction(*sources))

    assert len(told) == len(set(changes))
    assert all(one.endswith(".") and "\n" not in one and one[0].isupper() for one in told)
    named = " ".join(told)
    assert [named.count(f"[{number}]") for number in range(1, len(changes) + 1)] == [1] * len(changes)


# When something is said


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.db", days=30)


@pytest.fixture
def posts(ledger):
    return Posts(ledger.file)


def article(text=TEXT, *, name="dam", title="Dam holds", **details):
    return story(text, name=name, title=title, publisher="The Tarn Bell", **details)


def store(archive, one):
    with archive.transaction():
        archive.store(one, Sighting(place=Place(file=f"{one.id}.txt"), now=AT))


def post(ledger, *articles, name="aa11", private=False):
    """A posted answer that quotes the first sentence of each article, out of all of its text."""
    whole = answered(*articles, id=name, question=question("Does the dam hold?"), hits=hits(*articles))
    citations = tuple(
        Citation(number=number, article=one, span=Span(0, len(DAM)), passage=Span(0, len(one.text)))
        for number, one in enumerate(articles, 1)
    )
    claims = tuple(Claim(text=one.quote, citations=(one.number,)) for one in citations)
    outcome = type(whole)(claims=claims, citations=citations, reports=whole.reports, trace=whole.trace)
    assert keep_receipt(ledger, outcome)
    message = int(name, 16)
    assert Posts(ledger.file).begin(Posted(receipt=name, guild=1, channel=2, message=message, private=private))


def found(posts, archive):
    return [
        (one.posted.receipt, [(source.numbers, source.change) for source in one.sources])
        for one in pending_corrections(posts, archive, at=AT)
    ]


def test_nothing_is_said_where_nothing_has_changed(ledger, posts, archive):
    assert found(posts, archive) == []
    assert not ledger.path.exists()
    store(archive, article())
    post(ledger, article())

    assert found(posts, archive) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (TEXT.replace("holds", "leaks"), [((1,), Change.WORDS)]),
        (f"UPDATE. {TEXT}", []),
        (TEXT.replace("1931", "1932"), []),
    ],
)
def test_a_note_is_due_where_the_quoted_words_are_gone(ledger, posts, archive, after, expected):
    store(archive, article())
    post(ledger, article())
    store(archive, article(after, title="A new title"))

    assert found(posts, archive) == ([("aa11", expected)] if expected else [])


def test_a_note_names_the_source_as_the_answer_did(ledger, posts, archive):
    store(archive, article())
    post(ledger, article())
    store(archive, article("All is new.", title="A new title"))

    [one] = pending_corrections(posts, archive, at=AT)

    assert one == Correction(
        posted=Posted(receipt="aa11", guild=1, channel=2, message=0xAA11),
        question="Does the dam hold?",
        sources=(changed(1),),
        at=AT,
    )


def test_a_withdrawal_is_told_and_a_restored_article_is_none(ledger, posts, archive):
    store(archive, article())
    post(ledger, article())
    with archive.transaction():
        archive.withdraw("dam", "operator", AT)

    withdrawn = found(posts, archive)
    with archive.transaction():
        archive.restore("dam")

    assert withdrawn == [("aa11", [((1,), Change.WITHDRAWN)])]
    assert found(posts, archive) == []


@pytest.mark.parametrize("after", [TEXT, "All is new."])
def test_an_article_that_waits_for_its_date_is_no_withdrawal(ledger, posts, archive, after):
    store(archive, article())
    post(ledger, article())
    store(archive, article(after, published=AT + timedelta(days=2)))
    with archive.transaction():
        archive.hold(AT)
    assert archive.searched("dam") is None

    assert found(posts, archive) == []


def test_an_archive_that_never_held_the_article_says_nothing(ledger, posts, archive):
    post(ledger, article())
    nowhere = found(posts, archive)
    store(archive, article("Made anew, from another feed."))

    assert nowhere == found(posts, archive) == []


def test_answers_are_told_oldest_first_each_with_all_its_sources(ledger, posts, archive):
    others = [article(name="mill", title="Mill shuts"), article(name="quay", title="Quay opens")]
    for one in (article(), *others):
        store(archive, one)
    post(ledger, article(), *others, name="aa11")
    post(ledger, others[1], name="bb22")
    post(ledger, others[1], name="cc33", private=True)
    post(ledger, others[1], name="dd44")
    posts.note("dd44")
    store(archive, article("All is new.", name="mill"))
    with archive.transaction():
        archive.withdraw("quay", "source", AT)

    assert found(posts, archive) == [
        ("aa11", [((2,), Change.WORDS), ((3,), Change.WITHDRAWN)]),
        ("bb22", [((1,), Change.WITHDRAWN)]),
    ]


def test_no_text_is_read_where_nothing_has_changed(ledger, posts, archive, monkeypatch):
    store(archive, article())
    post(ledger, article())
    monkeypatch.setattr(Archive, "article", lambda *_: pytest.fail("a text was read"))
    monkeypatch.setattr(Archive, "searched", lambda *_: pytest.fail("a text was read"))
    monkeypatch.setattr("bot.ledger.json.loads", lambda *_: pytest.fail("a receipt was read"))

    assert found(posts, archive) == []
