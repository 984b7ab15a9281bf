"""The archive: what was read stays, in all its versions."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from made_index import NOW, keep, made_article, vector_of

from index.announcements import Announcement
from index.archive import Archive, Known, Place, Sighting
from index.archive_file import SCHEMA
from index.errors import IndexFaultError
from index.given_sources import GivenSources
from index.kept_quotes import read_quotes
from index.passage import Span
from index.terms import Analyser

PLACE = Place(file="/news/a.txt")
LATER = NOW + timedelta(days=1)
TEXT = "A text of some words that is long enough for passages."


@pytest.fixture
def archive(home):
    with Archive(home.archive) as archive:
        yield archive


def store(archive, article, place=PLACE, now=NOW):
    with archive.transaction():
        return archive.store(article, Sighting(place=place, now=now))


def test_an_article_comes_back_whole(archive, article):
    assert store(archive, article, Place(file="/news/a.jsonl", record="line 7")) == "new"

    assert archive.article("harbour") == replace(article, origin="/news/a.jsonl (line 7)")
    assert archive.article("nobody") is None
    assert archive.article("harbour", "sha256:0") is None


def test_an_article_that_says_little_comes_back_as_little(archive):
    article = made_article("a", "Text\u00e9 😀\n\n")
    store(archive, article)

    assert archive.article("a") == replace(article, origin="/news/a.txt")


@pytest.mark.parametrize(
    "published",
    [datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)],
)
def test_dates_of_all_times_are_kept(archive, published):
    store(archive, made_article("a", published=published))

    assert archive.article("a").published == published


def test_what_was_read_before_is_unchanged(archive, article):
    store(archive, article)

    assert store(archive, article, now=LATER) == "unchanged"
    assert store(archive, replace(article, origin="elsewhere"), now=LATER) == "unchanged"


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(archive, article):
    store(archive, article)
    corrected = replace(article, text=article.text.replace("14", "15"), title="Corrected")

    assert store(archive, corrected, now=LATER) == "changed"

    assert archive.article("harbour").text == corrected.text
    assert archive.article("harbour", article.version) == replace(article, origin=str(PLACE))
    assert archive.article("harbour", corrected.version).title == "Corrected"


def test_a_text_that_changes_back_is_its_first_version_again(archive, article):
    store(archive, article)
    store(archive, replace(article, text="Other."))

    assert store(archive, article) == "changed"
    assert archive.article("harbour").version == article.version


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"publisher": None},
        {"published": datetime(2024, 9, 25, tzinfo=UTC)},
        {"published": None},
        {"url": "https://other.example"},
        {"author": "Tom Hart"},
        {"section": "Local"},
    ],
)
def test_other_details_change_the_article_and_make_no_new_version(archive, article, change):
    store(archive, article)
    state = archive.state()
    changed = replace(article, **change)

    assert store(archive, changed) == "details"

    assert archive.article("harbour") == replace(changed, origin=str(PLACE))
    assert archive.article("harbour").version == article.version
    assert archive.state() != state


def test_the_state_depends_on_what_is_searched_alone(home, archive, tmp_path):
    keep(archive, made_article("a"), made_article("b"))
    state = archive.state()

    keep(archive, made_article("b"), made_article("a"), now=LATER)
    with Archive(tmp_path / "other.db") as other:
        keep(other, made_article("b"), made_article("a"), now=LATER)

        assert other.state() == archive.state() == state
        keep(other, made_article("c"))
        assert other.state() != state


def test_articles_come_by_date_undated_first(archive):
    old, new = datetime(1960, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    for name, published in (("d", new), ("b", None), ("c", old), ("a", new)):
        store(archive, made_article(name, published=published))

    assert [article.id for article in archive.articles()] == ["b", "c", "a", "d"]


def test_an_article_is_known_by_id_place_and_identity(archive):
    line = Place(file="/news/b.jsonl", record="line 2")
    with archive.transaction():
        archive.store(made_article("b"), Sighting(place=PLACE, now=NOW, source="/news", identity="b!", said=b"1"))
        archive.store(made_article("b"), Sighting(place=line, now=LATER, source="/news", identity="b!", said=b"2"))

    known = Known(id="b", identity="b!", source="/news", place=line, said=b"2", withdrawn_by=None)
    assert archive.known("b!") == archive.known_id("b") == archive.known_at(line) == known
    assert archive.of_file("/news/b.jsonl") == archive.of_source("/news") == [known]
    assert archive.known("other") is archive.known_id("other") is archive.known_at(PLACE) is None
    assert archive.of_file("/news/a.txt") == archive.of_source("/other") == []


def test_what_is_withdrawn_is_searched_no_more_until_it_is_restored(archive):
    keep(archive, made_article("a"), made_article("b"))
    state = archive.state()

    assert archive.withdraw("a", "source", LATER)
    assert not archive.withdraw("a", "source", LATER)

    assert [article.id for article in archive.articles()] == ["b"]
    assert archive.searched("a") is None
    assert archive.article("a") is not None
    assert archive.state() != state
    assert archive.restore("a")
    assert not archive.restore("a")
    assert archive.state() == state


def test_an_operators_word_outlasts_a_sources(archive):
    keep(archive, made_article("a"))
    archive.withdraw("a", "source", NOW)

    assert archive.withdraw("a", "operator", LATER)
    assert not archive.withdraw("a", "source", LATER)

    assert archive.known_id("a").withdrawn_by == "operator"
    assert not archive.withdraw("nobody", "operator", LATER)


def test_what_is_dated_later_is_held_until_then(archive):
    keep(archive, made_article("a", published=LATER), made_article("b"), made_article("c", published=NOW))

    archive.hold(NOW)

    assert [article.id for article in archive.articles()] == ["b", "c"]
    assert [(known.id, published) for known, published in archive.held()] == [("a", LATER)]
    archive.hold(LATER)
    assert archive.held() == []
    assert archive.has_articles()


def test_a_part_of_a_transaction_may_fail_alone(archive):
    def fail():
        with archive.transaction():
            archive.store(made_article("b"), Sighting(place=PLACE, now=NOW))
            raise RuntimeError

    with archive.transaction():
        archive.store(made_article("a"), Sighting(place=PLACE, now=NOW))
        with pytest.raises(RuntimeError):
            fail()

    assert [article.id for article in archive.articles()] == ["a"]


def test_a_known_text_keeps_what_it_announces(archive):
    correction = Announcement(kind="correction", words="Correction: the wall is old.")
    with archive.transaction():
        archive.store(made_article("a"), Sighting(place=PLACE, now=NOW, announcement=correction))

    found = archive.file.first("SELECT announces, announced FROM version")
    assert found == ("correction", "Correction: the wall is old.")


def test_everything_is_there_after_opening_again(home, article):
    with Archive(home.archive) as archive:
        store(archive, article)

    with Archive(home.archive) as archive:
        assert archive.article("harbour").text == article.text


def test_a_transaction_that_fails_leaves_nothing(archive, article):
    def fail():
        with archive.transaction():
            archive.store(article, Sighting(place=PLACE, now=NOW))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert archive.article("harbour") is None
    assert store(archive, article) == "new"


def test_passages_come_back_in_order_by_version_and_splitter(archive):
    spans = [Span(0, 10), Span(5, 20), Span(15, 900_000)]
    archive.embedded.store_passages("sha256:a", TEXT, "one", spans)
    archive.embedded.store_passages("sha256:a", TEXT, "two", spans[:1])

    assert archive.embedded.passages("sha256:a", "one") == spans
    assert archive.embedded.passages("sha256:a", "two") == spans[:1]
    assert archive.embedded.passages("sha256:b", "one") == []


def test_vectors_come_back_bit_by_bit(archive):
    texts = [f"passage {i} é😀" for i in range(1100)]  # more than one batch of the query
    vectors = np.stack([vector_of(text) for text in texts])
    with archive.transaction():
        archive.embedded.store_vectors(texts, vectors, "model@1")

    found = archive.embedded.vectors([*texts, "unknown", texts[0]], "model@1")

    assert found.keys() == set(texts)
    assert all(found[text].tobytes() == vector.tobytes() for text, vector in zip(texts, vectors, strict=True))
    assert found[texts[0]].dtype == np.float32
    assert archive.embedded.vectors(texts, "model@2") == {}


FIRST_SCHEMA = """
CREATE TABLE source (path TEXT PRIMARY KEY, added INTEGER NOT NULL);
CREATE TABLE article (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, place TEXT NOT NULL, version TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, withdrawn INTEGER
);
CREATE INDEX article_file ON article (file);
CREATE TABLE version (
    article TEXT NOT NULL REFERENCES article (id), version TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT,
    published INTEGER, url TEXT, author TEXT, section TEXT, text TEXT NOT NULL, first_seen INTEGER NOT NULL,
    PRIMARY KEY (article, version)
);
CREATE TABLE passage (
    version TEXT NOT NULL, splitter TEXT NOT NULL, ordinal INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, PRIMARY KEY (version, splitter, ordinal)
) WITHOUT ROWID;
CREATE TABLE vector (
    passage BLOB NOT NULL, model TEXT NOT NULL, numbers BLOB NOT NULL, PRIMARY KEY (passage, model)
);
PRAGMA user_version = 1;
"""


def test_an_archive_of_the_first_schema_is_brought_up_and_loses_nothing(home, article):
    home.archive.parent.mkdir()
    database = sqlite3.connect(home.archive)
    database.executescript(FIRST_SCHEMA)
    seen, published = int(NOW.timestamp()), int(article.published.timestamp())
    database.execute(
        "INSERT INTO article VALUES (?, '/news/a.txt', '', ?, ?, ?, NULL)", (article.id, article.version, seen, seen)
    )
    details = (article.title, article.publisher, published, article.url, None, None, article.text, seen)
    database.execute(
        "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (article.id, article.version, *details)
    )
    database.commit()
    database.close()
    changed = replace(article, origin="/news/a.txt", modified=LATER)

    for _ in range(2):  # brought up, and opened again
        with Archive(home.archive) as archive:
            assert archive.article("harbour") == replace(changed, modified=None)
            assert archive.changed() == {}

    with Archive(home.archive) as archive:
        assert store(archive, article) == "unchanged"
        assert store(archive, changed) == "details"
        assert list(archive.articles()) == [changed]
        keep(archive, made_article("b"))
    with closing(sqlite3.connect(home.archive)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def test_what_an_older_archive_has_cut_and_embedded_is_not_paid_for_again(home):
    text = "Één muur.\nA ferry 😀 sailed."
    article = made_article("a", text)
    home.archive.parent.mkdir()
    with closing(sqlite3.connect(home.archive)) as database:
        database.executescript(FIRST_SCHEMA)
        database.execute("INSERT INTO source VALUES ('/news', 5), ('/new', 6)")
        database.execute("INSERT INTO article VALUES ('a', '/news/a.txt', '', ?, 1, 1, NULL)", (article.version,))
        database.execute(
            "INSERT INTO version (article, version, title, text, first_seen) VALUES ('a', ?, 'Title', ?, 1)",
            (article.version, text),
        )
        for ordinal, (start, end) in enumerate([(0, 9), (10, len(text))]):
            database.execute(
                "INSERT INTO passage VALUES (?, 'made/1', ?, ?, ?)", (article.version, ordinal, start, end)
            )
        vector = vector_of("Één muur.")
        digest = hashlib.sha256("Één muur.".encode()).digest()
        database.execute("INSERT INTO vector VALUES (?, 'made@1', ?)", (digest, vector.tobytes()))
        database.commit()

    with Archive(home.archive) as archive:
        assert archive.known_id("a").source == "/news"
        assert [source.place for source in GivenSources(archive.file).all()] == ["/news", "/new"]
        assert archive.embedded.uncut("made/1") == []
        missing = archive.embedded.missing("made/1", "made@1")
        assert missing == [(hashlib.sha256("A ferry 😀 sailed.".encode()).digest(), "a", Span(10, len(text)))]


def test_an_archive_of_the_third_schema_gets_room_for_quotations_and_loses_nothing(home):
    said = made_article("said", "“The wall will hold,” said Ann Lee.", published=NOW)
    with Archive(home.archive) as archive:
        keep(archive, said, made_article("quiet"))
        made = tables(archive)
    with closing(sqlite3.connect(home.archive)) as database:
        database.executescript("DROP TABLE quotes; PRAGMA user_version = 3;")

    for stored in (False, True):  # brought up, and opened again
        with Archive(home.archive) as archive:
            assert tables(archive) == made
            assert archive.article("said").text == said.text
            assert archive.embedded.missing("made/1", "made@1") == []
            assert [name for name, _ in archive.quotes.unread()] == (["quiet"] if stored else ["quiet", "said"])
            with archive.transaction():
                archive.quotes.store(said.version, read_quotes(said.text, Analyser()))

    with Archive(home.archive) as archive:
        [kept] = archive.quotes.of(said.version)
        assert kept.quote.words.of(said.text) == "The wall will hold"
    with closing(sqlite3.connect(home.archive)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def tables(archive):
    return list(archive.file.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))


def test_an_archive_of_a_newer_schema_is_left_alone(home):
    Archive(home.archive).__exit__(None, None, None)
    database = sqlite3.connect(home.archive)
    database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    database.close()

    with pytest.raises(IndexFaultError, match=r"has schema 5, this Newshound knows 4; use the newer Newshound\.$"):
        Archive(home.archive)


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_left_alone(home, content):
    home.folder.mkdir()
    home.archive.write_bytes(content)

    with pytest.raises(
        IndexFaultError, match=r"can't be read as one; restore it from a backup, or move it away and .*\.$"
    ):
        Archive(home.archive)

    assert home.archive.read_bytes() == content


def test_a_full_disk_is_a_sentence_and_nothing_is_half_kept(archive, article):
    store(archive, article)
    # SQLite itself reports a full disk at this limit.
    archive.file._database.execute("PRAGMA max_page_count = 60")  # noqa: SLF001

    with pytest.raises(
        IndexFaultError, match=r"can't be read or written \(database or disk is full\); free some space"
    ):
        store(archive, made_article("large", "word " * 200_000))

    assert archive.article("large") is None
    assert archive.article("harbour") is not None
    assert store(archive, article) == "unchanged"


def test_a_reader_sees_the_archive_while_another_writes(home, article):
    with Archive(home.archive) as writer, Archive(home.archive) as reader:
        with writer.transaction():
            writer.store(article, Sighting(place=PLACE, now=NOW))

            assert reader.article("harbour") is None

        assert reader.article("harbour") is not None


def test_a_home_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file")

    with pytest.raises(IndexFaultError, match=r"home is a file; name a folder as the home\.$"):
        Archive(tmp_path / "home" / "archive.db")


USES = {
    "articles": lambda archive: list(archive.articles()),
    "article": lambda archive: archive.article("a7"),
    "known": lambda archive: archive.known_id("a7"),
    "held": lambda archive: archive.held(),
    "hold": lambda archive: archive.hold(NOW),
    "withdraw": lambda archive: archive.withdraw("a7", "operator", NOW),
    "state": lambda archive: archive.state(),
    "passages": lambda archive: archive.embedded.passages("sha256:a", "made/1"),
    "vectors": lambda archive: archive.embedded.vectors(["The text of a7."], "made@1"),
    "missing": lambda archive: archive.embedded.missing("made/1", "other@1"),
    "visits": lambda archive: archive.visits.fail("/news/a7.txt", "", "/news", "is gone", NOW),
    "runs": lambda archive: archive.runs.begin(NOW),
    "store": lambda archive: store(archive, made_article("a7", "Other.")),
    "store_passages": lambda archive: archive.embedded.store_passages("sha256:a", "x", "made/1", [Span(0, 1)]),
    "store_vectors": lambda archive: archive.embedded.store_vectors(["x"], np.ones((1, 4), np.float32), "made@1"),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_partly_damaged_archive_is_a_sentence_whatever_is_done_with_it(home, use):
    with Archive(home.archive) as archive:
        keep(archive, *(made_article(f"a{i}", f"The text of a{i}. " * 50) for i in range(100)))
    # The first page, with the schema, stays whole.
    data = home.archive.read_bytes()
    home.archive.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))

    with (
        Archive(home.archive) as archive,
        pytest.raises(IndexFaultError, match=r"can't be read as one; restore it from a backup, or move it away and"),
    ):
        use(archive)
