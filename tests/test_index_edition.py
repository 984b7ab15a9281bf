"""An edition: four stores that hold the same passages, and two searches that filter alike."""

import json
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_index import DIMENSION, MODEL, NOW, SPLITTER, made_article, publish_articles, vector_of

import index.edition
from index.edition import Edition
from index.edition_texts import pack
from index.errors import IndexFaultError
from index.home import Home
from index.lexical import LexicalEntry, write_lexical
from index.manifest import CHROMA, LEXICAL, LOCK, MANIFEST, PASSAGES, VECTORS, Manifest
from index.query import Coverage, Query
from index.vectors import write_vectors

DAY = timedelta(days=1)
MOMENTS = [None, datetime(1960, 1, 1, tzinfo=UTC), *(NOW + i * DAY for i in range(6))]
PUBLISHERS = [None, "The Courier", "the courier", "Wire", "Ouest-France “Édition”"]
ARTICLES = [
    made_article(
        f"article-{i}",
        "\n".join(f"Passage {j} of article {i} on the wall." for j in range(1 + i % 3)),
        publisher=PUBLISHERS[i % len(PUBLISHERS)],
        modified=MOMENTS[(i + 3) % len(MOMENTS)] if i % 5 == 0 else None,
        published=MOMENTS[i % len(MOMENTS)],
        url=f"https://news.example/{i}" if i % 2 else None,
        author="Ann Lee" if i % 4 else None,
        section="Local" if i % 3 else None,
    )
    for i in range(40)
]
PASSAGE_COUNT = sum(1 + i % 3 for i in range(40))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("edition") / "home")
    publish_articles(home, *ARTICLES)
    return home.current_edition()


@pytest.fixture(scope="module")
def edition(folder):
    with Edition(folder) as edition:
        yield edition


@pytest.fixture
def copy(folder, tmp_path):
    """The edition under another name, to be damaged."""
    shutil.copytree(folder, tmp_path / "copy")
    return tmp_path / "copy"


def found_rows(edition, query):
    """What each side of a search finds under a query's filters."""
    everything = 10 * PASSAGE_COUNT
    dense = {row for row, _ in edition.dense(vector_of("anything"), everything, edition.mask(query))}
    lexical = {row for row, _ in edition.lexical(["wall"], everything, query)}
    return dense, lexical


def wanted(article, query):
    """The same filters, written as plainly as they are meant."""
    if article.id in query.without:
        return False
    if query.publishers and (article.publisher or "?").lower() not in [
        name.strip().lower() for name in query.publishers
    ]:
        return False
    if query.as_of and article.modified and article.modified > query.as_of:
        return False
    bounds = [query.since, query.until, query.as_of]
    if article.published is None:
        return bounds == [None, None, None]
    return (query.since is None or query.since <= article.published) and all(
        bound is None or article.published <= bound for bound in (query.until, query.as_of)
    )


DATES = st.one_of(
    st.none(),
    st.sampled_from([moment for moment in MOMENTS if moment]),
    st.datetimes(datetime(1959, 1, 1), datetime(2024, 10, 20), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.builds(
        Query,
        text=st.just("wall"),
        publishers=st.lists(
            st.sampled_from([*filter(None, PUBLISHERS), " WIRE ", "Nobody", "OUEST-FRANCE “ÉDITION”"]), max_size=2
        ).map(tuple),
        without=st.frozensets(st.sampled_from([article.id for article in ARTICLES] + ["unknown"]), max_size=5),
        since=DATES,
        until=DATES,
        as_of=DATES,
    )
)
def test_both_searches_keep_the_same_passages_and_the_right_ones(edition, query):
    dense, lexical = found_rows(edition, query)

    articles = {passage.article.id for passage in edition.passages(sorted(dense))}
    assert dense == lexical
    assert articles == {article.id for article in ARTICLES if wanted(article, query)}
    assert edition.coverage(query).articles == len(articles)


def test_without_a_filter_everything_is_searched(edition):
    dense, lexical = found_rows(edition, Query(text="wall"))

    assert dense == lexical == set(range(PASSAGE_COUNT))
    assert edition.mask(Query(text="wall")) is None


def test_passages_come_back_whole_in_the_order_asked_for(edition):
    rows = [5, 0, PASSAGE_COUNT - 1, 5]

    passages = edition.passages(rows)

    known = {article.id: replace(article, origin=f"/news/{article.id}.txt") for article in ARTICLES}
    assert [passage.article for passage in passages] == [known[passage.article.id] for passage in passages]
    assert passages[0] == passages[3]
    assert all(passage.text in passage.article.text.split("\n") for passage in passages)
    assert edition.passages([]) == []


def test_rows_lie_in_order_of_date(edition):
    published = [passage.article.published for passage in edition.passages(range(PASSAGE_COUNT))]

    assert published == sorted(published, key=lambda moment: moment.timestamp() if moment else -1e12)


@pytest.mark.parametrize("query", [Query(text=""), Query(text="", since=NOW), Query(text="", since=NOW + 4 * DAY)])
def test_a_passage_is_nearest_to_its_own_vector_with_and_without_filter(edition, query):
    mask = edition.mask(query)
    rows = range(PASSAGE_COUNT) if mask is None else np.flatnonzero(mask)

    for row in map(int, rows):
        [passage] = edition.passages([row])
        [(nearest, cosine)] = edition.dense(vector_of(passage.text), 1, mask)
        assert nearest == row
        assert cosine == pytest.approx(1, abs=1e-5)


def test_similarities_are_exact_cosines(edition):
    vector = vector_of("a question")

    found = edition.similarities([3, 1], vector)

    texts = [passage.text for passage in edition.passages([3, 1])]
    assert found == pytest.approx([float(vector_of(text) @ vector) for text in texts], abs=1e-6)
    assert edition.similarities([], vector) == []


def test_title_and_date_are_searched_with_the_passage(edition):
    [row, *_] = [row for row, _ in edition.lexical(["article-7".split("-")[1]], 1, Query(text=""))]

    dated = edition.lexical(["octob", "2024"], 1000, Query(text=""))

    assert edition.passages([row])[0].article.id == "article-7"
    assert {p.article.published.year for p in edition.passages([r for r, _ in dated])} == {2024}


def test_coverage_says_what_was_searched(edition):
    query = Query(text="", publishers=("Wire",), since=NOW, until=NOW + DAY)
    inside = [article for article in ARTICLES if wanted(article, query)]
    undated = [article for article in ARTICLES if article.publisher == "Wire" and article.published is None]

    assert edition.coverage(query) == Coverage(
        edition=edition.name,
        built=NOW,
        articles=len(inside),
        undated=len(undated),
        publishers=("Wire",),
        newest=max(article.published for article in inside),
        oldest=min(article.published for article in inside),
        corpus_newest=MOMENTS[-1],
    )
    assert len(undated) > 0


def test_coverage_of_everything(edition):
    coverage = edition.coverage(Query(text=""))

    assert coverage.articles == 40
    assert coverage.undated == 0
    assert coverage.publishers == edition.publishers == tuple(sorted(name for name in PUBLISHERS if name))
    assert (coverage.oldest, coverage.newest) == (MOMENTS[1], MOMENTS[-1])


def test_coverage_of_nothing(edition):
    coverage = edition.coverage(Query(text="", publishers=("Nobody",)))

    assert (coverage.articles, coverage.publishers, coverage.newest, coverage.oldest) == (0, (), None, None)
    assert coverage.corpus_newest == MOMENTS[-1]


def test_threads_may_share_an_edition(edition):
    def use(row):
        [passage] = edition.passages([row])
        return edition.dense(vector_of(passage.text), 1, None)[0][0]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(use, range(PASSAGE_COUNT))) == list(range(PASSAGE_COUNT))


def test_the_manifest_says_how_the_edition_was_made(edition):
    manifest = edition.manifest

    assert (manifest.model, manifest.splitter) == (MODEL, SPLITTER)
    assert (manifest.articles, manifest.passages, manifest.dimension) == (40, PASSAGE_COUNT, DIMENSION)
    assert edition.built == NOW


def test_a_whole_edition_passes_its_check(copy):
    with Edition(copy) as edition:
        edition.verify()


def test_hundreds_of_equal_passages_do_not_stop_an_edition(tmp_path):
    # Chroma's graph then loses sight of some others: with these, of the first and the last.
    home = Home(tmp_path / "home")
    same = [made_article(f"same-{i:03}", "Subscribe to our newsletter.") for i in range(150)]

    publish_articles(home, *same, *(made_article(f"{letter}{i}") for letter in "az" for i in range(5)))

    with Edition(home.current_edition()) as edition:
        assert edition.manifest.passages == 160


def remove_a_passage(folder):
    database = sqlite3.connect(folder / PASSAGES)
    database.execute("DELETE FROM passage WHERE row = (SELECT max(row) FROM passage)")
    database.commit()
    database.close()


def remove_a_vector(folder):
    np.save(folder / VECTORS, np.load(folder / VECTORS)[:-1])


def rewrite_chroma(folder, change):
    database = sqlite3.connect(folder / PASSAGES)
    ids = [row[0] for row in database.execute("SELECT id FROM passage ORDER BY row")]
    database.close()
    vectors = np.load(folder / VECTORS)
    shutil.rmtree(folder / CHROMA)
    ids, vectors = change(ids, vectors)
    write_vectors(folder / CHROMA, ids, vectors)


def rewrite_lexical(folder, count):
    shutil.rmtree(folder / LEXICAL)
    write_lexical(
        folder / LEXICAL,
        [LexicalEntry(entry=row, stems=["wall"], seconds=0, appeared=0, publisher="") for row in range(count)],
    )


DAMAGES = {
    "vectors.npy has other numbers": lambda f: np.save(f / VECTORS, -np.load(f / VECTORS)),
    "a vector is missing in Chroma": lambda f: rewrite_chroma(f, lambda ids, v: (ids[:-1], v[:-1])),
    "Chroma has another id": lambda f: rewrite_chroma(f, lambda ids, v: ([*ids[:-1], "other"], v)),
    "Chroma has two vectors exchanged": lambda f: rewrite_chroma(f, lambda ids, v: ([ids[1], ids[0], *ids[2:]], v)),
    "a lexical entry is missing": lambda f: rewrite_lexical(f, PASSAGE_COUNT - 1),
    "a lexical entry is too many": lambda f: rewrite_lexical(f, PASSAGE_COUNT + 1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_check_finds_stores_that_differ(copy, damage):
    damage(copy)

    with Edition(copy) as edition, pytest.raises(IndexFaultError, match=r"^The (vectors of the )?edition.*\.$"):
        edition.verify()


BROKEN = {
    "no manifest": lambda f: (f / MANIFEST).unlink(),
    "a manifest that is no JSON": lambda f: (f / MANIFEST).write_text("{"),
    "a manifest of other fields": lambda f: (f / MANIFEST).write_text('{"schema": 1}'),
    "a manifest that is a list": lambda f: (f / MANIFEST).write_text("[]"),
    "no passages": lambda f: (f / PASSAGES).unlink(),
    "passages that are no database": lambda f: (f / PASSAGES).write_bytes(b"junk" * 1000),
    "no vectors": lambda f: (f / VECTORS).unlink(),
    "vectors cut off": lambda f: (f / VECTORS).write_bytes((f / VECTORS).read_bytes()[:500]),
    "empty vectors": lambda f: (f / VECTORS).write_bytes(b""),
    "no word index": lambda f: shutil.rmtree(f / LEXICAL),
    "nothing at all": shutil.rmtree,
    "a passage is missing": remove_a_passage,
    "a row of vectors.npy is missing": remove_a_vector,
    "vectors.npy has another width": lambda f: np.save(f / VECTORS, np.load(f / VECTORS)[:, :8]),
    "vectors.npy is one number": lambda f: np.save(f / VECTORS, np.float32(1)),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_an_edition_that_is_not_whole_is_a_sentence(copy, damage):
    damage(copy)

    with pytest.raises(IndexFaultError, match=r"run `newshound reindex` to build (it|the index) again\.$"):
        Edition(copy)


def test_without_chroma_an_edition_answers_and_does_not_pass_its_check(copy):
    """Below the size at which the graph is asked, it is opened for the check alone."""
    shutil.rmtree(copy / CHROMA)

    with Edition(copy) as edition:
        assert edition.dense(vector_of("The text."), 1, None)
        with pytest.raises(IndexFaultError, match=r"run `newshound reindex` to build the index again\.$"):
            edition.verify()


def test_a_large_edition_without_chroma_can_not_be_opened(copy, monkeypatch):
    monkeypatch.setattr("index.edition.EXACT_PASSAGES", 1)
    with Edition(copy) as edition:
        assert edition.dense(vector_of("The text."), 1, None)
    shutil.rmtree(copy / CHROMA)

    with pytest.raises(IndexFaultError, match=r"run `newshound reindex` to build the index again\.$"):
        Edition(copy)


def test_an_edition_of_another_schema_is_never_misread(copy):
    values = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).write_text(json.dumps({**values, "schema": 99}))

    with pytest.raises(IndexFaultError, match=r"has schema 99 and this Newshound knows \d+; run `newshound reindex`"):
        Edition(copy)


@pytest.mark.parametrize(
    "values",
    [{"built": "yesterday"}, {"built": None}, {"built": "2024-10-01T12:00:00"}, {"passages": "80"}, {"articles": None}],
)
def test_a_manifest_of_wrong_values_is_not_whole(copy, values):
    known = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).write_text(json.dumps({**known, **values}))

    with pytest.raises(IndexFaultError, match=r"is not whole; run `newshound reindex` to build it again\.$"):
        Manifest.read(copy)


def test_a_manifest_that_may_not_be_read_is_a_matter_of_permissions(copy, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)

    with pytest.raises(IndexFaultError, match=r"manifest\.json may not be used by this user; mend its permissions"):
        Manifest.read(copy)


def test_an_edition_whose_lock_may_not_be_taken_is_a_matter_of_permissions(copy, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(index.edition, "reader_lock", refuse)

    with pytest.raises(
        IndexFaultError, match=rf"^{copy} is shut to this user; who asks must be able to read and write"
    ):
        Edition(copy)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        (LOCK, os.W_OK),
        (CHROMA, os.W_OK),
        (f"{CHROMA}/chroma.sqlite3", os.W_OK),
        (PASSAGES, os.R_OK),
        (VECTORS, os.R_OK),
        (LEXICAL, os.R_OK),
    ],
)
def test_a_store_that_is_shut_to_the_reader_is_a_matter_of_permissions(copy, monkeypatch, name, right):
    # As it is for a user other than root, whom no permission stops.
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (copy / name, right))

    with pytest.raises(IndexFaultError, match=rf"^{copy / name} is shut to this user; .* mend the permissions"):
        Edition(copy)


def test_damaged_texts_are_found_by_the_check_and_are_a_sentence_to_whoever_asks(tmp_path):
    home = Home(tmp_path)
    long = "\n".join(f"Line {number} of a long article about the harbour of Quill." for number in range(400))
    name = publish_articles(home, made_article("long", long))
    path = home.editions / name / PASSAGES
    data = path.read_bytes()
    # The header and the passages stay readable, the article's text does not.
    at = data.index(pack(long)[200:240])
    path.write_bytes(data[:at] + b"\xff" * 40 + data[at + 40 :])

    with Edition(home.editions / name) as edition:
        with pytest.raises(IndexFaultError, match="run `newshound reindex`"):
            edition.verify()
        with pytest.raises(IndexFaultError, match="can't be read; run `newshound reindex`"):
            edition.passages([0])
