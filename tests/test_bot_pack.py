"""Evaluation packs: what is read, what is made of them, and the sentence for a line that is wrong."""

import json
from datetime import UTC, datetime

import pytest

from bot.pack import read_pack
from bot.pack_lines import PackError
from bot.pack_variants import LEFT_OUT, OUT_OF_TIME, half_of, questions_of, sample

DOCUMENTS = [
    {
        "id": "a",
        "title": "Lantern Bridge reopens in Tessary",
        "date": "2031/03/04",
        "text": "The Lantern Bridge reopened on Tuesday. Engineers in Tessary had closed the Lantern Bridge in 1998.",
    },
    {
        "id": "b",
        "title": "A storm",
        "date": "2031-03-09",
        "text": "The storm cut power in Orrin.\r\nIt was over by noon.",
    },
    {"id": "c", "text": "No day is known for this one."},
]
GOLD = {
    "question": "When did the bridge reopen?",
    "asked": "2031-03-05",
    "kind": "when",
    "answerable": True,
    "answers": ["on Tuesday"],
    "gold": [{"doc": "a", "start": 0, "end": 39, "text": "The Lantern Bridge reopened on Tuesday."}],
    "speaker": None,
}
FAR = {
    "question": "Who won the regatta?",
    "asked": "2031-03-05",
    "kind": "near",
    "answerable": False,
    "answers": [],
    "gold": [],
    "about": "b",
    "why": "no regatta",
}
REALTIME = {
    "question": "Where did a storm cut power?",
    "date": "2031/03/10",
    "answer": "Orrin",
    "gold_docs": ["b"],
    "google_docs": ["b", "c"],
}


def write(folder, documents=DOCUMENTS, gold=(GOLD, FAR), realtime=(REALTIME,)):
    folder.mkdir(exist_ok=True)
    for name, records in (("docs", documents), ("questions_gold", gold), ("questions", realtime)):
        if records:
            lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
            (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_pack_is_read_with_all_its_questions(tmp_path):
    pack = read_pack(write(tmp_path / "pack"))

    gold, near, realtime = pack.questions
    assert pack.name == "pack"
    assert [document.id for document in pack.documents] == ["a", "b", "c"]
    assert pack.documents[1].text == "The storm cut power in Orrin.\nIt was over by noon."
    assert (gold.id, gold.kind, gold.answerable, gold.documents) == ("questions_gold:1", "when", True, ("a",))
    assert gold.sentences == ("The Lantern Bridge reopened on Tuesday.",)
    assert (near.answerable, near.keys, near.documents) == (False, ("b",), ())
    assert (realtime.part, realtime.answers, realtime.documents) == ("realtime", ("Orrin",), ("b",))


@pytest.mark.parametrize("day", ["2031-03-05", "2031/03/05", "2031-03-05T23:10:00Z"])
def test_a_question_is_asked_at_noon_of_its_day(tmp_path, day):
    pack = read_pack(write(tmp_path / "pack", gold=[{**GOLD, "asked": day}], realtime=[{**REALTIME, "date": day}]))

    assert {question.asked for question in pack.questions} == {datetime(2031, 3, 5, 12, tzinfo=UTC)}


def test_a_question_without_a_day_is_asked_on_that_of_the_newest_article(tmp_path):
    pack = read_pack(write(tmp_path / "pack", gold=[{**GOLD, "asked": None}]))

    assert pack.questions[0].asked == datetime(2031, 3, 9, 12, tzinfo=UTC)


def test_the_content_s_name_changes_with_any_file_and_not_with_the_folder(tmp_path):
    one = read_pack(write(tmp_path / "one")).content

    assert read_pack(write(tmp_path / "two")).content == one
    assert read_pack(write(tmp_path / "three", gold=[GOLD])).content != one
    assert read_pack(write(tmp_path / "four", documents=[*DOCUMENTS, {"id": "d", "text": "More."}])).content != one


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("gold", "{", "questions_gold.jsonl, line 2, is no JSON"),
        ("gold", "[]", "questions_gold.jsonl, line 2, is no JSON object"),
        ("gold", {**GOLD, "question": [7]}, r"“question” of .* is \[7\]; it must be a text"),
        ("gold", {**GOLD, "question": ""}, '“question” of questions_gold.jsonl, line 2, is ""; it must be a text'),
        ("gold", {**GOLD, "question": "?!"}, "line 2, can't be asked: There was no question"),
        ("gold", {**GOLD, "answerable": "yes"}, '“answerable” of questions_gold.jsonl, line 2, is "yes"'),
        ("gold", {**GOLD, "asked": "Tuesday"}, '“asked” of .* line 2, is "Tuesday"; it must be a date'),
        ("gold", {**GOLD, "answers": "Tuesday"}, "“answers” of .* line 2, .* must be a list"),
        ("gold", {**GOLD, "answers": [3]}, "“answers” of .* must be a list of texts"),
        ("gold", {**GOLD, "gold": []}, "line 2, is answerable and has no “gold”"),
        ("gold", {**GOLD, "gold": [{"doc": "z"}]}, "line 2, names the article 'z', which docs.jsonl does not hold"),
        ("gold", {**GOLD, "kind": None}, "“kind” of questions_gold.jsonl, line 2, is null"),
        ("realtime", {"question": "Where?"}, "questions.jsonl, line 2, has no “answer”; it must be a text"),
        ("documents", {"id": "a", "text": "Again."}, "docs.jsonl, line 2, has the id 'a' once more"),
        ("documents", {"id": "d", "text": " "}, '“text” of docs.jsonl, line 2, is " "'),
        ("documents", {"text": "x" * 99}, "docs.jsonl, line 2, has no “id”"),
    ],
)
def test_a_bad_line_is_named_in_one_sentence(tmp_path, name, line, said):
    good = {"documents": DOCUMENTS[:1], "gold": [GOLD], "realtime": [REALTIME]}[name]
    others = {"realtime": ()} if name != "realtime" else {"gold": ()}
    documents = {} if name == "documents" else {"documents": DOCUMENTS}

    with pytest.raises(PackError, match=said) as told:
        read_pack(write(tmp_path / "pack", **{**others, **documents, name: [*good, line]}))
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


def test_a_folder_that_is_no_pack_is_told(tmp_path):
    with pytest.raises(PackError, match=r"is no evaluation pack; give a folder with docs\.jsonl"):
        read_pack(write(tmp_path / "pack", gold=(), realtime=()))


def test_a_realtime_question_is_asked_again_without_its_articles(tmp_path):
    questions = questions_of(read_pack(write(tmp_path / "pack")))

    [left_out] = [question for question in questions if question.kind == LEFT_OUT]
    assert (left_out.answerable, left_out.without) == (False, {"b", "c"})
    assert left_out.text == REALTIME["question"]
    assert left_out.keys == ("b",)


@pytest.mark.parametrize("changed", [{"gold_docs": []}, {"answer": "0"}, {"answer": "'a-'"}])
def test_realtime_questions_count_only_where_an_article_holds_an_answer_of_three_characters(tmp_path, changed):
    questions = questions_of(read_pack(write(tmp_path / "pack", realtime=[{**REALTIME, **changed}])))

    assert [question for question in questions if question.part == "realtime"] == []


def test_questions_out_of_time_ask_for_years_that_no_article_with_the_name_mentions(tmp_path):
    pack = read_pack(write(tmp_path / "pack"))

    asked = [question for question in questions_of(pack) if question.kind == OUT_OF_TIME]
    assert asked == [question for question in questions_of(pack) if question.kind == OUT_OF_TIME]
    assert len({question.id for question in asked}) == len(asked) > 0
    assert all(not question.answerable for question in asked)
    for question in asked:
        [year] = [word.strip("?") for word in question.text.split() if word.strip("?").isdigit()]
        assert int(year) < 2031
        assert year not in DOCUMENTS[0]["text"]
        assert "Tessary" in question.text or "Lantern Bridge" in question.text


def test_a_large_pack_gets_at_least_a_hundred_questions_out_of_time(tmp_path):
    towns = [
        f"{first}{last}" for first in ("Port Ma", "Old Te", "New Ska") for last in "ren rim dow lin sel vik".split()
    ]
    documents = [
        {"id": f"d{n}", "title": f"Rain in {town}", "date": "2031-03-04", "text": f"It rained in {town} and {town}son."}
        for n, town in enumerate(f"{town}{end}" for town in towns for end in ("", "ham", "by"))
    ]

    questions = questions_of(read_pack(write(tmp_path / "pack", documents=documents, gold=[FAR], realtime=())))

    assert sum(question.kind == OUT_OF_TIME for question in questions) >= 100


def test_the_halves_share_no_article(tmp_path):
    gold = [
        {**GOLD, "question": f"Question {n}?", "gold": [{"doc": f"d{n}"}, {"doc": f"d{n // 2}"}]} for n in range(40)
    ]
    documents = [{"id": f"d{n}", "title": "t", "text": f"Text {n}."} for n in range(40)]
    chained = read_pack(write(tmp_path / "chained", documents=documents, gold=gold, realtime=())).questions
    apart = [{**one, "gold": one["gold"][:1]} for one in gold]
    questions = read_pack(write(tmp_path / "apart", documents=documents, gold=apart, realtime=())).questions

    a, b = half_of(questions, "a"), half_of(questions, "b")
    assert sorted(question.id for question in (*a, *b)) == sorted(question.id for question in questions)
    assert a
    assert b
    assert not {key for question in a for key in question.keys} & {key for question in b for key in question.keys}
    # Through their articles these all hang together.
    assert sorted([len(half_of(chained, "a")), len(half_of(chained, "b"))]) == [0, 40]


def test_a_sample_is_the_same_for_the_same_seed_and_in_order(tmp_path):
    gold = [{**GOLD, "question": f"Question {n}?"} for n in range(30)]
    questions = read_pack(write(tmp_path / "pack", gold=gold)).questions

    chosen = sample(questions, 5, seed=3)
    assert chosen == sample(questions, 5, seed=3)
    assert [question.id for question in chosen] == [one.id for one in questions if one in chosen]
    assert chosen != sample(questions, 5, seed=4)
    assert sample(questions, 500, seed=3) == list(questions)
