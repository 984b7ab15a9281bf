"""What people think of answers: one opinion each, the newest; and what becomes of it in an evaluation pack."""

import json
import threading
import unicodedata
from datetime import UTC, datetime

import pytest
from fictional import answered, hits, question, refused, story
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feedback import LONGEST_REASON_CHARACTERS, Feedback, clean_reason
from bot.feedback_cases import TO_JUDGE, cases_of, write_cases
from bot.ledger import Ledger
from bot.pack import read_pack
from bot.pack_lines import PackError
from bot.receipt import keep_receipt

DAM = "The dam above Tarn holds, Warden Io Pell said on Friday. It was built in 1931."
MILL = "The paper mill of Orrin shuts in June, its owner said. Some 240 people work there."


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "home" / "ledger.db", days=30)


@pytest.fixture
def feedback(ledger):
    return Feedback(ledger.file)


class Versions:
    """Articles in all their versions."""

    def __init__(self, *articles):
        self._articles = articles

    def article(self, article_id, version=None):
        return next((one for one in self._articles if (one.id, one.version) == (article_id, version)), None)

    def searched(self, article_id):
        raise AssertionError("what is searched now says nothing of an old answer")


def dam(**details):
    return story(DAM, name="dam", title="The dam holds", **details)


def mill(**details):
    return story(MILL, name="mill", title="Mill to shut", publisher="The Orrin Post", **details)


def keep(ledger, *names, article=None, read=(), **details):
    article = article or dam()
    for name in names:
        asked = question(details.get("text", "Does the dam hold?"), typed=details.get("typed"))
        assert keep_receipt(ledger, answered(article, id=name, question=asked, hits=hits(article, *read)))


# Giving


def test_an_opinion_is_kept_with_its_question(ledger, feedback):
    keep(ledger, "aa11", "bb22")

    assert feedback.give("aa11", "428871", helpful=True)
    assert feedback.give("bb22", "428871", helpful=False, reason=" It is\nabout the other\x07 dam. ")

    bad, good = feedback.given()
    assert (bad.receipt, bad.question, bad.helpful, bad.reason) == (
        "bb22",
        "Does the dam hold?",
        False,
        "It is about the other dam.",
    )
    assert (good.receipt, good.helpful, good.reason) == ("aa11", True, None)
    assert abs((datetime.now(UTC) - good.given).total_seconds()) < 60
    assert b"428871" not in ledger.path.read_bytes()
    assert feedback.given(helpful=True) == (good,)
    assert feedback.given(helpful=False) == feedback.given(limit=1) == (bad,)


def test_everybody_has_one_opinion_the_newest(ledger, feedback):
    keep(ledger, "aa11")
    for helpful in (True, False, True, False):
        feedback.give("aa11", "428871", helpful=helpful)
    feedback.give("aa11", "99", helpful=True)
    feedback.give("aa11", "428871", helpful=True, reason="after all")

    assert [(one.helpful, one.reason) for one in feedback.given()] == [(True, "after all"), (True, None)]


def test_a_reason_stays_while_the_opinion_does(ledger, feedback):
    keep(ledger, "aa11")
    feedback.give("aa11", "428871", helpful=False, reason="too old")
    feedback.give("aa11", "99", helpful=False, reason="not mine")

    feedback.give("aa11", "428871", helpful=False)
    same = feedback.given()[0].reason
    feedback.give("aa11", "428871", helpful=True)

    assert same == "too old"
    assert feedback.given()[0].reason is None


def test_nothing_is_kept_of_an_answer_that_isn_t(ledger, feedback):
    assert not feedback.give("aa11", "428871", helpful=True)
    assert feedback.given() == ()
    assert not ledger.path.exists()
    keep(ledger, "bb22")

    assert not feedback.give("aa11", "428871", helpful=True)
    assert feedback.given() == ()


def test_threads_may_give_at_once(ledger, feedback):
    keep(ledger, "aa11")
    kept = []
    start = threading.Barrier(8)

    def work(number):
        start.wait()
        kept.extend(feedback.give("aa11", f"{number}-{turn}", helpful=True) for turn in range(5))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kept == [True] * 40
    assert len(feedback.given()) == 40


@given(st.text())
def test_a_reason_is_one_short_line_of_what_is_seen(text):
    reason = clean_reason(text)

    assert reason is None or reason == " ".join(reason.split())
    assert {unicodedata.category(sign) for sign in reason or ""}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert len(reason or "") <= LONGEST_REASON_CHARACTERS
    assert clean_reason(reason) == reason


def test_a_long_reason_is_cut():
    assert clean_reason("wrong " * 10_000) == "wrong " * 82 + "…"
    assert clean_reason("x" * 10_000) == "x" * (LONGEST_REASON_CHARACTERS - 2) + " …"
    assert clean_reason(None) is clean_reason(" \n\t") is clean_reason("\u200b\u2066") is None


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(["aa11", "bb22"]), st.booleans())))
def test_the_newest_opinions_are_those_that_count(tmp_path_factory, opinions):
    ledger = Ledger(tmp_path_factory.mktemp("feedback") / "ledger.db", days=30)
    keep(ledger, "aa11", "bb22")
    feedback = Feedback(ledger.file)
    expected = {}
    for who, receipt, helpful in opinions:
        feedback.give(receipt, who, helpful=helpful)
        expected.pop((who, receipt), None)
        expected[who, receipt] = (receipt, helpful)

    assert [(one.receipt, one.helpful) for one in feedback.given()][::-1] == list(expected.values())


# As cases


def cases(ledger, *articles):
    return cases_of(Feedback(ledger.file).given()[::-1], ledger.one, Versions(*articles))


def test_an_answer_that_helped_becomes_a_question_with_its_cited_words_as_gold(ledger, feedback, tmp_path):
    cited = mill(published=datetime(2031, 11, 30, 6, 30, tzinfo=UTC), url="https://orrin.example/mill")
    keep(ledger, "aa11", article=cited, read=[dam()], text="When does the mill of Orrin shut?")
    feedback.give("aa11", "428871", helpful=True, reason="yes")

    write_cases(cases(ledger, cited, dam()), tmp_path / "pack")

    pack = read_pack(tmp_path / "pack")
    [one] = pack.questions
    assert (one.text, one.asked.date().isoformat(), one.kind, one.answerable) == (
        "When does the mill of Orrin shut?",
        "2031-12-02",
        "helpful",
        True,
    )
    assert (one.documents, one.sentences, one.answers) == (("mill",), (MILL,), ())
    assert [(document.id, document.title) for document in pack.documents] == [
        ("mill", "Mill to shut"),
        ("dam", "The dam holds"),
    ]
    assert pack.documents[0].published == cited.published
    assert (tmp_path / "pack" / TO_JUDGE).read_text() == ""
    assert "428871" not in "".join(path.read_text() for path in (tmp_path / "pack").iterdir())


def test_what_nobody_has_called_right_is_for_a_person_to_judge(ledger, feedback, tmp_path):
    keep(ledger, "aa11", "bb22")
    assert keep_receipt(ledger, refused(dam(), id="cc33", question=question("Who is Io Pell?"), hits=hits(dam())))
    for receipt, who, helpful, reason in (
        ("aa11", "1", False, "It leaked."),
        ("bb22", "1", True, None),
        ("bb22", "2", False, None),
        ("cc33", "1", True, "right, it isn't said"),
    ):
        feedback.give(receipt, who, helpful=helpful, reason=reason)

    made = cases(ledger, dam())
    write_cases(made, tmp_path / "pack")

    assert read_pack(tmp_path / "pack").questions == ()
    lines = [json.loads(line) for line in (tmp_path / "pack" / TO_JUDGE).read_text().splitlines()]
    assert [(one["receipt"], one["helpful"], one["not_helpful"], one["reasons"]) for one in lines] == [
        ("aa11", 0, 1, ["It leaked."]),
        ("bb22", 1, 1, []),
        ("cc33", 1, 0, ["right, it isn't said"]),
    ]
    assert lines[0]["question"] == "Does the dam hold?"
    assert lines[0]["said"].startswith("The dam above Tarn holds")
    assert {(one["answerable"], tuple(one["gold"])) for one in lines} == {(None, ())}


def test_a_question_that_was_not_judged_is_no_question_of_a_pack(ledger, feedback, tmp_path):
    keep(ledger, "aa11")
    feedback.give("aa11", "1", helpful=False)
    write_cases(cases(ledger, dam()), tmp_path)

    (tmp_path / "questions_gold.jsonl").write_text((tmp_path / TO_JUDGE).read_text())

    with pytest.raises(PackError, match=r"“answerable” of questions_gold\.jsonl, line 1, is null"):
        read_pack(tmp_path)


def test_a_follow_up_is_asked_as_it_was_understood(ledger, feedback):
    keep(ledger, "aa11", text="When was the dam above Tarn built?", typed="And when was it built?")
    feedback.give("aa11", "1", helpful=True)

    [one] = cases(ledger, dam()).pack.questions

    assert (one["question"], one["typed"]) == ("When was the dam above Tarn built?", "And when was it built?")


def test_versions_of_an_article_are_articles_of_the_pack(ledger, feedback, tmp_path):
    now = story(f"{DAM} It leaked once.", name="dam", title="The dam holds")
    keep(ledger, "aa11")
    keep(ledger, "bb22", article=now, text="Did the dam leak?")
    for receipt in ("aa11", "bb22"):
        feedback.give(receipt, "1", helpful=True)

    write_cases(cases(ledger, dam(), now), tmp_path)

    pack = read_pack(tmp_path)
    assert [one.documents for one in pack.questions] == [("dam",), (f"dam@{now.version}",)]
    assert [one.text for one in pack.documents] == [dam().text, now.text]


def test_the_same_question_with_the_same_gold_is_asked_once(ledger, feedback):
    keep(ledger, "aa11", "bb22")
    for receipt in ("aa11", "bb22"):
        feedback.give(receipt, "1", helpful=True)

    assert len(cases(ledger, dam()).pack.questions) == 1


def test_an_answer_whose_words_can_t_be_had_any_more_is_counted(ledger, feedback):
    keep(ledger, "aa11")
    keep(ledger, "bb22", article=mill())
    for receipt in ("aa11", "bb22"):
        feedback.give(receipt, "1", helpful=True)

    made = cases(ledger, mill())

    assert (made.lost, [one["question"] for one in made.pack.questions]) == (1, ["Does the dam hold?"])
    assert list(made.pack.documents) == ["mill"]


def test_a_folder_that_holds_cases_is_left_alone(ledger, feedback, tmp_path):
    keep(ledger, "aa11")
    feedback.give("aa11", "1", helpful=False)
    (tmp_path / TO_JUDGE).write_text("mine")

    with pytest.raises(PackError, match=r"holds a to_judge\.jsonl already"):
        write_cases(cases(ledger, dam()), tmp_path)

    assert not (tmp_path / "docs.jsonl").exists()
