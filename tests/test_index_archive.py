"""The archive: what was read stays, in all its versions."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from made_index import NOW, keep, made_article, vector_of

from index.archive import SCHEMA, Archive, Place
from index.errors import IndexFaultError
from index.passage import Span

PLACE = Place(file="/news/a.txt")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def archive(home):
    with Archive(home.archive) as archive:
        yield archive


def store(archive, article, place=PLACE, now=NOW):
    with archive.transaction():
        return archive.store(article, place, now)


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

    assert store(archive, changed) == "changed"

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


def test_places_say_where_each_article_was_read_last(archive):
    store(archive, made_article("b"))
    store(archive, made_article("a"))
    store(archive, made_article("b"), Place(file="/news/b.jsonl", record="line 2"))

    assert archive.places() == [("a", PLACE), ("b", Place(file="/news/b.jsonl", record="line 2"))]
    assert archive.place("a") == PLACE
    assert archive.place("nobody") is None


def test_sources_are_kept_once_in_the_order_they_were_given(archive):
    for path, now in (("/b", NOW), ("/a", LATER), ("/b", LATER)):
        archive.remember_source(path, now)

    assert archive.sources() == ["/b", "/a"]


def test_everything_is_there_after_opening_again(home, article):
    with Archive(home.archive) as archive:
        store(archive, article)
        archive.remember_source("/news", NOW)

    with Archive(home.archive) as archive:
        assert archive.article("harbour").text == article.text
        assert archive.sources() == ["/news"]


def test_a_transaction_that_fails_leaves_nothing(archive, article):
    def fail():
        with archive.transaction():
            archive.store(article, PLACE, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert archive.article("harbour") is None
    assert store(archive, article) == "new"


def test_passages_come_back_in_order_by_version_and_splitter(archive):
    spans = [Span(0, 10), Span(5, 20), Span(15, 900_000)]
    archive.store_passages("sha256:a", "one", spans)
    archive.store_passages("sha256:a", "two", spans[:1])

    assert archive.passages("sha256:a", "one") == spans
    assert archive.passages("sha256:a", "two") == spans[:1]
    assert archive.passages("sha256:b", "one") == []


def test_vectors_come_back_bit_by_bit(archive):
    texts = [f"passage {i} é😀" for i in range(1100)]  # more than one batch of the query
    vectors = np.stack([vector_of(text) for text in texts])
    with archive.transaction():
        archive.store_vectors(texts, vectors, "model@1")

    found = archive.vectors([*texts, "unknown", texts[0]], "model@1")

    assert found.keys() == set(texts)
    assert all(found[text].tobytes() == vector.tobytes() for text, vector in zip(texts, vectors, strict=True))
    assert found[texts[0]].dtype == np.float32
    assert archive.vectors(texts, "model@2") == {}


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
        assert store(archive, changed) == "changed"
        assert list(archive.articles()) == [changed]
        keep(archive, made_article("b"))
    with closing(sqlite3.connect(home.archive)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def test_an_archive_of_a_newer_schema_is_left_alone(home):
    Archive(home.archive).__exit__(None, None, None)
    database = sqlite3.connect(home.archive)
    database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    database.close()

    with pytest.raises(IndexFaultError, match=r"has schema 3, this Newshound knows 2; use the newer Newshound\.$"):
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
    archive._database.execute("PRAGMA max_page_count = 30")  # noqa: SLF001

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
            writer.store(article, PLACE, NOW)

            assert reader.article("harbour") is None

        assert reader.article("harbour") is not None


def test_a_home_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "home").write_text("a file")

    with pytest.raises(IndexFaultError, match=r"home is a file; name a folder as the home\.$"):
        Archive(tmp_path / "home" / "archive.db")


USES = {
    "articles": lambda archive: list(archive.articles()),
    "article": lambda archive: archive.article("a7"),
    "places": lambda archive: archive.places(),
    "place": lambda archive: archive.place("a7"),
    "sources": lambda archive: archive.sources(),
    "state": lambda archive: archive.state(),
    "passages": lambda archive: archive.passages("sha256:a", "made/1"),
    "vectors": lambda archive: archive.vectors(["The text of a7."], "made@1"),
    "remember_source": lambda archive: archive.remember_source("/news", NOW),
    "store": lambda archive: store(archive, made_article("a7", "Other.")),
    "store_passages": lambda archive: archive.store_passages("sha256:a", "made/1", [Span(0, 1)]),
    "store_vectors": lambda archive: archive.store_vectors(["x"], np.ones((1, 4), np.float32), "made@1"),
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
