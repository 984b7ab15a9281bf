"""`newshound feedback`, as a person sees it, and its pack in `newshound eval`'s hands."""

import json
from datetime import UTC, datetime

import pytest
from command_line import one_sentence, run
from fictional import answered, hits, question, story

from bot.feedback import Feedback
from bot.ledger import Ledger
from bot.pack import read_pack
from bot.receipt import keep_receipt
from index.archive import Archive
from index.home import Home
from index.sighting import Place, Sighting

DAM = "The dam above Tarn holds, Warden Io Pell said on Friday."


def dam():
    return story(DAM, name="dam", title="The dam holds")


@pytest.fixture
def feedback(home):
    """Two answers about an article that the archive holds."""
    home.folder.mkdir()
    with Archive(home.archive) as archive, archive.transaction():
        archive.store(dam(), Sighting(place=Place(file="dam.txt"), now=datetime(2031, 12, 1, tzinfo=UTC)))
    ledger = Ledger(home.ledger, days=30)
    for name, text in (("aa11", "Does the dam hold?"), ("bb22", "Who is\u202e Io Pell?")):
        assert keep_receipt(ledger, answered(dam(), id=name, question=question(text), hits=hits(dam())))
    return Feedback(ledger.file)


def test_what_people_said_is_listed_newest_first(feedback, home, capsys):
    feedback.give("aa11", "428871", helpful=True)
    feedback.give("bb22", "428871", helpful=False, reason="She was named, not shown.")

    code, shown, errors = run(capsys, "feedback", home=home)

    lines = shown.splitlines()
    assert (code, errors) == (0, "")
    assert lines[0].endswith("  not helpful  Who is Io Pell?")
    assert lines[1] == "    “She was named, not shown.”; receipt bb22"
    assert lines[2].endswith("  helpful      Does the dam hold?")
    assert lines[3] == "    receipt aa11"
    assert lines[0][:10] == f"{datetime.now(UTC):%Y-%m-%d}"


def test_the_list_can_be_narrowed(feedback, home, capsys):
    feedback.give("bb22", "1", helpful=False)
    feedback.give("aa11", "1", helpful=True)

    assert run(capsys, "feedback", "--not-helpful", home=home)[1].count("receipt ") == 1
    assert "receipt bb22" in run(capsys, "feedback", "--not-helpful", home=home)[1]
    assert "receipt aa11" in run(capsys, "feedback", "--limit", "1", home=home)[1]
    assert run(capsys, "feedback", "--limit", "1", home=home)[1].count("receipt ") == 1


def test_what_people_said_as_json(feedback, home, capsys):
    feedback.give("aa11", "428871", helpful=False, reason="Too old")

    [one] = json.loads(run(capsys, "feedback", "--json", home=home)[1])

    assert one.pop("given").endswith("Z")
    assert one == {"id": "aa11", "helpful": False, "question": "Does the dam hold?", "reason": "Too old"}


def test_that_nobody_has_said_anything_is_said(home, capsys):
    none = "Nobody has said yet whether an answer helped."

    assert run(capsys, "feedback", home=home) == (0, f"{none}\n", "")
    assert run(capsys, "feedback", "--not-helpful", home=home) == (0, "No answer was found unhelpful.\n", "")
    assert run(capsys, "feedback", "--json", home=home) == (0, "[]\n", "")
    exported = run(capsys, "feedback", "--export", home.folder / "pack", home=home)
    assert exported == (0, f"{none} Nothing was written.\n", "")
    assert not (home.folder / "pack").exists()


def test_it_is_exported_as_a_pack(feedback, home, capsys, tmp_path):
    feedback.give("aa11", "1", helpful=True)
    feedback.give("bb22", "1", helpful=False)
    pack = tmp_path / "pack"

    code, shown, errors = run(capsys, "feedback", "--export", pack, home=home)

    assert (code, errors) == (0, "")
    assert shown.splitlines() == [
        f"Wrote 1 question and 1 article to {pack}.",
        f"`newshound eval {pack}` asks them.",
        "1 question without an answer that is known to be right went to to_judge.jsonl there: say for each whether it"
        " is “answerable” and give its “gold”, and move its line to questions_gold.jsonl.",
    ]
    assert [(one.text, one.sentences) for one in read_pack(pack).questions] == [("Does the dam hold?", (DAM,))]
    again = run(capsys, "feedback", "--export", pack, home=home)
    assert again[0] == 2
    assert "already; name another folder" in one_sentence(again[2])


@pytest.mark.model
def test_the_pack_is_one_that_eval_asks(feedback, home, capsys, tmp_path):
    feedback.give("aa11", "1", helpful=True)
    run(capsys, "feedback", "--export", tmp_path / "pack", home=home)
    asked = Home(tmp_path / "asked")

    code, _, _ = run(capsys, "eval", tmp_path / "pack", "--json", tmp_path / "run.json", home=asked)

    assert code == 0
    rows = json.loads((tmp_path / "run.json").read_text())["questions"]
    assert [(row["question"], row["kind"]) for row in rows if row["answerable"]] == [("Does the dam hold?", "helpful")]


def test_what_the_archive_does_not_hold_is_counted(feedback, home, capsys, tmp_path):
    other = story("The mill of Orrin shuts in June.", name="mill")
    ledger = Ledger(home.ledger, days=30)
    assert keep_receipt(ledger, answered(other, id="cc33", question=question("When?"), hits=hits(other)))
    feedback.give("cc33", "1", helpful=True)

    shown = run(capsys, "feedback", "--export", tmp_path / "pack", home=home)[1]

    assert shown.splitlines() == [
        f"Wrote 0 questions and 0 articles to {tmp_path / 'pack'}.",
        "1 answer left out, for the archive doesn't hold what they cite.",
    ]


@pytest.mark.parametrize("with_it", [["--not-helpful"], ["--limit", "3"], ["--json"]])
def test_an_export_is_of_everything(feedback, home, capsys, tmp_path, with_it):
    code, shown, errors = run(capsys, "feedback", "--export", tmp_path / "pack", *with_it, home=home)

    assert (code, shown) == (2, "")
    assert "--export takes all" in one_sentence(errors)


def test_an_export_without_an_archive_is_refused(feedback, home, capsys, tmp_path):
    feedback.give("aa11", "1", helpful=True)
    home.archive.unlink()

    code, shown, errors = run(capsys, "feedback", "--export", tmp_path / "pack", home=home)

    assert (code, shown) == (2, "")
    assert one_sentence(errors).startswith(f"There is no archive in {home.folder}")
    assert not (tmp_path / "pack").exists()
