"""The word index: BM25 with filters, over analysed words."""

import math
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexFaultError
from index.lexical import PARTS, UNDATED, LexicalEntry, LexicalFilter, LexicalIndex, LexicalWriter, write_lexical
from index.terms import Analyser

ENTRIES = [
    LexicalEntry(entry=0, stems=["wall", "harbour", "wall"], seconds=UNDATED, appeared=UNDATED, publisher=""),
    LexicalEntry(entry=1, stems=["wall", "US"], seconds=-5, appeared=-5, publisher="The Courier"),
    LexicalEntry(entry=2, stems=["wall", "cost", "14"], seconds=10, appeared=10, publisher="The Courier"),
    LexicalEntry(entry=3, stems=["wall", "us", "ferri"], seconds=20, appeared=20, publisher="Wire"),
    LexicalEntry(entry=4, stems=[], seconds=20, appeared=20, publisher="Wire"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index") / "lexical"
    write_lexical(folder, ENTRIES)
    return folder


@pytest.fixture(scope="module")
def index(folder):
    return LexicalIndex(folder)


def rows(index, stems, **bounds):
    return sorted(row for row, _ in index.search(stems, 10, LexicalFilter(**bounds)))


def test_passages_that_hold_any_word_are_found_best_first(index):
    found = index.search(["cost", "wall"], 10, LexicalFilter())

    assert found[0][0] == 2
    assert sorted(row for row, _ in found) == [0, 1, 2, 3]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_capitals_part_initialisms_from_words(index):
    assert rows(index, ["US"]) == [1]
    assert rows(index, ["us"]) == [3]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({}, [0, 1, 2, 3]),
        ({"since": 10}, [2, 3]),
        ({"until": 10}, [1, 2]),
        ({"since": -5, "until": 19}, [1, 2]),
        ({"since": 20, "until": 10}, []),
        ({"publishers": ("The Courier",)}, [1, 2]),
        ({"publishers": ("The Courier", "Wire")}, [1, 2, 3]),
        ({"publishers": ("the courier",)}, []),
        ({"publishers": ()}, []),
        ({"publishers": ("Wire",), "until": 10}, []),
    ],
)
def test_filters_bound_what_is_found(index, bounds, expected):
    assert rows(index, ["wall"], **bounds) == expected


def test_a_filter_changes_no_score(index):
    free = dict(index.search(["wall", "cost"], 10, LexicalFilter()))

    bound = dict(index.search(["wall", "cost"], 10, LexicalFilter(since=0, until=99, publishers=("The Courier",))))

    assert bound == {2: free[2]}


def test_the_limit_is_kept(index):
    assert len(index.search(["wall"], 2, LexicalFilter())) == 2
    assert index.search(["wall"], 0, LexicalFilter()) == []
    assert index.search([], 5, LexicalFilter()) == []


def test_weights_are_the_documented_idf(index):
    n = {"wall": 4, "cost": 1, "nowher": 0}

    assert index.weights(n) == {stem: math.log(1 + (5 - k + 0.5) / (k + 0.5)) for stem, k in n.items()}


def test_a_score_is_bm25_with_these_weights(index):
    [(row, score)] = index.search(["ferri"], 10, LexicalFilter())

    # k1 = 1.2, b = 0.75; five passages with eleven words.
    norm = 1.2 * (0.25 + 0.75 * 3 / (11 / 5))
    assert row == 3
    assert score == pytest.approx(index.weights(["ferri"])["ferri"] * 2.2 / (1 + norm), rel=1e-4)


def test_all_passages_are_counted(index):
    assert index.count() == len(ENTRIES)


@settings(max_examples=150)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                [
                    '"',
                    "AND",
                    "OR",
                    "NOT",
                    "+",
                    "-",
                    "*",
                    "~2",
                    "(",
                    ")",
                    "[a TO b]",
                    ":",
                    "body:wall",
                    "\\",
                    "^3",
                    "😀",
                    "wall",
                    "/.*/",
                ]
            )
        ).map(" ".join),
    )
)
def test_no_question_can_break_the_search(index, text):
    stems = Analyser().stems(text)

    found = index.search(stems, 10, LexicalFilter(publishers=(text,)))

    assert found == []
    assert index.weights(stems).keys() == set(stems)


def test_a_raw_question_is_words_and_no_query_language(index):
    assert index.search(['"wall" AND body:cost*'], 10, LexicalFilter()) == []


def test_a_folder_without_an_index_is_a_sentence(tmp_path):
    with pytest.raises(IndexFaultError, match=r"can't be opened; run `newshound reindex` to build the index again\.$"):
        LexicalIndex(tmp_path)


@pytest.mark.parametrize("ending", ["term", "idx", "json"])
def test_a_damaged_index_is_a_sentence(folder, tmp_path, ending):
    copy = tmp_path / "lexical"
    shutil.copytree(folder, copy)
    for file in copy.glob(f"*.{ending}"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(IndexFaultError, match=r"can't be opened; run"):
        LexicalIndex(copy)


def entry(number, *stems):
    return LexicalEntry(entry=number, stems=stems, seconds=number, appeared=number, publisher="")


@pytest.fixture
def copy(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_copy_is_changed_and_its_source_is_not(folder, copy):
    writer = LexicalWriter(copy, with_pairs=True)
    writer.add(entry(7, "wall", "orchard"))
    writer.remove({1, 3})
    writer.finish()

    changed = LexicalIndex(copy)
    assert sorted(changed.entries()) == [0, 2, 4, 7]
    assert changed.count() == 4
    assert rows(changed, ["wall", "us", "US"]) == [0, 2, 7]
    assert [row for row, _ in changed.search_pairs(["wall", "orchard"], 5, LexicalFilter())] == [7]
    assert sorted(LexicalIndex(folder).entries()) == [0, 1, 2, 3, 4]


def test_the_weights_of_a_changed_copy_are_those_of_its_scores(copy):
    writer = LexicalWriter(copy, with_pairs=True)
    writer.add(entry(7, "orchard", "lamp"))
    writer.remove([3])
    writer.finish()
    changed = LexicalIndex(copy)

    [(row, score)] = changed.search(["orchard"], 10, LexicalFilter())

    # Six passages with thirteen words, the dead one among them.
    norm = 1.2 * (0.25 + 0.75 * 2 / (13 / 6))
    assert row == 7
    assert score == pytest.approx(changed.weights(["orchard"])["orchard"] * 2.2 / (1 + norm), rel=1e-4)


def test_an_index_without_pairs_finds_none(tmp_path):
    write_lexical(tmp_path / "index", ENTRIES, with_pairs=False)
    index = LexicalIndex(tmp_path / "index")

    assert rows(index, ["wall"]) == [0, 1, 2, 3]
    assert index.search_pairs(["wall", "cost"], 5, LexicalFilter()) == []


def test_an_index_of_as_many_parts_as_are_merged_ends_in_one(tmp_path):
    writer = LexicalWriter(tmp_path / "index", with_pairs=False)
    for number in range(PARTS - 1):
        writer.add(entry(number, "wall"))
        writer.commit()
    writer.add(entry(PARTS, "wall"))
    writer.finish()

    assert len(list((tmp_path / "index").glob("*.term"))) == 1
    assert LexicalIndex(tmp_path / "index").count() == PARTS


def test_an_index_that_can_not_be_written_is_a_sentence(tmp_path):
    (tmp_path / "index").write_text("a file")

    with pytest.raises(IndexFaultError, match=r"can't be written; free some space, and run `newshound reindex` again"):
        LexicalWriter(tmp_path / "index", with_pairs=False)
