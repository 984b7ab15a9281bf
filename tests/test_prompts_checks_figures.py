"""Whether a sentence's figures stand in what it cites: in any writing, with their units, hedges and bindings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.passage import Passage, Span
from prompts.checks.figure_check import check_figures
from prompts.checks.figures import figures_in
from prompts.checks.finding import Check, Verdict
from prompts.checks.source import Source


def source(text, number=1, title="News"):
    article = Article(id=f"a{number}", title=title, text=text)
    return Source(number=number, passage=Passage(article=article, span=Span(0, len(text))))


def states(sentence, *texts):
    return [finding.state for finding in check_figures(sentence, [source(text, n) for n, text in enumerate(texts, 1)])]


def fails(sentence, *texts):
    found = check_figures(sentence, [source(text, n) for n, text in enumerate(texts, 1)])
    return [finding.words for finding in found if finding.verdict is Verdict.FAILED]


EQUAL = [
    ["1,200", "1200", "1.2 thousand", "twelve hundred", "one thousand two hundred", "1 200", "1, 200"],
    ["$1.2bn", "1.2 billion dollars", "US$1,200m", "$1,200 million", "1.2bn dollars", "$1.2 bn"],
    ["5 percent", "5%", "5 per cent", "five percent", "five in a hundred", "5 %"],
    ["half of the boats", "50 percent", "50%"],
    ["a third of the boats", "one-third", "33.3 percent"],
    ["three-quarters", "three in four boats", "75 percent"],
    ["a dozen", "twelve", "12"],
    ["a couple of boats", "two", "2"],
    ["the 3rd", "third"],
    ["the twenty-first", "21st"],
    ["5-7 boats", "between 5 and 7", "five to seven"],
    ["2.5 million", "two and a half million", "2½ million", "2,500,000"],
    ["half a million", "500,000", "0.5 million"],
    ["1 km", "1,000 metres", "1,000 m"],
    ["90 minutes", "1.5 hours"],
    ["2 tonnes", "2,000 kg"],
    ["two decades", "20 years", "240 months"],
    ["£5m", "5 million pounds"],
    ["20 degrees Celsius", "20°C", "20C"],
    ["a 4-year-old", "four years old"],
    ["5 square miles", "5 sq mi"],
    ["3.5 crore rupees", "Rs 35 million"],
]


@pytest.mark.parametrize("writings", EQUAL)
def test_a_figure_is_held_in_any_writing(writings):
    for said in writings:
        for written in writings:
            assert fails(f"It was {said} in all.", f"They said {written} there.") == []


UNEQUAL = [
    ("5 miles", "5 km"),
    ("$5m", "€5m"),
    ("5 percent", "5 million"),
    ("5 million", "5 billion"),
    ("5 percent", "5 percentage points"),
    ("5 percent", "5 people"),
    ("US$5m", "A$5m"),
    ("5 hours", "5 days"),
    ("5 kg", "5 tonnes"),
    ("20 degrees Celsius", "20 degrees Fahrenheit"),
    ("12 boats", "14 boats"),
    ("a third", "half of it"),
    ("the third", "the fourth"),
    ("dozens of boats", "thousands of boats"),
    ("300 boats", "hundreds of boats"),
]


@pytest.mark.parametrize(("said", "written"), UNEQUAL)
def test_another_unit_or_value_holds_no_figure(said, written):
    assert fails(f"It was {said} there.", f"It was {written} there.")


@pytest.mark.parametrize(
    ("said", "written", "held"),
    [
        ("nearly 1,200", "1,187", True),
        ("nearly 1,200", "1,210", False),
        ("about 1,200", "1,187", True),
        ("about 1,200", "1,210", True),
        ("about 1,200", "1,400", False),
        ("about 1,500", "1,400", False),
        ("more than 1,000", "1,187", True),
        ("more than 1,000", "900", False),
        ("at least 20", "27", True),
        ("more than 600", "about 680", True),
        ("over 80", "100", True),
        ("over 80", "105", False),
        ("at least 40", "38", False),
        ("up to 50", "41", True),
        ("almost 500", "410", False),
        ("fewer than 30", "27", True),
        ("fewer than 30", "33", False),
        ("1,200", "about 1,200", True),
        ("1,200", "1,187", False),
        ("about 5 miles", "8 km", True),
        ("more than half of them", "56 percent", True),
        ("dozens", "36", True),
    ],
)
def test_rounding_passes_where_it_is_said_and_in_its_direction(said, written, held):
    assert (fails(f"It was {said} there.", f"It was {written} there.") == []) is held


def test_opposite_bounds_contradict_each_other():
    assert states("More than 40 boats sank.", "Fewer than 40 boats sank.") == ["contradicted"]


BOUND = [
    ("Five people were killed and 12 injured.", "12 people were killed and five injured."),
    (
        "Unemployment was 7 percent in Ennis and 5 percent in Quill.",
        "Unemployment was 5 percent in Ennis and 7 in Quill.",
    ),
    ("It rose from 7 to 5 percent.", "It rose from 5 percent to 7 percent."),
    ("It fell to 7 from 5.", "It fell to 5 from 7."),
    ("It sold 9 of its 4 boats.", "It sold four of its nine boats."),
    ("Lee won 137 votes and Hart got 113 votes.", "Lee won 113 votes and Hart got 137 votes."),
    ("A poll found that 44 percent back Hart.", "A poll found that 51 percent back Hart and 44 percent back Lee."),
    (
        "At Quill, 30 teachers signed a letter for the plan and 12 one against it.",
        "At Quill, 12 teachers signed a letter for the plan and 30 one against it.",
    ),
    ("The trust keeps 15 percent of the shares, and Marsh 10.", "The trust keeps 10 percent of the shares, Marsh 15."),
]


@pytest.mark.parametrize(("sentence", "text"), BOUND)
def test_a_figure_of_something_else_contradicts(sentence, text):
    found = check_figures(sentence, [source(text)])

    assert {finding.state for finding in found if finding.verdict is Verdict.FAILED} == {"contradicted"}


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Twelve died and five were hurt.", "12 people were killed and five injured."),
        ("Five were injured, while the dead numbered 12.", "12 people were killed and five injured."),
        ("Five vessels went down.", "Twelve houses burnt. Five boats sank in the harbour."),
        ("Five soldiers were killed on Tuesday.", "Some 12 soldiers were killed on Monday and five on Tuesday."),
        (
            "In Quill it stood at 7 percent, against 5 percent in Ennis.",
            "It was 5 percent in Ennis and 7 percent in Quill.",
        ),
        ("It rose to 7 percent from 5.", "It rose from 5 percent to 7 percent."),
        ("One of them said no one was hurt.", "They said that nobody was hurt."),
        ("The two leaders met.", "Lee met Hart."),
        ("Talks took 60 minutes.", "They talked for an hour."),
        ("Both men, 30 in all, left.", "30 men left."),
        ("1. Four boats sank.", "Four boats sank."),
    ],
)
def test_a_true_paraphrase_passes(sentence, text):
    assert fails(sentence, text) == []


OF_SEVERAL = [
    ("Cracks were found in two pillars.", "Engineers found cracks in two of its six pillars."),
    ("The wall has six pillars.", "Engineers found cracks in two of its six pillars."),
    ("Five judges voted to acquit her.", "Five of the nine judges voted to acquit her, three to convict her."),
    ("Marsh said that one of the two was lying.", "“One of them was lying,” Marsh said after the second hearing."),
    ("One of the four sailors drowned.", "Four sailors were aboard. One of them drowned, three swam ashore."),
    ("Seven ferries were cancelled.", "Seven out of ten ferries to Quill were cancelled."),
    ("Seven of the ten ferries were cancelled.", "Seven out of ten ferries to Quill were cancelled."),
    ("Three children were hurt.", "Three of the 28 children on the bus were hurt."),
    ("The bus carried 28 children.", "Three of the 28 children on the bus were hurt."),
]


@pytest.mark.parametrize(("sentence", "text"), OF_SEVERAL)
def test_some_of_several_are_counted_as_what_the_several_are(sentence, text):
    assert fails(sentence, text) == []


RATE = "The lock leaks 90 litres a second, and repairs cost the port $7,000 each week."


@pytest.mark.parametrize(
    ("sentence", "text", "found"),
    [
        ("The lock leaks 90 litres an hour.", RATE, ["90 litres"]),
        ("The lock leaks 90 litres per second.", RATE, []),
        ("The lock leaks 90 litres.", RATE, []),
        ("Repairs cost $7,000 a week.", RATE, []),
        ("Repairs cost $7,000 weekly.", RATE, []),
        ("Repairs cost $7,000 a month.", RATE, ["$7,000"]),
        ("Repairs cost $7,000 daily.", RATE, ["$7,000"]),
        ("Repairs cost the port $7,000 a year ago.", RATE, []),
        ("Repairs cost $7,000 a month.", "Repairs, $7,000 in all, cost $7,000 each week.", []),
        ("She sells 40 loaves a day.", "Her bakery makes 40 loaves every night.", []),
    ],
)
def test_an_amount_for_another_time_contradicts(sentence, text, found):
    assert fails(sentence, text) == found


def test_a_bound_may_be_that_of_a_figure_that_the_source_has_beside_its_number():
    text = "The ferry carried 300 cars. About 340 passengers from Quill missed it."

    assert fails("More than 300 passengers from Quill missed it.", text) == []
    assert fails("About 300 passengers from Quill missed it.", text) == ["300"]


def test_a_number_that_is_likely_a_year_is_not_rounded_to():
    assert fails("More than 1,900 boats sank.", "Boats sank in 2023.") == ["1,900"]


WHOLES = [
    ("Nine teachers resigned.", "Four of the nine teachers at the school resigned on Friday."),
    ("The school said 80 pupils will change classes.", "Some 65 of the 80 pupils there will change classes, it said."),
    ("On Monday, six of the boats were sold.", "Two of the six boats in the harbour were sold at an auction."),
    ("All twelve bridges were closed.", "Police said that three of the town's twelve bridges were closed after rain."),
]


@pytest.mark.parametrize(("sentence", "text"), WHOLES)
def test_a_whole_that_is_told_for_its_part_contradicts(sentence, text):
    found = check_figures(sentence, [source(text)])

    assert [finding.state for finding in found if finding.verdict is Verdict.FAILED] == ["contradicted"]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Four of the nine teachers resigned.", "Four of the nine teachers at the school resigned on Friday."),
        ("Four teachers resigned.", "Four of the nine teachers at the school resigned on Friday."),
        ("Of the nine teachers, four resigned.", "Four of the nine teachers at the school resigned on Friday."),
        ("Some of the nine teachers resigned.", "Four of the nine teachers at the school resigned on Friday."),
        ("Not all nine teachers resigned.", "Four of the nine teachers at the school resigned on Friday."),
        ("Nine teachers resigned.", "Four of the nine teachers resigned on Friday. By May all nine had resigned."),
        ("Nine teachers worked there.", "Four of the nine teachers who worked there resigned."),
        ("Five men were accused of fraud.", "Two of the five men accused of fraud face prison."),
        ("Six boats were moored at Quill.", "It sold two of the six boats moored at Quill."),
        ("Eighty pupils were taught there.", "Some 65 of the 80 pupils taught there will change classes."),
    ],
)
def test_what_is_said_of_a_whole_itself_passes(sentence, text):
    assert fails(sentence, text) == []


LEFT_OUT = [
    ("Hart got 48 percent and Lee 52.", "Lee won 52 percent of the vote against Hart's 48."),
    ("Marsh keeps 15 percent of the shares.", "The trust keeps 10 percent of the shares, and Marsh 15."),
    ("Hart won by 52 percent to Lee 48.", "Hart won 52 percent and Lee 48 percent."),
]


@pytest.mark.parametrize(("sentence", "text"), LEFT_OUT)
def test_a_unit_may_be_left_out_behind_a_name(sentence, text):
    assert fails(sentence, text) == []


@pytest.mark.parametrize(
    ("sentence", "text", "found"),
    [
        ("The crown rose 2 percent against the euro.", "The crown rose 2 percent against the dollar.", ["euro"]),
        ("The dollar rose against the yen.", "The dollar rose, dealers said.", ["yen"]),
        ("The crown rose 2 percent against the dollar.", "The crown rose 2 percent against the US dollar.", []),
        ("The crown fell against the pound.", "The crown slid: sterling cost 14 crowns.", []),
        ("The crown fell against the dollar.", "The crown slid to 9.40 per $1.", []),
        ("The crown fell against the euro.", "The market was weak.", []),
    ],
)
def test_a_currency_that_the_source_has_another_for_is_missing(sentence, text, found):
    assert fails(sentence, text) == found


def test_a_sum_is_computed_only_where_the_sentence_says_so():
    text = "The north lost 12 boats and the south lost 5 boats."

    assert states("A total of 17 boats were lost.", text) == ["computed"]
    assert states("They lost 17 boats.", text) == ["missing"]
    assert states("The difference was 7 boats.", text) == ["computed"]
    assert states("A total of 18 boats were lost.", text) == ["missing"]


@pytest.mark.parametrize("name", ["F-16", "Covid-19", "Boeing 737", "G7", "Channel 4", "Flight QX370", "24/7"])
def test_a_name_with_digits_is_held_only_as_such(name):
    changed = name[:-1] + str((int(name[-1]) + 1) % 10)

    assert fails(f"The {name} came.", f"They saw the {name} there.") == []
    assert fails(f"The {changed} came.", f"They saw the {name} there.")


def test_a_number_of_a_name_is_not_held_by_a_count():
    assert fails("They watched Channel 4 there.", "They watched 4 boats there.")


def test_the_number_in_a_date_is_no_figure():
    assert check_figures("It opened on 25 September 2024 at 5 p.m.", [source("Nothing here.")]) == ()
    assert fails("It sank 25 boats.", "It sank boats on 25 September.") == ["25"]


def test_any_cited_source_and_its_title_hold_a_figure():
    assert fails("4,000 left.", "They left.", "Some 4,000 left.") == []
    assert check_figures("All 4,000 left.", [source("They left.", title="4,000 leave Quill")])[0].state == "held"


def test_a_finding_says_what_was_looked_for_and_where_it_stands():
    held, missing = check_figures("1.2 thousand boats, 4,000 men.", [source("There were 1,200 boats.", 3)])

    assert (held.check, held.verdict, held.state) == (Check.FIGURE, Verdict.PASSED, "held")
    assert held.why == "“1.2 thousand” stands as “1,200” in passage 3"
    assert (missing.verdict, missing.state, missing.words) == (Verdict.FAILED, "missing", "4,000")
    assert missing.why == "“4,000” stands in none of the cited passages"


def writings(value):
    return [
        str(value),
        f"{value:,}",
        f"{value:,}".replace(",", " "),
        f"{value / 1000:.3f} thousand",
        f"{value / 10**6:.6f}m",
    ]


@given(st.integers(2100, 9_999_999), st.integers(0, 4), st.integers(0, 4), st.integers(1, 999))
def test_an_equal_figure_is_held_and_a_changed_one_never(value, said, written, change):
    text = f"The town counted {writings(value)[written]} gulls."

    assert fails(f"There are {writings(value)[said]} gulls.", text) == []
    assert fails(f"There are {writings(value + change)[said]} gulls.", text)


@given(st.text(alphabet="1 2345,.-/:%$€£½m kone two hundred thousand of a third half and to from in", max_size=120))
def test_any_text_is_read_and_holds_itself(text):
    found = figures_in(text)

    assert all(text[one.span.start : one.span.end] == one.words != "" for one in found)
    assert all(finding.state in {"held", "computed", "missing", "contradicted"} for finding in check_figures(text, []))
    if text.strip():
        assert all(finding.state != "missing" for finding in check_figures(text, [source(text)]))


@pytest.mark.parametrize(
    "part",
    [
        "5 ",
        "one hundred and ",
        "1,",
        "123,",
        "1/",
        "A-1",
        "twenty-",
        "half a ",
        "from 5 to 7 ",
        "5 a day ",
        "1 of 7 left. ",
    ],
)
def test_a_hostile_sentence_is_checked(part):
    found = check_figures("A total of " + part * (20_000 // len(part)), [source("14 boats and 1 of 7 men left. " * 50)])

    assert all(finding.check is Check.FIGURE for finding in found)
