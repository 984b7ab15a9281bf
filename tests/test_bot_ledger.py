"""The ledger: what is kept of an answer, for how long, and which answers a reindex has touched."""

import json
import os
import resource
import signal
import sqlite3
import tempfile
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fictional import answered, coverage, hits, question, refused, story

from bot.affected import Change, affected
from bot.cli import main
from bot.composition import open_newsroom
from bot.explanation import explain
from bot.feedback import Feedback
from bot.ledger import Ledger
from bot.ledger_file import SCHEMA, LedgerError
from bot.posts import Posted, Posts
from bot.receipt import keep_receipt, receipt_of
from bot.settings import load_settings
from index.archive import Archive
from index.passage import Span
from prompts.answer import Citation, Claim
from prompts.checks.finding import Check, CheckedSentence, Finding, Verdict
from prompts.question import Question

DAY = 86_400
NOBODY = 65_534
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


# Who asked, and being forgotten


def test_the_asker_of_an_answer_is_known_again_and_nobody_else_is_taken_for_them(ledger):
    assert not ledger.is_asker("one1", "428871")
    keep(ledger, name="one1", asker="428871")
    keep(ledger, name="two2", asker=None)

    assert ledger.is_asker("one1", "428871")
    assert not ledger.is_asker("one1", "428872")
    assert not ledger.is_asker("two2", "428871")
    assert not ledger.is_asker("three3", "428871")
    assert not ledger.is_asker("one", "428871")


def test_who_is_forgotten_leaves_nothing_behind(ledger):
    text = "A hidden question?"
    for name, asker in (("one1", "428871"), ("two2", "428871"), ("three3", "99"), ("four4", None)):
        keep(ledger, name=name, asker=asker, text=text if asker == "428871" else "Who is Ann Lee?")
        Posts(ledger.file).begin(Posted(receipt=name, guild=1, channel=2, message=len(name)))
    feedback = Feedback(ledger.file)
    feedback.give("three3", "428871", helpful=False, reason="a hidden reason")
    feedback.give("three3", "99", helpful=True)
    feedback.give("one1", "99", helpful=True, reason="a reason for what goes")

    assert ledger.forget("428871") == 2

    left = b"".join(path.read_bytes() for path in ledger.path.parent.iterdir())
    assert b"hidden" not in left
    assert b"a reason for what goes" not in left
    assert {kept.id for kept in ledger.newest(9)} == {kept.id for kept, _ in ledger.resting()} == {"three3", "four4"}
    assert Posts(ledger.file).of_receipt("one1") is None
    assert [(one.receipt, one.helpful, one.reason) for one in feedback.given()] == [("three3", True, None)]
    assert ledger.forget("428871") == ledger.forget("nobody") == 0


def test_what_is_forgotten_leaves_the_file_of_recent_changes_while_others_have_the_ledger_open(ledger):
    keep(ledger, name="one1", asker="428871", text="A hidden question?")
    with closing(sqlite3.connect(ledger.path)) as other:
        other.execute("SELECT count(*) FROM receipt").fetchall()
        keep(ledger, name="two2", asker="428871", text="Another hidden question?")

        ledger.forget("428871")

        left = b"".join(path.read_bytes() for path in ledger.path.parent.iterdir())
    assert b"hidden" not in left


def test_nobody_is_forgotten_where_there_is_no_ledger_and_none_is_made(ledger):
    assert ledger.forget("428871") == 0
    assert not ledger.path.exists()


def test_a_receipt_is_found_by_its_whole_id_alone(ledger):
    keep(ledger, name="a1b2c3")

    assert ledger.one("a1b2c3") == ledger.find("a1b2c3")[0]
    assert ledger.one("a1b2") is None


# Older ledgers


FIRST_SCHEMA = """
CREATE TABLE secret (key BLOB NOT NULL);
CREATE TABLE receipt (
    id TEXT PRIMARY KEY,
    kept INTEGER NOT NULL,
    asker TEXT,
    question TEXT NOT NULL,
    form TEXT NOT NULL
);
CREATE INDEX receipt_kept ON receipt (kept);
CREATE TABLE citation (
    receipt TEXT NOT NULL REFERENCES receipt (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    article TEXT NOT NULL,
    version TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL,
    passage_start INTEGER NOT NULL, passage_end INTEGER NOT NULL,
    PRIMARY KEY (receipt, number)
) WITHOUT ROWID;
CREATE INDEX citation_article ON citation (article);
INSERT INTO secret VALUES (x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
PRAGMA user_version = 1;
"""


def first_ledger(path):
    """A ledger as the first Newshound to have one made it, with one answer."""
    path.parent.mkdir()
    kept = int(datetime.now(UTC).timestamp()) - DAY
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(FIRST_SCHEMA)
        row = ("0ld1", kept, "f" * 64, "Who is Io Pell?", '{"id": "0ld1"}')
        database.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?)", row)
        database.execute("INSERT INTO citation VALUES ('0ld1', 1, 'dam', 'v1', 3, 9, 0, 20)")


def test_a_ledger_of_the_first_schema_keeps_everything(ledger):
    first_ledger(ledger.path)

    [kept] = ledger.newest(9)
    [(resting, cited)] = ledger.resting()

    assert (kept.id, kept.question, kept.receipt) == ("0ld1", "Who is Io Pell?", {"id": "0ld1"})
    assert (resting, cited.article, cited.words, cited.passage) == (kept, "dam", Span(3, 9), Span(0, 20))
    assert Posts(ledger.file).begin(Posted(receipt="0ld1", guild=1, channel=2, message=3))
    assert Feedback(ledger.file).give("0ld1", "428871", helpful=True)
    with closing(sqlite3.connect(ledger.path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert database.execute("SELECT hex(key) FROM secret").fetchall() == [("00112233445566778899AABBCCDDEEFF" * 2,)]
        assert database.execute("SELECT asker FROM receipt").fetchall() == [("f" * 64,)]


def tables(path):
    with closing(sqlite3.connect(path)) as database:
        return set(database.execute("SELECT type, name, replace(sql, '\n', ' ') FROM sqlite_master WHERE sql NOT NULL"))


def test_an_older_ledger_becomes_what_a_new_one_is(ledger, tmp_path):
    first_ledger(ledger.path)
    ledger.newest(1)
    new = Ledger(tmp_path / "new.db", days=30)
    keep(new)

    assert tables(ledger.path) == tables(new.path)


def test_a_ledger_that_can_t_be_brought_up_stays_as_it_is(ledger):
    first_ledger(ledger.path)
    with closing(sqlite3.connect(ledger.path)) as database:
        database.execute("CREATE TABLE feedback (mine TEXT)")

    with pytest.raises(LedgerError, match="already exists"):
        ledger.newest(1)

    with closing(sqlite3.connect(ledger.path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        assert (
            database.execute("SELECT name FROM sqlite_master WHERE name IN ('post', 'receipt_asker')").fetchall() == []
        )
        assert database.execute("SELECT count(*) FROM receipt").fetchone() == (1,)


def test_threads_may_bring_an_older_ledger_up_at_once(ledger):
    first_ledger(ledger.path)
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(ledger.newest(9)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [1] * 8


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


def test_an_answer_that_is_kept_once_more_is_an_error_of_one_sentence(ledger):
    keep(ledger)

    with pytest.raises(LedgerError, match="holds that answer already"):
        keep(ledger)


@contextmanager
def room(size):
    """No file of this process grows larger than this, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(ledger):
    keep(ledger, name="one1", asker="428871")
    posts, feedback = Posts(ledger.file), Feedback(ledger.file)
    posts.begin(Posted(receipt="one1", guild=1, channel=2, message=3))

    with room(2048):
        for change in (
            lambda: keep(ledger, name="two2"),
            lambda: posts.note("one1"),
            lambda: feedback.give("one1", "428871", helpful=True),
            lambda: ledger.forget("428871"),
        ):
            with pytest.raises(LedgerError, match="free some space or mend the permissions"):
                change()

    assert [kept.id for kept in ledger.newest(9)] == ["one1"]
    assert feedback.given() == ()
    assert posts.note("one1")


def test_a_folder_that_may_not_be_written_is_told():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        user = os.geteuid()
        os.seteuid(user or NOBODY)
        try:
            with pytest.raises(LedgerError, match="mend the permissions"):
                keep(Ledger(Path(folder) / "ledger.db", days=30))
            with pytest.raises(LedgerError, match="may not be used by this user"):
                keep(Ledger(Path(folder) / "home" / "ledger.db", days=30))
        finally:
            os.seteuid(user)


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


def test_the_citations_of_one_answer_are_those_of_no_other(ledger):
    resting(ledger)

    assert [(kept.id, cited.number) for kept, cited in ledger.resting("ferry")] == [("ferry", 1)]
    assert list(ledger.resting("fer")) == []
    assert [kept.receipt["id"] for kept, _ in ledger.resting()] == ["wall", "ferry"]


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
