"""The samples are read as they were meant, and the questions about them are about what they say."""

import re
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from index.draft import Draft
from index.files import article_files
from index.formats import read_drafts

REPOSITORY = Path(__file__).parent.parent
SAMPLES = REPOSITORY / "samples"
QUESTIONS = yaml.safe_load((Path(__file__).parent / "data" / "sample_questions.yaml").read_text(encoding="utf-8"))
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
UNANSWERABLE = [question for question in QUESTIONS if not question["answerable"]]


def at(day, month=9, hour=0, minute=0):
    return datetime(2024, month, day, hour, minute, tzinfo=UTC)


# Key (file or given id), outlet, date, author, the beginning of the title.
WRITTEN = [
    ("lebanon-25-september-2024.md", "The Meridian Post", at(25), None, "Pentagon says"),
    ("invented/eastbay-tribune-ferry.md", "Eastbay Tribune", at(30, 9, 18, 20), "Noor Castellan", "Hospital counts 17"),
    ("invented/flood-wall.md", "The Harbour Courier", at(2, 10), "Judith Amsel", "Alderbrook votes"),
    ("invented/flood-wall-correction.md", "The Harbour Courier", at(4, 10), None, "Correction: cost"),
    ("invented/free-trams.md", "The Daily Lantern", at(27), "Lionel Achterberg", "Let the trams"),
    ("invented/lanternfest.md", "The Daily Lantern", at(6, 10), "Bea Holm", "Record crowd"),
    ("invented/pier-closed.html", "The Harbour Courier", at(9, 10, 15, 45), "Judith Amsel", "No ferry from Port Maren"),
    ("invented/library-clock.txt", None, None, None, None),
    ("invented/mount-cassel.txt", None, None, None, None),
    ("invented/school-meals.txt", None, None, None, None),
    ("nw-ferry", "Northvale Wire", at(30, 9, 10, 5), None, "Ferry strikes pier"),
    ("hc-ferry", "The Harbour Courier", at(30, 9, 11, 30), None, "Fourteen injured"),
    ("dl-ferry", "The Daily Lantern", at(30, 9, 12, 10), None, "Ferry crash in the fog"),
    ("nw-karsten", "Northvale Wire", at(24), "Emil Sandoz", "Karsten Mills to close"),
    ("nw-brandt", "Northvale Wire", at(1, 10), "Emil Sandoz", "Ferry to sail within a week"),
    ("1012", "Northvale Wire", at(12, 10), "Emil Sandoz, Tuva Reiss", "Lake Orrin"),
]


def read_samples():
    drafts = {}
    for file in article_files(SAMPLES).files:
        for draft in read_drafts(file):
            assert isinstance(draft, Draft), draft.sentence(str(file))
            drafts[draft.given_id or file.relative_to(SAMPLES).as_posix()] = draft
    return drafts


@pytest.fixture(scope="module")
def drafts():
    return read_samples()


def test_the_samples_are_exactly_these(drafts):
    assert sorted(drafts) == sorted(key for key, *_ in WRITTEN)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written[0])
def test_a_sample_has_the_metadata_it_was_written_with(drafts, written):
    key, publisher, published, author, title = written
    draft = drafts[key]

    assert (draft.publisher, draft.published, draft.author) == (publisher, published, author)
    assert draft.title is None if title is None else draft.title.startswith(title)


def test_samples_are_short_articles(drafts):
    assert {
        key: len(draft.text.split()) for key, draft in drafts.items() if not 120 <= len(draft.text.split()) <= 350
    } == {}


def test_every_invented_sample_says_so():
    for file in article_files(SAMPLES).files:
        for draft in read_drafts(file):
            is_invented = file.parent.name == "invented"
            says_so = "sample (invented)" in (draft.section or "")
            has_metadata = file.suffix != ".txt"
            assert says_so == (is_invented and has_metadata), file
    assert [file.name for file in article_files(SAMPLES).files if file.parent == SAMPLES] == [
        "lebanon-25-september-2024.md"
    ]


def test_the_readme_names_every_sample():
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")

    for file in article_files(SAMPLES).files:
        assert f"`{file.relative_to(SAMPLES).as_posix()}`" in readme


def test_copies_of_the_wire_story_share_its_words(drafts):
    words = {key: set(re.findall(r"\w+", drafts[key].text.lower())) for key in ("nw-ferry", "hc-ferry", "dl-ferry")}

    for one, other in combinations(words.values(), 2):
        assert len(one & other) / len(one | other) > 0.85


def test_the_story_of_the_real_day_quotes_briefly(drafts):
    quotations = re.findall(r'"([^"]+)"', drafts["lebanon-25-september-2024.md"].text)

    assert quotations
    assert max(len(quotation.split()) for quotation in quotations) < 12


def test_there_are_enough_questions_of_both_kinds():
    assert len(ANSWERABLE) >= 15
    assert len(UNANSWERABLE) >= 15
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["question"])
def test_an_answer_stands_in_its_article(drafts, question):
    assert question["kind"] in {"fact", "who", "when", "number", "place", "quote", "why", "latest"}
    assert question["contains"] in drafts[question["article"]].text


@pytest.mark.parametrize("question", UNANSWERABLE, ids=lambda question: question["question"])
def test_an_unanswerable_question_says_why(question):
    assert question["kind"] in {"near", "premise", "far"}
    assert question["why"]
