"""Why: a receipt as somebody reads it who wants to know how far to trust an answer."""

from datetime import UTC, timedelta

import pytest
from discord_reading import NASTY, read
from hypothesis import given
from hypothesis import strategies as st
from made_receipt import ASKED, DAY, citing, made_receipt

from bot.affected import Affected, Change
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_text import units
from bot.discord_why import why_pages
from bot.ledger import Cited, Kept
from bot.receipt_form import (
    AccountForm,
    CandidateForm,
    CheckedForm,
    ConflictForm,
    FindingForm,
    NewsForm,
    SearchedForm,
    WindowForm,
)
from index.article import Article
from index.passage import Span

WRITTEN = "The dam at Tarn held."


def finding(why, verdict="passed"):
    return FindingForm(check="name", verdict=verdict, why=why)


def checked(outcome="kept", *findings, written=WRITTEN, **changes):
    return CheckedForm(
        **({"written": written, "text": written, "pointed": (2,), "outcome": outcome} | changes), findings=findings
    )


def candidate(rank, title="Dam holds", publisher="The Tarn Bell", published=DAY):
    return CandidateForm(rank=rank, score=1, title=title, publisher=publisher, published=published, start=0, end=9)


def changed(number, change):
    kept = Kept(id="0a1b2c3d4e5f", kept=ASKED, question="Did it hold?", receipt={})
    cited = Cited(number=number, article="dam", version="v", words=Span(0, 4), passage=Span(0, 9))
    return Affected(kept=kept, cited=cited, change=change, title="Dam holds")


def lines(since_then=(), **changes):
    """The lines of the one page."""
    [page] = why_pages(made_receipt(**changes), since_then)
    read(page)
    return page.splitlines()


def part(found, heading):
    """The lines of one part."""
    begin = found.index(f"### {heading}") + 1
    end = next((at for at in range(begin, len(found)) if found[at].startswith("### ")), len(found))
    return [line for line in found[begin:end] if line]


MADE = "What was written, and what the checks made of it"


def test_a_receipt_reads_from_the_question_to_who_wrote_the_answer():
    found = lines(
        candidates=(candidate(1), candidate(2, publisher=None, published=None)),
        checks=(checked("kept", finding("what is cited names Tarn"), support=0.9),),
        timings_ms={"retrieve": 20.0, "total": 431.0},
    )

    assert found == [
        "### Why this answer",
        "Question: Did the dam hold?",
        "Articles searched: 3, the newest from <t:1727265600:D>",
        "Asked: <t:1727337600:R>",
        "",
        "### Passages that were read, best first",
        "1. Dam holds (The Tarn Bell, <t:1727265600:D>)",
        "2. Dam holds (undated)",
        "",
        f"### {MADE}",
        "Shown as it was written:",
        f"> {WRITTEN}",
        "Checked: what is cited names Tarn.",
        "Written from passage 2 above.",
        "Support by its sources: 0.90 of 1.",
        "",
        "### How it was made",
        "Written by nobody. The sentences are the articles' own, chosen by code, without a language model.",
        "Confidence that this answers the question: high (0.90 of 1).",
        "It took 0.4 seconds.",
        "-# Receipt 0a1b2c3d4e5f. My operator can look it up by this name.",
    ]


def test_what_the_question_was_taken_as_and_kept_to_is_said():
    week = WindowForm(since=DAY, until=DAY + timedelta(days=7) - timedelta(seconds=1), phrase="that week")
    found = lines(
        question="And she?",
        understood="What did Ida Voss say about the dam?",
        window=week,
        outlets=("The Tarn Bell", "Ennis Echo"),
        searched=SearchedForm(articles=1200, undated=7, newest=None),
    )

    assert found[1:6] == [
        "Question: And she?",
        "Understood as: What did Ida Voss say about the dam?",
        "Days searched: only articles published from <t:1727265600:D> to <t:1727784000:D> (“that week”)",
        "Outlets searched: only The Tarn Bell, Ennis Echo",
        "Articles searched: 1,200; 7 without a date left out",
    ]


@pytest.mark.parametrize(("by_day", "since"), [(True, "<t:1727265600:D>"), (False, "<t:1727222400:R>")])
def test_since_when_news_were_asked_for_is_said(by_day, since):
    [page] = why_pages(made_receipt(news=NewsForm(since=DAY, by_day=by_day)))

    assert f"\nNews since: {since}; what was told before is left out\n" in page


def test_a_sentence_that_was_repaired_is_shown_before_and_after_with_the_reason():
    found = lines(
        checks=(
            checked(
                "repaired",
                finding("what is cited names Tarn"),
                finding("“it held” stands in passage 3", "repaired"),
                text="The dam at Tarn “held”.",
                pointed=(2, 3),
                support=0.1,
                weak=True,
            ),
        )
    )

    assert part(found, MADE) == [
        "Repaired. It was written as:",
        f"> {WRITTEN}",
        "It is shown as:",
        "> The dam at Tarn “held”.",
        "Because: “it held” stands in passage 3.",
        "Written from passages 2, 3 above.",
        "Support by its sources: 0.10 of 1, which is weak.",
    ]


def test_a_repair_that_changed_no_word_shows_the_sentence_once():
    found = lines(checks=(checked("repaired", finding("a source was added", "repaired")),))

    assert part(found, MADE)[1:3] == [f"> {WRITTEN}", "Because: a source was added."]


def test_a_sentence_that_was_left_out_says_why_once_and_nothing_else():
    found = lines(
        checks=(
            checked(
                "dropped",
                finding("it cites nothing", "failed"),
                finding("fine"),
                finding("it cites nothing", "failed"),
                pointed=(),
            ),
        )
    )

    assert part(found, MADE) == ["Left out:", f"> {WRITTEN}", "Because: it cites nothing."]


def test_the_numbers_of_passages_never_look_like_those_of_sources():
    assert read("\n".join(lines(checks=(checked(),)))).markers == []


def test_what_has_changed_since_is_said_of_each_source():
    since = [changed(1, Change.WITHDRAWN), changed(2, Change.WORDS), changed(3, Change.AROUND)]

    assert part(lines(since), "What has changed since") == [
        "- Source [1]: since then the article was withdrawn.",
        "- Source [2]: since then the article was changed, and these words don't stand in it any more.",
        "- Source [3]: since then the article was changed around these words.",
    ]


def test_a_refusal_says_that_nothing_was_written_or_found():
    found = lines(status="refused", model="none", confidence=0.0)

    assert found[0] == "### Why there is no answer"
    assert part(found, "Passages that were read, best first") == ["Nothing was found that could be read."]
    assert part(found, MADE) == ["No sentence was written, for what was read does not answer the question."]
    assert part(found, "How it was made")[0] == "Written by nobody, for nothing was found."


@pytest.mark.parametrize(
    ("confidence", "word"), [(1.0, "high"), (0.75, "high"), (0.5, "fair"), (0.49, "low"), (0, "low")]
)
def test_confidence_is_said_in_a_word_and_a_number(confidence, word):
    assert f"Confidence that this answers the question: {word} ({confidence:.2f} of 1)." in lines(confidence=confidence)


def test_a_model_is_named_and_what_it_says_of_its_failure_is_not():
    found = lines(model="local:small *model* <@1>", fault="500 from https://inner.example with key abc")

    assert r"Written by the language model local:small \*model\* ＜@1>." in found
    assert "A language model was asked first and failed, so this took its place." in found
    assert not any("inner" in line or "abc" in line for line in found)


TEXTS = st.lists(st.sampled_from(NASTY) | st.text("abc #>-.1\n", max_size=40), max_size=40).map("".join)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
CHECKED = st.builds(
    checked,
    st.sampled_from(["kept", "repaired", "dropped", "of another make"]),
    st.builds(finding, TEXTS, st.sampled_from(["passed", "repaired", "failed"])),
    written=TEXTS,
    text=TEXTS,
)


@given(
    st.builds(
        made_receipt,
        question=TEXTS,
        understood=st.none() | TEXTS,
        outlets=st.lists(TEXTS, max_size=4).map(tuple),
        window=st.none() | st.builds(WindowForm, since=MOMENTS, until=MOMENTS, phrase=st.none() | TEXTS),
        checks=st.lists(CHECKED, max_size=5).map(tuple),
        candidates=st.lists(st.builds(candidate, st.just(1), TEXTS, TEXTS, MOMENTS), max_size=9).map(tuple),
        model=TEXTS,
        id=TEXTS,
    )
)
def test_nothing_foreign_acts_and_every_page_fits(receipt):
    for page in why_pages(receipt):
        assert units(page) <= VIEW_TEXT_UNITS
        assert read(page).links == set()
        assert read(page).markers == []


def test_accounts_that_differ_are_all_told_with_the_numbers_of_their_sources():
    article = Article(id="dam", title="Dam", text=WRITTEN, publisher="The Tarn Bell", published=DAY)
    sources = tuple(citing(article, "Tarn", number=number) for number in (1, 2, 3, 4, 5))
    accounts = tuple(AccountForm(value=f"*{number}*", citation=number, updates=number == 5) for number in range(1, 6))

    found = lines(citations=sources, conflicts=(ConflictForm(about="How many?", accounts=accounts),))

    assert part(found, "Accounts differ") == [
        *(rf"- \*{number}\* — The Tarn Bell, <t:1727265600:D> [{number}]" for number in range(1, 5)),
        r"- \*5\* — The Tarn Bell, <t:1727265600:D>, its update [5]",
    ]
