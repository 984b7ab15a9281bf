"""The ledger: what is kept of an answer, for how long, and which answers a reindex has touched."""

import json
import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from fictional import answered, coverage, hits, question, refused, story

from bot.affected import Change, affected
from bot.cli import main
from bot.composition import open_newsroom
from bot.explanation import explain
from bot.ledger import Ledger, LedgerError
from bot.receipt import keep_receipt, receipt_of
from bot.settings import load_settings
from index.archive import Archive
from index.passage import Span
from prompts.answer import Citation, Claim
from prompts.checks.finding import Check, CheckedSentence, Finding, Verdict
from prompts.question import Question

DAY = 86_400
WALL = "The wall of Port Ennis will cost 14 million crowns, Mayor Ann Lee said."
FERRY = "The ferry to Quill runs again from Monday, the harbour office said."


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "home" / "ledger.db", days=30)


def keep(ledger, *, name="a1b2c3", asker=None, text="Who is Ann Lee?", when=None):
    outcome = answered(story(WALL), id=name, question=question(text, asker=asker), hits=hits(story(WALL)))
    assert keep_receipt(ledger, outcome)
    if when is not None:
        with sqlite3.connect(ledger.path) as database:
            database.execute("UPDATE receipt SET kept = ? WHERE id = ?", (when, name))
    return outcome


# Keeping


def test_a_receipt_is_found_by_its_id_and_by_how_it_begins(ledger):
    outcome = keep(ledger)

    [whole] = ledger.find("a1b2c3")
    assert ledger.find("a1b2") == (whole,)
    assert ledger.find("a1b") == ledger.find("ffff") == ledger.find("%") == ()
    assert (whole.question, whole.receipt) == ("Who is Ann Lee?", receipt_of(outcome))


def test_receipts_are_listed_newest_first(ledger):
    for name in ("one1", "two2", "three3"):
        keep(ledger, name=name)

    assert [kept.id for kept in ledger.newest(2)] == ["three3", "two2"]


def test_a_refusal_is_kept_without_citations(ledger):
    assert keep_receipt(ledger, refused(story(WALL), reason="no_answer", id="r1r1"))

    assert [kept.receipt["status"] for kept in ledger.newest(9)] == ["refused"]
    assert list(ledger.resting()) == []


def test_nothing_is_read_where_there_is_no_ledger_and_none_is_made(ledger):
    assert (ledger.find("a1b2c3"), ledger.newest(5), list(ledger.resting())) == ((), (), [])
    assert not ledger.path.exists()


def test_who_asked_is_kept_as_a_hash_alone_the_same_for_the_same_person(ledger, tmp_path):
    for name, asker in (("one1", "428871"), ("two2", "428871"), ("three3", "99"), ("four4", None)):
        keep(ledger, name=name, asker=asker)
    elsewhere = Ledger(tmp_path / "other.db", days=30)
    keep(elsewhere, asker="428871")

    with sqlite3.connect(ledger.path) as database:
        one, two, three, four = (row[0] for row in database.execute("SELECT asker FROM receipt ORDER BY rowid"))
    with sqlite3.connect(elsewhere.path) as database:
        [(other,)] = database.execute("SELECT asker FROM receipt")
    assert one == two != three
    assert (four, len(one)) == (None, 64)
    assert other != one
    assert b"428871" not in ledger.path.read_bytes()


def test_what_is_older_than_the_retention_is_gone_with_its_citations_when_the_next_answer_is_kept(ledger):
    now = int(datetime.now(UTC).timestamp())
    keep(ledger, name="old1", text="An old secret question?", when=now - 31 * DAY)
    keep(ledger, name="young1", when=now - 29 * DAY)

    keep(ledger, name="new1")

    assert [kept.id for kept in ledger.newest(9)] == ["new1", "young1"]
    assert {kept.id for kept, _ in ledger.resting()} == {"new1", "young1"}
    with sqlite3.connect(ledger.path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"An old secret" not in ledger.path.read_bytes()


def test_a_retention_of_no_days_keeps_nothing_and_forgets_what_was_kept(ledger):
    keep(ledger)
    none = Ledger(ledger.path, days=0)

    assert not keep_receipt(none, answered(story(WALL), id="new1", hits=hits(story(WALL))))
    assert ledger.newest(9) == ()


def test_a_retention_of_no_days_makes_no_file(tmp_path):
    none = Ledger(tmp_path / "ledger.db", days=0)

    assert not keep_receipt(none, answered(story(WALL), hits=hits(story(WALL))))
    assert not none.path.exists()


def test_threads_may_keep_at_once_from_the_first_answer_on(ledger):
    failed = []

    def work(number):
        try:
            for turn in range(5):
                keep(ledger, name=f"n{number}-{turn}")
        except LedgerError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(ledger.newest(100)) == 30


# What can go wrong


def test_a_file_that_is_no_ledger_is_an_error_of_one_sentence(ledger):
    ledger.path.parent.mkdir()
    ledger.path.write_bytes(b"no database at all, but long enough to look like one" * 50)

    with pytest.raises(LedgerError, match="can't be read as one; move it away"):
        ledger.newest(1)


def test_a_ledger_of_a_newer_program_is_left_alone(ledger):
    keep(ledger)
    with sqlite3.connect(ledger.path) as database:
        database.execute("PRAGMA user_version = 99")

    with pytest.raises(LedgerError, match="schema 99"):
        keep(ledger, name="new1")


def test_a_ledger_where_there_is_a_file_in_place_of_the_home_is_an_error(tmp_path):
    (tmp_path / "home").write_text("a file")

    with pytest.raises(LedgerError, match="is a file"):
        keep(Ledger(tmp_path / "home" / "ledger.db", days=30))


# What has changed since


class Versions:
    """Articles by id, the newest version last; None at the end is a withdrawal."""

    def __init__(self, **articles):
        self._articles = articles

    def article(self, article_id, version=None):
        known = [one for one in self._articles.get(article_id, []) if one]
        return next((one for one in known if version in {None, one.version}), None)

    def searched(self, article_id):
        return next(reversed(self._articles.get(article_id, [None])))


TEXT = f"{WALL} It will be built by May.\n{FERRY} It had stopped in the storm."
FIRST = Span(0, TEXT.index("\n"))
SECOND = Span(FIRST.end + 1, len(TEXT))


def resting(ledger):
    """Two kept answers, one on a sentence of each passage of one article."""
    article = story(TEXT, name="news")
    for name, words, passage in (("wall", WALL, FIRST), ("ferry", FERRY, SECOND)):
        start = TEXT.index(words)
        citation = Citation(number=1, article=article, span=Span(start, start + len(words)), passage=passage)
        outcome = answered(article, id=name, hits=hits(article))
        outcome = type(outcome)(
            claims=(Claim(text=words, citations=(1,)),),
            citations=(citation,),
            reports=outcome.reports,
            trace=outcome.trace,
        )
        keep_receipt(ledger, outcome)
    return article


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (TEXT, []),
        ("UPDATE 2\n" + TEXT, []),
        (f"{FERRY} It had stopped in the storm.\n{WALL} It will be built by May.", []),
        (TEXT.replace("14 million", "16 million"), [("wall", Change.WORDS)]),
        (TEXT.replace("by May", "by June"), [("wall", Change.AROUND)]),
        (TEXT.replace("Monday", "Friday"), [("ferry", Change.WORDS)]),
        ("All is new.", [("wall", Change.WORDS), ("ferry", Change.WORDS)]),
        (None, [("wall", Change.WITHDRAWN), ("ferry", Change.WITHDRAWN)]),
    ],
)
def test_affected_are_exactly_the_answers_that_rest_on_what_was_changed(ledger, after, expected):
    before = resting(ledger)
    articles = Versions(news=[before, after and story(after, name="news")])

    found = list(affected(ledger.resting(), articles))

    assert [(one.kept.id, one.change) for one in found] == expected
    assert {one.title for one in found} <= {before.title}


# On the command line


@pytest.fixture
def newshound(embedder, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("index.embedding.open_embedder", lambda *_: embedder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSHOUND_HOME", str(tmp_path / "home"))

    def run(*arguments):
        capsys.readouterr()
        code = main(list(arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.model
def test_a_reindex_that_changes_a_cited_sentence_is_seen_in_the_ledger(newshound, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "wall.txt").write_text(f"{WALL} It will be built by May.\n", encoding="utf-8")
    (news / "ferry.txt").write_text(f"{FERRY} It had stopped in the storm.\n", encoding="utf-8")
    assert newshound("reindex", str(news))[0] == 0
    code, shown, _ = newshound("ask", "How much will the wall of Port Ennis cost?")
    receipt = shown.splitlines()[-1].removeprefix("Why: newshound explain ")
    newshound("ask", "When does the ferry to Quill run again?")
    assert code == 0

    unchanged = newshound("ledger", "affected")
    (news / "wall.txt").write_text(f"{WALL.replace('14', '16')} It will be built by May.\n", encoding="utf-8")
    assert newshound("reindex")[0] == 0
    changed = newshound("ledger", "affected")
    as_json = json.loads(newshound("ledger", "affected", "--json")[1])

    assert unchanged == (0, "No answer that is kept rests on anything that has changed.\n", "")
    assert changed[0] == 0
    assert changed[1].splitlines()[0].startswith(f"{receipt}  ")
    assert changed[1].splitlines()[1:] == [f"    [1] words changed: {WALL.replace('14', '16')}"]
    [one] = as_json
    assert (one["id"], one["citation"], one["change"]) == (receipt, 1, "words changed")
    assert "since then the article was changed, and these words" in newshound("explain", receipt)[1]


@pytest.mark.model
def test_an_answer_is_explained_as_a_person_wants_to_read_it(newshound, tmp_path):
    (tmp_path / "wall.txt").write_text(WALL, encoding="utf-8")
    newshound("reindex", str(tmp_path / "wall.txt"))
    receipt = newshound("ask", "What did Mayor Ann Lee say?")[1].splitlines()[-1].split()[-1]

    code, shown, errors = newshound("explain", receipt[:6])
    whole = json.loads(newshound("explain", receipt, "--json")[1])
    listed = newshound("ledger", "list")[1]

    assert (code, errors) == (0, "")
    lines = shown.splitlines()
    assert lines[0] == "Question  What did Mayor Ann Lee say?"
    assert f"receipt {receipt}" in lines[1]
    assert f"    {WALL} [1]" in lines
    assert any(line.startswith("Written by extractive") for line in lines)
    assert (whole["id"], whole["status"]) == (receipt, "answered")
    assert listed.startswith(f"{receipt}  ")
    assert listed.endswith("  What did Mayor Ann Lee say?\n")


def test_a_receipt_that_is_not_there_is_said_in_a_sentence(newshound):
    code, shown, errors = newshound("explain", "abcdef")

    assert (code, shown) == (2, "")
    assert errors == "newshound: There is no receipt 'abcdef'; `newshound ledger list` shows those that are kept.\n"
    assert newshound("ledger", "list") == (0, "The ledger keeps no answer.\n", "")
    assert newshound("ledger", "affected")[0] == 0


@pytest.mark.model
def test_an_answer_whose_receipt_can_not_be_kept_is_an_answer_still(newshound, tmp_path, caplog):
    (tmp_path / "wall.txt").write_text(WALL, encoding="utf-8")
    newshound("reindex", str(tmp_path / "wall.txt"))
    (tmp_path / "home" / "ledger.db").mkdir()

    with open_newsroom(load_settings()) as newsroom:
        outcome = newsroom.answer(Question(text="What did Mayor Ann Lee say?", asked=datetime.now(UTC)))

    assert WALL in outcome.text
    assert not outcome.trace.kept
    assert "the receipt of an answer is lost" in caplog.text


def test_what_was_left_out_and_why_is_explained(ledger):
    failed = Finding(
        check=Check.FIGURE, verdict=Verdict.FAILED, state="missing", words="90", why="“90” stands in no cited passage"
    )
    dropped = CheckedSentence(
        written="It costs 90 crowns.", pointed=(1,), text="It costs 90 crowns.", markers=(1,), findings=(failed,)
    )
    wall = story(WALL)
    keep_receipt(
        ledger, refused(wall, id="f00d", reason="no_answer", checks=(dropped,), hits=hits(wall), coverage=coverage(1))
    )

    lines = explain(ledger.find("f00d")[0])

    place = lines.index("    left out: It costs 90 crowns. [1]")
    assert lines[place + 1] == "        figure failed: “90” stands in no cited passage"
    assert "Refused (no_answer)" in lines


def test_a_receipt_of_another_program_is_said_to_be_one(ledger):
    keep(ledger)
    with sqlite3.connect(ledger.path) as database:
        database.execute("UPDATE receipt SET form = '{}'")

    with pytest.raises(LedgerError, match="another version of Newshound"):
        explain(ledger.find("a1b2c3")[0])


def test_a_withdrawn_article_is_not_searched(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        assert archive.searched("nobody") is None
