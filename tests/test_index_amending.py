"""An edition made from a copy of the published one is the edition that a whole build would have made."""

import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_index import MODEL, NOW, RECIPE, keep, made_article, publish_articles, silent, vector_of

import index.amending
import index.publishing
from index.amending import can_be_amended
from index.archive import Archive
from index.calibrating import WAY
from index.calibration import Calibration
from index.edition import Edition
from index.home import Home
from index.manifest import CHROMA, MANIFEST, PASSAGES, Manifest
from index.publishing import publish
from index.query import Query

WORDS = (
    "harbour",
    "wall",
    "ferry",
    "mayor",
    "bridge",
    "Quill",
    "Ansel",
    "storm",
    "budget",
    "school",
    "lamp",
    "orchard",
)
OUTLETS = (None, "The Courier", "Wire", "Le Phare")
STILL = [
    made_article(
        f"still-{i:02}",
        "\n".join(
            f"{WORDS[(i + j) % 12].title()} and {WORDS[(i * 5 + j) % 12]} number {i}, line {j}." for j in range(5)
        ),
        publisher=OUTLETS[i % 4],
        published=NOW + timedelta(hours=i * 3) if i % 7 else None,
    )
    for i in range(30)
]
REPORT = "\n".join(
    f"The {WORDS[i]} of Port Ansel met the {WORDS[i + 3]} at noon on Monday, said {WORDS[i + 1]}." for i in range(8)
)
FEW = 0.2 * 150
"""What may change at most in an edition of the articles above."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A home with a whole edition of the articles that stay."""
    home = Home(tmp_path_factory.mktemp("begun") / "home")
    publish_articles(home, *STILL)
    return home


@pytest.fixture
def home(begun, tmp_path):
    return copied(begun, tmp_path / "home")


def copied(home, folder):
    shutil.copytree(home.folder, folder)
    return Home(folder)


@contextmanager
def noted_builds():
    """Counts the editions that are built whole."""
    counts = Counter()
    real = index.publishing.build

    def build(*arguments):
        counts["whole"] += 1
        real(*arguments)

    index.publishing.build = build
    try:
        yield counts
    finally:
        index.publishing.build = real


def amended(home, *articles, withdrawn=(), now=NOW, embedder=None):
    """Publish a change and be sure that the edition was made from a copy."""
    with Archive(home.archive) as archive, noted_builds() as counts:
        change(archive, articles, withdrawn, now)
        publish(home, archive, RECIPE, silent, embedder)
    assert not counts["whole"]
    return home.current_edition()


def change(archive, articles, withdrawn, now=NOW):
    keep(archive, *articles, now=now)
    with archive.transaction():
        for name in withdrawn:
            archive.withdraw(name, "operator", now)


def seen(edition):
    """All that a reader sees of an edition, scores of words aside."""
    count = edition.manifest.passages
    rows = range(count)
    query = Query(text="wall", since=NOW + timedelta(hours=9), publishers=("wire",))
    articles = edition.articles_at(range(edition.manifest.articles))
    return {
        "passages": edition.passages(rows),
        "articles": articles,
        "ids": list(edition._row_of),  # noqa: SLF001
        "stories": edition.columns.stories.tolist(),
        "seconds": edition.columns.seconds.tolist(),
        "coverage": [
            replace(edition.coverage(one), edition="", built=NOW)
            for one in (Query(text=""), query, Query(text="", as_of=NOW + timedelta(hours=40)))
        ],
        "dense": edition.dense(vector_of("a question"), count, None),
        "filtered": edition.dense(vector_of("a question"), count, edition.mask(query)),
        "unfiltered": {word: {row for row, _ in edition.lexical([word], count, Query(text=""))} for word in WORDS[:3]},
        "lexical": {
            word: {row for row, _ in edition.lexical([word], count, query)} for word in ("wall", "noon", "headlin")
        },
        "pairs": {row for row, _ in edition.pairs(["port", "ansel"], count, Query(text=""))},
        "found": {
            key
            for word in ("wall", "ferri", "titl", "headlin")
            for key in edition.articles([word], count, Query(text=""))
        },
        "manifest": replace(
            edition.manifest,
            files={},
            built="",
            unmeasured=0,
            tombstones=0,
            outdated=0,
            calibration=Calibration(middle=0, spread=1, questions=0, way=""),
        ),
    }


def whole(home, folder):
    """The edition that a whole build makes of the same archive."""
    other = Home(folder)
    other.folder.mkdir()
    shutil.copy(home.archive, other.archive)
    with Archive(other.archive) as archive:
        publish(other, archive, RECIPE, silent, whole=True)
    return other.current_edition()


def assert_same(folder, other):
    with Edition(folder) as mine, Edition(other) as yours:
        mine.verify()
        left, right = seen(mine), seen(yours)
        for what, found in right.items():
            assert left[what] == found, what
        assert len(list((folder / CHROMA).glob("*.sqlite3"))) == 1


def test_new_changed_and_withdrawn_articles_are_amended(home, tmp_path):
    folder = amended(
        home,
        made_article("added", REPORT, published=NOW),
        replace(STILL[3], text="Another text about the lamp.\nAnd a second line."),
        replace(STILL[8], title="A new headline"),
        replace(STILL[10], publisher="The Lantern"),
        replace(STILL[9], published=NOW + timedelta(days=9), language="en", zone=120),
        withdrawn=[STILL[20].id],
        now=NOW + timedelta(days=2),
    )

    assert_same(folder, whole(home, tmp_path / "whole"))
    manifest = Manifest.read(folder)
    assert manifest.tombstones == 5 + 5
    assert manifest.outdated == 5 + 5 + 5 + 5 + 5
    assert manifest.unmeasured == 8 + 2 + 5 + 5 + 5


def test_the_published_edition_is_not_touched(home):
    before = home.current_edition()
    with Edition(before) as edition:
        old = seen(edition)
    files = Manifest.read(before).files

    amended(home, made_article("added", REPORT))

    assert index.amending.is_intact(before) is None
    assert Manifest.read(before).files == files
    with Edition(before) as edition:
        assert seen(edition) == old
        edition.verify()


def test_an_article_that_was_withdrawn_comes_back(home, tmp_path):
    amended(home, withdrawn=[STILL[4].id])
    with Archive(home.archive) as archive:
        archive.restore(STILL[4].id)

    folder = amended(home)

    assert_same(folder, whole(home, tmp_path / "whole"))
    assert Manifest.read(folder).tombstones == 5


def test_copies_of_a_report_join_its_story(home, tmp_path):
    first = made_article("first", REPORT, published=NOW)
    folder = amended(home, first)
    assert_same(folder, whole(home, tmp_path / "one"))

    folder = amended(home, replace(first, id="second", text=REPORT + "\nMore was not known.", published=NOW))

    assert_same(folder, whole(home, tmp_path / "two"))
    with Edition(folder) as edition:
        assert len(set(edition.columns.stories.tolist())) == edition.manifest.articles - 1


def test_what_has_changed_in_nothing_is_made_from_a_copy_too(home, tmp_path):
    assert_same(amended(home), whole(home, tmp_path / "whole"))


TEXTS = st.lists(st.integers(0, 11), min_size=1, max_size=3).map(
    lambda numbers: "\n".join(f"The {WORDS[i]} at noon near the {WORDS[(i + 5) % 12]} of Port Ansel." for i in numbers)
)
ARTICLES = st.builds(
    lambda name, text, title, outlet, hours: (
        made_article(name, text, published=None if hours is None else NOW + timedelta(hours=hours), publisher=outlet)
        if title is None
        else replace(made_article(name, text, publisher=outlet), title=title)
    ),
    st.sampled_from(["new-0", "new-1", "still-05", "still-11", "zzz"]),
    TEXTS,
    st.sampled_from([None, "Harbour news", "Wall"]),
    st.sampled_from(OUTLETS),
    st.sampled_from([None, 0, 5, 100]),
)
STEPS = st.lists(
    st.tuples(
        st.lists(ARTICLES, max_size=2, unique_by=lambda article: article.id),
        st.lists(st.sampled_from(["new-0", "still-05", "still-07"]), max_size=1),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_changes_one_after_another_end_in_the_edition_of_a_whole_build(begun, tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("steps")
    home = copied(begun, folder / "home")
    with Archive(home.archive) as archive:
        for days, (articles, withdrawn, restored) in enumerate(steps):
            change(archive, articles, withdrawn, NOW + timedelta(days=days))
            if restored:
                archive.restore("still-07")
            publish(home, archive, RECIPE, silent)

    assert_same(home.current_edition(), whole(home, folder / "whole"))
    shutil.rmtree(folder)


def test_word_scores_drift_little_until_the_next_whole_build(home, tmp_path):
    for number in range(2):
        moved = [replace(one, text=one.text + f"\nUpdate {number}.") for one in STILL[number * 2 : number * 2 + 2]]
        folder = amended(home, *moved, now=NOW + timedelta(days=1))

    with Edition(folder) as mine, Edition(whole(home, tmp_path / "whole")) as yours:
        for word in ("wall", "harbour", "updat", "orchard"):
            left, right = (dict(edition.lexical([word], 500, Query(text=""))) for edition in (mine, yours))
            assert left.keys() == right.keys()
            assert all(abs(left[row] - right[row]) < 0.2 * right[row] for row in right)
            # A score is judged by the weights of the same index.
            assert max(left.values()) <= 2.2 * mine.weights([word])[word]


def test_much_change_is_built_whole(home):
    many = [replace(one, text=f"{one.text}\nMore.") for one in STILL[:6]]

    with Archive(home.archive) as archive, noted_builds() as counts:
        change(archive, many, [])
        publish(home, archive, RECIPE, silent)

    assert counts["whole"] == 1
    assert Manifest.read(home.current_edition()).tombstones == 0


def test_what_a_copy_drags_along_is_bounded(home):
    with Archive(home.archive) as archive, noted_builds() as counts:
        for number in range(8):
            change(archive, [replace(STILL[0], text=f"{STILL[0].text}\nMore {number}.")], [])
            publish(home, archive, RECIPE, silent)
            manifest = Manifest.read(home.current_edition())
            assert manifest.tombstones <= FEW + 1

    assert counts["whole"] == 1


@pytest.mark.parametrize("recipe", [replace(RECIPE, model="other@1"), replace(RECIPE, splitter="other/1")])
def test_another_model_or_splitter_is_built_whole(home, recipe):
    assert can_be_amended(home.current_edition(), RECIPE)
    assert not can_be_amended(home.current_edition(), recipe)


DAMAGES = {
    "a text cut off": lambda f: (f / PASSAGES).write_bytes(b"x"),
    "no manifest": lambda f: (f / MANIFEST).unlink(),
    "no Chroma": lambda f: shutil.rmtree(f / CHROMA),
    "texts overwritten in place": lambda f: (f / PASSAGES).write_bytes(b"x" * (f / PASSAGES).stat().st_size),
    "nothing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_edition_is_not_copied(home, tmp_path, damage):
    damage(home.current_edition())

    with Archive(home.archive) as archive, noted_builds() as counts:
        publish(home, archive, RECIPE, silent)

    assert counts["whole"] == 1
    with Edition(home.current_edition()) as edition:
        edition.verify()


def test_a_torn_graph_is_not_copied(home):
    folder = home.current_edition()
    [level] = (folder / CHROMA).glob("*/data_level0.bin")
    links = level.with_name("link_lists.bin")
    with links.open("r+b") as file:
        file.truncate(level.stat().st_size)
    manifest = Manifest.read(folder)
    name = links.relative_to(folder).as_posix()
    replace(manifest, files={**manifest.files, name: links.stat().st_size}).write(folder)

    with Archive(home.archive) as archive, noted_builds() as counts:
        publish(home, archive, RECIPE, silent)

    assert counts["whole"] == 1


def test_a_calibration_holds_until_much_has_changed(home):
    opened = []

    def open_embedder():
        opened.append(1)
        return SimpleNamespace(embed_query=vector_of)

    own = Calibration(middle=0.5, spread=0.1, questions=99, way=WAY)
    folder = home.current_edition()
    replace(Manifest.read(folder), calibration=own).write(folder)

    folder = amended(home, made_article("added", REPORT), embedder=open_embedder)
    assert (Manifest.read(folder).calibration, opened) == (own, [])
    assert Manifest.read(folder).unmeasured == 8

    folder = amended(home, made_article("added-2", "One more line."), embedder=open_embedder)
    assert (Manifest.read(folder).unmeasured, opened) == (9, [])
    replace(Manifest.read(folder), unmeasured=32).write(folder)
    folder = amended(home, made_article("added-3", "One more such line."), embedder=open_embedder)
    assert (Manifest.read(folder).unmeasured, opened) == (0, [1])


def test_vectors_of_a_copy_are_those_of_the_archive(home):
    folder = amended(home, made_article("early", "Early news.", published=NOW - timedelta(days=9)))

    with Edition(folder) as edition:
        matrix = np.load(folder / "vectors.npy")
        for row, passage in enumerate(edition.passages(range(edition.manifest.passages))):
            assert np.array_equal(matrix[row], vector_of(passage.text).astype(np.float32))
    assert Manifest.read(folder).model == MODEL
