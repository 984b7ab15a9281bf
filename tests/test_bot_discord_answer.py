"""Answers and refusals as views: within every limit, each marker with its source, nothing foreign acting or cut in two.

What a view shows is read back by a small reader of Discord's markdown, which knows only what Newshound itself may write
and refuses everything else that Discord would act on.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_payloads import COMPONENTS_V2
from loopback_rules import check_message

from bot.discord_answer import PLANS, answer_view, sentence_view
from bot.discord_custom_id import Action, read_custom_id
from bot.discord_limits import BUTTON_LABEL_UNITS, CUSTOM_ID_UNITS, VIEW_COMPONENTS, VIEW_TEXT_UNITS
from bot.discord_text import address, units
from bot.receipt import receipt_of
from bot.receipt_form import (
    AccountForm,
    ChangeForm,
    ConflictForm,
    FreshnessForm,
    NewsForm,
    WarningForm,
    read_receipt,
)
from bot.text_fragment import at_words
from index.article import Article
from index.passage import Span
from index.query import Coverage
from prompts.answer import Account, Answer, Citation, Claim, Conflict, NoAnswer, Reports, Trace
from prompts.caution import Caution, Freshness
from prompts.question import Question
from prompts.told import Told

DAY = datetime(2024, 9, 25, tzinfo=UTC)
ASKED = datetime(2024, 9, 26, 8, tzinfo=UTC)
BUILT = datetime(2024, 9, 26, 6, tzinfo=UTC)
TEXT = "Harbour master Ana Low said on Monday there was no damage at all. The pier reopened."


def trace(question="What did the harbour master say?", note=None, newest=DAY, freshness=None, **limits):
    coverage = Coverage(
        edition="e1", built=BUILT, articles=12, publishers=("The Post",), newest=newest, corpus_newest=newest
    )
    asked = Question(text=question, asked=ASKED, **limits)
    return Trace(
        id="0a1b2c3d4e5f",
        question=asked,
        hits=(),
        coverage=coverage,
        model="scripted",
        confidence=0.9,
        note=note,
        freshness=freshness or Freshness(),
    )


def article(number=1, **changes):
    values = {"id": f"a{number}", "title": f"Pier story {number}", "text": TEXT, "publisher": "The Post"}
    return Article(**(values | {"published": DAY, "url": f"https://post.example/{number}"} | changes))


def citation(number=1, *, cited=None, quoted="no damage at all", **changes):
    cited = cited or article(number)
    start = cited.text.index(quoted)
    return Citation(number=number, article=cited, span=Span(start, start + len(quoted)), **changes)


def answer(*claims, citations, reports=None, dated=False, conflicts=(), **traced):
    return Answer(
        claims=claims,
        citations=citations,
        reports=reports or Reports(independent=1, copies=0),
        trace=trace(**traced),
        dated=dated,
        conflicts=conflicts,
    )


def differing(*values, outlets=None, **details):
    """An answer whose sources tell one value each, of a day each; the first is superseded."""
    outlets = outlets or [f"Outlet {n}" for n, _ in enumerate(values, 1)]
    cited = [
        citation(n, cited=article(n, publisher=outlet, published=DAY.replace(day=n)))
        for n, outlet in enumerate(outlets, 1)
    ]
    accounts = tuple(
        Account(
            value=value,
            citation=n,
            outlet=outlet,
            published=one.article.published,
            superseded=n == 1,
            updates=outlet in outlets[: n - 1],
        )
        for n, (value, outlet, one) in enumerate(zip(values, outlets, cited, strict=True), 1)
    )
    return answer(
        *(Claim(text=f"Sentence {n}.", citations=(n,)) for n, _ in enumerate(values, 1)),
        citations=tuple(cited),
        conflicts=(Conflict(about="How many boats sank?", accounts=accounts),),
        **details,
    )


def simple(**traced):
    return answer(Claim(text="So it was.", citations=(1,)), citations=(citation(),), **traced)


def refusal(*near, reason="no_answer", **traced):
    return NoAnswer(reason=reason, nearest=near, trace=trace(**traced))


def receipt(outcome, **changes):
    return read_receipt(receipt_of(outcome)).model_copy(update=changes)


def texts(view):
    """The texts of a view in the order in which they are read."""
    return [part["content"] for part in parts(view) if part["type"] == 10]


def parts(view):
    def walk(components):
        for component in components:
            yield component
            yield from walk(component.get("components", []))

    return list(walk(view.to_components()))


def buttons(view):
    return [part for part in parts(view) if part["type"] == 2]


async def shown(outcome, **how):
    return texts(answer_view(receipt(outcome), **how))


async def test_an_answer_reads_in_order_from_the_question_to_how_well_it_stands():
    outcome = answer(
        Claim(text="There was no damage.", citations=(1, 2)),
        citations=(
            citation(1, speaker="Ana Low"),
            citation(2, cited=article(2, published=datetime(2024, 9, 27, 17, 30, tzinfo=UTC), url=None)),
        ),
        reports=Reports(independent=2, copies=3),
        note="The model did not answer; this is quoted from the articles.",
    )

    assert await shown(outcome) == [
        "### What did the harbour master say?",
        "There was no damage. [1] [2]",
        "Note: The model did not answer; this is quoted from the articles.",
        "### Sources",
        "[1] [Pier story 1](https://post.example/1#:~:text=no%20damage%20at%20all) (post.example)"
        "\nThe Post, <t:1727265600:D>"
        "\n> Ana Low: “no damage at all”",
        "[2] Pier story 2\nThe Post, <t:1727458200:D>\n> “no damage at all”",
        "-# Newest source: <t:1727458200:D>; oldest: <t:1727265600:D>."
        "\n-# 2 independent reports and 3 copies of their words; 12 articles were searched."
        "\n-# The index was built <t:1727330400:R>.",
    ]


async def test_an_opinion_piece_is_marked_beside_outlet_and_date_and_older_receipts_have_none():
    piece = article(1, section="Opinion")
    outcome = answer(Claim(text="So it was.", citations=(1,)), citations=(citation(1, cited=piece),), dated=True)
    older = receipt_of(outcome)
    for one in older["citations"]:
        del one["genre"]

    blocks, of_older = await shown(outcome), texts(answer_view(read_receipt(older)))

    assert any(line.endswith("The Post, <t:1727265600:D>, opinion") for line in "\n".join(blocks).splitlines())
    assert blocks[1].startswith("- <t:1727265600:D>, The Post, opinion: So it was.")
    assert not any("opinion" in block for block in of_older)
    assert any(block.endswith(", opinion") for block in await shown(refusal(piece)))


async def test_a_claim_whose_words_name_nobody_is_followed_by_its_speaker_also_where_it_is_cut():
    said = Claim(text="We can’t wait.", citations=(1,), speaker="Mayor Ann Lee")
    long = Claim(text="We can’t wait " * 400, citations=(1,), speaker="Mayor Ann Lee")

    assert (await shown(answer(said, citations=(citation(),))))[1] == "We can’t wait. — Mayor Ann Lee [1]"
    assert (await shown(answer(long, citations=(citation(),))))[1].endswith("… — Mayor Ann Lee [1]")


async def test_a_view_is_stopped_so_that_discord_py_keeps_nothing_of_it():
    for view in (answer_view(receipt(simple())), answer_view(receipt(refusal())), sentence_view("No.")):
        assert view.is_finished()
        assert view.timeout is None


async def test_the_buttons_name_the_receipt_and_what_they_are_for():
    view = answer_view(receipt(simple()))

    assert [one["label"] for one in buttons(view)] == ["Follow up", "Passages", "Why", "Helpful", "Not helpful"]
    pressed = [read_custom_id(one["custom_id"]) for one in buttons(view)]
    assert [one.action for one in pressed] == [Action.FOLLOW, Action.PASSAGES, Action.WHY, Action.YES, Action.NO]
    assert {one.key for one in pressed} == {"0a1b2c3d4e5f"}


async def test_a_private_answer_can_be_published_and_a_refusal_has_no_passages():
    view = answer_view(receipt(refusal()), private=True)

    assert [one["label"] for one in buttons(view)] == ["Follow up", "Why", "Helpful", "Not helpful", "Publish"]
    assert [len(part["components"]) for part in parts(view) if part["type"] == 1] == [4, 1]


@pytest.mark.parametrize("strange", ["x", "", "a" * 200, "0a1b:2"])
async def test_a_receipt_that_no_press_could_name_has_no_buttons(strange):
    view = answer_view(receipt(simple(), id=strange), private=True)

    assert buttons(view) == []


async def test_buttons_can_be_left_away():
    assert buttons(answer_view(receipt(simple()), buttons=False, private=True)) == []


async def test_a_question_that_was_completed_is_shown_as_typed_and_as_understood():
    first, *_ = await shown(simple(question="What did Ana Low say about the pier?", typed="And she?"))

    assert first == "### And she?\nUnderstood as: What did Ana Low say about the pier?"


@pytest.mark.parametrize(
    ("limits", "line"),
    [
        (
            {
                "since": datetime(2024, 9, 16, tzinfo=UTC),
                "until": datetime(2024, 9, 22, 23, 59, 59, tzinfo=UTC),
                "phrase": "last week",
            },
            "Searched only articles published from <t:1726488000:D> to <t:1727006400:D> (“last week”).",
        ),
        (
            {
                "since": datetime(2024, 9, 15, 22, tzinfo=UTC),
                "until": datetime(2024, 9, 16, 21, 59, 59, tzinfo=UTC),
            },
            "Searched only articles published on <t:1726480800:D>.",
        ),
        (
            {"since": datetime(2024, 9, 16, 10, 7, tzinfo=UTC)},
            "Searched only articles published since <t:1726481220:D>.",
        ),
        (
            {"until": datetime(2024, 9, 16, 10, 7, tzinfo=UTC)},
            "Searched only articles published until <t:1726481220:D>.",
        ),
        ({"publisher": "The Post"}, "Searched only articles by The Post."),
        ({"outlets": ("A", "B", "C", "D", "E")}, "Searched only articles by A or B or C or 2 more."),
    ],
)
async def test_the_days_and_the_outlets_to_which_the_search_was_kept_are_said(limits, line):
    first, *_ = await shown(simple(**limits))

    assert first.splitlines()[1:] == [line]


async def test_a_date_without_an_hour_is_the_same_day_for_readers_in_america():
    noon = int(datetime(2024, 9, 25, 12, tzinfo=UTC).timestamp())

    assert f"<t:{noon}:D>" in (await shown(simple()))[3]


async def test_an_undated_source_without_outlet_says_so():
    cited = article(publisher=None, published=None, url="file:///home/me/a.txt")

    found = await shown(answer(Claim(text="So.", citations=(1,)), citations=(citation(cited=cited),)))

    assert found[2:4] == ["### Source", "[1] Pier story 1\nundated\n> “no damage at all”"]
    assert found[4].startswith("-# The source is undated.\n-# 1 independent report;")


async def test_a_dated_list_has_one_line_for_each_report():
    claims = (Claim(text="Again.", citations=(2,)), Claim(text="Once.", citations=(1,)))
    cited = (citation(1), citation(2, cited=article(2, published=datetime(2024, 9, 27, tzinfo=UTC), publisher=None)))

    found = await shown(answer(*claims, citations=cited, dated=True))

    assert found[1] == "- <t:1727438400:D>: Again. [2]\n- <t:1727265600:D>, The Post: Once. [1]"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("old_index", "The newest article here is from <t:1727020800:R>; later news is missing."),
        ("old_build", "The index was built <t:1727020800:R>; later news is missing."),
        ("old_source", "The newest source of this answer is from <t:1727020800:R>."),
        (
            "moved_on",
            "A newer article is not part of this answer: “Pier story 9”, The Post, <t:1727265600:D>.",
        ),
    ],
)
@pytest.mark.parametrize("outcome", [simple, refusal])
async def test_old_news_are_called_old_before_anything_else_on_how_it_stands(outcome, kind, line):
    caution = Caution(kind=kind, text="Old.", moment=datetime(2024, 9, 22, 16, tzinfo=UTC), article=article(9))

    found = await shown(outcome(freshness=Freshness(cautions=(caution,))))

    assert found[-1].startswith(f"{line}\n-# ")


async def test_news_say_since_when_they_are_new_and_what_was_told_before():
    was = ChangeForm(claim=0, text="There *was* damage.", publisher="The Post", published=DAY)

    by_day = texts(answer_view(receipt(simple(), news=NewsForm(since=DAY, by_day=True, changes=(was,)))))
    by_answer = texts(answer_view(receipt(simple(), news=NewsForm(since=ASKED, by_day=False))))

    assert by_day[0].splitlines()[-1] == "New since <t:1727265600:D>:"
    assert by_day[1] == (r"So it was. [1] (Changed. Before, <t:1727265600:D>, The Post: There \*was\* damage.)")
    assert by_answer[0].splitlines()[-1] == "New since <t:1727337600:R>:"
    assert by_answer[1] == "So it was. [1]"


async def test_nothing_new_is_no_refusal_to_answer_and_says_where_to_ask_for_everything():
    asked = {"told": Told(since=DAY)}

    found = await shown(refusal(article(1), reason="nothing_new", **asked))

    assert found[1].startswith("Nothing new since 25 September 2024, 00:00 UTC. I searched 12 articles")
    assert "### Nearest articles, which tell nothing new" in found
    assert found[-2].startswith("- Ask with /ask for everything that is known about it.")


async def test_a_warning_of_another_make_is_shown_as_its_text_and_no_answer_has_more_than_two():
    strange = [WarningForm(kind=f"kind {number}", text=f"Mind *{number}*.") for number in range(9)]

    found = texts(answer_view(receipt(simple(), freshness=FreshnessForm(warnings=tuple(strange)))))

    assert found[-1].startswith("Mind \\*0\\*.\nMind \\*1\\*.\n-# ")


async def test_sources_that_do_not_fit_take_their_markers_and_sentences_with_them():
    claims = tuple(Claim(text=f"Sentence {n}.", citations=(n,)) for n in range(1, 12))
    outcome = answer(*claims, citations=tuple(citation(n) for n in range(1, 12)))

    found = await shown(outcome)

    assert found[1].endswith("Sentence 8. [8] …")
    assert found[-2] == "The rest of this answer is under Why. Under Passages: 3 more sources."
    assert (
        "Not shown for want of room: the rest of the answer and 3 more sources."
        in (await shown(outcome, buttons=False))[-2]
    )


async def test_accounts_that_differ_stand_above_the_answer_each_with_outlet_date_and_source():
    found = await shown(differing("14", "*seventeen*"))

    assert found[1:3] == [
        "### Accounts differ"
        "\n- 14 — Outlet 1, <t:1725192000:D>, a newer report has another figure [1]"
        "\n- \\*seventeen\\* — Outlet 2, <t:1725278400:D> [2]",
        "Sentence 1. [1] Sentence 2. [2]",
    ]
    assert found[3] == "### Sources"


async def test_what_one_outlet_has_changed_itself_is_no_difference_of_accounts():
    found = await shown(differing("14", "17", outlets=["The Post", "The Post"]))

    assert found[1].splitlines() == [
        "### The outlet has changed this since",
        "- 14 — The Post, <t:1725192000:D>, a newer report has another figure [1]",
        "- 17 — The Post, <t:1725278400:D>, its update [2]",
    ]


async def test_accounts_of_nobody_on_no_day_still_have_their_source():
    one = receipt(simple(), conflicts=(ConflictForm(about="", accounts=(AccountForm(value="", citation=1),)),))
    unknown = one.citations[0].model_copy(update={"publisher": None, "published": None})

    found = texts(answer_view(one.model_copy(update={"citations": (unknown,)})))

    assert found[1] == "### Accounts differ\n- Without words — undated [1]"


async def test_accounts_for_which_there_is_no_room_are_counted_and_a_heading_is_never_left_out():
    six = differing(*"123456")
    long = [replace(one, article=article(one.number, title="W" * 200, text="W" * 999)) for one in six.citations]
    crowded = replace(
        six,
        citations=tuple(replace(one, span=Span(0, 999)) for one in long),
        claims=tuple(Claim(text="W" * 700, citations=(n,)) for n in range(1, 7)),
    )

    roomy, narrow = await shown(six), await shown(crowded)

    assert [line[:3] for line in roomy[1].splitlines()[1:]] == ["- 1", "- 2", "- 3", "- 4"]
    assert roomy[-2] == "2 more accounts are under Why."
    assert "2 more accounts" in (await shown(six, buttons=False))[-2]
    assert narrow[1].startswith("### Accounts differ")
    assert sum(len(block.splitlines()) - 1 for block in narrow if "### Acc" in block) in {2, 4}


async def test_accounts_of_sources_that_are_unknown_are_left_out_and_counted():
    strange = ConflictForm(about="?", accounts=tuple(AccountForm(value=f"v{n}", citation=n) for n in (1, 7, 8)))

    found = texts(answer_view(receipt(simple(), conflicts=(strange,))))

    assert found[1].splitlines() == ["### Accounts differ", "- v1 — The Post, <t:1727265600:D> [1]"]
    assert "2 more accounts are under Why." in found[-2]


async def test_accounts_are_given_up_before_sources_are():
    assert all(plan.accounts <= 2 for plan in PLANS if plan.sources < 8)
    assert any(plan.accounts == 2 and plan.sources == 8 for plan in PLANS)


async def test_quotes_are_shortened_before_any_source_is_given_up():
    long = article(text="word " * 600)
    claims = tuple(Claim(text="So it was. ", citations=(n,)) for n in range(1, 9))
    cited = tuple(citation(n, cited=long, quoted=long.text.strip()) for n in range(1, 9))

    found = [text for text in await shown(answer(*claims, citations=cited)) if text.startswith("[")]

    assert len(found) == 8
    assert all(re.search(r"\n> “(word )+…”$", text) for text in found)


async def test_links_open_at_the_words_as_long_as_there_is_room():
    far = {"title": "Pier story " * 6, "url": "https://post.example/" + "a" * 320}
    claims = tuple(Claim(text="So it was.", citations=(n,)) for n in range(1, 9))

    def at(count):
        return answer(
            *claims[:count], citations=tuple(citation(n, cited=article(n, **far)) for n in range(1, count + 1))
        )

    assert all("#:~:text=" in text for text in await shown(at(3)) if text.startswith("["))
    crowded = [text for text in await shown(at(8)) if text.startswith("[")]
    assert len(crowded) == 8
    assert not any("#:~:text=" in text or "\n>" in text for text in crowded)
    assert "Under Passages: the quoted words." in await shown(at(8))


async def test_a_refusal_says_why_what_is_nearest_and_what_to_do_next():
    assert await shown(refusal(article(1), article(2, url=None, publisher=None))) == [
        "### What did the harbour master say?",
        "The articles don't say. I searched 12 articles from The Post, the newest from 25 September 2024.",
        "### Nearest articles, which do not answer this",
        "- [Pier story 1](https://post.example/1) (post.example), The Post, <t:1727265600:D>"
        "\n- Pier story 2, <t:1727265600:D>",
        "### What you can do",
        "- Ask in other words, with the names that an article would use."
        "\n- See which outlets and which days I know: /sources.",
        "-# The index was built <t:1727330400:R>.",
    ]


async def test_a_refusal_within_limits_says_how_to_widen_them():
    found = await shown(refusal(since=DAY, phrase="this *week*", outlets=("The Post",)))

    assert found[0].endswith("\nSearched only articles by The Post.")
    steps = found[found.index("### What you can do") + 1].splitlines()
    assert steps[:2] == [
        r"- Ask about more days: leave out “this \*week\*”, or give /ask other dates.",
        "- Ask about all outlets, or about another one.",
    ]


async def test_a_question_without_a_word_to_search_for_is_asked_for_again():
    found = await shown(refusal(reason="not_understood"))

    assert found[3] == "- Ask again, with the name of a person, a place or a topic in the question."


@pytest.mark.parametrize("sentence", ["Too many questions.", "x" * 10_000, "<@1> @everyone", "", "\u200b"])
async def test_an_error_is_a_sentence_that_pings_nobody(sentence):
    view = sentence_view(sentence)

    assert_within_limits(view)
    assert len(texts(view)) == 1
    assert read(view).stamps == set()


async def test_when_to_ask_again_is_told_as_a_time_from_now():
    assert texts(sentence_view("Too many questions.", again=ASKED)) == [
        "Too many questions. Ask again <t:1727337600:R>."
    ]


async def test_a_receipt_of_another_make_is_shown_as_its_text():
    found = texts(answer_view(receipt(simple(), claims=(), text="It *was* so. [1]")))

    assert found[1] == r"It \*was\* so. (1)"
    assert not any(text.startswith("[") for text in found)


@pytest.mark.parametrize("filling", ["word " * 3000, "W" * 9000, "\\" * 9000, "新" * 9000, "*" * 9000])
async def test_the_last_plan_fits_whatever_it_holds(filling):
    full = article(title=filling, publisher=filling, text=filling, url="https://post.example/" + "a" * 370)
    many = tuple(Claim(text=filling, citations=tuple(range(1, 15))) for _ in range(14))
    cited = tuple(Citation(number=n, article=full, span=Span(0, 9000), speaker=filling) for n in range(1, 15))
    limits = {"since": DAY, "until": ASKED, "outlets": (filling,) * 5, "typed": filling, "phrase": filling}
    most = Reports(independent=10**9, copies=10**9)
    moved = Caution(kind="moved_on", text=filling, moment=DAY, article=full)
    limits["freshness"] = Freshness(cautions=(moved, replace(moved, kind="old_index")))
    outcome = answer(*many, citations=cited, reports=most, question=filling, note=filling, dated=True, **limits)
    refused = refusal(*(full,) * 9, question=filling, note=filling, **limits)

    changes = tuple(ChangeForm(claim=n, text=filling, publisher=filling, published=DAY) for n in range(14))
    news = NewsForm(since=DAY, by_day=False, changes=changes)
    accounts = tuple(AccountForm(value=filling, citation=n, updates=True, superseded=True) for n in range(14))
    conflicts = (ConflictForm(about=filling, accounts=accounts),) * 9

    for one in (receipt(outcome, news=news, conflicts=conflicts), receipt(refused, news=news, text=filling)):
        assert_within_limits(answer_view(one, private=True))


NASTY = st.sampled_from(
    [
        *(
            "<@1>",
            "<@&2>",
            "</ask:3>",
            "<t:4:R>",
            "@everyone",
            "[5]",
            "[1](https://evil.example)",
            "https://evil.example",
        ),
        *("**", "||", "```", "`", "\\", "# ", "-# ", "> ", ">>> ", "- ", "1. ", "~~", "__", "<", ">", ":", ":smile:"),
        *("[", "]", "(", ")", "discord.gg/x", "<https://evil.example>", "\u202e", "\u200b", "\n", "\n# ", "\ud800"),
        *("e\u0301", "😀", "word ", "*word* ", "新聞", "“", '"', "<:a:1>", "steam://x", "[1, 2]", "…"),
    ]
)
TEXTS = st.one_of(
    st.lists(NASTY | st.text(max_size=20), max_size=20).map("".join),
    st.tuples(NASTY | st.text(max_size=20), st.integers(1, 900)).map(lambda repeated: repeated[0] * repeated[1]),
)
MOMENTS = st.datetimes(timezones=st.just(UTC))
ARTICLES = st.builds(
    Article,
    id=st.just("a"),
    title=TEXTS,
    text=TEXTS.map(lambda text: f"{text} end".replace("\ud800", "")),  # no normalised text holds a lone surrogate
    publisher=st.none() | TEXTS,
    published=st.none() | MOMENTS,
    url=st.none() | TEXTS.map(lambda text: f"https://news.example/{text}") | TEXTS,
)
LIMITS = st.fixed_dictionaries(
    {
        "question": TEXTS,
        "note": st.none() | TEXTS,
        "newest": st.none() | MOMENTS,
        "since": st.none() | MOMENTS,
        "until": st.none() | MOMENTS,
        "phrase": st.none() | TEXTS,
        "outlets": st.lists(TEXTS, max_size=5).map(tuple),
        "typed": st.none() | TEXTS,
    }
)


@st.composite
def answers(draw):
    pool = draw(st.lists(ARTICLES, min_size=1, max_size=3))
    many = draw(st.integers(1, 14))
    lists = st.lists(st.integers(1, many), min_size=1, max_size=14)
    claims = draw(st.lists(st.builds(Claim, text=TEXTS, citations=lists.map(tuple)), min_size=1, max_size=12))
    cited = sorted({number for claim in claims for number in claim.citations})
    chosen = {number: draw(st.sampled_from(pool)) for number in cited}
    marks = {"updates": st.booleans(), "superseded": st.booleans()}
    accounts = st.builds(Account, value=TEXTS, citation=st.sampled_from(cited), **marks)
    return answer(
        *claims,
        citations=tuple(
            Citation(number=n, article=one, span=Span(0, len(one.text)), speaker=draw(st.none() | TEXTS))
            for n, one in chosen.items()
        ),
        reports=Reports(independent=draw(st.integers(0, 10**6)), copies=draw(st.integers(0, 10**6))),
        dated=draw(st.booleans()),
        conflicts=draw(
            st.lists(
                st.builds(Conflict, about=TEXTS, accounts=st.lists(accounts, min_size=2, max_size=6).map(tuple)),
                max_size=2,
            ).map(tuple)
        ),
        **draw(LIMITS),
    )


@settings(deadline=None)
@given(answers(), st.booleans(), st.booleans())
async def test_every_answer_fits_and_each_marker_that_is_shown_has_its_source(outcome, pressable, private):
    one = receipt(outcome)

    view = answer_view(one, buttons=pressable, private=private)

    assert_within_limits(view)
    found = read(view)
    assert found.markers == found.sources <= {cited.number for cited in one.citations}
    assert one.claims[0].citations[0] in found.markers
    missing = len(one.citations) - len(found.sources)
    assert (f"{missing:,} more source" in "".join(texts(view)[-2:])) == bool(missing)
    assert_accounts_are_shown_or_counted(one, texts(view))
    assert found.links <= links_of(one)
    assert found.stamps <= stamps_of(one)


@settings(deadline=None)
@given(st.lists(ARTICLES, max_size=6), LIMITS, st.sampled_from(["nothing_found", "no_answer", "outside_dates"]))
async def test_every_refusal_fits_and_shows_no_marker(nearest, limits, reason):
    one = receipt(refusal(*nearest, reason=reason, **limits))

    view = answer_view(one)

    assert_within_limits(view)
    found = read(view)
    assert found.markers == found.sources == set()
    assert found.links <= links_of(one)
    assert found.stamps <= stamps_of(one)


WORDS = st.lists(st.text("abcdefg", min_size=1, max_size=12), min_size=1, max_size=300).map(" ".join)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=9), WORDS, WORDS, st.booleans())
async def test_nothing_is_cut_inside_a_word(sentences, title, quote, dated):
    claims = tuple(Claim(text=text, citations=(n,)) for n, text in enumerate(sentences, 1))
    cited = article(title=title, text=quote, publisher=title)
    outcome = answer(
        *claims,
        citations=tuple(citation(n, cited=cited, quoted=quote) for n in range(1, len(claims) + 1)),
        dated=dated,
        question=title,
        note=quote,
    )

    view = answer_view(receipt(outcome))

    known = set(" ".join([*sentences, title, quote]).split())
    ours = set("Note Searched only Source Sources The Under Passages".split())
    foreign = [text for text in texts(view) if not re.match(r"### Sources?$|-# |The (?:rest|newest)|Under ", text)]
    for text in foreign:
        plain = re.sub(r"\(https?://[^)]*\)|\([^()]*\)|<t:\d+:D>|\[\d+\]|^### |^> |^- ", " ", text, flags=re.MULTILINE)
        for word in re.findall(r"\w+", plain):
            assert word in known | ours


def test_plans_give_up_quotes_then_titles_then_places_then_accounts_then_sources():
    rooms = [(plan.answer, plan.sources, plan.accounts, plan.words, plan.title, plan.quote) for plan in PLANS]

    assert all(later < earlier for earlier, later in pairwise(rooms) if later[-1] == earlier[-1])
    assert all(later[-1] <= earlier[-1] for earlier, later in pairwise(rooms))


def assert_accounts_are_shown_or_counted(one, found):
    blocks = [text for text in found[1:] if re.match(r"### (?:Accounts differ|The outlet has changed)", text)]
    assert len(blocks) == len(one.conflicts)
    counted = re.search(r"([\d,]+) more accounts?\b", "".join(found[-2:]))
    left_out = int(counted[1].replace(",", "")) if counted else 0
    told = sum(len(conflict.accounts) for conflict in one.conflicts)
    assert sum(len(block.splitlines()) - 1 for block in blocks) + left_out == told


def assert_within_limits(view):
    everything = parts(view)
    assert len(everything) == view.total_children_count <= VIEW_COMPONENTS
    shown_texts = texts(view)
    assert all(text.strip() for text in shown_texts)
    assert sum(map(units, shown_texts)) <= VIEW_TEXT_UNITS
    for button in buttons(view):
        assert 1 <= units(button["label"]) <= BUTTON_LABEL_UNITS
        assert 1 <= units(button["custom_id"]) <= CUSTOM_ID_UNITS
        assert read_custom_id(button["custom_id"])
    check_message(
        {"flags": COMPONENTS_V2, "content": "", "embeds": [], "attachments": [], "components": view.to_components()}
    )


@dataclass
class Read:
    """What a view would do in Discord: the markers and sources that it shows, its links and timestamps."""

    markers: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    stamps: set[str] = field(default_factory=set)


HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\ud800-\udfff]")
BLOCK = re.compile(r"### |-# |> |- |")
BLOCK_SIGN = re.compile(r"\s*(?:#|-#|>|[-*+]\s|\d+[.)]\s)")
INLINE = re.compile(
    r"(?P<escape>\\(?:[^\w\s]|_))|(?P<link>\[(?P<title>[^\[\]()*_~`|\\<>\n]+)\]\((?P<url>https?://[^\s()<>]+)\))"
    r"|(?P<marker>\[(?P<number>\d+)\](?!\())|(?P<stamp><t:-?\d+:[DR]>)|(?P<plain>[^\\*_~`|\[\]\n])"
)
ACTING = re.compile(
    r"<[@#/:!a-zA-Z+]|<[^\s<>]{1,150}>|@everyone|@here|://|discord(?:app)?\.\w+/|:(?!\d\d?:)[\w+~-]+:", re.IGNORECASE
)


def read(view):
    """What Discord would make of a view.

    Raises:
        AssertionError: something in it acts that Newshound doesn't write.
    """
    found = Read()
    for text in texts(view):
        assert not HIDDEN.search(text)
        source = re.match(r"\[(\d+)\] ", text)
        for number, line in enumerate(text.split("\n")):
            block = BLOCK.match(line)
            rest = line[block.end() :]
            assert not BLOCK_SIGN.match(rest), f"{rest!r} begins a block"
            markers = _read_inline(rest, found)
            if source and number == 0:
                assert markers == [int(source[1])]
                found.sources.add(int(source[1]))
            else:
                found.markers.update(markers)
    return found


def _read_inline(line, found):
    markers, plain, at = [], "", 0
    while at < len(line):
        token = INLINE.match(line, at)
        assert token, f"{line[at : at + 20]!r} acts in {line!r}"
        at = token.end()
        plain += token["plain"] or " "
        if token["link"]:
            found.links.add(token["url"])
            assert not ACTING.search(token["title"])
        elif token["marker"]:
            markers.append(int(token["number"]))
        elif token["stamp"]:
            found.stamps.add(token["stamp"])
    assert not ACTING.search(plain), f"{ACTING.search(plain)[0]!r} acts in {line!r}"
    return markers


def links_of(one):
    found = set()
    for cited in (*one.citations, *one.nearest):
        link = address(cited.url)
        if link:
            found |= {link.url, at_words(link.url, getattr(cited, "quote", ""))}
    return found


def stamps_of(one):
    """Every timestamp that a receipt may show: its moments, and half a day around them."""
    window = (one.window.since, one.window.until) if one.window else ()
    dates = one.dates
    moments = [cited.published for cited in (*one.citations, *one.nearest)]
    moments += [*window, dates.newest, dates.oldest, dates.corpus_newest, dates.index_built]
    seconds = {int(moment.timestamp()) + shift for moment in moments if moment for shift in (0, 43_200, -43_199)}
    return {f"<t:{second}:{style}>" for second in seconds for style in "DR"}
