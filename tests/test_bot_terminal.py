"""How answers read in a terminal; foreign text never steers it."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fictional import answered, coverage, refused, story, trace
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal import headline, render, shown, web_link
from index.passage import Span
from prompts.answer import Account, Answer, Citation, Claim, Conflict, Reports

RAIN = story(
    "It rained, Ann Lee said.\nNobody was hurt.",
    name="rain",
    title="Rain at last",
    publisher="Quill Herald",
    published=datetime(2031, 11, 25, tzinfo=UTC),
    url="https://herald.example/rain",
)
FROST = story("It froze.", name="frost", title="Frost")
HOSTILE = "\x1b[31mred\x07 \u202egnp.exe\u2066 a\u200bb\ufeff\u00ad \U000e0041 line\nbreak\r\x9b \ud800"


def cited(article, text, speaker=None, start=0):
    return Answer(
        claims=(Claim(text=text, citations=(1,)),),
        citations=(Citation(number=1, article=article, span=Span(start, start + len(text)), speaker=speaker),),
        reports=Reports(independent=1, copies=0),
        trace=trace(),
    )


def test_an_answer_is_followed_by_its_sources_with_their_words():
    outcome = answered(RAIN, FROST, reports=Reports(independent=2, copies=1), coverage=coverage(1200), note="A note.")

    assert render(outcome) == [
        "It rained, Ann Lee said. Nobody was hurt. [1] It froze. [2]",
        "",
        "Note: A note.",
        "",
        "Sources",
        "[1] Rain at last · Quill Herald · 25 November 2031",
        "    > It rained, Ann Lee said. Nobody was hurt.",
        "    https://herald.example/rain",
        "[2] Frost · undated",
        "    > It froze.",
        "",
        "Rests on 2 reports and 1 copy, 25 November 2031; searched 1,200 articles, index built 1 December 2031.",
    ]


def test_an_opinion_piece_is_marked_beside_outlet_and_date():
    view = story(name="view", title="Rain must fall", section="Opinion", publisher="Quill Herald")
    dated = answered(RAIN, view, dated=True)

    assert "[1] Rain must fall · Quill Herald · undated · Opinion" in render(answered(view))
    assert [line.partition(":")[0] for line in render(dated)[:2]] == [
        "- 25 November 2031, Quill Herald",
        "- undated, Quill Herald, opinion",
    ]
    assert "- Rain must fall · Quill Herald · undated · Opinion" in render(refused(view))


def test_a_claim_whose_words_name_nobody_is_followed_by_its_speaker():
    outcome = cited(RAIN, "Nobody was hurt.", "Mayor Ann Lee", start=25)
    [claim] = outcome.claims

    assert render(replace(outcome, claims=(replace(claim, speaker="Mayor \x1bAnn Lee"),)))[0] == (
        "Nobody was hurt. — Mayor Ann Lee [1]"
    )


def test_a_speaker_is_named_where_the_quoted_words_don_t():
    named = render(cited(RAIN, "It rained, Ann Lee said.", "Ann Lee"))
    unnamed = render(cited(RAIN, "Nobody was hurt.", "Mayor Ann Lee", start=25))

    assert not [line for line in named if "said by" in line]
    assert "      said by Mayor Ann Lee" in unnamed


def test_a_dated_list_has_a_line_for_each_report():
    assert render(answered(RAIN, FROST, dated=True))[:2] == [
        "- 25 November 2031, Quill Herald: It rained, Ann Lee said. Nobody was hurt. [1]",
        "- undated: It froze. [2]",
    ]


@pytest.mark.parametrize(
    ("articles", "reports", "basis"),
    [
        ((FROST,), (1, 0), "Rests on 1 report, undated;"),
        ((RAIN,), (1, 2), "Rests on 1 report and 2 copies, 25 November 2031;"),
        (
            (RAIN, story(name="old", published=datetime(2031, 9, 5, tzinfo=UTC))),
            (2, 0),
            "Rests on 2 reports, from 5 September 2031 to 25 November 2031;",
        ),
    ],
)
def test_the_last_line_says_what_an_answer_rests_on(articles, reports, basis):
    independent, copies = reports

    lines = render(answered(*articles, reports=Reports(independent=independent, copies=copies)))

    assert lines[-1] == f"{basis} searched 1 article, index built 1 December 2031."


def test_a_refusal_names_the_nearest_articles_as_not_answering():
    assert render(refused(RAIN, FROST, coverage=coverage(2), note="A note.")) == [
        "The articles don't say. I searched 2 articles.",
        "Note: A note.",
        "",
        "Nearest articles, which do not answer it",
        "- Rain at last · Quill Herald · 25 November 2031",
        "- Frost · undated",
    ]
    assert render(refused()) == ["The articles don't say. I searched 1 article."]


def test_long_lines_are_wrapped_and_go_on_below_their_text():
    article = story("word " * 30 + "end.", title="title " * 10)

    lines = render(answered(article), width=40)

    assert max(map(len, lines)) <= 40
    start = next(number for number, line in enumerate(lines) if line.startswith("[1] "))
    assert lines[start + 1].startswith("    title")
    assert lines[start + 2].startswith("    > word")
    assert lines[start + 3].startswith("      word")


def test_a_pipe_gets_long_lines_whole():
    assert max(map(len, render(answered(story("word " * 100))))) > 400


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/b?c=1#d", True),
        ("http://a.example", True),
        ("ftp://a.example/b", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://a.example/b c", False),
        ("https://a.example/b\nc", False),
        ("https://a.example/\x1b[31m", False),
        ("https://a.example/\u202egpj.exe", False),
        ("https://a.\u200bexample/", False),
        ("https://a.example@b.example/", False),
        ("https://b.example\\@a.example/", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_plain_web_address_is_a_link(url, link):
    assert web_link(story(url=url)) == (url if link else None)


def test_the_host_of_a_link_is_shown_as_what_it_is():
    assert web_link(story(url="https://bücher.example/ü?a=ü")) == "https://xn--bcher-kva.example/ü?a=ü"
    assert web_link(story(url=f"https://{'ü' * 80}.example/")) is None


def test_only_our_own_markers_and_links_look_like_such():
    article = story("See https://a.example [1] [ 22 ].", title="https://b.example", publisher="[3] http://c.example")

    lines = render(answered(article, dated=True, note="Of [4] https://d.example"))

    assert lines[:3] == [
        "- undated, (3) http：//c.example: See https：//a.example (1) ( 22 ). [1]",
        "",
        "Note: Of (4) https：//d.example",
    ]
    assert "://" not in "".join(lines)


def test_foreign_text_is_shown_as_one_harmless_line():
    assert shown(HOSTILE) == "[31mred gnp.exe ab line break �"
    assert shown("٣\u0600٤ 👍🏽 é") == "٣\u0600٤ 👍🏽 é"


def test_a_headline_leaves_out_what_is_not_known():
    assert headline(story(title="Rain")) == "Rain · undated"


@pytest.mark.parametrize("outcome", [answered, refused])
def test_nothing_that_is_shown_steers_the_terminal(outcome):
    article = story(HOSTILE.replace("\ud800", ""), title=HOSTILE, publisher=HOSTILE, url=f"https://a.example/{HOSTILE}")

    lines = render(outcome(article, coverage=coverage(publishers=(HOSTILE,))), width=60)

    assert harmless("".join(lines))


def harmless(text):
    return not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in text)


FOREIGN = st.text(alphabet=st.one_of(st.sampled_from("\x1b\u202e\u200b\n\t [1]-> "), st.characters(codec="utf-8")))


@given(
    text=FOREIGN.filter(str.strip), title=FOREIGN, width=st.one_of(st.none(), st.integers(1, 120)), dated=st.booleans()
)
def test_every_outcome_can_be_shown_at_every_width(text, title, width, dated):
    article = story(text, title=title, publisher=title, url=f"https://a.example/{text}")

    for outcome in (answered(article, dated=dated), refused(article)):
        lines = render(outcome, width=width)
        for line in lines:
            # Arabic number signs are format characters that are seen.
            assert harmless("".join(sign for sign in line if unicodedata.bidirectional(sign) != "AN"))
            # Only a single word can be longer than the line.
            assert width is None or len(line) <= width or len(line.split()) <= 2


TARN = story(
    "It killed 14.", name="tarn", title="Fire", publisher="Tarn Bell", published=datetime(2031, 3, 4, tzinfo=UTC)
)


def differing(*accounts):
    return replace(answered(TARN, FROST), conflicts=(Conflict(about="How many?", accounts=accounts),))


def test_accounts_that_differ_have_a_line_each_behind_the_answer():
    outcome = differing(
        Account(value="14", citation=1, outlet="Tarn Bell", superseded=True),
        Account(value="nine\x1b [7]", citation=2),
    )

    assert render(outcome)[:6] == [
        "It killed 14. [1] It froze. [2]",
        "",
        "Accounts differ",
        "- 14 · Tarn Bell · 4 March 2031 · a newer report has another figure [1]",
        "- nine (7) · undated [2]",
        "",
    ]


def test_what_one_outlet_alone_has_changed_is_called_so():
    accounts = (
        Account(value="14", citation=1, outlet="Tarn Bell"),
        Account(value="15", citation=2, outlet="Tarn Bell", updates=True),
    )

    assert render(differing(*accounts))[2:5] == [
        "The outlet has changed this since",
        "- 14 · Tarn Bell · 4 March 2031 [1]",
        "- 15 · undated · its update [2]",
    ]
