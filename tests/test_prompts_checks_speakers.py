"""Whether a sentence gives words to the person whom its source gives them to."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.passage import Passage, Span
from prompts.checks.finding import Check, Verdict
from prompts.checks.same_speaker import Likeness, likeness
from prompts.checks.source import Source
from prompts.checks.speaker_check import check_speakers
from prompts.speakers import Reader

NEWS = (
    "Harbour chief Tom Hart told reporters that the old wall would fall before winter. “We can’t wait for the next"
    " storm,” Hart said.\n"
    "“The town has no money for a second wall,” said Finance Minister Odo Marsh of Port Ennis, a member of the council"
    " who has voted against every loan that the harbour has asked for since the flood.\n"
    "Police chief Ann Lee has cautioned against panic on the quay. “Nobody needs to leave the island tonight,” she"
    " added.\n"
    "Sundline spokesperson Mara Quell denied that any ferry had been damaged, but engineer Bo Finn said two engines"
    " were broken.\n"
    "“The tide tables were printed wrongly,” Ida Brook, a teacher and founder of the sailing school, said. “We told"
    " them in March.”\n"
    "“Nobody read our letter at all,” Brook said.\n"
    "The wall was built of granite from Quill in 1887."
)


def source(text=NEWS, *, number=1, name="wall", publisher="The Quay Gazette"):
    article = Article(id=name, title="Harbour wall", text=text, publisher=publisher)
    span = Span(0, len(text))
    return Source(
        number=number,
        passage=Passage(article=article, span=span),
        around=Reader().read(article, span).sentences,
    )


def check(text, *quotations, cited=None):
    cited = cited or [source()]
    spans = [
        (one.number, Span(start, start + len(quotation)))
        for quotation in quotations
        for one in cited
        if (start := one.passage.article.text.find(quotation)) >= 0
    ]
    return check_speakers(text, cited, spans)


def states(text, *quotations, cited=None):
    return [finding.state for finding in check(text, *quotations, cited=cited)]


STORM, MONEY = "We can’t wait for the next storm", "The town has no money for a second wall"
ISLAND, TIDES, LETTER = (
    "Nobody needs to leave the island tonight",
    "The tide tables were printed wrongly",
    "Nobody read our letter at all",
)


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        (f"Hart said: “{STORM}.”", [STORM]),
        (f"“{STORM},” harbour chief Tom Hart told reporters.", [STORM]),
        (f"In a statement, the finance minister said: “{MONEY}.”", [MONEY]),
        (f"According to Odo Marsh, “{MONEY}.”", [MONEY]),
        (f"According to The Quay Gazette of 3 May, Mr. Marsh said “{MONEY}”.", [MONEY]),
        (f"“{ISLAND},” said Ann Lee.", [ISLAND]),
        (f"Ida Brook, the teacher, said: “{TIDES}.”", [TIDES]),
        (f"“{STORM},” Hart said, while Marsh said: “{MONEY}.”", [STORM, MONEY]),
        ("Hart said that the old wall would fall before winter.", []),
        ("Sundline denied that any ferry had been damaged.", []),
        ("Engineer Bo Finn said that two engines were broken.", []),
    ],
)
def test_words_stay_with_whom_the_source_gives_them_to(text, quotations):
    found = check(text, *quotations)

    assert found
    assert {finding.state for finding in found} == {"kept"}
    assert {finding.verdict for finding in found} == {Verdict.PASSED}


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        (f"Odo Marsh said: “{STORM}.”", [STORM]),
        (f"“{MONEY},” Hart told reporters.", [MONEY]),
        (f"According to Ann Lee, “{MONEY}.”", [MONEY]),
        (f"Tom Hart’s lawyer said: “{STORM}.”", [STORM]),
        (f"Peter Hart said: “{STORM}.”", [STORM]),
        (f"Bo Finn said: “{TIDES}.”", [TIDES]),
        (f"Mara Quell said: “{LETTER}.”", [LETTER]),
        (f"According to The Quay Gazette, Tom Hart said “{MONEY}”.", [MONEY]),
        ("Odo Marsh said that the old wall would fall before winter.", []),
        ("Bo Finn denied that any ferry had been damaged.", []),
        ("Mara Quell said that two engines were broken.", []),
        ("Tom Hart warned against panic on the quay.", []),
    ],
)
def test_words_of_somebody_else_fail(text, quotations):
    assert states(text, *quotations) == ["exchanged"]


def test_each_of_two_speakers_in_one_sentence_is_checked():
    text = f"“{MONEY},” Hart said, while Marsh said: “{STORM}.”"

    assert states(text, STORM, MONEY) == ["exchanged", "exchanged"]


def test_one_strange_quotation_among_somebody_s_own_fails():
    assert states(f"Hart said “{STORM}” and “{MONEY}”.", STORM, MONEY) == ["exchanged"]


def test_a_failure_says_whose_words_they_are():
    (finding,) = check(f"Odo Marsh said: “{STORM}.”", STORM)

    assert finding.check is Check.SPEAKER
    assert finding.verdict is Verdict.FAILED
    assert finding.words == "Odo Marsh"
    assert finding.why == "the article gives these words to Harbour chief Tom Hart, not to Odo Marsh"


@pytest.mark.parametrize(
    "text", [f"“{STORM}.”", "The wall was built of granite in 1887.", "", "He said: “We can’t wait.”", "said said said"]
)
def test_where_nobody_is_named_there_is_nothing_to_find(text):
    assert states(text, STORM) == []


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        (f"The Quay Gazette reported: “{STORM}.”", [STORM]),
        ("Hart said that the wall was built of granite from Quill in 1887.", []),
        (f"Officials said: “{STORM}.”", [STORM]),
    ],
)
def test_what_can_t_be_told_passes(text, quotations):
    found = check(text, *quotations)

    assert all(finding.verdict is Verdict.PASSED for finding in found)


def test_an_outlet_says_what_it_tells_itself():
    assert states("The Quay Gazette reported that the wall was built of granite from Quill in 1887.") == ["kept"]


def test_a_sentence_about_something_else_decides_nothing():
    assert states("Hart said that gulls eat herring on Sundays.") == []


def test_who_he_is_stays_open_where_the_one_who_is_named_is_near():
    text = "Bo Finn met the mayor, Ann Lee, after Tom Hart had spoken. “It rains in Port Ennis,” he said."

    assert "exchanged" not in states(
        "Bo Finn said: “It rains in Port Ennis.”", "It rains in Port Ennis", cited=[source(text)]
    )


def test_an_article_may_call_a_person_by_something_else():
    text = "Ann Lee won. “It was a hard race for the whole crew,” the Port Ennis sailor said."
    words = "It was a hard race for the whole crew"

    assert states(f"Ann Lee said: “{words}.”", words, cited=[source(text)]) == ["unknown"]


def test_another_source_that_gives_the_words_to_the_one_who_is_named_is_enough():
    other = source(f"“{STORM},” Odo Marsh said.", number=2, name="other")

    assert states(f"Odo Marsh said: “{STORM}.”", STORM, cited=[source(), other]) == ["kept"]


def test_words_that_two_people_say_are_both_people_s():
    text = "“It is a dark day,” Ann Lee said. “It is a dark day,” Tom Hart said later."

    assert states("Tom Hart said: “It is a dark day.”", "It is a dark day", cited=[source(text)]) == ["kept"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Sabrina Singh", "Pentagon spokesperson Sabrina Singh", Likeness.SAME),
        ("the Pentagon", "Pentagon spokesperson Sabrina Singh", Likeness.SAME),
        ("Sen. Bo O'Hara (D-Quill)", "Bo O’Hara", Likeness.SAME),
        ("Joseph R. Brandt Jr.", "Joe Brandt", Likeness.SAME),
        ("Kim", "Kim Jong Ha", Likeness.SAME),
        ("Ann Lee", "Tom Hart", Likeness.OTHER),
        ("Ann Lee", "Peter Lee", Likeness.OTHER),
        ("Ann Lee's lawyer", "Ann Lee", Likeness.OTHER),
        ("Quill delegate Ann Lee", "Quill delegate Tom Hart", Likeness.OTHER),
        ("Ann Lee", "the budding singer", Likeness.OPEN),
        ("police", "police chief Ann Lee", Likeness.SAME),
    ],
)
def test_two_phrases_may_be_one_speaker(one, other, expected):
    assert likeness(one, other, "") is expected
    assert likeness(other, one, "") is expected


FOR_A_BODY = [
    ("The club said that it had been sold.", "Quill Rovers have been sold for £3 million, the club said on Monday."),
    ("The company said no ferry was damaged.", "Sundline's chief executive, Tom Hart, said no ferry was damaged."),
    ("Brandt Transport said 260 lorries used it.", "The firm's manager, Ida Brook, said 260 lorries used it."),
    ("The gallery said that it was insured.", "The Pell Museum was insured, its director, Ann Lee, said."),
    (
        "Hart paid 2 million for the boat, while Sundline says that it is worth 3 million.",
        "Hart paid 2 million for the boat, harbour chief Ann Lee said.\nIt is worth 3 million, Sundline said.",
    ),
]


@pytest.mark.parametrize(("told", "written"), FOR_A_BODY)
def test_a_body_may_speak_under_another_name_and_through_people(told, written):
    assert "exchanged" not in states(told, cited=[source(written)])


OF_THE_SAME_NAME = "“Vines come back,” said the growers' head, Ida Brook, a sister of the pilot. “They are not dead.”"


def test_a_namesake_near_by_is_somebody_else():
    assert states("Ida Brook said: “They are not dead.”", "They are not dead", cited=[source(OF_THE_SAME_NAME)]) == [
        "kept"
    ]
    assert states("Tom Brook said: “They are not dead.”", "They are not dead", cited=[source(OF_THE_SAME_NAME)]) == [
        "exchanged"
    ]


PEOPLE = ["Tom Hart", "Odo Marsh", "Ann Lee", "Bo Finn", "Ida Brook", "Mara Quell"]
FORMS = [
    "{who} said: “{words}.”",
    "“{words},” said {who}.",
    "“{words},” {who} told reporters.",
    "According to {who}, “{words}.”",
]


@given(st.permutations(PEOPLE), st.sampled_from(FORMS), st.sampled_from(FORMS[:3]))
def test_whoever_speaks_is_kept_and_anybody_else_is_not(people, told, written):
    speaker, other, third = people[:3]
    words = "the ferry to Quill will leave at dawn"
    article = f"{third} came late.\n{written.format(who=speaker, words=words)}\n{other} left.\n"
    cited = [source(article)]

    assert states(told.format(who=speaker, words=words), words, cited=cited) == ["kept"]
    assert states(told.format(who=other, words=words), words, cited=cited) == ["exchanged"]


@pytest.mark.parametrize(
    "text", ["said " * 4000, "“" * 20_000, "A, said B; " * 1800, "Ann Lee said " + "x" * 20_000, ", and The " * 2000]
)
def test_hostile_sentences_take_no_time(text):
    cited = [source(), source(text, number=2, name="hostile")]
    begun = time.process_time()

    check_speakers(text, cited, [])
    check_speakers(f"Ann Lee said: “{STORM}.”", cited, [(2, Span(0, min(len(text), 40)))])

    assert time.process_time() - begun < 2


DENIED = (
    "Mayor Ina Rusk said she had never been shown the plans. Colm Wade denied this, and said the plans had hung in the"
    " hall. Colm Wade is the architect.\n"
    "“Ink will not carry a bridge,” Deputy Nora Eskes said. Director Leo Soames laughed."
)


def test_who_denies_the_words_of_another_is_not_given_them():
    cited = [source(DENIED)]

    assert states("Colm Wade denied that the mayor had never been shown the plans.", cited=cited) == ["unknown"]
    assert states("Colm Wade said that she had never been shown the plans.", cited=cited) == ["exchanged"]
    assert states("Nora Eskes denied that the mayor had never been shown the plans.", cited=cited) == ["exchanged"]


def test_she_is_whom_the_sentence_before_names_with_her_words():
    words = "Ink will not carry a bridge"
    cited = [
        source(f"Deputy Nora Eskes said she would ask who read the letters. “{words},” she said.\nLeo Soames left.")
    ]

    assert states(f"“{words},” said Nora Eskes.", words, cited=cited) == ["kept"]
    assert states(f"“{words},” said Leo Soames.", words, cited=cited) == ["exchanged"]
